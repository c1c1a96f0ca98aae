#include "ui/models/recipe_meaning.h"

#include <algorithm>

#include <QCoreApplication>

#include "core/recipe/raw.h"
#include "ui/models/yaml_text.h"

namespace espalier::ui {

namespace {

using recipe::Value;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(espalier::ui::RecipeEditing)
};

/// The same data; mappings in any order.
bool same(const Value& a, const Value& b)
{
    const auto* left = std::get_if<Value::Map>(&a.data);
    const auto* right = std::get_if<Value::Map>(&b.data);
    if (left != nullptr && right != nullptr) {
        return left->size() == right->size() && std::all_of(left->begin(), left->end(), [&](const auto& member) {
                   const Value* other = b.find(member.first);
                   return other != nullptr && same(member.second, *other);
               });
    }
    const auto* items = std::get_if<Value::List>(&a.data);
    const auto* others = std::get_if<Value::List>(&b.data);
    if (items != nullptr && others != nullptr) {
        return std::equal(items->begin(), items->end(), others->begin(), others->end(), same);
    }
    return a == b;
}

Error refuse(const char* code, const QString& message, int line)
{
    return {code, message.toStdString(), "line " + std::to_string(line)};
}

} // namespace

Meaning meaningOf(const RecipeOutline& outline)
{
    Meaning meaning;
    Value::Map rest;
    if (const auto* root = std::get_if<Value::Map>(&outline.root().data)) {
        for (const auto& [key, value] : *root) {
            if (key != "stages" && !key.ends_with("_stage") && !recipe::isGroupKey(key)) {
                rest.emplace_back(key, value);
            }
        }
    }
    meaning.rest.data = std::move(rest);
    for (const RecipeLane& lane : outline.lanes()) {
        Meaning::Lane made{lane.name, lane.runType, {}, {}};
        for (const RecipeCard& card : lane.cards) {
            made.cards.push_back({card.type, card.enabled, card.arguments});
        }
        const Value* stage = &outline.root();
        for (const recipe::YamlStep& step : lane.path) {
            const auto* key = std::get_if<std::string>(&step);
            stage =
                key != nullptr ? stage->find(*key) : &std::get<Value::List>(stage->data)[std::get<std::size_t>(step)];
        }
        Value::Map others;
        if (!lane.path.empty()) {
            for (const auto& [key, value] : std::get<Value::Map>(stage->data)) {
                if (key != "name" && !recipe::isGroupKey(key)) {
                    others.emplace_back(key, value);
                }
            }
        }
        made.rest.data = std::move(others);
        meaning.lanes.push_back(std::move(made));
    }
    return meaning;
}

bool same(const Meaning& a, const Meaning& b)
{
    const auto sameCards = [](const Meaning::Card& x, const Meaning::Card& y) {
        return x.type == y.type && x.enabled == y.enabled && same(x.arguments, y.arguments);
    };
    const auto sameLanes = [&](const Meaning::Lane& x, const Meaning::Lane& y) {
        return x.name == y.name && x.runType == y.runType && same(x.rest, y.rest) &&
               std::equal(x.cards.begin(), x.cards.end(), y.cards.begin(), y.cards.end(), sameCards);
    };
    return same(a.rest, b.rest) &&
           std::equal(a.lanes.begin(), a.lanes.end(), b.lanes.begin(), b.lanes.end(), sameLanes);
}

Error cardIsOff(const RecipeCard& card)
{
    return refuse("recipe.edit.off", Texts::tr("The card is switched off. Switch it on to change it."), card.line);
}

Error cardsInBrackets(int line)
{
    return refuse("recipe.edit.brackets",
                  Texts::tr("Line %1 holds modifiers in brackets, where a card cannot do this. Write them in lines of "
                            "their own, or change the YAML.")
                      .arg(line),
                  line);
}

Error cardsShareADash(int line)
{
    return refuse(
        "recipe.edit.shared",
        Texts::tr("Several modifiers share one dash near line %1. Give each a dash of its own in the YAML.").arg(line),
        line);
}

Error classStandsTwice(const std::string& type, int line)
{
    return refuse("recipe.edit.twice",
                  Texts::tr("This group holds %1 already, and a mapping holds a class once. Put it into another stage.")
                      .arg(QString::fromStdString(type)),
                  line);
}

Error stageNameError(const std::string& name, bool taken, int line)
{
    const QString text = taken ? Texts::tr("Another stage is called \"%1\". Choose another name.")
                               : Texts::tr("\"%1\" cannot be a stage's name. Use letters, digits, \"-\" and \"_\".");
    return refuse("recipe.edit.name", text.arg(QString::fromStdString(name)), line);
}

Result<RecipeEdit> finishEdit(const RecipeOutline& outline, std::vector<TextReplacement> replacements,
                              const Meaning& meant, CardPlace card, int line)
{
    RecipeEdit edit;
    edit.replacements = smallest(outline.document(), std::move(replacements));
    edit.document = applied(outline.document(), edit.replacements);
    edit.card = card;
    const RecipeOutline after(edit.document);
    if (after.valid() && same(meaningOf(after), meant)) {
        return edit;
    }
    if (outline.layout().hasAnchors) {
        return refuse("recipe.edit.anchor",
                      Texts::tr("The recipe shares values by anchors, so line %1 cannot change by a card alone. Change "
                                "it in the YAML.")
                          .arg(line),
                      line);
    }
    return refuse(
        "recipe.edit.form",
        Texts::tr("Line %1 is written in a form that a card cannot change safely. Change it in the YAML.").arg(line),
        line);
}

} // namespace espalier::ui
