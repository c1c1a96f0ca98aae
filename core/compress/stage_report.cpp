#include "core/compress/stage_report.h"

#include <algorithm>
#include <iterator>

#include "core/compress/layer_scope.h"

namespace espalier::compress {
namespace {

void append(std::vector<nlohmann::json>& list, const std::vector<nlohmann::json>& next)
{
    list.insert(list.end(), next.begin(), next.end());
}

std::vector<nlohmann::json> listIn(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_array() ? std::vector<nlohmann::json>(found->begin(), found->end())
                                                    : std::vector<nlohmann::json>();
}

std::optional<double> numberIn(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::int64_t countIn(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

} // namespace

void StageReport::add(const StageReport& next)
{
    append(modules, next.modules);
    append(layers, next.layers);
    append(probes, next.probes);
    zeros += next.zeros;
    weights += next.weights;
    kl = next.kl ? next.kl : kl;
    reloadedProbe = next.reloadedProbe ? next.reloadedProbe : reloadedProbe;
    spilledBytes = std::max(spilledBytes, next.spilledBytes);
    seconds = std::max(seconds, next.seconds);
}

StageReport StageReport::part(int section) const
{
    StageReport part;
    const auto is = [](const nlohmann::json& row, const char* key, int value) {
        return row.is_object() && row.value(key, nlohmann::json()) == value;
    };
    for (const nlohmann::json& module : modules) {
        if (is(module, "layer", section) && module.value("role", std::string()) != "head")
            part.modules.push_back(module);
    }
    for (const nlohmann::json& layer : layers) {
        if (!is(layer, "layer", section))
            continue;
        part.layers.push_back(layer);
        part.zeros += countIn(layer, "zeros");
        part.weights += countIn(layer, "weights");
    }
    for (const nlohmann::json& probe : probes) {
        if (is(probe, "layersDone", section + 1))
            part.probes.push_back(probe);
    }
    return part;
}

std::vector<protocol::EventBody> StageReport::events(const std::string& stage) const
{
    std::vector<protocol::EventBody> events;
    const auto add = [&](nlohmann::json event, const char* type) {
        event["type"] = type;
        event["job"] = "";
        event["stage"] = stage;
        event["seconds"] = 0.0;
        if (auto read = protocol::eventFromJson(event)) // rows of an older version may lack something
            events.push_back(std::move(read->body));
    };
    for (nlohmann::json module : modules) {
        module["moduleSeconds"] = module.value("seconds", 0.0);
        module["note"] = module.value("note", std::string());
        add(std::move(module), "moduleResult");
    }
    for (nlohmann::json layer : layers) {
        layer["layerSeconds"] = layer.value("seconds", 0.0);
        add(std::move(layer), "layerFinished");
    }
    for (nlohmann::json probe : probes) {
        probe["kind"] = "probe";
        probe["protocol"] = nullptr;
        add(std::move(probe), "perplexity");
    }
    return events;
}

nlohmann::json toJson(const ModuleFigures& figures)
{
    const protocol::ModuleResult& result = figures.result;
    nlohmann::json json = {{"module", result.module},     {"role", result.role},         {"layer", result.layer},
                           {"modifier", result.modifier}, {"sparsity", result.sparsity}, {"seconds", result.seconds}};
    const auto add = [&json](const char* key, const std::optional<double>& value) {
        if (value)
            json[key] = *value;
    };
    add("relativeError", result.relativeError);
    add("denseError", result.denseError);
    add("signalToNoiseDb", result.signalToNoiseDb);
    add("maskSparsity", figures.maskSparsity);
    add("dampening", result.dampening);
    if (!result.note.empty())
        json["note"] = result.note;
    return json;
}

nlohmann::json toJson(const StageReport& report)
{
    nlohmann::json json = {{"modules", report.modules},
                           {"layers", report.layers},
                           {"probes", report.probes},
                           {"zeros", report.zeros},
                           {"weights", report.weights},
                           {"seconds", report.seconds},
                           {"activationBytesOnDisk", report.spilledBytes}};
    if (report.kl)
        json["kl"] = *report.kl;
    if (report.reloadedProbe)
        json["reloadedProbe"] = *report.reloadedProbe;
    return json;
}

StageReport stageReportFromJson(const nlohmann::json& json)
{
    StageReport report;
    if (!json.is_object())
        return report;
    report.modules = listIn(json, "modules");
    report.layers = listIn(json, "layers");
    report.probes = listIn(json, "probes");
    report.zeros = countIn(json, "zeros");
    report.weights = countIn(json, "weights");
    report.spilledBytes = std::uint64_t(countIn(json, "activationBytesOnDisk"));
    report.kl = numberIn(json, "kl");
    report.reloadedProbe = numberIn(json, "reloadedProbe");
    report.seconds = numberIn(json, "seconds").value_or(0.0);
    return report;
}

} // namespace espalier::compress
