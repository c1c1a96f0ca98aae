#include "core/recipe/parse.h"

#include <algorithm>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/recipe/canonical.h"
#include "core/recipe/quantization_keys.h"
#include "core/recipe/quark.h"
#include "core/recipe/raw.h"
#include "core/recipe/upstream_notes.h"
#include "core/recipe/yaml.h"

namespace espalier::recipe {

namespace {

void checkStages(const std::vector<Stage>& stages, Diagnostics& diagnostics)
{
    for (auto stage = stages.begin(); stage != stages.end(); ++stage) {
        if (!isStageName(stage->name)) {
            diagnostics.error(stage->location, "recipe.stage.name",
                              "\"" + stage->name +
                                  "\" cannot be a stage's name. Use letters, digits, \"-\" and \"_\".");
        }
        const auto same = [&](const Stage& other) { return other.name == stage->name; };
        if (std::find_if(stages.begin(), stage, same) != stage) {
            diagnostics.error(stage->location, "recipe.stage.duplicate",
                              "Two stages are called \"" + stage->name + "\" and would write one folder. Rename one.");
        }
        if (stage->modifiers.empty() && stage->runType == RunType::OneShot && !diagnostics.hasErrors()) {
            diagnostics.warning(stage->location, "recipe.stage.empty",
                                "The stage \"" + stage->name + "\" has no modifiers, so it does nothing.");
        }
    }
    if (stages.empty()) {
        diagnostics.error({1, 1}, "recipe.empty",
                          "No stage was found. A recipe needs one with modifiers, as in \"pruning_stage:\".");
    }
}

/// GPTQ without schemes of its own. (AWQ, whose quantizer comes after it, needs none.)
bool lacksSchemes(const Modifier& modifier)
{
    const Value* groups = modifier.arguments.find("config_groups");
    const auto* members = groups == nullptr ? nullptr : std::get_if<Value::Map>(&groups->data);
    return modifier.type == "GPTQModifier" && members != nullptr && members->empty();
}

/// Joint pruning and quantization takes its schemes from a quantization modifier before it, and so may GPTQ.
void checkJointQuantization(const Stage& stage, const SchemaRegistry& schemas, Diagnostics& diagnostics)
{
    bool schemesKnown = false;
    for (const Modifier& modifier : stage.modifiers) {
        const ModifierSchema* schema = schemas.find(modifier.type);
        if (lacksSchemes(modifier) && !schemesKnown) {
            diagnostics.error(modifier.location, "recipe.quantize.no-scheme",
                              modifier.type + " needs \"scheme\" (as in \"scheme: W4A16\") or \"config_groups\", or a "
                                              "QuantizationModifier before it in the same stage.");
        }
        schemesKnown = schemesKnown || (schema != nullptr && schema->kind == ModifierKind::Quantization);
        const Value* quantize = modifier.arguments.find("quantize");
        if (schema != nullptr && schema->available && quantize != nullptr && quantize->boolean() == true &&
            !schemesKnown) {
            diagnostics.error(
                quantize->keyLocation, "recipe.quantize.no-scheme",
                "\"quantize: true\" needs a QuantizationModifier before it in the same stage, which says how. "
                "Add one, or write \"quantize: false\".");
        }
    }
}

bool hasGroups(const Modifier& modifier)
{
    const Value* groups = modifier.arguments.find("config_groups");
    const auto* members = groups == nullptr ? nullptr : std::get_if<Value::Map>(&groups->data);
    return members != nullptr && !members->empty();
}

/// What only prepares a quantization needs one: its own, or another modifier's.
void checkPreparation(const Stage& stage, const SchemaRegistry& schemas, Diagnostics& diagnostics)
{
    const bool quantized = std::any_of(stage.modifiers.begin(), stage.modifiers.end(), hasGroups);
    for (const Modifier& modifier : stage.modifiers) {
        const ModifierSchema* schema = schemas.find(modifier.type);
        const bool prepares =
            schema != nullptr && schema->available && schema->quantizationKeys && schema->kind == ModifierKind::Other;
        if (prepares && !quantized) {
            diagnostics.error(modifier.location, "recipe.quantize.no-scheme",
                              "\"" + modifier.type +
                                  "\" needs a scheme, as in \"scheme: W4A16\", or a QuantizationModifier after it.");
        }
    }
}

/// Sparsity and N:M say the same thing; the pattern wins.
void checkPattern(const Modifier& modifier, Diagnostics& diagnostics)
{
    const Value* sparsity = modifier.arguments.find("sparsity");
    const Value* mask = modifier.arguments.find("mask_structure");
    if (sparsity == nullptr || mask == nullptr || sparsity->location.line == 0 || !sparsity->number()) {
        return;
    }
    const std::string text = mask->text().value_or("");
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
        return;
    }
    const double kept = std::stod(text.substr(0, colon)) / std::stod(text.substr(colon + 1));
    constexpr double kSame = 1e-9;
    if (std::abs(1.0 - kept - *sparsity->number()) > kSame) {
        diagnostics.warning(sparsity->location, "recipe.sparsity.pattern",
                            "The pattern " + text +
                                " decides, so this sparsity has no effect. Remove it or \"mask_structure\".");
    }
}

std::vector<RawStage> readStages(const Value& root, Dialect dialect, const SchemaRegistry& schemas,
                                 Diagnostics& diagnostics)
{
    switch (dialect) {
    case Dialect::Espalier:
        return readEspalierStages(root, diagnostics);
    case Dialect::Quark:
        return readQuarkStages(root, diagnostics);
    default:
        return readImportedStages(root, dialect, schemas, diagnostics);
    }
}

} // namespace

DocumentKind documentKind(const std::filesystem::path& file)
{
    return file.extension() == ".md" || file.extension() == ".markdown" ? DocumentKind::Markdown : DocumentKind::Yaml;
}

ParsedRecipe parseRecipe(std::string_view document, const SchemaRegistry& schemas, DocumentKind kind)
{
    Diagnostics diagnostics;
    ParsedRecipe parsed;
    const auto root = readYaml(document, kind, diagnostics);
    if (root && !std::holds_alternative<Value::Map>(root->data)) {
        diagnostics.error({1, 1}, "recipe.empty",
                          "No stage was found. A recipe needs one with modifiers, as in \"pruning_stage:\".");
    } else if (root) {
        Recipe recipe;
        recipe.dialect = detectDialect(*root);
        recipe.source = std::string(document);
        const std::vector<RawStage> rawStages = readStages(*root, recipe.dialect, schemas, diagnostics);
        explainUpstream(*root, recipe.dialect, rawStages, schemas, diagnostics);
        for (const RawStage& raw : rawStages) {
            Stage stage{raw.name, raw.runType, {}, raw.location};
            for (const RawModifier& rawModifier : raw.modifiers) {
                for (Modifier& modifier : canonicalModifiers(rawModifier, recipe.dialect, schemas, diagnostics)) {
                    checkPattern(modifier, diagnostics);
                    stage.modifiers.push_back(std::move(modifier));
                }
            }
            checkJointQuantization(stage, schemas, diagnostics);
            recipe.stages.push_back(std::move(stage));
        }
        const bool structureRead = !diagnostics.hasErrors() || !recipe.stages.empty();
        if (structureRead) {
            checkStages(recipe.stages, diagnostics);
        }
        parsed.dialect = recipe.dialect;
        parsed.draft = std::move(recipe);
    }
    if (!diagnostics.hasErrors()) {
        parsed.recipe = parsed.draft;
    }
    parsed.diagnostics = diagnostics.take();
    return parsed;
}

ParsedRecipe parseRecipeFile(const std::filesystem::path& file, const SchemaRegistry& schemas)
{
    const Result<std::string> text = readTextFile(file);
    if (!text) {
        ParsedRecipe parsed;
        parsed.diagnostics.push_back({Severity::Error, {}, text.error().code, text.error().message, {}});
        return parsed;
    }
    return parseRecipe(*text, schemas, documentKind(file));
}

std::vector<Diagnostic> checkRunnable(const Recipe& recipe, const SchemaRegistry& schemas)
{
    Diagnostics diagnostics;
    for (const Stage& stage : recipe.stages) {
        checkPreparation(stage, schemas, diagnostics);
        for (const Modifier& modifier : stage.modifiers) {
            const ModifierSchema* schema = schemas.find(modifier.type);
            if (schema == nullptr || !schema->available) {
                diagnostics.error(modifier.location, "recipe.modifier.later",
                                  "\"" + modifier.type +
                                      "\" comes in a later version of Espalier. Remove it to run the others.");
                continue;
            }
            for (const KeySchema& key : schema->keys) {
                const Value* value = modifier.arguments.find(key.name);
                const bool says = value != nullptr && !value->isNull() && !(*value == key.defaultValue);
                if (key.status == KeyStatus::Later && says) {
                    diagnostics.error(value->keyLocation, "recipe.key.later",
                                      "\"" + key.name +
                                          "\" comes in a later version of Espalier. Remove it to run the rest.");
                }
            }
            const Value* groups = modifier.arguments.find("config_groups");
            const auto* members = groups == nullptr ? nullptr : std::get_if<Value::Map>(&groups->data);
            for (std::size_t i = 0; members != nullptr && i < members->size(); ++i) {
                const Value& group = (*members)[i].second;
                if (const auto scheme = schemeFromGroup(group); !scheme) {
                    diagnostics.error(group.keyLocation, scheme.error().code, scheme.error().message);
                }
            }
        }
    }
    return diagnostics.take();
}

bool needsCalibration(const Recipe& recipe, const SchemaRegistry& schemas)
{
    const auto staticActivations = [](const Modifier& modifier) {
        const Value* groups = modifier.arguments.find("config_groups");
        const auto* members = groups == nullptr ? nullptr : std::get_if<Value::Map>(&groups->data);
        return members != nullptr && std::any_of(members->begin(), members->end(), [](const auto& group) {
                   for (const char* part : {"input_activations", "output_activations"}) {
                       const Value* args = group.second.find(part);
                       const Value* dynamic = args == nullptr ? nullptr : args->find("dynamic");
                       if (args != nullptr && !args->isNull() && (dynamic == nullptr || dynamic->boolean() != true)) {
                           return true;
                       }
                   }
                   return false;
               });
    };
    for (const Stage& stage : recipe.stages) {
        if (stage.runType == RunType::Train) {
            return true; // it trains on text
        }
        for (const Modifier& modifier : stage.modifiers) {
            const ModifierSchema* schema = schemas.find(modifier.type);
            const Value* cache = modifier.arguments.find("kv_cache_scheme");
            if ((schema != nullptr && schema->calibrates) || staticActivations(modifier) ||
                (cache != nullptr && !cache->isNull())) {
                return true;
            }
        }
    }
    return false;
}

} // namespace espalier::recipe
