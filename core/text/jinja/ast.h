#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/text/jinja/value.h"

namespace espalier::text::jinja {

struct Expression;
struct Statement;
using ExpressionPtr = std::unique_ptr<Expression>; ///< null where a part is left out
using Block = std::vector<Statement>;

// Expressions ---------------------------------------------------------------------------------------------------------

struct CallArguments
{
    std::vector<ExpressionPtr> positional;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
    ExpressionPtr unpacked;      ///< f(*list)
    ExpressionPtr unpackedNamed; ///< f(**dict)
};

struct Literal
{
    Value value; ///< never a container
};
struct Name
{
    std::string name;
};
struct ListDisplay
{
    std::vector<ExpressionPtr> items;
    bool isTuple = false;
};
struct DictDisplay
{
    std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};
struct Attribute
{
    ExpressionPtr object;
    std::string name;
};
struct Subscript
{
    ExpressionPtr object, index;
};
struct Slice
{
    ExpressionPtr object, start, stop, step;
};
struct Call
{
    ExpressionPtr callee;
    CallArguments arguments;
};
struct Filter
{
    ExpressionPtr input; ///< null in {% filter %} and in a set block
    std::string name;
    CallArguments arguments;
};
struct Test
{
    ExpressionPtr input;
    std::string name;
    CallArguments arguments;
    bool negated = false;
};
struct Unary
{
    std::string operation; ///< "not", "-", "+"
    ExpressionPtr operand;
};
struct Binary
{
    std::string operation; ///< "and", "or", "~" or one of arithmetic
    ExpressionPtr left, right;
};
struct Comparison ///< a < b < c
{
    ExpressionPtr first;
    std::vector<std::pair<std::string, ExpressionPtr>> rest; ///< "==", ..., "in", "not in"
};
struct Conditional
{
    ExpressionPtr condition, then, otherwise;
};

struct Expression
{
    std::variant<Literal, Name, ListDisplay, DictDisplay, Attribute, Subscript, Slice, Call, Filter, Test, Unary,
                 Binary, Comparison, Conditional>
        node;
    int line = 0;
    int depth = 1; ///< of the tree below; the parser bounds it, so that walking and freeing it is safe
};

// Statements ----------------------------------------------------------------------------------------------------------

/// What `set` and `for` assign to: names, or one attribute of a namespace.
struct Target
{
    std::vector<std::string> names;
    bool unpacks = false;  ///< a tuple, even of one
    std::string attribute; ///< ns.attribute
};

struct Parameter
{
    std::string name;
    ExpressionPtr otherwise;
};

struct Text
{
    std::string text;
};
struct Output
{
    ExpressionPtr expression;
};
struct If
{
    std::vector<std::pair<ExpressionPtr, Block>> branches;
    Block otherwise;
};
struct For
{
    Target target;
    ExpressionPtr iterable, condition;
    Block body, otherwise;
    bool recursive = false;
};
struct Set
{
    Target target;
    ExpressionPtr value;
};
struct SetBlock
{
    Target target;
    ExpressionPtr filters; ///< applied to the block's text; null: none
    Block body;
};
struct Macro
{
    std::string name;
    std::vector<Parameter> parameters;
    Block body;
};
struct CallBlock
{
    Macro caller;
    ExpressionPtr call;
};
struct FilterBlock
{
    ExpressionPtr filters;
    Block body;
};
struct With ///< a scope of its own; {% generation %} is one as well
{
    std::vector<std::pair<std::string, ExpressionPtr>> assignments;
    Block body;
};
struct Break
{
};
struct Continue
{
};

struct Statement
{
    std::variant<Text, Output, If, For, Set, SetBlock, Macro, CallBlock, FilterBlock, With, Break, Continue> node;
    int line = 0;
};

} // namespace espalier::text::jinja
