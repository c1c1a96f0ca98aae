#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/safetensors.h"
#include "core/model/checkpoint.h"
#include "core/model/stored_tensor.h"

namespace espalier::exporting {

using ReadBytes = std::function<Result<model::TensorBytes>()>;

/// A tensor of a module, as a folder that is written should hold it.
struct ModuleTensor
{
    std::string module; ///< "model.layers.0.self_attn.q_proj"
    std::string suffix; ///< one of model::kTensorSuffixes; empty: `module` is the tensor's whole name
    formats::DType dtype = formats::DType::F32;
    std::vector<std::int64_t> shape;
    ReadBytes bytes;
};

/// A tensor of the folder, under the name that the family's files have.
struct FolderTensor
{
    formats::TensorInfo info;         ///< name, dtype, shape
    std::string suffix;               ///< as above
    std::vector<std::string> modules; ///< that it is made of: several where the files fuse them
    ReadBytes bytes;
    std::function<void()> release{}; ///< lets the kernel drop the pages that bytes() read; may be empty

    std::string stem() const { return info.name.substr(0, info.name.size() - suffix.size() - 1); }
};

/// A folder that is written: its config.json and its tensors, in this order. Nothing is read before it is written.
struct FolderPlan
{
    nlohmann::json config;
    std::vector<FolderTensor> tensors;
};

FolderTensor folderTensor(std::string stem, std::string suffix, formats::DType dtype, std::vector<std::int64_t> shape,
                          ReadBytes bytes);

/// All that the checkpoint holds, module by module, then what belongs to none. It must outlive the result.
std::vector<ModuleTensor> storedTensors(const model::Checkpoint& checkpoint);

/// Every weight and bias as floats of one type; codes are dequantized. The checkpoint must outlive the result.
std::vector<ModuleTensor> denseTensors(const model::Checkpoint& checkpoint, formats::DType dtype);

/// Makes whole again what the family's files fuse or turn.
/// @param asStored what the checkpoint's own files hold apart (parts that do not share a scheme) stays apart
std::vector<FolderTensor> joined(const model::Checkpoint& checkpoint, std::vector<ModuleTensor> tensors, bool asStored);

} // namespace espalier::exporting
