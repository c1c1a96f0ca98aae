#include "core/compress/modifier.h"

#include <utility>

#include "core/compress/admm/admm_modifier.h"
#include "core/compress/awq/awq_modifier.h"
#include "core/compress/constant_pruning/constant_pruning_modifier.h"
#include "core/compress/depth/depth_modifier.h"
#include "core/compress/heads/head_modifier.h"
#include "core/compress/gptq/gptq_modifier.h"
#include "core/compress/magnitude/magnitude_modifier.h"
#include "core/compress/osscar/osscar_modifier.h"
#include "core/compress/quantization/quantization_modifier.h"
#include "core/compress/reconstruction/reconstruction_modifier.h"
#include "core/compress/refit/refit_modifier.h"
#include "core/compress/smoothquant/smoothing_modifier.h"
#include "core/compress/sparsegpt/sparsegpt_modifier.h"
#include "core/compress/wanda/wanda_modifier.h"

namespace espalier::compress {

ModifierFactory findModifier(std::string_view type)
{
    static constexpr std::pair<std::string_view, ModifierFactory> kModifiers[] = {
        {"SparseGPTModifier", &makeSparseGptModifier},
        {"GPTQModifier", &makeGptqModifier},
        {"ADMMPruningModifier", &makeAdmmModifier},
        {"MaskedRefitModifier", &makeRefitModifier},
        {"WandaPruningModifier", &makeWandaModifier},
        {"QuantizationModifier", &makeQuantizationModifier},
        {"AWQModifier", &makeAwqModifier},
        {"SmoothQuantModifier", &makeSmoothingModifier},
        {"LogarithmicEqualizationModifier", &makeSmoothingModifier},
        {"MagnitudePruningModifier", &makeMagnitudeModifier},
        {"ConstantPruningModifier", &makeConstantPruningModifier},
        {"OSSCARPruningModifier", &makeOsscarModifier},
        {"AttentionHeadPruningModifier", &makeHeadModifier},
        {"DepthPruningModifier", &makeDepthModifier},
        {"BlockReconstructionModifier", &makeReconstructionModifier},
    };
    for (const auto& [name, factory] : kModifiers) {
        if (name == type)
            return factory;
    }
    return nullptr;
}

} // namespace espalier::compress
