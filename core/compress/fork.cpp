#include "core/compress/fork.h"

#include <algorithm>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/write_error.h"
#include "core/compress/manifest.h"
#include "core/compress/schemas.h"
#include "core/compress/stage_journal.h"
#include "core/compress/stage_writer.h"
#include "core/recipe/parse.h"

namespace espalier::compress {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "stage_";
constexpr std::string_view kPartial = ".partial";

fs::path withoutTrailingSlash(const fs::path& folder)
{
    return fs::absolute(folder / "").lexically_normal().parent_path();
}

/// One entry for each modifier, from a manifest's list of those that decided something.
nlohmann::json decisionsOf(const nlohmann::json& stage)
{
    nlohmann::json decisions = nlohmann::json::array();
    const nlohmann::json given = stage.value("decisions", nlohmann::json::array());
    std::size_t next = 0;
    for (const nlohmann::json& modifier : stage.value("modifiers", nlohmann::json::array())) {
        const bool decided = next < given.size() && given[next].value("modifier", nlohmann::json()) == modifier;
        decisions.push_back(decided ? given[next++].value("decision", nlohmann::json()) : nlohmann::json());
    }
    return decisions;
}

/// In whatever order their keys stand.
bool askTheSame(const recipe::Modifier& a, const recipe::Modifier& b)
{
    const auto& ours = std::get<recipe::Value::Map>(a.arguments.data);
    const auto& theirs = std::get<recipe::Value::Map>(b.arguments.data);
    return a.type == b.type && ours.size() == theirs.size() &&
           std::all_of(ours.begin(), ours.end(), [&](const auto& member) {
               const recipe::Value* other = b.arguments.find(member.first);
               return other != nullptr && *other == member.second;
           });
}

Error notAStage(const fs::path& folder)
{
    return {"run.fork.source",
            "This is no stage of a run. Name RUN/stage_<name>, or RUN/stage_<name>.partial of a run that was stopped.",
            folder.string()};
}

} // namespace

const nlohmann::json* stageInManifest(const nlohmann::json& manifest, const std::string& name)
{
    const auto stages = manifest.find("stages");
    if (stages == manifest.end() || !stages->is_array())
        return nullptr;
    const auto found = std::find_if(stages->begin(), stages->end(), [&](const nlohmann::json& stage) {
        return stage.is_object() && stage.value("name", std::string()) == name;
    });
    return found == stages->end() ? nullptr : &*found;
}

std::string Fork::stageName(const fs::path& folder)
{
    std::string name = withoutTrailingSlash(folder).filename().string();
    if (name.rfind(kPrefix, 0) != 0)
        return {};
    name.erase(0, kPrefix.size());
    if (name.ends_with(kPartial))
        name.resize(name.size() - kPartial.size());
    return name;
}

Result<Fork> Fork::open(const fs::path& folder, int layer)
{
    const fs::path absolute = withoutTrailingSlash(folder);
    const std::string name = stageName(folder);
    if (name.empty())
        return notAStage(folder);
    const bool partial = absolute.extension() == kPartial;
    auto manifest = Manifest::read(absolute.parent_path());
    if (!manifest)
        return manifest.error();
    if (!*manifest || !(**manifest).contains("fingerprint"))
        return notAStage(folder);
    auto checkpoint = model::Checkpoint::open(absolute);
    if (!checkpoint)
        return checkpoint.error();
    Fork fork{name, layer, checkpoint.take(), {}, absolute.parent_path(), std::move(**manifest), {}};
    int finished = int(fork.checkpoint.spec().layers.size());
    if (partial) {
        const auto journal = StageJournal::read(absolute);
        if (!journal)
            return journal.error();
        if (!*journal)
            return notAStage(folder);
        fork.figures = (*journal)->report();
        fork.decisions = (*journal)->decisions();
        const auto& sections = (*journal)->sections();
        finished =
            sections.empty() ? -1 : int(std::min<std::int64_t>(finished, std::int64_t(sections.back().section) + 1));
    } else if (const nlohmann::json* stage = stageInManifest(fork.manifest, name)) {
        fork.figures = stageReportFromJson(*stage);
        fork.decisions = decisionsOf(*stage);
    }
    if (!partial) // layers are counted as the stage's input has them
        finished += int(fork.removedLayers().size());
    if (layer < 0 || layer > finished)
        return Error{"run.fork.layer",
                     finished < 0 ? "Nothing is finished in that stage. Begin a new run instead."
                                  : "Work can begin at layers 0 to " + std::to_string(finished) +
                                        " of that stage: those before them are finished.",
                     folder.string()};
    return fork;
}

nlohmann::json Fork::decisionsFor(const recipe::Stage& asked) const
{
    nlohmann::json found(nlohmann::json::value_t::array);
    found.get_ref<nlohmann::json::array_t&>().resize(asked.modifiers.size());
    for (const nlohmann::json& described : manifest["fingerprint"].value("recipe", nlohmann::json::array())) {
        if (described.value("stage", std::string()) != asked.name)
            continue;
        const auto parsed = recipe::parseRecipe(described.value("text", std::string()), modifierSchemas());
        if (!parsed.recipe)
            continue;
        const auto& theirs = parsed.recipe->stages.front().modifiers;
        for (std::size_t i = 0; i < std::min({theirs.size(), asked.modifiers.size(), decisions.size()}); ++i) {
            if (askTheSame(theirs[i], asked.modifiers[i]))
                found[i] = decisions[i];
        }
    }
    return found;
}

std::set<int> Fork::removedLayers() const
{
    std::set<int> removed;
    for (const nlohmann::json& decision : decisions) {
        if (decision.is_object() && decision.contains("removed"))
            removed.merge(decision["removed"].get<std::set<int>>());
    }
    return removed;
}

Result<void> copyStage(const fs::path& from, const fs::path& to)
{
    std::error_code failed;
    const fs::path temporary = to.string() + ".partial-" + std::to_string(::getpid());
    fs::remove_all(temporary, failed);
    fs::create_directories(temporary, failed);
    for (const auto& entry : fs::directory_iterator(from, failed)) {
        const fs::path target = temporary / entry.path().filename();
        std::error_code unlinkable = std::make_error_code(std::errc::not_supported);
        if (entry.path().extension() == ".safetensors")
            fs::create_hard_link(entry.path(), target, unlinkable);
        if (unlinkable && !failed)
            fs::copy_file(entry.path(), target, failed);
        if (failed)
            break;
    }
    if (failed) {
        std::error_code ignored;
        fs::remove_all(temporary, ignored);
        return writeError(to, failed.value());
    }
    return commitDirectory(temporary, to);
}

} // namespace espalier::compress
