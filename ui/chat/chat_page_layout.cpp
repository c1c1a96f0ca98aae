// What the Chat page is made of: its parts and where they stand.
#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/conversation_list.h"
#include "ui/chat/engine_status.h"
#include "ui/chat/loading_bar.h"
#include "ui/chat/message_view.h"
#include "ui/chat/sampling_panel.h"
#include "ui/chat/template_panel.h"
#include "ui/chat/token_popover.h"
#include "ui/models/demo.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/drop_overlay.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

constexpr int kListWidth = 200;
constexpr int kSamplingWidth = 248;
constexpr int kPreviewMilliseconds = 300;

QToolButton* makeLinkButton(QAction* action)
{
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    const auto follow = [button, action] { button->setVisible(action->isVisible()); };
    QObject::connect(action, &QAction::visibleChanged, button, follow);
    return button;
}

QToolButton* makeMenuButton(const QString& icon, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(Theme::icon(icon));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setMenu(new QMenu(button));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(name);
    return button;
}

} // namespace

void ChatPage::setupActions()
{
    const auto make = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    m_send = make(tr("Send"), {}, [this] { send(); });
    m_stop =
        make(tr("Stop"), tr("Ends the answer at the next token; what is written stays."), [this] { m_chat->stop(); });
    m_regenerate =
        make(tr("Regenerate"),
             tr("Writes another answer; the last one stays as a branch. With a fixed seed it comes out alike."),
             [this] { m_chat->regenerate(); });
    m_regenerate->setShortcut(Qt::CTRL | Qt::Key_R);
    m_regenerate->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_regenerate);
    m_edit = make(tr("Edit last question"), tr("Up in the empty field does the same. What was said stays as a branch."),
                  [this] { editLast(); });
    m_new = make(tr("New conversation"), {}, [this] {
        m_chat->startNew();
        m_composer->setFocus(Qt::OtherFocusReason);
    });
    m_new->setShortcut(QKeySequence::New);
    m_new->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_new);
    m_delete = make(tr("Delete conversation..."), {}, [this] { askToRemove(m_chat->shown().header.id); });
    m_loadCurrent = make(tr("Load current model"), {}, [this] { load(workspace().model()->folder); });
    m_cancelLoading = make(tr("Cancel"), tr("Stops loading."), [this] { m_engine->cancelLoading(); });
    m_unload = make(tr("Unload model"), tr("Frees the memory of the model that chats. Conversations stay."),
                    [this] { m_engine->unload(); });
    m_rendered =
        make(tr("Show chat template"), tr("The template, and the exact text that the model is given."), [this] {
            m_showSettings->setChecked(true);
            updateSides();
            m_settingsTabs->setCurrentWidget(m_template);
            m_template->setFocus(Qt::OtherFocusReason);
        });
    setupPaneActions();
    m_openDemo = make(tr("Open demo"), {},
                      [this] { openDemo(workspace(), [this](const Error& error) { m_messages->showError(error); }); });
    m_example = make(tr("Try a question"), tr("Fills in a question that this model can take."), [this] {
        const bool demo = m_engine->model() && m_engine->model()->folder.startsWith(demoFolder(workspace()));
        suggest(demo ? demoQuestion() : tr("Explain in two sentences what a neural network is."));
    });
}

void ChatPage::setupPaneActions()
{
    const auto make = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    m_stopComparing =
        make(tr("Stop comparing"), tr("Unloads the second model. Its replies stay."), [this] { stopComparing(); });
    m_cancelSecond = make(tr("Cancel"), tr("Stops loading."), [this] { m_second->cancelLoading(); });
    m_divergence = make(tr("Divergence"),
                        tr("Compares B's replies with what A predicts of the same text, in the background. Tints show "
                           "how far each token is from it: 0.05, 0.2, 0.7 and 2 nats of KL."),
                        [this](bool on) {
                            settings().setValue(QStringLiteral("chatDivergence"), on);
                            m_scan->setEnabled(on);
                            updatePanes();
                        });
    m_divergence->setCheckable(true);
    m_divergence->setChecked(m_scan->isEnabled());
    m_tokenMode = make(tr("Token mode"),
                       tr("Steps through the tokens of the last reply. J jumps to the first one that "
                          "differs."),
                       [this] { m_view->toggleTokenMode(); });
    m_tokenMode->setShortcut(Qt::Key_F2);
    m_tokenMode->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_tokenMode);
    const auto toggle = [this, make](const QString& text, const QString& icon, const QString& key) {
        QAction* action = make(text, {}, [this, key](bool on) {
            settings().setValue(key, on);
            updateSides();
        });
        action->setCheckable(true);
        action->setChecked(settings().value(key, true).toBool());
        action->setIcon(Theme::icon(icon));
        return action;
    };
    m_showList = toggle(tr("Show conversations"), QStringLiteral("panel-left"), QStringLiteral("chatList"));
    m_showSettings = toggle(tr("Show settings"), QStringLiteral("panel-right"), QStringLiteral("chatPanel"));
    m_showSettings->setToolTip(tr("Shows or hides the settings and the template of the conversation."));
}

QWidget* ChatPage::setupHeader()
{
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(4);
    m_model = makeMenuButton(QStringLiteral("model"), tr("Model that chats"));
    m_compare = makeMenuButton(QStringLiteral("compare"), tr("Second model"));
    m_modelMenu = m_model->menu();
    m_compareMenu = m_compare->menu();
    connect(m_modelMenu, &QMenu::aboutToShow, this, [this] { fillModelMenu(*m_modelMenu, 0); });
    connect(m_compareMenu, &QMenu::aboutToShow, this, [this] { fillModelMenu(*m_compareMenu, 1); });
    m_status = new EngineStatus(theme());
    auto* divergence = new QCheckBox(m_divergence->text());
    divergence->setToolTip(m_divergence->toolTip());
    divergence->setChecked(m_divergence->isChecked());
    connect(divergence, &QCheckBox::clicked, m_divergence, &QAction::trigger);
    connect(m_divergence, &QAction::toggled, divergence, &QCheckBox::setChecked);
    connect(m_divergence, &QAction::visibleChanged, divergence,
            [this, divergence] { divergence->setVisible(m_divergence->isVisible()); });
    divergence->hide();
    m_divergence->setVisible(false);
    layout->addWidget(makeLinkButton(m_showList));
    layout->addWidget(m_model);
    layout->addWidget(m_compare);
    layout->addStretch(1);
    layout->addWidget(divergence);
    layout->addWidget(m_status);
    layout->addWidget(makeLinkButton(m_showSettings));
    return header;
}

QWidget* ChatPage::setupConversations()
{
    m_side = new QWidget;
    auto* layout = new QVBoxLayout(m_side);
    layout->setContentsMargins(12, 0, 0, 12);
    layout->setSpacing(8);
    auto* add = new ActionButton(m_new);
    add->setIcon(Theme::icon(QStringLiteral("add")));
    layout->addWidget(add);
    m_list = new ConversationList(m_chat->list());
    layout->addWidget(m_list, 1);
    return m_side;
}

QWidget* ChatPage::setupInput()
{
    auto* input = new QWidget;
    auto* layout = new QVBoxLayout(input);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    m_loading = new LoadingBar(m_cancelLoading);
    m_messages = new MessageBar(theme());
    m_composer = new Composer(m_send, m_stop);
    m_loadingSecond = new LoadingBar(m_cancelSecond);
    layout->addWidget(m_loading);
    layout->addWidget(m_loadingSecond);
    layout->addWidget(m_messages);
    layout->addWidget(m_composer);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(4);
    m_kernels = new QLabel;
    m_kernels->setFont(Theme::font(TextStyle::Caption));
    m_kernels->setForegroundRole(QPalette::PlaceholderText);
    m_kernels->setWordWrap(true);
    m_kernels->setTextInteractionFlags(Qt::TextSelectableByMouse);
    foot->addWidget(m_kernels, 1);
    foot->addWidget(makeLinkButton(m_edit));
    foot->addWidget(makeLinkButton(m_regenerate));
    layout->addLayout(foot);
    return input;
}

void ChatPage::setupPanes()
{
    m_panes = new QWidget;
    auto* row = new QHBoxLayout(m_panes);
    row->setContentsMargins(24, 4, 24, 8);
    row->setSpacing(24);
    for (PaneTitle& title : m_paneTitles) {
        title = {new QLabel, new QLabel};
        QFont bold = Theme::font(TextStyle::Body);
        bold.setWeight(QFont::DemiBold);
        title.name->setFont(bold);
        title.name->setWordWrap(true);
        title.figures->setFont(Theme::font(TextStyle::Caption));
        title.figures->setForegroundRole(QPalette::PlaceholderText);
        title.figures->setWordWrap(true);
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        column->addWidget(title.name);
        column->addWidget(title.figures);
        row->addLayout(column, 1);
    }
    m_panes->hide();
    m_popover = new TokenPopover(theme(), this);
    m_overlay = new DropOverlay(theme(), this);
    connect(m_view, &MessageView::tokenWanted, this, &ChatPage::showToken);
    connect(m_view, &MessageView::tokenLeft, m_popover, &TokenPopover::leave);
    connect(m_view, &MessageView::editRequested, this, &ChatPage::editQuestion);
    connect(m_popover, &TokenPopover::closed, this, [this] { m_view->focusTokens(m_shownToken.first); });
    connect(m_popover, &TokenPopover::continueRequested, this,
            [this](const std::optional<ReplyAlternative>& alternative) {
                m_chat->continueFrom(m_shownToken.first, m_shownToken.second, alternative);
            });
    const auto hidePopover = [this] { m_popover->hide(); };
    connect(m_chat.get(), &Chat::messagesRemoved, m_popover, hidePopover);
    connect(m_chat.get(), &Chat::shownChanged, m_popover, hidePopover);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, m_popover, hidePopover);
}

QWidget* ChatPage::setupCenter()
{
    auto* center = new QWidget;
    auto* layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_empty = new EmptyState(iconName(), {}, {});
    m_empty->addAction(m_loadCurrent, true);
    m_empty->addAction(m_openDemo, true);
    m_empty->addAction(m_example, false); // Send is the primary one then
    m_view = new MessageView(*m_chat, *m_scan, theme());
    setupPanes();
    layout->addWidget(m_panes);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    layout->addWidget(m_stack, 1);
    layout->addWidget(setupInput());

    m_sampling = new SamplingPanel;
    m_sampling->setOwnPresets(storedPresets());
    m_template = new TemplatePanel(theme());
    connect(m_template, &TemplatePanel::edited, this, &ChatPage::keepTemplate);
    connect(m_template, &TemplatePanel::paneChosen, this, &ChatPage::showTemplate);
    m_settingsTabs = new QTabWidget;
    m_settingsTabs->setDocumentMode(true);
    m_settingsTabs->tabBar()->setExpanding(false);
    m_settingsTabs->addTab(m_sampling, tr("Settings"));
    m_settingsTabs->addTab(m_template, tr("Template"));
    m_settingsTabs->tabBar()->setAccessibleName(tr("Settings of the conversation"));
    connect(m_settingsTabs, &QTabWidget::currentChanged, this, &ChatPage::showTemplate);
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(kPreviewMilliseconds);
    connect(&m_previewTimer, &QTimer::timeout, this, &ChatPage::showTemplate);
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(setupConversations());
    splitter->addWidget(center);
    splitter->addWidget(m_settingsTabs);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 0);
    splitter->setSizes({kListWidth, 1224 - kListWidth - kSamplingWidth, kSamplingWidth});
    m_settingsTabs->setMinimumWidth(kSamplingWidth);
    return splitter;
}

} // namespace espalier::ui
