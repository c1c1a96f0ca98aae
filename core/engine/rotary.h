#pragma once

#include <cstddef>
#include <vector>

#include "core/model/model_spec.h"

namespace espalier::engine {

/// Rotary position embedding of single heads (Su et al. 2021).
class Rotary
{
public:
    explicit Rotary(const model::Rope& rope);

    /// How many channels of a head are rotated.
    std::size_t dimensions() const { return 2 * m_frequencies.size(); }
    /// Cosines of all channel pairs at a position, then their sines, computed in double precision; the same for all
    /// heads and layers. @param isLong model::Rope::isLong() of the whole text @param angles [dimensions()]
    void angles(std::size_t position, bool isLong, float* angles) const;
    /// Rotates the first dimensions() channels in place, the others stay. @param angles of angles()
    void rotate(const float* angles, float* head) const;

private:
    std::vector<double> m_frequencies;     ///< [pairs]
    std::vector<double> m_longFrequencies; ///< [pairs] of LongRope
    double m_factor = 1.0;
    bool m_interleaved = false;
};

} // namespace espalier::engine
