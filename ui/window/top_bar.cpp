#include "ui/window/top_bar.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/models/workspace.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_label.h"
#include "ui/window/notification_bell.h"

namespace espalier::ui {

namespace {

constexpr int kSwitcherCharacters = 28;
constexpr int kRunsInMenu = 12;

QToolButton* makeArrow(const QString& iconName, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(Theme::icon(iconName));
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setEnabled(false);
    return button;
}

} // namespace

TopBar::TopBar(Workspace& workspace, Notifications& notifications, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_theme(theme), m_back(makeArrow(QStringLiteral("back"), tr("Back"))),
      m_forward(makeArrow(QStringLiteral("forward"), tr("Forward"))), m_modelMenu(new QMenu(this)),
      m_runMenu(new QMenu(this)), m_model(makeSwitcher(QStringLiteral("model"), m_modelMenu, tr("Model"))),
      m_run(makeSwitcher(QStringLiteral("runs"), m_runMenu, tr("Run"))), m_search(new QPushButton),
      m_bell(new NotificationBell(notifications, theme))
{
    setFixedHeight(44);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 12, 1);
    layout->setSpacing(4);
    layout->addWidget(m_back);
    layout->addWidget(m_forward);
    layout->addSpacing(4);
    layout->addWidget(m_model);
    auto* chevron = new IconLabel(Theme::icon(QStringLiteral("chevron-right")), 16);
    chevron->setEnabled(false);
    layout->addWidget(chevron);
    layout->addWidget(m_run);
    layout->addStretch();
    m_search->setText(
        tr("Search or command   %1").arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText)));
    m_search->setIcon(Theme::icon(QStringLiteral("search")));
    m_search->setMinimumWidth(280);
    m_search->setAccessibleName(tr("Search or command"));
    layout->addWidget(m_search);
    layout->addSpacing(4);
    layout->addWidget(m_bell);
    connect(m_search, &QPushButton::clicked, this, &TopBar::searchRequested);
    connect(m_modelMenu, &QMenu::aboutToShow, this, &TopBar::fillModelMenu);
    connect(m_runMenu, &QMenu::aboutToShow, this, &TopBar::fillRunMenu);
    connect(&workspace, &Workspace::modelChanged, this, &TopBar::updateModel);
    connect(&workspace, &Workspace::modelOpening, this, &TopBar::updateModel);
    connect(&workspace, &Workspace::modelFailed, this, &TopBar::updateModel);
    connect(&workspace, &Workspace::currentRunChanged, this, &TopBar::updateRun);
    connect(&workspace.runs(), &RunHistory::changed, this, &TopBar::updateRun);
    updateModel();
    updateRun();
}

QToolButton* TopBar::makeSwitcher(const QString& iconName, QMenu* menu, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(Theme::icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setMenu(menu);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void TopBar::updateModel()
{
    QString text = m_workspace.model() ? m_workspace.model()->name : tr("Open a model");
    if (!m_workspace.openingFolder().isEmpty()) {
        text = tr("Opening %1").arg(ModelDocument::displayName(m_workspace.openingFolder()));
    }
    m_model->setToolTip(m_workspace.model() ? m_workspace.model()->folder : QString());
    m_model->setText(
        fontMetrics().elidedText(text, Qt::ElideMiddle, kSwitcherCharacters * fontMetrics().averageCharWidth()));
}

void TopBar::updateRun()
{
    const Run* run = m_workspace.currentRun();
    QString text = run ? run->title() : tr("No run");
    if (run && !run->request().recipeName.isEmpty()) {
        text = tr("%1, %2").arg(text, run->request().recipeName);
    }
    m_run->setText(
        fontMetrics().elidedText(text, Qt::ElideMiddle, kSwitcherCharacters * fontMetrics().averageCharWidth()));
    m_run->setEnabled(!m_workspace.runs().runs().isEmpty());
}

void TopBar::fillModelMenu()
{
    m_modelMenu->clear();
    for (const QString& folder : m_workspace.recentModels()) {
        const QFileInfo info(folder);
        QAction* action =
            m_modelMenu->addAction(tr("%1   %2").arg(ModelDocument::displayName(folder), info.absolutePath()));
        action->setEnabled(info.exists());
        action->setCheckable(true);
        action->setChecked(m_workspace.model() && m_workspace.model()->folder == folder);
        connect(action, &QAction::triggered, this, [this, folder] { Q_EMIT recentModelRequested(folder); });
    }
    if (!m_workspace.foundModels().isEmpty()) {
        QMenu* found = m_modelMenu->addMenu(tr("In your model folders"));
        for (const FoundModel& each : m_workspace.foundModels()) {
            connect(found->addAction(each.name), &QAction::triggered, this,
                    [this, path = each.path] { Q_EMIT recentModelRequested(path); });
        }
    }
    m_modelMenu->addSeparator();
    QAction* open = m_modelMenu->addAction(Theme::icon(QStringLiteral("folder")), tr("Open model folder..."));
    connect(open, &QAction::triggered, this, &TopBar::openModelRequested);
    connect(m_modelMenu->addAction(tr("Open GGUF file...")), &QAction::triggered, this, &TopBar::openGgufRequested);
}

void TopBar::fillRunMenu()
{
    m_runMenu->clear();
    const auto& runs = m_workspace.runs().runs();
    for (auto each = runs.crbegin(); each != runs.crend() && m_runMenu->actions().size() < kRunsInMenu; ++each) {
        const Run* run = *each;
        QAction* action =
            m_runMenu->addAction(tr("%1   %2   %3").arg(run->title(), run->request().recipeName, stateText(*run)));
        action->setCheckable(true);
        action->setChecked(run == m_workspace.currentRun());
        connect(action, &QAction::triggered, this, [this, number = run->number()] { Q_EMIT runRequested(number); });
    }
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, mix(m_theme.colors().window, m_theme.colors().mid, 0.4));
}

} // namespace espalier::ui
