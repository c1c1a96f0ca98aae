#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace espalier::formats {

enum class QuantizationType { Int, Float };
enum class Strategy { Tensor, Channel, Group, Block, Token };

/// How one kind of value is quantized; the fields of compressed-tensors' QuantizationArgs.
struct QuantizationArgs
{
    int bits = 8;
    QuantizationType type = QuantizationType::Int;
    bool symmetric = true;
    Strategy strategy = Strategy::Tensor;
    int groupSize = 0; ///< inputs sharing one scale, with Strategy::Group
    int blockRows = 0; ///< outputs and inputs sharing one scale, with Strategy::Block
    int blockColumns = 0;
    bool dynamic = false; ///< activations: ranges taken from each token at run time
    std::string observer; ///< "minmax" and the like; empty for the default

    int qmin() const { return -(1 << (bits - 1)); }
    int qmax() const { return (1 << (bits - 1)) - 1; }
    bool operator==(const QuantizationArgs&) const = default;
};

/// What happens to the modules that `targets` hit (recipe target syntax: exact name, class, `re:` pattern).
struct QuantizationScheme
{
    std::vector<std::string> targets;
    std::optional<QuantizationArgs> weights;
    std::optional<QuantizationArgs> inputActivations;
    std::optional<QuantizationArgs> outputActivations;
    std::string format{}; ///< of the stored weights; empty: the config's
};

/// `quantization_config` of a compressed-tensors config.json.
struct QuantizationConfig
{
    std::string format; ///< "int-quantized", "pack-quantized", "float-quantized", "dense", "mixed-precision"
    std::vector<QuantizationScheme> groups;
    std::vector<std::string> ignore;                 ///< names of unquantized modules of quantized classes
    std::optional<QuantizationArgs> keysAndValues{}; ///< `kv_cache_scheme`
};

/// Reads the `quantization_config` (or older `compression_config`) object. Error `quantization.config` names the key.
Result<QuantizationConfig> quantizationConfigFromJson(const nlohmann::json& json);
nlohmann::json toJson(const QuantizationConfig& config);

} // namespace espalier::formats
