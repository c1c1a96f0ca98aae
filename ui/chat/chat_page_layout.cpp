// What the Chat page is made of: its parts and where they stand.
#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/conversation_list.h"
#include "ui/chat/engine_status.h"
#include "ui/chat/loading_bar.h"
#include "ui/chat/message_view.h"
#include "ui/chat/sampling_panel.h"
#include "ui/models/demo.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

constexpr int kListWidth = 200;
constexpr int kSamplingWidth = 248;

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
    m_regenerate = make(tr("Regenerate"), tr("Writes the last answer anew. With a fixed seed it comes out alike."),
                        [this] { m_chat->regenerate(); });
    m_regenerate->setShortcut(Qt::CTRL | Qt::Key_R);
    m_regenerate->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_regenerate);
    m_edit = make(tr("Edit last question"), tr("Up in the empty field does the same."), [this] { editLast(); });
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
    m_rendered = make(tr("Show rendered prompt"), {}, [this] { showRendered(); });
    m_openDemo = make(tr("Open demo"), {},
                      [this] { openDemo(workspace(), [this](const Error& error) { m_messages->showError(error); }); });
    m_example = make(tr("Try a question"), tr("Fills in a question that this model can take."), [this] {
        const bool demo = m_engine->model() && m_engine->model()->folder.startsWith(demoFolder(workspace()));
        m_composer->field()->setPlainText(demo ? QStringLiteral("What is 3 plus 4?")
                                               : tr("Explain in two sentences what a neural network is."));
        m_composer->field()->moveCursor(QTextCursor::End);
        m_composer->setFocus(Qt::OtherFocusReason);
    });
}

QWidget* ChatPage::setupHeader()
{
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(4);
    m_modelMenu = new QMenu(this);
    connect(m_modelMenu, &QMenu::aboutToShow, this, &ChatPage::fillModelMenu);
    m_model = new QToolButton;
    m_model->setIcon(Theme::icon(QStringLiteral("model")));
    m_model->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_model->setPopupMode(QToolButton::InstantPopup);
    m_model->setAutoRaise(true);
    m_model->setMenu(m_modelMenu);
    m_model->setFocusPolicy(Qt::TabFocus);
    m_model->setAccessibleName(tr("Model that chats"));
    m_status = new EngineStatus(theme());
    layout->addWidget(m_model);
    layout->addStretch(1);
    layout->addWidget(m_status);
    return header;
}

QWidget* ChatPage::setupConversations()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(12, 0, 0, 12);
    layout->setSpacing(8);
    auto* add = new ActionButton(m_new);
    add->setIcon(Theme::icon(QStringLiteral("add")));
    layout->addWidget(add);
    m_list = new ConversationList(m_chat->list());
    layout->addWidget(m_list, 1);
    return side;
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
    layout->addWidget(m_loading);
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
    m_view = new MessageView(*m_chat, theme());
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    layout->addWidget(m_stack, 1);
    layout->addWidget(setupInput());

    m_sampling = new SamplingPanel(m_rendered);
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(setupConversations());
    splitter->addWidget(center);
    splitter->addWidget(m_sampling);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 0);
    splitter->setSizes({kListWidth, 1224 - kListWidth - kSamplingWidth, kSamplingWidth});
    m_sampling->setMinimumWidth(kSamplingWidth);
    return splitter;
}

} // namespace espalier::ui
