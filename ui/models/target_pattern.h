#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/model/module_tree.h"
#include "core/recipe/match.h"
#include "core/recipe/schema.h"

namespace espalier::ui {

using ModuleSet = std::unordered_set<const model::ModuleNode*>;

/// Writes the entries of a recipe's `targets` that hit exactly a set of weights of one model: a class, a full name or
/// one pattern where that is enough, else several entries, exact names where nothing shorter fits. What it returns was
/// matched against the tree as a run would match it.
class TargetWriter
{
public:
    /// @param root, schema must outlive the writer
    TargetWriter(const model::ModuleNode& root, const recipe::ModifierSchema& schema);

    /// Everything that the modifier can work on, in model order.
    const std::vector<const model::ModuleNode*>& weights() const { return m_weights; }
    /// What entries hit together; entries that are no valid patterns hit nothing.
    ModuleSet hits(const std::vector<std::string>& entries) const;
    /// @param chosen among weights(); none: no entries
    std::vector<std::string> write(const ModuleSet& chosen) const;

private:
    /// Where a weight stands: "self_attn.q_proj" of layer 3 of "model.layers".
    struct Place
    {
        std::string container;                         ///< of the layers; empty outside
        int number = -1;                               ///< as in the name
        std::string role;                              ///< within the layer; outside the full name
        std::vector<const model::ModuleNode*> holders; ///< what holds it, and itself
    };
    /// The same roles of the same layers.
    struct Product
    {
        std::string container;
        std::vector<std::string> roles; ///< an expert's number is "*" where all experts are meant
        std::vector<int> layers;
        ModuleSet modules;
    };
    using Roles = std::map<const model::ModuleNode*, std::string>;

    void place(const model::ModuleNode& module, const Place& above);
    Roles rolesOf(const ModuleSet& chosen) const;
    std::vector<Product> productsByRole(const ModuleSet& chosen, const Roles& roles) const;
    std::vector<Product> productsByLayer(const ModuleSet& chosen, const Roles& roles) const;
    std::vector<std::string> entriesFor(const std::vector<Product>& products, const ModuleSet& chosen) const;
    std::string wordFor(const ModuleSet& needed, const ModuleSet& allowed) const;
    std::string patternFor(const Product& product, const ModuleSet& allowed, const Roles& roles) const;
    std::vector<std::string> candidates(const Product& product, const Roles& roles) const;
    bool fits(const std::string& entry, const ModuleSet& needed, const ModuleSet& allowed) const;
    bool mayHit(const recipe::EntryMatcher& entry, const model::ModuleNode* weight) const;

    const model::ModuleNode& m_root;
    const recipe::ModifierSchema& m_schema;
    std::vector<const model::ModuleNode*> m_weights;
    std::map<const model::ModuleNode*, Place> m_places;
    std::map<std::string, ModuleSet> m_classes; ///< what each class hits
    std::map<std::string, ModuleSet> m_names;   ///< what each full name hits, weights and what holds them
};

} // namespace espalier::ui
