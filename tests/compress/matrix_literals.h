#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

namespace espalier::tests {

/// [rows, values / rows] float32
inline at::Tensor matrix(std::int64_t rows, const std::vector<float>& values)
{
    at::Tensor result = at::empty({rows, static_cast<std::int64_t>(values.size()) / rows}, at::kFloat);
    std::copy(values.begin(), values.end(), result.data_ptr<float>());
    return result;
}

/// Uniform in [-1, 1) by a linear congruential generator: the same on every machine.
inline std::vector<float> noise(std::size_t count, std::uint32_t seed)
{
    std::vector<float> values(count);
    for (float& value : values) {
        seed = seed * 1664525U + 1013904223U;
        value = static_cast<float>(seed >> 8) / 8388608.0F - 1.0F;
    }
    return values;
}

template <typename T> std::vector<T> elements(const at::Tensor& tensor)
{
    const at::Tensor contiguous = tensor.contiguous();
    const T* begin = contiguous.data_ptr<T>();
    return std::vector<T>(begin, begin + contiguous.numel());
}

} // namespace espalier::tests
