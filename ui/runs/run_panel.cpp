#include "ui/runs/run_panel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace espalier::ui {

RunPanel::RunPanel(RunHistory& history, RunController& controller, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_history(history), m_list(new RunList(history, controller, theme)), m_filter(new QLineEdit),
      m_menu(new QMenu(this)), m_note(new QLabel)
{
    m_filter->setPlaceholderText(tr("Filter runs"));
    m_filter->setAccessibleName(tr("Filter runs"));
    m_filter->setToolTip(
        tr("Words of a run's name, model, recipe, tags or notes. tag:, state:, model: and recipe: look "
           "there alone."));
    m_filter->setClearButtonEnabled(true);
    auto* button = new QToolButton;
    button->setIcon(theme.icon(QStringLiteral("filter")));
    button->setMenu(m_menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(tr("Filter and sort"));
    button->setToolTip(tr("Filter by state, tag or model, and sort."));
    connect(&theme, &Theme::changed, button,
            [button, &theme] { button->setIcon(theme.icon(QStringLiteral("filter"))); });
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setContentsMargins(8, 4, 8, 4);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 8, 4, 0);
    row->setSpacing(4);
    row->addWidget(m_filter, 1);
    row->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    connect(m_filter, &QLineEdit::textChanged, this, &RunPanel::follow);
    connect(m_menu, &QMenu::aboutToShow, this, &RunPanel::fillMenu);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_list->runs(), signal, this, &RunPanel::showIndexProblem);
    }
    follow();
}

void RunPanel::follow()
{
    m_list->runs().setFilter(RunFilter(m_filter->text()));
    showIndexProblem();
}

void RunPanel::showIndexProblem()
{
    QString text;
    if (m_list->runs().rowCount() == 0 && !m_filter->text().isEmpty()) {
        text = tr("No run fits the filter.");
    } else if (m_history.index().status() == RunIndex::Status::Newer) {
        text = tr("The index of the history was made by a newer version of Espalier. It is left as it is; the runs are "
                  "read from their folders, notes too.");
    } else if (m_history.index().status() == RunIndex::Status::Unavailable) {
        text = tr("The index of the history cannot be used, so that the next start takes longer. Nothing is lost.");
    } else if (m_history.index().wasReplaced()) {
        text = tr("The index of the history was damaged and has been made again from the run folders.");
    }
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void RunPanel::addWords(const QString& title, const QString& key, const QList<std::pair<QString, QString>>& words)
{
    if (words.isEmpty()) {
        return;
    }
    QMenu* menu = m_menu->addMenu(title);
    for (const auto& [value, text] : words) {
        QAction* action = menu->addAction(text, this, [this, key, value = value] {
            m_filter->setText(RunFilter::toggled(m_filter->text(), key, value));
        });
        action->setCheckable(true);
        action->setChecked(RunFilter::contains(m_filter->text(), key, value));
    }
}

void RunPanel::addOrders()
{
    QMenu* menu = m_menu->addMenu(tr("Sort by"));
    auto* group = new QActionGroup(menu);
    const std::pair<RunOrder, QString> orders[] = {{RunOrder::Newest, tr("Newest first")},
                                                   {RunOrder::Oldest, tr("Oldest first")},
                                                   {RunOrder::Name, tr("Name")},
                                                   {RunOrder::Model, tr("Model")},
                                                   {RunOrder::Perplexity, tr("Lowest perplexity")},
                                                   {RunOrder::Size, tr("Smallest result")}};
    for (const auto& [order, text] : orders) {
        QAction* action = menu->addAction(text, this, [this, order = order] {
            m_order = order;
            m_list->runs().setOrder(order);
        });
        action->setCheckable(true);
        action->setChecked(order == m_order);
        group->addAction(action);
    }
}

void RunPanel::fillMenu()
{
    m_menu->clear();
    addOrders();
    const auto state = [](RunState each) { return RunFilter::stateKey(each); };
    addWords(tr("State"), QStringLiteral("state"),
             {{state(RunState::Finished), tr("Finished")},
              {state(RunState::Failed), tr("Failed")},
              {state(RunState::Cancelled), tr("Cancelled")},
              {state(RunState::Interrupted), tr("Interrupted")}});
    QList<std::pair<QString, QString>> tags;
    for (const QString& tag : m_history.tags()) {
        tags << std::pair(tag, tag);
    }
    addWords(tr("Tag"), QStringLiteral("tag"), tags);
    QList<std::pair<QString, QString>> models;
    for (const Run* run : m_history.runs()) {
        const std::pair<QString, QString> model(run->request().modelName, run->request().modelName);
        if (!model.first.isEmpty() && !models.contains(model)) {
            models << model;
        }
    }
    addWords(tr("Model"), QStringLiteral("model"), models);
    QAction* clear = m_menu->addAction(tr("Show all runs"), m_filter, &QLineEdit::clear);
    clear->setEnabled(!m_filter->text().isEmpty());
}

} // namespace espalier::ui
