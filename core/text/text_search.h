#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/text/pattern.h"

namespace espalier::text {

/// The "pattern" of a tokenizer component: {"String": s} or {"Regex": r}.
class TextSearch
{
public:
    /// Errors: `tokenizer.format`, `tokenizer.unsupported`.
    static Result<TextSearch> from(const nlohmann::json& pattern);
    static TextSearch literal(std::string text);

    /// All matches from left to right without overlap, as byte ranges.
    std::vector<Pattern::Range> matches(std::string_view text) const;

private:
    std::string m_literal;
    std::optional<Pattern> m_pattern;
};

} // namespace espalier::text
