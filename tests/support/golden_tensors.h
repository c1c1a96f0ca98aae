#pragma once

#include <cstring>
#include <stdexcept>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <nlohmann/json.hpp>

#include "core/formats/safetensors.h"

namespace espalier::tests {

/// Tensors and figures of one golden file. Throws if it cannot be read or lacks something.
class GoldenTensors
{
public:
    explicit GoldenTensors(const std::string& path) : m_file(open(path)) {}

    bool contains(const std::string& name) const { return m_file.find(name) != nullptr; }

    at::Tensor tensor(const std::string& name) const
    {
        const formats::TensorInfo* info = m_file.find(name);
        if (!info)
            throw std::runtime_error("golden file without " + name);
        at::Tensor result = at::empty(info->shape, scalarType(info->dtype));
        const auto bytes = m_file.data(*info);
        std::memcpy(result.data_ptr(), bytes.data(), bytes.size());
        return result;
    }

    /// The JSON figures of one case.
    nlohmann::json figures(const std::string& name) const { return nlohmann::json::parse(m_file.metadata().at(name)); }

private:
    static formats::SafetensorsFile open(const std::string& path)
    {
        auto file = formats::SafetensorsFile::open(path);
        if (!file)
            throw std::runtime_error(toString(file.error()));
        return file.take();
    }

    static at::ScalarType scalarType(formats::DType dtype)
    {
        switch (dtype) {
        case formats::DType::F32:
            return at::kFloat;
        case formats::DType::I32:
            return at::kInt;
        case formats::DType::I8:
            return at::kChar;
        case formats::DType::U8:
            return at::kByte;
        default:
            throw std::runtime_error("golden file with an element type that its reader lacks");
        }
    }

    formats::SafetensorsFile m_file;
};

} // namespace espalier::tests
