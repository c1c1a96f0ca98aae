#include "core/compress/later/schema.h"

#include "core/compress/schema.h"

namespace espalier::compress {

namespace {

struct LaterModifier
{
    const char* type;
    const char* title;
    std::vector<const char*> keys; ///< beside those of quantization
    bool quantization = false;
};

const std::vector<LaterModifier>& laterModifiers()
{
    static const std::vector<LaterModifier> kModifiers = {
        {"SpinQuantModifier",
         "SpinQuant",
         {"rotations", "transform_type", "randomize", "learnable", "transform_block_size", "mappings",
          "norm_mappings"}},
        {"QuIPModifier",
         "QuIP",
         {"rotations", "transform_type", "randomize", "learnable", "transform_block_size", "targets", "ignore"}},
        {"AutoRoundModifier",
         "AutoRound",
         {"iters", "lr", "batch_size", "enable_torch_compile", "disable_opt_rtn", "sequential_targets"},
         true},
        {"REAPPruningModifier", "REAP", {"sparsity", "ignore", "report_path"}},
    };
    return kModifiers;
}

} // namespace

std::vector<recipe::ModifierSchema> laterSchemas()
{
    const recipe::Value none;
    std::vector<recipe::ModifierSchema> schemas;
    for (const LaterModifier& modifier : laterModifiers()) {
        recipe::ModifierSchema schema;
        schema.type = modifier.type;
        schema.title = modifier.title;
        schema.available = false;
        schema.quantizationKeys = modifier.quantization;
        for (const char* name : modifier.keys) {
            schema.keys.push_back(key(name, recipe::KeyType::Any, none, ""));
            if (schema.keys.back().name == "dampening_frac") {
                schema.keys.back().mistakenNames = {"percdamp"};
            }
        }
        if (modifier.quantization) {
            for (const char* name :
                 {"config_groups", "scheme", "targets", "ignore", "kv_cache_scheme", "observer", "weight_observer",
                  "input_observer", "output_observer", "bypass_divisibility_checks"}) {
                schema.keys.push_back(key(name, recipe::KeyType::Any, none, ""));
            }
        }
        schemas.push_back(std::move(schema));
    }
    return schemas;
}

} // namespace espalier::compress
