#include "core/text/jinja/parser.h"

#include <algorithm>

#include "core/text/jinja/expression_parser.h"

namespace espalier::text::jinja {
namespace {

class Parser
{
public:
    explicit Parser(std::string_view source) : m_in(source) {}

    Block run()
    {
        Block block = statements({});
        if (m_in.current().kind != TokenKind::End) {
            const std::string tag = m_in.following().text;
            m_in.fail("The tag \"" + tag + "\" belongs to no block that is open.");
        }
        return block;
    }

private:
    using Ends = std::vector<std::string_view>;

    /// Statements up to a block tag with one of the names (which is not taken), or up to the end of the template.
    Block statements(const Ends& ends)
    {
        Block block;
        while (m_in.current().kind != TokenKind::End) {
            const Token token = m_in.current();
            if (token.kind == TokenKind::Text) {
                m_in.take();
                block.push_back({Text{token.text}, token.line});
            } else if (token.kind == TokenKind::VariableBegin) {
                m_in.take();
                Output output{m_in.tupleOrExpression()};
                m_in.expect(TokenKind::VariableEnd, "the end of the tag, }}");
                block.push_back({std::move(output), token.line});
            } else {
                const std::string& name = m_in.following().text;
                if (name.rfind("end", 0) == 0 || name == "else" || name == "elif") {
                    break; // the caller knows whether it is the right one
                }
                m_in.take();
                block.push_back(statement());
            }
        }
        if (!ends.empty() && !isAt(ends)) {
            const std::string wanted = "{% " + std::string(ends.back()) + " %}";
            m_in.fail(m_in.current().kind == TokenKind::End
                          ? "The template ends, but " + wanted + " is missing."
                          : "Expected " + wanted + ", but here \"" + m_in.following().text + "\" stands.");
        }
        return block;
    }

    bool isAt(const Ends& ends) const
    {
        return m_in.current().kind == TokenKind::BlockBegin && m_in.following().kind == TokenKind::Name &&
               std::find(ends.begin(), ends.end(), m_in.following().text) != ends.end();
    }

    /// Takes "{% name", returns the name.
    std::string takeTagName()
    {
        m_in.take();
        return m_in.take().text;
    }

    void endTag() { m_in.expect(TokenKind::BlockEnd, "the end of the tag, %}"); }

    Block bodyUpTo(std::string_view end)
    {
        endTag();
        Block body = statements({end});
        takeTagName();
        return body;
    }

    Statement statement()
    {
        const ExpressionParser::Level level(m_in);
        const Token tag = m_in.current();
        const std::string name = m_in.expectName("the name of a tag");
        Statement result;
        result.line = tag.line;
        if (name == "if") {
            result.node = ifStatement();
        } else if (name == "for") {
            result.node = forStatement();
        } else if (name == "set") {
            setStatement(result);
        } else if (name == "macro") {
            result.node = macro();
        } else if (name == "call") {
            result.node = callBlock();
        } else if (name == "filter") {
            ExpressionPtr filters = m_in.filterChain(false);
            result.node = FilterBlock{std::move(filters), bodyUpTo("endfilter")};
        } else if (name == "with") {
            result.node = with();
        } else if (name == "generation") {
            result.node = With{{}, bodyUpTo("endgeneration")};
        } else if (name == "break" || name == "continue") {
            loopControl(result, name, tag);
        } else {
            m_in.fail("The tag \"" + name + "\" is not supported.", tag);
        }
        // A block's own closing tag may repeat what it closes: {% endmacro name %}.
        if (name == "macro" && m_in.current().kind == TokenKind::Name) {
            m_in.take();
        }
        endTag();
        return result;
    }

    void loopControl(Statement& result, const std::string& name, const Token& tag)
    {
        if (m_loops == 0) {
            m_in.fail("The tag \"" + name + "\" stands outside of a loop.", tag);
        }
        if (name == "break") {
            result.node = Break{};
        } else {
            result.node = Continue{};
        }
    }

    If ifStatement()
    {
        If node;
        std::string tag = "elif";
        while (tag == "elif") {
            ExpressionPtr condition = m_in.tupleOrExpression();
            endTag();
            Block body = statements({"elif", "else", "endif"});
            node.branches.emplace_back(std::move(condition), std::move(body));
            tag = takeTagName();
        }
        if (tag == "else") {
            node.otherwise = bodyUpTo("endif");
        }
        return node;
    }

    For forStatement()
    {
        For node;
        node.target = target();
        if (!node.target.attribute.empty()) {
            m_in.fail("A loop assigns to names alone.");
        }
        if (!m_in.skipName("in")) {
            m_in.failUnexpected("\"in\"");
        }
        node.iterable = m_in.tupleOrExpression(false);
        if (m_in.skipName("if")) {
            node.condition = m_in.expression();
        }
        node.recursive = m_in.skipName("recursive");
        endTag();
        ++m_loops;
        node.body = statements({"else", "endfor"});
        --m_loops;
        if (takeTagName() == "else") {
            node.otherwise = bodyUpTo("endfor");
        }
        return node;
    }

    /// "a", "a, b", "(a, b)" or "ns.attribute".
    Target target()
    {
        Target result;
        const bool bracket = m_in.skipOperator("(");
        result.names.push_back(m_in.expectName("a name"));
        if (!bracket && m_in.skipOperator(".")) {
            result.attribute = m_in.expectName("the name of an attribute");
            return result;
        }
        while (m_in.skipOperator(",")) {
            result.unpacks = true;
            if (m_in.current().kind != TokenKind::Name || m_in.isName("in")) {
                break;
            }
            result.names.push_back(m_in.expectName("a name"));
        }
        if (bracket) {
            m_in.expectOperator(")");
        }
        return result;
    }

    void setStatement(Statement& result)
    {
        Target to = target();
        if (m_in.skipOperator("=")) {
            result.node = Set{std::move(to), m_in.tupleOrExpression()};
            return;
        }
        SetBlock node;
        node.target = std::move(to);
        if (m_in.isOperator("|")) {
            node.filters = m_in.filterChain(true);
        }
        node.body = bodyUpTo("endset");
        result.node = std::move(node);
    }

    std::vector<Parameter> parameters()
    {
        std::vector<Parameter> list;
        m_in.expectOperator("(");
        while (!m_in.isOperator(")")) {
            Parameter parameter;
            parameter.name = m_in.expectName("the name of a parameter");
            if (m_in.skipOperator("=")) {
                parameter.otherwise = m_in.expression();
            } else if (!list.empty() && list.back().otherwise) {
                m_in.fail("A parameter without a default follows one that has a default.");
            }
            list.push_back(std::move(parameter));
            if (!m_in.isOperator(")")) {
                m_in.expectOperator(",");
            }
        }
        m_in.take();
        return list;
    }

    Block macroBody(std::string_view end)
    {
        const int loops = std::exchange(m_loops, 0); // break does not reach out of a macro
        Block body = bodyUpTo(end);
        m_loops = loops;
        return body;
    }

    Macro macro()
    {
        Macro node;
        node.name = m_in.expectName("the name of the macro");
        node.parameters = parameters();
        node.body = macroBody("endmacro");
        return node;
    }

    CallBlock callBlock()
    {
        CallBlock node;
        node.caller.name = "caller";
        if (m_in.isOperator("(")) {
            node.caller.parameters = parameters();
        }
        node.call = m_in.expression();
        if (!std::holds_alternative<Call>(node.call->node)) {
            m_in.fail("A call block needs a call, such as {% call name() %}.");
        }
        node.caller.body = macroBody("endcall");
        return node;
    }

    With with()
    {
        With node;
        while (m_in.current().kind == TokenKind::Name) {
            std::string name = m_in.take().text;
            m_in.expectOperator("=");
            node.assignments.emplace_back(std::move(name), m_in.expression());
            if (!m_in.skipOperator(",")) {
                break;
            }
        }
        node.body = bodyUpTo("endwith");
        return node;
    }

    ExpressionParser m_in;
    int m_loops = 0; ///< that a break would be in
};

} // namespace

Block parseTemplate(std::string_view source)
{
    return Parser(source).run();
}

} // namespace espalier::text::jinja
