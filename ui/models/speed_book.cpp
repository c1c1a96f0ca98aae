#include "ui/models/speed_book.h"

#include <algorithm>
#include <cmath>

#include <QFileInfo>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/thread_pool.h"
#include "core/engine/loaded_model.h"
#include "core/engine/speed.h"
#include "ui/models/background.h"
#include "ui/models/engine_guard.h"

namespace espalier::ui {

namespace {

constexpr std::int64_t kPromptTokens = 64;
constexpr std::int64_t kGeneratedTokens = 64;

/// When the model was written last: its config.json, or the GGUF file.
qint64 modifiedAt(const QString& folder)
{
    const QFileInfo info(folder);
    const QFileInfo file = info.isDir() ? QFileInfo(folder + QStringLiteral("/config.json")) : info;
    return file.exists() ? file.lastModified().toMSecsSinceEpoch() : 0;
}

/// Loads the model and times it: off the GUI thread.
Result<double> measured(const QString& folder, const CancelToken& cancel)
{
    return guarded<double>([&]() -> Result<double> {
        ThreadPool pool;
        engine::LoadOptions load;
        load.cancel = cancel;
        const auto model = engine::LoadedModel::load(std::filesystem::path(folder.toStdString()), pool, load);
        if (!model) {
            return model.error();
        }
        engine::SpeedOptions options;
        const std::int64_t half = std::max<std::int64_t>((*model)->spec().contextLength / 2, 1);
        options.promptTokens = std::size_t(std::min(kPromptTokens, half));
        options.generateTokens = std::size_t(std::min(kGeneratedTokens, half));
        options.cancel = cancel;
        engine::Executor executor(*model, pool);
        const auto figures = engine::measureSpeed(executor, options);
        if (!figures) {
            return figures.error();
        }
        return figures->decodeTokensPerSecond;
    });
}

} // namespace

SpeedBook::SpeedBook(QString file, QObject* parent) : QObject(parent), m_file(std::move(file))
{
    const auto text = readTextFile(m_file.toStdString());
    const auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!json.is_object()) {
        return; // none yet, or damaged: measured anew
    }
    for (const auto& [folder, entry] : json.items()) {
        if (entry.is_object() && entry.contains("tokensPerSecond") && entry["tokensPerSecond"].is_number() &&
            entry.contains("modified") && entry["modified"].is_number_integer()) {
            m_entries[QString::fromStdString(folder)] = {entry["tokensPerSecond"].get<double>(),
                                                         entry["modified"].get<qint64>()};
        }
    }
}

SpeedBook::~SpeedBook()
{
    m_cancel.request();
}

std::optional<double> SpeedBook::tokensPerSecond(const QString& folder) const
{
    const auto found = m_entries.constFind(folder);
    return found != m_entries.constEnd() && found->modified == modifiedAt(folder)
               ? std::optional(found->tokensPerSecond)
               : std::nullopt;
}

void SpeedBook::measure(const QStringList& folders)
{
    for (const QString& folder : folders) {
        if (!tokensPerSecond(folder) && !m_waiting.contains(folder) && folder != m_current) {
            m_waiting << folder;
        }
    }
    if (!isMeasuring()) {
        next();
    }
}

void SpeedBook::stop()
{
    m_waiting.clear();
    m_cancel.request();
}

void SpeedBook::next()
{
    m_current = m_waiting.isEmpty() ? QString() : m_waiting.takeFirst();
    if (isMeasuring()) {
        m_cancel = {};
        runInBackground(
            this, [folder = m_current, cancel = m_cancel] { return measured(folder, cancel); },
            [this, folder = m_current](const Result<double>& speed) { finish(folder, speed); });
    }
    Q_EMIT changed();
}

void SpeedBook::finish(const QString& folder, const Result<double>& speed)
{
    if (speed && std::isfinite(*speed) && *speed > 0.0) {
        m_entries[folder] = {*speed, modifiedAt(folder)};
        if (const auto stored = store(); !stored) {
            Q_EMIT failed(folder, stored.error());
        }
    } else if (!speed && speed.error().code != "cancelled") {
        Q_EMIT failed(folder, speed.error());
    }
    next();
}

Result<void> SpeedBook::store() const
{
    nlohmann::json json = nlohmann::json::object();
    for (auto entry = m_entries.constBegin(); entry != m_entries.constEnd(); ++entry) {
        json[entry.key().toStdString()] = {{"tokensPerSecond", entry->tokensPerSecond}, {"modified", entry->modified}};
    }
    const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    return writeFileAtomically(m_file.toStdString(), text);
}

} // namespace espalier::ui
