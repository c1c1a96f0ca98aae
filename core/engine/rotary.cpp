#include "core/engine/rotary.h"

#include <cmath>

#include "core/model/rope.h"

namespace espalier::engine {

Rotary::Rotary(const model::Rope& rope)
    : m_frequencies(model::inverseFrequencies(rope)),
      m_longFrequencies(rope.scaling == model::RopeScaling::LongRope ? model::inverseFrequencies(rope, true)
                                                                     : std::vector<double>()),
      m_factor(rope.attentionFactor), m_interleaved(rope.interleaved)
{
}

void Rotary::angles(std::size_t position, bool isLong, float* angles) const
{
    const std::vector<double>& frequencies = isLong ? m_longFrequencies : m_frequencies;
    const std::size_t pairs = m_frequencies.size();
    for (std::size_t i = 0; i < pairs; ++i) {
        const double angle = static_cast<double>(position) * frequencies[i];
        angles[i] = static_cast<float>(std::cos(angle) * m_factor);
        angles[pairs + i] = static_cast<float>(std::sin(angle) * m_factor);
    }
}

void Rotary::rotate(const float* angles, float* head) const
{
    const std::size_t pairs = m_frequencies.size();
    const std::size_t step = m_interleaved ? 2 : 1;
    const std::size_t apart = m_interleaved ? 1 : pairs;
    for (std::size_t i = 0; i < pairs; ++i) {
        float& first = head[i * step];
        float& second = head[i * step + apart];
        const float x = first;
        const float y = second;
        first = x * angles[i] - y * angles[pairs + i];
        second = y * angles[i] + x * angles[pairs + i];
    }
}

} // namespace espalier::engine
