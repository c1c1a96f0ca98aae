#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/compress/calibration.h"
#include "core/compress/model_view.h"
#include "core/compress/quantization/range_observer.h"
#include "core/nn/block.h"

namespace espalier::compress {

/// Static ranges as they are stored and simulated: of modules' inputs by module name, of keys and values by the name of
/// their scale.
using InputRanges = std::map<std::string, RangeObserver::Parameters>;

/// Ranges of a layer's keys (after rotation) and values, where a modifier of the stage quantizes their cache.
struct ObservedKeysAndValues
{
    explicit ObservedKeysAndValues(const formats::QuantizationArgs& args) : keys(args), values(args) {}

    RangeObserver keys;
    RangeObserver values;
};
using KeyValueRanges = std::optional<ObservedKeysAndValues>;

/// Takes a module's range if it needs one and observes it at this point.
/// @param ofCompressed what was observed in the compressed layer, else in the layer before
void takeRange(const ModulePlan& plan, bool ofCompressed, const InputStatistics& statistics, InputRanges& ranges);
/// Ranges of the layer's keys and values, which the block simulates from now on.
void takeKeyValueRanges(const ModelView& model, int layer, const ObservedKeysAndValues& observed, nn::Block& block,
                        InputRanges& ranges);

/// What rounds a module's input as its scheme says; nothing without a scheme, or while its range is not known yet.
std::optional<nn::InputQuantizer> inputQuantizer(const ModulePlan& plan, const InputRanges& ranges);
/// The layer's modules that get a new scheme round their inputs from now on.
void simulateInputs(const ModelView& model, int layer, const InputRanges& ranges, nn::Block& block);

} // namespace espalier::compress
