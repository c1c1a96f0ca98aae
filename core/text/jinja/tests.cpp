#include <unordered_map>

#include "core/text/jinja/arguments.h"
#include "core/text/jinja/builtins.h"
#include "core/text/jinja/error.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

using TestFunction = bool (*)(Context&, const Value& input, const Arguments&);

const Value& only(const Arguments& arguments)
{
    if (arguments.positional.size() != 1 || !arguments.named.empty()) {
        throw RenderError("This test takes one argument.");
    }
    return arguments.positional[0];
}

template <Kind kind> bool isKind(Context&, const Value& input, const Arguments&)
{
    return input.kind() == kind;
}

template <char operation> bool compared(Context& context, const Value& input, const Arguments& arguments)
{
    const char* text = operation == 'e'   ? "=="
                       : operation == 'n' ? "!="
                       : operation == '<' ? "<"
                       : operation == 'l' ? "<="
                       : operation == '>' ? ">"
                       : operation == 'g' ? ">="
                                          : "in";
    return compare(context, text, input, only(arguments));
}

bool isDivisible(const Value& input, const Value& divisor)
{
    if (!input.isInteger() || !divisor.isInteger() || divisor.integer() == 0) {
        throw RenderError("even, odd and divisibleby are for integers, and no divisor is zero.");
    }
    return divisor.integer() == -1 || input.integer() % divisor.integer() == 0;
}

bool isIterable(Context&, const Value& input, const Arguments&)
{
    return input.isUndefined() || input.isString() || input.isSequence() || input.isMapping();
}

const std::unordered_map<std::string, TestFunction>& tests()
{
    static const std::unordered_map<std::string, TestFunction> table = {
        {"defined", [](Context&, const Value& input, const Arguments&) { return !input.isUndefined(); }},
        {"undefined", isKind<Kind::Undefined>},
        {"none", isKind<Kind::None>},
        {"boolean", isKind<Kind::Boolean>},
        {"integer", isKind<Kind::Integer>},
        {"float", isKind<Kind::Float>},
        {"string", isKind<Kind::String>},
        {"mapping", isKind<Kind::Mapping>},
        {"number", [](Context&, const Value& input, const Arguments&) { return input.isNumber(); }},
        {"true", [](Context&, const Value& input,
                    const Arguments&) { return input.kind() == Kind::Boolean && input.boolean(); }},
        {"false", [](Context&, const Value& input,
                     const Arguments&) { return input.kind() == Kind::Boolean && !input.boolean(); }},
        {"callable", isKind<Kind::Function>},
        {"iterable", isIterable},
        {"sequence", isIterable}, // each of these has a length and items in Python, undefined too
        {"even", [](Context&, const Value& input, const Arguments&) { return isDivisible(input, 2); }},
        {"odd", [](Context&, const Value& input, const Arguments&) { return !isDivisible(input, 2); }},
        {"divisibleby",
         [](Context&, const Value& input, const Arguments& given) { return isDivisible(input, only(given)); }},
        {"sameas", [](Context&, const Value& input, const Arguments& given) { return input.is(only(given)); }},
        {"lower", [](Context& context, const Value& input, const Arguments&) { return isLower(input.str(context)); }},
        {"upper", [](Context& context, const Value& input, const Arguments&) { return isUpper(input.str(context)); }},
        {"escaped", [](Context&, const Value&, const Arguments&) { return false; }},
        {"filter", [](Context& context, const Value& input, const Arguments&) { return isFilter(input.str(context)); }},
        {"test", [](Context& context, const Value& input, const Arguments&) { return isTest(input.str(context)); }},
        {"in", compared<'i'>},
        {"eq", compared<'e'>},
        {"equalto", compared<'e'>},
        {"==", compared<'e'>},
        {"ne", compared<'n'>},
        {"!=", compared<'n'>},
        {"lt", compared<'<'>},
        {"lessthan", compared<'<'>},
        {"<", compared<'<'>},
        {"le", compared<'l'>},
        {"<=", compared<'l'>},
        {"gt", compared<'>'>},
        {"greaterthan", compared<'>'>},
        {">", compared<'>'>},
        {"ge", compared<'g'>},
        {">=", compared<'g'>},
    };
    return table;
}

} // namespace

bool isTest(const std::string& name)
{
    return tests().count(name) > 0;
}

bool applyTest(Context& context, const std::string& name, const Value& input, const Arguments& arguments)
{
    const auto test = tests().find(name);
    if (test == tests().end()) {
        throw RenderError("There is no test named \"" + name + "\".");
    }
    context.spend(input.isString() ? input.string().size() : 1);
    return test->second(context, input, arguments);
}

} // namespace espalier::text::jinja
