#include "core/text/byte_trie.h"

#include <algorithm>

namespace espalier::text {

ByteTrie::ByteTrie(std::vector<Entry> entries)
{
    std::erase_if(entries, [](const Entry& entry) { return entry.first.empty(); });
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.first < b.first; });
    const auto same = [](const Entry& a, const Entry& b) { return a.first == b.first; };
    entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());

    struct Range // the entries [begin, end) share the first `depth` bytes, which lead to `node`
    {
        std::uint32_t node;
        std::size_t begin, end, depth;
    };
    m_nodes.emplace_back();
    std::vector<Range> queue{{0, 0, entries.size(), 0}};
    for (std::size_t at = 0; at < queue.size(); ++at) {
        Range range = queue[at];
        if (range.begin < range.end && entries[range.begin].first.size() == range.depth) {
            m_nodes[range.node].value = entries[range.begin].second;
            ++range.begin;
        }
        m_nodes[range.node].firstChild = static_cast<std::uint32_t>(m_nodes.size());
        for (std::size_t begin = range.begin; begin < range.end;) {
            const char label = entries[begin].first[range.depth];
            std::size_t end = begin;
            while (end < range.end && entries[end].first[range.depth] == label) {
                ++end;
            }
            const auto node = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes.push_back({0, 0, label, -1});
            ++m_nodes[range.node].childCount;
            queue.push_back({node, begin, end, range.depth + 1});
            if (range.node == 0) {
                m_root[static_cast<unsigned char>(label)] = node;
            }
            begin = end;
        }
    }
}

std::uint32_t ByteTrie::child(std::uint32_t node, char label) const
{
    if (node == 0) {
        return m_root[static_cast<unsigned char>(label)];
    }
    const Node& parent = m_nodes[node];
    for (std::uint32_t i = 0; i < parent.childCount; ++i) {
        if (m_nodes[parent.firstChild + i].label == label) {
            return parent.firstChild + i;
        }
    }
    return 0;
}

ByteTrie::Match ByteTrie::longest(std::string_view text) const
{
    Match match;
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        node = child(node, text[i]);
        if (node == 0) {
            break;
        }
        if (m_nodes[node].value >= 0) {
            match = {i + 1, m_nodes[node].value};
        }
    }
    return match;
}

} // namespace espalier::text
