#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::text {

/// Remembers the ids of the words of one text while it is encoded, as natural text repeats its words.
/// The keys are views: the text must outlive the cache.
class WordCache
{
public:
    /// The ids of `word`; `encode(word)` returns them when the word is new.
    template <typename Encode> std::span<const TokenId> ids(std::string_view word, const Encode& encode)
    {
        const auto [entry, added] = m_entries.try_emplace(word);
        if (added) {
            entry->second.begin = m_ids.size();
            const std::vector<TokenId> ids = encode(word);
            entry->second.count = ids.size();
            m_ids.insert(m_ids.end(), ids.begin(), ids.end());
        }
        return {m_ids.data() + entry->second.begin, entry->second.count};
    }

private:
    struct Range
    {
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    std::unordered_map<std::string_view, Range> m_entries;
    std::vector<TokenId> m_ids;
};

} // namespace espalier::text
