#include "ui/compare/diff_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/compare/run_pair_bar.h"
#include "ui/widgets/diff_table.h"

namespace espalier::ui {

namespace {

enum Mode { ByLine, ByKey, ByMeaning };

} // namespace

DiffView::DiffView(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_pair(new RunPairBar), m_mode(new QComboBox),
      m_ignoreComments(new QCheckBox(tr("&Ignore comments"))), m_count(new QLabel), m_table(new DiffTable(theme))
{
    m_mode->addItems({tr("By line"), tr("By key"), tr("By meaning")});
    m_mode->setAccessibleName(tr("How recipes are compared"));
    m_mode->setToolTip(
        tr("By key: each value by its path, wherever the key stands. By meaning: the same after both were "
           "rewritten in Espalier's own form, so that two dialects can be compared."));
    m_ignoreComments->setToolTip(tr("Leaves out comments and blank lines."));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_pair->row()->addSpacing(8);
    m_pair->row()->addWidget(m_mode);
    m_pair->row()->addWidget(m_ignoreComments);
    m_pair->row()->addStretch();
    m_pair->row()->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_pair);
    layout->addWidget(m_table, 1);
    connect(m_mode, &QComboBox::activated, this, &DiffView::fill);
    connect(m_ignoreComments, &QCheckBox::toggled, this, &DiffView::fill);
    fill();
}

void DiffView::setRecipes(const QString* left, const QString* right)
{
    const bool known = left != nullptr && right != nullptr;
    if (known == m_known && (!known || (*left == m_left && *right == m_right))) {
        return; // the reader's place in the table stays
    }
    m_known = known;
    m_left = known ? *left : QString();
    m_right = known ? *right : QString();
    fill();
}

void DiffView::fill()
{
    m_ignoreComments->setEnabled(m_mode->currentIndex() == ByLine);
    // of a path the end counts too: it has the value
    m_table->setTextElideMode(m_mode->currentIndex() == ByLine ? Qt::ElideRight : Qt::ElideMiddle);
    const auto rows = m_mode->currentIndex() == ByKey       ? diffKeys(m_left, m_right)
                      : m_mode->currentIndex() == ByMeaning ? diffMeaning(m_left, m_right)
                                                            : diffLines(m_left, m_right, m_ignoreComments->isChecked());
    m_table->setRows(rows);
    const int count = differenceCount(rows);
    if (!m_known) {
        m_count->setText(tr("Tick two runs to see their recipes."));
    } else if (count == 0) {
        m_count->setText(tr("No differences"));
    } else {
        m_count->setText(count == 1 ? tr("1 difference") : tr("%n differences", nullptr, count));
    }
}

} // namespace espalier::ui
