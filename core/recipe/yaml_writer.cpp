#include "core/recipe/yaml_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace espalier::recipe {

namespace {

std::string doubleQuoted(const std::string& text)
{
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            result += "\\u00"; // JSON has no \x
            result += kDigits[static_cast<unsigned char>(c) >> 4U];
            result += kDigits[static_cast<unsigned char>(c) & 15U];
        } else {
            result += c;
        }
    }
    return result + '"';
}

/// Plain only where no reader, YAML 1.1 or 1.2, could take it for anything else.
std::string quoted(const std::string& text)
{
    static constexpr std::array kWords = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool word = !text.empty() && (std::isalpha(static_cast<unsigned char>(text[0])) != 0 || text[0] == '_') &&
                      std::all_of(text.begin(), text.end(),
                                  [](char c) {
                                      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
                                             c == '.' || c == '/';
                                  }) &&
                      std::find(kWords.begin(), kWords.end(), lower) == kWords.end();
    if (word) {
        return text;
    }
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
        return doubleQuoted(text);
    }
    std::string result = "'";
    for (const char c : text) {
        result += c == '\'' ? "''" : std::string(1, c); // in single quotes a backslash is itself
    }
    return result + '\'';
}

std::string real(double number)
{
    std::array<char, 40> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    std::string result(text.data(), end);
    const std::size_t exponent = result.find('e');
    if (result.find('.') == std::string::npos) { // YAML 1.1 takes 1e-05 for a text
        result.insert(exponent == std::string::npos ? result.size() : exponent, ".0");
    }
    return result;
}

bool isScalar(const Value& value)
{
    return !std::holds_alternative<Value::Map>(value.data) && !std::holds_alternative<Value::List>(value.data);
}

std::string scalar(const Value& value)
{
    if (const auto flag = value.boolean()) {
        return *flag ? "true" : "false";
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value.data)) {
        return std::to_string(*integer);
    }
    if (const auto number = value.number()) {
        return real(*number);
    }
    const auto text = value.text();
    return text ? quoted(*text) : "null";
}

std::string flow(const Value::List& items)
{
    std::string text = "[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += (i > 0 ? ", " : "") + scalar(items[i]);
    }
    return text + "]";
}

void write(const Value& value, std::size_t indent, std::string& out);

/// The value after "key:" or "- ".
void writeMember(const Value& value, std::size_t indent, std::string& out)
{
    const auto* items = std::get_if<Value::List>(&value.data);
    const auto* members = std::get_if<Value::Map>(&value.data);
    if (isScalar(value)) {
        out += " " + scalar(value) + "\n";
    } else if (members != nullptr && members->empty()) {
        out += " {}\n";
    } else if (items != nullptr && std::all_of(items->begin(), items->end(), isScalar)) {
        constexpr std::size_t kLineLength = 110;
        const std::string line = flow(*items);
        if (indent + line.size() <= kLineLength) {
            out += " " + line + "\n";
            return;
        }
        out += "\n";
        write(value, indent, out);
    } else {
        out += "\n";
        write(value, indent, out);
    }
}

void write(const Value& value, std::size_t indent, std::string& out)
{
    const std::string blanks(indent, ' ');
    if (const auto* members = std::get_if<Value::Map>(&value.data)) {
        for (const auto& [key, member] : *members) {
            out += blanks + quoted(key) + ":";
            writeMember(member, indent + 2, out);
        }
    } else if (const auto* items = std::get_if<Value::List>(&value.data)) {
        for (const Value& item : *items) {
            if (isScalar(item)) {
                out += blanks + "- " + scalar(item) + "\n";
                continue;
            }
            std::string block; // its first line stands behind the dash
            write(item, indent + 2, block);
            if (block.empty()) {
                block = std::string(indent + 2, ' ') + "{}\n";
            }
            block[indent] = '-';
            out += block;
        }
    } else {
        out += blanks + scalar(value) + "\n";
    }
}

} // namespace

std::string toFlow(const Value& value, FlowStyle style)
{
    const auto word = [&](const std::string& text) {
        return style == FlowStyle::Json ? doubleQuoted(text) : quoted(text);
    };
    std::string out;
    if (const auto* members = std::get_if<Value::Map>(&value.data)) {
        for (const auto& [key, member] : *members) {
            out += (out.empty() ? "" : ", ") + word(key) + ": " + toFlow(member, style);
        }
        return "{" + out + "}";
    }
    if (const auto* items = std::get_if<Value::List>(&value.data)) {
        for (const Value& item : *items) {
            out += (out.empty() ? "" : ", ") + toFlow(item, style);
        }
        return "[" + out + "]";
    }
    const auto text = value.text();
    return text ? word(*text) : scalar(value);
}

std::string toYaml(const Value& value)
{
    std::string out;
    write(value, 0, out);
    return out;
}

} // namespace espalier::recipe
