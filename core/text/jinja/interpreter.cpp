#include "core/text/jinja/interpreter.h"

#include <algorithm>

#include "core/text/jinja/builtins.h"
#include "core/text/jinja/operators.h"

namespace espalier::text::jinja {
namespace {

/// Bytes touched in one rendering; a step of the interpreter counts as some. A long conversation takes a few millions.
constexpr std::size_t kMaxWork = std::size_t(1) << 29;
constexpr std::size_t kStepWork = 64;
/// Statements and expressions within each other, through macros: stays well within a thread's stack of 8 MiB.
constexpr int kMaxLevels = 1200;

} // namespace

class Interpreter::Level
{
public:
    explicit Level(Interpreter& interpreter) : m_interpreter(interpreter)
    {
        if (m_interpreter.m_level >= kMaxLevels) {
            throw RenderError("The template recurses too deeply.");
        }
        ++m_interpreter.m_level;
    }
    ~Level() { --m_interpreter.m_level; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

private:
    Interpreter& m_interpreter;
};

Interpreter::~Interpreter()
{
    for (const Value& value : m_changed) {
        if (value.isMapping()) {
            value.mapping().entries.clear();
        } else if (value.kind() == Kind::Object) {
            value.object().members.entries.clear();
            value.object().call.reset();
        } else {
            value.items().clear();
        }
    }
}

std::string Interpreter::render(const Block& program, const Mapping& variables)
{
    const auto globals = std::make_shared<Scope>();
    for (const auto& [name, function] : globalFunctions().entries) {
        globals->names[name.string()] = function;
    }
    for (const auto& [name, value] : variables.entries) {
        globals->names[name.string()] = value;
    }
    run(program, globals);
    return std::move(m_out);
}

void Interpreter::spend(std::size_t work)
{
    if (work > kMaxWork - m_work) {
        throw RenderError("The template does more work than any honest one: it loops or grows without bound.");
    }
    m_work += work;
}

void Interpreter::write(const std::string& text)
{
    spend(text.size());
    m_out += text;
}

Interpreter::Flow Interpreter::run(const Block& block, const ScopePtr& scope)
{
    const Level level(*this);
    for (const Statement& statement : block) {
        spend(kStepWork);
        m_line = statement.line;
        const Flow flow = std::visit([&](const auto& node) { return run(node, scope); }, statement.node);
        if (flow != Flow::Next) {
            return flow;
        }
    }
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const Text& node, const ScopePtr&)
{
    write(node.text);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const Output& node, const ScopePtr& scope)
{
    const Value value = evaluate(node.expression, scope);
    if (value.isString()) {
        write(value.string());
    } else {
        write(value.str(*this));
    }
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const If& node, const ScopePtr& scope)
{
    for (const auto& [condition, body] : node.branches) {
        if (evaluate(condition, scope).truth()) {
            return run(body, scope);
        }
    }
    return run(node.otherwise, scope);
}

Interpreter::Flow Interpreter::run(const For& node, const ScopePtr& scope)
{
    return loop(node, evaluate(node.iterable, scope), scope, 1);
}

std::vector<Value> Interpreter::chosenItems(const For& node, const Value& iterable, const ScopePtr& scope)
{
    std::vector<Value> items = iterate(*this, iterable);
    if (!node.condition) {
        return items;
    }
    std::vector<Value> chosen;
    for (Value& item : items) {
        const auto turn = std::make_shared<Scope>(Scope{{}, scope});
        assign(node.target, item, *turn);
        if (evaluate(node.condition, turn).truth()) {
            chosen.push_back(std::move(item));
        }
    }
    return chosen;
}

std::shared_ptr<Object> Interpreter::makeLoop(const For& node, const ScopePtr& scope, int depth)
{
    auto object = std::make_shared<Object>();
    object->typeName = "LoopContext";
    changed(object);
    object->members.set("depth", depth);
    object->members.set("depth0", depth - 1);
    object->members.set("cycle", makeFunction("cycle", [members = &object->members](Context&, const Arguments& given) {
                            if (given.positional.empty()) {
                                throw RenderError("loop.cycle is given nothing to choose from.");
                            }
                            const auto turn = std::size_t(members->named("index0")->integer());
                            return Value(given.positional[turn % given.positional.size()]);
                        }));
    object->members.set("changed",
                        makeFunction("changed", [last = Value()](Context& context, const Arguments& given) mutable {
                            const Value now = Value::tuple(given.positional);
                            const bool differs = !equal(context, now, last);
                            last = now;
                            return Value(differs);
                        }));
    if (node.recursive) {
        object->call = std::make_shared<const Function>(
            Function{"loop",
                     [this, &node, scope = std::weak_ptr<Scope>(scope), depth](Context&, const Arguments& given) {
                         const ScopePtr outer = scope.lock();
                         if (given.positional.size() != 1 || !outer) {
                             throw RenderError("loop is called with one list, within its loop.");
                         }
                         std::string before = std::exchange(m_out, {});
                         loop(node, given.positional[0], outer, depth + 1);
                         return Value(std::exchange(m_out, std::move(before)));
                     },
                     1});
    }
    return object;
}

Interpreter::Flow Interpreter::loop(const For& node, const Value& iterable, const ScopePtr& scope, int depth)
{
    const Level level(*this);
    const std::vector<Value> items = chosenItems(node, iterable, scope);
    if (items.empty()) {
        return run(node.otherwise, scope);
    }
    const std::shared_ptr<Object> object = makeLoop(node, scope, depth);
    Mapping& members = object->members;
    members.set("length", items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        spend(kStepWork * 8);
        members.set("index0", i);
        members.set("index", i + 1);
        members.set("revindex0", items.size() - i - 1);
        members.set("revindex", items.size() - i);
        members.set("first", i == 0);
        members.set("last", i + 1 == items.size());
        members.set("previtem", i == 0 ? Value::undefined("There is no previous item") : items[i - 1]);
        members.set("nextitem", i + 1 == items.size() ? Value::undefined("There is no next item") : items[i + 1]);
        const auto turn = std::make_shared<Scope>(Scope{{}, scope});
        turn->names["loop"] = object;
        assign(node.target, items[i], *turn);
        if (run(node.body, turn) == Flow::Break) {
            break;
        }
    }
    return Flow::Next;
}

void Interpreter::assign(const Target& target, const Value& value, Scope& scope)
{
    if (!target.attribute.empty()) {
        const Value* found = nullptr;
        for (Scope* at = &scope; at && !found; at = at->parent.get()) {
            const auto it = at->names.find(target.names[0]);
            found = it == at->names.end() ? nullptr : &it->second;
        }
        if (!found || found->kind() != Kind::Object || !found->object().assignable) {
            throw RenderError("\"" + target.names[0] + "\" is no namespace, so \"" + target.attribute +
                              "\" cannot be set on it.");
        }
        found->object().members.set(target.attribute, value);
    } else if (!target.unpacks) {
        scope.names[target.names[0]] = value;
    } else {
        const std::vector<Value> parts = iterate(*this, value);
        if (parts.size() != target.names.size()) {
            throw RenderError(std::to_string(parts.size()) + " values are assigned to " +
                              std::to_string(target.names.size()) + " names.");
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            scope.names[target.names[i]] = parts[i];
        }
    }
}

Interpreter::Flow Interpreter::run(const Set& node, const ScopePtr& scope)
{
    assign(node.target, evaluate(node.value, scope), *scope);
    return Flow::Next;
}

std::string Interpreter::captured(const Block& block, const ScopePtr& scope)
{
    std::string before = std::exchange(m_out, {});
    run(block, scope);
    return std::exchange(m_out, std::move(before));
}

Interpreter::Flow Interpreter::run(const SetBlock& node, const ScopePtr& scope)
{
    Value value = captured(node.body, std::make_shared<Scope>(Scope{{}, scope}));
    if (node.filters) {
        value = evaluate(node.filters, scope, &value);
    }
    assign(node.target, value, *scope);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const FilterBlock& node, const ScopePtr& scope)
{
    const Value text = captured(node.body, std::make_shared<Scope>(Scope{{}, scope}));
    write(evaluate(node.filters, scope, &text).str(*this));
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const With& node, const ScopePtr& scope)
{
    const auto inner = std::make_shared<Scope>(Scope{{}, scope});
    for (const auto& [name, expression] : node.assignments) {
        inner->names[name] = evaluate(expression, scope);
    }
    return run(node.body, inner);
}

Interpreter::Flow Interpreter::run(const Macro& node, const ScopePtr& scope)
{
    scope->names[node.name] = macroFunction(node, scope);
    return Flow::Next;
}

Interpreter::Flow Interpreter::run(const CallBlock& node, const ScopePtr& scope)
{
    const Call& call = std::get<Call>(node.call->node);
    Arguments arguments = evaluate(call.arguments, scope);
    arguments.named.emplace_back("caller", macroFunction(node.caller, scope));
    write(this->call(evaluate(call.callee, scope), arguments).str(*this));
    return Flow::Next;
}

/// The scope is held weakly: it holds the macro.
Value Interpreter::macroFunction(const Macro& node, const ScopePtr& scope)
{
    return makeFunction(node.name, [this, &node, weak = std::weak_ptr<Scope>(scope)](Context&, const Arguments& given) {
        const ScopePtr definedIn = weak.lock();
        if (!definedIn) {
            throw RenderError("The macro \"" + node.name + "\" is called outside of the block that defines it.");
        }
        return callMacro(node, definedIn, given);
    });
}

Value Interpreter::callMacro(const Macro& node, const ScopePtr& definedIn, const Arguments& arguments)
{
    const auto scope = std::make_shared<Scope>(Scope{{}, definedIn});
    auto more = std::make_shared<Mapping>();
    std::vector<Value> surplus;
    for (std::size_t i = 0; i < arguments.positional.size(); ++i) {
        if (i < node.parameters.size()) {
            scope->names[node.parameters[i].name] = arguments.positional[i];
        } else {
            surplus.push_back(arguments.positional[i]);
        }
    }
    for (const auto& [name, value] : arguments.named) {
        const bool known = std::any_of(node.parameters.begin(), node.parameters.end(),
                                       [&](const Parameter& parameter) { return parameter.name == name; });
        if (known || name == "caller") {
            scope->names[name] = value;
        } else {
            more->set(name, value);
        }
    }
    scope->names.emplace("varargs", Value::tuple(std::move(surplus)));
    scope->names.emplace("kwargs", std::move(more));
    for (const Parameter& parameter : node.parameters) {
        if (scope->names.count(parameter.name) == 0) {
            scope->names[parameter.name] =
                parameter.otherwise ? evaluate(parameter.otherwise, scope)
                                    : Value::undefined("The parameter \"" + parameter.name + "\" is not given");
        }
    }
    const int line = m_line;
    std::string text = captured(node.body, scope);
    m_line = line;
    return text;
}

Value Interpreter::call(const Value& callee, const Arguments& arguments)
{
    const Level level(*this);
    spend(kStepWork);
    if (callee.kind() == Kind::Function) {
        return callee.function().call(*this, arguments);
    }
    if (callee.kind() == Kind::Object && callee.object().call) {
        const auto function = callee.object().call; // lives on while it runs
        return function->call(*this, arguments);
    }
    throw RenderError(callee.isUndefined() ? callee.undefinedHint() + ", so it cannot be called."
                                           : "A " + std::string(callee.typeName()) + " cannot be called.");
}

// Expressions ---------------------------------------------------------------------------------------------------------

Value Interpreter::evaluate(const ExpressionPtr& expression, const ScopePtr& scope, const Value* piped)
{
    const Level level(*this);
    spend(kStepWork);
    m_line = expression->line;
    return std::visit([&](const auto& node) { return evaluate(node, scope, piped); }, expression->node);
}

Value Interpreter::evaluate(const Literal& node, const ScopePtr&, const Value*)
{
    return node.value;
}

Value Interpreter::evaluate(const Name& node, const ScopePtr& scope, const Value*)
{
    for (const Scope* at = scope.get(); at; at = at->parent.get()) {
        const auto found = at->names.find(node.name);
        if (found != at->names.end()) {
            return found->second;
        }
    }
    return Value::undefined("\"" + node.name + "\" is not defined");
}

Value Interpreter::evaluate(const ListDisplay& node, const ScopePtr& scope, const Value*)
{
    std::vector<Value> items;
    for (const ExpressionPtr& item : node.items) {
        items.push_back(evaluate(item, scope));
    }
    return node.isTuple ? Value::tuple(std::move(items)) : Value::list(std::move(items));
}

Value Interpreter::evaluate(const DictDisplay& node, const ScopePtr& scope, const Value*)
{
    auto mapping = std::make_shared<Mapping>();
    for (const auto& [key, value] : node.entries) {
        const Value name = evaluate(key, scope);
        mapping->set(*this, name, evaluate(value, scope));
    }
    return mapping;
}

Value Interpreter::evaluate(const Attribute& node, const ScopePtr& scope, const Value*)
{
    return attribute(*this, evaluate(node.object, scope), node.name);
}

Value Interpreter::evaluate(const Subscript& node, const ScopePtr& scope, const Value*)
{
    const Value object = evaluate(node.object, scope);
    return item(*this, object, evaluate(node.index, scope));
}

Value Interpreter::evaluate(const Slice& node, const ScopePtr& scope, const Value*)
{
    const auto part = [&](const ExpressionPtr& expression) {
        return expression ? evaluate(expression, scope) : Value(None{});
    };
    const Value object = evaluate(node.object, scope);
    const Value start = part(node.start);
    const Value stop = part(node.stop);
    return slice(*this, object, start, stop, part(node.step));
}

Arguments Interpreter::evaluate(const CallArguments& given, const ScopePtr& scope)
{
    Arguments arguments;
    for (const ExpressionPtr& expression : given.positional) {
        arguments.positional.push_back(evaluate(expression, scope));
    }
    if (given.unpacked) {
        for (Value& value : iterate(*this, evaluate(given.unpacked, scope))) {
            arguments.positional.push_back(std::move(value));
        }
    }
    for (const auto& [name, expression] : given.named) {
        arguments.named.emplace_back(name, evaluate(expression, scope));
    }
    if (given.unpackedNamed) {
        const Value more = evaluate(given.unpackedNamed, scope);
        if (!more.isMapping()) {
            throw RenderError("Only a dict can be given with **.");
        }
        for (const auto& [key, value] : more.mapping().entries) {
            spend(kStepWork);
            arguments.named.emplace_back(key.str(*this), value);
        }
    }
    return arguments;
}

Value Interpreter::evaluate(const Call& node, const ScopePtr& scope, const Value*)
{
    const Value callee = evaluate(node.callee, scope);
    return call(callee, evaluate(node.arguments, scope));
}

Value Interpreter::evaluate(const Filter& node, const ScopePtr& scope, const Value* piped)
{
    const Value input = node.input ? evaluate(node.input, scope, piped) : *piped;
    return applyFilter(*this, node.name, input, evaluate(node.arguments, scope));
}

Value Interpreter::evaluate(const Test& node, const ScopePtr& scope, const Value*)
{
    const Value input = evaluate(node.input, scope);
    return applyTest(*this, node.name, input, evaluate(node.arguments, scope)) != node.negated;
}

Value Interpreter::evaluate(const Unary& node, const ScopePtr& scope, const Value*)
{
    const Value operand = evaluate(node.operand, scope);
    if (node.operation == "not") {
        return !operand.truth();
    }
    const Value minus = negated(operand);
    return node.operation == "-" ? minus : operand.kind() == Kind::Boolean ? Value(operand.integer()) : operand;
}

Value Interpreter::evaluate(const Binary& node, const ScopePtr& scope, const Value*)
{
    Value left = evaluate(node.left, scope);
    if (node.operation == "and") {
        return left.truth() ? evaluate(node.right, scope) : left;
    }
    if (node.operation == "or") {
        return left.truth() ? left : evaluate(node.right, scope);
    }
    return arithmetic(*this, node.operation, left, evaluate(node.right, scope));
}

Value Interpreter::evaluate(const Comparison& node, const ScopePtr& scope, const Value*)
{
    Value left = evaluate(node.first, scope);
    for (const auto& [operation, expression] : node.rest) {
        Value right = evaluate(expression, scope);
        if (!compare(*this, operation, left, right)) {
            return false;
        }
        left = std::move(right);
    }
    return true;
}

Value Interpreter::evaluate(const Conditional& node, const ScopePtr& scope, const Value*)
{
    if (evaluate(node.condition, scope).truth()) {
        return evaluate(node.then, scope);
    }
    return node.otherwise ? evaluate(node.otherwise, scope)
                          : Value::undefined("The condition is false and there is no else");
}

} // namespace espalier::text::jinja
