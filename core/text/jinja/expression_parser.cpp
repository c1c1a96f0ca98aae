#include "core/text/jinja/expression_parser.h"

#include <algorithm>

#include "core/text/jinja/error.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr int kMaxLevels = 150;    ///< brackets within brackets, blocks within blocks
constexpr int kMaxTreeDepth = 500; ///< operators in a row as well
constexpr const char* kTooDeep = "The template is nested too deeply here.";

int depthOf(const ExpressionPtr& expression)
{
    return expression ? expression->depth : 0;
}

int depthOf(const std::vector<ExpressionPtr>& expressions)
{
    int depth = 0;
    for (const ExpressionPtr& expression : expressions) {
        depth = std::max(depth, depthOf(expression));
    }
    return depth;
}

int depthOf(const CallArguments& arguments)
{
    int depth =
        std::max({depthOf(arguments.positional), depthOf(arguments.unpacked), depthOf(arguments.unpackedNamed)});
    for (const auto& [name, value] : arguments.named) {
        depth = std::max(depth, depthOf(value));
    }
    return depth;
}

std::string describe(const Token& token)
{
    switch (token.kind) {
    case TokenKind::VariableEnd:
    case TokenKind::BlockEnd:
        return "the tag ends";
    case TokenKind::End:
    case TokenKind::Text:
        return "the template ends";
    case TokenKind::String:
        return "a text stands";
    default:
        return "\"" + token.text + "\" stands";
    }
}

} // namespace

ExpressionParser::Level::Level(ExpressionParser& parser) : m_parser(parser)
{
    if (++m_parser.m_level > kMaxLevels) {
        --m_parser.m_level;
        parser.fail(kTooDeep);
    }
}

Token ExpressionParser::take()
{
    Token token = current();
    if (m_at + 1 < m_tokens.size()) {
        ++m_at;
    }
    return token;
}

bool ExpressionParser::isOperator(std::string_view text) const
{
    return current().kind == TokenKind::Operator && current().text == text;
}

bool ExpressionParser::isName(std::string_view text) const
{
    return current().kind == TokenKind::Name && current().text == text;
}

bool ExpressionParser::skipOperator(std::string_view text)
{
    const bool found = isOperator(text);
    if (found) {
        take();
    }
    return found;
}

bool ExpressionParser::skipName(std::string_view text)
{
    const bool found = isName(text);
    if (found) {
        take();
    }
    return found;
}

void ExpressionParser::expectOperator(std::string_view text)
{
    if (!skipOperator(text)) {
        failUnexpected("\"" + std::string(text) + "\"");
    }
}

std::string ExpressionParser::expectName(const char* what)
{
    if (current().kind != TokenKind::Name) {
        failUnexpected(what);
    }
    return take().text;
}

void ExpressionParser::expect(TokenKind kind, const char* what)
{
    if (current().kind != kind) {
        failUnexpected(what);
    }
    take();
}

void ExpressionParser::fail(const std::string& message, const Token& at) const
{
    const auto [line, column] = positionAt(m_source, at.offset);
    throw SyntaxError(message, line, column);
}

void ExpressionParser::failUnexpected(const std::string& wanted) const
{
    const std::string found = describe(current());
    fail("Expected " + wanted + ", but here " + found + ".");
}

template <typename Node, typename... Parts>
ExpressionPtr ExpressionParser::make(int line, Node node, const Parts&... parts)
{
    // The parts' depths are read before the node that holds them is moved.
    const int depth = 1 + std::max({0, parts...});
    if (depth > kMaxTreeDepth) {
        fail(kTooDeep);
    }
    auto expression = std::make_unique<Expression>();
    expression->node = std::move(node);
    expression->line = line;
    expression->depth = depth;
    return expression;
}

ExpressionPtr ExpressionParser::makeBinary(std::string operation, ExpressionPtr left, ExpressionPtr right)
{
    const int line = left->line;
    const int leftDepth = left->depth;
    const int rightDepth = right->depth;
    return make(line, Binary{std::move(operation), std::move(left), std::move(right)}, leftDepth, rightDepth);
}

ExpressionPtr ExpressionParser::expression(bool withConditional)
{
    const Level level(*this);
    ExpressionPtr value = disjunction();
    while (withConditional && skipName("if")) {
        Conditional node;
        node.condition = disjunction();
        node.otherwise = skipName("else") ? expression() : nullptr;
        node.then = std::move(value);
        const int line = node.then->line;
        const int depth = std::max({depthOf(node.condition), depthOf(node.then), depthOf(node.otherwise)});
        value = make(line, std::move(node), depth);
    }
    return value;
}

ExpressionPtr ExpressionParser::tupleOrExpression(bool withConditional)
{
    const int line = current().line;
    std::vector<ExpressionPtr> items;
    items.push_back(expression(withConditional));
    if (!isOperator(",")) {
        return std::move(items[0]);
    }
    while (skipOperator(",")) {
        const TokenKind kind = current().kind;
        if (kind == TokenKind::BlockEnd || kind == TokenKind::VariableEnd || isOperator(")") || isOperator("]")) {
            break; // a comma at the end
        }
        items.push_back(expression(withConditional));
    }
    const int depth = depthOf(items);
    return make(line, ListDisplay{std::move(items), true}, depth);
}

ExpressionPtr ExpressionParser::disjunction()
{
    ExpressionPtr left = conjunction();
    while (skipName("or")) {
        left = makeBinary("or", std::move(left), conjunction());
    }
    return left;
}

ExpressionPtr ExpressionParser::conjunction()
{
    ExpressionPtr left = negation();
    while (skipName("and")) {
        left = makeBinary("and", std::move(left), negation());
    }
    return left;
}

ExpressionPtr ExpressionParser::negation()
{
    const int line = current().line;
    if (!skipName("not")) {
        return comparison();
    }
    const Level level(*this);
    ExpressionPtr operand = negation();
    const int depth = operand->depth;
    return make(line, Unary{"not", std::move(operand)}, depth);
}

ExpressionPtr ExpressionParser::comparison()
{
    ExpressionPtr first = sum();
    std::vector<std::pair<std::string, ExpressionPtr>> rest;
    int depth = first->depth;
    while (true) {
        std::string operation;
        if (current().kind == TokenKind::Operator) {
            for (const char* candidate : {"==", "!=", "<", "<=", ">", ">="}) {
                operation = current().text == candidate ? candidate : operation;
            }
        } else if (isName("in")) {
            operation = "in";
        } else if (isName("not") && following().kind == TokenKind::Name && following().text == "in") {
            take();
            operation = "not in";
        }
        if (operation.empty()) {
            break;
        }
        take();
        rest.emplace_back(operation, sum());
        depth = std::max(depth, rest.back().second->depth);
    }
    if (rest.empty()) {
        return first;
    }
    const int line = first->line;
    return make(line, Comparison{std::move(first), std::move(rest)}, depth);
}

ExpressionPtr ExpressionParser::sum()
{
    ExpressionPtr left = concatenation();
    while (isOperator("+") || isOperator("-")) {
        std::string operation = take().text;
        left = makeBinary(std::move(operation), std::move(left), concatenation());
    }
    return left;
}

ExpressionPtr ExpressionParser::concatenation()
{
    ExpressionPtr left = product();
    while (skipOperator("~")) {
        left = makeBinary("~", std::move(left), product());
    }
    return left;
}

ExpressionPtr ExpressionParser::product()
{
    ExpressionPtr left = power();
    while (isOperator("*") || isOperator("/") || isOperator("//") || isOperator("%")) {
        std::string operation = take().text;
        left = makeBinary(std::move(operation), std::move(left), power());
    }
    return left;
}

ExpressionPtr ExpressionParser::power()
{
    ExpressionPtr left = unary();
    while (skipOperator("**")) {
        left = makeBinary("**", std::move(left), unary());
    }
    return left;
}

ExpressionPtr ExpressionParser::unary(bool withFilters)
{
    ExpressionPtr value;
    if (isOperator("-") || isOperator("+")) {
        const Level level(*this);
        const Token sign = take();
        ExpressionPtr operand = unary(false);
        const int depth = operand->depth;
        value = make(sign.line, Unary{sign.text, std::move(operand)}, depth);
    } else {
        value = primary();
    }
    value = postfix(std::move(value));
    return withFilters ? filtersAndTests(std::move(value)) : std::move(value);
}

ExpressionPtr ExpressionParser::primary()
{
    switch (current().kind) {
    case TokenKind::Name:
        return named();
    case TokenKind::String:
        return text();
    case TokenKind::Integer:
    case TokenKind::Float:
        return number();
    default:
        if (isOperator("(")) {
            return parenthesized();
        }
        if (isOperator("[")) {
            return list();
        }
        if (isOperator("{")) {
            return dict();
        }
        failUnexpected("a value");
    }
}

ExpressionPtr ExpressionParser::named()
{
    const Token token = take();
    if (token.text == "true" || token.text == "True") {
        return make(token.line, Literal{true});
    }
    if (token.text == "false" || token.text == "False") {
        return make(token.line, Literal{false});
    }
    if (token.text == "none" || token.text == "None") {
        return make(token.line, Literal{None{}});
    }
    for (const char* keyword : {"and", "or", "not", "in", "is", "if", "else"}) {
        if (token.text == keyword) {
            fail("Expected a value, but here \"" + token.text + "\" stands.", token);
        }
    }
    return make(token.line, Name{token.text});
}

ExpressionPtr ExpressionParser::number()
{
    const Token token = take();
    if (token.kind == TokenKind::Float) {
        return make(token.line, Literal{parseFloat(token.text).value_or(0)});
    }
    const auto value = parseInteger(token.text);
    if (!value) {
        fail("The number " + token.text.substr(0, 40) + " is too large.", token);
    }
    return make(token.line, Literal{*value});
}

ExpressionPtr ExpressionParser::text()
{
    const int line = current().line;
    std::string content;
    while (current().kind == TokenKind::String) { // texts side by side are one
        content += take().text;
    }
    return make(line, Literal{Value(std::move(content))});
}

ExpressionPtr ExpressionParser::parenthesized()
{
    const Token open = take();
    if (skipOperator(")")) {
        return make(open.line, ListDisplay{{}, true});
    }
    ExpressionPtr value = tupleOrExpression();
    expectOperator(")");
    return value;
}

ExpressionPtr ExpressionParser::list()
{
    const Token open = take();
    std::vector<ExpressionPtr> items;
    while (!isOperator("]")) {
        items.push_back(expression());
        if (!isOperator("]")) {
            expectOperator(",");
        }
    }
    take();
    const int depth = depthOf(items);
    return make(open.line, ListDisplay{std::move(items), false}, depth);
}

ExpressionPtr ExpressionParser::dict()
{
    const Token open = take();
    DictDisplay node;
    int depth = 0;
    while (!isOperator("}")) {
        ExpressionPtr key = expression();
        expectOperator(":");
        ExpressionPtr value = expression();
        depth = std::max({depth, key->depth, value->depth});
        node.entries.emplace_back(std::move(key), std::move(value));
        if (!isOperator("}")) {
            expectOperator(",");
        }
    }
    take();
    return make(open.line, std::move(node), depth);
}

ExpressionPtr ExpressionParser::postfix(ExpressionPtr object)
{
    while (true) {
        const int line = current().line;
        if (skipOperator(".")) {
            const int depth = object->depth;
            if (current().kind == TokenKind::Integer) { // pair.0
                ExpressionPtr index = number();
                object = make(line, Subscript{std::move(object), std::move(index)}, depth);
            } else {
                std::string name = expectName("the name of an attribute");
                object = make(line, Attribute{std::move(object), std::move(name)}, depth);
            }
        } else if (isOperator("[")) {
            object = subscript(std::move(object));
        } else if (isOperator("(")) {
            CallArguments given = arguments();
            const int depth = std::max(object->depth, depthOf(given));
            object = make(line, Call{std::move(object), std::move(given)}, depth);
        } else {
            return object;
        }
    }
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr object)
{
    const Token open = take();
    ExpressionPtr parts[3];
    int part = 0;
    bool isSlice = false;
    while (!isOperator("]")) {
        if (isOperator(":") && part < 2) {
            take();
            isSlice = true;
            ++part;
        } else if (!parts[part]) {
            parts[part] = part == 0 ? tupleOrExpression() : expression();
        } else {
            failUnexpected("\"]\"");
        }
    }
    if (!isSlice && !parts[0]) {
        failUnexpected("an index");
    }
    take();
    const int depth = std::max({object->depth, depthOf(parts[0]), depthOf(parts[1]), depthOf(parts[2])});
    if (isSlice) {
        return make(open.line, Slice{std::move(object), std::move(parts[0]), std::move(parts[1]), std::move(parts[2])},
                    depth);
    }
    return make(open.line, Subscript{std::move(object), std::move(parts[0])}, depth);
}

CallArguments ExpressionParser::arguments()
{
    CallArguments given;
    expectOperator("(");
    while (!isOperator(")")) {
        if (skipOperator("**")) {
            given.unpackedNamed = expression();
        } else if (skipOperator("*")) {
            given.unpacked = expression();
        } else if (current().kind == TokenKind::Name && following().kind == TokenKind::Operator &&
                   following().text == "=") {
            std::string name = take().text;
            take();
            given.named.emplace_back(std::move(name), expression());
        } else {
            if (!given.named.empty() || given.unpackedNamed) {
                fail("An argument without a name follows one with a name.");
            }
            given.positional.push_back(expression());
        }
        if (!isOperator(")")) {
            expectOperator(",");
        }
    }
    take();
    return given;
}

ExpressionPtr ExpressionParser::filtersAndTests(ExpressionPtr input)
{
    while (true) {
        if (skipOperator("|")) {
            input = filter(std::move(input));
        } else if (skipName("is")) {
            input = test(std::move(input));
        } else if (isOperator("(")) { // what a filter gave can be called
            const int line = current().line;
            CallArguments given = arguments();
            const int depth = std::max(input->depth, depthOf(given));
            input = make(line, Call{std::move(input), std::move(given)}, depth);
        } else {
            return input;
        }
    }
}

ExpressionPtr ExpressionParser::filter(ExpressionPtr input)
{
    const int line = current().line;
    Filter node;
    node.name = expectName("the name of a filter");
    if (isOperator("(")) {
        node.arguments = arguments();
    }
    const int depth = std::max(depthOf(input), depthOf(node.arguments));
    node.input = std::move(input);
    return make(line, std::move(node), depth);
}

ExpressionPtr ExpressionParser::filterChain(bool startsWithBar)
{
    if (startsWithBar) {
        expectOperator("|");
    }
    ExpressionPtr chain = filter(nullptr);
    while (skipOperator("|")) {
        chain = filter(std::move(chain));
    }
    return chain;
}

bool ExpressionParser::startsTestArgument() const
{
    switch (current().kind) {
    case TokenKind::Name:
        for (const char* keyword : {"else", "or", "and", "if", "in", "not", "recursive"}) {
            if (current().text == keyword) {
                return false;
            }
        }
        return true;
    case TokenKind::String:
    case TokenKind::Integer:
    case TokenKind::Float:
        return true;
    default:
        return isOperator("[") || isOperator("{");
    }
}

ExpressionPtr ExpressionParser::test(ExpressionPtr input)
{
    const int line = current().line;
    Test node;
    node.negated = skipName("not");
    node.name = expectName("the name of a test");
    if (isOperator("(")) {
        node.arguments = arguments();
    } else if (isName("is")) {
        fail("A test cannot be tested at once; put it in brackets.");
    } else if (startsTestArgument()) { // "is divisibleby 3"
        node.arguments.positional.push_back(postfix(primary()));
    }
    const int depth = std::max(input->depth, depthOf(node.arguments));
    node.input = std::move(input);
    return make(line, std::move(node), depth);
}

} // namespace espalier::text::jinja
