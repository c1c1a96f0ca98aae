#include "core/protocol/jobs.h"

#include "core/protocol/fields.h"
#include "core/protocol/sweep_job.h"

namespace espalier::protocol {
namespace {

template <typename E, typename T>
concept Of = std::same_as<std::remove_const_t<E>, T>;

// clang-format off
template <Of<TextSource> E> void visitFields(E& e, auto& f)
{
    f("files", e.files); f("textColumns", e.textColumns); f("columnJoin", e.columnJoin); f("recordJoin", e.recordJoin);
}
template <Of<CompressJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("recipePath", e.recipePath); f("recipeText", e.recipeText); f("samples", e.samples);
    f("sequenceLength", e.sequenceLength); f("out", e.out); f("resume", e.resume); f("forkFrom", e.forkFrom);
    f("forkLayer", e.forkLayer); f("seed", e.seed); f("threads", e.threads); f("dryRun", e.dryRun);
    f("memoryGiB", e.memoryGiB); f("halfActivations", e.halfActivations);
    f("device", e.device);
}
template <Of<EvaluateJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("sequenceLength", e.sequenceLength); f("protocol", e.protocol); f("stride", e.stride);
    f("limitTokens", e.limitTokens); f("baseline", e.baseline); f("threads", e.threads);
}
template <Of<LogitsJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("ids", e.ids); f("out", e.out); f("threads", e.threads);
}
template <Of<GenerateJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("ids", e.ids); f("maxTokens", e.maxTokens); f("temperature", e.temperature);
    f("topK", e.topK); f("topP", e.topP); f("minP", e.minP); f("repetitionPenalty", e.repetitionPenalty);
    f("seed", e.seed); f("threads", e.threads);
}
template <Of<TrainDemoJob> E> void visitFields(E& e, auto& f)
{
    f("out", e.out); f("steps", e.steps); f("seed", e.seed); f("threads", e.threads);
}
template <Of<ExportJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("target", e.target); f("type", e.type); f("out", e.out); f("certificate", e.certificate);
    f("samples", e.samples); f("sequenceLength", e.sequenceLength); f("threads", e.threads);
}
template <Of<SweepJob> E> void visitFields(E& e, auto& f)
{
    f("model", e.model); f("levels", e.levels); f("samples", e.samples); f("sequenceLength", e.sequenceLength);
    f("windows", e.windows); f("out", e.out); f("resume", e.resume); f("seed", e.seed); f("threads", e.threads);
    f("memoryGiB", e.memoryGiB);
}
// clang-format on

/// Members that are objects themselves: name and place, for every kind of job.
void visitParts(auto& job, auto&& part)
{
    if constexpr (requires { job.calibration; }) {
        part("calibration", job.calibration);
        part("evaluation", job.evaluation);
    }
    if constexpr (requires { job.text; }) {
        part("text", job.text);
    }
}

template <typename T> nlohmann::json write(const T& job)
{
    nlohmann::json json = nlohmann::json::object();
    FieldWriter writer(json);
    visitFields(job, writer);
    visitParts(job, [&](const char* key, const TextSource& source) { json[key] = write(source); });
    return json;
}

template <typename T> Result<void> read(const nlohmann::json& json, T& value, const std::string& name)
{
    const auto wrong = [&name](const std::string& what) {
        return Error{"protocol.job", "The parameters of \"" + name + "\" cannot be read: " + what + ".", ""};
    };
    if (!json.is_object()) {
        return wrong("they are no JSON object");
    }
    FieldReader reader(json);
    visitFields(value, reader);
    Result<void> parts;
    visitParts(value, [&](const char* key, TextSource& source) {
        nlohmann::json part;
        reader(key, part);
        if (parts && reader.problem().empty()) {
            parts = read(part, source, name + "." + key);
        }
    });
    if (!reader.problem().empty()) {
        return wrong(reader.problem());
    }
    if (const auto key = reader.unknownKey()) {
        return wrong("\"" + *key + "\" is unknown");
    }
    return parts;
}

} // namespace

nlohmann::json toJson(const CompressJob& job)
{
    return write(job);
}
nlohmann::json toJson(const EvaluateJob& job)
{
    return write(job);
}
nlohmann::json toJson(const LogitsJob& job)
{
    return write(job);
}
nlohmann::json toJson(const GenerateJob& job)
{
    return write(job);
}
nlohmann::json toJson(const TrainDemoJob& job)
{
    return write(job);
}
nlohmann::json toJson(const ExportJob& job)
{
    return write(job);
}
nlohmann::json toJson(const SweepJob& job)
{
    return write(job);
}

Result<void> fromJson(const nlohmann::json& json, CompressJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromStored(const nlohmann::json& json, CompressJob& job)
{
    nlohmann::json complete = write(CompressJob{});
    if (json.is_object()) {
        complete.merge_patch(json);
    }
    return read(json.is_object() ? complete : json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, EvaluateJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, LogitsJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, GenerateJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, TrainDemoJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, ExportJob& job)
{
    return read(json, job, job.kKind);
}
Result<void> fromJson(const nlohmann::json& json, SweepJob& job)
{
    return read(json, job, job.kKind);
}

} // namespace espalier::protocol
