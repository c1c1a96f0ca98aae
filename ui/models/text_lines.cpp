#include "ui/models/text_lines.h"

#include <algorithm>

#include "ui/models/recipe_outline.h"

namespace espalier::ui {

TextLines::TextLines(std::string_view text) : m_text(text), m_starts{0}
{
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        m_starts.push_back(at + 1);
    }
}

std::size_t TextLines::next(std::size_t line) const
{
    return line + 1 < m_starts.size() ? m_starts[line + 1] : m_text.size();
}

std::string_view TextLines::at(std::size_t line) const
{
    std::string_view text = m_text.substr(m_starts[line], next(line) - m_starts[line]);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    return text;
}

std::size_t TextLines::lineOf(std::size_t offset) const
{
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    return static_cast<std::size_t>(after - m_starts.begin()) - 1;
}

std::size_t TextLines::indent(std::size_t line) const
{
    const std::string_view text = at(line);
    return std::min(text.find_first_not_of(' '), text.size());
}

bool TextLines::isBlank(std::size_t line) const
{
    return at(line).find_first_not_of(" \t") == std::string_view::npos;
}

bool TextLines::isComment(std::size_t line) const
{
    const std::string_view text = at(line);
    const std::size_t first = text.find_first_not_of(" \t");
    return first != std::string_view::npos && text[first] == '#';
}

bool TextLines::isOff(std::size_t line) const
{
    const std::string_view text = at(line).substr(indent(line));
    return text.starts_with(kOffMarker) && (text.size() == kOffMarker.size() || text[kOffMarker.size()] == ' ');
}

std::string withoutMarker(std::string_view line)
{
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    std::string_view rest = line.substr(std::min(indent + kOffMarker.size(), line.size()));
    if (rest.starts_with(' ')) {
        rest.remove_prefix(1);
    }
    return rest.empty() ? std::string() : std::string(line.substr(0, indent)) + std::string(rest);
}

std::string_view TextLines::eol() const
{
    return m_starts.size() > 1 && m_starts[1] >= 2 && m_text[m_starts[1] - 2] == '\r' ? "\r\n" : "\n";
}

} // namespace espalier::ui
