#include "core/compress/work_estimate.h"

namespace espalier::compress::work {
namespace {

constexpr double kProductRate = 60e9; ///< floating-point operations a second of large matrix products
constexpr double kSweepRate = 25e9;   ///< of factorizations and sweeps, which wait for memory
constexpr double kByteRate = 1e9;     ///< bytes a second read and converted, or written

double parameters(const model::LayerSpec& layer)
{
    double sum = 0.0;
    for (const model::LinearSpec& linear : layer.linears)
        sum += double(linear.outFeatures) * double(linear.inFeatures);
    return sum;
}

} // namespace

double readLayer(const model::LayerSpec& layer)
{
    return 4.0 * parameters(layer) / kByteRate;
}

double forward(const model::LayerSpec& layer, std::int64_t tokens)
{
    return 2.0 * parameters(layer) * double(tokens) / kProductRate;
}

double hessians(const model::LayerSpec& layer, std::int64_t tokens)
{
    double sum = 0.0;
    bool seen[kInputGroupCount] = {};
    for (const model::LinearSpec& linear : layer.linears) {
        bool& known = seen[int(inputGroup(linear.role))];
        if (!known)
            sum += double(tokens) * double(linear.inFeatures) * double(linear.inFeatures);
        known = true;
    }
    return sum / kProductRate;
}

double module(const ModulePlan& plan, bool hessian)
{
    const double out = double(plan.shape[0]);
    const double in = double(plan.shape[1]);
    const double light = 8.0 * out * in / kByteRate;
    return hessian ? light + (out * in * in + in * in * in) / kSweepRate : light;
}

double writeLayer(const model::LayerSpec& layer)
{
    return 2.0 * parameters(layer) / kByteRate;
}

double evaluation(const model::ModelSpec& spec, std::int64_t tokens)
{
    double sum = 2.0 * double(spec.vocabularySize) * double(spec.hiddenSize) * double(tokens) / kProductRate;
    for (const model::LayerSpec& layer : spec.layers)
        sum += readLayer(layer) + forward(layer, tokens);
    return sum;
}

} // namespace espalier::compress::work
