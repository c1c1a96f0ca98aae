#include "core/eval/summary.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace espalier::eval {
namespace {

/// Of the weighted mean of `values`; the usual s / sqrt(n) for equal weights, 0 for a single value.
double standardErrorOfMean(const std::vector<double>& values, const std::vector<double>& weights, double mean)
{
    const double count = double(values.size());
    if (count < 2)
        return 0.0;
    double squares = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        squares += std::pow(weights[i] * (values[i] - mean), 2.0);
        total += weights[i];
    }
    return std::sqrt(squares * count / (count - 1.0)) / total;
}

double weightedMean(const std::vector<double>& values, const std::vector<double>& weights)
{
    return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) /
           std::accumulate(weights.begin(), weights.end(), 0.0);
}

} // namespace

PerplexityFigure summarize(const std::vector<WindowLoss>& windows, const std::string& protocolName)
{
    PerplexityFigure figure;
    figure.windows = std::int64_t(windows.size());
    std::vector<double> values;
    std::vector<double> weights;
    const bool perRecord = protocolName == "samples";
    for (const WindowLoss& window : windows) {
        const double loss = window.sum / double(window.predictions);
        values.push_back(perRecord ? std::exp(loss) : loss);
        weights.push_back(protocolName == "sliding" ? double(window.predictions) : 1.0);
        figure.tokens += window.predictions;
    }
    if (windows.empty()) {
        figure.perplexity = figure.standardError = std::numeric_limits<double>::quiet_NaN();
        return figure;
    }
    const double mean = weightedMean(values, weights);
    const double error = standardErrorOfMean(values, weights, mean);
    figure.perplexity = perRecord ? mean : std::exp(mean);
    figure.standardError = perRecord ? error : figure.perplexity * error;
    return figure;
}

nlohmann::json toJson(const PerplexityProtocol& protocol)
{
    return {{"name", protocol.name},
            {"dataHash", protocol.dataHash},
            {"join", protocol.join},
            {"windowTokens", protocol.windowTokens},
            {"stride", protocol.stride},
            {"limitTokens", protocol.limitTokens},
            {"beginOfSequence", protocol.beginOfSequence}};
}

nlohmann::json toJson(const PerplexityFigure& figure)
{
    return {{"perplexity", figure.perplexity},
            {"standardError", figure.standardError},
            {"windows", figure.windows},
            {"tokens", figure.tokens},
            {"seconds", figure.seconds},
            {"tokensPerSecond", figure.seconds > 0.0 ? double(figure.tokens) / figure.seconds : 0.0},
            {"protocol", toJson(figure.protocol)}};
}

} // namespace espalier::eval
