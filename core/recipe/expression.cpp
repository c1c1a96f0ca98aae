#include "core/recipe/expression.h"

#include <cctype>
#include <charconv>
#include <cmath>

namespace espalier::recipe {

namespace {

constexpr int kMaxDepth = 64;

/// Recursive descent: sum > product > sign > power > atom.
class Parser
{
public:
    Parser(std::string_view text, const std::function<Result<double>(std::string_view)>& lookUp)
        : m_text(text), m_lookUp(lookUp)
    {
    }

    Result<double> run()
    {
        Result<double> value = sum();
        skipBlanks();
        if (value && m_position != m_text.size()) {
            return failure("\"" + std::string(m_text.substr(m_position)) + "\" was not expected");
        }
        if (value && !std::isfinite(*value)) {
            return failure("the result is not finite");
        }
        return value;
    }

private:
    Result<double> sum()
    {
        if (++m_depth > kMaxDepth) {
            return failure("too many brackets");
        }
        Result<double> left = product();
        while (left) {
            const bool plus = take("+");
            if (!plus && !take("-")) {
                break;
            }
            const Result<double> right = product();
            if (!right) {
                return right;
            }
            left = plus ? *left + *right : *left - *right;
        }
        --m_depth;
        return left;
    }

    Result<double> product()
    {
        Result<double> left = sign();
        while (left) {
            const std::string_view operation = take("//")    ? "//"
                                               : take("/")   ? "/"
                                               : take("%")   ? "%"
                                               : takeTimes() ? "*"
                                                             : "";
            if (operation.empty()) {
                break;
            }
            const Result<double> right = sign();
            if (!right) {
                return right;
            }
            if (operation != "*" && *right == 0.0) {
                return failure("division by zero");
            }
            left = operation == "*"    ? *left * *right
                   : operation == "/"  ? *left / *right
                   : operation == "//" ? std::floor(*left / *right)
                                       : *left - std::floor(*left / *right) * *right;
        }
        return left;
    }

    Result<double> sign()
    {
        if (++m_depth > kMaxDepth) {
            return failure("too many signs");
        }
        Result<double> value = 0.0;
        if (take("-")) {
            value = sign();
            if (value) {
                value = -*value;
            }
        } else {
            value = take("+") ? sign() : power();
        }
        --m_depth;
        return value;
    }

    Result<double> power()
    {
        Result<double> base = atom();
        if (base && take("**")) {
            const Result<double> exponent = sign(); // right-associative, and binds a sign on its right
            return exponent ? Result<double>(std::pow(*base, *exponent)) : exponent;
        }
        return base;
    }

    Result<double> atom()
    {
        skipBlanks();
        if (take("(")) {
            Result<double> inner = sum();
            return inner && !take(")") ? failure("a bracket is not closed") : inner;
        }
        const std::size_t start = m_position;
        if (start < m_text.size() && (std::isalpha(byteAt(start)) != 0 || m_text[start] == '_')) {
            while (m_position < m_text.size() && (std::isalnum(byteAt(m_position)) != 0 || m_text[m_position] == '_')) {
                ++m_position;
            }
            return m_lookUp(m_text.substr(start, m_position - start));
        }
        double number = 0.0;
        const auto [end, error] = std::from_chars(m_text.data() + start, m_text.data() + m_text.size(), number);
        if (error != std::errc()) {
            return failure("a number or a name is missing");
        }
        m_position = static_cast<std::size_t>(end - m_text.data());
        return number;
    }

    int byteAt(std::size_t position) const { return static_cast<unsigned char>(m_text[position]); }

    void skipBlanks()
    {
        while (m_position < m_text.size() && std::isspace(byteAt(m_position)) != 0) {
            ++m_position;
        }
    }

    bool take(std::string_view token)
    {
        skipBlanks();
        if (!m_text.substr(m_position).starts_with(token)) {
            return false;
        }
        m_position += token.size();
        return true;
    }

    bool takeTimes()
    {
        skipBlanks();
        return !m_text.substr(m_position).starts_with("**") && take("*");
    }

    Error failure(const std::string& reason) const
    {
        return {"recipe.eval", "\"" + std::string(m_text) + "\" cannot be computed: " + reason + ".", ""};
    }

    std::string_view m_text;
    const std::function<Result<double>(std::string_view)>& m_lookUp;
    std::size_t m_position = 0;
    int m_depth = 0;
};

} // namespace

Result<double> evaluateExpression(std::string_view expression,
                                  const std::function<Result<double>(std::string_view name)>& lookUp)
{
    return Parser(expression, lookUp).run();
}

} // namespace espalier::recipe
