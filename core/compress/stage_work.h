#pragma once

#include "core/compress/plan/run_plan.h"
#include "core/compress/run_data.h"

namespace espalier::compress {

/// What the parts of a stage take, in estimated seconds: for the progress.
class StageWork
{
public:
    /// @param spec of the stage's input; outlives this
    /// @param windows of calibration
    /// @param dense whether they follow the uncompressed model as well
    StageWork(const model::ModelSpec& spec, plan::StageForecast forecast, const Windows& windows, bool dense);

    double pass(const model::LayerSpec& layer) const;    ///< of all windows through a layer
    double observe(const model::LayerSpec& layer) const; ///< of watching the windows go through a layer
    double layer(int layer) const;                       ///< from reading it to writing it
    double module(const std::string& name) const;        ///< of all modifiers that work on it

private:
    const model::ModelSpec& m_spec;
    plan::StageForecast m_forecast;
    std::int64_t m_tokens;
    std::int64_t m_windowTokens;
    bool m_dense;
};

} // namespace espalier::compress
