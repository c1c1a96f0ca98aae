#include "core/text/jinja/strings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "core/text/utf8.h"

namespace espalier::text::jinja {
namespace {

/// str.isspace knows four control characters more than Unicode's White_Space.
bool isPythonSpace(char32_t character)
{
    return (character >= 0x1C && character <= 0x1F) || isWhiteSpace(character);
}

bool isLineEnd(char32_t character)
{
    return (character >= 0x0A && character <= 0x0D) || (character >= 0x1C && character <= 0x1E) || character == 0x85 ||
           character == 0x2028 || character == 0x2029;
}

template <typename Change> std::string changeCase(const std::string& text, Change change)
{
    if (!isValidUtf8(text)) { // ICU would replace what is malformed
        std::string changed;
        for (const std::string_view character : characters(text)) {
            changed += isValidUtf8(character) ? changeCase(std::string(character), change) : std::string(character);
        }
        return changed;
    }
    icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
    change(unicode);
    std::string changed;
    unicode.toUTF8String(changed);
    return changed;
}

bool hasSpaceAt(std::string_view character)
{
    const CodePoint point = decodeUtf8(character);
    return point.valid && isPythonSpace(point.value);
}

bool isLetter(std::string_view character)
{
    const CodePoint point = decodeUtf8(character);
    return point.valid && u_isalpha(UChar32(point.value));
}

template <typename StartsWord> std::string capitalizeWords(const std::string& text, StartsWord startsWord)
{
    std::string result;
    std::string_view previous;
    for (const std::string_view character : characters(text)) {
        const std::string part(character);
        result += startsWord(previous) ? toUpper(part) : toLower(part);
        previous = character;
    }
    return result;
}

} // namespace

std::vector<std::string_view> characters(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t length = decodeUtf8(text).length;
        parts.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return parts;
}

std::size_t characterCount(std::string_view text)
{
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        text.remove_prefix(decodeUtf8(text).length);
    }
    return count;
}

std::string_view strip(std::string_view text, Side side, const std::optional<std::string>& set)
{
    std::vector<std::string_view> stripped;
    if (set) {
        stripped = characters(*set);
    }
    const auto goes = [&](std::string_view character) {
        return set ? std::find(stripped.begin(), stripped.end(), character) != stripped.end() : hasSpaceAt(character);
    };
    while (side != Side::Right && !text.empty()) {
        const std::size_t length = decodeUtf8(text).length;
        if (!goes(text.substr(0, length))) {
            break;
        }
        text.remove_prefix(length);
    }
    while (side != Side::Left && !text.empty()) {
        std::size_t length = 1; // back to the byte that begins the last character
        while (length < 4 && length < text.size() &&
               (static_cast<unsigned char>(text[text.size() - length]) & 0xC0) == 0x80) {
            ++length;
        }
        if (decodeUtf8(text.substr(text.size() - length)).length != length) {
            length = 1;
        }
        if (!goes(text.substr(text.size() - length))) {
            break;
        }
        text.remove_suffix(length);
    }
    return text;
}

std::string toUpper(const std::string& text)
{
    return changeCase(text, [](icu::UnicodeString& unicode) { unicode.toUpper(icu::Locale::getRoot()); });
}

std::string toLower(const std::string& text)
{
    return changeCase(text, [](icu::UnicodeString& unicode) { unicode.toLower(icu::Locale::getRoot()); });
}

std::string capitalize(const std::string& text)
{
    if (text.empty()) {
        return text;
    }
    const std::size_t first = decodeUtf8(text).length;
    return toUpper(text.substr(0, first)) + toLower(text.substr(first));
}

std::string titleCase(const std::string& text)
{
    return capitalizeWords(text, [](std::string_view previous) { return previous.empty() || !isLetter(previous); });
}

std::string titleWords(const std::string& text)
{
    return capitalizeWords(text, [](std::string_view previous) {
        return previous.empty() || hasSpaceAt(previous) ||
               (previous.size() == 1 && std::string_view("-({[<").find(previous[0]) != std::string_view::npos);
    });
}

std::vector<std::string> splitAtSpace(std::string_view text, std::int64_t limit)
{
    std::vector<std::string> parts;
    for (text = strip(text, Side::Left); !text.empty(); text = strip(text, Side::Left)) {
        if (limit >= 0 && std::int64_t(parts.size()) == limit) {
            parts.emplace_back(text);
            break;
        }
        std::size_t end = 0;
        while (end < text.size() && !hasSpaceAt(text.substr(end))) {
            end += decodeUtf8(text.substr(end)).length;
        }
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return parts;
}

std::vector<std::string> splitAtSpaceFromRight(std::string_view text, std::int64_t limit)
{
    std::vector<std::string> words = splitAtSpace(text, -1);
    const auto count = std::int64_t(words.size());
    if (limit < 0 || count <= limit) {
        return words;
    }
    std::vector<std::string> parts(words.end() - limit, words.end());
    for (auto word = parts.rbegin(); word != parts.rend(); ++word) {
        text = strip(text, Side::Right);
        text.remove_suffix(word->size());
    }
    parts.insert(parts.begin(), std::string(strip(text, Side::Right)));
    return parts;
}

std::vector<std::string> splitAt(std::string_view text, std::string_view separator, std::int64_t limit)
{
    std::vector<std::string> parts;
    std::size_t at = std::string_view::npos;
    while ((limit < 0 || std::int64_t(parts.size()) < limit) && (at = text.find(separator)) != std::string_view::npos) {
        parts.emplace_back(text.substr(0, at));
        text.remove_prefix(at + separator.size());
    }
    parts.emplace_back(text);
    return parts;
}

std::vector<std::string> splitAtFromRight(std::string_view text, std::string_view separator, std::int64_t limit)
{
    std::vector<std::string> parts;
    std::size_t at = std::string_view::npos;
    while ((limit < 0 || std::int64_t(parts.size()) < limit) &&
           (at = text.rfind(separator)) != std::string_view::npos) {
        parts.emplace_back(text.substr(at + separator.size()));
        text = text.substr(0, at);
    }
    parts.emplace_back(text);
    std::reverse(parts.begin(), parts.end());
    return parts;
}

std::vector<std::string> splitLines(std::string_view text, bool keepEnds)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        std::size_t end = 0;
        while (end < text.size() && !isLineEnd(decodeUtf8(text.substr(end)).value)) {
            end += decodeUtf8(text.substr(end)).length;
        }
        std::size_t next = end;
        if (end < text.size()) {
            next += text.substr(end, 2) == "\r\n" ? 2 : decodeUtf8(text.substr(end)).length;
        }
        lines.emplace_back(text.substr(0, keepEnds ? next : end));
        text.remove_prefix(next);
    }
    return lines;
}

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to, std::int64_t limit)
{
    std::string result;
    if (from.empty()) { // goes before every character and at the end
        std::int64_t count = 0;
        for (const std::string_view character : characters(text)) {
            result += (limit < 0 || count++ < limit) ? to : std::string_view();
            result += character;
        }
        return result + std::string((limit < 0 || count < limit) ? to : std::string_view());
    }
    std::size_t at = 0;
    for (std::int64_t count = 0; limit < 0 || count < limit; ++count) {
        const std::size_t found = text.find(from, at);
        if (found == std::string_view::npos) {
            break;
        }
        result += text.substr(at, found - at);
        result += to;
        at = found + from.size();
    }
    return result + std::string(text.substr(at));
}

std::string join(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        result += i == 0 ? std::string_view() : separator;
        result += parts[i];
    }
    return result;
}

bool isUpper(const std::string& text)
{
    return toUpper(text) == text && toLower(text) != text;
}

bool isLower(const std::string& text)
{
    return toLower(text) == text && toUpper(text) != text;
}

std::string pythonQuoted(std::string_view text)
{
    const bool doubleQuotes = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubleQuotes ? '"' : '\'';
    std::string result(1, quote);
    for (const char c : text) {
        static constexpr char kDigits[] = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\') {
            (result += '\\') += c;
        } else if (c == '\n' || c == '\r' || c == '\t') {
            (result += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        } else if (byte < 0x20 || byte == 0x7F) {
            ((result += "\\x") += kDigits[byte >> 4]) += kDigits[byte & 15];
        } else {
            result += c;
        }
    }
    return result + quote;
}

std::string floatText(double value)
{
    if (!std::isfinite(value)) {
        return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    }
    char buffer[64];
    const double magnitude = std::fabs(value);
    const bool plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16); // where repr needs no exponent
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific)
                         .ptr;
    std::string text(buffer, end);
    return plain && text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string htmlEscaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '\'':
            result += "&#39;";
            break;
        case '"':
            result += "&#34;";
            break;
        default:
            result += c;
        }
    }
    return result;
}

std::optional<std::int64_t> parseInteger(std::string_view text, int base)
{
    text = strip(text);
    if (!text.empty() && text[0] == '+') {
        text.remove_prefix(1);
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

std::optional<double> parseFloat(std::string_view text)
{
    text = strip(text);
    if (!text.empty() && text[0] == '+') {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) { // Python gives inf or 0
        return std::strtod(std::string(text).c_str(), nullptr);
    }
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace espalier::text::jinja
