#include "core/engine/packed_matrix.h"

#include <array>

namespace espalier::engine {

std::string_view name(WeightFormat format)
{
    constexpr std::array<std::string_view, 9> kNames = {"f32",      "f16",      "bf16",    "int8",  "int4",
                                                        "N:M int8", "N:M int4", "bitmask", "window"};
    return kNames[static_cast<std::size_t>(format)];
}

std::string describe(const PackedMatrix& matrix)
{
    std::string text;
    if (matrix.format == WeightFormat::NmInt8 || matrix.format == WeightFormat::NmInt4) {
        text = std::to_string(matrix.kept) + ":" + std::to_string(matrix.of) +
               (matrix.format == WeightFormat::NmInt8 ? " int8" : " int4");
    } else if (matrix.format == WeightFormat::Int8 || matrix.format == WeightFormat::Int4) {
        text = "dense " + std::string(name(matrix.format));
    } else if (matrix.format == WeightFormat::Bitmask || matrix.format == WeightFormat::Window) {
        text = std::string(name(matrix.format)) + " int8";
    } else {
        text = name(matrix.format);
    }
    return matrix.groups() > 1 ? text + ", groups of " + std::to_string(matrix.groupColumns) : text;
}

} // namespace espalier::engine
