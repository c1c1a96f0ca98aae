#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace espalier::text::jinja {

class Context;
class Value;
struct Arguments;
struct List;
struct Mapping;
struct Object;
struct Function;

/// Values nest no deeper than this: deeper ones are a RenderError, so that walking and freeing them is safe.
inline constexpr int kMaxNesting = 200;

/// What looking at one value, or making it, counts as; see Context::spend().
inline constexpr std::size_t kItemWork = 64;

enum class Kind { Undefined, None, Boolean, Integer, Float, String, List, Tuple, Mapping, Object, Function };

/// What the name that is not defined was: for messages.
struct Undefined
{
    std::shared_ptr<const std::string> hint;
};

struct None
{
};

/// A value with Python's semantics: numbers and strings are immutable, containers are shared by reference.
class Value
{
public:
    Value() = default; ///< undefined
    Value(None) : m_data(None{}) {}
    Value(bool value) : m_data(value) {}
    Value(int value) : m_data(std::int64_t(value)) {}
    Value(std::int64_t value) : m_data(value) {}
    Value(std::size_t value) : m_data(std::int64_t(value)) {}
    Value(double value) : m_data(value) {}
    Value(std::string value) : m_data(std::make_shared<const std::string>(std::move(value))) {}
    Value(std::string_view value) : Value(std::string(value)) {}
    Value(const char* value) : Value(std::string(value)) {}
    Value(std::shared_ptr<Mapping> value) : m_data(std::move(value)) {}
    Value(std::shared_ptr<Object> value) : m_data(std::move(value)) {}
    Value(std::shared_ptr<const Function> value) : m_data(std::move(value)) {}

    /// "'message' is undefined".
    static Value undefined(std::string hint);
    /// @throws RenderError if the items nest too deeply, as for the other containers
    static Value list(std::vector<Value> items);
    static Value tuple(std::vector<Value> items);
    /// @throws RenderError if it nests too deeply
    static Value fromJson(const nlohmann::ordered_json& json, int depth = 0);

    Kind kind() const;
    bool isUndefined() const { return kind() == Kind::Undefined; }
    bool isNone() const { return kind() == Kind::None; }
    bool isString() const { return kind() == Kind::String; }
    bool isSequence() const { return kind() == Kind::List || kind() == Kind::Tuple; }
    bool isMapping() const { return kind() == Kind::Mapping; }
    bool isInteger() const { return kind() == Kind::Integer || kind() == Kind::Boolean; } ///< a bool is an int
    bool isNumber() const { return isInteger() || kind() == Kind::Float; }

    const std::string& string() const { return *std::get<std::shared_ptr<const std::string>>(m_data); }
    std::int64_t integer() const; ///< of an integer or boolean
    double number() const;        ///< of any number
    bool boolean() const { return std::get<bool>(m_data); }
    std::vector<Value>& items() const; ///< of a list or tuple
    Mapping& mapping() const { return *std::get<std::shared_ptr<Mapping>>(m_data); }
    Object& object() const { return *std::get<std::shared_ptr<Object>>(m_data); }
    const Function& function() const { return *std::get<std::shared_ptr<const Function>>(m_data); }
    std::string undefinedHint() const;

    int depth() const; ///< 0 for what is no container
    bool truth() const;
    const char* typeName() const; ///< as Python calls it
    // Every value within counts, as often as it is there: lists that share their items can have 2^n of them.
    std::string str(Context& context) const;
    std::string repr(Context& context) const;
    bool is(const Value& other) const; ///< identity

private:
    friend struct List;
    std::variant<Undefined, None, bool, std::int64_t, double, std::shared_ptr<const std::string>, std::shared_ptr<List>,
                 std::shared_ptr<Mapping>, std::shared_ptr<Object>, std::shared_ptr<const Function>>
        m_data;
};

bool equal(Context& context, const Value& a, const Value& b); ///< Python's ==: 1 == 1.0 == True

struct List
{
    std::vector<Value> items;
    bool isTuple = false;
    int depth = 1;
};

/// A dict: pairs in the order of insertion. The dicts of conversations are small, so it is searched.
struct Mapping
{
    std::vector<std::pair<Value, Value>> entries;
    int depth = 1;

    const Value* find(Context& context, const Value& key) const;
    const Value* named(std::string_view key) const;
    /// @throws RenderError for a key that Python cannot hash, or if it nests too deeply
    void set(Context& context, const Value& key, Value value);
    void set(std::string_view name, Value value);
};

/// namespace() and loop: attributes by name.
struct Object
{
    std::string typeName;
    Mapping members;
    std::shared_ptr<const Function> call; ///< loop(...) of a recursive loop
    bool assignable = false;
};

struct Arguments
{
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
};

struct Function
{
    std::string name;
    std::function<Value(Context&, const Arguments&)> call;
    int depth = 0; ///< of what it holds
};

Value makeFunction(std::string name, std::function<Value(Context&, const Arguments&)> call, const Value& held = {});

/// What the template's functions may use of the renderer.
class Context
{
public:
    virtual ~Context() = default;
    /// Counts work, in bytes touched. @throws RenderError if a template does more than any honest one
    virtual void spend(std::size_t work) = 0;
    virtual Value call(const Value& callee, const Arguments& arguments) = 0;
    /// A container was changed: it is emptied after rendering, so that cycles and long chains are freed.
    virtual void changed(const Value& container) = 0;
    virtual const std::string& date() const = 0; ///< YYYY-MM-DD; empty: today
};

/// The items that a for loop sees: of a list, the keys of a dict, the characters of a string.
/// @throws RenderError for what cannot be iterated
std::vector<Value> iterate(Context& context, const Value& value);

/// Characters, items or entries. @throws RenderError
std::size_t lengthOf(Context& context, const Value& value);

} // namespace espalier::text::jinja
