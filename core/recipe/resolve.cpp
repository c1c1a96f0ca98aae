#include "core/recipe/resolve.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/recipe/diagnostics.h"
#include "core/recipe/entry_hits.h"
#include "core/recipe/mask.h"
#include "core/recipe/quantization_keys.h"

namespace espalier::recipe {

namespace {

using model::ModuleNode;
using Modules = std::vector<const ModuleNode*>;

/// One entry, compiled, with what it hits.
struct Entry
{
    std::optional<EntryMatcher> matcher;
    EntryHits hits;
    std::map<const ModuleNode*, MatchStrength> strengths; ///< of `hits.modules`
};

/// A modifier's modules in model order.
class Resolver
{
public:
    Resolver(const Modifier& modifier, const ModifierSchema& schema, const ModuleNode& root, const Modules& order,
             Diagnostics& diagnostics)
        : m_modifier(modifier), m_schema(schema), m_root(root), m_order(order), m_diagnostics(diagnostics)
    {
    }

    using Schemes = std::map<const ModuleNode*, formats::QuantizationScheme>;

    /// @param earlier the schemes that modifiers before it in the stage have given
    ResolvedModifier run(const Schemes& earlier)
    {
        ResolvedModifier resolved;
        resolved.modifier = &m_modifier;
        resolved.schema = &m_schema;
        std::vector<Entry> ignored = entriesOf(m_modifier.arguments.find("ignore"), EntryKind::Ignore);
        for (const Entry& entry : ignored) {
            m_ignored.insert(entry.hits.modules.begin(), entry.hits.modules.end());
        }
        if (m_schema.quantizationKeys) {
            const Value* groups = m_modifier.arguments.find("config_groups");
            const auto* members = groups == nullptr ? nullptr : std::get_if<Value::Map>(&groups->data);
            if (members != nullptr && members->empty()) {
                takeSchemes(earlier, resolved);
            }
            resolveGroups(resolved);
        } else if (const Value* targets = m_modifier.arguments.find("targets")) {
            resolveTargets(*targets, resolved);
        }
        for (Entry& entry : ignored) {
            resolved.entries.push_back(std::move(entry.hits));
        }
        return resolved;
    }

private:
    bool quantizes() const { return m_schema.quantizationKeys; }

    bool isWeight(const ModuleNode& module) const { return recipe::isWeight(module, m_schema); }

    std::vector<Entry> entriesOf(const Value* list, EntryKind kind)
    {
        std::vector<Entry> entries;
        const auto* items = list == nullptr ? nullptr : std::get_if<Value::List>(&list->data);
        for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
            const Value& item = (*items)[i];
            if (const auto text = item.text()) {
                entries.push_back(matchEntry(*text, kind, item.location));
            }
        }
        return entries;
    }

    Entry matchEntry(const std::string& text, EntryKind kind, Location location)
    {
        Entry entry;
        entry.hits = {text, kind, location, {}, {}};
        Result<EntryMatcher> matcher = EntryMatcher::create(text);
        if (!matcher) {
            m_diagnostics.error(location, matcher.error().code, matcher.error().message);
            return entry;
        }
        entry.matcher = matcher.take();
        MatchedModules matched = matchedModules(*entry.matcher, m_schema, m_root);
        entry.hits.hits = std::move(matched.hits);
        entry.hits.modules = std::move(matched.modules);
        entry.strengths = std::move(matched.strengths);
        if (entry.hits.hits.empty()) {
            reportNoMatch(entry.hits);
        } else if (kind == EntryKind::Target && entry.hits.modules.empty()) {
            m_diagnostics.warning(location, "recipe.target.no-weights",
                                  "\"" + text + "\" hits " + entry.hits.hits.front()->className() +
                                      ", which has no weights that " + (quantizes() ? "quantization" : "pruning") +
                                      " works on. It has no effect.");
        }
        return entry;
    }

    void reportNoMatch(const EntryHits& hits)
    {
        std::size_t count = 0;
        const std::string suggestion = suggestEntry(hits.entry, m_root, count);
        std::string message = "No module matches \"" + hits.entry + "\". ";
        if (hits.kind == EntryKind::Target) {
            message += "An entry is a full name, a class, or `re:` and a pattern.";
        } else {
            message += "It ignores nothing.";
        }
        if (!suggestion.empty()) {
            message += " The nearest is \"" + suggestion + "\"";
            message += count > 0 ? " (" + std::to_string(count) + (count == 1 ? " hit)." : " hits).") : ".";
        }
        const bool target = hits.kind == EntryKind::Target;
        m_diagnostics.add(target ? Severity::Error : Severity::Warning, hits.location,
                          target ? "recipe.target.no-match" : "recipe.ignore.no-match", message, suggestion);
    }

    // pruning

    void resolveTargets(const Value& targets, ResolvedModifier& resolved)
    {
        std::vector<Entry> entries = entriesOf(&targets, EntryKind::Target);
        std::set<const ModuleNode*> chosen;
        for (const Entry& entry : entries) {
            chosen.insert(entry.hits.modules.begin(), entry.hits.modules.end());
        }
        const auto isChosen = [&](const ModuleNode* module) {
            return chosen.contains(module) && !m_ignored.contains(module);
        };
        const std::map<const ModuleNode*, double> listed = listedSparsity(entries);
        const MaskStructure mask = maskStructure();
        const double common = commonSparsity();
        for (const ModuleNode* module : m_order) {
            if (!isChosen(module)) {
                continue;
            }
            ResolvedModule target;
            target.module = module;
            const auto own = listed.find(module);
            if (m_schema.kind == ModifierKind::Pruning) {
                target.sparsity = !mask.unstructured()  ? 1.0 - static_cast<double>(mask.kept) / mask.group
                                  : own != listed.end() ? own->second
                                                        : common;
                target.expectedSparsity = mask.unstructured() ? target.sparsity : mask.sparsity(module->shape[1]);
                warnOfHead(*module, entries);
            }
            resolved.modules.push_back(target);
        }
        for (Entry& entry : entries) {
            resolved.entries.push_back(std::move(entry.hits));
        }
    }

    double commonSparsity() const
    {
        const Value* value = m_modifier.arguments.find("sparsity");
        return value == nullptr ? 0.0 : value->number().value_or(0.0);
    }

    MaskStructure maskStructure() const
    {
        const Value* value = m_modifier.arguments.find("mask_structure");
        return value == nullptr ? MaskStructure{}
                                : parseMaskStructure(value->text().value_or("")).value_or(MaskStructure{});
    }

    /// A list of sparsities has one entry for each matched target (a layer, or a Linear) in model order.
    std::map<const ModuleNode*, double> listedSparsity(const std::vector<Entry>& entries)
    {
        std::map<const ModuleNode*, double> result;
        const Value* value = m_modifier.arguments.find("sparsity");
        const auto* list = value == nullptr ? nullptr : std::get_if<Value::List>(&value->data);
        if (list == nullptr) {
            return result;
        }
        std::set<const ModuleNode*> hits;
        for (const Entry& entry : entries) {
            hits.insert(entry.hits.hits.begin(), entry.hits.hits.end());
        }
        std::vector<const ModuleNode*> matched;
        std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(matched), [&](const ModuleNode* module) {
            return hits.contains(module) && !m_ignored.contains(module) && holdsWeight(*module);
        });
        if (matched.size() != list->size()) {
            m_diagnostics.error(value->location, "recipe.sparsity.count",
                                "The list has " + std::to_string(list->size()) + " entries, but " +
                                    std::to_string(matched.size()) +
                                    " targets are matched. Give one for each of them, or one number for all.");
            return result;
        }
        for (std::size_t i = 0; i < matched.size(); ++i) {
            assignBelow(*matched[i], (*list)[i].number().value_or(0.0), result);
        }
        return result;
    }

    bool holdsWeight(const ModuleNode& module) const
    {
        return isWeight(module) || std::any_of(module.children.begin(), module.children.end(),
                                               [&](const ModuleNode& child) { return holdsWeight(child); });
    }

    void assignBelow(const ModuleNode& module, double sparsity, std::map<const ModuleNode*, double>& result) const
    {
        if (isWeight(module)) {
            result[&module] = sparsity;
        }
        for (const ModuleNode& child : module.children) {
            assignBelow(child, sparsity, result);
        }
    }

    void warnOfHead(const ModuleNode& module, const std::vector<Entry>& entries)
    {
        if (module.layer >= 0) {
            return;
        }
        for (const Entry& entry : entries) {
            const auto& hits = entry.hits.modules;
            if (std::find(hits.begin(), hits.end(), &module) != hits.end()) {
                m_diagnostics.warning(
                    entry.hits.location, "recipe.target.head",
                    "\"" + entry.hits.entry + "\" prunes " + module.name +
                        " as well, which usually costs much quality. Add it to \"ignore\" to keep it.");
                return;
            }
        }
    }

    // quantization

    struct Group
    {
        std::optional<formats::QuantizationScheme> scheme;
        std::vector<Entry> entries;
    };

    void resolveGroups(ResolvedModifier& resolved)
    {
        std::vector<Group> groups = readGroups();
        for (const ModuleNode* module : m_order) {
            if (!isWeight(*module) || m_ignored.contains(module)) {
                continue;
            }
            const Group* group = strongest(groups, module);
            if (group == nullptr || !group->scheme || !group->scheme->weights) {
                continue;
            }
            ResolvedModule target;
            target.module = module;
            target.scheme = group->scheme;
            if (!module->isLinear()) { // its input is token ids
                target.scheme->inputActivations.reset();
                target.scheme->outputActivations.reset();
            }
            resolved.modules.push_back(std::move(target));
        }
        warnOfLeftovers(groups);
        for (Group& group : groups) {
            for (Entry& entry : group.entries) {
                resolved.entries.push_back(std::move(entry.hits));
            }
        }
    }

    void takeSchemes(const Schemes& earlier, ResolvedModifier& resolved)
    {
        for (const ModuleNode* module : m_order) {
            const auto scheme = earlier.find(module);
            if (scheme != earlier.end() && !m_ignored.contains(module)) {
                resolved.modules.push_back({module, 0.0, 0.0, scheme->second});
            }
        }
    }

    std::vector<Group> readGroups()
    {
        std::vector<Group> groups;
        const Value* value = m_modifier.arguments.find("config_groups");
        const auto* members = value == nullptr ? nullptr : std::get_if<Value::Map>(&value->data);
        for (std::size_t i = 0; members != nullptr && i < members->size(); ++i) {
            const Value& member = (*members)[i].second;
            Group group;
            if (auto scheme = schemeFromGroup(member)) {
                group.scheme = scheme.take();
            } // else checkRunnable() says it
            group.entries = entriesOf(member.find("targets"), EntryKind::Target);
            groups.push_back(std::move(group));
        }
        return groups;
    }

    /// Name before pattern before class before all; the first group among equals.
    static const Group* strongest(const std::vector<Group>& groups, const ModuleNode* module)
    {
        const Group* best = nullptr;
        MatchStrength bestStrength = MatchStrength::None;
        for (const Group& group : groups) {
            for (const Entry& entry : group.entries) {
                const auto strength = entry.strengths.find(module);
                if (strength != entry.strengths.end() && strength->second > bestStrength) {
                    best = &group;
                    bestStrength = strength->second;
                }
            }
        }
        return best;
    }

    /// SparseML quantizes what norms and products give out as well, unless they are ignored.
    void warnOfLeftovers(const std::vector<Group>& groups)
    {
        const bool all = std::any_of(groups.begin(), groups.end(), [](const Group& group) {
            return std::any_of(group.entries.begin(), group.entries.end(),
                               [](const Entry& entry) { return entry.hits.entry == "__ALL__"; });
        });
        if (!all) {
            return;
        }
        std::vector<EntryMatcher> ignore;
        for (const std::string& entry : m_modifier.ignore()) {
            if (auto matcher = EntryMatcher::create(entry)) {
                ignore.push_back(matcher.take());
            }
        }
        std::vector<std::string> classes;
        for (const ModuleNode* module : m_order) {
            const bool leaf = module->children.empty() && !module->classNames.empty() && !isWeight(*module);
            const bool ignored = std::any_of(ignore.begin(), ignore.end(), [&](const EntryMatcher& matcher) {
                return matcher.match(*module) != MatchStrength::None;
            });
            if (leaf && !ignored && std::find(classes.begin(), classes.end(), module->className()) == classes.end()) {
                classes.push_back(module->className());
            }
        }
        if (!classes.empty()) {
            m_diagnostics.note(
                m_modifier.location, "recipe.quantization.leftovers",
                quotedList(classes) + (classes.size() == 1 ? " is" : " are") +
                    " not quantized here: only Linear and Embedding are. Add them to \"ignore\" to say so.");
        }
    }

    const Modifier& m_modifier;
    const ModifierSchema& m_schema;
    const ModuleNode& m_root;
    const Modules& m_order;
    Diagnostics& m_diagnostics;
    std::set<const ModuleNode*> m_ignored;
};

} // namespace

const ResolvedModule* ResolvedModifier::find(const model::ModuleNode& module) const
{
    const auto found = std::find_if(modules.begin(), modules.end(),
                                    [&](const ResolvedModule& candidate) { return candidate.module == &module; });
    return found == modules.end() ? nullptr : &*found;
}

bool ResolvedRecipe::hasErrors() const
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

double ResolvedRecipe::expectedSparsity(const model::ModuleNode& module) const
{
    for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage) {
        for (auto modifier = stage->modifiers.rbegin(); modifier != stage->modifiers.rend(); ++modifier) {
            if (const ResolvedModule* found = modifier->find(module)) {
                return found->expectedSparsity;
            }
        }
    }
    return 0.0;
}

ResolvedRecipe resolve(const Recipe& recipe, const model::ModuleNode& root, const SchemaRegistry& schemas)
{
    Diagnostics diagnostics;
    ResolvedRecipe resolved;
    const Modules order = model::allModules(root);
    std::map<const ModuleNode*, double> sparsity; // zeros so far: pruning again never brings weights back
    for (const Stage& stage : recipe.stages) {
        ResolvedStage resolvedStage;
        resolvedStage.stage = &stage;
        Resolver::Schemes schemesOfStage;
        for (const Modifier& modifier : stage.modifiers) {
            const ModifierSchema* schema = schemas.find(modifier.type);
            if (schema == nullptr) {
                continue; // parseRecipe() has refused it
            }
            ResolvedModifier resolvedModifier =
                Resolver(modifier, *schema, root, order, diagnostics).run(schemesOfStage);
            for (ResolvedModule& target : resolvedModifier.modules) {
                double& zeros = sparsity[target.module];
                zeros = std::max(zeros, target.expectedSparsity);
                target.expectedSparsity = zeros;
                if (target.scheme) {
                    schemesOfStage[target.module] = *target.scheme;
                }
            }
            resolvedStage.modifiers.push_back(std::move(resolvedModifier));
        }
        resolved.stages.push_back(std::move(resolvedStage));
    }
    resolved.diagnostics = diagnostics.take();
    return resolved;
}

} // namespace espalier::recipe
