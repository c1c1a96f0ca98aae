#include "core/text/bpe_merges.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace espalier::text {
namespace {

constexpr std::uint64_t kEmpty = std::numeric_limits<std::uint64_t>::max(); // the pair (-1, -1), which never merges
constexpr std::uint32_t kNoRank = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kLongestScan = 48; // beyond it the heap is faster than looking at every pair again

std::uint64_t pairKey(std::int32_t left, std::int32_t right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

std::size_t mix(std::uint64_t key)
{
    key *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(key ^ key >> 32);
}

struct Candidate
{
    std::uint32_t rank;
    std::uint32_t left;
    std::uint32_t right;
    std::int32_t id;
    std::uint32_t length; ///< bytes of both sides when it was found; another length means that one side has changed

    bool operator>(const Candidate& other) const { return rank != other.rank ? rank > other.rank : left > other.left; }
};

void removeSwallowed(std::vector<BpeSymbol>& symbols)
{
    std::erase_if(symbols, [](const BpeSymbol& symbol) { return symbol.length == 0; });
}

} // namespace

BpeMerges::BpeMerges(std::size_t expectedPairs)
{
    std::size_t size = 64;
    while (size < expectedPairs * 2) {
        size *= 2;
    }
    m_slots.assign(size, Slot{kEmpty, {}});
}

std::size_t BpeMerges::slotOf(std::uint64_t key) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t i = mix(key) & mask;
    while (m_slots[i].key != key && m_slots[i].key != kEmpty) {
        i = (i + 1) & mask;
    }
    return i;
}

void BpeMerges::add(std::int32_t left, std::int32_t right, Merge merge, bool replace)
{
    if (m_used * 2 >= m_slots.size()) {
        grow();
    }
    const std::uint64_t key = pairKey(left, right);
    Slot& slot = m_slots[slotOf(key)];
    if (slot.key == kEmpty) {
        slot = {key, merge};
        ++m_used;
    } else if (replace) {
        slot.merge = merge;
    }
}

void BpeMerges::grow()
{
    std::vector<Slot> old(m_slots.size() * 2, Slot{kEmpty, {}});
    old.swap(m_slots);
    for (const Slot& slot : old) {
        if (slot.key != kEmpty) {
            m_slots[slotOf(slot.key)] = slot;
        }
    }
}

const BpeMerges::Merge* BpeMerges::find(std::int32_t left, std::int32_t right) const
{
    const std::uint64_t key = pairKey(left, right);
    if (left < 0 || right < 0) {
        return nullptr;
    }
    const Slot& slot = m_slots[slotOf(key)];
    return slot.key == key ? &slot.merge : nullptr;
}

void BpeMerges::apply(std::vector<BpeSymbol>& symbols, Origins* origins) const
{
    if (symbols.size() < 2) {
        return;
    }
    if (symbols.size() <= kLongestScan && origins == nullptr) {
        applyByScan(symbols);
    } else {
        applyByHeap(symbols, origins);
    }
}

/// Short words: the pairs' ranks lie in one array; the smallest, leftmost one is merged until none is left.
void BpeMerges::applyByScan(std::vector<BpeSymbol>& symbols) const
{
    Merge pairs[kLongestScan];
    std::size_t count = symbols.size();
    const auto look = [&](std::size_t i) {
        const Merge* merge = find(symbols[i].id, symbols[i + 1].id);
        pairs[i] = merge != nullptr ? *merge : Merge{kNoRank, -1};
    };
    for (std::size_t i = 0; i + 1 < count; ++i) {
        look(i);
    }
    while (count > 1) {
        std::size_t best = 0;
        for (std::size_t i = 1; i + 1 < count; ++i) {
            best = pairs[i].rank < pairs[best].rank ? i : best;
        }
        if (pairs[best].rank == kNoRank) {
            break;
        }
        symbols[best].id = pairs[best].id;
        symbols[best].length += symbols[best + 1].length;
        for (std::size_t i = best + 1; i + 1 < count; ++i) {
            symbols[i] = symbols[i + 1];
            pairs[i] = pairs[i + 1];
        }
        --count;
        if (best + 1 < count) {
            look(best);
        }
        if (best > 0) {
            look(best - 1);
        }
    }
    symbols.resize(count);
}

void BpeMerges::applyByHeap(std::vector<BpeSymbol>& symbols, Origins* origins) const
{
    const auto count = static_cast<std::uint32_t>(symbols.size());
    std::vector<std::uint32_t> previous(count);
    std::vector<std::uint32_t> next(count);
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> agenda;
    const auto consider = [&](std::uint32_t left, std::uint32_t right) {
        if (const Merge* merge = find(symbols[left].id, symbols[right].id)) {
            agenda.push({merge->rank, left, right, merge->id, symbols[left].length + symbols[right].length});
            if (origins != nullptr) {
                (*origins)[merge->id] = {symbols[left].id, symbols[right].id};
            }
        }
    };
    for (std::uint32_t i = 0; i < count; ++i) {
        previous[i] = i - 1; // of the first one: 2^32 - 1, never read as an index
        next[i] = i + 1;
        if (i + 1 < count) {
            consider(i, i + 1);
        }
    }
    while (!agenda.empty()) {
        const Candidate top = agenda.top();
        agenda.pop();
        BpeSymbol& left = symbols[top.left];
        BpeSymbol& right = symbols[top.right];
        if (left.length == 0 || right.length == 0 || left.length + right.length != top.length) {
            continue;
        }
        left.id = top.id;
        left.length = top.length;
        right.length = 0;
        next[top.left] = next[top.right];
        if (next[top.left] < count) {
            previous[next[top.left]] = top.left;
        }
        if (top.left > 0 && previous[top.left] < count) {
            consider(previous[top.left], top.left);
        }
        if (next[top.left] < count) {
            consider(top.left, next[top.left]);
        }
    }
    removeSwallowed(symbols);
}

} // namespace espalier::text
