#include "core/protocol/events.h"

#include <type_traits>

#include "core/protocol/fields.h"

namespace espalier::protocol {
namespace {

// One overload a struct names its members once, for writing (const) and reading.
template <typename E, typename T>
concept Of = std::same_as<std::remove_const_t<E>, T>;

// clang-format off
template <Of<Hello> E> void visitFields(E& e, auto& f) { f("magic", e.magic); f("version", e.version); f("build", e.build); }
template <Of<RunBegun> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("stages", e.stages); f("layers", e.layers); f("targetSparsity", e.targetSparsity);
    f("protocol", e.protocol); f("resumedStage", e.resumedStage); f("resumedLayer", e.resumedLayer);
}
template <Of<StageBegun> E> void visitFields(E& e, auto& f) { f("stage", e.stage); f("index", e.index); f("modifiers", e.modifiers); }
template <Of<LayerBegun> E> void visitFields(E& e, auto& f) { f("stage", e.stage); f("layer", e.layer); }
template <Of<Progress> E> void visitFields(E& e, auto& f)
{
    f("phase", e.phase); f("fraction", e.fraction); f("etaSeconds", e.etaSeconds);
}
template <Of<ModuleResult> E> void visitFields(E& e, auto& f)
{
    f("module", e.module); f("role", e.role); f("layer", e.layer); f("modifier", e.modifier);
    f("relativeError", e.relativeError); f("denseError", e.denseError);
    f("signalToNoiseDb", e.signalToNoiseDb); f("sparsity", e.sparsity); f("moduleSeconds", e.seconds);
    f("dampening", e.dampening); f("note", e.note);
}
template <Of<LayerFinished> E> void visitFields(E& e, auto& f)
{
    f("stage", e.stage); f("layer", e.layer); f("layerSeconds", e.seconds); f("divergence", e.divergence);
}
template <Of<Perplexity> E> void visitFields(E& e, auto& f)
{
    f("kind", e.kind); f("stage", e.stage); f("layersDone", e.layersDone); f("perplexity", e.perplexity);
    f("standardError", e.standardError); f("windows", e.windows); f("protocol", e.protocol);
    f("kl", e.kl);
}
template <Of<Memory> E> void visitFields(E& e, auto& f) { f("residentBytes", e.residentBytes); f("peakBytes", e.peakBytes); }
template <Of<TrainingStep> E> void visitFields(E& e, auto& f)
{
    f("step", e.step); f("steps", e.steps); f("loss", e.loss); f("learningRate", e.learningRate);
    f("stage", e.stage); f("layer", e.layer); f("part", e.part); f("heldOut", e.heldOut);
}
template <Of<Log> E> void visitFields(E& e, auto& f) { f("level", e.level); f("text", e.text); }
template <Of<StageFinished> E> void visitFields(E& e, auto& f)
{
    f("stage", e.stage); f("stageSeconds", e.seconds); f("folder", e.folder);
}
template <Of<Finished> E> void visitFields(E& e, auto& f) { f("result", e.result); }
template <Of<Failed> E> void visitFields(E& e, auto& f) { f("code", e.code); f("message", e.message); f("place", e.place); }
// clang-format on

/// The `type` of each event, in the order of EventBody.
constexpr const char* kTypes[] = {"hello",        "runBegun",      "stageBegun", "layerBegun", "progress",
                                  "moduleResult", "layerFinished", "perplexity", "memory",     "trainingStep",
                                  "log",          "stageFinished", "finished",   "failed"};
static_assert(std::size(kTypes) == std::variant_size_v<EventBody>);

Error eventError(const std::string& what)
{
    return {"protocol.event",
            "The worker sent an event that cannot be read: " + what + ". Worker and program must be of one version.",
            ""};
}

template <std::size_t I = 0> std::optional<EventBody> bodyOfType(const std::string& type)
{
    if constexpr (I < std::variant_size_v<EventBody>) {
        return type == kTypes[I] ? EventBody(std::in_place_index<I>) : bodyOfType<I + 1>(type);
    } else {
        return std::nullopt;
    }
}

} // namespace

nlohmann::json toJson(const Event& event)
{
    nlohmann::json json = nlohmann::json::object();
    FieldWriter writer(json);
    writer("type", std::string(kTypes[event.body.index()]));
    writer("job", event.job);
    writer("seconds", event.seconds);
    std::visit([&](const auto& body) { visitFields(body, writer); }, event.body);
    return json;
}

Result<Event> eventFromJson(const nlohmann::json& json)
{
    if (!json.is_object()) {
        return eventError("it is no JSON object");
    }
    Event event;
    std::string type;
    FieldReader reader(json);
    reader("type", type);
    reader("job", event.job);
    reader("seconds", event.seconds);
    if (reader.problem().empty()) {
        auto body = bodyOfType(type);
        if (!body) {
            return eventError("its type \"" + type + "\" is unknown");
        }
        std::visit([&](auto& fields) { visitFields(fields, reader); }, *body);
        event.body = std::move(*body);
    }
    if (!reader.problem().empty()) {
        return eventError((type.empty() ? "" : "in \"" + type + "\", ") + reader.problem());
    }
    return event;
}

} // namespace espalier::protocol
