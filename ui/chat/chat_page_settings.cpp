// The side of the Chat page: templates that are edited, and presets.
#include <QSettings>
#include <QTabWidget>

#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/sampling_panel.h"
#include "ui/chat/template_panel.h"

namespace espalier::ui {

namespace {
const QString kTemplatesKey = QStringLiteral("chatTemplates");
const QString kPresetsKey = QStringLiteral("chatPresets");
} // namespace

void ChatPage::connectTemplate(ChatEngine& engine, int pane)
{
    connect(&engine, &ChatEngine::stateChanged, this, [this, pane] { applyTemplate(pane); });
    connect(&engine, &ChatEngine::rendered, this, [this, pane](const Result<std::string>& prompt, int tokens) {
        if (pane == m_template->pane()) {
            m_template->showRendered(prompt, tokens);
        }
    });
}

void ChatPage::applyTemplate(int pane)
{
    ChatEngine* engine = m_chat->engineOf(pane);
    const QString folder = engine->model() ? engine->model()->folder : QString();
    if (std::exchange(m_templateOf[std::size_t(pane)], folder) == folder || folder.isEmpty()) {
        return;
    }
    const auto edits = settings().value(kTemplatesKey).toMap();
    if (const auto edit = edits.constFind(folder); edit != edits.constEnd()) {
        engine->setTemplate(edit->toString());
    }
}

void ChatPage::keepTemplate(const QString& folder, const std::optional<QString>& source)
{
    auto edits = settings().value(kTemplatesKey).toMap();
    if (source) {
        edits[folder] = *source;
    } else {
        edits.remove(folder);
    }
    settings().setValue(kTemplatesKey, edits);
    for (const int pane : {0, 1}) {
        ChatEngine* engine = m_chat->engineOf(pane);
        if (engine && engine->model() && engine->model()->folder == folder) {
            engine->setTemplate(source);
        }
    }
    m_previewTimer.start();
}

void ChatPage::showTemplate()
{
    if (!m_template->isVisible()) {
        return;
    }
    QStringList names;
    for (const int pane : {0, 1}) {
        const ChatEngine* engine = m_chat->engineOf(pane);
        if (engine && engine->model()) {
            names << (pane == 0 ? tr("A: %1") : tr("B: %1")).arg(engine->model()->name);
        }
    }
    m_template->setModels(names);
    ChatEngine* engine = m_chat->engineOf(m_template->pane());
    if (!engine || !engine->model()) {
        m_template->setSource({});
        return;
    }
    const ChatModel& model = *engine->model();
    TemplatePanel::Source source{model.folder, model.templateSource, model.templateText, {}};
    const auto edits = settings().value(kTemplatesKey).toMap();
    if (const auto edit = edits.constFind(model.folder); edit != edits.constEnd()) {
        source.edited = edit->toString();
    }
    m_template->setSource(source);
    auto messages = m_chat->prompt(m_composer->text());
    if (messages.empty() || messages.back()["role"] != "user") {
        messages.push_back({{"role", "user"}, {"content", tr("Hello").toStdString()}}); // something to see it by
    }
    engine->render(messages);
}

void ChatPage::storePresets()
{
    QVariantMap stored;
    const auto& presets = m_sampling->ownPresets();
    for (auto each = presets.cbegin(); each != presets.cend(); ++each) {
        stored[each.key()] = QString::fromStdString(each->toJson().dump());
    }
    settings().setValue(kPresetsKey, stored);
}

QMap<QString, ChatSettings> ChatPage::storedPresets() const
{
    QMap<QString, ChatSettings> presets;
    const auto stored = settings().value(kPresetsKey).toMap();
    for (auto each = stored.cbegin(); each != stored.cend(); ++each) {
        presets[each.key()] =
            ChatSettings::fromJson(nlohmann::json::parse(each->toString().toStdString(), nullptr, false));
    }
    return presets;
}

} // namespace espalier::ui
