#include "ui/models/yaml_text.h"

#include <algorithm>

#include "core/recipe/yaml_writer.h"
#include "ui/models/text_lines.h"

namespace espalier::ui {

namespace {

using recipe::Value;
using recipe::YamlMember;
using recipe::YamlNode;

constexpr std::size_t kStep = 2; ///< columns that a level is indented by

bool isScalar(const Value& value)
{
    return !std::holds_alternative<Value::Map>(value.data) && !std::holds_alternative<Value::List>(value.data);
}

bool isEmptyFlow(const YamlNode& node)
{
    return node.flow && node.members.empty();
}

std::string blanks(std::size_t count)
{
    return std::string(count, ' ');
}

/// Does a scalar of the document say this?
bool says(const std::string& document, const YamlNode& node, const Value& value)
{
    if (node.kind != YamlNode::Kind::Scalar || !isScalar(value)) {
        return false;
    }
    const auto text = value.text();
    return text ? node.text == *text && node.tag.empty()
                : document.substr(node.begin, node.end - node.begin) == recipe::toFlow(value);
}

} // namespace

YamlText::YamlText(const std::string& document, const recipe::YamlLayout& layout)
    : m_document(document),
      m_json(layout.root.flow && layout.root.begin < document.size() && document[layout.root.begin] == '{')
{
}

std::string YamlText::flow(const Value& value) const
{
    return recipe::toFlow(value, m_json ? recipe::FlowStyle::Json : recipe::FlowStyle::Yaml);
}

std::vector<TextReplacement> YamlText::replaceValue(const YamlMember& member, const Value& value) const
{
    const YamlNode& old = member.value;
    const auto* items = std::get_if<Value::List>(&value.data);
    if (items != nullptr && !items->empty() && old.kind == YamlNode::Kind::List && !old.members.empty() &&
        std::all_of(items->begin(), items->end(), isScalar)) {
        return {replaceList(member, *items)};
    }
    if (old.begin == old.end) { // "key:" alone
        return {{member.valuePart, 0, " " + flow(value)}};
    }
    const bool ownLine =
        m_document.substr(member.valuePart, old.begin - member.valuePart).find('\n') != std::string::npos;
    if (ownLine && !old.flow && !old.members.empty()) { // a block gives way to one line
        return {{member.valuePart, old.end - member.valuePart, " " + flow(value)}};
    }
    return {{old.begin, old.end - old.begin, flow(value)}};
}

/// Items that stay keep how they are written, with their comments.
TextReplacement YamlText::replaceList(const YamlMember& member, const Value::List& items) const
{
    const YamlNode& old = member.value;
    const TextLines lines(m_document);
    std::vector<bool> used(old.members.size(), false);
    const auto kept = [&](const Value& item) {
        for (std::size_t i = 0; i < old.members.size(); ++i) {
            if (!used[i] && says(m_document, old.members[i].value, item)) {
                used[i] = true;
                return i;
            }
        }
        return old.members.size();
    };
    std::string text;
    if (old.flow) {
        const std::size_t begin = old.members.front().value.begin;
        const std::size_t end = old.members.back().value.end;
        std::size_t before = old.members.size();
        for (const Value& item : items) {
            const std::size_t i = kept(item);
            if (i < old.members.size()) {
                const YamlNode& node = old.members[i].value;
                if (!text.empty()) { // the gap of the document between neighbours: it may be a line end
                    const std::size_t gap = i > 0 && before == i - 1 ? old.members[i - 1].value.end : node.begin;
                    text += gap < node.begin ? m_document.substr(gap, node.begin - gap) : std::string(", ");
                }
                text += m_document.substr(node.begin, node.end - node.begin);
            } else {
                text += (text.empty() ? "" : ", ") + flow(item);
            }
            before = i;
        }
        return {begin, end - begin, text};
    }
    const std::size_t first = lines.lineOf(old.members.front().begin);
    const std::size_t last = lines.lineOf(old.end);
    const auto endLine = [&](std::size_t i) { return lines.lineOf(old.members[i].value.end); };
    const std::string indent = blanks(lines.columnOf(old.members.front().begin));
    std::string eol(lines.eol());
    for (const Value& item : items) {
        const std::size_t i = kept(item);
        if (i == old.members.size()) {
            text += indent + "- " + flow(item) + eol;
            continue;
        }
        const std::size_t from = lines.start(i == 0 ? first : endLine(i - 1) + 1);
        text += m_document.substr(from, lines.next(endLine(i)) - from);
        if (!text.ends_with('\n')) {
            text += eol;
        }
    }
    const std::size_t begin = lines.start(first);
    const std::size_t end = lines.next(last);
    if (end == m_document.size() && !m_document.ends_with('\n') && text.ends_with(eol)) {
        text.resize(text.size() - eol.size());
    }
    return {begin, end - begin, text};
}

std::vector<TextReplacement> YamlText::addKey(const YamlMember& holder, const std::string& key,
                                              const Value& value) const
{
    const YamlNode& map = holder.value;
    const std::string pair =
        m_json ? flow({key, {}, {}}) + ": " + flow(value) : recipe::toFlow({key, {}, {}}) + ": " + flow(value);
    const TextLines lines(m_document);
    if (isEmptyFlow(map) && !m_json && lines.lineOf(holder.begin) == lines.lineOf(map.end)) {
        const std::size_t line = lines.lineOf(map.end);
        const std::string rest = m_document.substr(map.end, lines.start(line) + lines.at(line).size() - map.end);
        const std::size_t after = rest.find_first_not_of(' ');
        if (after == std::string::npos || rest[after] == '#') { // "Class: {}" opens to lines
            return {{holder.valuePart, map.end - holder.valuePart, {}},
                    insertLines(line + 1, {blanks(lines.columnOf(holder.begin) + kStep) + pair})};
        }
    }
    if (map.flow) {
        return {insertInBrackets(map, map.members.size(), pair)};
    }
    if (map.kind == YamlNode::Kind::Map && !map.members.empty()) {
        const std::size_t column = lines.columnOf(map.members.front().begin);
        return {insertLines(lineBehind(map), {blanks(column) + pair})};
    }
    const std::size_t column = lines.columnOf(holder.begin) + kStep;
    if (map.kind == YamlNode::Kind::Scalar) { // "- Class" becomes "- Class:" with a key
        const std::size_t inner = lines.columnOf(map.begin) + kStep;
        return {{map.end, 0, ":"}, insertLines(lines.lineOf(map.end) + 1, {blanks(inner) + pair})};
    }
    if (map.begin < map.end) { // "Class: ~"
        return {{map.begin, map.end - map.begin, "{" + pair + "}"}};
    }
    return {insertLines(lines.lineOf(holder.valuePart) + 1, {blanks(column) + pair})};
}

std::vector<TextReplacement> YamlText::removeMember(const YamlNode& collection, std::size_t index) const
{
    const YamlMember& member = collection.members[index];
    const bool last = index + 1 == collection.members.size();
    if (collection.flow) {
        if (!last) {
            return {{member.begin, collection.members[index + 1].begin - member.begin, {}}};
        }
        const std::size_t begin = index == 0 ? member.begin : collection.members[index - 1].value.end;
        return {{begin, member.value.end - begin, {}}};
    }
    const TextLines lines(m_document);
    const std::size_t first = lines.lineOf(member.begin);
    if (lines.indent(first) == lines.columnOf(member.begin)) {
        return {removeLines(first, lines.lineOf(member.value.end))};
    }
    // it stands behind a dash: the next one moves up, unless a comment is between them
    if (!last) {
        const std::size_t next = collection.members[index + 1].begin;
        if (m_document.substr(member.value.end, next - member.value.end).find('#') == std::string::npos) {
            return {{member.begin, next - member.begin, {}}};
        }
    }
    return {{member.begin, member.value.end - member.begin, {}}};
}

TextReplacement YamlText::insertInBrackets(const YamlNode& collection, std::size_t index, const std::string& text) const
{
    const auto& members = collection.members;
    if (isEmptyFlow(collection)) {
        const std::size_t open = m_document.find_first_of("[{", collection.begin) + 1;
        return {open, collection.end - 1 - open, text};
    }
    const TextLines lines(m_document);
    const std::size_t near = members[std::min(index, members.size() - 1)].begin;
    const std::size_t line = lines.lineOf(near);
    const bool ownLine = lines.indent(line) == lines.columnOf(near);
    const std::string gap = ownLine ? "," + std::string(lines.eol()) + blanks(lines.indent(line)) : std::string(", ");
    if (index < members.size()) {
        return {near, 0, text + gap};
    }
    return {members.back().value.end, 0, gap + text};
}

TextReplacement YamlText::insertLines(std::size_t line, const std::vector<std::string>& added) const
{
    const TextLines lines(m_document);
    const std::string eol(lines.eol());
    std::string text;
    for (const std::string& one : added) {
        text += one + eol;
    }
    if (line < lines.count()) {
        return {lines.start(line), 0, text};
    }
    text.resize(text.size() - eol.size()); // the file does not end with a line end, and neither does the new one
    return {m_document.size(), 0, m_document.empty() ? text + eol : eol + text};
}

TextReplacement YamlText::removeLines(std::size_t first, std::size_t last) const
{
    const TextLines lines(m_document);
    const std::size_t begin = lines.start(first);
    return {begin, lines.next(last) - begin, {}};
}

std::size_t YamlText::lineBehind(const YamlNode& node) const
{
    return TextLines(m_document).lineOf(node.end) + 1;
}

namespace {

std::string without(const std::string& line, std::size_t columns)
{
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    return line.substr(std::min(indent, columns));
}

} // namespace

CardBlock cardBlock(const RecipeOutline& outline, const RecipeCard& card)
{
    const TextLines lines(outline.document());
    CardBlock block;
    std::size_t column = 0;
    for (std::size_t line = card.firstLine; line <= card.lastLine; ++line) {
        const std::string text =
            lines.isOff(line) && !card.enabled ? withoutMarker(lines.at(line)) : std::string(lines.at(line));
        if (block.lines.empty() && lines.isComment(line) && !lines.isOff(line)) {
            block.notes.push_back(without(text, text.size()));
        } else if (block.lines.empty()) {
            column = std::min(text.find_first_not_of(' '), text.size());
            if (card.form == CardForm::ListItem) {
                column = std::min(text.find_first_not_of(' ', column + 1), text.size());
            }
            block.lines.push_back(text.substr(column));
        } else {
            block.lines.push_back(without(text, column));
        }
    }
    return block;
}

std::vector<std::string> cardLines(const CardBlock& block, bool asListItem, std::size_t column, bool enabled)
{
    std::vector<std::string> result;
    for (const std::string& note : block.notes) {
        result.push_back(blanks(column) + note);
    }
    const std::string marker = enabled ? std::string() : std::string(kOffMarker);
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
        std::string line = block.lines[i].empty() ? std::string()
                           : asListItem           ? (i == 0 ? "- " : blanks(kStep)) + block.lines[i]
                                                  : block.lines[i];
        if (!enabled) {
            line = line.empty() ? blanks(column) + marker : blanks(column) + marker + " " + line;
        } else if (!line.empty()) {
            line.insert(0, blanks(column));
        }
        result.push_back(line);
    }
    return result;
}

std::vector<TextReplacement> smallest(const std::string& document, std::vector<TextReplacement> replacements)
{
    const auto isTail = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    std::stable_sort(replacements.begin(), replacements.end(),
                     [](const auto& a, const auto& b) { return a.begin < b.begin; });
    for (TextReplacement& one : replacements) {
        std::size_t front = 0;
        while (front < one.length && front < one.text.size() && document[one.begin + front] == one.text[front]) {
            ++front;
        }
        while (front > 0 && ((front < one.text.size() && isTail(one.text[front])) ||
                             (one.begin + front < document.size() && isTail(document[one.begin + front])))) {
            --front;
        }
        one.begin += front;
        one.length -= front;
        one.text.erase(0, front);
        std::size_t back = 0;
        while (back < one.length && back < one.text.size() &&
               document[one.begin + one.length - 1 - back] == one.text[one.text.size() - 1 - back]) {
            ++back;
        }
        while (back > 0 && isTail(one.text[one.text.size() - back])) {
            --back;
        }
        one.length -= back;
        one.text.resize(one.text.size() - back);
    }
    std::erase_if(replacements, [](const auto& one) { return one.length == 0 && one.text.empty(); });
    return replacements;
}

std::string applied(const std::string& document, const std::vector<TextReplacement>& replacements)
{
    std::string result;
    std::size_t at = 0;
    for (const TextReplacement& one : replacements) {
        result += document.substr(at, one.begin - at) + one.text;
        at = one.begin + one.length;
    }
    return result + document.substr(std::min(at, document.size()));
}

} // namespace espalier::ui
