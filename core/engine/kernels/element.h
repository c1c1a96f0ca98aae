#pragma once

#include <cstddef>

namespace espalier::engine {

/// How the float kernels' operands are stored.
enum class Element { Float32, Float16, BFloat16, Int8 };

constexpr std::size_t bytesOf(Element element)
{
    return element == Element::Float32 ? 4 : element == Element::Int8 ? 1 : 2;
}

} // namespace espalier::engine
