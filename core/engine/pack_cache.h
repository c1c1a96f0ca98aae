#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/engine/packed_matrix.h"
#include "core/model/checkpoint.h"

namespace espalier::engine {

/// Packed weights of a model in one file beside it, `.espalier-pack-<target>-<16 hex digits of the key>`; of a GGUF
/// file
/// `.<its name>.espalier-pack-...`.
///
/// The key is a SHA-256 over kPackVersion, the CPU target, config.json, and name, size and times of every shard. The
/// time of the last status change is among them: no archive can set it, so that a pack that came with a model from
/// elsewhere is never used.
///
/// Bytes, little-endian:
/// | at | bytes | |
/// |---|---|---|
/// | 0 | 8 | "ESPLPACK" |
/// | 8 | 8 | u64 kPackVersion |
/// | 16 | 64 | key, hexadecimal |
/// | 80 | 8 | u64 size of the file |
/// | 88 | 8 | u64 place of the table: it ends the file |
/// | 96 | 8 | u64 bytes of the table |
/// | 104 | 64 | SHA-256 of the table, hexadecimal |
/// | 192 | | the matrices' parts, each at a multiple of 64, between them zeros |
/// Table: u64 number of matrices; of each u64 length of its name, name, u64 format, rows, columns, groupColumns, kept,
/// of, bitmaskOrder, and for data, offsets, scales, zeroPoints, rowSums, extremes, firstExtreme and bias: u64 place,
/// u64 bytes, u64 checksum() of the bytes. What is read is trusted as far as these sums and isSound() go: that finds
/// damage, and keeps every kernel within the file's parts, but somebody who may write into the folder can give a model
/// other weights anyway.
class PackCache
{
public:
    /// False where the environment variable ESPALIER_PACK_CACHE is 0.
    static bool isEnabled();
    /// For the current CPU target; nothing if the model's files cannot be looked at.
    static std::optional<PackCache> of(const model::Checkpoint& checkpoint);

    const std::filesystem::path& file() const { return m_file; }

    /// Brings the file into memory and checks every part, in parallel. A mapping alone would be there at once, but has
    /// small pages: products of one token with int8 weights took 1.4 times as long from it (measured in a virtual
    /// machine). Nothing if there is none or if it is damaged, truncated or of another model, version or target.
    /// @throws std::bad_alloc
    std::optional<std::map<std::string, PackedMatrix>> read(ThreadPool& pool) const;

    /// Writes atomically; then removes packs of this target that older versions of the model left, and unfinished ones
    /// of processes that were killed. Errors: `file.write` and the like, `cancelled`.
    Result<void> write(const std::vector<std::pair<std::string, const PackedMatrix*>>& matrices,
                       const CancelToken& cancel) const;

private:
    std::filesystem::path m_file;
    std::string m_key;
};

/// 64 bits that change with (almost) any change of the bytes; made for speed, not against attackers.
std::uint64_t checksum(std::span<const std::byte> bytes);

} // namespace espalier::engine
