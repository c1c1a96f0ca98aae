#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/protocol/events.h"

namespace espalier::compress {

struct ModuleFigures;

/// What a stage has measured, or a part of it: a part is kept with each finished section, so that a run that goes on
/// later knows the figures of what it does not repeat.
struct StageReport
{
    std::vector<nlohmann::json> modules; ///< as toJson(ModuleFigures)
    std::vector<nlohmann::json> layers;  ///< {"layer", "seconds", "phases", "zeros", "weights", "divergence"}
    std::vector<nlohmann::json> probes;  ///< {"layersDone", "perplexity", "standardError", "windows", "kl"}
    std::int64_t zeros = 0;              ///< exact zeros in the decoder layers' matrices
    std::int64_t weights = 0;            ///< of those
    std::optional<double> kl;            ///< to the source model on the probe windows; the last one
    std::optional<double> reloadedProbe; ///< the last probe again, from the folder as written
    std::uint64_t spilledBytes = 0;      ///< of activations that lay on disk at the same time
    double seconds = 0.0;                ///< of the whole stage so far
    nlohmann::json decisions;            ///< of the modifiers, in recipe order; when the stage is done

    /// Appends what the part that comes next has measured.
    void add(const StageReport& next);
    /// What belongs to one section (StageWriter's count) of a whole report, but for its time.
    StageReport part(int section) const;
    /// The events that tell it.
    std::vector<protocol::EventBody> events(const std::string& stage) const;
};

nlohmann::json toJson(const ModuleFigures& figures);
nlohmann::json toJson(const StageReport& report);
/// What is missing or of another type stays as in an empty report.
StageReport stageReportFromJson(const nlohmann::json& json);

} // namespace espalier::compress
