#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/recipe/schema.h"
#include "ui/models/recipe_outline.h"

namespace espalier::ui {

/// Bytes of a document that give way to others.
struct TextReplacement
{
    std::size_t begin = 0;
    std::size_t length = 0;
    std::string text;
};

/// A card by its places. Where something is inserted: before that card, or at the end of the lane.
struct CardPlace
{
    std::size_t lane = 0;
    std::size_t card = 0;

    bool operator==(const CardPlace&) const = default;
};

/// What has to change in a document; nothing else does.
struct RecipeEdit
{
    std::vector<TextReplacement> replacements; ///< from the first byte to the last, apart from each other
    std::string document;                      ///< the result
    CardPlace card;                            ///< where the edited card is then
};

/// Edits of a recipe's text by what it means. Each gives the smallest change that it finds, reads the result again and
/// compares it with what was meant: what cannot be changed in this way is refused, never done wrongly.
/// Errors: `recipe.edit.anchor` (a value is shared by an anchor), `.brackets`, `.shared` (several classes behind one
/// dash), `.twice` (a mapping holds a class once), `.off` (the card is switched off), `.name`, `.form` (all else).
/// The outline has to be valid and hold the place.
class RecipeEditing
{
public:
    explicit RecipeEditing(const RecipeOutline& outline) : m_outline(outline) {}

    Result<RecipeEdit> setKey(CardPlace place, const std::string& key, const recipe::Value& value) const;
    Result<RecipeEdit> removeKey(CardPlace place, const std::string& key) const; ///< back to the default
    /// A new card with the keys that its schema asks for. `place.lane` may be one past the last: a stage is made, too.
    Result<RecipeEdit> insertCard(CardPlace place, const recipe::ModifierSchema& schema) const;
    Result<RecipeEdit> removeCard(CardPlace place) const;
    Result<RecipeEdit> moveCard(CardPlace from, CardPlace to) const;
    Result<RecipeEdit> copyCard(CardPlace from, CardPlace to) const;
    /// Switched off, a card's lines are comments that begin with kOffMarker.
    Result<RecipeEdit> setEnabled(CardPlace place, bool enabled) const;
    Result<RecipeEdit> addStage(const std::string& name, recipe::RunType runType) const;
    Result<RecipeEdit> renameStage(std::size_t lane, const std::string& name) const;
    Result<RecipeEdit> removeStage(std::size_t lane) const;

    /// A name that no stage has yet: "pruning", "pruning-2".
    std::string freeStageName(const std::string& wish) const;

private:
    const RecipeOutline& m_outline;
};

/// The keys that a new card of this kind begins with.
recipe::Value::Map startingKeys(const recipe::ModifierSchema& schema);

} // namespace espalier::ui
