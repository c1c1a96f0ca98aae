#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/thread_pool.h"
#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// A kind of weights whose products can be timed.
struct FormatCase
{
    std::string_view name; ///< "8:16 int8"
    WeightFormat format;
    int bits;
    std::size_t groupColumns; ///< 0: one scale a row
    double zeros;             ///< unstructured share of zeros
    std::uint32_t kept;       ///< N:M; 0: none
    std::uint32_t of;
};
std::span<const FormatCase> formatCases(); ///< dense int8 with a scale a row first
FormatCase floatCase();                    ///< bfloat16, which most models are published in

/// Random codes of that kind, packed for the current CPU target. BFloat16: random floats.
PackedMatrix randomMatrix(const FormatCase& kind, std::size_t rows, std::size_t columns);
/// Random inputs, rounded as models of that kind round theirs.
InputRows randomInputs(const FormatCase& kind, std::size_t tokens, std::size_t columns);
/// As many copies as fill `bytes`, with their scales, each in memory of its own: products with one after another read
/// from memory, not from the caches. @throws std::bad_alloc
std::vector<PackedMatrix> copies(const PackedMatrix& matrix, std::size_t bytes);
/// One product on all threads. @param out [tokens, rows]
void multiplyInParts(const PackedMatrix& weight, const InputRows& input, ThreadPool& pool, std::vector<float>& out);

/// What a kind of weights gives on this machine.
struct FormatSpeed
{
    FormatCase kind;
    double bytesPerWeight = 0.0;   ///< scales included
    double weightsPerSecond = 0.0; ///< zeros count: of products with one token, weights from memory
};

struct FormatSpeedOptions
{
    double seconds = 0.15;                      ///< each
    std::size_t bytes = std::size_t(512) << 20; ///< of weights that are read in turn, beyond processors' caches
    std::function<void(double fraction)> progress;
    CancelToken cancel;
};

/// Times floatCase() and every formatCases() in turn: medians of single products.
/// @throws Cancelled, std::bad_alloc
std::vector<FormatSpeed> measureFormats(ThreadPool& pool, const FormatSpeedOptions& options);

} // namespace espalier::engine
