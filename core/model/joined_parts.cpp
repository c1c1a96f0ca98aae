#include "core/model/joined_parts.h"

#include <cstring>

namespace espalier::model {

std::vector<std::byte> joinParts(std::span<const PartRows> parts, std::size_t unit, std::size_t transposedElement)
{
    std::size_t total = 0;
    std::size_t rows = 0;
    for (const PartRows& part : parts) {
        total += part.bytes.size();
        rows += part.rows;
    }
    std::vector<std::byte> whole(total);
    const std::size_t rowBytes = rows == 0 ? 0 : total / rows;
    std::size_t next = 0; // row of a whole whose parts follow each other
    for (const PartRows& part : parts) {
        const std::size_t run = parts.size() > 1 ? std::size_t(part.place->run) / unit : 0;
        const std::size_t stride = std::size_t(part.place->stride) / unit;
        const std::size_t first = std::size_t(part.place->first) / unit;
        for (std::size_t row = 0; row < part.rows; ++row) {
            const std::byte* from = part.bytes.data() + row * rowBytes;
            const std::size_t to = run == 0 ? next + row : first + row / run * stride + row % run;
            if (transposedElement == 0) {
                std::memcpy(whole.data() + to * rowBytes, from, rowBytes);
                continue;
            }
            for (std::size_t i = 0; i < rowBytes / transposedElement; ++i)
                std::memcpy(whole.data() + (i * rows + to) * transposedElement, from + i * transposedElement,
                            transposedElement);
        }
        next += part.rows;
    }
    return whole;
}

} // namespace espalier::model
