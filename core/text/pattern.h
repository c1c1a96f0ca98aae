#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

/// A compiled regular expression over UTF-8 text. Patterns are written in Oniguruma's Ruby syntax, as tokenizer files
/// have them, and translated to PCRE2 where the two differ (\w, \h, line anchors). Immutable.
class Pattern
{
public:
    using Range = std::pair<std::size_t, std::size_t>; ///< byte positions: begin, end

    /// Errors: `tokenizer.unsupported` (the pattern, and what PCRE2 says about it).
    static Result<Pattern> compile(std::string_view oniguruma);

    /// All matches that are not empty, from left to right without overlap. The text must be valid UTF-8.
    std::vector<Range> matches(std::string_view text) const;

private:
    struct Code;
    std::shared_ptr<const Code> m_code;
};

/// The pattern that GPT-2 cuts text into words with.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

} // namespace espalier::text
