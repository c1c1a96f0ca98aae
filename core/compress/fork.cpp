#include "core/compress/fork.h"

#include <algorithm>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/write_error.h"
#include "core/compress/manifest.h"
#include "core/compress/stage_journal.h"
#include "core/compress/stage_writer.h"

namespace espalier::compress {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "stage_";
constexpr std::string_view kPartial = ".partial";

fs::path withoutTrailingSlash(const fs::path& folder)
{
    return fs::absolute(folder / "").lexically_normal().parent_path();
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
    Fork fork{name, layer, checkpoint.take(), {}, absolute.parent_path(), std::move(**manifest)};
    int finished = int(fork.checkpoint.spec().layers.size());
    if (partial) {
        const auto journal = StageJournal::read(absolute);
        if (!journal)
            return journal.error();
        if (!*journal)
            return notAStage(folder);
        fork.figures = (*journal)->report();
        const auto& sections = (*journal)->sections();
        finished =
            sections.empty() ? -1 : int(std::min<std::int64_t>(finished, std::int64_t(sections.back().section) + 1));
    } else if (const nlohmann::json* stage = stageInManifest(fork.manifest, name)) {
        fork.figures = stageReportFromJson(*stage);
    }
    if (layer < 0 || layer > finished)
        return Error{"run.fork.layer",
                     finished < 0 ? "Nothing is finished in that stage. Begin a new run instead."
                                  : "Work can begin at layers 0 to " + std::to_string(finished) +
                                        " of that stage: those before them are finished.",
                     folder.string()};
    return fork;
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
