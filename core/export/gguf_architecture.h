#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/export/gguf_writer.h"
#include "core/model/model_spec.h"

namespace espalier::exporting {

/// What llama.cpp calls a family, and where its tensors are not those of the checkpoint.
struct GgufArchitecture
{
    std::string_view family;       ///< ModelSpec::family
    std::string_view name;         ///< general.architecture, and the prefix of its keys
    bool pairedRotation = false;   ///< channels 2i and 2i + 1 are rotated together: rows of q and k change places
    bool fusedAttention = false;   ///< attn_qkv: all of q, then k, then v
    bool fusedFeedForward = false; ///< ffn_up: gate, then up
    bool headRequired = false;     ///< a tied head is written all the same
    bool headTied = false;         ///< there is no head but the embedding
    bool gelu = false;             ///< the activation, in place of SiLU
    std::string_view reason = {};  ///< why llama.cpp cannot run it; then there is no name

    /// By what its scores are multiplied, from the model's sizes.
    double attentionScale(const model::ModelSpec& spec) const;
};

/// Errors: `export.family` (llama.cpp does not know it, or it has something that llama.cpp's version of it lacks; says
/// what).
Result<const GgufArchitecture*> ggufArchitecture(const model::ModelSpec& spec);

/// The keys `<architecture>.*`.
GgufMetadata architectureMetadata(const model::ModelSpec& spec, const GgufArchitecture& architecture);

/// What a reader of the file should know: what llama.cpp computes otherwise than the model does. Empty: nothing.
std::string differenceNote(const model::ModelSpec& spec, const GgufArchitecture& architecture);

} // namespace espalier::exporting
