#include "core/compress/quantization/schema.h"

#include "core/compress/schema.h"
#include "core/recipe/quantization_keys.h"
#include "core/recipe/quantization_presets.h"

namespace espalier::compress {

std::vector<recipe::KeySchema> quantizationKeys(const char* preset)
{
    using recipe::KeyType;
    const recipe::Value none;
    std::vector<recipe::KeySchema> keys = {
        key("config_groups", KeyType::ConfigGroups, none,
            "Names of your choice, each with targets and with num_bits, symmetric, strategy and group_size for weights "
            "and activations. A group without weights leaves its targets alone."),
        key("scheme", KeyType::Any, none, "A preset instead of groups, as in W8A8; it applies to targets."),
        textListKey("targets", {"Linear"},
                    "Modules that the scheme applies to: full names, classes, or `re:` and a pattern."),
        textListKey("ignore", {}, "Modules to leave unquantized, written like targets. Ignoring wins."),
        key("observer", KeyType::Any, none,
            "How ranges are found: minmax (extremes of all calibration data), moving_average, or mse (the range with "
            "the "
            "smallest error)."),
        key("kv_cache_scheme", KeyType::Any, none,
            "How keys and values of attention are stored: num_bits and type (int or float), one calibrated scale for "
            "each "
            "layer's keys and one for its values. The reference pass computes with them."),
    };
    for (recipe::KeySchema& one : keys) {
        if (one.name == "scheme") {
            one.choices = recipe::presetNames();
            std::erase_if(one.choices, [](const std::string& name) { return recipe::findPreset(name)->later; });
            one.starter = recipe::Value{std::string(preset), {}, {}};
        } else if (one.name == "observer") {
            one.choices = {"minmax", "moving_average", "mse"};
        } else if (one.name == "ignore") {
            one.starter = recipe::Value{recipe::Value::List{{std::string("lm_head"), {}, {}}}, {}, {}};
        }
    }
    for (const char* name : {"weight_observer", "input_observer", "output_observer"}) {
        keys.push_back(key(name, KeyType::Any, none, "llm-compressor: observer of one kind of values."));
        keys.back().importOnly = true;
    }
    keys.push_back(noEffectKey("num_calibration_steps", none, "All calibration samples of the run are used."));
    keys.push_back(noEffectKey("bypass_divisibility_checks", none, "A short last group has its own scale."));
    return keys;
}

recipe::ModifierSchema quantizationSchema()
{
    using recipe::KeyType;
    const recipe::Value none;
    recipe::ModifierSchema schema;
    schema.type = "QuantizationModifier";
    schema.title = "Quantization";
    schema.group = recipe::ModifierGroup::Quantize;
    schema.help =
        "Stores weights as integers with a scale, and computes with integer activations where a scheme says so.";
    schema.paper = "Nagel et al. 2021, arXiv:2106.08295";
    schema.kind = recipe::ModifierKind::Quantization;
    schema.quantizationKeys = true;
    schema.keys = quantizationKeys("W8A8");
    schema.keys.insert(
        schema.keys.begin() + 4,
        flagKey("post_oneshot_calibration", false,
                "Calibrates the activation ranges again at the end of the stage, from the compressed model."));
    schema.keys.push_back(key("scheme_overrides", KeyType::Any, none, "SparseML 1.7: schemes by module or class."));
    schema.keys.back().importOnly = true;
    for (const char* name : {"disable_quantization_observer_epoch", "freeze_bn_stats_epoch", "model_fuse_fn_name",
                             "model_fuse_fn_kwargs", "strict"}) {
        schema.keys.push_back(noEffectKey(name, none, "It belongs to training or to other kinds of model."));
    }
    return schema;
}

Result<QuantizationRecipe> quantizationFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    QuantizationRecipe result;
    result.ignore = modifier.ignore();
    result.calibrateAfterwards = read.flag("post_oneshot_calibration", false);
    const recipe::Value* groups = modifier.arguments.find("config_groups");
    if (const auto* members = groups == nullptr ? nullptr : std::get_if<recipe::Value::Map>(&groups->data)) {
        for (const auto& [name, group] : *members) {
            Result<formats::QuantizationScheme> scheme = recipe::schemeFromGroup(group);
            if (!scheme) {
                return scheme.error();
            }
            result.groups.push_back(scheme.take());
        }
    }
    if (const recipe::Value* cache = modifier.arguments.find("kv_cache_scheme"); cache != nullptr && !cache->isNull()) {
        Result<formats::QuantizationArgs> args = recipe::keyValueArgs(*cache);
        if (!args)
            return args.error();
        result.keysAndValues = args.take();
    }
    return read.finish(std::move(result));
}

} // namespace espalier::compress
