#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::text {

/// One symbol of a word while its pairs are merged.
struct BpeSymbol
{
    std::int32_t id = -1;     ///< -1: merges with nothing
    std::uint32_t begin = 0;  ///< byte range in the word
    std::uint32_t length = 0; ///< 0: swallowed by a neighbour to the left
};

/// The pair merges of a byte-pair encoding (Sennrich et al. 2016, arXiv:1508.07909): (left, right) -> (rank, merged id)
/// in an open-addressing table. Lower ranks merge first, equal ranks from left to right.
class BpeMerges
{
public:
    struct Merge
    {
        std::uint32_t rank;
        std::int32_t id;
    };
    /// For each merged id, the pair that it was last formed from.
    using Origins = std::unordered_map<std::int32_t, std::pair<std::int32_t, std::int32_t>>;

    explicit BpeMerges(std::size_t expectedPairs = 0);

    /// The first rank given for a pair stays, unless `replace` says that the last one counts.
    void add(std::int32_t left, std::int32_t right, Merge merge, bool replace = false);
    const Merge* find(std::int32_t left, std::int32_t right) const;

    /// Merges until no pair is left and removes the swallowed symbols. O(n log n).
    void apply(std::vector<BpeSymbol>& symbols, Origins* origins = nullptr) const;

private:
    struct Slot
    {
        std::uint64_t key;
        Merge merge;
    };

    void grow();
    std::size_t slotOf(std::uint64_t key) const;
    void applyByScan(std::vector<BpeSymbol>& symbols) const;
    void applyByHeap(std::vector<BpeSymbol>& symbols, Origins* origins) const;

    std::vector<Slot> m_slots; ///< size is a power of two
    std::size_t m_used = 0;
};

} // namespace espalier::text
