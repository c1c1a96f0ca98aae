#include "core/engine/pack.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/engine/huge_buffer.h"
#include "core/engine/input_rows.h"
#include "core/engine/kernels/bitmask.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

constexpr std::int8_t kExtreme = -128;

/// What PackedMatrix::storage holds.
struct Storage
{
    std::shared_ptr<std::byte> data;
    std::vector<std::uint64_t> offsets;
    std::vector<float> scales;
    std::vector<float> zeroPoints;
    std::vector<std::int32_t> rowSums;
    std::vector<ExtremeCode> extremes;
    std::vector<std::uint32_t> firstExtreme;
    std::vector<float> bias;
};

std::size_t roundUp(std::size_t value, std::size_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

void require(bool condition, const std::string& message)
{
    if (!condition) {
        throw std::invalid_argument("pack: " + message);
    }
}

void requireSize(std::size_t got, std::size_t expected, const std::string& what)
{
    require(got == expected, std::to_string(expected) + " " + what + " expected, got " + std::to_string(got));
}

std::size_t groupsOf(const CodedWeight& weight)
{
    return (weight.columns + weight.groupColumns - 1) / weight.groupColumns;
}

void check(const CodedWeight& weight, WeightFormat format, const FormatPacker& packer)
{
    require(weight.rows > 0 && weight.columns > 0 && weight.groupColumns > 0, "a weight without rows or columns");
    require(weight.rows <= std::numeric_limits<std::uint32_t>::max() - kBlockRows, "too many rows");
    const std::size_t groups = groupsOf(weight);
    require(std::min(weight.groupColumns, weight.columns) <= kMaximumGroupColumns,
            "at most 65536 columns may share a scale, got " + std::to_string(weight.groupColumns));
    require(groups == 1 || weight.groupColumns % packer.columnStep == 0,
            "groups of a multiple of " + std::to_string(packer.columnStep) + " columns expected for " +
                std::string(name(format)) + ", got " + std::to_string(weight.groupColumns));
    requireSize(weight.codes.size(), weight.rows * weight.columns, "codes");
    requireSize(weight.scales.size(), weight.rows * groups, "scales");
    if (!weight.zeroPoints.empty()) {
        requireSize(weight.zeroPoints.size(), weight.rows * groups, "zero points");
    }
    if (!weight.bias.empty()) {
        requireSize(weight.bias.size(), weight.rows, "values of the bias");
    }
}

/// [rows, groups] as [blocks][groups][kBlockRows]; rows beyond the matrix are 0.
template <typename T> std::vector<T> byBlocks(std::span<const T> values, std::size_t rows, std::size_t groups)
{
    std::vector<T> result(roundUp(rows, kBlockRows) * groups);
    for (std::size_t row = 0; row < rows; ++row) {
        T* block = result.data() + row / kBlockRows * groups * kBlockRows;
        for (std::size_t group = 0; group < groups; ++group) {
            block[group * kBlockRows + row % kBlockRows] = values[row * groups + group];
        }
    }
    return result;
}

std::vector<std::int32_t> rowSums(const CodedWeight& weight)
{
    const std::size_t groups = groupsOf(weight);
    std::vector<std::int32_t> sums(weight.rows * groups);
    for (std::size_t row = 0; row < weight.rows; ++row) {
        const std::int8_t* codes = weight.codes.data() + row * weight.columns;
        for (std::size_t group = 0; group < groups; ++group) {
            const std::size_t begin = group * weight.groupColumns;
            const std::size_t end = std::min(begin + weight.groupColumns, weight.columns);
            sums[row * groups + group] = std::accumulate(codes + begin, codes + end, std::int32_t{0});
        }
    }
    return sums;
}

/// One block at a time in a form that packers can read without looking at the matrix' borders.
class BlockReader
{
public:
    BlockReader(const CodedWeight& weight, const SparsePattern& pattern, std::int8_t lowest)
        : m_weight(weight), m_lowest(lowest), m_stride(roundUp(weight.columns, 256)), m_codes(kBlockRows * m_stride)
    {
        m_block = {m_codes.data(), m_stride, weight.columns, pattern};
    }

    const BlockCodes& read(std::size_t block)
    {
        for (std::size_t lane = 0; lane < kBlockRows; ++lane) {
            const std::size_t row = block * kBlockRows + lane;
            std::int8_t* codes = m_codes.data() + lane * m_stride;
            if (row >= m_weight.rows) {
                std::fill_n(codes, m_weight.columns, std::int8_t{0});
                continue;
            }
            const std::int8_t* stored = m_weight.codes.data() + row * m_weight.columns;
            std::transform(stored, stored + m_weight.columns, codes,
                           [this](std::int8_t code) { return std::max(code, m_lowest); });
        }
        return m_block;
    }

private:
    const CodedWeight& m_weight;
    std::int8_t m_lowest;
    std::size_t m_stride;
    std::vector<std::int8_t> m_codes;
    BlockCodes m_block;
};

/// Fills `extremes` and, if there are any, `firstExtreme`.
void listExtremes(const CodedWeight& weight, Storage& storage)
{
    const std::size_t blocks = (weight.rows + kBlockRows - 1) / kBlockRows;
    storage.firstExtreme.assign(1, 0);
    for (std::size_t block = 0; block < blocks; ++block) {
        const auto first = static_cast<std::ptrdiff_t>(storage.extremes.size());
        const std::size_t lastRow = std::min(weight.rows, (block + 1) * kBlockRows);
        for (std::size_t row = block * kBlockRows; row < lastRow; ++row) {
            const auto* begin = weight.codes.data() + row * weight.columns;
            const auto* end = begin + weight.columns;
            for (const auto* at = std::find(begin, end, kExtreme); at != end; at = std::find(at + 1, end, kExtreme)) {
                storage.extremes.push_back({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(at - begin)});
            }
        }
        std::sort(storage.extremes.begin() + first, storage.extremes.end(),
                  [](const ExtremeCode& a, const ExtremeCode& b) { return a.column < b.column; });
        storage.firstExtreme.push_back(static_cast<std::uint32_t>(storage.extremes.size()));
    }
    if (storage.extremes.empty()) {
        storage.firstExtreme.clear();
    }
}

/// Writes all blocks; returns their bytes.
std::size_t packBlocks(const CodedWeight& weight, const FormatPacker& packer, const SparsePattern& pattern,
                       Storage& storage)
{
    const std::size_t blocks = (weight.rows + kBlockRows - 1) / kBlockRows;
    BlockReader reader(weight, pattern, packer.takesExtremes ? kExtreme : kExtreme + 1);
    std::vector<std::uint64_t> offsets(1, 0);
    const std::size_t firstBytes = packer.blockBytes(reader.read(0));
    for (std::size_t block = 0; block < blocks; ++block) {
        offsets.push_back(offsets.back() + (packer.offsets ? packer.blockBytes(reader.read(block)) : firstBytes));
    }
    storage.data = allocateHuge(offsets.back());
    for (std::size_t block = 0; block < blocks; ++block) {
        packer.packBlock(reader.read(block), storage.data.get() + offsets[block]);
    }
    const std::size_t bytes = offsets.back();
    if (packer.offsets) {
        storage.offsets = std::move(offsets);
    }
    return bytes;
}

const std::byte* blockData(const PackedMatrix& weight, std::size_t block)
{
    return weight.data.data() +
           (weight.offsets.empty() ? weight.data.size() / weight.blocks() * block : weight.offsets[block]);
}

} // namespace

const FormatPacker& packerOf(WeightFormat format)
{
    switch (format) {
    case WeightFormat::Int8:
        return kInt8Packer;
    case WeightFormat::Int4:
        return kInt4Packer;
    case WeightFormat::NmInt8:
        return kNmInt8Packer;
    case WeightFormat::NmInt4:
        return kNmInt4Packer;
    case WeightFormat::Bitmask:
        return kBitmaskPacker;
    case WeightFormat::Window:
        return kWindowPacker;
    default:
        throw std::invalid_argument("pack: no integer format: " + std::string(name(format)));
    }
}

PackedMatrix pack(const CodedWeight& weight, WeightFormat format, const SparsePattern& pattern)
{
    const FormatPacker& packer = packerOf(format);
    check(weight, format, packer);
    auto storage = std::make_shared<Storage>();
    const std::size_t bytes = packBlocks(weight, packer, pattern, *storage);
    const std::size_t groups = groupsOf(weight);
    storage->scales = byBlocks(weight.scales, weight.rows, groups);
    storage->zeroPoints =
        weight.zeroPoints.empty() ? std::vector<float>() : byBlocks(weight.zeroPoints, weight.rows, groups);
    storage->rowSums = byBlocks<std::int32_t>(rowSums(weight), weight.rows, groups);
    storage->bias.assign(weight.bias.begin(), weight.bias.end());
    if (!packer.takesExtremes) {
        listExtremes(weight, *storage);
    }

    PackedMatrix packed;
    packed.format = format;
    packed.rows = weight.rows;
    packed.columns = weight.columns;
    packed.groupColumns = groups == 1 ? weight.columns : weight.groupColumns;
    const bool fixedPattern = format == WeightFormat::NmInt8 || format == WeightFormat::NmInt4;
    packed.kept = fixedPattern ? pattern.kept : 0;
    packed.of = fixedPattern ? pattern.of : 0;
    packed.bitmaskOrder = bitmaskOrder();
    packed.data = {storage->data.get(), bytes};
    packed.offsets = storage->offsets;
    packed.scales = storage->scales;
    packed.zeroPoints = storage->zeroPoints;
    packed.rowSums = storage->rowSums;
    packed.extremes = storage->extremes;
    packed.firstExtreme = storage->firstExtreme;
    packed.bias = storage->bias;
    packed.storage = std::move(storage);
    return packed;
}

void unpackBlock(const PackedMatrix& weight, std::size_t block, std::int8_t* codes, std::size_t stride)
{
    packerOf(weight.format).unpackBlock(weight, blockData(weight, block), codes, stride);
    if (weight.firstExtreme.empty()) {
        return;
    }
    for (std::size_t i = weight.firstExtreme[block]; i < weight.firstExtreme[block + 1]; ++i) {
        const ExtremeCode& extreme = weight.extremes[i];
        codes[extreme.row % kBlockRows * stride + extreme.column] = kExtreme;
    }
}

void unpack(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, std::span<std::int8_t> codes)
{
    if (firstBlock > lastBlock || lastBlock > weight.blocks() ||
        codes.size() != (lastBlock - firstBlock) * kBlockRows * weight.columns) {
        throw std::invalid_argument("unpack: blocks " + std::to_string(firstBlock) + " to " +
                                    std::to_string(lastBlock) + " of " + std::to_string(weight.blocks()) + " into " +
                                    std::to_string(codes.size()) + " codes");
    }
    std::ranges::fill(codes, std::int8_t{0});
    for (std::size_t block = firstBlock; block < lastBlock; ++block) {
        unpackBlock(weight, block, codes.data() + (block - firstBlock) * kBlockRows * weight.columns, weight.columns);
    }
}

} // namespace espalier::engine
