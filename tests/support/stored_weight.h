#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"

namespace espalier::tests {

/// A matrix of a model folder as float32, dequantized if need be.
inline std::vector<float> weightOf(const model::Checkpoint& checkpoint, const std::string& module)
{
    const auto shape = checkpoint.weightShape(module);
    std::vector<float> values(std::size_t(shape[0] * shape[1]));
    if (const auto read = checkpoint.readWeight(module, values); !read)
        throw std::runtime_error(toString(read.error()));
    return values;
}

} // namespace espalier::tests
