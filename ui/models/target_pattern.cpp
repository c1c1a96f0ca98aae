#include "ui/models/target_pattern.h"

#include <algorithm>
#include <set>

#include "core/recipe/entry_hits.h"
#include "ui/models/number_pattern.h"

namespace espalier::ui {

namespace {

using model::ModuleNode;

constexpr const char* kAll = "__ALL__";

std::vector<std::string> split(const std::string& name)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', begin)) {
        parts.push_back(name.substr(begin, dot - begin));
        begin = dot + 1;
    }
    parts.push_back(name.substr(begin));
    return parts;
}

std::string leafOf(const std::string& name)
{
    return name.substr(name.rfind('.') + 1);
}

bool isNumber(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "mlp.experts.7.up_proj" as "mlp.experts.*.up_proj".
std::string withoutNumbers(const std::string& role)
{
    std::string text;
    for (const std::string& part : split(role)) {
        text += (text.empty() ? "" : ".") + (isNumber(part) ? std::string("*") : part);
    }
    return text;
}

bool isSubset(const ModuleSet& inner, const ModuleSet& outer)
{
    return inner.size() <= outer.size() &&
           std::all_of(inner.begin(), inner.end(), [&](const ModuleNode* module) { return outer.contains(module); });
}

/// The last parts of a role as a pattern; "*" stands for any number.
std::string tailPattern(const std::string& role, std::size_t depth)
{
    const std::vector<std::string> parts = split(role);
    std::string text;
    for (std::size_t i = parts.size() - std::min(depth, parts.size()); i < parts.size(); ++i) {
        text += (text.empty() ? "" : "\\.") + (parts[i] == "*" ? std::string("\\d+") : escapedForPattern(parts[i]));
    }
    return text;
}

/// "self_attn" in place of its four matrices, where all that are there are meant.
std::vector<std::string> withContainers(const std::vector<std::string>& roles, const std::set<std::string>& all)
{
    const std::set<std::string> meant(roles.begin(), roles.end());
    std::set<std::string> result;
    for (const std::string& role : roles) {
        std::string shown = role;
        for (std::size_t dot = role.find('.'); dot != std::string::npos; dot = role.find('.', dot + 1)) {
            const std::string start = role.substr(0, dot + 1);
            const bool whole = std::all_of(all.begin(), all.end(), [&](const std::string& other) {
                return !other.starts_with(start) || meant.contains(other);
            });
            if (whole) {
                shown = role.substr(0, dot);
                break;
            }
        }
        result.insert(shown);
    }
    return {result.begin(), result.end()};
}

std::size_t length(const std::vector<std::string>& entries)
{
    std::size_t sum = 0;
    for (const std::string& entry : entries) {
        sum += entry.size() + 2; // and what parts it from the next one
    }
    return sum;
}

} // namespace

TargetWriter::TargetWriter(const ModuleNode& root, const recipe::ModifierSchema& schema)
    : m_root(root), m_schema(schema)
{
    place(root, {});
}

void TargetWriter::place(const ModuleNode& module, const Place& above)
{
    Place here = above;
    if (!module.name.empty()) { // the model itself is hit by no entry
        here.holders.push_back(&module);
    }
    if (module.layer >= 0 && above.number < 0) {
        const std::size_t dot = module.name.rfind('.');
        if (const std::string number = leafOf(module.name); isNumber(number) && number.size() < 7) {
            here.container = module.name.substr(0, dot == std::string::npos ? 0 : dot);
            here.number = std::stoi(number);
            here.role = module.name + "."; // what roles leave out
        }
    }
    if (recipe::isWeight(module, m_schema)) {
        m_weights.push_back(&module);
        Place own = here;
        own.role = own.number < 0 ? module.name : module.name.substr(std::min(here.role.size(), module.name.size()));
        m_places[&module] = own;
        for (const ModuleNode* holder : own.holders) {
            m_names[holder->name].insert(&module);
            for (const std::string& name : holder->classNames) {
                m_classes[name].insert(&module);
            }
        }
    }
    for (const ModuleNode& child : module.children) {
        place(child, here);
    }
}

ModuleSet TargetWriter::hits(const std::vector<std::string>& entries) const
{
    ModuleSet all;
    for (const std::string& entry : entries) {
        if (const auto matcher = recipe::EntryMatcher::create(entry)) {
            const recipe::MatchedModules matched = recipe::matchedModules(*matcher, m_schema, m_root);
            all.insert(matched.modules.begin(), matched.modules.end());
        }
    }
    return all;
}

bool TargetWriter::fits(const std::string& entry, const ModuleSet& needed, const ModuleSet& allowed) const
{
    const ModuleSet hit = hits({entry});
    return isSubset(needed, hit) && isSubset(hit, allowed);
}

/// Experts lose their numbers if each layer has all of them chosen or none.
TargetWriter::Roles TargetWriter::rolesOf(const ModuleSet& chosen) const
{
    std::map<std::pair<int, std::string>, std::pair<int, int>> counts; // chosen, all
    for (const ModuleNode* module : m_weights) {
        const Place& place = m_places.at(module);
        auto& [some, all] = counts[{place.number, withoutNumbers(place.role)}];
        some += chosen.contains(module) ? 1 : 0;
        ++all;
    }
    std::set<std::string> parted;
    for (const auto& [key, count] : counts) {
        if (count.first != 0 && count.first != count.second) {
            parted.insert(key.second);
        }
    }
    Roles roles;
    for (const ModuleNode* module : m_weights) {
        const Place& place = m_places.at(module);
        const std::string role = withoutNumbers(place.role);
        roles[module] = place.number < 0 || parted.contains(role) ? place.role : role;
    }
    return roles;
}

std::vector<TargetWriter::Product> TargetWriter::productsByRole(const ModuleSet& chosen, const Roles& roles) const
{
    std::map<std::pair<std::string, std::string>, std::set<int>> layersOf; // of container and role
    for (const ModuleNode* module : m_weights) {
        if (const Place& place = m_places.at(module); chosen.contains(module) && place.number >= 0) {
            layersOf[{place.container, roles.at(module)}].insert(place.number);
        }
    }
    std::map<std::pair<std::string, std::set<int>>, std::vector<std::string>> rolesOf;
    for (const auto& [key, layers] : layersOf) {
        rolesOf[{key.first, layers}].push_back(key.second);
    }
    std::vector<Product> products;
    for (const auto& [key, names] : rolesOf) {
        products.push_back({key.first, names, {key.second.begin(), key.second.end()}, {}});
    }
    return products;
}

std::vector<TargetWriter::Product> TargetWriter::productsByLayer(const ModuleSet& chosen, const Roles& roles) const
{
    std::map<std::pair<std::string, int>, std::set<std::string>> rolesOf; // of container and layer
    for (const ModuleNode* module : m_weights) {
        if (const Place& place = m_places.at(module); chosen.contains(module) && place.number >= 0) {
            rolesOf[{place.container, place.number}].insert(roles.at(module));
        }
    }
    std::map<std::pair<std::string, std::set<std::string>>, std::vector<int>> layersOf;
    for (const auto& [key, names] : rolesOf) {
        layersOf[{key.first, names}].push_back(key.second);
    }
    std::vector<Product> products;
    for (const auto& [key, layers] : layersOf) {
        products.push_back({key.first, {key.second.begin(), key.second.end()}, layers, {}});
    }
    return products;
}

/// The shortest class or full name; empty if none fits.
std::string TargetWriter::wordFor(const ModuleSet& needed, const ModuleSet& allowed) const
{
    if (fits(kAll, needed, allowed)) {
        return kAll;
    }
    for (const auto* words : {&m_classes, &m_names}) {
        std::string best;
        for (const auto& [word, hit] : *words) {
            const bool shorter = best.empty() || word.size() < best.size();
            if (shorter && isSubset(needed, hit) && isSubset(hit, allowed) && fits(word, needed, allowed)) {
                best = word;
            }
        }
        if (!best.empty()) {
            return best;
        }
    }
    return {};
}

std::vector<std::string> TargetWriter::candidates(const Product& product, const Roles& roles) const
{
    std::set<int> all; // layers that have one of the roles
    std::set<std::string> rolesThere;
    const std::set<std::string> meant(product.roles.begin(), product.roles.end());
    const std::set<int> layers(product.layers.begin(), product.layers.end());
    for (const ModuleNode* module : m_weights) {
        const Place& place = m_places.at(module);
        if (place.number >= 0 && place.container == product.container) {
            if (meant.contains(roles.at(module))) {
                all.insert(place.number);
            }
            if (layers.contains(place.number)) {
                rolesThere.insert(roles.at(module));
            }
        }
    }
    const bool everyRole = rolesThere == meant;
    // ways to say which part of a layer
    std::set<std::string> tails;
    constexpr std::size_t kMostParts = 5;
    for (const auto& names : {product.roles, withContainers(product.roles, rolesThere)}) {
        for (std::size_t depth = 1; depth <= kMostParts; ++depth) {
            std::vector<std::string> texts;
            for (const std::string& name : names) {
                texts.push_back(tailPattern(name, depth));
            }
            tails.insert(textPattern(texts));
        }
    }
    // ways to say which layers
    std::vector<int> others;
    std::set_difference(all.begin(), all.end(), layers.begin(), layers.end(), std::back_inserter(others));
    const std::string number = numberPattern(product.layers);
    std::vector<std::string> starts;
    for (const std::string& container :
         {".*" + escapedForPattern(leafOf(product.container)), escapedForPattern(product.container)}) {
        const std::string start = product.container.empty() ? std::string() : container + "\\.";
        starts.push_back(start + number);
        std::set<char> lastDigits;
        for (const int layer : product.layers) {
            lastDigits.insert(std::to_string(layer).back());
        }
        if (lastDigits.size() < layers.size()) { // every other layer
            std::vector<int> digits;
            for (const char digit : lastDigits) {
                digits.push_back(digit - '0');
            }
            starts.push_back(start + "\\d*" + numberPattern(digits));
        }
        if (!others.empty()) {
            starts.push_back(start + "(?!" + numberPattern(others) + "\\b)\\d+");
        }
    }
    std::vector<std::string> found;
    const auto add = [&](const std::string& pattern) {
        found.push_back("re:" + pattern);
        found.push_back("re:" + pattern + "$");
    };
    for (const std::string& tail : tails) {
        if (others.empty()) {
            add(".*" + tail);
            add(".*\\." + tail);
        }
        for (const std::string& start : starts) {
            add(start + "\\.(.*\\.)?" + tail);
            add(start + "\\." + tail);
            add(start + "\\..*" + tail);
        }
    }
    for (const std::string& start : everyRole ? starts : std::vector<std::string>{}) {
        found.push_back("re:" + start + "$");
        found.push_back("re:" + start + "\\.");
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    return found;
}

bool TargetWriter::mayHit(const recipe::EntryMatcher& entry, const ModuleNode* weight) const
{
    const auto& holders = m_places.at(weight).holders;
    return std::any_of(holders.begin(), holders.end(), [&](const ModuleNode* holder) {
        return entry.match(*holder, m_schema.matchesParameters) != recipe::MatchStrength::None;
    });
}

/// The shortest pattern that hits a product and nothing that is not allowed; empty if none of those tried does.
std::string TargetWriter::patternFor(const Product& product, const ModuleSet& allowed, const Roles& roles) const
{
    // what one candidate failed at, most others fail at too: a tree of many experts is not gone through for each
    std::set<const ModuleNode*> missed;
    std::set<const ModuleNode*> tooMuch;
    for (const std::string& candidate : candidates(product, roles)) {
        const auto matcher = recipe::EntryMatcher::create(candidate);
        const auto hit = [&](const ModuleNode* module) { return mayHit(*matcher, module); };
        if (!matcher || !std::all_of(missed.begin(), missed.end(), hit) ||
            std::any_of(tooMuch.begin(), tooMuch.end(), hit)) {
            continue;
        }
        const ModuleSet found = hits({candidate});
        const auto lacking = std::find_if(product.modules.begin(), product.modules.end(),
                                          [&](const ModuleNode* module) { return !found.contains(module); });
        const auto beyond = std::find_if(found.begin(), found.end(),
                                         [&](const ModuleNode* module) { return !allowed.contains(module); });
        if (lacking == product.modules.end() && beyond == found.end()) {
            return candidate;
        }
        if (lacking != product.modules.end()) {
            missed.insert(*lacking);
        }
        if (beyond != found.end()) {
            tooMuch.insert(*beyond);
        }
    }
    return {};
}

std::vector<std::string> TargetWriter::entriesFor(const std::vector<Product>& products, const ModuleSet& chosen) const
{
    std::vector<std::string> entries;
    const Roles roles = rolesOf(chosen);
    for (Product product : products) {
        const std::set<std::string> meant(product.roles.begin(), product.roles.end());
        const std::set<int> layers(product.layers.begin(), product.layers.end());
        for (const ModuleNode* module : m_weights) {
            const Place& place = m_places.at(module);
            if (place.number >= 0 && place.container == product.container && layers.contains(place.number) &&
                meant.contains(roles.at(module)) && chosen.contains(module)) {
                product.modules.insert(module);
            }
        }
        std::string entry = wordFor(product.modules, chosen);
        if (entry.empty()) {
            entry = patternFor(product, chosen, roles);
        }
        if (!entry.empty()) {
            entries.push_back(entry);
            continue;
        }
        for (const ModuleNode* module : m_weights) {
            if (product.modules.contains(module)) {
                entries.push_back(module->name);
            }
        }
    }
    return entries;
}

std::vector<std::string> TargetWriter::write(const ModuleSet& chosen) const
{
    if (chosen.empty()) {
        return {};
    }
    if (std::string word = wordFor(chosen, chosen); !word.empty()) {
        return {word};
    }
    const Roles roles = rolesOf(chosen);
    std::vector<std::string> entries = entriesFor(productsByRole(chosen, roles), chosen);
    if (std::vector<std::string> other = entriesFor(productsByLayer(chosen, roles), chosen);
        length(other) < length(entries)) {
        entries = std::move(other);
    }
    for (const ModuleNode* module : m_weights) {
        if (chosen.contains(module) && m_places.at(module).number < 0) {
            entries.push_back(module->name);
        }
    }
    return entries;
}

} // namespace espalier::ui
