#include <algorithm>

#include "core/recipe/raw.h"
#include "core/recipe/yaml_writer.h"
#include "ui/models/recipe_edit.h"
#include "ui/models/recipe_meaning.h"
#include "ui/models/text_lines.h"
#include "ui/models/yaml_text.h"

namespace espalier::ui {

namespace {

using recipe::RunType;
using recipe::Value;
using recipe::YamlMember;
using recipe::YamlNode;

std::vector<std::string> indented(std::vector<std::string> lines, std::size_t column)
{
    for (std::string& line : lines) {
        line.insert(0, column, ' ');
    }
    return lines;
}

/// Behind everything that belongs to the last stage, cards that are switched off included.
std::size_t lineBehindStages(const RecipeOutline& outline, std::size_t line)
{
    const auto& lanes = outline.lanes();
    return lanes.empty() || lanes.back().cards.empty() ? line : std::max(line, lanes.back().cards.back().lastLine + 1);
}

std::vector<TextReplacement> addEspalierStage(const RecipeOutline& outline, const std::string& name, RunType runType)
{
    const YamlText text(outline.document(), outline.layout());
    const TextLines lines(outline.document());
    std::vector<std::string> stage{"- name: " + recipe::toFlow({name, {}, {}})};
    if (runType == RunType::Train) {
        stage.emplace_back("  run_type: train");
    }
    stage.emplace_back("  modifiers:");
    const YamlNode& root = outline.layout().root;
    const YamlMember* stages = root.find("stages");
    if (stages != nullptr && stages->value.flow && !stages->value.members.empty()) {
        Value::Map members{{"name", {name, {}, {}}}};
        if (runType == RunType::Train) {
            members.emplace_back("run_type", Value{std::string("train"), {}, {}});
        }
        members.emplace_back("modifiers", Value{Value::List{}, {}, {}});
        return {text.insertInBrackets(stages->value, stages->value.members.size(), text.flow({members, {}, {}}))};
    }
    if (stages != nullptr && !stages->value.members.empty()) {
        const std::size_t line = lineBehindStages(outline, text.lineBehind(stages->value));
        return {text.insertLines(line, indented(stage, lines.columnOf(stages->value.members.front().begin)))};
    }
    if (stages != nullptr) { // nothing, or []
        return {{stages->valuePart, stages->value.end - stages->valuePart, {}},
                text.insertLines(lines.lineOf(stages->valuePart) + 1, indented(stage, 2))};
    }
    std::vector<std::string> added{"stages:"};
    if (root.find("espalier") == nullptr) {
        added.insert(added.begin(), "espalier: 1");
    }
    for (std::string& line : indented(stage, 2)) {
        added.push_back(std::move(line));
    }
    return {text.insertLines(root.members.empty() ? lines.count() - 1 + (lines.isBlank(lines.count() - 1) ? 0 : 1)
                                                  : text.lineBehind(root),
                             added)};
}

std::vector<TextReplacement> addImportedStage(const RecipeOutline& outline, const std::string& name, RunType runType)
{
    const YamlText text(outline.document(), outline.layout());
    const TextLines lines(outline.document());
    const YamlMember* stages = outline.layout().root.find("stages");
    const bool nested = stages != nullptr && stages->value.kind == YamlNode::Kind::Map;
    const YamlNode& map = nested ? stages->value : outline.layout().root;
    const std::string key = nested ? name : name + "_stage";
    if (map.flow) {
        Value::Map members;
        if (runType == RunType::Train) {
            members.emplace_back("run_type", Value{std::string("train"), {}, {}});
        }
        members.emplace_back(name + "_modifiers", Value{Value::Map{}, {}, {}});
        const std::string pair = text.flow({key, {}, {}}) + ": " + text.flow({members, {}, {}});
        return {text.insertInBrackets(map, map.members.size(), pair)};
    }
    std::vector<std::string> stage{recipe::toFlow({key, {}, {}}) + ":"};
    if (runType == RunType::Train) {
        stage.emplace_back("  run_type: train");
    }
    stage.push_back("  " + name + "_modifiers:");
    const std::size_t column = map.members.empty() ? 0 : lines.columnOf(map.members.front().begin);
    return {text.insertLines(lineBehindStages(outline, text.lineBehind(map)), indented(stage, column))};
}

/// Where in the document's mapping or list the stage stands.
struct StageSlot
{
    const YamlNode* collection = nullptr;
    std::size_t index = 0;
    const YamlMember* holder = nullptr; ///< of the collection; null at the top
};

StageSlot slotOf(const RecipeOutline& outline, const RecipeLane& lane)
{
    const recipe::YamlPath parent(lane.path.begin(), lane.path.end() - 1);
    StageSlot slot{outline.layout().find(parent), 0, outline.layout().findMember(parent)};
    const YamlMember* member = outline.layout().findMember(lane.path);
    while (slot.index < slot.collection->members.size() && &slot.collection->members[slot.index] != member) {
        ++slot.index;
    }
    return slot;
}

Error stageHasNoPlace(const RecipeLane& lane)
{
    return stageNameError(lane.name, false, lane.line);
}

} // namespace

Result<RecipeEdit> RecipeEditing::addStage(const std::string& name, RunType runType) const
{
    if (!recipe::isStageName(name) || freeStageName(name) != name) {
        return stageNameError(name, recipe::isStageName(name), 1);
    }
    const bool espalier = m_outline.dialect() == recipe::Dialect::Espalier;
    Meaning meant = meaningOf(m_outline);
    Value::Map rest;
    if (runType == RunType::Train) {
        rest.emplace_back("run_type", Value{std::string("train"), {}, {}});
    }
    meant.lanes.push_back({name, runType, {}, {std::move(rest), {}, {}}});
    auto& others = std::get<Value::Map>(meant.rest.data);
    if (espalier &&
        std::none_of(others.begin(), others.end(), [](const auto& one) { return one.first == "espalier"; })) {
        others.emplace_back("espalier", Value{std::int64_t{1}, {}, {}});
    }
    return finishEdit(
        m_outline, espalier ? addEspalierStage(m_outline, name, runType) : addImportedStage(m_outline, name, runType),
        meant, {m_outline.lanes().size(), 0}, 1);
}

Result<RecipeEdit> RecipeEditing::renameStage(std::size_t lane, const std::string& name) const
{
    const RecipeLane& stage = m_outline.lanes()[lane];
    if (name == stage.name) {
        return RecipeEdit{{}, m_outline.document(), {lane, 0}};
    }
    if (!recipe::isStageName(name) || freeStageName(name) != name) {
        return stageNameError(name, recipe::isStageName(name), stage.line);
    }
    if (stage.path.empty()) {
        return stageHasNoPlace(stage);
    }
    const YamlText text(m_outline.document(), m_outline.layout());
    Meaning meant = meaningOf(m_outline);
    meant.lanes[lane].name = name;
    if (m_outline.dialect() == recipe::Dialect::Espalier) {
        const YamlNode* map = m_outline.layout().find(stage.path);
        const YamlMember* member = map == nullptr ? nullptr : map->find("name");
        const Value value{name, {}, {}};
        return finishEdit(m_outline,
                          member != nullptr ? text.replaceValue(*member, value)
                                            : text.addKey(*m_outline.layout().findMember(stage.path), "name", value),
                          meant, {lane, 0}, stage.line);
    }
    if (m_outline.dialect() == recipe::Dialect::SparseML && meant.lanes[lane].rest.find("run_type") == nullptr) {
        meant.lanes[lane].runType = name.find("train") != std::string::npos ? RunType::Train : RunType::OneShot;
    }
    const YamlMember* member = m_outline.layout().findMember(stage.path);
    const bool suffix = member->key.ends_with("_stage");
    const std::size_t colon = member->valuePart - 1;
    std::size_t end = colon;
    while (end > member->begin && m_outline.document()[end - 1] == ' ') {
        --end;
    }
    const std::string key = text.flow({name + (suffix ? "_stage" : ""), {}, {}});
    return finishEdit(m_outline, {{member->begin, end - member->begin, key}}, meant, {lane, 0}, stage.line);
}

Result<RecipeEdit> RecipeEditing::removeStage(std::size_t lane) const
{
    const RecipeLane& stage = m_outline.lanes()[lane];
    if (stage.path.empty()) {
        return cardsInBrackets(stage.line);
    }
    Meaning meant = meaningOf(m_outline);
    meant.lanes.erase(meant.lanes.begin() + static_cast<std::ptrdiff_t>(lane));
    const CardPlace next{lane == 0 ? 0 : lane - 1, 0};
    const YamlText text(m_outline.document(), m_outline.layout());
    const StageSlot slot = slotOf(m_outline, stage);
    const YamlMember& member = slot.collection->members[slot.index];
    if (slot.collection->flow) {
        return finishEdit(m_outline, text.removeMember(*slot.collection, slot.index), meant, next, stage.line);
    }
    const TextLines lines(m_outline.document());
    std::size_t last = lines.lineOf(member.value.end);
    if (!stage.cards.empty()) {
        last = std::max(last, stage.cards.back().lastLine);
    }
    std::size_t first = lines.lineOf(member.begin);
    const std::size_t column = lines.columnOf(member.begin);
    while (first > 0 && lines.isComment(first - 1) && !lines.isOff(first - 1) && lines.indent(first - 1) == column &&
           slot.index > 0) {
        --first; // the first stage's comments are the document's
    }
    std::vector<TextReplacement> replacements{text.removeLines(first, last)};
    if (slot.collection->members.size() == 1 && slot.holder != nullptr) {
        replacements.push_back(
            {slot.holder->valuePart, 0, slot.collection->kind == YamlNode::Kind::List ? " []" : " {}"});
    }
    return finishEdit(m_outline, std::move(replacements), meant, next, stage.line);
}

} // namespace espalier::ui
