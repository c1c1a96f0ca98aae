#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/recipe/recipe.h"
#include "core/recipe/yaml_layout.h"

namespace espalier::ui {

/// Stands before each line of a card that is switched off: a comment to every program, a card here.
inline constexpr std::string_view kOffMarker = "#off";

/// How a card is written.
enum class CardForm {
    ListItem,   ///< "- Class:" with keys below it
    Member,     ///< "Class:" in a mapping of classes
    SharedItem, ///< one of several classes behind one dash: cannot be moved
    InBrackets  ///< within [] or {}, as in JSON
};

/// A modifier as the document has it.
struct RecipeCard
{
    std::string type;
    bool enabled = true;
    recipe::Value arguments; ///< a map, as written
    int line = 0;            ///< of the class name, from 1
    CardForm form = CardForm::ListItem;
    std::size_t group = 0;     ///< of its lane's groups
    recipe::YamlPath path;     ///< of its keys; empty while it is switched off
    recipe::YamlPath entry;    ///< of the list's item or the mapping's member
    std::size_t firstLine = 0; ///< from 0, with the comments right above it
    std::size_t lastLine = 0;
};

/// A list or mapping that holds modifiers; a stage may have several.
struct RecipeGroup
{
    recipe::YamlPath path;
    bool isList = false;
    bool inBrackets = false;
    bool empty = false;         ///< but for what is switched off
    std::size_t keyLine = 0;    ///< from 0
    std::size_t endLine = 0;    ///< from 0, where its last line is
    std::size_t keyColumn = 0;  ///< bytes before its key
    std::size_t itemColumn = 0; ///< bytes before its dashes or classes; a guess while it is empty
};

struct RecipeLane
{
    std::string name;
    recipe::RunType runType = recipe::RunType::OneShot;
    int line = 0;          ///< from 1
    recipe::YamlPath path; ///< of the stage; empty: groups outside of stages
    std::vector<RecipeGroup> groups;
    std::vector<RecipeCard> cards; ///< in document order
};

/// The stages and modifiers of a recipe's text with their places: what lanes and cards show, and what edits need. Made
/// of any document that is valid YAML, whatever else is wrong with it. Immutable.
class RecipeOutline
{
public:
    explicit RecipeOutline(std::string document);

    const std::string& document() const { return m_document; }
    bool valid() const { return m_layout.has_value(); }
    int faultLine() const { return m_faultLine; } ///< from 1, of an invalid document
    recipe::Dialect dialect() const { return m_dialect; }
    const std::vector<RecipeLane>& lanes() const { return m_lanes; }
    const recipe::YamlLayout& layout() const { return *m_layout; } ///< of a valid document
    const recipe::Value& root() const { return m_root; }
    const RecipeCard* card(std::size_t lane, std::size_t index) const; ///< null if there is none

private:
    void readLanes();
    void readEspalierStages();
    void readImportedStages(const recipe::Value& stages, const recipe::YamlPath& path, bool top);
    void addStage(const std::string& name, const recipe::Value& value, recipe::YamlPath path);
    void addGroup(RecipeLane& lane, const recipe::Value& value, const recipe::YamlPath& path);
    void addCards(RecipeLane& lane, const recipe::Value& value, const RecipeGroup& group);
    void addCard(RecipeLane& lane, const std::string& type, const recipe::Value& arguments, CardForm form,
                 recipe::YamlPath path, recipe::YamlPath entry);
    void placeCard(RecipeLane& lane, RecipeCard& card) const;
    void addDisabled();
    void addDisabledBlock(std::size_t first, std::size_t last);

    std::string m_document;
    std::optional<recipe::YamlLayout> m_layout;
    recipe::Value m_root;
    recipe::Dialect m_dialect = recipe::Dialect::Espalier;
    std::vector<RecipeLane> m_lanes;
    int m_faultLine = 0;
};

} // namespace espalier::ui
