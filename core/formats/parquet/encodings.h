#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/formats/parquet/compact_reader.h"

namespace espalier::formats::parquet {

// Encodings of parquet-format's Encodings.md. All throw Refused where bytes are missing.

/// Numbers of `bits` bits (0 to 32) in the hybrid of runs and bit-packed groups of eight, low bits first.
std::vector<std::uint32_t> decodeHybrid(ByteReader& reader, unsigned bits, std::size_t count);

/// DELTA_BINARY_PACKED: numbers of a whole block row. @param limit most numbers that there may be
std::vector<std::int64_t> decodeDeltas(ByteReader& reader, std::size_t limit);

/// DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.
std::vector<std::string> decodeDeltaLengths(ByteReader& reader, std::size_t limit);

/// DELTA_BYTE_ARRAY: of each text what it shares with the start of the one before, then the rests.
std::vector<std::string> decodeDeltaTexts(ByteReader& reader, std::size_t limit);

} // namespace espalier::formats::parquet
