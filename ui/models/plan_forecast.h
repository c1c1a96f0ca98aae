#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QString>

#include "core/compress/plan/budget.h"
#include "core/protocol/jobs.h"
#include "ui/models/predicted_speed.h"
#include "ui/models/recipe_analysis.h"

namespace espalier::ui {

/// Parts of a model that a plan tells apart.
enum class PlanPart { Attention, FeedForward, Embedding, Head, Other };
inline constexpr int kPlanParts = 5;

/// One part before and after a run.
struct PlanPartFigures
{
    std::int64_t nonzeroBefore = 0;
    std::int64_t nonzeroAfter = 0;
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
    double tokenSeconds = 0.0; ///< of the result, for one token
};

/// One stage of a run.
struct PlanStageFigures
{
    QString name;
    double seconds = 0.0;
    std::uint64_t peakBytes = 0;
    std::uint64_t layerBytes = 0; ///< work on one decoder layer
    std::uint64_t restBytes = 0;  ///< what is not done layer by layer
    std::uint64_t activationsInMemory = 0;
    std::uint64_t activationsOnDisk = 0;
    std::uint64_t outputBytes = 0;
};

/// What a run would take and what would come of it.
struct PlanForecast
{
    std::int64_t nonzeroBefore = 0;
    std::int64_t nonzeroAfter = 0;
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
    std::uint64_t peakBytes = 0;
    std::uint64_t memoryBytes = 0; ///< that it may use
    bool memoryIsLimited = false;  ///< by the settings, below what the machine has
    std::uint64_t diskBytes = 0;
    std::uint64_t freeDiskBytes = 0;
    double seconds = 0.0;
    double evaluationSeconds = 0.0;              ///< of them
    std::optional<double> tokensPerSecondBefore; ///< nothing if the machine was not measured
    std::optional<double> tokensPerSecondAfter;
    bool isTooSmallToTime = false;                 ///< other work than reading weights takes most of a token's time
    std::array<PlanPartFigures, kPlanParts> parts; ///< by PlanPart
    std::vector<PlanStageFigures> stages;
    compress::plan::RunSettings settings;                   ///< that it was made for
    std::optional<compress::plan::RunSettings> fitsInstead; ///< if it does not fit

    bool fitsMemory() const { return peakBytes <= memoryBytes; }
    bool fitsDisk() const { return diskBytes <= freeDiskBytes; }
};

/// What a forecast is made of. Cheap to copy: what is large is shared.
struct PlanQuestion
{
    RecipeAnalysisPtr analysis;                                ///< that can run, with a model
    std::shared_ptr<const compress::plan::PlannedModel> model; ///< the analysis' model by its sizes
    protocol::CompressJob job;                                 ///< samples, window, texts, memory
    QString outputFolder;
    compress::plan::Rates rates;
    std::optional<MachineSpeed> speed;
};

/// Takes milliseconds for usual models: off the GUI thread. Errors as of compress::plan::planRun().
Result<PlanForecast> forecast(const PlanQuestion& question);

/// What the planner is asked beside the recipe; tokens of texts are guessed by the sizes of their files.
compress::plan::RunSettings settingsFor(const protocol::CompressJob& job, const compress::plan::PlannedModel& model,
                                        bool calibrates);

} // namespace espalier::ui
