#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/recipe/recipe.h"

namespace espalier::recipe {

enum class KeyType {
    Boolean,
    Integer,
    Number,
    NumberOrList, ///< one number, or one for each matched target in model order
    Text,
    Choice,        ///< one of KeySchema::choices
    TextList,      ///< a list of texts; one text stands for a list of one
    MaskStructure, ///< "unstructured", or "N:M" = N kept of M consecutive inputs
    ConfigGroups,  ///< name -> {targets, weights, input_activations, output_activations}
    Any            ///< passed on as it is
};

/// What this version does with a key of the references.
enum class KeyStatus {
    Active,
    NoEffect, ///< accepted, noted and without effect here (epochs of training, memory hints)
    Later     ///< a value other than the default is an error until a later version
};

/// One key of a modifier. The forms, the checks and recipes/README.md are made from it.
struct KeySchema
{
    std::string name;
    KeyType type = KeyType::Any;
    Value defaultValue;
    std::string help; ///< one sentence, at most 40 words
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::string unit;
    std::vector<std::string> choices;
    KeyStatus status = KeyStatus::Active;
    std::vector<std::string> otherNames; ///< names of the same key in the imported dialects ("final_sparsity")
    std::vector<std::string>
        mistakenNames;       ///< what people write and no reference reads ("percdamp"): suggests this key
    bool importOnly = false; ///< read in the imported dialects alone, where it becomes another key
    bool required = false;
    std::optional<Value> importedDefault; ///< in the imported dialects, where it is another
    std::optional<Value> starter;         ///< what a new modifier begins with, though the key is not required
};

enum class ModifierKind { Pruning, Quantization, KeepMask, Other };

/// What people look for it under.
enum class ModifierGroup { Prune, Quantize, Recover, Structure };

/// One algorithm as recipes know it.
struct ModifierSchema
{
    std::string type;  ///< "SparseGPTModifier"
    std::string title; ///< "SparseGPT", as diagnostics call it
    std::string help;
    std::string paper; ///< "Frantar & Alistarh 2023, arXiv:2301.00774", or empty
    ModifierKind kind = ModifierKind::Other;
    ModifierGroup group = ModifierGroup::Recover;
    bool trains = false;     ///< stands in a train stage
    bool available = true;   ///< false: known by name, comes in a later version; its keys are then passed on unchecked
    bool calibrates = false; ///< needs calibration data whatever its keys
    bool matchesParameters = false; ///< entries may also be parameter names ("re:.*q_proj.weight")
    bool quantizationKeys = false;  ///< takes scheme / config_groups / ignore like QuantizationModifier
    std::vector<KeySchema> keys;

    const KeySchema* find(std::string_view key) const; ///< by name or one of its other names
    /// The key that `word` was probably meant to be; empty if none is near.
    std::string nearestKey(std::string_view word) const;
};

/// The algorithms by name, in the order of registration.
class SchemaRegistry
{
public:
    void add(ModifierSchema schema) { m_schemas.push_back(std::move(schema)); }

    const ModifierSchema* find(std::string_view type) const;
    const std::vector<ModifierSchema>& all() const { return m_schemas; }

private:
    std::vector<ModifierSchema> m_schemas;
};

} // namespace espalier::recipe
