#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/spill_file.h"

namespace espalier::compress {

/// How hidden states are kept between two decoder layers. Where they lie changes no number, the type does.
struct HiddenStorage
{
    at::ScalarType type = at::kFloat; ///< or kBFloat16: half of the memory, rounded between any two layers
    std::uint64_t memoryBytes = std::numeric_limits<std::uint64_t>::max(); ///< batches beyond it lie on disk
    std::filesystem::path folder;                                          ///< of the spill file
};

/// The hidden states of all calibration windows between two decoder layers: [windows, tokens, hidden] float32 a batch.
/// Throws RunError where the disk fails (spill_file.h).
class HiddenStates
{
public:
    explicit HiddenStates(HiddenStorage storage = {}) : m_storage(std::move(storage)) {}

    std::size_t size() const { return m_batches.size(); }
    bool empty() const { return m_batches.empty(); }
    void add(at::Tensor batch);
    /// Also has the kernel read the next batch from disk.
    at::Tensor get(std::size_t batch) const;
    /// @throws std::invalid_argument if the shape is not that of the batch as it was added
    void set(std::size_t batch, at::Tensor states);
    void clear();

    /// For states of the same windows that lie beside these for a while.
    const HiddenStorage& storage() const { return m_storage; }
    std::uint64_t memoryBytes() const { return m_memoryBytes; }
    std::uint64_t diskBytes() const { return m_diskBytes; }

private:
    struct Batch
    {
        at::Tensor values; ///< undefined on disk
        std::vector<std::int64_t> shape;
        std::uint64_t offset = 0; ///< on disk
        std::uint64_t bytes = 0;
    };
    void store(Batch& batch, const at::Tensor& states);

    HiddenStorage m_storage;
    std::vector<Batch> m_batches;
    std::shared_ptr<SpillFile> m_disk; ///< made with the first batch that needs it
    std::uint64_t m_memoryBytes = 0;
    std::uint64_t m_diskBytes = 0;
};

} // namespace espalier::compress
