#include "core/recipe/yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <exception>

#include <yaml-cpp/yaml.h>

namespace espalier::recipe {

namespace {

constexpr std::size_t kMaxBytes = 4U << 20;
constexpr int kMaxDepth = 64;
constexpr int kMaxNodes = 100'000; ///< after aliases are expanded

Location locationOf(const YAML::Mark& mark)
{
    return mark.is_null() ? Location{} : Location{mark.line + 1, mark.column + 1};
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

template <typename T> std::optional<T> wholeNumber(std::string_view text)
{
    T number{};
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional<T>(number) : std::nullopt;
}

/// Type of an unquoted scalar.
void assignPlain(Value& value, const std::string& text)
{
    if (isOneOf(text, {"", "~", "null", "Null", "NULL"})) {
        value.data = std::monostate{};
    } else if (isOneOf(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})) {
        value.data = true;
    } else if (isOneOf(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})) {
        value.data = false;
    } else if (const auto integer = wholeNumber<std::int64_t>(text)) {
        value.data = *integer;
    } else if (const auto real = wholeNumber<double>(text); real && std::isfinite(*real)) {
        value.data = *real;
    } else {
        value.data = text;
    }
}

class Reader
{
public:
    explicit Reader(Diagnostics& diagnostics) : m_diagnostics(diagnostics) {}

    Value convert(const YAML::Node& node, int depth)
    {
        Value value;
        value.location = locationOf(node.Mark());
        if (++m_nodes > kMaxNodes || depth > kMaxDepth) {
            reportLimit(value.location);
            return value;
        }
        switch (node.Type()) {
        case YAML::NodeType::Scalar:
            if (node.Tag() == "?" || node.Tag().empty()) {
                assignPlain(value, node.Scalar());
            } else {
                value.data = node.Scalar();
            }
            break;
        case YAML::NodeType::Sequence:
            value.data = list(node, depth);
            break;
        case YAML::NodeType::Map:
            value.data = map(node, depth);
            break;
        default:
            break;
        }
        wrapTag(value, node.Tag());
        return value;
    }

private:
    Value::List list(const YAML::Node& node, int depth)
    {
        Value::List items;
        for (const YAML::Node& item : node) {
            if (m_limitReached) {
                break;
            }
            items.push_back(convert(item, depth + 1));
        }
        return items;
    }

    Value::Map map(const YAML::Node& node, int depth)
    {
        Value::Map members;
        Value::Map merged;
        for (const auto& pair : node) {
            if (m_limitReached) {
                break;
            }
            const Location place = locationOf(pair.first.Mark());
            if (!pair.first.IsScalar()) {
                m_diagnostics.error(place, "recipe.yaml.key",
                                    "A key has to be a plain word. Write it without brackets.");
                continue;
            }
            const std::string key = pair.first.Scalar();
            Value value = convert(pair.second, depth + 1);
            value.keyLocation = place;
            if (value.isNull() && value.location.line != place.line) {
                value.location = place; // "key:" without a value is marked where the next token stands
            }
            if (key == "<<" && pair.first.Tag() == "?") {
                collectMerged(value, merged);
            } else {
                addMember(members, key, std::move(value));
            }
        }
        for (auto& [key, value] : merged) {
            if (!hasKey(members, key)) {
                members.emplace_back(key, std::move(value));
            }
        }
        return members;
    }

    void addMember(Value::Map& members, const std::string& key, Value value)
    {
        const auto earlier =
            std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == key; });
        if (earlier == members.end()) {
            members.emplace_back(key, std::move(value));
            return;
        }
        m_diagnostics.error(value.keyLocation, "recipe.yaml.duplicate",
                            "\"" + key + "\" stands twice here, first in line " +
                                std::to_string(earlier->second.keyLocation.line) +
                                ", and readers keep only one of them. Remove one, or put it into a stage of its own.");
    }

    static bool hasKey(const Value::Map& members, const std::string& key)
    {
        return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
    }

    /// `<<: *a` or `<<: [*a, *b]`: earlier ones win.
    void collectMerged(const Value& value, Value::Map& merged)
    {
        if (const auto* members = std::get_if<Value::Map>(&value.data)) {
            for (const auto& member : *members) {
                if (!hasKey(merged, member.first)) {
                    merged.push_back(member);
                }
            }
        } else if (const auto* items = std::get_if<Value::List>(&value.data)) {
            for (const Value& item : *items) {
                collectMerged(item, merged);
            }
        } else if (!value.isNull() && !m_limitReached) {
            m_diagnostics.error(value.location, "recipe.yaml.merge",
                                "\"<<\" merges mappings. Name one, as in \"<<: *name\".");
        }
    }

    /// `!Class {...}` of older files means {Class: {...}}.
    static void wrapTag(Value& value, const std::string& tag)
    {
        if (tag.size() < 2 || tag[0] != '!') {
            return;
        }
        Value inner = value;
        inner.keyLocation = value.location;
        value.data = Value::Map{{tag.substr(1), std::move(inner)}};
    }

    void reportLimit(Location location)
    {
        if (!m_limitReached) {
            m_diagnostics.error(location, "recipe.yaml.limit",
                                "The document is nested or repeated too deeply (at most " + std::to_string(kMaxNodes) +
                                    " values and " + std::to_string(kMaxDepth) + " levels). Write it without aliases.");
        }
        m_limitReached = true;
    }

    Diagnostics& m_diagnostics;
    int m_nodes = 0;
    bool m_limitReached = false;
};

/// The front matter with the lines where they are; nothing if there is none.
std::optional<std::string_view> frontMatter(std::string_view document)
{
    const auto isFence = [](std::string_view line) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.remove_suffix(1);
        }
        return line == "---";
    };
    std::size_t start = 0;
    bool inside = false;
    while (start < document.size()) {
        const std::size_t end = std::min(document.find('\n', start), document.size());
        const std::string_view line = document.substr(start, end - start);
        if (isFence(line)) {
            if (inside) {
                return document.substr(0, start);
            }
            inside = true;
        } else if (!inside && line.find_first_not_of(" \t\r") != std::string_view::npos) {
            return std::nullopt;
        }
        start = end + 1;
    }
    return std::nullopt;
}

} // namespace

std::optional<Value> readYaml(std::string_view document, DocumentKind kind, Diagnostics& diagnostics)
{
    if (document.size() > kMaxBytes) {
        diagnostics.error({1, 1}, "recipe.yaml.limit", "The document is larger than 4 MiB, so it is no recipe.");
        return std::nullopt;
    }
    if (kind == DocumentKind::Markdown) {
        const auto matter = frontMatter(document);
        if (!matter) {
            diagnostics.error({1, 1}, "recipe.markdown",
                              "This Markdown file has no recipe. Put it between two lines of --- at the top.");
            return std::nullopt;
        }
        document = *matter;
    }
    try {
        const std::vector<YAML::Node> nodes = YAML::LoadAll(std::string(document));
        if (nodes.size() > 1) {
            diagnostics.error(locationOf(nodes[1].Mark()), "recipe.yaml.documents",
                              "The file holds several documents. Put each recipe into a file of its own.");
            return std::nullopt;
        }
        return nodes.empty() ? Value{} : Reader(diagnostics).convert(nodes[0], 0);
    } catch (const YAML::Exception& error) {
        std::string reason = error.msg;
        diagnostics.error(locationOf(error.mark), "recipe.yaml.syntax",
                          "This is no valid YAML: " + reason + ". Compare the indentation with the lines above.");
    } catch (const std::exception& error) { // yaml-cpp lets a few of the standard library's through
        diagnostics.error({1, 1}, "recipe.yaml.syntax", std::string("This is no valid YAML: ") + error.what() + ".");
    }
    return std::nullopt;
}

} // namespace espalier::recipe
