#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace espalier::compress::sensitivity {

/// What can become of one layer.
struct LayerOption
{
    std::uint64_t bytes = 0;
    double loss = 0.0;
};

/// All choices of one option a layer that no other beats in both bytes and loss, losses and bytes being sums over the
/// layers. Built layer by layer (dynamic programming over non-dominated sums), which is exact while the sums are few:
/// layers of one shape have few different ones. Beyond `mostPoints` they are thinned, and gap() says what that may have
/// cost.
class ChoiceFront
{
public:
    struct Point
    {
        std::uint64_t bytes = 0;
        double loss = 0.0;
    };

    /// @param layers options, at least one each
    explicit ChoiceFront(std::vector<std::vector<LayerOption>> layers, std::size_t mostPoints = 6000);

    const std::vector<Point>& points() const { return m_points; } ///< bytes ascend, losses fall
    std::vector<int> choice(std::size_t point) const;             ///< option by layer
    /// The least loss that fits; nothing if nothing fits.
    std::optional<std::size_t> within(std::uint64_t bytes) const;
    /// The fewest bytes that lose no more; nothing if all lose more.
    std::optional<std::size_t> losingAtMost(double loss) const;
    bool exact() const { return m_exact; }
    /// At most so much more is lost than by the best choice of no more bytes: 0 if exact, else the distance to a
    /// Lagrangian bound.
    double gap(std::size_t point) const;

private:
    struct Step
    {
        std::uint32_t parent = 0;
        std::int32_t option = 0;
    };

    std::vector<std::vector<LayerOption>> m_layers;
    std::vector<Point> m_points;
    std::vector<std::vector<Step>> m_steps; ///< by layer: how each of its points came about
    bool m_exact = true;
};

} // namespace espalier::compress::sensitivity
