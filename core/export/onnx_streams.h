#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

#include "core/export/onnx_weights.h"

namespace espalier::exporting {

/// Writes the tensors of a graph into its data file, part by part, and tells how far it is.
class OnnxDataWriter
{
public:
    /// All must outlive it.
    OnnxDataWriter(const OnnxGraph& graph, PreallocatedFile& file, const OnnxProgress& progress,
                   const CancelToken& cancel);

    /// Bytes of a declared tensor from a place in it on. @throws Cancelled, std::logic_error beyond its end
    Result<void> write(const std::string& tensor, std::uint64_t offsetBytes, std::span<const std::byte> bytes);
    /// Values rounded to the tensor's float type. @param first element. Error also `export.range`.
    Result<void> writeFloats(const std::string& tensor, std::uint64_t first, std::span<const float> values);

private:
    std::unordered_map<std::string, const OnnxTensor*> m_tensors;
    PreallocatedFile& m_file;
    const OnnxProgress& m_progress;
    CancelToken m_cancel;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
    std::vector<std::byte> m_bytes; ///< used again
};

/// Writes the tensors of one weight. Dense weights become codes by rounding to nearest: symmetric as compressed-tensors
/// does (scale = largest magnitude / (2^(bits-1) - 1/2), so that zero is code 0), else from the range that holds zero.
Result<void> writeOnnxWeight(const model::Checkpoint& checkpoint, const std::string& module, const OnnxWeightForm& form,
                             OnnxDataWriter& writer);

} // namespace espalier::exporting
