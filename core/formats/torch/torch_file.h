#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/formats/safetensors.h"

namespace espalier::formats {

/// A tensor of a TorchFile.
struct TorchTensor
{
    TensorInfo info;           ///< begin and end are places in the file
    bool isTransposed = false; ///< the bytes are those of the transposed matrix: [shape[1], shape[0]]
};

/// A state dict as torch.save() writes it since PyTorch 1.6 (pytorch_model.bin): a zip archive of uncompressed files,
/// `<folder>/data.pkl`, which describes the tensors, and `<folder>/data/<key>`, their bytes. The file is mapped and
/// nothing in it is executed: of the pickle only OrderedDict, storages, _rebuild_tensor_v2 and _rebuild_parameter are
/// let through. Tensors may share storages. A dict with the state dict as its `state_dict` or `model` will do; other
/// values than tensors are left out.
/// Errors: `torch.legacy` (the format before 1.6), `torch.unsupported` (big-endian, TorchScript, strides other than
/// those of a matrix or its transpose, element types), `torch.damaged`, `pickle.*`, `zip.*`, `file.open`.
class TorchFile
{
public:
    static Result<TorchFile> open(const std::filesystem::path& path);

    const std::vector<TorchTensor>& tensors() const { return m_tensors; } ///< in the order of the state dict
    const TorchTensor* find(std::string_view name) const;
    std::span<const std::byte> data(const TorchTensor& tensor) const; ///< as they lie in the file
    const MappedFile& file() const { return m_file; }

private:
    MappedFile m_file;
    std::vector<TorchTensor> m_tensors;
};

} // namespace espalier::formats
