#include "ui/compare/delta_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/csv.h"
#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

/// Better and worse in their colours; the word says it too.
class VerdictDelegate : public RowDelegate
{
public:
    VerdictDelegate(const Theme& theme, QObject* parent) : RowDelegate(parent), m_theme(theme) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        RowDelegate::initStyleOption(option, index);
        const auto verdict = Verdict(index.data(DeltaTable::VerdictRole).toInt());
        if (verdict == Verdict::Better || verdict == Verdict::Worse) {
            const Colors& colors = m_theme.colors();
            option->palette.setColor(QPalette::Text, verdict == Verdict::Better ? colors.ok : colors.error);
        }
    }

private:
    const Theme& m_theme;
};

} // namespace

DeltaView::DeltaView(const Theme& theme, const Comparison& comparison, QWidget* parent)
    : QWidget(parent), m_table(new DeltaTable(comparison, this)), m_reference(new QComboBox),
      m_onlyDifferences(new QCheckBox(tr("Only &differences"))), m_view(new QTableView)
{
    m_reference->setAccessibleName(tr("Reference column"));
    m_reference->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* label = new QLabel(tr("R&eference"));
    label->setBuddy(m_reference);
    auto* save = new QPushButton(tr("Save table..."));
    save->setAutoDefault(false);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(0, 8, 0, 0);
    tools->setSpacing(8);
    tools->addWidget(label);
    tools->addWidget(m_reference);
    tools->addSpacing(8);
    tools->addWidget(m_onlyDifferences);
    tools->addStretch();
    tools->addWidget(save);
    m_view->setModel(m_table);
    m_view->setItemDelegate(new VerdictDelegate(theme, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(24);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->setAccessibleName(tr("Differences from the reference"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(tools);
    layout->addWidget(m_view, 1);
    connect(m_reference, &QComboBox::activated, this, [this] {
        m_table->setReference(m_reference->currentText());
        fitColumns();
    });
    connect(m_onlyDifferences, &QCheckBox::toggled, m_table, &DeltaTable::setOnlyDifferences);
    connect(save, &QPushButton::clicked, this, &DeltaView::saveAs);
    refresh();
}

void DeltaView::refresh()
{
    m_table->update();
    m_reference->clear();
    m_reference->addItems(m_table->columnNames());
    m_reference->setCurrentText(m_table->reference());
    fitColumns();
}

void DeltaView::fitColumns()
{
    m_view->resizeColumnsToContents();
    for (int column = 0; column < m_table->columnCount(); ++column) {
        m_view->setColumnWidth(column, m_view->columnWidth(column) + 16); // air between right and left aligned ones
    }
}

void DeltaView::saveAs()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save table"), tr("comparison") + QStringLiteral(".csv"),
                                                      tr("Figures (*.csv)"));
    if (!file.isEmpty() && !saveCsv(file, m_table->csv())) {
        QMessageBox::warning(this, tr("The table was not saved"),
                             tr("%1 could not be written. Choose another folder, or free some space.").arg(file));
    }
}

} // namespace espalier::ui
