#include <algorithm>
#include <array>

#include "core/recipe/parse.h"
#include "core/recipe/quark.h"
#include "core/recipe/raw.h"

namespace espalier::recipe {

namespace {

/// Keys that one program reads and the other does not, anywhere below a modifier.
constexpr std::array kSparseMlKeys = {"percdamp",
                                      "scheme_overrides",
                                      "post_oneshot_calibration",
                                      "target_ids",
                                      "disable_quantization_observer_epoch",
                                      "freeze_bn_stats_epoch",
                                      "model_fuse_fn_name",
                                      "layer_prefix"};

/// Classes and keys that llm-compressor alone has: with them, a `run_type` is one that it does not read.
constexpr std::array kLlmCompressorOnly = {"AWQModifier",       "SpinQuantModifier",   "QuIPModifier",
                                           "AutoRoundModifier", "REAPPruningModifier", "kv_cache_scheme",
                                           "duo_scaling"};

bool anyBelow(const Value& value, const auto& predicate)
{
    if (const auto* members = std::get_if<Value::Map>(&value.data)) {
        return std::any_of(members->begin(), members->end(), [&](const auto& member) {
            return predicate(member.first, member.second) || anyBelow(member.second, predicate);
        });
    }
    if (const auto* items = std::get_if<Value::List>(&value.data)) {
        return std::any_of(items->begin(), items->end(),
                           [&](const Value& item) { return predicate("", item) || anyBelow(item, predicate); });
    }
    return false;
}

} // namespace

Dialect detectDialect(const Value& root)
{
    if (root.find("espalier") != nullptr) {
        return Dialect::Espalier;
    }
    if (isQuarkConfig(root)) {
        return Dialect::Quark;
    }
    const bool llmCompressor = anyBelow(root, [](std::string_view key, const Value&) {
        return std::find(kLlmCompressorOnly.begin(), kLlmCompressorOnly.end(), key) != kLlmCompressorOnly.end();
    });
    if (llmCompressor) {
        return Dialect::LlmCompressor;
    }
    const auto* members = std::get_if<Value::Map>(&root.data);
    const bool groupsAtTop =
        members != nullptr && std::any_of(members->begin(), members->end(), [](const auto& member) {
            return member.first == "stages" || member.first == "metadata" || member.first == "modifiers" ||
                   member.first.ends_with("_modifiers");
        });
    const bool sparseMl =
        groupsAtTop || anyBelow(root, [](std::string_view key, const Value& value) {
            const auto text = value.text();
            return key == "run_type" || key == "LegacyQuantizationModifier" || key == "sequential_update" ||
                   (key == "quantize" && !value.isNull()) ||
                   std::find(kSparseMlKeys.begin(), kSparseMlKeys.end(), key) != kSparseMlKeys.end() ||
                   (text && text->starts_with("eval("));
        });
    return sparseMl ? Dialect::SparseML : Dialect::LlmCompressor;
}

std::string_view name(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Espalier:
        return "espalier";
    case Dialect::SparseML:
        return "sparseml";
    case Dialect::Quark:
        return "quark";
    case Dialect::LlmCompressor:
        break;
    }
    return "llm-compressor";
}

std::string_view programName(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Espalier:
        return "Espalier";
    case Dialect::SparseML:
        return "SparseML";
    case Dialect::Quark:
        return "Quark";
    case Dialect::LlmCompressor:
        break;
    }
    return "llm-compressor";
}

std::optional<Dialect> dialectOf(std::string_view name)
{
    for (const Dialect dialect : {Dialect::Espalier, Dialect::SparseML, Dialect::LlmCompressor, Dialect::Quark}) {
        if (name == recipe::name(dialect)) {
            return dialect;
        }
    }
    return std::nullopt;
}

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return "note";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        break;
    }
    return "error";
}

} // namespace espalier::recipe
