#include "core/text/text_search.h"

#include "core/text/json_fields.h"

namespace espalier::text {

Result<TextSearch> TextSearch::from(const nlohmann::json& pattern)
{
    TextSearch search;
    if (pattern.is_object() && pattern.contains("Regex") && pattern["Regex"].is_string()) {
        auto compiled = Pattern::compile(pattern["Regex"].get<std::string>());
        if (!compiled) {
            return compiled.error();
        }
        search.m_pattern = compiled.take();
        return search;
    }
    const std::string text = pattern.is_string()   ? pattern.get<std::string>()
                             : pattern.is_object() ? stringField(pattern, "String")
                                                   : std::string();
    if (text.empty()) {
        return Error{"tokenizer.format",
                     "A pattern in the tokenizer file is neither a string nor a regular expression.", ""};
    }
    return literal(text);
}

TextSearch TextSearch::literal(std::string text)
{
    TextSearch search;
    search.m_literal = std::move(text);
    return search;
}

std::vector<Pattern::Range> TextSearch::matches(std::string_view text) const
{
    if (m_pattern) {
        return m_pattern->matches(text);
    }
    std::vector<Pattern::Range> ranges;
    for (std::size_t at = text.find(m_literal); at != std::string_view::npos;
         at = text.find(m_literal, at + m_literal.size())) {
        ranges.emplace_back(at, at + m_literal.size());
    }
    return ranges;
}

} // namespace espalier::text
