#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/recipe/mask.h"
#include "core/recipe/schema.h"

namespace espalier::compress {

// Building blocks of the schemas.

inline recipe::KeySchema key(std::string name, recipe::KeyType type, recipe::Value defaultValue, std::string help)
{
    recipe::KeySchema schema;
    schema.name = std::move(name);
    schema.type = type;
    schema.defaultValue = std::move(defaultValue);
    schema.help = std::move(help);
    return schema;
}

inline recipe::KeySchema numberKey(std::string name, double defaultValue, double minimum, double maximum,
                                   std::string help, std::string unit = {})
{
    recipe::KeySchema schema = key(std::move(name), recipe::KeyType::Number, {defaultValue, {}, {}}, std::move(help));
    schema.minimum = minimum;
    schema.maximum = maximum;
    schema.unit = std::move(unit);
    return schema;
}

inline recipe::KeySchema integerKey(std::string name, std::int64_t defaultValue, double minimum, double maximum,
                                    std::string help, std::string unit = {})
{
    recipe::KeySchema schema = numberKey(std::move(name), 0.0, minimum, maximum, std::move(help), std::move(unit));
    schema.type = recipe::KeyType::Integer;
    schema.defaultValue = {defaultValue, {}, {}};
    return schema;
}

inline recipe::KeySchema flagKey(std::string name, bool defaultValue, std::string help)
{
    return key(std::move(name), recipe::KeyType::Boolean, {defaultValue, {}, {}}, std::move(help));
}

inline recipe::KeySchema choiceKey(std::string name, std::vector<std::string> choices, std::string help)
{
    recipe::KeySchema schema =
        key(std::move(name), recipe::KeyType::Choice, {choices.front(), {}, {}}, std::move(help));
    schema.choices = std::move(choices); // the first is the default
    return schema;
}

inline recipe::KeySchema textListKey(std::string name, const std::vector<std::string>& defaults, std::string help)
{
    recipe::Value::List items;
    for (const std::string& text : defaults) {
        items.push_back({text, {}, {}});
    }
    return key(std::move(name), recipe::KeyType::TextList, {std::move(items), {}, {}}, std::move(help));
}

inline recipe::KeySchema noEffectKey(std::string name, recipe::Value defaultValue, std::string help)
{
    recipe::KeySchema schema = key(std::move(name), recipe::KeyType::Any, std::move(defaultValue), std::move(help));
    schema.status = recipe::KeyStatus::NoEffect;
    return schema;
}

inline recipe::KeySchema laterKey(std::string name, std::string help)
{
    recipe::KeySchema schema = key(std::move(name), recipe::KeyType::Any, {}, std::move(help));
    schema.status = recipe::KeyStatus::Later;
    return schema;
}

/// sparsity, mask_structure, targets, ignore.
inline std::vector<recipe::KeySchema> pruningKeys()
{
    recipe::KeySchema sparsity =
        key("sparsity", recipe::KeyType::NumberOrList, {0.5, {}, {}},
            "Share of weights that become exactly zero: one number, or a list with one for each "
            "matched target in model order.");
    sparsity.minimum = 0.0;
    sparsity.maximum = 1.0;
    sparsity.required = true;
    recipe::KeySchema mask =
        key("mask_structure", recipe::KeyType::MaskStructure, {std::string("unstructured"), {}, {}},
            "\"unstructured\", or \"N:M\": N of every M consecutive inputs are kept. It decides instead "
            "of sparsity.");
    return {
        std::move(sparsity), std::move(mask),
        textListKey("targets", {"__ALL__"},
                    "Modules to prune: full names, classes, or `re:` and a pattern. `__ALL__` is every Linear of the "
                    "decoder layers."),
        textListKey("ignore", {}, "Modules to leave alone, written like targets. Ignoring wins.")};
}

/// dampening_frac, of every solver with a Hessian.
inline recipe::KeySchema dampeningKey()
{
    recipe::KeySchema schema =
        numberKey("dampening_frac", 0.01, 0.0, 1.0,
                  "Added to the Hessian's diagonal, as a share of its mean, so that solving with it is stable. Typical "
                  "0.01; more is safer, less exact.");
    schema.mistakenNames = {"percdamp", "damp_percent", "damp", "dampening"};
    return schema;
}

/// Of every solver with a Hessian. @param mix the default: 0 for what a paper published
inline recipe::KeySchema targetMixKey(double mix)
{
    return numberKey(
        "target_mix", mix, 0.0, 1.0,
        "What a matrix is fitted to: 0 its own dense output on the inputs that it gets, 1 the dense model's "
        "output on the dense model's inputs, which takes back errors of the layers before; 0.5 is between.");
}

/// What every pruner's keys say; which module gets which sparsity comes from recipe::resolve().
struct PruningRecipe
{
    int keptOfGroup = 0; ///< N:M: N kept of M consecutive inputs; 0 with groupSize 0
    int groupSize = 0;   ///< M; 0 is unstructured
};

/// Reads the canonical keys of a modifier; remembers the first that does not fit.
class KeyReader
{
public:
    explicit KeyReader(const recipe::Modifier& modifier) : m_modifier(modifier) {}

    double number(const char* name, double fallback) const
    {
        const recipe::Value* value = find(name);
        return value == nullptr ? fallback : expect(value->number(), name, "a number", fallback);
    }

    std::int64_t integer(const char* name, std::int64_t fallback) const
    {
        const recipe::Value* value = find(name);
        if (value == nullptr) {
            return fallback;
        }
        const auto* whole = std::get_if<std::int64_t>(&value->data);
        return expect(whole == nullptr ? std::nullopt : std::optional(*whole), name, "a whole number", fallback);
    }

    std::string text(const char* name, std::string fallback) const
    {
        const recipe::Value* value = find(name);
        return value == nullptr ? fallback : expect(value->text(), name, "a text", std::move(fallback));
    }

    bool flag(const char* name, bool fallback) const
    {
        const recipe::Value* value = find(name);
        return value == nullptr ? fallback : expect(value->boolean(), name, "true or false", fallback);
    }

    std::vector<double> numbers(const char* name, std::vector<double> fallback) const
    {
        const recipe::Value* value = find(name);
        if (value == nullptr) {
            return fallback;
        }
        const auto* items = std::get_if<recipe::Value::List>(&value->data);
        if (items == nullptr) {
            return {number(name, 0.0)};
        }
        std::vector<double> result;
        for (const recipe::Value& item : *items) {
            result.push_back(expect(item.number(), name, "a list of numbers", 0.0));
        }
        return result;
    }

    recipe::MaskStructure mask() const
    {
        const recipe::Value* value = find("mask_structure");
        if (value == nullptr) {
            return {};
        }
        return expect(recipe::parseMaskStructure(value->text().value_or("")), "mask_structure",
                      "\"unstructured\" or \"N:M\"", recipe::MaskStructure{});
    }

    PruningRecipe pruning() const
    {
        const recipe::MaskStructure pattern = mask();
        return {pattern.kept, pattern.group};
    }

    template <typename T> Result<T> finish(T value) const
    {
        if (m_error) {
            return *m_error;
        }
        return value;
    }

private:
    const recipe::Value* find(const char* name) const
    {
        const recipe::Value* value = m_modifier.arguments.find(name);
        return value == nullptr || value->isNull() ? nullptr : value;
    }

    template <typename T> T expect(std::optional<T> value, const char* name, const char* wanted, T fallback) const
    {
        if (!value && !m_error) {
            m_error =
                Error{"recipe.key.type", std::string("\"") + name + "\" of " + m_modifier.type + " is " + wanted + ".",
                      "line " + std::to_string(m_modifier.location.line)};
        }
        return value.value_or(fallback);
    }

    const recipe::Modifier& m_modifier;
    mutable std::optional<Error> m_error;
};

} // namespace espalier::compress
