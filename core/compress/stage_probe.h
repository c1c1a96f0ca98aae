#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/active_clock.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"
#include "core/compress/stage_report.h"
#include "core/eval/reference/probe.h"

namespace espalier::compress {

/// What the caller knows of a stage's probe.
struct ProbeInput
{
    const Windows* windows = nullptr;                ///< may be empty: no probe
    const eval::ProbeReference* reference = nullptr; ///< of the source, for the divergence; may be null
    nlohmann::json protocol;                         ///< what only the caller knows of it
};

/// The perplexity of the half-compressed model on a few windows while a stage works, at most for a share of its time.
class StageProbe
{
public:
    using Clock = ActiveClock;

    /// @param stage its name
    StageProbe(std::string stage, ProbeInput input) : m_stage(std::move(stage)), m_input(std::move(input)) {}

    const Windows& windows() const { return *m_input.windows; }
    std::int64_t longestWindow() const; ///< tokens; 0: no probe
    /// @param ends with the embedding as the stage leaves it
    void start(const ModelView& model, const nn::Ends& ends);
    /// The next layer, as the stage leaves it, or not at all.
    void advance(const nn::Block& block);
    void skip();
    void setHead(nn::Linear head);
    /// After the last layer that came; nullptr if there is no probe.
    const std::vector<at::Tensor>* hidden() const { return m_probe ? &m_probe->hidden() : nullptr; }

    /// Measures, unless that took too much of the stage's time. @param begin of the stage @throws Cancelled
    void measureIfCheap(Clock::time_point begin, RunContext& context, StageReport& report);
    void measure(RunContext& context, StageReport& report);
    void stop() { m_probe.reset(); }

private:
    std::string m_stage;
    ProbeInput m_input;
    std::optional<eval::Probe> m_probe;
    std::size_t m_layers = 0;      ///< of the stage's input
    double m_spent = 0.0;          ///< seconds
    double m_advanceSeconds = 0.0; ///< one layer of the windows
    double m_lastSeconds = -1.0;   ///< of a measurement
};

} // namespace espalier::compress
