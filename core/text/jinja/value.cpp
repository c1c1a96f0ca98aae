#include "core/text/jinja/value.h"

#include <algorithm>
#include <cmath>

#include "core/text/jinja/error.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr const char* kTooDeep = "A value is nested too deeply (or holds itself).";
constexpr std::size_t kItemWork = 64; ///< what one item of a new list counts as

int checkedDepth(int depth)
{
    if (depth > kMaxNesting) {
        throw RenderError(kTooDeep);
    }
    return depth;
}

bool equalItems(const std::vector<Value>& a, const std::vector<Value>& b, int depth);

bool equal(const Value& a, const Value& b, int depth)
{
    checkedDepth(depth);
    if (a.isNumber() && b.isNumber()) {
        return a.isInteger() && b.isInteger() ? a.integer() == b.integer() : a.number() == b.number();
    }
    if (a.kind() != b.kind()) {
        return false;
    }
    switch (a.kind()) {
    case Kind::Undefined:
    case Kind::None:
        return true;
    case Kind::String:
        return a.string() == b.string();
    case Kind::List:
    case Kind::Tuple:
        return equalItems(a.items(), b.items(), depth + 1);
    case Kind::Mapping: {
        const Mapping& other = b.mapping();
        return a.mapping().entries.size() == other.entries.size() &&
               std::all_of(a.mapping().entries.begin(), a.mapping().entries.end(), [&](const auto& entry) {
                   const Value* value = other.find(entry.first);
                   return value && equal(entry.second, *value, depth + 1);
               });
    }
    default:
        return a.is(b);
    }
}

bool equalItems(const std::vector<Value>& a, const std::vector<Value>& b, int depth)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](const Value& x, const Value& y) { return equal(x, y, depth); });
}

std::string sequenceRepr(const std::vector<Value>& items, bool isTuple, int depth)
{
    std::string text = isTuple ? "(" : "[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += (i == 0 ? "" : ", ") + items[i].repr(depth);
    }
    return text + (isTuple ? items.size() == 1 ? ",)" : ")" : "]");
}

std::string mappingRepr(const Mapping& mapping, int depth)
{
    std::string text = "{";
    for (const auto& [key, value] : mapping.entries) {
        text += (text.size() == 1 ? "" : ", ") + key.repr(depth) + ": " + value.repr(depth);
    }
    return text + "}";
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

std::string Value::str(int depth) const
{
    switch (kind()) {
    case Kind::Undefined:
        return {};
    case Kind::String:
        return string();
    default:
        return repr(depth);
    }
}

std::string Value::repr(int depth) const
{
    checkedDepth(depth);
    switch (kind()) {
    case Kind::Undefined:
        return "Undefined";
    case Kind::None:
        return "None";
    case Kind::Boolean:
        return boolean() ? "True" : "False";
    case Kind::Integer:
        return std::to_string(integer());
    case Kind::Float:
        return floatText(number());
    case Kind::String:
        return pythonQuoted(string());
    case Kind::List:
    case Kind::Tuple:
        return sequenceRepr(items(), kind() == Kind::Tuple, depth + 1);
    case Kind::Mapping:
        return mappingRepr(mapping(), depth + 1);
    case Kind::Object:
        return "<" + object().typeName + ">";
    default:
        return "<function " + function().name + ">";
    }
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
        return *this == other;
    }
}

bool operator==(const Value& a, const Value& b)
{
    return equal(a, b, 0);
}

const Value* Mapping::find(const Value& key) const
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == key; });
    return it == entries.end() ? nullptr : &it->second;
}

const Value* Mapping::named(std::string_view key) const
{
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
        return entry.first.isString() && entry.first.string() == key;
    });
    return it == entries.end() ? nullptr : &it->second;
}

void Mapping::set(const Value& key, Value value)
{
    if (key.isMapping() || key.kind() == Kind::List || key.isUndefined()) {
        throw RenderError(std::string("A ") + key.typeName() + " cannot be the key of a dict.");
    }
    depth = std::max(depth, checkedDepth(std::max(key.depth(), value.depth()) + 1));
    const auto it = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == key; });
    if (it == entries.end()) {
        entries.emplace_back(key, std::move(value));
    } else {
        it->second = std::move(value);
    }
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
