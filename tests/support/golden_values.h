#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "core/formats/safetensors.h"

namespace espalier::tests {

/// Numbers of one tensor of a golden file, in their stored type; empty if it is not there.
template <typename T> std::vector<T> goldenValues(const formats::SafetensorsFile& file, const std::string& name)
{
    const formats::TensorInfo* info = file.find(name);
    std::vector<T> values(info != nullptr ? std::size_t(info->elements()) : 0);
    if (info != nullptr) {
        std::memcpy(values.data(), file.data(*info).data(), values.size() * sizeof(T));
    }
    return values;
}

} // namespace espalier::tests
