#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier::text {

/// An immutable prefix tree over byte strings; a node's children lie side by side, sorted by label.
class ByteTrie
{
public:
    using Entry = std::pair<std::string_view, std::int32_t>; ///< key, value >= 0
    struct Match
    {
        std::size_t length = 0; ///< bytes; 0: no key
        std::int32_t value = -1;
    };

    ByteTrie() = default;
    /// Of equal keys the first one stays; empty keys are left out.
    explicit ByteTrie(std::vector<Entry> entries);

    bool empty() const { return m_nodes.size() < 2; }
    /// The longest key that the text begins with.
    Match longest(std::string_view text) const;
    /// Whether some key begins with this byte (a quick test before longest()).
    bool mayBegin(char c) const { return m_root[static_cast<unsigned char>(c)] != 0; }

    /// Walks one byte down from `node` (0: root); 0 if there is no such key.
    std::uint32_t child(std::uint32_t node, char label) const;
    /// The value of the key that ends at this node, or -1.
    std::int32_t value(std::uint32_t node) const { return m_nodes[node].value; }

private:
    struct Node
    {
        std::uint32_t firstChild = 0;
        std::uint16_t childCount = 0;
        char label = 0;
        std::int32_t value = -1;
    };

    std::vector<Node> m_nodes; ///< [0] is the root
    std::array<std::uint32_t, 256> m_root{};
};

} // namespace espalier::text
