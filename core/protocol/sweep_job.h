#pragma once

#include "core/protocol/jobs.h"

namespace espalier::protocol {

/// kind "sweep": what changing single decoder layers does to the predictions (core/compress/sensitivity/sweep.h). Each
/// cell comes as a Log event of level kCellLevel whose text is its JSON.
struct SweepJob
{
    static constexpr const char* kKind = "sweep";
    static constexpr const char* kCellLevel = "cell";

    std::string model;               ///< folder or GGUF file
    std::vector<std::string> levels; ///< as sensitivity::parseLevel() reads them
    TextSource calibration;          ///< calibrated on; some windows of it are measured on
    TextSource evaluation;           ///< that figures are reported on, never chosen by: files alone; may be none
    std::int64_t samples = 128;
    std::int64_t sequenceLength = 0; ///< tokens; 0: min(2048, context)
    std::int64_t windows = 0;        ///< measured on; 0: a few thousand tokens
    std::string out;                 ///< folder of the sweep; must hold none but to resume
    bool resume = false;
    std::int64_t seed = 0;
    int threads = 0;        ///< 0: all
    double memoryGiB = 0.0; ///< to stay within; 0: what the machine has free

    bool operator==(const SweepJob&) const = default;
};

nlohmann::json toJson(const SweepJob& job);
Result<void> fromJson(const nlohmann::json& json, SweepJob& job);

} // namespace espalier::protocol
