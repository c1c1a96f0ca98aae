#include "core/engine/format_speed.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <utility>

#include "core/engine/huge_buffer.h"
#include "core/engine/kernels/multiply.h"
#include "core/engine/pack.h"

namespace espalier::engine {
namespace {

constexpr FormatCase kCases[] = {
    {"dense int8", WeightFormat::Int8, 8, 0, 0.0, 0, 0},
    {"dense int8, groups of 128", WeightFormat::Int8, 8, 128, 0.0, 0, 0},
    {"dense int4", WeightFormat::Int4, 4, 0, 0.0, 0, 0},
    {"dense int4, groups of 128", WeightFormat::Int4, 4, 128, 0.0, 0, 0},
    {"dense int4, groups of 32", WeightFormat::Int4, 4, 32, 0.0, 0, 0},
    {"2:4 int8", WeightFormat::NmInt8, 8, 0, 0.5, 2, 4},
    {"4:8 int8", WeightFormat::NmInt8, 8, 0, 0.5, 4, 8},
    {"8:16 int8", WeightFormat::NmInt8, 8, 0, 0.5, 8, 16},
    {"1:4 int8", WeightFormat::NmInt8, 8, 0, 0.75, 1, 4},
    {"2:8 int8", WeightFormat::NmInt8, 8, 0, 0.75, 2, 8},
    {"4:16 int8", WeightFormat::NmInt8, 8, 0, 0.75, 4, 16},
    {"8:16 int4", WeightFormat::NmInt4, 4, 0, 0.5, 8, 16},
    {"4:16 int4", WeightFormat::NmInt4, 4, 0, 0.75, 4, 16},
    {"bitmask int8, 50 %", WeightFormat::Bitmask, 8, 0, 0.5, 0, 0},
    {"bitmask int8, 75 %", WeightFormat::Bitmask, 8, 0, 0.75, 0, 0},
    {"window int8, 75 %", WeightFormat::Window, 8, 0, 0.75, 0, 0},
};

std::vector<std::int8_t> codesFor(const FormatCase& kind, std::size_t count)
{
    std::mt19937 random(7);
    const int limit = (1 << (kind.bits - 1)) - 1;
    const auto code = [&] {
        const int magnitude = 1 + static_cast<int>(random() % static_cast<unsigned>(limit));
        return static_cast<std::int8_t>((random() & 1) != 0 ? magnitude : -magnitude);
    };
    std::vector<std::int8_t> codes(count);
    if (kind.of == 0) {
        for (auto& value : codes) {
            value = random() % 1000 < static_cast<unsigned>(kind.zeros * 1000.0) ? std::int8_t{0} : code();
        }
        return codes;
    }
    for (std::size_t i = 0; i < count; i += kind.of) {
        std::uint32_t left = kind.kept;
        for (std::uint32_t j = 0; j < kind.of; ++j) {
            if (random() % (kind.of - j) < left) {
                codes[i + j] = code();
                --left;
            }
        }
    }
    return codes;
}

/// Small numbers of bfloat16: sign, an exponent below 1, random digits.
PackedMatrix randomFloats(std::size_t rows, std::size_t columns)
{
    std::mt19937 random(7);
    const auto storage = allocateHuge(rows * columns * sizeof(std::uint16_t));
    auto* values = reinterpret_cast<std::uint16_t*>(storage.get());
    for (std::size_t i = 0; i < rows * columns; ++i) {
        values[i] = static_cast<std::uint16_t>((random() & 0x807FU) | 0x3C00U);
    }
    PackedMatrix matrix;
    matrix.format = WeightFormat::BFloat16;
    matrix.rows = rows;
    matrix.columns = columns;
    matrix.data = {storage.get(), rows * columns * sizeof(std::uint16_t)};
    matrix.storage = storage;
    return matrix;
}

} // namespace

std::span<const FormatCase> formatCases()
{
    return kCases;
}

FormatCase floatCase()
{
    return {"bfloat16", WeightFormat::BFloat16, 16, 0, 0.0, 0, 0};
}

PackedMatrix randomMatrix(const FormatCase& kind, std::size_t rows, std::size_t columns)
{
    if (kind.format == WeightFormat::BFloat16) {
        return randomFloats(rows, columns);
    }
    const std::vector<std::int8_t> codes = codesFor(kind, rows * columns);
    const std::size_t groupColumns = kind.groupColumns == 0 ? columns : kind.groupColumns;
    const std::vector<float> scales(rows * ((columns + groupColumns - 1) / groupColumns), 0.01F);
    const CodedWeight weight{rows, columns, kind.bits, codes, groupColumns, scales, {}, {}};
    return pack(weight, kind.format, {kind.zeros, kind.kept, kind.of});
}

InputRows randomInputs(const FormatCase& kind, std::size_t tokens, std::size_t columns)
{
    InputRounding rounding;
    const bool isFloat = kind.format <= WeightFormat::BFloat16;
    rounding.kind = isFloat                  ? InputRounding::Kind::None
                    : kind.groupColumns == 0 ? InputRounding::Kind::Token
                                             : InputRounding::Kind::Block;
    rounding.blockColumns = kind.groupColumns;
    std::mt19937 random(8);
    std::normal_distribution<float> normal;
    std::vector<float> values(tokens * columns);
    for (float& value : values) {
        value = normal(random);
    }
    InputRows rows;
    rows.resize(tokens, columns, rounding);
    for (std::size_t t = 0; t < tokens; ++t) {
        rows.setRow(t, values.data() + t * columns);
    }
    return rows;
}

std::vector<PackedMatrix> copies(const PackedMatrix& matrix, std::size_t bytes)
{
    const std::size_t scaleBytes = matrix.scales.size_bytes();
    const std::size_t stride = (matrix.data.size() + scaleBytes + 63) / 64 * 64;
    const std::size_t count = bytes / stride + 1;
    const auto arena = allocateHuge(count * stride);
    const auto storage = std::make_shared<std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
        arena, matrix.storage); // the copies share what is small
    std::vector<PackedMatrix> result(count, matrix);
    for (std::size_t i = 0; i < count; ++i) {
        std::byte* data = arena.get() + i * stride;
        std::memcpy(data, matrix.data.data(), matrix.data.size());
        auto* scales = reinterpret_cast<float*>(data + matrix.data.size());
        std::memcpy(scales, matrix.scales.data(), scaleBytes);
        result[i].data = {data, matrix.data.size()};
        result[i].scales = {scales, matrix.scales.size()};
        result[i].storage = storage;
    }
    return result;
}

void multiplyInParts(const PackedMatrix& weight, const InputRows& input, ThreadPool& pool, std::vector<float>& out)
{
    const std::size_t parts = static_cast<std::size_t>(pool.threads()) * 4;
    pool.run(parts, [&](std::size_t part) {
        multiply(weight, weight.blocks() * part / parts, weight.blocks() * (part + 1) / parts, input, out.data(),
                 weight.rows);
    });
}

std::vector<FormatSpeed> measureFormats(ThreadPool& pool, const FormatSpeedOptions& options)
{
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t kRows = 2048;
    constexpr std::size_t kColumns = 4096;
    std::vector<FormatCase> kinds = {floatCase()};
    kinds.insert(kinds.end(), std::begin(kCases), std::end(kCases));
    std::vector<FormatSpeed> speeds;
    std::vector<float> out(kRows);
    for (const FormatCase& kind : kinds) {
        const std::vector<PackedMatrix> matrices = copies(randomMatrix(kind, kRows, kColumns), options.bytes);
        const InputRows input = randomInputs(kind, 1, kColumns);
        constexpr double kWeights = double(kRows) * double(kColumns);
        std::vector<double> rates;
        std::size_t next = 0;
        const auto begin = Clock::now();
        do {
            if (options.cancel.requested()) {
                throw Cancelled();
            }
            const auto start = Clock::now();
            multiplyInParts(matrices[next++ % matrices.size()], input, pool, out);
            const double took = std::chrono::duration<double>(Clock::now() - start).count();
            rates.push_back(kWeights / std::max(took, 1e-9));
        } while (std::chrono::duration<double>(Clock::now() - begin).count() < options.seconds);
        std::ranges::nth_element(rates, rates.begin() + std::ptrdiff_t(rates.size() / 2));
        const PackedMatrix& one = matrices.front();
        speeds.push_back({kind, double(one.data.size() + one.scales.size_bytes()) / kWeights, rates[rates.size() / 2]});
        if (options.progress) {
            options.progress(double(speeds.size()) / double(kinds.size()));
        }
    }
    return speeds;
}

} // namespace espalier::engine
