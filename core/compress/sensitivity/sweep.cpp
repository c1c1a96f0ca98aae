#include "core/compress/sensitivity/sweep.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <set>

#include <ATen/core/grad_mode.h>

#include "core/compress/fingerprint.h"
#include "core/compress/manifest.h"
#include "core/compress/plan/budget.h"
#include "core/compress/run_error.h"
#include "core/compress/sensitivity/sweep_rows.h"
#include "core/protocol/run_directory.h"

namespace espalier::compress::sensitivity {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

CompressOptions textOptions(const SweepOptions& asked)
{
    CompressOptions options;
    options.model = asked.model;
    options.calibrationFiles = asked.calibrationFiles;
    options.evaluationFiles = asked.reportFiles;
    options.dataset = asked.dataset;
    options.samples = asked.samples;
    options.windowTokens = asked.windowTokens;
    options.seed = asked.seed;
    return options;
}

/// What is reported on takes no part in a choice; a file named for both would be found only where windows meet.
Result<void> checkSplit(const SweepOptions& options)
{
    for (const fs::path& report : options.reportFiles) {
        for (const fs::path& file : options.calibrationFiles) {
            std::error_code ignored;
            if (fs::equivalent(report, file, ignored) || report == file)
                return Error{"sweep.split",
                             "Figures are reported on this text, so nothing may be chosen by it: the choice would "
                             "look better than it is. Name other text to sweep on.",
                             file.string()};
        }
    }
    return {};
}

Result<void> checkOutput(const SweepOptions& options)
{
    std::error_code ignored;
    const bool sweep = fs::exists(options.output / Record::kHeadName, ignored);
    if (sweep && !options.resume)
        return Error{"run.exists", "The folder holds a sweep already. Resume it, or choose another folder.",
                     options.output.string()};
    if (!sweep && fs::exists(options.output / "manifest.json", ignored))
        return Error{"run.exists", "The folder holds a run. Choose another one.", options.output.string()};
    return {};
}

std::string gibibytes(std::uint64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", double(bytes) / double(std::uint64_t(1) << 30));
    return text;
}

} // namespace

Sweep::Sweep(SweepOptions options, model::Checkpoint checkpoint)
    : m_options(std::move(options)), m_checkpoint(std::move(checkpoint))
{
}

Sweep::~Sweep() = default;

Result<std::unique_ptr<Sweep>> Sweep::prepare(SweepOptions options)
{
    if (auto free = checkOutput(options); !free)
        return free.error();
    if (auto apart = checkSplit(options); !apart)
        return apart.error();
    auto checkpoint = model::Checkpoint::open(options.model);
    if (!checkpoint)
        return checkpoint.error();
    if (auto complete = checkpoint->requireComplete(); !complete)
        return complete.error();
    std::unique_ptr<Sweep> sweep(new Sweep(std::move(options), checkpoint.take()));
    for (const auto step : {&Sweep::planResume, &Sweep::planData, &Sweep::planResources}) {
        if (auto planned = (sweep.get()->*step)(); !planned)
            return planned.error();
    }
    return sweep;
}

/// The levels of the sweep that is there stay, new ones become further columns.
Result<void> Sweep::planResume()
{
    std::error_code ignored;
    if (!m_options.resume || !fs::exists(m_options.output / Record::kHeadName, ignored))
        return {};
    auto record = Record::read(m_options.output);
    if (!record)
        return record.error();
    m_record = record.take();
    m_goesOn = true;
    std::vector<Level> levels = m_record.levels;
    for (const Level& level : m_options.levels) {
        if (!m_record.column(level.id))
            levels.push_back(level);
    }
    m_options.levels = std::move(levels);
    if (m_options.selectionWindows == 0)
        m_options.selectionWindows = m_record.protocol.value("windows", std::int64_t(0));
    return {};
}

Result<void> Sweep::planData()
{
    if (m_options.levels.empty())
        return Error{"sweep.levels", "A sweep needs at least one method and level.", {}};
    if (m_options.calibrationFiles.empty() || m_options.samples == 0)
        return Error{
            "run.data", "A sweep calibrates and measures, so it needs text: name a file of it with --data.", {}};
    auto loaded = RunTexts::load(textOptions(m_options), m_checkpoint, true);
    if (!loaded)
        return loaded.error();
    m_texts = loaded.take();
    Windows& selection = m_texts.data.selection;
    const std::int64_t wanted =
        m_options.selectionWindows > 0 ? m_options.selectionWindows : usualSelectionWindows(m_texts.windowTokens);
    selection.resize(std::min(selection.size(), std::size_t(wanted)));
    m_record.model = m_options.model.string();
    m_record.request = m_options.request;
    m_record.protocol = {{"split", "calibration"},
                         {"windows", selection.size()},
                         {"windowTokens", m_texts.windowTokens},
                         {"samples", m_texts.data.calibration.size()},
                         {"text", kChoiceWindows}};
    json files = json::array();
    for (const fs::path& file : m_options.calibrationFiles)
        files.push_back(file.string());
    m_record.protocol["files"] = std::move(files);
    return {};
}

Result<void> Sweep::planResources()
{
    ForecastSettings settings;
    settings.windows = std::int64_t(m_texts.data.calibration.size());
    settings.windowTokens = m_texts.windowTokens;
    settings.selectionWindows = std::int64_t(m_texts.data.selection.size());
    settings.processBytes = m_options.processBytes;
    auto planned = forecast(plan::plannedModel(m_checkpoint), m_options.levels, settings);
    if (!planned)
        return planned.error();
    m_forecast = planned.take();
    m_record.layers.clear();
    std::uint64_t block = 0;
    for (const model::LayerSpec& layer : m_checkpoint.spec().layers) {
        m_record.layers.push_back(layer.name);
        block = std::max(block, std::uint64_t(4.0 * plan::weights(layer)));
    }
    m_record.levels = m_options.levels;
    m_record.otherBytes = m_forecast.otherBytes;
    m_record.denseBytes = m_forecast.denseBytes;
    m_record.levelBytes = m_forecast.levelBytes;
    m_record.shape();

    // A layer's work, the later layer that its results pass, the dense model's states before and after, one level's.
    const std::uint64_t least = std::max(m_forecast.memory.layer + block + 3 * m_forecast.statesBytes,
                                         m_forecast.memory.rest + 2 * m_forecast.statesBytes);
    const std::uint64_t most = m_options.memoryBytes ? m_options.memoryBytes : plan::machineMemoryBytes();
    if (least > most)
        return Error{"run.memory",
                     "The sweep needs " + gibibytes(least) +
                         " of memory even with its activations on disk, and may use " + gibibytes(most) +
                         ". Take shorter windows (--seqlen) or fewer (--windows), or give it more: " + "--memory " +
                         std::to_string((least >> 30) + 1) + ".",
                     {}};
    const std::uint64_t budget = m_options.memoryBytes ? m_options.memoryBytes : plan::availableMemoryBytes();
    const std::uint64_t left = budget > least ? (budget - least) / 10 * 9 : 0;
    m_levelsAtOnce = std::clamp<std::size_t>(
        std::size_t(left / 2 / std::max<std::uint64_t>(1, m_forecast.statesBytes)) + 1, 1, m_options.levels.size());
    const std::uint64_t variants = std::uint64_t(m_levelsAtOnce - 1) * m_forecast.statesBytes;
    m_hiddenInMemory = std::min(m_forecast.memory.hidden, left > variants ? left - variants : 0);
    const std::uint64_t spilled = m_forecast.memory.hidden - m_hiddenInMemory;
    if (const std::uint64_t free = plan::freeDiskBytes(m_options.output); spilled > free)
        return Error{"disk.full",
                     "The sweep needs " + gibibytes(spilled) + " of disk for activations, and " + gibibytes(free) +
                         " are free. Take fewer samples, or write to another disk.",
                     m_options.output.string()};
    return {};
}

Result<void> Sweep::identify(const CancelToken& cancel)
{
    std::vector<fs::path> files = m_checkpoint.files();
    if (m_checkpoint.configFile() != m_checkpoint.folder())
        files.insert(files.begin(), m_checkpoint.configFile());
    json described = json::array();
    for (const fs::path& file : files) {
        auto one = describeFile(file, cancel);
        if (!one)
            return one.error();
        described.push_back(one.take());
    }
    json now = runFingerprint(textOptions(m_options), described, m_texts);
    for (const char* elsewhere : {"recipe", "training", "probe", "evaluation"})
        now.erase(elsewhere);
    now["windows"] = m_texts.data.selection.size();
    const json& before = m_record.fingerprint;
    if (m_goesOn && now != before) {
        const bool windows = now["windows"] != before.value("windows", json()) &&
                             now["calibration"] == before.value("calibration", json());
        return Error{"sweep.resume.mismatch",
                     "Resuming would mix two sweeps: " +
                         (windows ? "the number of windows measured on is now " + now["windows"].dump() + ", was " +
                                        before.value("windows", json()).dump()
                                  : whatDiffers(now, before)) +
                         ". Restore what differs, or sweep into another folder.",
                     m_options.output.string()};
    }
    m_record.fingerprint = std::move(now);
    return {};
}

Result<json> Sweep::run(const protocol::EventSink& events, const CancelToken& cancel)
try {
    const at::NoGradGuard noGrad;
    std::error_code failed;
    fs::create_directories(m_options.output, failed);
    if (failed)
        return Error{"file.write", "The sweep's folder cannot be made: " + failed.message() + ".",
                     m_options.output.string()};
    auto lock = protocol::RunDirectoryLock::take(m_options.output);
    if (!lock)
        return lock.error();
    if (auto known = identify(cancel); !known)
        return known.error();
    SweepRows rows({m_checkpoint,
                    m_texts.data,
                    m_forecast,
                    {at::kFloat, m_hiddenInMemory, m_options.output},
                    m_levelsAtOnce,
                    m_options.output},
                   m_record, events, cancel);
    if (auto done = rows.run(); !done)
        return done.error();
    json cells = json::array();
    for (const auto& row : m_record.cells) {
        for (const auto& cell : row) {
            if (cell)
                cells.push_back(toJson(*cell));
        }
    }
    json levels = json::array();
    for (const Level& level : m_record.levels)
        levels.push_back(level.id);
    return json{{"sweep", m_options.output.string()},  {"model", m_record.model},
                {"layers", m_record.layers},           {"levels", std::move(levels)},
                {"protocol", m_record.protocol},       {"densePerplexity", m_record.densePerplexity},
                {"bytes", m_record.denseModelBytes()}, {"cells", std::move(cells)}};
} catch (const RunError& stopped) {
    return stopped.error;
}

} // namespace espalier::compress::sensitivity
