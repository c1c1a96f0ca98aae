#include "core/model/rope.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace espalier::model {
namespace {

/// The scaled wave number of one channel pair: Llama 3 slows the long waves down and leaves the short ones.
double llama3Frequency(const Rope& rope, double frequency)
{
    const double wavelength = 2.0 * std::numbers::pi / frequency;
    const double original = double(rope.originalContextLength);
    if (wavelength < original / rope.highFrequencyFactor) {
        return frequency;
    }
    if (wavelength > original / rope.lowFrequencyFactor) {
        return frequency / rope.factor;
    }
    const double smooth =
        (original / wavelength - rope.lowFrequencyFactor) / (rope.highFrequencyFactor - rope.lowFrequencyFactor);
    return (1.0 - smooth) * frequency / rope.factor + smooth * frequency;
}

double scaledFrequency(const Rope& rope, std::size_t pair, bool isLong)
{
    const double frequency = std::pow(rope.theta, -2.0 * double(pair) / double(rope.rotaryDimensions));
    switch (rope.scaling) {
    case RopeScaling::None:
        return frequency;
    case RopeScaling::Linear:
        return frequency / rope.factor;
    case RopeScaling::Llama3:
        return llama3Frequency(rope, frequency);
    case RopeScaling::LongRope:
        return frequency / (isLong ? rope.longFactors : rope.shortFactors).at(pair);
    }
    throw std::invalid_argument("unknown rope scaling");
}

} // namespace

std::vector<double> inverseFrequencies(const Rope& rope, bool isLong)
{
    std::vector<double> frequencies(std::size_t(rope.rotaryDimensions) / 2);
    for (std::size_t pair = 0; pair < frequencies.size(); ++pair) {
        frequencies[pair] = scaledFrequency(rope, pair, isLong);
    }
    return frequencies;
}

} // namespace espalier::model
