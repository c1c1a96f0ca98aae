#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "core/text/jinja/arguments.h"
#include "core/text/jinja/builtins.h"
#include "core/text/jinja/error.h"
#include "core/text/jinja/json.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr std::int64_t kMaxIndent = 1000;

/// What a filter for text reads: text of any value.
std::string readText(Context& context, const Value& input)
{
    std::string text = input.str(context);
    context.spend(text.size() * 4);
    return text;
}

template <std::string (*change)(const std::string&)>
Value changed(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("The filter", given, {});
    return change(readText(context, input));
}

std::string escapedText(const std::string& text)
{
    return htmlEscaped(text);
}

Value trim(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("trim", given, {"chars"});
    return strip(readText(context, input), Side::Both, arguments.text(0));
}

Value replace(Context& context, const Value& input, const Arguments& given)
{
    BoundArguments(std::string("replace"), given, {"old", "new", "count"}).need(1);
    const Value bound = attribute(context, readText(context, input), "replace");
    return context.call(bound, given);
}

std::string indentation(const Value& width, const char* who)
{
    if (width.isString()) {
        return width.string();
    }
    if (!width.isInteger() || width.integer() > kMaxIndent) {
        throw RenderError(std::string("The width of ") + who + " is no text and no integer up to " +
                          std::to_string(kMaxIndent) + ".");
    }
    return std::string(std::size_t(std::max<std::int64_t>(width.integer(), 0)), ' ');
}

Value indent(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("indent", given, {"width", "first", "blank"});
    const std::string indented = indentation(arguments.value(0, 4), "indent");
    const bool blank = arguments.flag(2, false);
    // With the line end that Jinja adds, a text that ends with one keeps an empty last line.
    const std::vector<std::string> lines = splitLines(readText(context, input) + "\n");
    std::string result = arguments.flag(1, false) ? indented : "";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        context.spend(indented.size());
        result += i == 0 ? "" : "\n";
        result += i > 0 && (blank || !lines[i].empty()) ? indented : "";
        result += lines[i];
    }
    return result;
}

Value toJsonFilter(Context& context, const Value& input, const Arguments& given)
{
    // Hugging Face's signature; its json.dumps escapes no HTML.
    const BoundArguments arguments("tojson", given, {"ensure_ascii", "indent", "separators", "sort_keys"});
    JsonOptions options;
    options.ensureAscii = arguments.flag(0, false);
    if (!arguments.value(1).isNone()) {
        options.indent = indentation(arguments.value(1), "tojson's indent");
    }
    if (const Value separators = arguments.value(2); !separators.isNone()) {
        if (!separators.isSequence() || separators.items().size() != 2 || !separators.items()[0].isString() ||
            !separators.items()[1].isString()) {
            throw RenderError("The separators of tojson are not two texts.");
        }
        options.itemSeparator = separators.items()[0].string();
        options.keySeparator = separators.items()[1].string();
    }
    options.sortKeys = arguments.flag(3, false);
    return toJson(context, input, options);
}

Value defaultFilter(Context&, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("default", given, {"default_value", "boolean"});
    const bool missing = input.isUndefined() || (arguments.flag(1, false) && !input.truth());
    return missing ? arguments.value(0, "") : input;
}

Value integerFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("int", given, {"default", "base"});
    const Value otherwise = arguments.value(0, 0);
    const std::int64_t base = arguments.integer(1, 10);
    if (base < 2 || base > 36) {
        throw RenderError("The base of int is not within 2 and 36.");
    }
    if (input.isInteger()) {
        return input.integer();
    }
    std::optional<double> number;
    if (input.isString()) {
        const std::string text = readText(context, input);
        if (const auto integer = parseInteger(text, int(base))) {
            return *integer;
        }
        number = parseFloat(text);
    } else if (input.isNumber()) {
        number = input.number();
    }
    if (!number || !std::isfinite(*number)) {
        return otherwise;
    }
    if (!(std::fabs(*number) < 9.2e18)) {
        throw RenderError("An integer does not fit in 64 bits.");
    }
    return std::int64_t(*number);
}

Value floatFilter(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("float", given, {"default"});
    if (input.isNumber()) {
        return input.number();
    }
    const auto number = input.isString() ? parseFloat(readText(context, input)) : std::nullopt;
    return number ? Value(*number) : arguments.value(0, 0.0);
}

double numberOf(const Value& input, const char* filter)
{
    if (!input.isNumber()) {
        throw RenderError("The filter " + std::string(filter) + " does not take a " + input.typeName() + ".");
    }
    return input.number();
}

Value absolute(Context&, const Value& input, const Arguments&)
{
    numberOf(input, "abs");
    return input.isInteger() ? input.integer() < 0 ? negated(input) : Value(input.integer())
                             : Value(std::fabs(input.number()));
}

Value roundFilter(Context&, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("round", given, {"precision", "method"});
    const double number = numberOf(input, "round");
    const std::int64_t precision = std::clamp<std::int64_t>(arguments.integer(0, 0), -300, 300);
    const std::string how = arguments.text(1).value_or("common");
    if (how == "ceil" || how == "floor") {
        const double scale = std::pow(10.0, double(precision));
        return (how == "ceil" ? std::ceil(number * scale) : std::floor(number * scale)) / scale;
    }
    if (how != "common") {
        throw RenderError("The method of round is not common, ceil or floor.");
    }
    if (input.isInteger() && precision >= 0) {
        return input.integer();
    }
    if (precision < 0) {
        const double scale = std::pow(10.0, double(-precision));
        const double rounded = std::nearbyint(number / scale) * scale;
        return input.isInteger() && std::fabs(rounded) < 9.2e18 ? Value(std::int64_t(rounded)) : Value(rounded);
    }
    char buffer[1024]; // the decimal digits of the exact value, halves to even, as Python rounds
    std::snprintf(buffer, sizeof buffer, "%.*f", int(precision), number);
    return parseFloat(buffer).value_or(number);
}

Value stringFilter(Context& context, const Value& input, const Arguments&)
{
    return input.isString() ? input : Value(readText(context, input));
}

Value formatFilter(Context& context, const Value& input, const Arguments& given)
{
    if (!given.named.empty()) {
        auto values = std::make_shared<Mapping>();
        for (const auto& [name, value] : given.named) {
            values->set(name, value);
        }
        return percentFormat(context, readText(context, input), values);
    }
    return percentFormat(context, readText(context, input), Value::tuple(given.positional));
}

Value center(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("center", given, {"width"});
    const std::string text = readText(context, input);
    const auto length = std::int64_t(characterCount(text));
    const std::int64_t missing = std::max<std::int64_t>(arguments.integer(0, 80) - length, 0);
    context.spend(std::size_t(missing));
    const std::int64_t left = missing / 2 + (missing & arguments.integer(0, 80) & 1); // as str.center does
    return std::string(std::size_t(left), ' ') + text + std::string(std::size_t(missing - left), ' ');
}

Value truncate(Context& context, const Value& input, const Arguments& given)
{
    const BoundArguments arguments("truncate", given, {"length", "killwords", "end", "leeway"});
    const std::string text = readText(context, input);
    const std::string end = arguments.text(2).value_or("...");
    const std::int64_t length = arguments.integer(0, 255);
    const std::vector<std::string_view> all = characters(text);
    const std::int64_t kept = length - std::int64_t(characterCount(end));
    if (kept < 0) {
        throw RenderError("The length of truncate is shorter than its end.");
    }
    if (std::int64_t(all.size()) <= length + std::clamp<std::int64_t>(arguments.integer(3, 5), 0, 1 << 20)) {
        return text;
    }
    std::string result;
    for (std::int64_t i = 0; i < kept; ++i) {
        result += all[std::size_t(i)];
    }
    if (!arguments.flag(1, false)) {
        result = result.substr(0, result.rfind(' '));
    }
    return result + end;
}

Value wordCount(Context& context, const Value& input, const Arguments&)
{
    return splitAtSpace(readText(context, input), -1).size();
}

} // namespace

FilterFunction textFilter(const std::string& name)
{
    static const std::unordered_map<std::string, FilterFunction> table = {
        {"trim", trim},
        {"upper", changed<toUpper>},
        {"lower", changed<toLower>},
        {"title", changed<titleWords>},
        {"capitalize", changed<capitalize>},
        {"escape", changed<escapedText>},
        {"e", changed<escapedText>},
        {"forceescape", changed<escapedText>},
        {"safe", stringFilter},
        {"string", stringFilter},
        {"replace", replace},
        {"indent", indent},
        {"tojson", toJsonFilter},
        {"default", defaultFilter},
        {"d", defaultFilter},
        {"int", integerFilter},
        {"float", floatFilter},
        {"abs", absolute},
        {"round", roundFilter},
        {"format", formatFilter},
        {"center", center},
        {"truncate", truncate},
        {"wordcount", wordCount},
    };
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

} // namespace espalier::text::jinja
