#include "ui/window/main_window.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

#include "ui/chat/chat_page.h"
#include "ui/compare/compare_page.h"
#include "ui/explorer/explorer_page.h"
#include "ui/export/export_page.h"
#include "ui/help/help_page.h"
#include "ui/models/session_engine.h"
#include "ui/recipe/recipe_page.h"
#include "ui/runs/runs_page.h"
#include "ui/sensitivity/sensitivity_page.h"
#include "ui/settings/settings_page.h"
#include "ui/widgets/drop_overlay.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/activity_bar.h"
#include "ui/window/first_run_guide.h"
#include "ui/window/status_strip.h"
#include "ui/window/top_bar.h"

namespace espalier::ui {

namespace {
constexpr int kDraftMilliseconds = 1000;
}

MainWindow::MainWindow(Theme& theme, QSettings& settings, const Options& options, QWidget* parent)
    : QMainWindow(parent), m_theme(theme), m_settings(settings), m_workspace(options.runsFolder),
      m_controller(m_workspace, options.workerCommand), m_activityBar(new ActivityBar(theme)),
      m_topBar(new TopBar(m_workspace, m_notifications, theme)), m_messages(new MessageBar(theme)),
      m_captions(new MessageBar(theme)), m_stack(new QStackedWidget), m_strip(new StatusStrip(m_workspace, theme))
{
    setWindowTitle(QStringLiteral("Espalier"));
    // a small screen at 200 % has less room than the pages are made for
    setMinimumSize(QSize(1024, 640).boundedTo(screen()->availableSize()));
    resize(QSize(1280, 800).boundedTo(screen()->availableSize()));
    setAcceptDrops(true);
    m_captions->setObjectName(QStringLiteral("captions"));
    setupPages({m_workspace, m_controller, m_theme, m_settings}, options);
    setupLayout();
    setupActions();
    connectWorkspace();
    connectNotifications();
    m_guide = std::make_unique<FirstRunGuide>(m_workspace, m_controller,
                                              *qobject_cast<ChatPage*>(page(QStringLiteral("chat"))), settings,
                                              *m_captions, [this](const Link& link) { open(link); });
    setCurrentPage(0);
    centralWidget()->setFocus(); // nothing is framed before the keyboard is used
}

MainWindow::~MainWindow()
{
    // the runs that end with the controller have nobody to tell: buttons and notifications are gone by then
    m_workspace.runs().disconnect(this);
    m_controller.disconnect(this);
    // pages use the workspace, which is a member and would go before the child widgets
    delete takeCentralWidget();
}

void MainWindow::setupPages(const PageContext& context, const Options& options)
{
    const auto makeEngine = options.chatEngine ? options.chatEngine : [] {
        return std::unique_ptr<ChatEngine>(std::make_unique<SessionEngine>());
    };
    auto* exports = new ExportPage(context, options.workerCommand);
    m_exportPage = exports;
    auto* sensitivity = new SensitivityPage(context, options.workerCommand);
    m_sensitivityPage = sensitivity;
    m_pages = {new ExplorerPage(context),
               new RecipePage(context),
               new RunsPage(context),
               new ComparePage(context),
               sensitivity,
               new ChatPage(context, makeEngine),
               exports};
    for (Page* each : std::as_const(m_pages)) {
        m_buttons[each->id()] = m_activityBar->addPage(each, keyOf(each).toString(QKeySequence::NativeText));
    }
    m_settingsPage = new SettingsPage(context);
    m_helpPage = new HelpPage(context);
    for (Page* each : {static_cast<Page*>(m_settingsPage), static_cast<Page*>(m_helpPage)}) {
        m_pages << each; // last: the keys of the others count from the top
        m_buttons[each->id()] = m_activityBar->addFootPage(each, keyOf(each).toString(QKeySequence::NativeText));
    }
    for (Page* each : std::as_const(m_pages)) {
        m_stack->addWidget(each);
        connect(each, &Page::openRequested, this, &MainWindow::open);
    }
    connect(exports, &ExportPage::busyChanged, this, [this, button = m_buttons[exports->id()]](bool busy) {
        button->setDot(busy, tr("An export is being made"));
    });
    connect(exports, &ExportPage::openModelRequested, this, &MainWindow::openByDialog);
    connect(sensitivity, &SensitivityPage::busyChanged, this, [this, button = m_buttons[sensitivity->id()]](bool busy) {
        button->setDot(busy, tr("A sweep is working"));
    });
    connect(sensitivity, &SensitivityPage::openModelRequested, this, &MainWindow::openByDialog);
    connect(m_settingsPage, &SettingsPage::languageChosen, this, &MainWindow::useLanguage);
}

QKeySequence MainWindow::keyOf(const Page* page) const
{
    if (page == m_settingsPage) {
        return Qt::CTRL | Qt::Key_Comma;
    }
    return page == m_helpPage ? QKeySequence(Qt::Key_F1)
                              : QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + m_pages.indexOf(page)));
}

void MainWindow::setupLayout()
{
    auto* center = new QWidget;
    auto* columns = new QHBoxLayout(center);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(m_activityBar);
    auto* rows = new QVBoxLayout;
    rows->setSpacing(0);
    rows->addWidget(m_topBar);
    auto* messages = new QVBoxLayout;
    messages->setContentsMargins(12, 0, 12, 0);
    for (MessageBar* each : {m_messages, m_captions}) {
        each->setGapAbove(8); // part of the bar, so that it goes with it
        messages->addWidget(each);
    }
    rows->addLayout(messages);
    rows->addWidget(m_stack, 1);
    rows->addWidget(m_strip);
    columns->addLayout(rows, 1);
    setCentralWidget(center);
    m_palette = new CommandPalette([this](char prefix) { return paletteItems(prefix); }, center);
    m_overlay = new DropOverlay(m_theme, center);
}

QAction* MainWindow::addShortcut(const QString& id, const QString& text, const QList<QKeySequence>& keys,
                                 const std::function<void()>& run)
{
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    action->setShortcuts(keys);
    addAction(action);
    connect(action, &QAction::triggered, this, run);
    m_commands << action;
    return action;
}

void MainWindow::setupActions()
{
    for (Page* each : std::as_const(m_pages)) {
        if (each != m_helpPage) {
            QAction* action = addShortcut(QStringLiteral("page-") + each->id(), tr("Go to %1").arg(each->title()),
                                          {keyOf(each)}, [this, each] {
                                              remember();
                                              setCurrentPage(int(m_pages.indexOf(each)));
                                          });
            connect(action, &QAction::changed, m_buttons[each->id()], [action, each, button = m_buttons[each->id()]] {
                const QString keys = action->shortcut().toString(QKeySequence::NativeText);
                button->setToolTip(keys.isEmpty() ? each->title() : tr("%1 (%2)").arg(each->title(), keys));
            });
        }
    }
    addShortcut(QStringLiteral("help"), tr("Help on this page"), {keyOf(m_helpPage)}, [this] {
        if (currentPage() != m_helpPage) {
            m_helpPage->showTopic(currentPage()->id());
            remember();
            setCurrentPage(int(m_pages.indexOf(m_helpPage)));
        }
    });
    addShortcut(QStringLiteral("open"), tr("Open model, recipe or data..."), {QKeySequence::Open},
                [this] { openByDialog(); });
    addShortcut(QStringLiteral("export"), tr("Export current model"), {Qt::CTRL | Qt::Key_E}, [this] {
        Link link;
        link.page = QStringLiteral("export");
        link.model = m_workspace.model() ? m_workspace.model()->folder : QString();
        open(link);
    });
    addShortcut(QStringLiteral("search"), tr("Search or command"), {Qt::CTRL | Qt::Key_K},
                [this] { m_palette->open(); });
    addShortcut(QStringLiteral("filter"), tr("Filter this page"), {QKeySequence::Find}, [this] {
        if (QWidget* field = currentPage()->filterField()) {
            field->setFocus(Qt::ShortcutFocusReason);
        }
    });
    addShortcut(QStringLiteral("primary"), tr("Primary action of this page"),
                {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter}, [this] {
                    if (QAction* primary = currentPage()->primaryAction()) {
                        primary->trigger();
                    }
                });
    addShortcut(QStringLiteral("stop"), tr("Stop the answer or the run"), {Qt::CTRL | Qt::Key_Period},
                [this] { stop(); });
    addShortcut(QStringLiteral("back"), tr("Back"), {QKeySequence(Qt::ALT | Qt::Key_Left)},
                [this] { step(m_backLinks, m_forwardLinks); });
    addShortcut(QStringLiteral("forward"), tr("Forward"), {QKeySequence(Qt::ALT | Qt::Key_Right)},
                [this] { step(m_forwardLinks, m_backLinks); });
    addShortcut(QStringLiteral("next-region"), tr("Next region"), {Qt::Key_F6}, [this] { focusRegion(1); });
    addShortcut(QStringLiteral("previous-region"), tr("Previous region"), {Qt::SHIFT | Qt::Key_F6},
                [this] { focusRegion(-1); });
    m_settingsPage->setShortcuts(m_commands);
    m_helpPage->setShortcuts(m_commands);
    connect(m_topBar->backButton(), &QToolButton::clicked, this, [this] { step(m_backLinks, m_forwardLinks); });
    connect(m_topBar->forwardButton(), &QToolButton::clicked, this, [this] { step(m_forwardLinks, m_backLinks); });
}

void MainWindow::connectWorkspace()
{
    connect(m_activityBar, &ActivityBar::pageChosen, this, [this](int index) {
        remember();
        setCurrentPage(index);
    });
    connect(m_topBar, &TopBar::openModelRequested, this, &MainWindow::openModelByDialog);
    connect(m_topBar, &TopBar::openGgufRequested, this, &MainWindow::openGgufByDialog);
    connect(m_topBar, &TopBar::recentModelRequested, &m_workspace, &Workspace::openModel);
    const auto openRun = [this](int number) {
        Link link;
        link.run = number;
        open(link);
    };
    connect(m_topBar, &TopBar::runRequested, this, openRun);
    connect(m_topBar, &TopBar::searchRequested, this, [this] { m_palette->open(); });
    connect(m_strip, &StatusStrip::runRequested, this, openRun);
    connect(m_strip, &StatusStrip::cancelRequested, this, &MainWindow::cancelRun);
    connect(&m_workspace.runs(), &RunHistory::changed, this, [this] {
        m_buttons[QStringLiteral("runs")]->setDot(m_workspace.runs().active() != nullptr, tr("A run is working"));
    });
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(kDraftMilliseconds);
    connect(&m_draftTimer, &QTimer::timeout, this, &MainWindow::storeDraft);
    connect(&m_workspace, &Workspace::recipeChanged, &m_draftTimer, QOverload<>::of(&QTimer::start));
    connect(&m_workspace, &Workspace::modelFailed, this,
            [this](const QString&, const Error& error) { showProblem(error); });
    connect(&m_workspace, &Workspace::modelChanged, this, [this] {
        if (m_messages->kind() == MessageBar::Kind::Error) {
            m_messages->hide(); // what was wrong is over; a question about dropped data is not
        }
        setWindowTitle(tr("%1 - Espalier").arg(m_workspace.model()->name));
        if (!m_pendingModule.isEmpty()) {
            m_workspace.setSelectedModule(std::exchange(m_pendingModule, {}));
        }
    });
}

Page* MainWindow::page(const QString& id) const
{
    const auto found =
        std::find_if(m_pages.begin(), m_pages.end(), [&id](const Page* each) { return each->id() == id; });
    return found == m_pages.end() ? nullptr : *found;
}

Page* MainWindow::currentPage() const
{
    return m_pages[m_stack->currentIndex()];
}

void MainWindow::setCurrentPage(int index)
{
    if (index != m_stack->currentIndex()) {
        currentPage()->setActive(false);
    }
    m_stack->setCurrentIndex(index);
    m_activityBar->setCurrent(index);
    currentPage()->setActive(true);
}

void MainWindow::open(const Link& link)
{
    Page* target = page(link.targetPage());
    if (!target) {
        return;
    }
    remember();
    if (link.run > 0) {
        if (Run* run = m_workspace.runs().find(link.run)) {
            m_workspace.setCurrentRun(run);
        }
    }
    if (!link.recipe.isEmpty() && link.recipe != m_workspace.recipe().path) {
        if (const auto loaded = m_workspace.loadRecipe(link.recipe); !loaded) {
            showProblem(loaded.error());
        }
    }
    const bool otherModel =
        !link.model.isEmpty() && !(m_workspace.model() && m_workspace.model()->folder == link.model);
    if (otherModel) {
        m_pendingModule = link.module;
        m_workspace.openModel(link.model);
    } else if (!link.module.isEmpty()) {
        m_workspace.setSelectedModule(link.module);
    }
    setCurrentPage(int(m_pages.indexOf(target)));
    target->showLink(link);
}

void MainWindow::remember()
{
    const Link here = currentPage()->location();
    if (m_backLinks.isEmpty() || m_backLinks.last() != here) {
        m_backLinks << here;
    }
    m_forwardLinks.clear();
    updateHistoryButtons();
}

void MainWindow::step(QList<Link>& from, QList<Link>& to)
{
    const Link here = currentPage()->location();
    while (!from.isEmpty() && from.last() == here) {
        from.removeLast();
    }
    if (!from.isEmpty()) {
        to << here;
        const Link target = from.takeLast();
        const QList<Link> back = m_backLinks;
        const QList<Link> forward = m_forwardLinks;
        open(target); // remembers; the stacks are what they were
        m_backLinks = back;
        m_forwardLinks = forward;
    }
    updateHistoryButtons();
}

void MainWindow::updateHistoryButtons()
{
    m_topBar->backButton()->setEnabled(!m_backLinks.isEmpty());
    m_topBar->forwardButton()->setEnabled(!m_forwardLinks.isEmpty());
}

void MainWindow::focusRegion(int direction)
{
    QList<QWidget*> regions = currentPage()->regions();
    regions << m_activityBar->findChild<QWidget*>() << m_topBar->backButton()->nextInFocusChain();
    int current = -1;
    for (int i = 0; i < regions.size(); ++i) {
        QWidget* focus = focusWidget();
        if (focus && (focus == regions[i] || regions[i]->isAncestorOf(focus))) {
            current = i;
        }
    }
    for (qsizetype tries = 0; tries < regions.size(); ++tries) {
        current = int((current + direction + regions.size()) % regions.size());
        if (regions[current]->isVisible() && regions[current]->isEnabled()) {
            regions[current]->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

void MainWindow::stop()
{
    if (QAction* action = currentPage()->stopAction(); action && action->isEnabled()) {
        action->trigger();
    } else if (Run* run = m_workspace.runs().active()) {
        askToStop(run);
    }
}

void MainWindow::askToStop(Run* run)
{
    m_messages->showMessage(MessageBar::Kind::Warning,
                            tr("Stop %1? Finished layers are kept: Resume goes on after them.").arg(run->title()));
    m_messages->addAction(tr("Stop run"), [this, number = run->number()] {
        if (Run* found = m_workspace.runs().find(number); found && found->isActive()) {
            cancelRun(found);
        }
    });
    if (m_controller.canPause(run)) {
        m_messages->addAction(tr("Pause run"), [this, number = run->number()] {
            if (Run* found = m_workspace.runs().find(number)) {
                m_controller.pause(found);
            }
        });
    }
    m_messages->addAction(tr("Keep running"), [] {});
}

void MainWindow::cancelRun(Run* run)
{
    m_controller.cancel(run);
}

void MainWindow::showProblem(const Error& error)
{
    m_messages->showError(error);
    m_notifications.add({Notification::Kind::Error, QString::fromStdString(error.message), {}});
}

bool MainWindow::isWorking() const
{
    return m_workspace.runs().active() != nullptr || m_exportPage->exports().isBusy() ||
           m_sensitivityPage->sweeps().working() != nullptr;
}

void MainWindow::useLanguage()
{
    if (isWorking()) {
        m_messages->showMessage(
            MessageBar::Kind::Info,
            tr("The language changes when Espalier starts next: a run, a sweep or an export is working now."));
        return;
    }
    save();
    Q_EMIT restartRequested();
}

} // namespace espalier::ui
