#include "core/compress/storage_format.h"

namespace espalier::compress {

std::string storageFormat(const formats::QuantizationScheme& scheme)
{
    using formats::QuantizationType;
    using formats::Strategy;
    if (!scheme.weights)
        return {};
    if (scheme.weights->type == QuantizationType::Float)
        return std::string(kFloatQuantized);
    const bool integerInputs = scheme.inputActivations && scheme.inputActivations->type == QuantizationType::Int;
    const bool packs = scheme.weights->strategy == Strategy::Channel || scheme.weights->strategy == Strategy::Group;
    return std::string(packs && !integerInputs ? kPackQuantized : kIntQuantized);
}

std::string storedFormat(const model::Checkpoint& checkpoint, const std::string& module)
{
    if (checkpoint.find(module + ".weight_packed"))
        return std::string(kPackQuantized);
    const auto weight = checkpoint.find(module + ".weight");
    if (!weight || formats::sizeInBytes(weight->info->dtype) > 1)
        return {};
    return std::string(formats::isFloatingPoint(weight->info->dtype) ? kFloatQuantized : kIntQuantized);
}

} // namespace espalier::compress
