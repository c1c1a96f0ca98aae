#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <QMap>
#include <QTimer>

#include "ui/models/chat.h"
#include "ui/models/divergence_scan.h"
#include "ui/page.h"

class QLabel;
class QMenu;
class QMimeData;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace espalier::ui {

class Composer;
class ConversationList;
class DropOverlay;
class EmptyState;
class EngineStatus;
class LoadingBar;
class MessageBar;
class MessageView;
class SamplingPanel;
class TemplatePanel;
class TokenPopover;

/// The Chat page: talk to the current model or to the result of a run, or to two models side by side (A and B), of
/// which the first one is what the second one is compared with. Conversations do not belong to a model: another one
/// goes on where the last one stopped.
class ChatPage : public Page
{
    Q_OBJECT

public:
    using MakeEngine = std::function<std::unique_ptr<ChatEngine>()>;

    /// @param makeEngine called once now, and again when a second model is first asked for
    ChatPage(const PageContext& context, MakeEngine makeEngine, QWidget* parent = nullptr);
    ~ChatPage() override;

    QString id() const override { return QStringLiteral("chat"); }
    QString title() const override { return tr("Chat"); }
    QString iconName() const override { return QStringLiteral("chat"); }
    QAction* primaryAction() const override;
    QAction* stopAction() const override { return m_stop; }
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override;
    /// A run: its result is loaded. A model: that one. Link::with: that model as A, the run's result or model as B.
    void showLink(const Link& link) override;
    void setActive(bool active) override;

    /// Puts a question into the input field, unsent.
    void suggest(const QString& question);
    Chat& chat() { return *m_chat; }
    DivergenceScan& scan() { return *m_scan; }
    /// Asked before a second model is loaded; by default what the system says.
    void setAvailableMemory(const std::function<std::uint64_t()>& available) { m_available = available; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setupActions();
    void setupPaneActions();
    QWidget* setupHeader();
    QWidget* setupConversations();
    QWidget* setupCenter();
    QWidget* setupInput();
    void connectChat();
    void setupPanes();
    void fillModelMenu(QMenu& menu, int pane);
    void addModelChoice(QMenu& menu, int pane, const QString& text, const QString& folder);

    void load(const QString& folder);
    ChatEngine& ensureSecond();
    void loadSecond(const QString& folder);                    ///< beside what is loaded or being loaded
    void compare(const QString& first, const QString& second); ///< loads both, one after the other
    void stopComparing();
    bool isComparing() const { return m_second && m_second->state() != ChatEngine::State::Empty; }
    void beginWaitingSecond();                     ///< once the first model is there
    const Run* runOf(const QString& folder) const; ///< whose result it is
    QString droppedModel(const QMimeData* mime) const;
    void showToken(int index, int token, bool byKey);
    void updatePanes();
    void updateSides();
    QString nameOf(const QString& folder) const; ///< as people know a model: a run's by the run
    void send();
    void editLast();
    void editQuestion(int index);
    void askToRemove(const QString& id);
    void showTemplate();          ///< of the model that is chosen beside it, and what it makes of the conversation
    void applyTemplate(int pane); ///< the edited one, once a model is loaded
    void keepTemplate(const QString& folder, const std::optional<QString>& source);
    void connectTemplate(ChatEngine& engine, int pane);
    void storePresets();
    QMap<QString, ChatSettings> storedPresets() const;
    void showAnswerError(const Error& error);
    void showAnswerEnd(int index);
    void refresh();
    void updateActions();
    void updateTexts();
    void updateEmptyState();
    void updateStatus();
    void storeSettings();
    ChatSettings storedSettings() const;

    MakeEngine m_makeEngine;
    std::unique_ptr<ChatEngine> m_engine;
    std::unique_ptr<ChatEngine> m_second; ///< made when it is first asked for
    std::unique_ptr<Chat> m_chat;
    std::unique_ptr<DivergenceScan> m_scan;
    std::function<std::uint64_t()> m_available;
    QString m_waitingSecond; ///< model to be loaded as B once A is there
    int m_edited = -1;       ///< question that is being edited

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
    QAction* m_stopComparing = nullptr;
    QAction* m_cancelSecond = nullptr;
    QAction* m_divergence = nullptr;
    QAction* m_tokenMode = nullptr;
    QAction* m_showList = nullptr;
    QAction* m_showSettings = nullptr;
    QToolButton* m_compare = nullptr;
    QMenu* m_compareMenu = nullptr;
    QWidget* m_panes = nullptr; ///< what stands over the two columns
    struct PaneTitle
    {
        QLabel* name;
        QLabel* figures;
    };
    std::array<PaneTitle, 2> m_paneTitles{};
    TokenPopover* m_popover = nullptr;
    std::pair<int, int> m_shownToken; ///< message and token of the popover
    LoadingBar* m_loadingSecond = nullptr;
    DropOverlay* m_overlay = nullptr;
    QWidget* m_side = nullptr;
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
    TemplatePanel* m_template = nullptr;
    QTabWidget* m_settingsTabs = nullptr;
    QTimer m_previewTimer;
    std::array<QString, 2> m_templateOf; ///< models whose edited template the engines have
};

} // namespace espalier::ui
