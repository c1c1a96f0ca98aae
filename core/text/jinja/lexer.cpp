#include "core/text/jinja/lexer.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text/jinja/error.h"
#include "core/text/jinja/strings.h"
#include "core/text/utf8.h"

namespace espalier::text::jinja {
namespace {

constexpr std::string_view kSpaces = " \t\n\r\v\f";

bool isNameStart(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}

class Lexer
{
public:
    explicit Lexer(std::string_view source) : m_source(source) {}

    std::vector<Token> run()
    {
        while (m_at < m_source.size()) {
            readText();
        }
        add(TokenKind::End, {}, m_source.size());
        return std::move(m_tokens);
    }

private:
    [[noreturn]] void fail(const std::string& message, std::size_t offset) const
    {
        const auto [line, column] = positionAt(m_source, offset);
        throw SyntaxError(message, line, column);
    }

    void add(TokenKind kind, std::string text, std::size_t offset)
    {
        m_line += int(
            std::count(m_source.begin() + std::ptrdiff_t(m_counted), m_source.begin() + std::ptrdiff_t(offset), '\n'));
        m_counted = offset;
        m_tokens.push_back({kind, std::move(text), offset, m_line});
    }

    bool startsWith(std::string_view text, std::size_t at) const { return m_source.substr(at, text.size()) == text; }

    std::size_t afterSpaces(std::size_t at) const
    {
        return std::min(m_source.find_first_not_of(kSpaces, at), m_source.size());
    }

    /// Where the next {{, {% or {# begins.
    std::size_t nextTag(std::size_t from) const
    {
        for (std::size_t at = m_source.find('{', from); at != std::string_view::npos; at = m_source.find('{', at + 1)) {
            if (at + 1 < m_source.size() && std::string_view("{%#").find(m_source[at + 1]) != std::string_view::npos) {
                return at;
            }
        }
        return m_source.size();
    }

    /// Text before a tag without the white space that the tag takes away.
    /// @param sign what follows the tag's brace: '-' takes all white space, '+' keeps the indentation
    std::string_view before(std::string_view text, char sign, bool isVariable) const
    {
        if (sign == '-') {
            return strip(text, Side::Right);
        }
        if (sign != '+' && !isVariable) {
            const std::size_t newLine = text.rfind('\n');
            const std::size_t start = newLine == std::string_view::npos ? 0 : newLine + 1;
            if ((start > 0 || m_lineStarts) && strip(text.substr(start)).empty()) {
                return text.substr(0, start);
            }
        }
        return text;
    }

    /// Leaves a tag that ended at `end` with a sign before its bracket: '-' takes white space, else a block's new line.
    void leaveTag(char sign, std::size_t end, bool takesNewLine)
    {
        m_at = end;
        if (sign == '-') {
            m_at = afterSpaces(end);
        } else if (sign != '+' && takesNewLine && end < m_source.size() && m_source[end] == '\n') {
            m_at = end + 1;
        }
        m_lineStarts = m_source[m_at - 1] == '\n';
    }

    void readText()
    {
        const std::size_t tag = nextTag(m_at);
        const char kind = tag < m_source.size() ? m_source[tag + 1] : '\0';
        const char sign = tag + 2 < m_source.size() ? m_source[tag + 2] : '\0';
        std::string_view text = m_source.substr(m_at, tag - m_at);
        if (kind != '\0') {
            text = before(text, sign, kind == '{');
        }
        if (!text.empty()) {
            add(TokenKind::Text, std::string(text), m_at);
        }
        m_at = tag;
        if (kind == '\0') {
            return;
        }
        const std::size_t inside = tag + 2 + (sign == '-' || sign == '+' ? 1 : 0);
        if (kind == '#') {
            skipComment(tag, inside);
        } else if (kind == '{') {
            add(TokenKind::VariableBegin, "{{", tag);
            readTag(tag, inside, "}}", TokenKind::VariableEnd);
        } else if (!readRaw(tag, inside)) {
            add(TokenKind::BlockBegin, "{%", tag);
            readTag(tag, inside, "%}", TokenKind::BlockEnd);
        }
    }

    void skipComment(std::size_t tag, std::size_t inside)
    {
        const std::size_t end = m_source.find("#}", inside);
        if (end == std::string_view::npos) {
            fail("The comment has no end; close it with #}.", tag);
        }
        leaveTag(end > inside ? m_source[end - 1] : '\0', end + 2, true);
    }

    /// The end of "{% endraw %}" whose keyword may be at `at`, and the sign before its bracket; npos if it is not.
    std::pair<std::size_t, char> endOfKeyword(std::size_t at, std::string_view keyword) const
    {
        at = afterSpaces(at);
        if (!startsWith(keyword, at)) {
            return {std::string_view::npos, '\0'};
        }
        at = afterSpaces(at + keyword.size());
        const char sign = at < m_source.size() && (m_source[at] == '-' || m_source[at] == '+') ? m_source[at] : '\0';
        at += sign == '\0' ? 0 : 1;
        return startsWith("%}", at) ? std::pair(at + 2, sign) : std::pair(std::string_view::npos, '\0');
    }

    /// {% raw %}...{% endraw %}: what is between is text.
    bool readRaw(std::size_t tag, std::size_t inside)
    {
        const auto [begin, beginSign] = endOfKeyword(inside, "raw");
        if (begin == std::string_view::npos) {
            return false;
        }
        leaveTag(beginSign, begin, false);
        const std::size_t start = m_at;
        for (std::size_t at = m_source.find("{%", start); at != std::string_view::npos;
             at = m_source.find("{%", at + 1)) {
            const char sign = at + 2 < m_source.size() ? m_source[at + 2] : '\0';
            const auto [end, endSign] = endOfKeyword(at + 2 + (sign == '-' || sign == '+' ? 1 : 0), "endraw");
            if (end != std::string_view::npos) {
                add(TokenKind::Text, std::string(before(m_source.substr(start, at - start), sign, false)), start);
                leaveTag(endSign, end, true);
                return true;
            }
        }
        fail("The raw block has no end; close it with {% endraw %}.", tag);
    }

    /// Tokens up to the tag's end, which counts only outside of brackets: {{ {'a': {}} }}.
    void readTag(std::size_t tag, std::size_t inside, std::string_view end, TokenKind endKind)
    {
        m_at = inside;
        std::string open;
        while (true) {
            m_at = afterSpaces(m_at);
            if (m_at == m_source.size()) {
                fail("The tag has no end; close it with " + std::string(end) + ".", tag);
            }
            if (open.empty()) {
                const char sign =
                    m_source[m_at] == '-' || (m_source[m_at] == '+' && end == "%}") ? m_source[m_at] : '\0';
                const std::size_t at = m_at + (sign == '\0' ? 0 : 1);
                if (startsWith(end, at)) {
                    add(endKind, std::string(end), m_at);
                    leaveTag(sign, at + 2, end == "%}");
                    return;
                }
            }
            readToken(open);
        }
    }

    void readToken(std::string& open)
    {
        const char c = m_source[m_at];
        if (isNameStart(c)) {
            const std::size_t start = m_at;
            while (m_at < m_source.size() && isNamePart(m_source[m_at])) {
                ++m_at;
            }
            add(TokenKind::Name, std::string(m_source.substr(start, m_at - start)), start);
        } else if (isDigit(c)) {
            readNumber();
        } else if (c == '"' || c == '\'') {
            readString(c);
        } else {
            readOperator(open);
        }
    }

    void readDigits(std::string& digits)
    {
        while (m_at < m_source.size() && (isDigit(m_source[m_at]) || m_source[m_at] == '_')) {
            if (m_source[m_at] != '_') {
                digits += m_source[m_at];
            }
            ++m_at;
        }
    }

    bool digitAt(std::size_t at) const { return at < m_source.size() && isDigit(m_source[at]); }

    void readNumber()
    {
        const std::size_t start = m_at;
        std::string digits;
        TokenKind kind = TokenKind::Integer;
        readDigits(digits);
        // "1.x" is an attribute of 1, "1.0" a float; so is 1e5.
        if (m_at < m_source.size() && m_source[m_at] == '.' && digitAt(m_at + 1)) {
            kind = TokenKind::Float;
            digits += m_source[m_at++];
            readDigits(digits);
        }
        if (m_at < m_source.size() && (m_source[m_at] == 'e' || m_source[m_at] == 'E')) {
            const std::size_t sign = m_at + 1;
            const bool hasSign = sign < m_source.size() && (m_source[sign] == '-' || m_source[sign] == '+');
            if (digitAt(sign + (hasSign ? 1 : 0))) {
                kind = TokenKind::Float;
                digits += m_source.substr(m_at, hasSign ? 2 : 1);
                m_at = sign + (hasSign ? 1 : 0);
                readDigits(digits);
            }
        }
        add(kind, std::move(digits), start);
    }

    void readString(char quote)
    {
        const std::size_t start = m_at++;
        std::string text;
        while (m_at < m_source.size() && m_source[m_at] != quote) {
            if (m_source[m_at] == '\\' && m_at + 1 < m_source.size()) {
                ++m_at;
                readEscape(text);
            } else {
                text += m_source[m_at++];
            }
        }
        if (m_at == m_source.size()) {
            fail("The text has no closing quote.", start);
        }
        ++m_at;
        add(TokenKind::String, std::move(text), start);
    }

    /// Python's escapes; an unknown one stays as it is written.
    void readEscape(std::string& text)
    {
        static constexpr std::string_view kLetters = "ntr\\'\"abfv";
        static constexpr std::string_view kMeanings = "\n\t\r\\'\"\a\b\f\v";
        const char c = m_source[m_at++];
        if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
            text += kMeanings[letter];
        } else if (c == '\n') {
            return; // the line goes on
        } else if (c >= '0' && c <= '7') {
            --m_at;
            readCodePoint(text, 1, 3, 8);
        } else if (c == 'x') {
            readCodePoint(text, 2, 2, 16);
        } else if (c == 'u') {
            readCodePoint(text, 4, 4, 16);
        } else if (c == 'U') {
            readCodePoint(text, 8, 8, 16);
        } else {
            (text += '\\') += c;
        }
    }

    void readCodePoint(std::string& text, int least, int most, int base)
    {
        const std::size_t start = m_at;
        char32_t value = 0;
        int count = 0;
        for (; count < most && m_at < m_source.size(); ++count, ++m_at) {
            const char c = m_source[m_at];
            const int digit = isDigit(c)                                     ? c - '0'
                              : std::isxdigit(static_cast<unsigned char>(c)) ? (c | 32) - 'a' + 10
                                                                             : base;
            if (digit >= base) {
                break;
            }
            value = value * char32_t(base) + char32_t(digit);
        }
        if (count < least || value > 0x10FFFF) {
            fail("The escape in the text is no character.", start - 1);
        }
        appendUtf8(text, value);
    }

    void readOperator(std::string& open)
    {
        static constexpr std::array<std::string_view, 28> kOperators = {
            "//", "**", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">",
            "=",  "(",  ")",  "[",  "]",  "{",  "}", ",", ".", ":", "|", ";", "!", "&"};
        const auto found = std::find_if(kOperators.begin(), kOperators.end(),
                                        [&](std::string_view text) { return startsWith(text, m_at); });
        if (found == kOperators.end()) {
            fail("The character " + std::string(m_source.substr(m_at, utf8Length(m_source[m_at]))) +
                     " has no meaning in an expression.",
                 m_at);
        }
        const char c = (*found)[0];
        if (c == '(' || c == '[' || c == '{') {
            open += c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if (c == ')' || c == ']' || c == '}') {
            if (open.empty() || open.back() != c) {
                fail(std::string("The bracket ") + c + " closes nothing.", m_at);
            }
            open.pop_back();
        }
        add(TokenKind::Operator, std::string(*found), m_at);
        m_at += found->size();
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    std::size_t m_counted = 0; ///< how far lines are counted
    int m_line = 1;
    bool m_lineStarts = true; ///< m_at is at the start of a line
    std::vector<Token> m_tokens;
};

} // namespace

std::pair<int, int> positionAt(std::string_view source, std::size_t offset)
{
    const std::string_view before = source.substr(0, offset);
    const std::size_t newLine = before.rfind('\n');
    const std::string_view line = newLine == std::string_view::npos ? before : before.substr(newLine + 1);
    return {1 + int(std::count(before.begin(), before.end(), '\n')), 1 + int(characterCount(line))};
}

std::string normalizedSource(std::string_view source)
{
    std::string text;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            text += '\n';
            i += i + 1 < source.size() && source[i + 1] == '\n' ? 1 : 0;
        } else {
            text += source[i];
        }
    }
    if (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

std::vector<Token> tokenize(std::string_view source)
{
    return Lexer(source).run();
}

} // namespace espalier::text::jinja
