#include <algorithm>
#include <unordered_map>

#include "core/text/jinja/arguments.h"
#include "core/text/jinja/builtins.h"
#include "core/text/jinja/error.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

/// What is compared: an attribute of the item if one is named, texts without their case unless it matters.
Value keyOf(Context& context, const Value& item, const Value& path, bool caseSensitive)
{
    const Value key = path.isNone() ? item : attributePath(context, item, path);
    context.spend(key.isString() ? 64 + key.string().size() : 64);
    return key.isString() && !caseSensitive ? Value(toLower(key.string())) : key;
}

void sortBy(Context& context, std::vector<std::pair<Value, Value>>& keyed, bool reverse)
{
    // Checked first: types without an order, and nan, which has none, must not reach std::stable_sort.
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        order(context, keyed[0].first, keyed[i].first);
        order(context, keyed[i].first, keyed[i].first);
        if (keyed[i].first.kind() == Kind::Float && keyed[i].first.number() != keyed[i].first.number()) {
            throw RenderError("A list that holds nan cannot be sorted.");
        }
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        return reverse ? order(context, b.first, a.first) < 0 : order(context, a.first, b.first) < 0;
    });
}

std::vector<Value> sorted(Context& context, const std::vector<Value>& items, const Value& path, bool caseSensitive,
                          bool reverse)
{
    std::vector<std::pair<Value, Value>> keyed;
    for (const Value& item : items) {
        keyed.emplace_back(keyOf(context, item, path, caseSensitive), item);
    }
    sortBy(context, keyed, reverse);
    std::vector<Value> result;
    for (auto& [key, item] : keyed) {
        result.push_back(std::move(item));
    }
    return result;
}

Value sortFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("sort", given, {"reverse", "case_sensitive", "attribute"});
    return Value::list(sorted(context, iterate(context, input), arguments.value(2), arguments.flag(1, false),
                              arguments.flag(0, false)));
}

std::vector<Value> pairsOf(Context& context, const Value& input, const char* filter)
{
    if (input.isUndefined()) {
        return {};
    }
    if (!input.isMapping()) {
        throw RenderError("The filter " + std::string(filter) + " takes a dict, not a " + input.typeName() + ".");
    }
    context.spend(input.mapping().entries.size() * 128);
    std::vector<Value> pairs;
    for (const auto& [key, value] : input.mapping().entries) {
        pairs.push_back(Value::tuple({key, value}));
    }
    return pairs;
}

Value dictSort(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("dictsort", given, {"case_sensitive", "by", "reverse"});
    const std::string by = arguments.text(1).value_or("key");
    if (by != "key" && by != "value") {
        throw RenderError("dictsort sorts by \"key\" or by \"value\".");
    }
    return Value::list(sorted(context, pairsOf(context, input, "dictsort"), by == "key" ? 0 : 1,
                              arguments.flag(0, false), arguments.flag(2, false)));
}

Value itemsFilter(Context& context, const Value& input, const Arguments&)
{
    return Value::list(pairsOf(context, input, "items"));
}

template <bool largest> Value extreme(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("min and max", given, {"case_sensitive", "attribute"});
    Value best = Value::undefined("The list has no items");
    Value bestKey;
    for (const Value& item : iterate(context, input)) {
        Value key = keyOf(context, item, arguments.value(1), arguments.flag(0, false));
        if (bestKey.isUndefined() || (largest ? order(context, key, bestKey) > 0 : order(context, key, bestKey) < 0)) {
            best = item;
            bestKey = std::move(key);
        }
    }
    return best;
}

Value unique(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("unique", given, {"case_sensitive", "attribute"});
    std::vector<Value> seen;
    std::vector<Value> result;
    for (const Value& item : iterate(context, input)) {
        Value key = keyOf(context, item, arguments.value(1), arguments.flag(0, false));
        if (std::none_of(seen.begin(), seen.end(), [&](const Value& one) { return equal(context, one, key); })) {
            seen.push_back(std::move(key));
            result.push_back(item);
        }
    }
    return Value::list(std::move(result));
}

Value sumFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("sum", given, {"attribute", "start"});
    Value total = arguments.value(1, 0);
    for (const Value& item : iterate(context, input)) {
        const Value path = arguments.value(0);
        total = arithmetic(context, "+", total, path.isNone() ? item : attributePath(context, item, path));
    }
    return total;
}

Value joinFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("join", given, {"d", "attribute"});
    const std::string separator = arguments.value(0, "").str(context);
    const Value path = arguments.value(1);
    std::vector<std::string> parts;
    for (const Value& item : iterate(context, input)) {
        parts.push_back((path.isNone() ? item : attributePath(context, item, path)).str(context));
        context.spend(parts.back().size() + separator.size());
    }
    return join(parts, separator);
}

template <bool atEnd> Value endItem(Context& context, const Value& input, const Arguments&)
{
    const std::vector<Value> items = iterate(context, input);
    return items.empty() ? Value::undefined("The list has no items") : atEnd ? items.back() : items.front();
}

Value length(Context& context, const Value& input, const Arguments&)
{
    return lengthOf(context, input);
}

Value listFilterOf(Context& context, const Value& input, const Arguments&)
{
    return Value::list(iterate(context, input));
}

Value reverse(Context& context, const Value& input, const Arguments&)
{
    std::vector<Value> items = iterate(context, input);
    std::reverse(items.begin(), items.end());
    if (!input.isString()) {
        return Value::list(std::move(items));
    }
    std::string text;
    for (const Value& character : items) {
        text += character.string();
    }
    return text;
}

/// The name that the first argument is, and the arguments after it.
std::pair<std::string, Arguments> named(const Arguments& given, const char* what)
{
    if (given.positional.empty() || !given.positional[0].isString()) {
        throw RenderError(std::string("This filter needs the name of ") + what + ".");
    }
    Arguments rest = given;
    rest.positional.erase(rest.positional.begin());
    return {given.positional[0].string(), std::move(rest)};
}

Value map(Context& context, const Value& input, const Arguments& given)
{
    std::vector<Value> result;
    if (given.positional.empty()) {
        const BoundArguments arguments("map", given, {"attribute", "default"});
        for (const Value& item : iterate(context, input)) {
            const Value value = attributePath(context, item, arguments.need(0));
            result.push_back(value.isUndefined() ? arguments.value(1, value) : value);
        }
    } else {
        const auto [name, rest] = named(given, "a filter");
        for (const Value& item : iterate(context, input)) {
            result.push_back(applyFilter(context, name, item, rest));
        }
    }
    return Value::list(std::move(result));
}

/// select, reject, selectattr, rejectattr: with the truth of the item where no test is named.
template <bool keeps, bool ofAttribute> Value choose(Context& context, const Value& input, const Arguments& given)
{
    Arguments rest = given;
    Value path = None{};
    if (ofAttribute) {
        if (given.positional.empty()) {
            throw RenderError("selectattr and rejectattr need the name of an attribute.");
        }
        path = rest.positional[0];
        rest.positional.erase(rest.positional.begin());
    }
    std::string test;
    if (!rest.positional.empty()) {
        std::tie(test, rest) = named(rest, "a test");
    }
    std::vector<Value> result;
    for (const Value& item : iterate(context, input)) {
        const Value tested = ofAttribute ? attributePath(context, item, path) : item;
        if ((test.empty() ? tested.truth() : applyTest(context, test, tested, rest)) == keeps) {
            result.push_back(item);
        }
    }
    return Value::list(std::move(result));
}

Value attributeFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("attr", given, {"name"});
    return attribute(context, input, arguments.need(0).str(context));
}

Value batch(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("batch", given, {"linecount", "fill_with"});
    const std::int64_t size = arguments.integer(0, 0);
    if (size < 1) {
        throw RenderError("The size of batch is less than one.");
    }
    std::vector<Value> batches;
    std::vector<Value> current;
    for (const Value& item : iterate(context, input)) {
        current.push_back(item);
        if (std::int64_t(current.size()) == size) {
            batches.push_back(Value::list(std::move(current)));
            current.clear();
        }
    }
    if (!current.empty()) {
        while (!arguments.value(1).isNone() && std::int64_t(current.size()) < size) {
            context.spend(64);
            current.push_back(arguments.value(1));
        }
        batches.push_back(Value::list(std::move(current)));
    }
    return Value::list(std::move(batches));
}

/// [(value, [items])] in the order of the values; an item of the result has `grouper` and `list` by place alone.
Value groupBy(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("groupby", given, {"attribute", "default"});
    const Value path = arguments.need(0);
    std::vector<Value> groups;
    std::vector<Value> current;
    Value currentKey;
    for (const Value& item : sorted(context, iterate(context, input), path, true, false)) {
        const Value key = attributePath(context, item, path);
        if (!current.empty() && !equal(context, key, currentKey)) {
            groups.push_back(Value::tuple({currentKey, Value::list(std::move(current))}));
            current.clear();
        }
        currentKey = key;
        current.push_back(item);
    }
    if (!current.empty()) {
        groups.push_back(Value::tuple({currentKey, Value::list(std::move(current))}));
    }
    return Value::list(std::move(groups));
}

} // namespace

FilterFunction listFilter(const std::string& name)
{
    static const std::unordered_map<std::string, FilterFunction> table = {
        {"length", length},
        {"count", length},
        {"first", endItem<false>},
        {"last", endItem<true>},
        {"list", listFilterOf},
        {"join", joinFilter},
        {"map", map},
        {"select", choose<true, false>},
        {"reject", choose<false, false>},
        {"selectattr", choose<true, true>},
        {"rejectattr", choose<false, true>},
        {"items", itemsFilter},
        {"dictsort", dictSort},
        {"sort", sortFilter},
        {"reverse", reverse},
        {"unique", unique},
        {"sum", sumFilter},
        {"min", extreme<false>},
        {"max", extreme<true>},
        {"attr", attributeFilter},
        {"batch", batch},
        {"groupby", groupBy},
    };
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

bool isFilter(const std::string& name)
{
    return textFilter(name) || listFilter(name);
}

Value applyFilter(Context& context, const std::string& name, const Value& input, const Arguments& arguments)
{
    FilterFunction filter = textFilter(name);
    filter = filter ? filter : listFilter(name);
    if (!filter) {
        throw RenderError("There is no filter named \"" + name + "\".");
    }
    context.spend(1);
    return filter(context, input, arguments);
}

} // namespace espalier::text::jinja
