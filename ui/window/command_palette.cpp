#include "ui/window/command_palette.h"

#include <algorithm>

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/models/fuzzy.h"

namespace espalier::ui {

namespace {

constexpr int kMaximumShown = 50;
constexpr int kRowHeight = 28;
constexpr int kVisibleRows = 12;

/// Text at the left, shortcut or reason at the right.
class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QString detail = index.data(Qt::UserRole).toString();
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(8, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, detail);
    }
};

} // namespace

CommandPalette::CommandPalette(Source source, QWidget* parent)
    : QFrame(parent), m_source(std::move(source)), m_input(new QLineEdit), m_list(new QListWidget)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_input);
    layout->addWidget(m_list);
    m_input->setPlaceholderText(tr("Action or page;  > command   # module   @ run   : line   ? help"));
    m_input->setAccessibleName(tr("Search or command"));
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Matches"));
    m_input->installEventFilter(this);
    parent->installEventFilter(this);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
    hide();
}

void CommandPalette::open(const QString& text)
{
    m_input->setText(text);
    refresh();
    place();
    show();
    raise();
    m_input->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::place()
{
    const int width = std::min(560, parentWidget()->width() - 48);
    setGeometry((parentWidget()->width() - width) / 2, 48, width, kRowHeight * kVisibleRows + 60);
}

void CommandPalette::refresh()
{
    const QString typed = m_input->text().trimmed();
    const bool prefixed = !typed.isEmpty() && QStringLiteral(">#@:?").contains(typed[0]);
    const QString pattern = prefixed ? typed.mid(1).trimmed() : typed;
    QList<std::pair<int, PaletteItem>> ranked;
    for (const PaletteItem& item : m_source(prefixed ? typed[0].toLatin1() : '\0')) {
        if (const auto score = fuzzyScore(pattern, item.text)) {
            ranked.append({*score, item});
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    m_shown.clear();
    m_list->clear();
    for (const auto& [score, item] : ranked.mid(0, kMaximumShown)) {
        auto* row = new QListWidgetItem(item.text, m_list);
        row->setData(Qt::UserRole, item.detail);
        if (!item.enabled) {
            row->setFlags(Qt::NoItemFlags);
        }
        m_shown << item;
    }
    if (m_shown.isEmpty()) {
        auto* none = new QListWidgetItem(tr("Nothing matches \"%1\".").arg(pattern), m_list);
        none->setFlags(Qt::NoItemFlags);
    }
    for (int row = 0; row < m_shown.size(); ++row) {
        if (m_shown[row].enabled) {
            m_list->setCurrentRow(row);
            break;
        }
    }
}

void CommandPalette::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size() || !m_shown[row].enabled) {
        return;
    }
    const PaletteItem item = m_shown[row];
    hide();
    item.run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible()) {
            place();
        }
        return false;
    }
    if (event->type() == QEvent::FocusOut) {
        hide();
    } else if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            hide();
            parentWidget()->setFocus();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace espalier::ui
