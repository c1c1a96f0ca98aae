// Which models chat: menus, A and B, what is dropped; and the alternatives of a token.
#include <functional>
#include <numeric>

#include <QAction>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QTabWidget>
#include <QToolButton>
#include <QUrl>

#include "core/model/checkpoint.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/conversation_list.h"
#include "ui/chat/engine_status.h"
#include "ui/chat/loading_bar.h"
#include "ui/chat/message_view.h"
#include "ui/chat/sampling_panel.h"
#include "ui/chat/token_popover.h"
#include "ui/models/format.h"
#include "ui/models/path_kind.h"
#include "ui/widgets/drop_overlay.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

constexpr int kTwoColumnsWidth = 1080; ///< below, the list of conversations makes room for the second reply

/// About what a model takes once it is loaded: as much as its files, and floats of what is dequantized.
std::uint64_t weightBytes(const QString& folder)
{
    if (QFileInfo(folder).isFile()) {
        const auto checkpoint = model::Checkpoint::open(folder.toStdString());
        if (!checkpoint || checkpoint->dequantizedFrom().empty()) {
            return std::uint64_t(QFileInfo(folder).size());
        }
        std::uint64_t weights = 0;
        for (const model::ModuleNode* module : model::allModules(checkpoint->tree())) {
            weights += module->shape.empty() ? 0
                                             : std::accumulate(module->shape.begin(), module->shape.end(),
                                                               std::uint64_t(1), std::multiplies<std::uint64_t>());
        }
        return weights * sizeof(float);
    }
    std::uint64_t bytes = 0;
    QDirIterator files(folder, {QStringLiteral("*.safetensors"), QStringLiteral("*.bin")}, QDir::Files);
    while (files.hasNext()) {
        files.next();
        bytes += std::uint64_t(files.fileInfo().size());
    }
    return bytes;
}

} // namespace

const Run* ChatPage::runOf(const QString& folder) const
{
    for (const Run* run : workspace().runs().runs()) {
        if (run->resultModel() == folder) {
            return run;
        }
    }
    return nullptr;
}

QString ChatPage::nameOf(const QString& folder) const
{
    if (const Run* run = runOf(folder)) {
        const QString recipe = run->request().recipeName;
        return recipe.isEmpty() ? run->title() : tr("%1, %2").arg(run->title(), recipe);
    }
    return ModelDocument::displayName(folder);
}

void ChatPage::load(const QString& folder)
{
    const bool loaded = m_engine->model() && m_engine->model()->folder == folder;
    if (!loaded && m_engine->loadingFolder() != folder) {
        m_messages->hide();
        m_engine->load(folder, nameOf(folder));
        m_composer->setFocus(Qt::OtherFocusReason); // a first message may be written meanwhile
    }
}

ChatEngine& ChatPage::ensureSecond()
{
    if (!m_second) {
        m_second = m_makeEngine();
        m_chat->setSecond(m_second.get());
        connectTemplate(*m_second, 1); // before the scan, which scores as soon as the model is ready
        m_scan->setSecond(m_second.get());
        connect(m_second.get(), &ChatEngine::stateChanged, this, [this] {
            refresh();
            updateSides();
        });
        connect(m_second.get(), &ChatEngine::loadProgressed, this, [this] { m_loadingSecond->showEngine(*m_second); });
        connect(m_second.get(), &ChatEngine::loadFailed, this, [this](const Error& error) {
            m_messages->showError(error);
            m_messages->addAction(tr("Choose another model"), [this] { m_compare->showMenu(); });
        });
    }
    return *m_second;
}

void ChatPage::loadSecond(const QString& folder)
{
    const bool loaded = m_second && m_second->model() && m_second->model()->folder == folder;
    if (loaded || (m_second && m_second->loadingFolder() == folder)) {
        return;
    }
    m_messages->hide();
    if (m_engine->state() == ChatEngine::State::Empty) {
        load(folder); // there is nothing yet to compare with
        return;
    }
    if (m_engine->state() == ChatEngine::State::Loading) {
        m_waitingSecond = folder; // its memory is not taken yet, so that nobody can say whether both fit
        refresh();
        return;
    }
    const std::uint64_t free = m_available() + (m_second && m_second->model() ? m_second->model()->weightBytes : 0);
    if (const std::uint64_t needed = weightBytes(folder); needed > free) {
        m_messages->showMessage(MessageBar::Kind::Error,
                                tr("%1 takes about %2 of memory beside the first model, and %3 are free. Close other "
                                   "programs, or choose a smaller model as A or B.")
                                    .arg(nameOf(folder), format::bytes(needed), format::bytes(free)));
        m_messages->addAction(tr("Choose another model"), [this] { m_compare->showMenu(); });
        return;
    }
    ensureSecond().load(folder, nameOf(folder));
    m_composer->setFocus(Qt::OtherFocusReason);
}

void ChatPage::compare(const QString& first, const QString& second)
{
    if (first.isEmpty() || !QFileInfo::exists(first)) {
        load(second);
        m_messages->showMessage(MessageBar::Kind::Warning,
                                tr("The model that %1 was made of is not there any more, so that it answers alone. "
                                   "Choose another one to compare it with.")
                                    .arg(nameOf(second)));
        return;
    }
    if (m_second && m_second->model() && m_second->model()->folder != second) {
        m_second->unload(); // both might not fit beside the new first one
    }
    load(first);
    loadSecond(second);
}

void ChatPage::beginWaitingSecond()
{
    if (m_engine->isLoaded() && !m_waitingSecond.isEmpty()) {
        loadSecond(std::exchange(m_waitingSecond, {}));
    } else if (m_engine->state() == ChatEngine::State::Empty) {
        m_waitingSecond.clear();
    }
}

void ChatPage::stopComparing()
{
    m_waitingSecond.clear();
    if (m_second) {
        m_second->unload();
    }
}

void ChatPage::addModelChoice(QMenu& menu, int pane, const QString& text, const QString& folder)
{
    const ChatEngine* engine = m_chat->engineOf(pane);
    QAction* action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(engine && engine->model() && engine->model()->folder == folder);
    action->setEnabled(QFileInfo::exists(folder));
    connect(action, &QAction::triggered, this, [this, pane, folder] { pane == 0 ? load(folder) : loadSecond(folder); });
}

void ChatPage::fillModelMenu(QMenu& menu, int pane)
{
    menu.clear();
    const Run* run = pane == 1 && m_engine->model() ? runOf(m_engine->model()->folder) : nullptr;
    if (run && QFileInfo::exists(run->request().modelFolder())) {
        const QString result = run->resultModel();
        const QString source = run->request().modelFolder();
        QAction* action = menu.addAction(tr("What it was made of: %1").arg(nameOf(source)));
        action->setToolTip(tr("The dense model becomes A, the run's result B."));
        connect(action, &QAction::triggered, this, [this, source, result] { compare(source, result); });
    }
    if (workspace().model()) {
        const QString folder = workspace().model()->folder;
        addModelChoice(menu, pane, tr("Current model: %1").arg(nameOf(folder)), folder);
    }
    const auto& runs = workspace().runs().runs();
    menu.addSection(tr("Results of runs"));
    bool any = false;
    for (auto each = runs.crbegin(); each != runs.crend(); ++each) {
        if (!(*each)->resultModel().isEmpty()) {
            addModelChoice(menu, pane, tr("%1   %2").arg(nameOf((*each)->resultModel()), (*each)->request().modelName),
                           (*each)->resultModel());
            any = true;
        }
    }
    if (!any) {
        menu.addAction(tr("No run has finished yet"))->setEnabled(false);
    }
    if (const QStringList& recent = workspace().recentModels(); !recent.isEmpty()) {
        menu.addSection(tr("Recent models"));
        for (const QString& folder : recent) {
            addModelChoice(menu, pane, nameOf(folder), folder);
        }
    }
    menu.addSeparator();
    const auto take = [this, pane](const QString& path) {
        if (path.isEmpty()) {
            return;
        }
        if (kindOfPath(path) != PathKind::Model) {
            m_messages->showMessage(MessageBar::Kind::Error,
                                    tr("%1 holds no model. Choose a folder with config.json and weights, or a GGUF "
                                       "file.")
                                        .arg(path));
        } else {
            pane == 0 ? load(modelFolderOf(path)) : loadSecond(modelFolderOf(path));
        }
    };
    menu.addAction(tr("Folder..."), this,
                   [this, take] { take(QFileDialog::getExistingDirectory(this, tr("Choose model folder"))); });
    menu.addAction(tr("GGUF file..."), this, [this, take] {
        take(QFileDialog::getOpenFileName(this, tr("Choose GGUF file"), {}, tr("GGUF models (*.gguf)")));
    });
    menu.addSeparator();
    menu.addAction(pane == 0 ? m_unload : m_stopComparing);
}

QString ChatPage::droppedModel(const QMimeData* mime) const
{
    if (mime->hasFormat(QLatin1String(kLinkMimeType))) {
        const auto link = Link::fromString(QString::fromUtf8(mime->data(QLatin1String(kLinkMimeType))));
        const Run* run = link ? workspace().runs().find(link->run) : nullptr;
        return run ? run->resultModel() : link ? link->model : QString();
    }
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile() && kindOfPath(url.toLocalFile()) == PathKind::Model) {
            return modelFolderOf(url.toLocalFile());
        }
    }
    return {};
}

void ChatPage::dragEnterEvent(QDragEnterEvent* event)
{
    const QString folder = droppedModel(event->mimeData());
    event->setAccepted(!folder.isEmpty());
    if (!folder.isEmpty()) {
        m_overlay->showFor(
            m_engine->state() == ChatEngine::State::Empty
                ? tr("Talk to %1").arg(nameOf(folder))
                : tr("Let %1 answer beside %2")
                      .arg(nameOf(folder), m_engine->model() ? m_engine->model()->name : m_engine->loadingName()),
            true);
    }
}

void ChatPage::dragLeaveEvent(QDragLeaveEvent*)
{
    m_overlay->hide();
}

void ChatPage::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    const QString folder = droppedModel(event->mimeData());
    event->setAccepted(!folder.isEmpty());
    if (!folder.isEmpty()) {
        loadSecond(folder);
    }
}

void ChatPage::updatePanes()
{
    const bool comparing = isComparing();
    m_panes->setVisible(comparing);
    m_status->setVisible(!comparing);
    m_divergence->setVisible(comparing);
    m_tokenMode->setEnabled(m_scan->isEnabled());
    m_stopComparing->setEnabled(comparing || !m_waitingSecond.isEmpty());
    m_compare->setEnabled(m_engine->state() != ChatEngine::State::Empty || comparing);
    m_compare->setToolTip(m_compare->isEnabled()
                              ? tr("Choose a second model that answers the same beside the first one.")
                              : tr("Load a model first."));
    QString name = tr("Compare with...");
    if (comparing) {
        name = m_second->model() ? m_second->model()->name : tr("Loading %1").arg(m_second->loadingName());
    } else if (!m_waitingSecond.isEmpty()) {
        name = tr("Then %1").arg(nameOf(m_waitingSecond));
    }
    constexpr int kCharacters = 28;
    m_compare->setText(fontMetrics().elidedText(name, Qt::ElideMiddle, kCharacters * fontMetrics().averageCharWidth()));
    for (const int pane : {0, 1}) {
        const ChatEngine* engine = m_chat->engineOf(pane);
        const QString model = engine && engine->model() ? engine->model()->name
                              : engine && !engine->loadingFolder().isEmpty()
                                  ? tr("Loading %1").arg(engine->loadingName())
                                  : tr("No model loaded");
        QLabel* label = m_paneTitles[std::size_t(pane)].name;
        label->setText(pane == 0 ? tr("A: %1").arg(model) : tr("B: %1").arg(model));
        label->setToolTip(engine && engine->model() ? engine->model()->kernels : QString());
    }
    if (m_second) {
        m_loadingSecond->showEngine(*m_second);
    }
}

void ChatPage::updateSides()
{
    const bool room = !isComparing() || width() >= kTwoColumnsWidth;
    m_side->setVisible(m_showList->isChecked() && room);
    m_showList->setEnabled(room);
    m_showList->setToolTip(room ? tr("Shows or hides the list of conversations.")
                                : tr("There is no room for the list beside two replies. Widen the window."));
    m_settingsTabs->setVisible(m_showSettings->isChecked());
}

void ChatPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    updateSides();
}

void ChatPage::showToken(int index, int token, bool byKey)
{
    const ChatMessage& message = m_chat->shown().messages[std::size_t(index)];
    const ChatMessage& reply = message.beside.front();
    m_shownToken = {index, token};
    TokenPopover::Content content;
    const int begin = tokenBegin(reply.tokens, token);
    content.token = reply.tokens[std::size_t(token)];
    content.text = reply.text.mid(begin, content.token.end - begin);
    content.dense = message.modelName;
    content.own = reply.modelName;
    const auto is = [](const ChatEngine* engine, const QString& folder) {
        return engine && engine->model() && engine->model()->folder == folder;
    };
    const bool same = is(m_engine.get(), message.modelFolder) && is(m_second.get(), reply.modelFolder);
    content.canContinue = same && m_chat->canAnswer() && !content.text.isEmpty();
    content.why = same ? tr("An answer is being written.") : tr("Load the two models that wrote these replies first.");
    const TokenView* view = m_view->beside(index)->tokens();
    const QRect rect = view->tokenRect(token);
    m_popover->showFor(content, QRect(view->mapTo(this, rect.topLeft()), rect.size()), byKey);
}

} // namespace espalier::ui
