#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace espalier::ui {

/// A document by lines, without their ends ("\n" or "\r\n"). Lines count from 0. The text must outlive it.
class TextLines
{
public:
    explicit TextLines(std::string_view text);

    std::size_t count() const { return m_starts.size(); } ///< an empty last line counts
    std::size_t start(std::size_t line) const { return m_starts[line]; }
    std::size_t next(std::size_t line) const; ///< where the next line begins, or the text's end
    std::string_view at(std::size_t line) const;
    std::size_t lineOf(std::size_t offset) const;
    std::size_t columnOf(std::size_t offset) const { return offset - m_starts[lineOf(offset)]; }
    std::size_t indent(std::size_t line) const; ///< blanks at its beginning
    bool isBlank(std::size_t line) const;
    bool isComment(std::size_t line) const; ///< and nothing else
    bool isOff(std::size_t line) const;     ///< of a card that is switched off
    std::string_view eol() const;           ///< what the document ends its lines with

private:
    std::string_view m_text;
    std::vector<std::size_t> m_starts;
};

/// A line of a card that is switched off as it would be switched on.
std::string withoutMarker(std::string_view line);

} // namespace espalier::ui
