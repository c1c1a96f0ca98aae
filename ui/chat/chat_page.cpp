#include "ui/chat/chat_page.h"

#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/compress/plan/budget.h"
#include "ui/chat/composer.h"
#include "ui/chat/conversation_list.h"
#include "ui/chat/engine_status.h"
#include "ui/chat/loading_bar.h"
#include "ui/chat/message_view.h"
#include "ui/chat/sampling_panel.h"
#include "ui/chat/template_panel.h"
#include "ui/models/format.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

const QString kSettingsKey = QStringLiteral("chat");
const QString kDivergenceKey = QStringLiteral("chatDivergence");
constexpr int kSwitcherCharacters = 36;
constexpr int kTitleCharacters = 40;

QString conversationsFolder(const Workspace& workspace)
{
    return QFileInfo(workspace.runs().folder()).absolutePath() + QStringLiteral("/conversations");
}

} // namespace

ChatPage::ChatPage(const PageContext& context, MakeEngine makeEngine, QWidget* parent)
    : Page(context, parent), m_makeEngine(std::move(makeEngine)), m_engine(m_makeEngine()),
      m_chat(std::make_unique<Chat>(conversationsFolder(workspace()), *m_engine)),
      m_scan(std::make_unique<DivergenceScan>(*m_chat)), m_available(compress::plan::availableMemoryBytes)
{
    setAcceptDrops(true);
    m_scan->setEnabled(settings().value(kDivergenceKey, true).toBool());
    m_chat->setSettings(storedSettings());
    setupActions();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(setupHeader());
    layout->addWidget(setupCenter(), 1);
    m_sampling->setSettings(m_chat->shown().settings);
    connectChat();
    refresh();
}

ChatPage::~ChatPage()
{
    m_template->flush();
    // the widgets show the chat, which is a member and would go before them
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
}

void ChatPage::connectChat()
{
    connect(m_chat.get(), &Chat::shownChanged, this, [this] {
        m_messages->hide();
        m_composer->clear();
        m_list->setCurrent(m_chat->shown().header.id);
        m_sampling->setSettings(m_chat->shown().settings);
        refresh();
    });
    connect(m_chat.get(), &Chat::messageAdded, this, [this] {
        m_messages->hide();
        m_list->setCurrent(m_chat->shown().header.id);
        refresh();
    });
    connect(m_chat.get(), &Chat::messagesRemoved, this, [this](int from) {
        if (m_composer->isEditing() && from <= m_edited) {
            m_composer->clear(); // the question that was edited is of another branch
        }
        refresh();
    });
    connect(m_chat.get(), &Chat::messageFinished, this, &ChatPage::showAnswerEnd);
    connect(m_chat.get(), &Chat::answeringChanged, this, &ChatPage::refresh);
    connect(m_chat.get(), &Chat::progressed, this, &ChatPage::updateStatus);
    connect(m_chat.get(), &Chat::answerFailed, this, &ChatPage::showAnswerError);
    connect(m_chat.get(), &Chat::storeFailed, this, [this](const Error& error) { m_messages->showError(error); });
    connect(m_chat.get(), &Chat::damaged, this, [this](int lines) {
        m_messages->showMessage(MessageBar::Kind::Warning,
                                tr("%n messages of this conversation are damaged and left out. The file as it was is "
                                   "kept beside it.",
                                   nullptr, lines));
    });
    connect(m_chat.get(), &Chat::replyFinished, this, &ChatPage::updateStatus);
    connect(m_engine.get(), &ChatEngine::stateChanged, this, [this] {
        refresh();
        beginWaitingSecond();
    });
    connect(m_engine.get(), &ChatEngine::loadProgressed, this, [this] { m_loading->showEngine(*m_engine); });
    connect(m_engine.get(), &ChatEngine::loadFailed, this, [this](const Error& error) {
        m_waitingSecond.clear();
        m_messages->showError(error);
        refresh();
    });
    connect(m_engine.get(), &ChatEngine::readBandwidthMeasured, this, &ChatPage::updateStatus);
    connectTemplate(*m_engine, 0);
    connect(m_list, &ConversationList::chosen, m_chat.get(), &Chat::show);
    connect(m_list, &ConversationList::removeRequested, this, &ChatPage::askToRemove);
    connect(m_composer, &Composer::changed, this, [this] {
        updateActions();
        m_previewTimer.start();
    });
    connect(m_composer, &Composer::lastWanted, this, &ChatPage::editLast);
    connect(m_composer, &Composer::escaped, m_chat.get(), &Chat::stop);
    connect(m_sampling, &SamplingPanel::settingsChanged, this, [this] {
        m_chat->setSettings(m_sampling->settings());
        storeSettings();
        m_previewTimer.start();
    });
    connect(m_sampling, &SamplingPanel::ownPresetsChanged, this, &ChatPage::storePresets);
    connect(&workspace(), &Workspace::modelChanged, this, &ChatPage::refresh);
    workspace().runs().addUse([this](const Run& run) {
        const bool loaded =
            m_engine->model() && !run.resultModel().isEmpty() && m_engine->model()->folder == run.resultModel();
        return loaded ? tr("The Chat page has its result loaded and would let go of it.") : QString();
    });
    connect(&workspace().runs(), &RunHistory::aboutToRemove, this, [this](const Run* run) {
        if (m_engine->model() && !run->resultModel().isEmpty() && m_engine->model()->folder == run->resultModel()) {
            m_engine->unload(); // its files go
        }
        if (m_second && m_second->model() && m_second->model()->folder == run->resultModel()) {
            stopComparing();
        }
    });
}

QAction* ChatPage::primaryAction() const
{
    return m_engine->state() == ChatEngine::State::Empty ? m_loadCurrent : m_send;
}

QList<QWidget*> ChatPage::regions() const
{
    return {m_model, m_list, m_view, m_composer, m_sampling};
}

QList<QAction*> ChatPage::commands() const
{
    return {m_new, m_loadCurrent, m_unload, m_stop, m_regenerate, m_edit, m_delete, m_rendered};
}

void ChatPage::showLink(const Link& link)
{
    const Run* run = workspace().runs().find(link.run);
    const QString folder = run ? run->resultModel() : link.model;
    if (folder.isEmpty()) {
        return;
    }
    if (link.with == QLatin1String(kSourceModel)) {
        compare(run ? run->request().modelFolder() : QString(), folder);
    } else if (!link.with.isEmpty()) {
        compare(link.with, folder);
    } else {
        load(folder);
    }
    m_composer->setFocus(Qt::OtherFocusReason);
}

void ChatPage::suggest(const QString& question)
{
    m_composer->field()->setPlainText(question);
    m_composer->field()->moveCursor(QTextCursor::End);
    m_composer->setFocus(Qt::OtherFocusReason);
}

void ChatPage::setActive(bool active)
{
    if (active) {
        m_chat->load();
        m_list->setCurrent(m_chat->shown().header.id);
    }
}

void ChatPage::send()
{
    const QString text = m_composer->text();
    if (!m_chat->canAnswer() || text.trimmed().isEmpty()) {
        return;
    }
    const int edited = m_composer->isEditing() ? m_edited : -1;
    m_composer->clear();
    if (edited >= 0 && edited < int(m_chat->shown().messages.size())) {
        m_chat->askInstead(edited, text);
    } else {
        m_chat->send(text);
    }
}

void ChatPage::editLast()
{
    if (const auto question = m_chat->lastQuestion()) {
        editQuestion(*question);
    }
}

void ChatPage::editQuestion(int index)
{
    if (!m_chat->isAnsweringShown()) {
        m_edited = index;
        m_composer->edit(m_chat->shown().messages[std::size_t(index)].text);
    }
}

void ChatPage::askToRemove(const QString& id)
{
    const int row = m_chat->list().rowOf(id);
    if (row < 0) {
        return;
    }
    const QString title = m_chat->list().data(m_chat->list().index(row), Qt::DisplayRole).toString();
    m_messages->showMessage(
        MessageBar::Kind::Warning,
        tr("Delete the conversation \"%1\"? This cannot be undone.")
            .arg(title.size() > kTitleCharacters ? title.left(kTitleCharacters) + QChar(0x2026) : title));
    m_messages->addAction(tr("Delete conversation"), [this, id] { m_chat->remove(id); });
    m_messages->addAction(tr("Keep it"), [] {});
}

void ChatPage::showAnswerError(const Error& error)
{
    m_messages->showError(error);
    if (error.code == "engine.context") {
        m_messages->addAction(m_new->text(), [this] { m_new->trigger(); });
    } else {
        m_messages->addAction(tr("Try again"), [this] { m_regenerate->trigger(); });
    }
}

void ChatPage::showAnswerEnd(int index)
{
    updateStatus();
    const auto& figures = m_chat->shown().messages[std::size_t(index)].figures;
    if (figures && figures->stop == engine::StopReason::ContextFull) {
        m_messages->showMessage(
            MessageBar::Kind::Warning,
            tr("The answer stops here: the context of %1 tokens is full. A new conversation starts with an empty one.")
                .arg(format::count(figures->contextTokens)));
        m_messages->addAction(m_new->text(), [this] { m_new->trigger(); });
    }
}

void ChatPage::refresh()
{
    updateActions();
    updateTexts();
    updateEmptyState();
    updateStatus();
    updatePanes();
    m_loading->showEngine(*m_engine);
}

void ChatPage::updateActions()
{
    const bool answering = m_chat->isAnswering();
    const bool typed = !m_composer->text().trimmed().isEmpty();
    m_stop->setVisible(answering);
    m_stop->setEnabled(answering);
    m_send->setVisible(!answering);
    m_send->setEnabled(m_chat->canAnswer() && typed);
    m_send->setToolTip(m_engine->state() == ChatEngine::State::Empty     ? tr("Load a model first.")
                       : m_engine->state() == ChatEngine::State::Loading ? tr("The model is still being loaded.")
                       : m_second && m_second->state() == ChatEngine::State::Loading
                           ? tr("The second model is still being loaded.")
                       : typed ? QString()
                               : tr("Write a message first."));
    const bool any = !m_chat->shown().messages.empty();
    const bool question = any && m_chat->shown().messages.back().role == ChatMessage::Role::User;
    m_regenerate->setText(question ? tr("Answer") : tr("Regenerate"));
    m_regenerate->setEnabled(m_chat->canRegenerate());
    m_regenerate->setVisible(any);
    m_edit->setEnabled(any && !m_chat->isAnsweringShown());
    m_edit->setVisible(any);
    m_delete->setEnabled(m_chat->list().rowOf(m_chat->shown().header.id) >= 0);
    m_unload->setEnabled(m_engine->isLoaded());
}

void ChatPage::updateTexts()
{
    const auto& model = m_engine->model();
    QString name = tr("No model loaded");
    if (model) {
        name = model->name;
    } else if (!m_engine->loadingFolder().isEmpty()) {
        name = tr("Loading %1").arg(m_engine->loadingName());
    }
    m_model->setText(
        fontMetrics().elidedText(name, Qt::ElideMiddle, kSwitcherCharacters * fontMetrics().averageCharWidth()));
    m_model->setToolTip(model ? model->folder : tr("Choose which model chats"));
    m_kernels->setText(isComparing()
                           ? tr("Same prompt, seed and settings. A answers first, then B, each with all cores to "
                                "itself, so that their speeds can be compared.")
                       : model ? tr("%1, %n threads, %2 of weights", nullptr, model->threads)
                                     .arg(model->kernels, format::bytes(model->weightBytes))
                               : QString());
    m_kernels->setToolTip(tr("Which kernels multiply this model's weights, and the instruction set in use."));
    const bool plain = model && model->templateSource.isEmpty();
    m_previewTimer.start();
    m_composer->setPlaceholder(plain ? tr("Text to continue...") : tr("Message..."));
}

void ChatPage::updateEmptyState()
{
    const bool empty = m_engine->state() == ChatEngine::State::Empty;
    const bool loading = m_engine->state() == ChatEngine::State::Loading;
    const bool open = workspace().model() != nullptr;
    m_loadCurrent->setEnabled(open);
    m_loadCurrent->setVisible(empty && open);
    m_openDemo->setVisible(empty && !open);
    m_example->setVisible(m_engine->isLoaded());
    if (loading) {
        m_empty->setText(tr("Loading %1").arg(m_engine->loadingName()),
                         tr("Its weights are packed for this processor."));
    } else if (empty && open) {
        m_empty->setText(tr("No model loaded"), tr("Load %1 to talk to it. Everything is computed on this machine.")
                                                    .arg(nameOf(workspace().model()->folder)));
    } else if (empty) {
        m_empty->setText(tr("No model open"), tr("Open a model, or start with the demo's model."));
    } else if (m_engine->model()->templateSource.isEmpty()) {
        m_empty->setText(
            tr("%1 continues text").arg(m_engine->model()->name),
            tr("It has no chat template, so it writes on where your text ends and nothing marks who speaks."));
    } else {
        m_empty->setText(tr("Talk to %1").arg(m_engine->model()->name),
                         tr("Return sends a message, Shift+Return starts a new line."));
    }
    m_stack->setCurrentIndex(m_chat->shown().messages.empty() ? 0 : 1);
}

void ChatPage::updateStatus()
{
    m_status->show(m_engine->model() ? &*m_engine->model() : nullptr, m_chat->progress(), m_chat->usedTokens(),
                   m_engine->readBandwidth());
    for (const int pane : {0, 1}) {
        const ChatEngine* engine = m_chat->engineOf(pane);
        const auto* model = engine && engine->model() ? &*engine->model() : nullptr;
        const AnswerProgress& progress = m_chat->progress(pane);
        const double speed = progress.tokensPerSecond();
        const auto used = m_chat->usedTokens(pane);
        m_paneTitles[std::size_t(pane)].figures->setText(
            model ? tr("%1, first token %2, context %3 of %4")
                        .arg(format::tokensPerSecond(speed > 0.0 ? std::optional(speed) : std::nullopt),
                             format::latency(progress.firstTokenSeconds),
                             used ? format::count(*used) : format::unknown(), format::count(model->contextTokens))
                  : QString());
    }
}

void ChatPage::storeSettings()
{
    settings().setValue(kSettingsKey, QString::fromStdString(m_chat->shown().settings.toJson().dump()));
}

ChatSettings ChatPage::storedSettings() const
{
    const std::string text = settings().value(kSettingsKey).toString().toStdString();
    return ChatSettings::fromJson(nlohmann::json::parse(text, nullptr, false));
}

} // namespace espalier::ui
