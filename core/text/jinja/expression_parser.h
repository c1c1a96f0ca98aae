#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/text/jinja/ast.h"
#include "core/text/jinja/lexer.h"

namespace espalier::text::jinja {

/// Reads expressions from tokens, with Jinja's precedence (which differs from Python's: -2 ** 2 is 4).
class ExpressionParser
{
public:
    explicit ExpressionParser(std::string_view source) : m_source(source), m_tokens(tokenize(source)) {}

    ExpressionPtr expression(bool withConditional = true);
    /// An expression, or a tuple without brackets. @param withConditional not in `for x in xs if condition`
    ExpressionPtr tupleOrExpression(bool withConditional = true);
    /// "| name(arguments) | ...", at least one, on nothing: what {% filter %} and a set block apply.
    ExpressionPtr filterChain(bool startsWithBar);
    CallArguments arguments();

    const Token& current() const { return m_tokens[m_at]; }
    const Token& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    Token take();
    bool isOperator(std::string_view text) const;
    bool isName(std::string_view text) const;
    bool skipOperator(std::string_view text); ///< takes it if it is there
    bool skipName(std::string_view text);
    void expectOperator(std::string_view text);
    std::string expectName(const char* what);
    void expect(TokenKind kind, const char* what);
    [[noreturn]] void fail(const std::string& message) const { fail(message, current()); }
    [[noreturn]] void fail(const std::string& message, const Token& at) const;
    [[noreturn]] void failUnexpected(const std::string& wanted) const;

    /// Counts how deeply the parser is inside itself.
    class Level
    {
    public:
        explicit Level(ExpressionParser& parser);
        ~Level() { --m_parser.m_level; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        ExpressionParser& m_parser;
    };

private:
    ExpressionPtr disjunction();
    ExpressionPtr conjunction();
    ExpressionPtr negation();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool withFilters = true);
    ExpressionPtr primary();
    ExpressionPtr named();
    ExpressionPtr number();
    ExpressionPtr text();
    ExpressionPtr parenthesized();
    ExpressionPtr list();
    ExpressionPtr dict();
    ExpressionPtr postfix(ExpressionPtr object);
    ExpressionPtr subscript(ExpressionPtr object);
    ExpressionPtr filtersAndTests(ExpressionPtr input);
    ExpressionPtr filter(ExpressionPtr input);
    ExpressionPtr test(ExpressionPtr input);
    bool startsTestArgument() const;

    template <typename Node, typename... Parts> ExpressionPtr make(int line, Node node, const Parts&... parts);
    ExpressionPtr makeBinary(std::string operation, ExpressionPtr left, ExpressionPtr right);

    std::string_view m_source;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_level = 0;
};

} // namespace espalier::text::jinja
