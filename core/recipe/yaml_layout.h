#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace espalier::recipe {

/// A step into a document: the key of a mapping or the place in a list.
using YamlStep = std::variant<std::string, std::size_t>;
using YamlPath = std::vector<YamlStep>;

struct YamlMember;

/// Where a value stands in a document, in bytes, so that it can be replaced and nothing else with it.
struct YamlNode
{
    enum class Kind { Null, Scalar, List, Map, Alias };

    Kind kind = Kind::Null;
    bool flow = false;     ///< a list or mapping in brackets
    bool anchored = false; ///< has an anchor
    std::string tag;       ///< "!Class", or empty
    std::string text;      ///< of a scalar
    std::size_t begin = 0; ///< with tag and anchor; of an empty value the place behind its colon or dash
    std::size_t end = 0;   ///< behind the last byte, without comments and line ends
    std::vector<YamlMember> members;

    const YamlMember* find(std::string_view key) const;
};

struct YamlMember
{
    std::string key;           ///< of a mapping
    std::size_t begin = 0;     ///< of the key, or of the dash; in a list in brackets of the value
    std::size_t valuePart = 0; ///< behind the colon or the dash
    YamlNode value;
};

struct YamlLayout
{
    YamlNode root;
    bool hasAnchors = false; ///< somewhere an anchor, an alias or a merge

    /// Nothing if the path leads nowhere. A step that is the name of a tag stays where it is, as readYaml() has it.
    const YamlNode* find(const YamlPath& path) const;
    const YamlMember* findMember(const YamlPath& path) const; ///< the one that holds the value
};

/// The places of a document's values; nothing if it is no valid YAML or written in a form that is too rare to be edited
/// by place (explicit keys, pairs in brackets without braces).
std::optional<YamlLayout> readYamlLayout(const std::string& document);

} // namespace espalier::recipe
