#include "core/compress/input_ranges.h"

#include <ATen/ops/scalar_tensor.h>

#include "core/compress/run_error.h"
#include "core/compress/stored_weight.h"
#include "core/model/stored_schemes.h"

namespace espalier::compress {
namespace {

RangeObserver::Parameters asStored(RangeObserver::Parameters range, formats::DType type)
{
    range.scale = roundedToStored(at::scalar_tensor(range.scale), type).item<float>();
    return range;
}

} // namespace

void takeRange(const ModulePlan& plan, bool ofCompressed, const InputStatistics& statistics, InputRanges& ranges)
{
    if (!plan.needsInputRange() || plan.observesCompressed() != ofCompressed)
        return;
    const formats::QuantizationArgs& args = *plan.scheme->inputActivations;
    const RangeObserver* observer = statistics.range(plan.group, args);
    if (!observer)
        throw RunError(
            Error{"data.experts",
                  "No token of the calibration text is routed to " + plan.name +
                      ", so that the range of its inputs is unknown. Take more text, or dynamic activations.",
                  {}});
    ranges[plan.name] = asStored(observer->parameters(args), plan.dtype);
}

void takeKeyValueRanges(const ModelView& model, int layer, const ObservedKeysAndValues& observed, nn::Block& block,
                        InputRanges& ranges)
{
    const formats::QuantizationArgs& args = *model.keysAndValues();
    const auto take = [&](const RangeObserver& observer, const std::string& name) {
        ranges[name] = asStored(observer.parameters(args), model.keyValueScaleType(layer));
        return nn::InputQuantizer{args, at::scalar_tensor(ranges[name].scale).reshape({1}), {}};
    };
    const auto [keys, values] = model::keyValueScales(*block.spec);
    block.keys = take(observed.keys, keys);
    block.values = take(observed.values, values);
}

std::optional<nn::InputQuantizer> inputQuantizer(const ModulePlan& plan, const InputRanges& ranges)
{
    if (!plan.scheme || !plan.scheme->inputActivations)
        return std::nullopt;
    nn::InputQuantizer quantizer{*plan.scheme->inputActivations, {}, {}};
    if (quantizer.args.dynamic)
        return quantizer;
    const auto range = ranges.find(plan.name);
    if (range == ranges.end()) // observed later, in this very pass
        return std::nullopt;
    quantizer.scale = at::scalar_tensor(range->second.scale).reshape({1});
    if (!quantizer.args.symmetric)
        quantizer.zeroPoint = at::scalar_tensor(float(range->second.zeroPoint)).reshape({1});
    return quantizer;
}

void simulateInputs(const ModelView& model, int layer, const InputRanges& ranges, nn::Block& block)
{
    for (const ModulePlan& plan : model.modules()) {
        if (plan.linear && plan.layer == layer && plan.newScheme)
            block.linear(*plan.linear).input = inputQuantizer(plan, ranges);
    }
}

} // namespace espalier::compress
