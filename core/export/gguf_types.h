#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/model/gguf_tensors.h"

namespace espalier::exporting {

using model::GgufTensor;
using model::GgufUse;

/// A type of file as llama.cpp names them: which tensor gets which type.
struct GgufFileType
{
    std::string_view name;    ///< "Q4_K_M"; "AUTO" holds what the model stores: codes as codes, floats as they are
    std::uint32_t number = 0; ///< general.file_type
    formats::GgmlType base = formats::GgmlType::F16; ///< of most tensors
};

/// All of them.
const std::vector<GgufFileType>& ggufFileTypes();
/// By its name in any case; Q3_K, Q4_K and Q5_K are the medium mixes. Error `export.type` lists what there is.
Result<GgufFileType> ggufFileType(std::string_view name);

/// Chooses the type of each tensor as llama.cpp's quantize program does (llama_tensor_get_type in
/// src/llama-quant.cpp): more bits for the head, for values and for the feed-forward outputs of some layers; where rows
/// are no multiple of 256, a type of blocks of 32 with about as many bits; where they are none of 32, F16. Tensors of
/// use Single stay F32. Not for AUTO.
/// @param importance whether importance weights are there
void chooseTypes(const model::ModelSpec& spec, const GgufFileType& fileType, bool importance,
                 std::vector<GgufTensor>& tensors);

} // namespace espalier::exporting
