#include <algorithm>
#include <cstdio>

#include "core/text/jinja/error.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr std::int64_t kMaxWidth = 1000;

/// [[fill]align][sign][0][width][,][.precision][type]
struct FormatSpec
{
    char align = '\0';
    std::string fill = " ";
    bool plus = false;
    bool space = false;
    bool zero = false;
    bool comma = false;
    std::int64_t width = 0;
    std::int64_t precision = -1;
    char type = '\0';
};

std::int64_t readNumber(std::string_view text, std::size_t& at)
{
    std::int64_t number = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        number = number * 10 + (text[at++] - '0');
        if (number > kMaxWidth) {
            throw RenderError("A width or precision in a format is larger than " + std::to_string(kMaxWidth) + ".");
        }
    }
    return number;
}

void readPrecision(std::string_view text, std::size_t& at, FormatSpec& spec)
{
    if (at < text.size() && text[at] == '.') {
        spec.precision = readNumber(text, ++at);
    }
}

std::string padded(const std::string& text, const FormatSpec& spec, char defaultAlign)
{
    const auto length = std::int64_t(characterCount(text));
    if (length >= spec.width) {
        return text;
    }
    const std::int64_t missing = spec.width - length;
    const char align = spec.align == '\0' ? defaultAlign : spec.align;
    const std::int64_t left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
    std::string result;
    for (std::int64_t i = 0; i < left; ++i) {
        result += spec.fill;
    }
    result += text;
    for (std::int64_t i = left; i < missing; ++i) {
        result += spec.fill;
    }
    return result;
}

std::string withCommas(const std::string& number)
{
    std::string digits = number;
    const std::size_t end = std::min(digits.find('.'), digits.size());
    const std::size_t begin = digits[0] == '-' || digits[0] == '+' ? 1 : 0;
    for (std::size_t at = end; at > begin + 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

std::string numberText(const Value& value, const FormatSpec& spec)
{
    char buffer[2048];
    if (spec.type == 'd') {
        const double number = value.number();
        if (!value.isInteger() && !(number > -9.2e18 && number < 9.2e18)) {
            throw RenderError("A number is too large to be formatted as an integer.");
        }
        return std::to_string(value.isInteger() ? value.integer() : std::int64_t(number));
    }
    if (spec.type == 'x' || spec.type == 'X' || spec.type == 'o') {
        const auto magnitude =
            value.integer() < 0 ? 0 - std::uint64_t(value.integer()) : std::uint64_t(value.integer());
        std::snprintf(buffer, sizeof buffer,
                      spec.type == 'x'   ? "%lx"
                      : spec.type == 'X' ? "%lX"
                                         : "%lo",
                      static_cast<unsigned long>(magnitude));
        return (value.integer() < 0 ? "-" : "") + std::string(buffer);
    }
    const int precision = spec.precision < 0 ? 6 : int(spec.precision);
    const double number = spec.type == '%' ? value.number() * 100 : value.number();
    switch (spec.type) {
    case 'e':
        std::snprintf(buffer, sizeof buffer, "%.*e", precision, number);
        break;
    case 'g':
        std::snprintf(buffer, sizeof buffer, "%.*g", precision, number);
        break;
    default:
        std::snprintf(buffer, sizeof buffer, "%.*f", precision, number);
    }
    return buffer + std::string(spec.type == '%' ? "%" : "");
}

std::string formatNumber(const Value& value, const FormatSpec& spec)
{
    const bool integral = spec.type == 'x' || spec.type == 'X' || spec.type == 'o';
    if (!value.isNumber() || (integral && !value.isInteger())) {
        throw RenderError("A value of type " + std::string(value.typeName()) + " cannot be formatted with \"" +
                          spec.type + "\".");
    }
    std::string text = numberText(value, spec);
    if (spec.comma) {
        text = withCommas(text);
    }
    if (text[0] != '-' && (spec.plus || spec.space)) {
        text.insert(0, spec.plus ? "+" : " ");
    }
    if (spec.zero && spec.align == '\0') {
        const std::size_t sign = text[0] == '-' || text[0] == '+' || text[0] == ' ' ? 1 : 0;
        while (std::int64_t(text.size()) < spec.width) {
            text.insert(sign, "0");
        }
    }
    return padded(text, spec, '>');
}

std::string formatText(std::string text, const FormatSpec& spec, char defaultAlign)
{
    if (spec.precision >= 0) {
        std::string cut;
        const auto all = characters(text);
        for (std::size_t i = 0; i < std::min(all.size(), std::size_t(spec.precision)); ++i) {
            cut += all[i];
        }
        text = std::move(cut);
    }
    return padded(text, spec, defaultAlign);
}

FormatSpec parseBraceSpec(std::string_view text)
{
    FormatSpec spec;
    std::size_t at = 0;
    const auto isAlign = [](char c) { return c == '<' || c == '>' || c == '^'; };
    const auto all = characters(text.substr(0, 8));
    if (all.size() >= 2 && all[1].size() == 1 && isAlign(all[1][0])) {
        spec.fill = all[0];
        spec.align = all[1][0];
        at = all[0].size() + 1;
    } else if (!text.empty() && isAlign(text[0])) {
        spec.align = text[at++];
    }
    for (; at < text.size() && (text[at] == '+' || text[at] == ' ' || text[at] == '-'); ++at) {
        spec.plus = text[at] == '+';
        spec.space = text[at] == ' ';
    }
    if (at < text.size() && text[at] == '0') {
        spec.zero = true;
        ++at;
    }
    spec.width = readNumber(text, at);
    if (at < text.size() && text[at] == ',') {
        spec.comma = true;
        ++at;
    }
    readPrecision(text, at, spec);
    if (at < text.size()) {
        spec.type = text[at++];
    }
    static constexpr std::string_view kTypes("\0sdfegxXo%", 10);
    if (at != text.size() || kTypes.find(spec.type) == std::string_view::npos) {
        throw RenderError("The format \"" + std::string(text) + "\" is not supported.");
    }
    return spec;
}

std::string formatBrace(Context& context, const Value& value, std::string_view text)
{
    FormatSpec spec = parseBraceSpec(text);
    const bool isNumber = value.isNumber() && (value.kind() != Kind::Boolean || spec.type != '\0');
    if (spec.type == 's' || (spec.type == '\0' && !isNumber)) {
        return formatText(value.str(context), spec, '<');
    }
    if (spec.type == '\0' && (value.isInteger() || spec.precision < 0)) {
        if (!value.isInteger()) {
            return formatText(value.str(context), spec, '>');
        }
        spec.type = 'd';
    }
    spec.type = spec.type == '\0' ? 'g' : spec.type;
    return formatNumber(value, spec);
}

} // namespace

std::string percentFormat(Context& context, const std::string& format, const Value& values)
{
    std::string result;
    std::size_t next = 0;
    const auto take = [&]() -> Value {
        const bool several = values.kind() == Kind::Tuple;
        if (next >= (several ? values.items().size() : 1)) {
            throw RenderError("A format has more places than there are values.");
        }
        return several ? values.items()[next++] : (++next, values);
    };
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '%') {
            result += format[at];
            continue;
        }
        FormatSpec spec;
        Value named;
        ++at;
        if (at < format.size() && format[at] == '(') {
            const std::size_t close = std::min(format.find(')', at), format.size());
            named = item(context, values, format.substr(at + 1, close - at - 1));
            at = std::min(close + 1, format.size());
            next = 1;
        }
        for (; at < format.size() && std::string_view("-+ 0").find(format[at]) != std::string_view::npos; ++at) {
            spec.align = format[at] == '-' ? '<' : spec.align;
            spec.plus |= format[at] == '+';
            spec.space |= format[at] == ' ';
            spec.zero |= format[at] == '0';
        }
        spec.width = readNumber(format, at);
        readPrecision(format, at, spec);
        const char type = at < format.size() ? format[at] : '\0';
        spec.type = type == 'i' || type == 'u' ? 'd' : type;
        if (type == '%') {
            result += '%';
        } else if (type == 's' || type == 'r') {
            const Value value = named.isUndefined() ? take() : named;
            result += formatText(type == 's' ? value.str(context) : value.repr(context), spec, '>');
        } else if (type != '\0' && std::string_view("diufegxXo").find(type) != std::string_view::npos) {
            result += formatNumber(named.isUndefined() ? take() : named, spec);
        } else {
            throw RenderError("A format has a place with an unknown letter after %.");
        }
        context.spend(result.size());
    }
    if (next < (values.kind() == Kind::Tuple ? values.items().size() : values.isMapping() ? 0 : 1)) {
        throw RenderError("A format has fewer places than there are values.");
    }
    return result;
}

std::string braceFormat(Context& context, const std::string& format, const Arguments& arguments)
{
    std::string result;
    std::size_t next = 0;
    for (std::size_t at = 0; at < format.size(); ++at) {
        const char c = format[at];
        if ((c == '{' || c == '}') && at + 1 < format.size() && format[at + 1] == c) {
            result += c;
            ++at;
        } else if (c == '{') {
            const std::size_t close = format.find('}', at);
            if (close == std::string::npos) {
                throw RenderError("A format has a { without a }.");
            }
            std::string field = format.substr(at + 1, close - at - 1);
            const std::size_t colon = std::min(field.find(':'), field.size());
            const std::string spec = field.substr(std::min(colon + 1, field.size()));
            field.resize(colon);
            const bool repr = field.size() >= 2 && field.compare(field.size() - 2, 2, "!r") == 0;
            if (repr || (field.size() >= 2 && field.compare(field.size() - 2, 2, "!s") == 0)) {
                field.resize(field.size() - 2);
            }
            const auto place = field.empty() ? std::optional(std::int64_t(next++)) : parseInteger(field);
            Value value;
            if (place) {
                value = *place >= 0 && *place < std::int64_t(arguments.positional.size())
                            ? arguments.positional[std::size_t(*place)]
                            : Value();
            } else {
                for (const auto& [name, given] : arguments.named) {
                    value = name == field ? given : value;
                }
            }
            if (value.isUndefined()) {
                throw RenderError("A format has the place {" + field + "}, for which there is no value.");
            }
            result += formatBrace(context, repr ? Value(value.repr(context)) : value, spec);
            at = close;
        } else if (c == '}') {
            throw RenderError("A format has a } without a {.");
        } else {
            result += c;
        }
        context.spend(1);
    }
    context.spend(result.size());
    return result;
}

} // namespace espalier::text::jinja
