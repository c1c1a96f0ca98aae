#include <cmath>

#include "core/engine/model_loader.h"

namespace espalier::engine {
namespace {

Error schemeError(const std::string& module, const std::string& what)
{
    return {"engine.scheme",
            "The inputs of '" + module + "' are quantized as " + what +
                ", which the engine cannot run. It runs integers of 2 to 8 bits, for each token (dynamic) or with one "
                "stored range.",
            module};
}

/// Inputs that share a scale where the model says nothing: 128, or a divisor of the weight's groups.
std::size_t blockColumns(std::size_t groupColumns, std::size_t columns)
{
    for (const std::size_t block : {std::size_t(128), std::size_t(64)}) {
        if (groupColumns == columns || groupColumns % block == 0) {
            return block;
        }
    }
    return InputRows::kSumColumns;
}

Result<float> inputFigure(const model::Checkpoint& checkpoint, const std::string& tensor)
{
    const auto values = checkpoint.readFloats(tensor);
    if (!values) {
        return values.error();
    }
    if (values->size() != 1) {
        return Error{"model.tensor.shape",
                     "Tensor '" + tensor + "' has " + std::to_string(values->size()) + " elements, but 1 is needed.",
                     checkpoint.folder().string()};
    }
    return values->front();
}

Result<InputRounding> staticRounding(const model::Checkpoint& checkpoint, const std::string& module,
                                     InputRounding rounding)
{
    const auto scale = inputFigure(checkpoint, module + ".input_scale");
    if (!scale) {
        return scale.error();
    }
    if (!std::isfinite(*scale) || *scale <= 0.0F) {
        return Error{"engine.scale",
                     "The input scale of '" + module + "' is " + std::to_string(*scale) +
                         "; it must be above 0 and finite. The model's files are damaged: fetch or make them again.",
                     module};
    }
    rounding.kind = InputRounding::Kind::Static;
    rounding.scale = *scale;
    if (!rounding.symmetric && checkpoint.find(module + ".input_zero_point")) {
        const auto zero = inputFigure(checkpoint, module + ".input_zero_point");
        if (!zero) {
            return zero.error();
        }
        const float limit = static_cast<float>(1 << (rounding.bits - 1));
        if (!(*zero >= -limit && *zero < limit)) {
            return Error{"engine.scale",
                         "The input zero point of '" + module + "' is " + std::to_string(*zero) +
                             ", which its codes cannot hold. The model's files are damaged: fetch or make them again.",
                         module};
        }
        rounding.zeroPoint = static_cast<std::int32_t>(*zero);
    }
    return rounding;
}

} // namespace

Result<InputRounding> inputRounding(const model::Checkpoint& checkpoint, const std::string& module,
                                    const std::optional<formats::QuantizationArgs>& activations,
                                    std::size_t groupColumns, std::size_t columns)
{
    InputRounding rounding;
    if (!activations) {
        rounding.kind = InputRounding::Kind::Block;
        rounding.blockColumns = blockColumns(groupColumns, columns);
        return rounding;
    }
    if (activations->type != formats::QuantizationType::Int) {
        return schemeError(module, "float8");
    }
    if (activations->bits < 2 || activations->bits > 8) {
        return schemeError(module, "integers of " + std::to_string(activations->bits) + " bits");
    }
    rounding.bits = activations->bits;
    rounding.symmetric = activations->symmetric;
    if (activations->dynamic && activations->strategy == formats::Strategy::Token) {
        rounding.kind = InputRounding::Kind::Token;
        return rounding;
    }
    if (activations->dynamic || activations->strategy != formats::Strategy::Tensor) {
        return schemeError(module, activations->dynamic ? "a dynamic range over all tokens or over groups"
                                                        : "stored ranges of channels or groups");
    }
    return staticRounding(checkpoint, module, rounding);
}

} // namespace espalier::engine
