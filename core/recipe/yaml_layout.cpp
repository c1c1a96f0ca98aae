#include "core/recipe/yaml_layout.h"

#include <algorithm>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace espalier::recipe {

namespace {

constexpr std::size_t kNowhere = std::string::npos;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// What yaml-cpp reports while it parses, as a tree; it knows where values begin but not where they end.
class TreeBuilder : public YAML::EventHandler
{
public:
    explicit TreeBuilder(const std::string& document)
    {
        std::size_t start = document.starts_with("\xEF\xBB\xBF") ? 3 : 0;
        while (start != kNowhere) {
            m_lines.push_back(start);
            const std::size_t newline = document.find('\n', start);
            start = newline == kNowhere ? kNowhere : newline + 1;
        }
    }

    YamlNode root;
    bool anchors = false;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(node(YamlNode::Kind::Null, mark, {}, anchor));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        anchors = true;
        add(node(YamlNode::Kind::Alias, mark, {}, 0));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        YamlNode scalar = node(YamlNode::Kind::Scalar, mark, tag, anchor);
        scalar.text = value;
        add(std::move(scalar));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override
    {
        open(node(YamlNode::Kind::List, mark, tag, anchor), style);
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override
    {
        open(node(YamlNode::Kind::Map, mark, tag, anchor), style);
    }

    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        YamlNode node;
        bool keyNext = true;
    };

    YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        YamlNode made;
        made.kind = kind;
        const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
        made.begin = line < m_lines.size() ? m_lines[line] + static_cast<std::size_t>(mark.column) : m_lines.back();
        made.anchored = anchor != 0;
        anchors = anchors || made.anchored;
        made.tag = tag.size() > 1 && tag[0] == '!' ? tag : std::string();
        return made;
    }

    void open(YamlNode made, YAML::EmitterStyle::value style)
    {
        made.flow = style == YAML::EmitterStyle::Flow;
        m_open.push_back({std::move(made)});
    }

    void close()
    {
        YamlNode done = std::move(m_open.back().node);
        m_open.pop_back();
        add(std::move(done));
    }

    void add(YamlNode made)
    {
        if (m_open.empty()) {
            root = std::move(made);
            return;
        }
        Open& parent = m_open.back();
        if (parent.node.kind == YamlNode::Kind::Map && parent.keyNext) {
            YamlMember member;
            member.key = made.text;
            member.begin = made.begin;
            parent.node.members.push_back(std::move(member));
            anchors = anchors || made.text == "<<";
            parent.keyNext = false;
            return;
        }
        if (parent.node.kind == YamlNode::Kind::List) {
            parent.node.members.emplace_back();
        }
        parent.node.members.back().value = std::move(made);
        parent.keyNext = true;
    }

    std::vector<std::size_t> m_lines;
    std::vector<Open> m_open;
};

/// Finds where values end by the grammar of their first characters.
class EndFinder
{
public:
    explicit EndFinder(const std::string& document) : m_text(document) {}

    /// @param indent of the mapping or list that holds it, -1 at the top
    void finish(YamlNode& node, int indent, bool inFlow)
    {
        const std::size_t content = afterProperties(node.begin);
        switch (node.kind) {
        case YamlNode::Kind::Null:
        case YamlNode::Kind::Alias:
        case YamlNode::Kind::Scalar:
            node.end = scalarEnd(content, indent, inFlow);
            break;
        case YamlNode::Kind::List:
            node.flow ? flowCollection(node, content) : blockList(node, content);
            break;
        case YamlNode::Kind::Map:
            node.flow ? flowCollection(node, content) : blockMap(node);
            break;
        }
    }

    bool sound() const { return m_sound; }

private:
    std::size_t afterProperties(std::size_t at) const
    {
        while (at < m_text.size() && (m_text[at] == '!' || m_text[at] == '&')) {
            while (at < m_text.size() && !isBlank(m_text[at])) {
                ++at;
            }
            at = skip(at);
        }
        return at;
    }

    /// Past blanks, line ends and comments.
    std::size_t skip(std::size_t at) const
    {
        while (at < m_text.size()) {
            if (isBlank(m_text[at])) {
                ++at;
            } else if (m_text[at] == '#' && (at == 0 || isBlank(m_text[at - 1]))) {
                at = lineEnd(at);
            } else {
                break;
            }
        }
        return at;
    }

    std::size_t lineEnd(std::size_t at) const { return std::min(m_text.find('\n', at), m_text.size()); }
    std::size_t lineStart(std::size_t at) const
    {
        const std::size_t newline = at == 0 ? kNowhere : m_text.rfind('\n', at - 1);
        return newline == kNowhere ? 0 : newline + 1;
    }
    int columnOf(std::size_t at) const { return static_cast<int>(at - lineStart(at)); }
    std::size_t withoutBlanks(std::size_t begin, std::size_t end) const
    {
        while (end > begin && isBlank(m_text[end - 1])) {
            --end;
        }
        return end;
    }

    std::size_t scalarEnd(std::size_t at, int indent, bool inFlow)
    {
        if (at >= m_text.size()) {
            return m_text.size();
        }
        const char first = m_text[at];
        if (first == '"' || first == '\'') {
            return quotedEnd(at);
        }
        if (!inFlow && (first == '|' || first == '>')) {
            return blockScalarEnd(at, indent);
        }
        return plainEnd(at, indent, inFlow);
    }

    std::size_t quotedEnd(std::size_t at)
    {
        const char quote = m_text[at];
        for (++at; at < m_text.size(); ++at) {
            if (quote == '"' && m_text[at] == '\\') {
                ++at;
            } else if (m_text[at] == quote) {
                if (quote == '\'' && at + 1 < m_text.size() && m_text[at + 1] == quote) {
                    ++at;
                } else {
                    return at + 1;
                }
            }
        }
        m_sound = false;
        return m_text.size();
    }

    std::size_t blockScalarEnd(std::size_t at, int indent) const
    {
        std::size_t end = withoutBlanks(at, lineEnd(at));
        for (std::size_t line = lineEnd(at) + 1; line < m_text.size(); line = lineEnd(line) + 1) {
            const std::size_t content = m_text.find_first_not_of(" \r", line);
            const bool blank = content == kNowhere || m_text[content] == '\n';
            if (!blank && static_cast<int>(content - line) <= indent) {
                break;
            }
            if (!blank) {
                end = withoutBlanks(line, lineEnd(line));
            }
        }
        return end;
    }

    /// Without line breaks; `end` is where it stops: a comment, an indicator or the line's end.
    std::size_t plainLineEnd(std::size_t at, bool inFlow) const
    {
        const std::size_t start = at;
        for (; at < m_text.size() && m_text[at] != '\n'; ++at) {
            const char c = m_text[at];
            const bool last = at + 1 >= m_text.size();
            if (c == '#' && at > start && isBlank(m_text[at - 1])) {
                break;
            }
            if (c == ':' && (last || isBlank(m_text[at + 1]) ||
                             (inFlow && std::string_view(",[]{}").find(m_text[at + 1]) != std::string_view::npos))) {
                break;
            }
            if (inFlow && std::string_view(",[]{}").find(c) != std::string_view::npos) {
                break;
            }
        }
        return at;
    }

    std::size_t plainEnd(std::size_t at, int indent, bool inFlow) const
    {
        std::size_t stop = plainLineEnd(at, inFlow);
        std::size_t end = withoutBlanks(at, stop);
        while (stop < m_text.size() && m_text[stop] == '\n') { // goes on in the next line?
            const std::size_t content = m_text.find_first_not_of(" \t\r\n", stop);
            if (content == kNowhere || m_text[content] == '#' || (!inFlow && columnOf(content) <= indent) ||
                (inFlow && std::string_view(",[]{}").find(m_text[content]) != std::string_view::npos)) {
                break;
            }
            stop = plainLineEnd(content, inFlow);
            end = withoutBlanks(content, stop);
        }
        return end;
    }

    void nullEnd(YamlNode& value, std::size_t behind) const
    {
        const std::string_view rest = std::string_view(m_text).substr(std::min(value.begin, m_text.size()));
        const bool written =
            value.begin >= behind && lineStart(value.begin) == lineStart(behind) &&
            (rest.starts_with("~") || rest.starts_with("null") || rest.starts_with("Null") || rest.starts_with("NULL"));
        const std::size_t length = !written ? 0 : rest[0] == '~' ? 1 : 4;
        value.begin = written ? value.begin : behind;
        value.end = value.begin + length;
    }

    void member(YamlMember& one, int indent, bool inFlow)
    {
        const std::size_t keyEnd = scalarEnd(afterProperties(one.begin), indent, true);
        std::size_t colon = keyEnd;
        while (colon < m_text.size() && (m_text[colon] == ' ' || m_text[colon] == '\t')) {
            ++colon;
        }
        if (colon >= m_text.size() || m_text[colon] != ':') {
            m_sound = m_sound && inFlow && one.value.kind == YamlNode::Kind::Null; // {a, b}
            one.valuePart = keyEnd;
            one.value.begin = one.value.end = keyEnd;
            return;
        }
        one.valuePart = colon + 1;
        one.value.kind == YamlNode::Kind::Null ? nullEnd(one.value, colon + 1) : finish(one.value, indent, inFlow);
    }

    void blockMap(YamlNode& node)
    {
        const int column = node.members.empty() ? 0 : columnOf(node.members.front().begin);
        // a mapping behind a dash is indented as its first key
        for (YamlMember& one : node.members) {
            member(one, column, false);
        }
        node.end = node.members.empty() ? node.begin : node.members.back().value.end;
    }

    void blockList(YamlNode& node, std::size_t at)
    {
        const int column = columnOf(at);
        for (YamlMember& item : node.members) {
            at = skip(at);
            if (at >= m_text.size() || m_text[at] != '-') {
                m_sound = false;
                return;
            }
            item.begin = at;
            item.valuePart = at + 1;
            if (item.value.kind == YamlNode::Kind::Null) {
                nullEnd(item.value, at + 1);
            } else {
                finish(item.value, column, false);
            }
            at = item.value.end;
        }
        node.end = at;
    }

    void flowCollection(YamlNode& node, std::size_t content)
    {
        const bool map = node.kind == YamlNode::Kind::Map;
        if (content >= m_text.size() || m_text[content] != (map ? '{' : '[')) {
            m_sound = false; // [a: b]
            return;
        }
        std::size_t at = content + 1;
        for (YamlMember& one : node.members) {
            if (map) {
                member(one, -1, true);
            } else {
                one.begin = one.valuePart = one.value.begin;
                finish(one.value, -1, true);
            }
            at = std::max(at, one.value.end);
        }
        for (at = skip(at); at < m_text.size() && m_text[at] == ','; at = skip(at + 1)) {
        }
        m_sound = m_sound && at < m_text.size() && m_text[at] == (map ? '}' : ']');
        node.end = std::min(at + 1, m_text.size());
    }

    const std::string& m_text;
    bool m_sound = true;
};

} // namespace

const YamlMember* YamlNode::find(std::string_view key) const
{
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.key == key; });
    return kind != Kind::Map || found == members.end() ? nullptr : &*found;
}

const YamlNode* YamlLayout::find(const YamlPath& path) const
{
    const YamlNode* node = &root;
    for (const YamlStep& step : path) {
        if (const auto* key = std::get_if<std::string>(&step)) {
            if (!node->tag.empty() && node->tag.substr(1) == *key) {
                continue;
            }
            const YamlMember* member = node->find(*key);
            if (member == nullptr) {
                return nullptr;
            }
            node = &member->value;
        } else {
            const std::size_t index = std::get<std::size_t>(step);
            if (node->kind != YamlNode::Kind::List || index >= node->members.size()) {
                return nullptr;
            }
            node = &node->members[index].value;
        }
    }
    return node;
}

const YamlMember* YamlLayout::findMember(const YamlPath& path) const
{
    if (path.empty()) {
        return nullptr;
    }
    const YamlNode* parent = find({path.begin(), path.end() - 1});
    if (parent == nullptr) {
        return nullptr;
    }
    if (const auto* key = std::get_if<std::string>(&path.back())) {
        if (!parent->tag.empty() && parent->tag.substr(1) == *key) {
            return findMember({path.begin(), path.end() - 1});
        }
        return parent->find(*key);
    }
    const std::size_t index = std::get<std::size_t>(path.back());
    return parent->kind == YamlNode::Kind::List && index < parent->members.size() ? &parent->members[index] : nullptr;
}

std::optional<YamlLayout> readYamlLayout(const std::string& document)
{
    TreeBuilder builder(document);
    try {
        std::istringstream stream(document);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            return YamlLayout{};
        }
    } catch (const std::exception&) { // readYaml() says what is wrong
        return std::nullopt;
    }
    EndFinder ends(document);
    YamlLayout layout{std::move(builder.root), builder.anchors};
    ends.finish(layout.root, -1, false);
    return ends.sound() ? std::optional(std::move(layout)) : std::nullopt;
}

} // namespace espalier::recipe
