#include "ui/models/model_origin.h"

#include <cmath>

#include <QFileInfo>

#include "core/base/atomic_file.h"
#include "core/model/statistics.h"
#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"
#include "ui/models/run_figures.h"

namespace espalier::ui {

namespace {

const QString kStagePrefix = QStringLiteral("stage_");

QString sourceOf(const QString& run)
{
    const auto text = readTextFile((run + u'/' + QLatin1String(protocol::kManifestName)).toStdString());
    const auto manifest = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    const nlohmann::json none;
    const nlohmann::json& request = manifest.is_object() && manifest.contains("request") ? manifest["request"] : none;
    return request.is_object() && request.contains("model") && request["model"].is_string()
               ? QString::fromStdString(request["model"].get<std::string>())
               : QString();
}

std::map<std::string, std::uint64_t> bytesOf(const QString& folder)
{
    std::map<std::string, std::uint64_t> bytes;
    const auto checkpoint = model::Checkpoint::open(folder.toStdString());
    if (folder.isEmpty() || !checkpoint) {
        return bytes;
    }
    for (const model::ModuleNode* module : model::allModules(checkpoint->tree())) {
        if (const auto format = model::storedFormat(*checkpoint, *module)) {
            bytes[module->name] = format->bytes;
        }
    }
    return bytes;
}

} // namespace

std::map<std::string, double> ModelOrigin::errorsOf(const std::vector<protocol::Event>& events, const QString& stage)
{
    RunFigures figures;
    for (const protocol::Event& event : events) {
        figures.apply(event);
    }
    std::map<std::string, double> errors;
    for (const RunFigures::ModuleRow& row : figures.modules()) {
        if ((stage.isEmpty() || row.stage == stage) && row.relativeError && std::isfinite(*row.relativeError)) {
            errors[row.module.toStdString()] = *row.relativeError;
        }
    }
    return errors;
}

std::optional<ModelOrigin> ModelOrigin::read(const QString& folder)
{
    const QFileInfo info(folder);
    if (!info.fileName().startsWith(kStagePrefix)) {
        return std::nullopt;
    }
    const QString run = info.absolutePath();
    const auto log = protocol::readRunLog((run + u'/' + QLatin1String(protocol::kRunLogName)).toStdString());
    if (!log) {
        return std::nullopt;
    }
    ModelOrigin origin;
    origin.errors = errorsOf(log->events, info.fileName().mid(kStagePrefix.size()));
    origin.source = sourceOf(run);
    origin.before = bytesOf(origin.source);
    return origin;
}

} // namespace espalier::ui
