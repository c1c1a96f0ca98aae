#include "core/compress/run_record.h"

#include <algorithm>
#include <chrono>

#include <ATen/Parallel.h>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/compress/stage_journal.h"
#include "core/eval/windows.h"
#include "core/export/hf.h"

namespace espalier::compress {
namespace {

using nlohmann::json;

json describeCalibration(const PreparedRun& run)
{
    const Windows& windows = run.texts.data.calibration;
    return {{"windows", windows.size()},
            {"windowTokens", run.texts.windowTokens},
            {"tokenHash", eval::hashOfRecords(windows)},
            {"textColumns", run.options.dataset.textColumns},
            {"columnJoin", run.options.dataset.columnJoin},
            {"recordJoin", run.options.dataset.recordJoin}};
}

} // namespace

RunRecord::RunRecord(const PreparedRun& run) : m_run(run), m_manifest(run.options.output, run.options.ranks.leads())
{
    if (!run.earlier.is_null())
        m_manifest.goOn(run.earlier);
}

Result<void> RunRecord::begin()
{
    const CompressOptions& options = m_run.options;
    json& m = manifest();
    if (m_run.earlier.is_null())
        m["stages"] = json::array();
    else
        m_earlierSeconds = secondsBefore();
    m["seed"] = options.seed;
    m["threads"] = at::get_num_threads();
    m["ranks"] = options.ranks.size();
    m["recipe"] = {{"file", "recipe.yaml"}, {"sha256", sha256(options.recipe.source)}};
    m["request"] = options.request;
    m["protocol"] = m_run.protocol();
    m["inputs"] = m_run.inputs;
    m["fingerprint"] = m_run.fingerprint;
    if (!m_run.texts.data.calibration.empty())
        m["calibration"] = describeCalibration(m_run);
    if (const auto& fork = m_run.fork)
        m["fork"] = {{"stage", (fork->run / fork->checkpoint.folder().filename()).string()}, {"layer", fork->layer}};
    if (!options.ranks.leads())
        return takeForkedStages();
    if (auto written = writeFileAtomically(options.output / "recipe.yaml", options.recipe.source); !written)
        return written;
    if (auto saved = m_manifest.save("running"); !saved)
        return saved;
    return takeForkedStages();
}

/// Earlier stages of the run that layers are taken from: their results are needed for the rest to mean the same.
Result<void> RunRecord::takeForkedStages()
{
    const std::optional<Fork>& fork = m_run.fork;
    json& taken = manifest()["stages"];
    if (!fork || !taken.empty())
        return {};
    for (const PlannedStage& stage : m_run.stages) {
        if (stage.name == fork->stage)
            break;
        const json* described = stageInManifest(fork->manifest, stage.name);
        if (!described)
            return Error{"run.fork.mismatch", "Stage " + stage.name + " of the other run is not finished.",
                         fork->run.string()};
        const std::filesystem::path folder = m_run.stageFolder(stage.name);
        if (m_run.options.ranks.leads()) {
            if (auto copied = copyStage(fork->run / folder.filename(), folder); !copied)
                return copied;
        }
        taken.push_back(*described);
    }
    return {};
}

json* RunRecord::finishedStage(const std::string& name)
{
    std::error_code ignored;
    for (json& stage : manifest()["stages"]) {
        if (stage.value("name", std::string()) == name && std::filesystem::exists(m_run.stageFolder(name), ignored))
            return &stage;
    }
    return nullptr;
}

/// A process that was killed could not store how long it had worked; the journal of its stage knows.
double RunRecord::secondsBefore()
{
    double stored = 0.0;
    for (const PlannedStage& stage : m_run.stages) {
        if (const json* finished = finishedStage(stage.name)) {
            stored += finished->value("seconds", 0.0);
        } else {
            const auto journal = StageJournal::read(exporting::partialFolder(m_run.stageFolder(stage.name)));
            stored += journal && *journal ? (*journal)->report().seconds : 0.0;
        }
    }
    return std::max(stored, m_run.earlier.value("seconds", 0.0));
}

double RunRecord::seconds() const
{
    return m_earlierSeconds + std::chrono::duration<double>(ActiveClock::now() - m_run.begin).count();
}

Result<void> RunRecord::save()
{
    manifest()["seconds"] = seconds();
    return m_manifest.save("running");
}

Result<void> RunRecord::finish()
{
    return m_manifest.save("finished");
}

Result<void> RunRecord::abandon(const std::string& status, const Error& error)
{
    manifest()["error"] = {{"code", error.code}, {"message", error.message}, {"place", error.place}};
    manifest()["seconds"] = seconds();
    return m_manifest.save(status);
}

} // namespace espalier::compress
