#include "ui/models/recipe_edit.h"

#include <algorithm>

#include "core/recipe/yaml_writer.h"
#include "ui/models/recipe_meaning.h"
#include "ui/models/text_lines.h"
#include "ui/models/yaml_text.h"

namespace espalier::ui {

namespace {

/// The text has changed under the card that was meant.
Error cardIsGone()
{
    return {"recipe.edit.gone", "The card is not in the recipe any more. Choose it again.", ""};
}

using recipe::Value;
using recipe::YamlMember;
using recipe::YamlNode;

/// The marker before each line of a card, or none; comments above it stay what they are.
std::vector<TextReplacement> switched(const RecipeOutline& outline, const RecipeCard& card, bool enabled)
{
    const TextLines lines(outline.document());
    std::size_t first = card.firstLine;
    while (first < card.lastLine && lines.isComment(first) && !lines.isOff(first)) {
        ++first;
    }
    const std::size_t column = lines.indent(first);
    std::vector<TextReplacement> replacements;
    for (std::size_t line = first; line <= card.lastLine; ++line) {
        const std::size_t indent = std::min(lines.indent(line), column);
        const std::size_t at = lines.start(line) + indent;
        if (enabled) {
            const std::string_view rest = lines.at(line).substr(lines.indent(line) + kOffMarker.size());
            const std::size_t blank = rest.starts_with(' ') ? 1 : 0;
            rest.empty() ? replacements.push_back({lines.start(line), lines.at(line).size(), {}})
                         : replacements.push_back({at, kOffMarker.size() + blank, {}});
        } else {
            const std::string pad(column - indent, ' ');
            replacements.push_back({at, 0, pad + std::string(kOffMarker) + (lines.isBlank(line) ? "" : " ")});
        }
    }
    return replacements;
}

/// Makes the text for a card that is put into a lane.
class Insertion
{
public:
    Insertion(const RecipeOutline& outline, CardPlace place)
        : m_outline(outline), m_text(outline.document(), outline.layout()), m_place(place)
    {
    }

    /// @param type decides whether a mapping can take it; @param moved a card that leaves the lane by this edit, or
    /// null
    Result<std::vector<TextReplacement>> lines(const CardBlock& block, const std::string& type, bool enabled,
                                               const RecipeCard* moved)
    {
        const RecipeLane& lane = m_outline.lanes()[m_place.lane];
        m_place.card = std::min(m_place.card, lane.cards.size());
        if (lane.groups.empty()) {
            return newGroup(lane, block, enabled);
        }
        const bool atEnd = m_place.card == lane.cards.size();
        const RecipeCard* next = atEnd ? nullptr : &lane.cards[m_place.card];
        const std::size_t index = next != nullptr ? next->group : lane.groups.size() - 1;
        const RecipeGroup& group = lane.groups[index];
        if (group.inBrackets && !group.empty) {
            return cardsInBrackets(static_cast<int>(group.keyLine) + 1);
        }
        if (!group.isList && enabled && holds(lane, index, type, moved)) {
            if (moved != nullptr) {
                return classStandsTwice(type, static_cast<int>(group.keyLine) + 1);
            }
            m_place.card = lane.cards.size(); // a copy finds room in a group of its own
            return newGroup(lane, block, enabled);
        }
        std::vector<TextReplacement> made;
        std::size_t line = group.keyLine + 1;
        if (next != nullptr) {
            line = next->firstLine;
        } else if (!lane.cards.empty() && lane.cards.back().group == index) {
            line = lane.cards.back().lastLine + 1;
        }
        if (const YamlMember* member = m_outline.layout().findMember(group.path);
            group.empty && member != nullptr && member->value.begin < member->value.end) { // [] or ~
            made.push_back({member->valuePart, member->value.end - member->valuePart, {}});
        }
        const bool asList = group.isList || (group.empty && m_outline.dialect() == recipe::Dialect::Espalier);
        made.push_back(m_text.insertLines(line, cardLines(block, asList, group.itemColumn, enabled)));
        return made;
    }

    CardPlace place() const { return m_place; }

private:
    static bool holds(const RecipeLane& lane, std::size_t group, const std::string& type, const RecipeCard* moved)
    {
        return std::any_of(lane.cards.begin(), lane.cards.end(), [&](const RecipeCard& card) {
            return card.group == group && card.enabled && card.type == type && &card != moved;
        });
    }

    /// "modifiers:" of Espalier, else a name that the stage does not have yet.
    std::string groupKey(const RecipeLane& lane) const
    {
        if (m_outline.dialect() == recipe::Dialect::Espalier) {
            return "modifiers";
        }
        const auto taken = [&](const std::string& key) {
            return std::any_of(lane.groups.begin(), lane.groups.end(), [&](const RecipeGroup& group) {
                return std::get<std::string>(group.path.back()) == key;
            });
        };
        std::string key = lane.name + "_modifiers";
        for (int number = 2; taken(key); ++number) {
            key = lane.name + std::to_string(number) + "_modifiers";
        }
        return key;
    }

    Result<std::vector<TextReplacement>> newGroup(const RecipeLane& lane, const CardBlock& block, bool enabled) const
    {
        const YamlNode* stage = m_outline.layout().find(lane.path);
        if (stage == nullptr || stage->flow || stage->members.empty()) {
            return cardsInBrackets(lane.line);
        }
        const bool espalier = m_outline.dialect() == recipe::Dialect::Espalier;
        if (espalier && !lane.groups.empty()) {
            return classStandsTwice(block.lines.front(), lane.line); // only "modifiers" is read there
        }
        const TextLines textLines(m_outline.document());
        const std::size_t column = textLines.columnOf(stage->members.front().begin);
        std::size_t line = m_text.lineBehind(*stage);
        if (!lane.cards.empty()) {
            line = std::max(line, lane.cards.back().lastLine + 1); // behind what is switched off
        }
        std::vector<std::string> added{std::string(column, ' ') + groupKey(lane) + ":"};
        for (std::string& one : cardLines(block, espalier, column + 2, enabled)) {
            added.push_back(std::move(one));
        }
        return std::vector<TextReplacement>{m_text.insertLines(line, added)};
    }

    const RecipeOutline& m_outline;
    YamlText m_text;
    CardPlace m_place;
};

CardBlock newBlock(const std::string& type, const Value::Map& keys)
{
    CardBlock block{{}, {type + ":"}};
    for (const auto& [key, value] : keys) {
        block.lines.push_back("  " + key + ": " + recipe::toFlow(value));
    }
    if (keys.empty()) {
        block.lines.front() += " {}";
    }
    return block;
}

/// In brackets a card is a piece of text between commas.
std::string cardInBrackets(const YamlText& text, bool asListItem, const std::string& type, const Value::Map& keys)
{
    const std::string pair = text.flow({type, {}, {}}) + ": " + text.flow({keys, {}, {}});
    return asListItem ? "{" + pair + "}" : pair;
}

} // namespace

Value::Map startingKeys(const recipe::ModifierSchema& schema)
{
    Value::Map keys;
    for (const recipe::KeySchema& key : schema.keys) {
        if (key.starter) {
            keys.emplace_back(key.name, *key.starter);
        } else if (key.required && !key.defaultValue.isNull()) {
            keys.emplace_back(key.name, key.defaultValue);
        }
    }
    return keys;
}

Result<RecipeEdit> RecipeEditing::setKey(CardPlace place, const std::string& key, const Value& value) const
{
    if (m_outline.card(place.lane, place.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeCard& card = m_outline.lanes()[place.lane].cards[place.card];
    if (!card.enabled) {
        return cardIsOff(card);
    }
    Meaning meant = meaningOf(m_outline);
    auto& arguments = std::get<Value::Map>(meant.lanes[place.lane].cards[place.card].arguments.data);
    const auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](const auto& one) { return one.first == key; });
    if (found == arguments.end()) {
        arguments.emplace_back(key, value);
    } else {
        found->second.data = value.data;
    }
    const YamlText text(m_outline.document(), m_outline.layout());
    const YamlMember* holder = m_outline.layout().findMember(card.path);
    if (holder == nullptr) {
        return finishEdit(m_outline, {}, meant, place, card.line); // it stands behind an alias
    }
    const YamlMember* member = holder->value.find(key);
    if (member == nullptr && card.form == CardForm::InBrackets && holder->value.kind == YamlNode::Kind::Scalar) {
        const TextReplacement written{holder->value.begin, holder->value.end - holder->value.begin,
                                      cardInBrackets(text, true, card.type, {{key, value}})};
        return finishEdit(m_outline, {written}, meant, place, card.line);
    }
    return finishEdit(m_outline,
                      member != nullptr ? text.replaceValue(*member, value) : text.addKey(*holder, key, value), meant,
                      place, card.line);
}

Result<RecipeEdit> RecipeEditing::removeKey(CardPlace place, const std::string& key) const
{
    if (m_outline.card(place.lane, place.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeCard& card = m_outline.lanes()[place.lane].cards[place.card];
    if (!card.enabled) {
        return cardIsOff(card);
    }
    Meaning meant = meaningOf(m_outline);
    auto& arguments = std::get<Value::Map>(meant.lanes[place.lane].cards[place.card].arguments.data);
    std::erase_if(arguments, [&](const auto& one) { return one.first == key; });
    const YamlNode* map = m_outline.layout().find(card.path);
    std::vector<TextReplacement> replacements;
    for (std::size_t i = 0; map != nullptr && i < map->members.size(); ++i) {
        if (map->kind == YamlNode::Kind::Map && map->members[i].key == key) {
            replacements = YamlText(m_outline.document(), m_outline.layout()).removeMember(*map, i);
        }
    }
    return finishEdit(m_outline, std::move(replacements), meant, place, card.line);
}

Result<RecipeEdit> RecipeEditing::insertCard(CardPlace place, const recipe::ModifierSchema& schema) const
{
    const Value::Map keys = startingKeys(schema);
    if (place.lane >= m_outline.lanes().size()) {
        const bool trains = schema.trains;
        auto stage = addStage(freeStageName(trains ? "training" : "compression"),
                              trains ? recipe::RunType::Train : recipe::RunType::OneShot);
        if (!stage) {
            return stage.error();
        }
        const RecipeOutline grown(stage->document);
        auto edit = RecipeEditing(grown).insertCard({grown.lanes().size() - 1, 0}, schema);
        if (edit) { // both at once, as one change of this document
            edit->replacements = smallest(m_outline.document(), {{0, m_outline.document().size(), edit->document}});
        }
        return edit;
    }
    const RecipeLane& lane = m_outline.lanes()[place.lane];
    place.card = std::min(place.card, lane.cards.size());
    Meaning meant = meaningOf(m_outline);
    const auto mean = [&](CardPlace at) {
        auto& cards = meant.lanes[at.lane].cards;
        cards.insert(cards.begin() + static_cast<std::ptrdiff_t>(at.card), {schema.type, true, {keys, {}, {}}});
    };
    const RecipeGroup* group = lane.groups.empty() ? nullptr : &lane.groups.back();
    if (group != nullptr && group->inBrackets && !group->empty) {
        const YamlText text(m_outline.document(), m_outline.layout());
        const YamlNode* collection = m_outline.layout().find(group->path);
        mean(place);
        return finishEdit(
            m_outline,
            {text.insertInBrackets(*collection, place.card, cardInBrackets(text, group->isList, schema.type, keys))},
            meant, place, lane.line);
    }
    Insertion insertion(m_outline, place);
    auto replacements = insertion.lines(newBlock(schema.type, keys), schema.type, true, nullptr);
    if (!replacements) {
        return replacements.error();
    }
    mean(insertion.place());
    return finishEdit(m_outline, replacements.take(), meant, insertion.place(), lane.line);
}

Result<RecipeEdit> RecipeEditing::removeCard(CardPlace place) const
{
    if (m_outline.card(place.lane, place.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeLane& lane = m_outline.lanes()[place.lane];
    const RecipeCard& card = lane.cards[place.card];
    Meaning meant = meaningOf(m_outline);
    auto& cards = meant.lanes[place.lane].cards;
    cards.erase(cards.begin() + static_cast<std::ptrdiff_t>(place.card));
    const YamlText text(m_outline.document(), m_outline.layout());
    if (card.form == CardForm::SharedItem) {
        return cardsShareADash(card.line);
    }
    std::vector<TextReplacement> replacements;
    if (card.form == CardForm::InBrackets) {
        const YamlNode* collection = m_outline.layout().find({card.entry.begin(), card.entry.end() - 1});
        for (std::size_t i = 0; i < collection->members.size(); ++i) {
            if (&collection->members[i] == m_outline.layout().findMember(card.entry)) {
                replacements = text.removeMember(*collection, i);
            }
        }
    } else {
        replacements = {text.removeLines(card.firstLine, card.lastLine)};
    }
    const CardPlace next{place.lane, std::min(place.card, cards.empty() ? 0 : cards.size() - 1)};
    return finishEdit(m_outline, std::move(replacements), meant, next, card.line);
}

Result<RecipeEdit> RecipeEditing::moveCard(CardPlace from, CardPlace to) const
{
    if (m_outline.card(from.lane, from.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeCard& card = m_outline.lanes()[from.lane].cards[from.card];
    to.lane = std::min(to.lane, m_outline.lanes().size() - 1);
    to.card = std::min(to.card, m_outline.lanes()[to.lane].cards.size());
    const bool sameLane = from.lane == to.lane;
    if (sameLane && (to.card == from.card || to.card == from.card + 1)) {
        return RecipeEdit{{}, m_outline.document(), from};
    }
    if (card.form == CardForm::SharedItem) {
        return cardsShareADash(card.line);
    }
    if (card.form == CardForm::InBrackets) {
        return cardsInBrackets(card.line);
    }
    Insertion insertion(m_outline, to);
    auto replacements = insertion.lines(cardBlock(m_outline, card), card.type, card.enabled, &card);
    if (!replacements) {
        return replacements.error();
    }
    Meaning meant = meaningOf(m_outline);
    auto& source = meant.lanes[from.lane].cards;
    Meaning::Card moved = source[from.card];
    source.erase(source.begin() + static_cast<std::ptrdiff_t>(from.card));
    CardPlace place = to;
    place.card -= sameLane && to.card > from.card ? 1 : 0;
    auto& target = meant.lanes[to.lane].cards;
    target.insert(target.begin() + static_cast<std::ptrdiff_t>(place.card), std::move(moved));
    const YamlText text(m_outline.document(), m_outline.layout());
    std::vector<TextReplacement> both = replacements.take();
    both.push_back(text.removeLines(card.firstLine, card.lastLine));
    return finishEdit(m_outline, std::move(both), meant, place, card.line);
}

Result<RecipeEdit> RecipeEditing::copyCard(CardPlace from, CardPlace to) const
{
    if (m_outline.card(from.lane, from.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeCard& card = m_outline.lanes()[from.lane].cards[from.card];
    to.lane = std::min(to.lane, m_outline.lanes().size() - 1);
    const RecipeLane& lane = m_outline.lanes()[to.lane];
    to.card = std::min(to.card, lane.cards.size());
    Meaning meant = meaningOf(m_outline);
    const auto mean = [&](CardPlace at) {
        auto& cards = meant.lanes[at.lane].cards;
        cards.insert(cards.begin() + static_cast<std::ptrdiff_t>(at.card), {card.type, card.enabled, card.arguments});
    };
    if (card.form == CardForm::InBrackets && !lane.groups.empty() && lane.groups.back().inBrackets) {
        const YamlText text(m_outline.document(), m_outline.layout());
        mean(to);
        return finishEdit(m_outline,
                          {text.insertInBrackets(*m_outline.layout().find(lane.groups.back().path), to.card,
                                                 cardInBrackets(text, lane.groups.back().isList, card.type,
                                                                std::get<Value::Map>(card.arguments.data)))},
                          meant, to, card.line);
    }
    if (card.form == CardForm::SharedItem || card.form == CardForm::InBrackets) {
        return card.form == CardForm::SharedItem ? cardsShareADash(card.line) : cardsInBrackets(card.line);
    }
    Insertion insertion(m_outline, to);
    CardBlock block = cardBlock(m_outline, card);
    block.notes.clear(); // they speak of the first one
    auto replacements = insertion.lines(block, card.type, card.enabled, nullptr);
    if (!replacements) {
        return replacements.error();
    }
    mean(insertion.place());
    return finishEdit(m_outline, replacements.take(), meant, insertion.place(), card.line);
}

Result<RecipeEdit> RecipeEditing::setEnabled(CardPlace place, bool enabled) const
{
    if (m_outline.card(place.lane, place.card) == nullptr) {
        return cardIsGone();
    }
    const RecipeCard& card = m_outline.lanes()[place.lane].cards[place.card];
    if (card.enabled == enabled) {
        return RecipeEdit{{}, m_outline.document(), place};
    }
    if (card.form == CardForm::SharedItem) {
        return cardsShareADash(card.line);
    }
    if (card.form == CardForm::InBrackets) {
        return cardsInBrackets(card.line);
    }
    Meaning meant = meaningOf(m_outline);
    meant.lanes[place.lane].cards[place.card].enabled = enabled;
    return finishEdit(m_outline, switched(m_outline, card, enabled), meant, place, card.line);
}

std::string RecipeEditing::freeStageName(const std::string& wish) const
{
    const auto taken = [&](const std::string& name) {
        return std::any_of(m_outline.lanes().begin(), m_outline.lanes().end(),
                           [&](const RecipeLane& lane) { return lane.name == name; });
    };
    std::string name = wish;
    for (int number = 2; taken(name); ++number) {
        name = wish + "-" + std::to_string(number);
    }
    return name;
}

} // namespace espalier::ui
