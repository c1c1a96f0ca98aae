#include "ui/widgets/diff_table.h"

#include <QHeaderView>

namespace espalier::ui {

namespace {

enum Column { LeftLine, Left, Sign, RightLine, Right, ColumnCount };

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
        return DiffTable::tr("the same in both");
    case DiffRow::Kind::Changed:
        return DiffTable::tr("different");
    case DiffRow::Kind::OnlyLeft:
        return DiffTable::tr("only on the left");
    case DiffRow::Kind::OnlyRight:
        break;
    }
    return DiffTable::tr("only on the right");
}

} // namespace

DiffTable::DiffTable(const Theme& theme, QWidget* parent) : QTableWidget(parent), m_theme(theme)
{
    setColumnCount(ColumnCount);
    horizontalHeader()->hide();
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(16);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setFont(Theme::font(TextStyle::Code));
    setAccessibleName(tr("Recipes side by side"));
    horizontalHeader()->setMinimumSectionSize(20);
    for (const int narrow : {LeftLine, Sign, RightLine}) {
        horizontalHeader()->setSectionResizeMode(narrow, QHeaderView::ResizeToContents);
    }
    for (const int wide : {Left, Right}) {
        horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
    }
    connect(&theme, &Theme::changed, this, &DiffTable::fill);
}

void DiffTable::setRows(const std::vector<DiffRow>& rows)
{
    m_rows = rows;
    fill();
}

void DiffTable::fill()
{
    setRowCount(int(m_rows.size()));
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    for (int row = 0; row < int(m_rows.size()); ++row) {
        paintRow(row, m_rows[std::size_t(row)]);
    }
}

void DiffTable::paintRow(int row, const DiffRow& diff)
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
        setItem(row, column, item);
    }
}

} // namespace espalier::ui
