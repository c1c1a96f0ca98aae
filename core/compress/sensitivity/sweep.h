#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/run_texts.h"
#include "core/compress/sensitivity/forecast.h"
#include "core/compress/sensitivity/record.h"
#include "core/model/checkpoint.h"
#include "core/protocol/event_sink.h"

namespace espalier::compress::sensitivity {

/// What a sweep is asked.
struct SweepOptions
{
    std::filesystem::path model;
    std::filesystem::path output; ///< folder of the sweep; must hold none but to resume
    std::vector<Level> levels;
    std::vector<std::filesystem::path> calibrationFiles; ///< calibrated on, and windows of it measured on
    std::vector<std::filesystem::path> reportFiles;      ///< that figures are reported on: never chosen by
    text::DatasetOptions dataset;
    std::size_t samples = 128;
    std::int64_t windowTokens = 0;     ///< 0: min(2048, the model's context)
    std::int64_t selectionWindows = 0; ///< that KL is measured on; 0: usualSelectionWindows()
    std::uint64_t seed = 0;
    std::uint64_t memoryBytes = 0;    ///< to stay within; 0: what the machine has free
    bool resume = false;              ///< go on with the sweep in `output`, whose levels stay
    std::uint64_t processBytes = 0;   ///< of the process so far
    nlohmann::json request = nullptr; ///< what the caller was asked, kept in the record for whoever resumes
};

/// Level of a Log event whose text is a Cell's JSON, for each cell that is done.
inline constexpr const char* kCellLevel = "cell";

/// Changes one decoder layer at a time and measures what the predictions lose, on windows of the calibration text that
/// nothing is calibrated on. Layer by layer: the dense model's states before each layer are computed once, for all
/// levels; a changed layer is followed by the dense ones after it. A few layers and the states are in memory.
/// Each cell is on the disk before the next row begins, so that a sweep that was killed goes on.
class Sweep
{
public:
    /// Decides everything that can be said beforehand; writes nothing. Errors: `run.exists`, `model.*`, `data.*`,
    /// `run.window`, `run.leak`, `sweep.split` (a file is reported on and chosen by), `run.memory`, `disk.full`,
    /// `sweep.format`, `recipe.*`.
    static Result<std::unique_ptr<Sweep>> prepare(SweepOptions options);
    ~Sweep();

    /// @return the record's figures, keys as `sensitivity sweep --json`
    /// Errors: `sweep.resume.mismatch`, `sweep.dense`, `file.write`, `disk.full`. @throws Cancelled
    Result<nlohmann::json> run(const protocol::EventSink& events, const CancelToken& cancel);

private:
    Sweep(SweepOptions options, model::Checkpoint checkpoint);
    Result<void> planData();
    Result<void> planResources();
    Result<void> planResume();
    Result<void> identify(const CancelToken& cancel);

    SweepOptions m_options;
    model::Checkpoint m_checkpoint;
    RunTexts m_texts;
    Forecast m_forecast;
    Record m_record; ///< with the cells of an earlier process
    bool m_goesOn = false;
    std::uint64_t m_hiddenInMemory = 0; ///< of the calibration windows' states
    std::size_t m_levelsAtOnce = 1;
};

} // namespace espalier::compress::sensitivity
