#pragma once

#include <string_view>
#include <vector>

#include "core/model/model_spec.h"

namespace espalier::model {

/// What llama.cpp calls a family, and where its tensors are not those of a Hugging Face folder.
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
    double attentionScale(const ModelSpec& spec) const;
};

/// Of every family.
const std::vector<GgufArchitecture>& ggufArchitectures();

/// nullptr for an unknown family.
const GgufArchitecture* findGgufArchitecture(std::string_view family);

} // namespace espalier::model
