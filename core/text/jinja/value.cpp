#include "core/text/jinja/value.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/text/jinja/error.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr const char* kTooDeep = "A value is nested too deeply (or holds itself).";

int checkedDepth(int depth)
{
    if (depth > kMaxNesting) {
        throw RenderError(kTooDeep);
    }
    return depth;
}

/// Of two numbers, or two values of one kind that hold no others.
bool equalScalars(const Value& a, const Value& b)
{
    if (a.isNumber()) {
        return a.isInteger() && b.isInteger() ? a.integer() == b.integer() : a.number() == b.number();
    }
    return !a.isString() || a.string() == b.string();
}

bool equalAt(Context& context, const Value& a, const Value& b, int depth)
{
    checkedDepth(depth);
    context.spend(kItemWork);
    if (a.isNumber() && b.isNumber()) {
        return equalScalars(a, b);
    }
    if (a.kind() != b.kind()) {
        return false;
    }
    const auto equalWithin = [&](const Value& x, const Value& y) { return equalAt(context, x, y, depth + 1); };
    switch (a.kind()) {
    case Kind::String:
        context.spend(std::min(a.string().size(), b.string().size()));
        return equalScalars(a, b);
    case Kind::List:
    case Kind::Tuple:
        return a.is(b) ||
               std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), equalWithin);
    case Kind::Mapping: {
        const auto& entries = a.mapping().entries;
        return a.is(b) || (entries.size() == b.mapping().entries.size() &&
                           std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
                               const Value* value = b.mapping().find(context, entry.first);
                               return value && equalWithin(entry.second, *value);
                           }));
    }
    default:
        return a.is(b);
    }
}

std::string scalarRepr(const Value& value)
{
    switch (value.kind()) {
    case Kind::Undefined:
        return "Undefined";
    case Kind::None:
        return "None";
    case Kind::Boolean:
        return value.boolean() ? "True" : "False";
    case Kind::Integer:
        return std::to_string(value.integer());
    case Kind::Float:
        return floatText(value.number());
    case Kind::String:
        return pythonQuoted(value.string());
    case Kind::Object:
        return "<" + value.object().typeName + ">";
    default:
        return "<function " + value.function().name + ">";
    }
}

void appendRepr(Context& context, std::string& text, const Value& value, int depth)
{
    checkedDepth(depth);
    context.spend(kItemWork);
    const char* separator = "";
    if (value.isSequence()) {
        const bool isTuple = value.kind() == Kind::Tuple;
        text += isTuple ? '(' : '[';
        for (const Value& item : value.items()) {
            text += std::exchange(separator, ", ");
            appendRepr(context, text, item, depth + 1);
        }
        text += isTuple ? value.items().size() == 1 ? ",)" : ")" : "]";
    } else if (value.isMapping()) {
        text += '{';
        for (const auto& [key, item] : value.mapping().entries) {
            text += std::exchange(separator, ", ");
            appendRepr(context, text, key, depth + 1);
            text += ": ";
            appendRepr(context, text, item, depth + 1);
        }
        text += '}';
    } else {
        const std::string scalar = scalarRepr(value);
        context.spend(scalar.size());
        text += scalar;
    }
}

/// Gives `key`, or the key that matches instead of it, the value.
template <typename Matches> void put(Mapping& mapping, const Value& key, Value value, Matches matches)
{
    mapping.depth = std::max(mapping.depth, checkedDepth(std::max(key.depth(), value.depth()) + 1));
    auto& entries = mapping.entries;
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& each) { return matches(each.first); });
    if (it == entries.end()) {
        entries.emplace_back(key, std::move(value));
    } else {
        it->second = std::move(value);
    }
}

} // namespace

Value Value::undefined(std::string hint)
{
    Value value;
    value.m_data = Undefined{std::make_shared<const std::string>(std::move(hint))};
    return value;
}

Value Value::list(std::vector<Value> items)
{
    auto list = std::make_shared<List>();
    for (const Value& item : items) {
        list->depth = std::max(list->depth, checkedDepth(item.depth() + 1));
    }
    list->items = std::move(items);
    Value value;
    value.m_data = std::move(list);
    return value;
}

Value Value::tuple(std::vector<Value> items)
{
    Value value = list(std::move(items));
    std::get<std::shared_ptr<List>>(value.m_data)->isTuple = true;
    return value;
}

Value Value::fromJson(const nlohmann::ordered_json& json, int depth)
{
    checkedDepth(depth);
    switch (json.type()) {
    case nlohmann::ordered_json::value_t::boolean:
        return json.get<bool>();
    case nlohmann::ordered_json::value_t::number_unsigned:
        // Python has integers of any size; beyond 64 bits ours become floats.
        return json.get<std::uint64_t>() > std::uint64_t(INT64_MAX) ? Value(json.get<double>())
                                                                    : Value(json.get<std::int64_t>());
    case nlohmann::ordered_json::value_t::number_integer:
        return json.get<std::int64_t>();
    case nlohmann::ordered_json::value_t::number_float:
        return json.get<double>();
    case nlohmann::ordered_json::value_t::string:
        return json.get<std::string>();
    case nlohmann::ordered_json::value_t::array: {
        std::vector<Value> items;
        for (const auto& item : json) {
            items.push_back(fromJson(item, depth + 1));
        }
        return list(std::move(items));
    }
    case nlohmann::ordered_json::value_t::object: {
        auto mapping = std::make_shared<Mapping>();
        for (const auto& [key, item] : json.items()) {
            Value value = fromJson(item, depth + 1);
            mapping->depth = std::max(mapping->depth, value.depth() + 1);
            mapping->entries.emplace_back(key, std::move(value)); // keys of a JSON object are unique
        }
        return mapping;
    }
    default:
        return None{};
    }
}

Kind Value::kind() const
{
    static constexpr Kind kKinds[] = {Kind::Undefined, Kind::None, Kind::Boolean, Kind::Integer, Kind::Float,
                                      Kind::String,    Kind::List, Kind::Mapping, Kind::Object,  Kind::Function};
    const Kind kind = kKinds[m_data.index()];
    return kind == Kind::List && std::get<std::shared_ptr<List>>(m_data)->isTuple ? Kind::Tuple : kind;
}

std::int64_t Value::integer() const
{
    return kind() == Kind::Boolean ? std::int64_t(boolean()) : std::get<std::int64_t>(m_data);
}

double Value::number() const
{
    return kind() == Kind::Float ? std::get<double>(m_data) : double(integer());
}

std::vector<Value>& Value::items() const
{
    return std::get<std::shared_ptr<List>>(m_data)->items;
}

std::string Value::undefinedHint() const
{
    const auto& hint = std::get<Undefined>(m_data).hint;
    return hint ? *hint : "The value is undefined";
}

int Value::depth() const
{
    switch (kind()) {
    case Kind::List:
    case Kind::Tuple:
        return std::get<std::shared_ptr<List>>(m_data)->depth;
    case Kind::Mapping:
        return mapping().depth;
    case Kind::Object:
        return 1; // its members are let go one by one: see Context::changed
    case Kind::Function:
        return function().depth;
    default:
        return 0;
    }
}

bool Value::truth() const
{
    switch (kind()) {
    case Kind::Undefined:
    case Kind::None:
        return false;
    case Kind::Boolean:
    case Kind::Integer:
        return integer() != 0;
    case Kind::Float:
        return number() != 0;
    case Kind::String:
        return !string().empty();
    case Kind::List:
    case Kind::Tuple:
        return !items().empty();
    case Kind::Mapping:
        return !mapping().entries.empty();
    default:
        return true;
    }
}

const char* Value::typeName() const
{
    static constexpr const char* kNames[] = {"Undefined", "NoneType", "bool", "int",    "float",   "str",
                                             "list",      "tuple",    "dict", "object", "function"};
    return kNames[int(kind())];
}

std::string Value::str(Context& context) const
{
    switch (kind()) {
    case Kind::Undefined:
        return {};
    case Kind::String:
        return string();
    default:
        return repr(context);
    }
}

std::string Value::repr(Context& context) const
{
    std::string text;
    appendRepr(context, text, *this, 0);
    return text;
}

bool Value::is(const Value& other) const
{
    if (m_data.index() != other.m_data.index()) {
        return false;
    }
    switch (kind()) {
    case Kind::List:
    case Kind::Tuple:
        return &items() == &other.items();
    case Kind::Mapping:
        return &mapping() == &other.mapping();
    case Kind::Object:
        return &object() == &other.object();
    case Kind::Function:
        return &function() == &other.function();
    default:
        return equalScalars(*this, other);
    }
}

bool equal(Context& context, const Value& a, const Value& b)
{
    return equalAt(context, a, b, 0);
}

const Value* Mapping::find(Context& context, const Value& key) const
{
    context.spend(entries.size());
    if (key.isString()) {
        return named(key.string());
    }
    const auto it = std::find_if(entries.begin(), entries.end(),
                                 [&](const auto& entry) { return equal(context, entry.first, key); });
    return it == entries.end() ? nullptr : &it->second;
}

const Value* Mapping::named(std::string_view key) const
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.first.isString() && entry.first.string() == key;
    });
    return it == entries.end() ? nullptr : &it->second;
}

void Mapping::set(Context& context, const Value& key, Value value)
{
    context.spend(kItemWork);
    if (key.isMapping() || key.kind() == Kind::List || key.isUndefined()) {
        throw RenderError(std::string("A ") + key.typeName() + " cannot be the key of a dict.");
    }
    if (key.isString()) {
        context.spend(entries.size());
        set(key.string(), std::move(value));
    } else {
        put(*this, key, std::move(value), [&](const Value& other) { return equal(context, other, key); });
    }
}

void Mapping::set(std::string_view name, Value value)
{
    put(*this, name, std::move(value), [&](const Value& key) { return key.isString() && key.string() == name; });
}

Value makeFunction(std::string name, std::function<Value(Context&, const Arguments&)> call, const Value& held)
{
    return std::make_shared<const Function>(Function{std::move(name), std::move(call), checkedDepth(held.depth() + 1)});
}

std::vector<Value> iterate(Context& context, const Value& value)
{
    std::vector<Value> items;
    switch (value.kind()) {
    case Kind::Undefined:
        break;
    case Kind::String:
        context.spend(value.string().size() * kItemWork);
        for (const std::string_view character : characters(value.string())) {
            items.emplace_back(character);
        }
        break;
    case Kind::List:
    case Kind::Tuple:
        context.spend(value.items().size() * kItemWork);
        items = value.items();
        break;
    case Kind::Mapping:
        context.spend(value.mapping().entries.size() * kItemWork);
        for (const auto& [key, unused] : value.mapping().entries) {
            items.push_back(key);
        }
        break;
    default:
        throw RenderError("A value of type " + std::string(value.typeName()) + " cannot be iterated over.");
    }
    return items;
}

std::size_t lengthOf(Context& context, const Value& value)
{
    switch (value.kind()) {
    case Kind::Undefined:
        return 0;
    case Kind::String:
        context.spend(value.string().size());
        return characterCount(value.string());
    case Kind::List:
    case Kind::Tuple:
        return value.items().size();
    case Kind::Mapping:
        return value.mapping().entries.size();
    default:
        throw RenderError("A value of type " + std::string(value.typeName()) + " has no length.");
    }
}

} // namespace espalier::text::jinja
