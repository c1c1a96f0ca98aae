#include "core/compress/stage_work.h"

#include <numeric>

namespace espalier::compress {

StageWork::StageWork(const model::ModelSpec& spec, plan::StageForecast forecast, const Windows& windows, bool dense)
    : m_spec(spec), m_forecast(std::move(forecast)),
      m_tokens(std::accumulate(windows.begin(), windows.end(), std::int64_t(0),
                               [](std::int64_t sum, const auto& window) { return sum + std::int64_t(window.size()); })),
      m_windowTokens(windows.empty() ? 0 : std::int64_t(windows.front().size())), m_dense(dense)
{
}

double StageWork::pass(const model::LayerSpec& layer) const
{
    return plan::work::forward(m_spec, layer, m_tokens, m_windowTokens);
}

double StageWork::observe(const model::LayerSpec& layer) const
{
    return pass(layer) * (m_dense ? 2.0 : 1.0) + plan::work::moments(layer, m_tokens, m_dense);
}

double StageWork::layer(int layer) const
{
    const model::LayerSpec& spec = m_spec.layers[std::size_t(layer)];
    double sum = plan::work::readLayer(spec) + observe(spec) + pass(spec) + plan::work::writeLayer(spec);
    sum += plan::work::reconstruction(m_spec, spec, m_tokens, m_windowTokens, m_forecast.trainingPasses);
    for (const plan::ModuleForecast& module : m_forecast.modules) {
        if (module.before.layer == layer)
            sum += module.seconds;
    }
    return sum;
}

double StageWork::module(const std::string& name) const
{
    for (const plan::ModuleForecast& module : m_forecast.modules) {
        if (module.before.name == name)
            return module.seconds;
    }
    return 0.0;
}

} // namespace espalier::compress
