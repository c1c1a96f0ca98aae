#pragma once

#include <vector>

#include "core/formats/quantization.h"
#include "core/recipe/schema.h"

namespace espalier::compress {

/// A QuantizationModifier's keys. Which module gets which scheme comes from recipe::resolve().
struct QuantizationRecipe
{
    std::vector<formats::QuantizationScheme>
        groups; ///< in document order; one without weights leaves its targets alone
    std::vector<std::string> ignore;
    bool calibrateAfterwards =
        false; ///< `post_oneshot_calibration`: activation ranges again, from the compressed model
    std::optional<formats::QuantizationArgs> keysAndValues; ///< `kv_cache_scheme`
};

/// What every modifier that quantizes takes. @param preset the scheme that a new one begins with
std::vector<recipe::KeySchema> quantizationKeys(const char* preset);

recipe::ModifierSchema quantizationSchema();
Result<QuantizationRecipe> quantizationFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
