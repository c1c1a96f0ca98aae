#pragma once

#include <cstdint>
#include <string>

#include "app/cli/command.h"

namespace espalier::cli {

/// `recipe plan F --model MODEL`: what a run would take and what would come of it, without running it.
class RecipePlan
{
public:
    CLI::App* addTo(CLI::App& parent);
    int run(const Output& output) const;

private:
    std::string m_file;
    std::string m_model;
    std::int64_t m_samples = 128;
    std::int64_t m_windowTokens = 0; ///< 0: min(2048, context)
    std::int64_t m_evaluationTokens = 0;
    double m_memoryGiB = 0.0; ///< 0: no limit
    bool m_halfActivations = false;
};

} // namespace espalier::cli
