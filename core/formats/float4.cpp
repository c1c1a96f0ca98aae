#include "core/formats/float4.h"

#include <array>
#include <cassert>

namespace espalier::formats {

void unpackE2m1(std::span<const std::byte> packed, std::span<float> values)
{
    constexpr std::array<float, 16> kValues = {0.0F,  0.5F,  1.0F,  1.5F,  2.0F,  3.0F,  4.0F,  6.0F,
                                               -0.0F, -0.5F, -1.0F, -1.5F, -2.0F, -3.0F, -4.0F, -6.0F};
    assert(values.size() == 2 * packed.size());
    for (std::size_t i = 0; i < packed.size(); ++i) {
        const auto byte = static_cast<unsigned>(packed[i]);
        values[2 * i] = kValues[byte & 0xFU];
        values[2 * i + 1] = kValues[byte >> 4];
    }
}

} // namespace espalier::formats
