#include "core/recipe/upstream_keys.h"

#include <algorithm>

namespace espalier::recipe {

namespace {

Value number(double value)
{
    return {value, {}, {}};
}

Value integer(std::int64_t value)
{
    return {value, {}, {}};
}

Value texts(std::vector<std::string> list)
{
    Value::List items;
    for (std::string& text : list) {
        items.push_back({std::move(text), {}, {}});
    }
    return {std::move(items), {}, {}};
}

UpstreamKey same(std::string_view name)
{
    return {name, std::nullopt};
}

std::vector<UpstreamKey> joined(std::vector<UpstreamKey> first, const std::vector<UpstreamKey>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

const std::vector<UpstreamModifier>& sparseMl()
{
    static const std::vector<UpstreamKey> kPruning = {
        {"sparsity", number(0.0)}, same("mask_structure"), same("targets"),
        same("sparsity_profile"),  same("owl_m"),          same("owl_lmbda")};
    static const std::vector<UpstreamKey> kSmoothing = {same("smoothing_strength"), same("mappings"), same("ignore")};
    static const std::vector<UpstreamModifier> kModifiers = {
        {"SparseGPTModifier",
         joined(
             kPruning,
             {{"block_size", integer(128)}, same("quantize"), same("dampening_frac"), same("preserve_sparsity_mask")})},
        {"WandaPruningModifier", kPruning},
        {"MagnitudePruningModifier",
         {{"sparsity", std::nullopt},
          same("init_sparsity"),
          same("update_scheduler"),
          same("start"),
          same("end"),
          same("update"),
          same("mask_structure"),
          same("targets"),
          same("apply_globally")}},
        {"ConstantPruningModifier", {{"targets", texts({})}}},
        {"QuantizationModifier",
         {same("config_groups"), same("scheme"), same("ignore"), same("post_oneshot_calibration"), same("targets")}},
        {"GPTQModifier",
         {{"block_size", integer(128)},
          same("dampening_frac"),
          same("config_groups"),
          same("scheme"),
          same("ignore"),
          same("targets")}},
        {"SmoothQuantModifier", kSmoothing},
        {"LogarithmicEqualizationModifier", kSmoothing},
        {"OutputDistillationModifier",
         {same("targets"), same("comparison"), same("orig_scale"), same("distill_scale"), same("temperature")}},
    };
    return kModifiers;
}

const std::vector<UpstreamModifier>& llmCompressor()
{
    static const std::vector<UpstreamKey> kPruning = {{"sparsity", std::nullopt},
                                                      same("mask_structure"),
                                                      {"targets", texts({"Linear"})},
                                                      same("ignore"),
                                                      same("sparsity_profile"),
                                                      same("owl_m"),
                                                      same("owl_lmbda")};
    static const std::vector<UpstreamKey> kQuantization = {same("config_groups"),   same("scheme"),
                                                           same("observer"),        same("ignore"),
                                                           same("kv_cache_scheme"), same("targets")};
    static const std::vector<UpstreamModifier> kModifiers = {
        {"SparseGPTModifier",
         joined(kPruning, {{"block_size", integer(128)}, same("dampening_frac"), same("preserve_sparsity_mask")})},
        {"WandaPruningModifier", kPruning},
        {"MagnitudePruningModifier",
         {{"sparsity", std::nullopt},
          same("init_sparsity"),
          same("update_scheduler"),
          same("start"),
          same("end"),
          same("update"),
          same("mask_structure"),
          same("targets"),
          same("apply_globally")}},
        {"ConstantPruningModifier", {{"targets", texts({})}}},
        {"QuantizationModifier", kQuantization},
        {"GPTQModifier",
         joined(kQuantization, {{"block_size", integer(128)}, same("dampening_frac"), same("actorder")})},
        {"AWQModifier",
         joined(kQuantization, {same("mappings"), same("duo_scaling"), same("n_grid"), same("offload_device")})},
        {"SmoothQuantModifier", {same("smoothing_strength"), same("mappings"), same("ignore"), same("algorithm")}},
        {"SpinQuantModifier",
         {same("rotations"), same("transform_type"), same("randomize"), same("learnable"), same("transform_block_size"),
          same("mappings"), same("norm_mappings")}},
        {"QuIPModifier",
         {same("rotations"), same("transform_type"), same("randomize"), same("learnable"), same("transform_block_size"),
          same("targets"), same("ignore")}},
        {"AutoRoundModifier",
         joined(kQuantization, {same("iters"), same("lr"), same("batch_size"), same("enable_torch_compile"),
                                same("disable_opt_rtn"), same("sequential_targets")})},
        {"REAPPruningModifier", {same("sparsity"), same("ignore"), same("report_path")}},
    };
    return kModifiers;
}

} // namespace

const UpstreamKey* UpstreamModifier::find(std::string_view key) const
{
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const UpstreamKey& candidate) { return candidate.name == key; });
    return found == keys.end() ? nullptr : &*found;
}

const UpstreamModifier* upstreamModifier(Dialect dialect, std::string_view type)
{
    if (dialect != Dialect::SparseML && dialect != Dialect::LlmCompressor) {
        return nullptr;
    }
    const std::vector<UpstreamModifier>& modifiers = dialect == Dialect::SparseML ? sparseMl() : llmCompressor();
    const auto found = std::find_if(modifiers.begin(), modifiers.end(),
                                    [&](const UpstreamModifier& modifier) { return modifier.type == type; });
    return found == modifiers.end() ? nullptr : &*found;
}

} // namespace espalier::recipe
