#pragma once

#include <memory>

#include "ui/models/chat.h"
#include "ui/page.h"

class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace espalier::ui {

class Composer;
class ConversationList;
class EmptyState;
class EngineStatus;
class LoadingBar;
class MessageBar;
class MessageView;
class RenderedDialog;
class SamplingPanel;

/// The Chat page: talk to the current model or to the result of a run. Conversations do not belong to a model: another
/// one goes on where the last one stopped.
class ChatPage : public Page
{
    Q_OBJECT

public:
    ChatPage(const PageContext& context, std::unique_ptr<ChatEngine> engine, QWidget* parent = nullptr);
    ~ChatPage() override;

    QString id() const override { return QStringLiteral("chat"); }
    QString title() const override { return tr("Chat"); }
    QString iconName() const override { return QStringLiteral("chat"); }
    QAction* primaryAction() const override;
    QAction* stopAction() const override { return m_stop; }
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override;
    /// A run: its result is loaded. A model: that one.
    void showLink(const Link& link) override;
    void setActive(bool active) override;

    Chat& chat() { return *m_chat; }

private:
    void setupActions();
    QWidget* setupHeader();
    QWidget* setupConversations();
    QWidget* setupCenter();
    QWidget* setupInput();
    void connectChat();
    void fillModelMenu();

    void load(const QString& folder);
    QString nameOf(const QString& folder) const; ///< as people know a model: a run's by the run
    void send();
    void editLast();
    void askToRemove(const QString& id);
    void showRendered();
    void showAnswerError(const Error& error);
    void showAnswerEnd(int index);
    void refresh();
    void updateActions();
    void updateTexts();
    void updateEmptyState();
    void updateStatus();
    void storeSettings();
    ChatSettings storedSettings() const;

    std::unique_ptr<ChatEngine> m_engine;
    std::unique_ptr<Chat> m_chat;

    QAction* m_send = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_regenerate = nullptr;
    QAction* m_edit = nullptr;
    QAction* m_new = nullptr;
    QAction* m_delete = nullptr;
    QAction* m_loadCurrent = nullptr;
    QAction* m_cancelLoading = nullptr;
    QAction* m_unload = nullptr;
    QAction* m_rendered = nullptr;
    QAction* m_openDemo = nullptr;
    QAction* m_example = nullptr;
    QToolButton* m_model = nullptr;
    QMenu* m_modelMenu = nullptr;
    EngineStatus* m_status = nullptr;
    ConversationList* m_list = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    MessageView* m_view = nullptr;
    LoadingBar* m_loading = nullptr;
    MessageBar* m_messages = nullptr;
    Composer* m_composer = nullptr;
    QLabel* m_kernels = nullptr;
    SamplingPanel* m_sampling = nullptr;
    RenderedDialog* m_renderedDialog = nullptr; ///< made when it is first asked for
};

} // namespace espalier::ui
