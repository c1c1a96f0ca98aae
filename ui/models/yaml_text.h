#pragma once

#include <string>
#include <vector>

#include "core/recipe/recipe.h"
#include "core/recipe/yaml_layout.h"
#include "ui/models/recipe_edit.h"

namespace espalier::ui {

/// Lines of a card apart from where it stands: without indentation, dash and marker.
struct CardBlock
{
    std::vector<std::string> notes; ///< comments above it
    std::vector<std::string> lines; ///< the class and what is indented below it
};

/// Changes of a YAML document's text, each by the places of its layout. Nothing is checked here: what comes out has to
/// be read again.
class YamlText
{
public:
    YamlText(const std::string& document, const recipe::YamlLayout& layout);

    bool isJson() const { return m_json; }
    std::string flow(const recipe::Value& value) const;

    /// Another value for a member, keeping what stays of a list.
    std::vector<TextReplacement> replaceValue(const recipe::YamlMember& member, const recipe::Value& value) const;
    /// A further key of a mapping, which `holder` holds (empty mappings and missing values included).
    std::vector<TextReplacement> addKey(const recipe::YamlMember& holder, const std::string& key,
                                        const recipe::Value& value) const;
    std::vector<TextReplacement> removeMember(const recipe::YamlNode& collection, std::size_t index) const;
    /// Text between others in brackets.
    TextReplacement insertInBrackets(const recipe::YamlNode& collection, std::size_t index,
                                     const std::string& text) const;
    /// Whole lines before line `line` (from 0), which may be one past the last.
    TextReplacement insertLines(std::size_t line, const std::vector<std::string>& lines) const;
    TextReplacement removeLines(std::size_t first, std::size_t last) const;
    /// Where a line that follows the member would begin.
    std::size_t lineBehind(const recipe::YamlNode& node) const;

private:
    TextReplacement replaceList(const recipe::YamlMember& member, const recipe::Value::List& items) const;

    const std::string& m_document;
    bool m_json;
};

CardBlock cardBlock(const RecipeOutline& outline, const RecipeCard& card);
/// @param column of the dash or of the class
std::vector<std::string> cardLines(const CardBlock& block, bool asListItem, std::size_t column, bool enabled);

/// Sorted, without what stays the same at both ends.
std::vector<TextReplacement> smallest(const std::string& document, std::vector<TextReplacement> replacements);
std::string applied(const std::string& document, const std::vector<TextReplacement>& replacements);

} // namespace espalier::ui
