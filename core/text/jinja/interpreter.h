#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/text/jinja/ast.h"
#include "core/text/jinja/error.h"

namespace espalier::text::jinja {

/// Names of a template, a loop's turn, a macro's call or a with block; what it lacks is looked up in its parent.
struct Scope
{
    std::unordered_map<std::string, Value> names;
    std::shared_ptr<Scope> parent;
};

/// Renders one template once.
class Interpreter : private Context
{
public:
    explicit Interpreter(std::string date) : m_date(std::move(date)) {}
    ~Interpreter() override;
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    /// @throws RenderError, Refusal
    std::string render(const Block& program, const Mapping& variables);
    int line() const { return m_line; } ///< of what was done last: where an error happened

private:
    enum class Flow { Next, Break, Continue };
    class Level;
    using ScopePtr = std::shared_ptr<Scope>;

    void spend(std::size_t work) override;
    Value call(const Value& callee, const Arguments& arguments) override;
    void changed(const Value& container) override { m_changed.push_back(container); }
    const std::string& date() const override { return m_date; }

    Flow run(const Block& block, const ScopePtr& scope);
    Flow run(const Text& node, const ScopePtr& scope);
    Flow run(const Output& node, const ScopePtr& scope);
    Flow run(const If& node, const ScopePtr& scope);
    Flow run(const For& node, const ScopePtr& scope);
    Flow run(const Set& node, const ScopePtr& scope);
    Flow run(const SetBlock& node, const ScopePtr& scope);
    Flow run(const Macro& node, const ScopePtr& scope);
    Flow run(const CallBlock& node, const ScopePtr& scope);
    Flow run(const FilterBlock& node, const ScopePtr& scope);
    Flow run(const With& node, const ScopePtr& scope);
    Flow run(const Break&, const ScopePtr&) { return Flow::Break; }
    Flow run(const Continue&, const ScopePtr&) { return Flow::Continue; }

    Flow loop(const For& node, const Value& iterable, const ScopePtr& scope, int depth);
    std::shared_ptr<Object> makeLoop(const For& node, const ScopePtr& scope, int depth);
    std::vector<Value> chosenItems(const For& node, const Value& iterable, const ScopePtr& scope);
    void write(const std::string& text);
    /// What the block writes, as text.
    std::string captured(const Block& block, const ScopePtr& scope);
    void assign(const Target& target, const Value& value, Scope& scope);
    Value macroFunction(const Macro& node, const ScopePtr& scope);
    Value callMacro(const Macro& node, const ScopePtr& definedIn, const Arguments& arguments);

    Value evaluate(const ExpressionPtr& expression, const ScopePtr& scope, const Value* piped = nullptr);
    Value evaluate(const Literal& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Name& node, const ScopePtr& scope, const Value*);
    Value evaluate(const ListDisplay& node, const ScopePtr& scope, const Value*);
    Value evaluate(const DictDisplay& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Attribute& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Subscript& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Slice& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Call& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Filter& node, const ScopePtr& scope, const Value* piped);
    Value evaluate(const Test& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Unary& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Binary& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Comparison& node, const ScopePtr& scope, const Value*);
    Value evaluate(const Conditional& node, const ScopePtr& scope, const Value*);
    Arguments evaluate(const CallArguments& given, const ScopePtr& scope);

    std::string m_date;
    std::string m_out;
    std::size_t m_work = 0;
    int m_level = 0;
    int m_line = 1;
    std::vector<Value> m_changed;
};

} // namespace espalier::text::jinja
