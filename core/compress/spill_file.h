#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace espalier::compress {

/// Room on disk for what does not fit into memory. The file has no name from the beginning, so that nothing is left of
/// it whichever way the process ends. Throws RunError: `disk.full`, `file.write`, `file.read`.
class SpillFile
{
public:
    explicit SpillFile(const std::filesystem::path& folder);
    ~SpillFile();
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;

    void write(std::uint64_t offset, std::span<const std::byte> data);
    void read(std::uint64_t offset, std::span<std::byte> data) const;
    /// Lets the kernel read this part while the caller works on another.
    void readAhead(std::uint64_t offset, std::uint64_t size) const;

private:
    std::filesystem::path m_folder;
    int m_descriptor = -1;
};

} // namespace espalier::compress
