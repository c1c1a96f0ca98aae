#include "core/compress/stage_probe.h"

#include <algorithm>

namespace espalier::compress {
namespace {

constexpr double kMostShare = 0.15;   ///< of a stage's time
constexpr double kCheapSeconds = 0.1; ///< below it every layer is followed by a measurement

double secondsSince(StageProbe::Clock::time_point begin)
{
    return std::chrono::duration<double>(StageProbe::Clock::now() - begin).count();
}

} // namespace

std::int64_t StageProbe::longestWindow() const
{
    std::int64_t longest = 0;
    for (const auto& window : windows())
        longest = std::max(longest, std::int64_t(window.size()));
    return longest;
}

void StageProbe::start(const ModelView& model, const nn::Ends& ends)
{
    if (windows().empty())
        return;
    m_layers = model.spec().layers.size();
    m_probe.emplace(model.checkpoint(), windows(), ends);
    m_probe->setReference(m_input.reference);
    m_probe->keepLayers(model.keptLayers());
}

void StageProbe::advance(const nn::Block& block)
{
    if (!m_probe)
        return;
    const auto begin = Clock::now();
    m_probe->advance(block);
    m_advanceSeconds = secondsSince(begin);
    m_spent += m_advanceSeconds;
}

void StageProbe::skip()
{
    if (m_probe)
        m_probe->skip();
}

void StageProbe::setHead(nn::Linear head)
{
    if (m_probe)
        m_probe->setHead(std::move(head));
}

void StageProbe::measureIfCheap(Clock::time_point begin, RunContext& context, StageReport& report)
{
    if (!m_probe)
        return;
    // The head costs about as much as a layer or two; each remaining layer is read and run.
    const double remaining = double(m_layers - m_probe->layersDone()) + 2.0;
    const auto& phases = context.phases().seconds();
    const double read = phases.count("read") ? phases.at("read") : 0.0;
    const double cost = std::max(m_lastSeconds * 0.5, remaining * (m_advanceSeconds + read));
    if (cost <= kCheapSeconds || m_spent + cost <= kMostShare * secondsSince(begin))
        measure(context, report);
}

void StageProbe::measure(RunContext& context, StageReport& report)
{
    if (!m_probe)
        return;
    const auto [figure, kl] = m_probe->measure(context.cancel());
    m_lastSeconds = figure.seconds;
    m_spent += figure.seconds;
    nlohmann::json protocol = eval::toJson(figure.protocol);
    protocol.update(m_input.protocol);
    const int layers = int(m_probe->layersDone());
    report.probes.push_back({{"layersDone", layers},
                             {"perplexity", figure.perplexity},
                             {"standardError", figure.standardError},
                             {"windows", figure.windows}});
    report.kl = kl;
    if (kl)
        report.probes.back()["kl"] = *kl;
    context.emit(protocol::Perplexity{"probe", m_stage, layers, figure.perplexity, figure.standardError, figure.windows,
                                      std::move(protocol), kl});
}

} // namespace espalier::compress
