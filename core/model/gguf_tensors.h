#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/formats/ggml_blocks.h"
#include "core/model/gguf_architecture.h"
#include "core/model/model_spec.h"

namespace espalier::model {

/// Rows of a module that become rows of a GGUF tensor.
struct GgufPart
{
    std::string module;
    bool bias = false;
    /// 0, or channels of a head whose rows change places: row 2i + j of each head is the module's row j * channels / 2
    /// + i, so that what is rotated together lies together.
    std::int64_t pairedChannels = 0;
    float added = 0.0F;  ///< to each value
    float factor = 1.0F; ///< of each value

    /// Where a row of the module lies among its rows in the file.
    std::int64_t rowInFile(std::int64_t row) const;
};

/// What a tensor does, as far as its type depends on that.
enum class GgufUse { Embedding, Output, Query, Key, Value, FusedAttention, AttentionOutput, Gate, Up, Down, Single };

/// A tensor of the file and where its values come from.
struct GgufTensor
{
    std::string name;
    std::vector<std::int64_t> shape; ///< rows first
    GgufUse use = GgufUse::Single;   ///< Single: norms, biases, routers and the like, always float32
    int layer = -1;
    std::vector<GgufPart> parts; ///< their rows one after another
    std::vector<float> values;   ///< in place of parts
    formats::GgmlType type = formats::GgmlType::F32;

    std::int64_t columns() const { return shape.back(); }
    std::int64_t rows() const; ///< of all experts together
    bool isMatrix() const { return use != GgufUse::Single; }
};

/// All tensors that llama.cpp wants of a model, in the order of its layers; types are not chosen yet.
std::vector<GgufTensor> ggufTensors(const ModelSpec& spec, const GgufArchitecture& architecture);

} // namespace espalier::model
