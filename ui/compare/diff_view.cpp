#include "ui/compare/diff_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/compare/run_pair_bar.h"

namespace espalier::ui {

namespace {

enum Column { LeftLine, Left, Sign, RightLine, Right, ColumnCount };
enum Mode { ByLine, ByKey, ByMeaning };

QString signOf(DiffRow::Kind kind)
{
    switch (kind) {
    case DiffRow::Kind::Same:
        return {};
    case DiffRow::Kind::Changed:
        return QStringLiteral("≠");
    case DiffRow::Kind::OnlyLeft:
        return QStringLiteral("−");
    case DiffRow::Kind::OnlyRight:
        break;
    }
    return QStringLiteral("+");
}

QString wordOf(DiffRow::Kind kind)
{
    switch (kind) {
    case DiffRow::Kind::Same:
        return DiffView::tr("the same in both");
    case DiffRow::Kind::Changed:
        return DiffView::tr("different");
    case DiffRow::Kind::OnlyLeft:
        return DiffView::tr("only on the left");
    case DiffRow::Kind::OnlyRight:
        break;
    }
    return DiffView::tr("only on the right");
}

} // namespace

DiffView::DiffView(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_pair(new RunPairBar), m_mode(new QComboBox),
      m_ignoreComments(new QCheckBox(tr("&Ignore comments"))), m_count(new QLabel), m_table(new QTableWidget)
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
    m_table->setColumnCount(ColumnCount);
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(16);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setFont(Theme::font(TextStyle::Code));
    m_table->setAccessibleName(tr("Recipes side by side"));
    m_table->horizontalHeader()->setMinimumSectionSize(20);
    for (const int narrow : {LeftLine, Sign, RightLine}) {
        m_table->horizontalHeader()->setSectionResizeMode(narrow, QHeaderView::ResizeToContents);
    }
    for (const int wide : {Left, Right}) {
        m_table->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_pair);
    layout->addWidget(m_table, 1);
    connect(m_mode, &QComboBox::activated, this, &DiffView::fill);
    connect(m_ignoreComments, &QCheckBox::toggled, this, &DiffView::fill);
    connect(&theme, &Theme::changed, this, &DiffView::fill);
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
    m_table->setRowCount(int(rows.size()));
    const int height = m_table->fontMetrics().height() + 4;
    m_table->verticalHeader()->setDefaultSectionSize(height);
    for (int row = 0; row < int(rows.size()); ++row) {
        paintRow(row, rows[std::size_t(row)]);
    }
    const int count = differenceCount(rows);
    if (!m_known) {
        m_count->setText(tr("Tick two runs to see their recipes."));
    } else if (count == 0) {
        m_count->setText(tr("No differences"));
    } else {
        m_count->setText(count == 1 ? tr("1 difference") : tr("%n differences", nullptr, count));
    }
}

void DiffView::paintRow(int row, const DiffRow& diff)
{
    const Colors& colors = m_theme.colors();
    const auto line = [](int number) { return number > 0 ? QString::number(number) : QString(); };
    const QStringList texts = {line(diff.leftLine), diff.left, signOf(diff.kind), line(diff.rightLine), diff.right};
    for (int column = 0; column < ColumnCount; ++column) {
        auto* item = new QTableWidgetItem(texts[column]);
        const bool isText = column == Left || column == Right;
        item->setToolTip(isText ? texts[column] : wordOf(diff.kind));
        if (!isText) {
            item->setTextAlignment(column == Sign ? Qt::AlignCenter : Qt::AlignRight | Qt::AlignVCenter);
            item->setForeground(column == Sign ? colors.text : colors.placeholder);
            item->setData(Qt::AccessibleTextRole, column == Sign ? wordOf(diff.kind) : texts[column]);
        }
        const bool tinted =
            column <= Sign ? diff.kind == DiffRow::Kind::OnlyLeft : diff.kind == DiffRow::Kind::OnlyRight;
        if (tinted || diff.kind == DiffRow::Kind::Changed) {
            const QColor tint = diff.kind == DiffRow::Kind::Changed    ? colors.warning
                                : diff.kind == DiffRow::Kind::OnlyLeft ? colors.error
                                                                       : colors.ok;
            item->setBackground(mix(colors.base, tint, 0.14));
        }
        m_table->setItem(row, column, item);
    }
}

} // namespace espalier::ui
