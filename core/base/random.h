#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace espalier {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine, which std:: distributions do not promise.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    /// 0 .. count - 1; the bias of the remainder is below 2^-50 for the counts used here.
    std::size_t below(std::size_t count) { return std::size_t(next() % count); }
    int between(int low, int high) { return low + int(below(std::size_t(high - low + 1))); }
    bool chance(int percent) { return int(below(100)) < percent; }

    template <typename T, std::size_t N> const T& pick(const T (&values)[N]) { return values[below(N)]; }

private:
    std::uint64_t m_state;
};

} // namespace espalier
