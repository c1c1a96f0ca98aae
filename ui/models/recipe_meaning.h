#pragma once

#include <string>
#include <vector>

#include "ui/models/recipe_edit.h"
#include "ui/models/recipe_outline.h"

namespace espalier::ui {

/// What a document says, apart from how: edits say what they mean to change, and their result is held against it.
struct Meaning
{
    struct Card
    {
        std::string type;
        bool enabled = true;
        recipe::Value arguments;
    };

    struct Lane
    {
        std::string name;
        recipe::RunType runType = recipe::RunType::OneShot;
        std::vector<Card> cards;
        recipe::Value rest; ///< other keys of the stage
    };

    std::vector<Lane> lanes;
    recipe::Value rest; ///< other keys of the document
};

Meaning meaningOf(const RecipeOutline& outline);
bool same(const Meaning& a, const Meaning& b); ///< keys of a mapping in any order

/// The replacements as an edit, if the document then says what is meant.
/// @param line for the refusal, from 1
Result<RecipeEdit> finishEdit(const RecipeOutline& outline, std::vector<TextReplacement> replacements,
                              const Meaning& meant, CardPlace card, int line);

Error cardIsOff(const RecipeCard& card);
Error cardsInBrackets(int line);
Error cardsShareADash(int line);
Error classStandsTwice(const std::string& type, int line);
Error stageNameError(const std::string& name, bool taken, int line);

} // namespace espalier::ui
