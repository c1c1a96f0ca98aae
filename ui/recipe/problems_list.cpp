#include "ui/recipe/problems_list.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>

#include "ui/models/quick_fix.h"
#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

enum Column { Place, Message, Fix, ColumnCount };
constexpr int kRowHeight = 30;
constexpr unsigned kMostRows = 200;

QString word(recipe::Severity severity)
{
    switch (severity) {
    case recipe::Severity::Error:
        return tr("Error");
    case recipe::Severity::Warning:
        return tr("Warning");
    case recipe::Severity::Note:
        break;
    }
    return tr("Note");
}

} // namespace

ProblemsList::ProblemsList(const Theme& theme, QWidget* parent) : QTreeWidget(parent), m_theme(theme)
{
    setColumnCount(ColumnCount);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setWordWrap(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(Place, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Message, QHeaderView::Stretch);
    header()->setSectionResizeMode(Fix, QHeaderView::ResizeToContents);
    setAccessibleName(tr("Problems"));
    setAccessibleDescription(tr("Enter goes to the line of a problem, Alt+Return does what its button says."));
    // queued: heights that change while the view lays itself out are forgotten
    connect(header(), &QHeaderView::sectionResized, this, &ProblemsList::fitRows, Qt::QueuedConnection);
    const auto goTo = [this](QTreeWidgetItem* item) {
        Q_EMIT goToRequested(m_diagnostics.at(item->data(Place, Qt::UserRole).toUInt()));
    };
    connect(this, &QTreeWidget::itemActivated, this, goTo);
    connect(this, &QTreeWidget::itemClicked, this, goTo);
}

void ProblemsList::show(const std::vector<recipe::Diagnostic>& diagnostics, const model::ModuleNode* root)
{
    clear();
    m_diagnostics = diagnostics;
    for (std::size_t i = 0; i < std::min<std::size_t>(diagnostics.size(), kMostRows); ++i) {
        addRow(m_diagnostics[i], i, root);
    }
    fitRows();
}

/// Messages wrap, and a tree takes a wrapped row's height only when told.
void ProblemsList::fitRows()
{
    constexpr int kPadding = 16; // the style's margins and what rounding takes
    const int width = std::max(header()->sectionSize(Message) - kPadding, 80);
    for (int row = 0; row < topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = topLevelItem(row);
        const QRect needed = fontMetrics().boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap | Qt::AlignLeft,
                                                        item->text(Message));
        item->setSizeHint(Message, QSize(width, std::max(needed.height() + kPadding / 2, kRowHeight)));
    }
}

void ProblemsList::fix(std::size_t index)
{
    const recipe::Diagnostic chosen = m_diagnostics.at(index); // the list changes while it is applied
    Q_EMIT fixRequested(chosen);
}

void ProblemsList::keyPressEvent(QKeyEvent* event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const QTreeWidgetItem* item = currentItem();
    if (!isReturn || event->modifiers() != Qt::AltModifier || item == nullptr) {
        QTreeWidget::keyPressEvent(event);
        return;
    }
    const std::size_t index = item->data(Place, Qt::UserRole).toUInt();
    if (hasFix(m_diagnostics.at(index))) {
        fix(index);
    }
}

void ProblemsList::addRow(const recipe::Diagnostic& diagnostic, std::size_t index, const model::ModuleNode* root)
{
    auto* item = new QTreeWidgetItem(this);
    const bool error = diagnostic.severity == recipe::Severity::Error;
    const bool warning = diagnostic.severity == recipe::Severity::Warning;
    item->setIcon(Place, m_theme.icon(error     ? QStringLiteral("error")
                                      : warning ? QStringLiteral("warning")
                                                : QStringLiteral("info"),
                                      error     ? &Colors::error
                                      : warning ? &Colors::warning
                                                : &Colors::accent));
    const QString severity = word(diagnostic.severity);
    item->setText(Place, diagnostic.location.line > 0 ? tr("%1, line %2").arg(severity).arg(diagnostic.location.line)
                                                      : severity);
    constexpr int kIconAndGap = 44; // with room before the message
    item->setSizeHint(Place, QSize(fontMetrics().horizontalAdvance(item->text(Place)) + kIconAndGap, kRowHeight));
    item->setData(Place, Qt::UserRole, uint(index));
    item->setText(Message, QString::fromStdString(diagnostic.message));
    item->setToolTip(Message, QStringLiteral("%1\n%2").arg(QString::fromStdString(diagnostic.message),
                                                           QString::fromStdString(diagnostic.code)));
    if (hasFix(diagnostic)) {
        auto* button = new QPushButton(fixText(diagnostic, root));
        button->setAutoDefault(false);
        button->setToolTip(fixHelp(diagnostic));
        connect(button, &QPushButton::clicked, this, [this, index] { fix(index); });
        auto* cell = new QWidget; // keeps the button's height in a row of several lines
        auto* layout = new QHBoxLayout(cell);
        layout->setContentsMargins(4, 1, 4, 1);
        layout->addWidget(button, 0, Qt::AlignVCenter);
        cell->setFocusProxy(button);
        setItemWidget(item, Fix, cell);
    }
}

} // namespace espalier::ui
