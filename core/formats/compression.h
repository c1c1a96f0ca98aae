#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.h"

namespace espalier::formats {

enum class Compression : std::uint8_t { None, Snappy, Gzip, Zstd };

/// The bytes of one block whose size is known beforehand (a page of a Parquet file). Gzip may be zlib's format too.
/// Memory grows with what comes out, so that a wrong size costs none. Errors: `compression.damaged`,
/// `compression.size`.
Result<std::string> decompressBlock(Compression compression, std::span<const std::byte> compressed, std::size_t bytes);

/// The content of a .gz or .zst file (several members or frames follow each other).
/// Errors: `compression.damaged` (also one that ends early), `compression.size` beyond the limit.
Result<std::string> decompressFile(Compression compression, std::span<const std::byte> compressed,
                                   std::size_t limitBytes);

} // namespace espalier::formats
