#include "ui/models/recipe_outline.h"

#include <algorithm>

#include "core/recipe/diagnostics.h"
#include "core/recipe/raw.h"
#include "core/recipe/yaml.h"
#include "ui/models/text_lines.h"

namespace espalier::ui {

namespace {

using recipe::Value;
using recipe::YamlNode;
using recipe::YamlPath;

const Value::Map* mapOf(const Value& value)
{
    return std::get_if<Value::Map>(&value.data);
}

YamlPath below(YamlPath path, recipe::YamlStep step)
{
    path.push_back(std::move(step));
    return path;
}

Value argumentsOf(const Value& value)
{
    return mapOf(value) != nullptr ? value : Value{Value::Map{}, value.location, value.keyLocation};
}

} // namespace

RecipeOutline::RecipeOutline(std::string document) : m_document(std::move(document))
{
    recipe::Diagnostics diagnostics;
    const auto root = recipe::readYaml(m_document, recipe::DocumentKind::Yaml, diagnostics);
    if (root && !diagnostics.hasErrors()) {
        m_layout = recipe::readYamlLayout(m_document);
        m_root = *root;
        m_faultLine = m_layout ? 0 : 1;
    } else {
        const auto found = diagnostics.take();
        m_faultLine = found.empty() ? 1 : std::max(found.front().location.line, 1);
    }
    if (m_layout && !m_root.isNull() && mapOf(m_root) == nullptr) {
        m_layout.reset(); // a text or a list is no recipe
        m_faultLine = std::max(m_root.location.line, 1);
    }
    if (m_layout) {
        readLanes();
    }
}

const RecipeCard* RecipeOutline::card(std::size_t lane, std::size_t index) const
{
    return lane < m_lanes.size() && index < m_lanes[lane].cards.size() ? &m_lanes[lane].cards[index] : nullptr;
}

void RecipeOutline::readLanes()
{
    if (mapOf(m_root) == nullptr) {
        return;
    }
    m_dialect = recipe::detectDialect(m_root);
    if (m_dialect == recipe::Dialect::Quark) {
        return; // its algorithms are no list of modifiers
    }
    if (m_dialect == recipe::Dialect::Espalier) {
        readEspalierStages();
    } else {
        readImportedStages(m_root, {}, true);
    }
    addDisabled();
}

void RecipeOutline::readEspalierStages()
{
    const Value* stages = m_root.find("stages");
    const auto* items = stages == nullptr ? nullptr : std::get_if<Value::List>(&stages->data);
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
        const Value& stage = (*items)[i];
        if (mapOf(stage) == nullptr) {
            continue;
        }
        const Value* name = stage.find("name");
        addStage(name == nullptr ? std::string() : name->text().value_or(std::string()), stage,
                 {std::string("stages"), i});
        m_lanes.back().line = stage.location.line;
    }
}

void RecipeOutline::readImportedStages(const Value& stages, const YamlPath& path, bool top)
{
    for (const auto& [key, value] : *mapOf(stages)) {
        const bool named = key.ends_with("_stage");
        if (top && key == "stages" && mapOf(value) != nullptr) {
            readImportedStages(value, {key}, false);
        } else if ((named || !top) && mapOf(value) != nullptr) {
            addStage(named ? key.substr(0, key.size() - 6) : key, value, below(path, key));
        } else if (top && recipe::isGroupKey(key)) {
            if (m_lanes.empty() || !m_lanes.back().path.empty()) {
                RecipeLane lane;
                lane.name = "default";
                lane.line = value.keyLocation.line;
                m_lanes.push_back(std::move(lane));
            }
            addGroup(m_lanes.back(), value, {key});
        }
    }
}

void RecipeOutline::addStage(const std::string& name, const Value& value, YamlPath path)
{
    RecipeLane lane;
    lane.name = name;
    lane.line = value.keyLocation.line;
    const Value* runType = value.find("run_type");
    const bool trains = runType == nullptr ? m_dialect == recipe::Dialect::SparseML && name.find("train") != name.npos
                                           : runType->text() == "train";
    lane.runType = trains ? recipe::RunType::Train : recipe::RunType::OneShot;
    lane.path = path;
    for (const auto& [key, member] : *mapOf(value)) {
        if (recipe::isGroupKey(key)) {
            addGroup(lane, member, below(path, key));
        }
    }
    m_lanes.push_back(std::move(lane));
}

void RecipeOutline::addGroup(RecipeLane& lane, const Value& value, const YamlPath& path)
{
    const recipe::YamlMember* member = m_layout->findMember(path);
    if (member == nullptr || member->value.kind == YamlNode::Kind::Alias) {
        return; // its cards stand where the anchor is
    }
    const TextLines lines(m_document);
    RecipeGroup group;
    group.path = path;
    group.isList = member->value.kind == YamlNode::Kind::List ||
                   (member->value.kind == YamlNode::Kind::Null && m_dialect == recipe::Dialect::Espalier);
    group.inBrackets = member->value.flow;
    group.keyLine = lines.lineOf(member->begin);
    group.endLine = lines.lineOf(member->value.end);
    group.keyColumn = lines.columnOf(member->begin);
    group.empty = member->value.members.empty();
    group.itemColumn =
        member->value.members.empty() ? group.keyColumn + 2 : lines.columnOf(member->value.members.front().begin);
    lane.groups.push_back(group);
    addCards(lane, value, group);
}

void RecipeOutline::addCards(RecipeLane& lane, const Value& value, const RecipeGroup& group)
{
    if (const auto* members = mapOf(value)) {
        for (const auto& [type, arguments] : *members) {
            const YamlPath path = below(group.path, type);
            addCard(lane, type, arguments, group.inBrackets ? CardForm::InBrackets : CardForm::Member, path, path);
        }
        return;
    }
    const auto* items = std::get_if<Value::List>(&value.data);
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
        const Value& item = (*items)[i];
        const YamlPath entry = below(group.path, i);
        if (const auto type = item.text()) {
            const Value none{Value::Map{}, item.location, item.location};
            addCard(lane, *type, none, group.inBrackets ? CardForm::InBrackets : CardForm::ListItem, entry, entry);
        } else if (const auto* members = mapOf(item)) {
            for (const auto& [name, arguments] : *members) {
                addCard(lane, name, arguments,
                        members->size() > 1 ? CardForm::SharedItem
                        : group.inBrackets  ? CardForm::InBrackets
                                            : CardForm::ListItem,
                        below(entry, name), entry);
            }
        }
    }
}

void RecipeOutline::addCard(RecipeLane& lane, const std::string& type, const Value& arguments, CardForm form,
                            YamlPath path, YamlPath entry)
{
    RecipeCard card;
    card.type = type;
    card.arguments = argumentsOf(arguments);
    card.line = arguments.keyLocation.line > 0 ? arguments.keyLocation.line : arguments.location.line;
    card.form = form;
    card.group = lane.groups.size() - 1;
    card.path = std::move(path);
    card.entry = std::move(entry);
    placeCard(lane, card);
    lane.cards.push_back(std::move(card));
}

/// With the comments right above it that are indented like it, and the deeper ones right below.
void RecipeOutline::placeCard(RecipeLane& lane, RecipeCard& card) const
{
    const recipe::YamlMember* member = m_layout->findMember(card.entry);
    if (member == nullptr) {
        return;
    }
    const TextLines lines(m_document);
    card.firstLine = lines.lineOf(member->begin);
    card.lastLine = lines.lineOf(std::max(member->value.end, member->begin));
    const std::size_t column = lines.columnOf(member->begin);
    const auto isNote = [&](std::size_t line) { return lines.isComment(line) && !lines.isOff(line); };
    const std::size_t above = lane.cards.empty() || lane.cards.back().group != card.group
                                  ? lane.groups[card.group].keyLine
                                  : lane.cards.back().lastLine;
    while (card.firstLine > above + 1 && isNote(card.firstLine - 1) && lines.indent(card.firstLine - 1) == column) {
        --card.firstLine;
    }
    while (card.lastLine + 1 < lines.count() && isNote(card.lastLine + 1) && lines.indent(card.lastLine + 1) > column) {
        ++card.lastLine;
    }
}

void RecipeOutline::addDisabled()
{
    const TextLines lines(m_document);
    for (std::size_t line = 0; line < lines.count(); ++line) {
        if (!lines.isOff(line)) {
            continue;
        }
        const std::size_t column = lines.indent(line);
        const auto starts = [&](std::size_t other) { // a card of its own
            const std::string text = withoutMarker(lines.at(other));
            return text.size() > column && text[column] != ' ' && text[column] != '#';
        };
        std::size_t last = line;
        while (last + 1 < lines.count() && lines.isOff(last + 1) && lines.indent(last + 1) == column &&
               !starts(last + 1)) {
            ++last;
        }
        addDisabledBlock(line, last);
        line = last;
    }
}

void RecipeOutline::addDisabledBlock(std::size_t first, std::size_t last)
{
    const TextLines lines(m_document);
    std::string block;
    for (std::size_t line = first; line <= last; ++line) {
        block += withoutMarker(lines.at(line)) + '\n';
    }
    recipe::Diagnostics diagnostics;
    const auto value = recipe::readYaml(block, recipe::DocumentKind::Yaml, diagnostics);
    const std::vector<recipe::RawModifier> modifiers =
        value ? recipe::readModifiers(*value, diagnostics) : std::vector<recipe::RawModifier>();
    if (modifiers.size() != 1) {
        return; // a comment that only looks like one
    }
    RecipeLane* lane = nullptr; // the one whose group began last
    std::size_t group = 0;
    for (RecipeLane& candidate : m_lanes) {
        for (std::size_t i = 0; i < candidate.groups.size(); ++i) {
            if (candidate.groups[i].keyLine < first && !candidate.groups[i].inBrackets) {
                lane = &candidate;
                group = i;
            }
        }
    }
    if (lane == nullptr) {
        return;
    }
    const std::size_t groupEnd = lane->groups[group].endLine;
    for (std::size_t line = groupEnd + 1; line < first; ++line) {
        if (!lines.isBlank(line) && !lines.isComment(line)) {
            return; // something else stands between them
        }
    }
    const recipe::RawModifier& modifier = modifiers.front();
    RecipeCard card;
    card.type = modifier.name;
    card.enabled = false;
    card.arguments = argumentsOf(modifier.arguments);
    card.line = static_cast<int>(first) + std::max(modifier.location.line, 1);
    card.form = std::holds_alternative<Value::List>(value->data) ? CardForm::ListItem : CardForm::Member;
    card.group = group;
    card.firstLine = first;
    card.lastLine = last;
    RecipeGroup& home = lane->groups[group];
    if (home.empty) { // what is switched off says how the group is written
        home.itemColumn = lines.indent(first);
        home.isList = card.form == CardForm::ListItem;
    }
    while (card.firstLine > home.keyLine + 1 && lines.isComment(card.firstLine - 1) &&
           !lines.isOff(card.firstLine - 1) && lines.indent(card.firstLine - 1) == lines.indent(first)) {
        --card.firstLine;
    }
    const auto after = std::find_if(lane->cards.begin(), lane->cards.end(),
                                    [&](const RecipeCard& other) { return other.firstLine > first; });
    lane->cards.insert(after, std::move(card));
}

} // namespace espalier::ui
