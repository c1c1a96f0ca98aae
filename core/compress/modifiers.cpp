#include "core/compress/modifier.h"

#include <array>
#include <utility>

#include "core/compress/admm/admm_modifier.h"
#include "core/compress/magnitude/magnitude_modifier.h"
#include "core/compress/quantization/quantization_modifier.h"
#include "core/compress/refit/refit_modifier.h"
#include "core/compress/sparsegpt/sparsegpt_modifier.h"

namespace espalier::compress {

ModifierFactory findModifier(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, ModifierFactory>, 5> kModifiers = {{
        {"SparseGPTModifier", &makeSparseGptModifier},
        {"ADMMPruningModifier", &makeAdmmModifier},
        {"MaskedRefitModifier", &makeRefitModifier},
        {"QuantizationModifier", &makeQuantizationModifier},
        {"MagnitudePruningModifier", &makeMagnitudeModifier},
    }};
    for (const auto& [name, factory] : kModifiers) {
        if (name == type)
            return factory;
    }
    return nullptr;
}

} // namespace espalier::compress
