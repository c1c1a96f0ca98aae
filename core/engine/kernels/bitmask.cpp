#include "core/engine/kernels/bitmask.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/bitmask.cpp"
#include "core/engine/kernels/highway.h"

#include <array>
#include <bit>
#include <cstring>

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS && HWY_TARGET != HWY_NEON
namespace {

constexpr std::size_t kStepColumns = 32; ///< segments begin and end at multiples
constexpr std::size_t kTileSteps = kBitmaskTileColumns / kStepColumns;

#if ESPALIER_VNNI

using RowVector = __m512i;
constexpr std::size_t kRowLanes = 16;

std::int32_t sumOfLanes(RowVector sums)
{
    return _mm512_reduce_add_epi32(sums);
}

/// The codes of one row of a tile in the order Expand, 64 columns at a time as code + 128; 128 where there are none.
class RowCodes
{
public:
    static constexpr std::size_t kVectors = 2;

    explicit RowCodes(const std::uint8_t* bits) { std::memcpy(m_bits, bits, sizeof m_bits); }

    /// The next vector. @param codes moved on
    HWY_INLINE __m512i next(std::size_t vector, const std::uint8_t*& codes) const
    {
        __m512i packed = _mm512_loadu_si512(codes);
        // Expansion from memory is microcoded on Zen 4; what is in a register the compiler cannot turn into that.
        asm("" : "+v"(packed));
        codes += std::popcount(m_bits[vector]);
        return _mm512_mask_expand_epi8(_mm512_set1_epi8(-128), m_bits[vector], packed);
    }

    /// @param firstStep,lastStep of the tile: inputs of other columns count as 0
    static HWY_INLINE __m512i add(__m512i sums, __m512i codes, const std::int8_t* inputs, std::size_t vector,
                                  std::size_t firstStep, std::size_t lastStep)
    {
        const std::uint64_t begin = firstStep > 2 * vector ? ~0ULL << kStepColumns : ~0ULL;
        const std::uint64_t end = lastStep < 2 * vector + 2 ? ~0ULL >> kStepColumns : ~0ULL;
        const bool outside = firstStep >= 2 * vector + 2 || lastStep <= 2 * vector;
        const __mmask64 columns = outside ? 0 : begin & end;
        return add(sums, codes, _mm512_maskz_loadu_epi8(columns, inputs + 64 * vector));
    }
    static HWY_INLINE __m512i add(__m512i sums, __m512i codes, const std::int8_t* inputs, std::size_t vector)
    {
        return add(sums, codes, _mm512_loadu_si512(inputs + 64 * vector));
    }

private:
    static HWY_INLINE __m512i add(__m512i sums, __m512i codes, __m512i inputs)
    {
        return _mm512_dpbusd_epi32(sums, codes, inputs);
    }

    std::uint64_t m_bits[2];
};

#else

using RowVector = __m256i;
constexpr std::size_t kRowLanes = 8;

std::int32_t sumOfLanes(RowVector sums)
{
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 0xb1)));
}

/// Tables by half byte, see RowCodes: of bit j, how many bits are set below it, or 128 if it is not set itself; and the
/// number of bits set.
struct NibbleTables
{
    alignas(16) std::uint8_t rank[4][16];
    alignas(16) std::uint8_t count[16];
};

constexpr NibbleTables makeNibbleTables()
{
    NibbleTables tables{};
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        for (unsigned j = 0; j < 4; ++j) {
            const auto below = std::popcount(nibble & ((1U << j) - 1U));
            tables.rank[j][nibble] = static_cast<std::uint8_t>((nibble >> j & 1U) != 0 ? below : 128);
        }
        tables.count[nibble] = static_cast<std::uint8_t>(std::popcount(nibble));
    }
    return tables;
}

constexpr NibbleTables kNibbleTables = makeNibbleTables();

HWY_INLINE __m256i repeat128(const void* bytes)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(bytes)));
}

/// The codes of one row of a tile in the order Nibbles, 32 columns at a time; 0 where there are none.
class RowCodes
{
public:
    static constexpr std::size_t kVectors = 4;

    /// For all columns at once, which of the codes of its half step (16 columns) it takes: those of the half bytes
    /// before its own, and those below it in its own.
    explicit HWY_INLINE RowCodes(const std::uint8_t* bits)
    {
        std::memcpy(m_bits, bits, sizeof m_bits);
        const __m256i halves = _mm256_set_epi64x(4, 4, 0, 0);
        const __m256i nibbles =
            _mm256_and_si256(_mm256_srlv_epi64(repeat128(bits), halves), _mm256_set1_epi8(15)); // [half][step][i]
        __m256i before = _mm256_shuffle_epi8(repeat128(kNibbleTables.count), nibbles);
        before = _mm256_add_epi8(before, _mm256_slli_epi32(before, 8));
        before = _mm256_add_epi8(before, _mm256_slli_epi32(before, 16));
        before = _mm256_slli_epi32(before, 8);
        __m256i places[4]; // of column 4 * j + i of each half step
        for (std::size_t j = 0; j < 4; ++j) {
            places[j] = _mm256_add_epi8(_mm256_shuffle_epi8(repeat128(kNibbleTables.rank[j]), nibbles), before);
        }
        const __m256i low01 = _mm256_unpacklo_epi32(places[0], places[1]);
        const __m256i low23 = _mm256_unpacklo_epi32(places[2], places[3]);
        const __m256i high01 = _mm256_unpackhi_epi32(places[0], places[1]);
        const __m256i high23 = _mm256_unpackhi_epi32(places[2], places[3]);
        m_places[0] = _mm256_unpacklo_epi64(low01, low23);
        m_places[1] = _mm256_unpackhi_epi64(low01, low23);
        m_places[2] = _mm256_unpacklo_epi64(high01, high23);
        m_places[3] = _mm256_unpackhi_epi64(high01, high23);
    }

    /// The next vector. @param codes moved on
    HWY_INLINE __m256i next(std::size_t vector, const std::uint8_t*& codes) const
    {
        const std::uint8_t* second = codes + std::popcount(m_bits[vector] & 0x0f0f0f0fU);
        const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(codes));
        const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(second));
        codes += std::popcount(m_bits[vector]);
        return _mm256_shuffle_epi8(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), m_places[vector]);
    }

    /// @param firstStep,lastStep of the tile: inputs of other columns count as 0
    static HWY_INLINE __m256i add(__m256i sums, __m256i codes, const std::int8_t* inputs, std::size_t vector,
                                  std::size_t firstStep, std::size_t lastStep)
    {
        return firstStep <= vector && vector < lastStep ? add(sums, codes, inputs, vector) : sums;
    }
    static HWY_INLINE __m256i add(__m256i sums, __m256i codes, const std::int8_t* inputs, std::size_t vector)
    {
        // As dot().
        const __m256i four = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(inputs + 32 * vector));
        const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(four), _mm256_sign_epi8(codes, four));
        return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
    }

private:
    std::uint32_t m_bits[4];
    __m256i m_places[4];
};

#endif

/// Sums of the rows of a block in the format Bitmask.
class BitmaskKernel
{
public:
    static constexpr std::size_t kTileTokens = 8;
    using Input = std::int8_t;
    static const Input* inputs(const InputRows& input, std::size_t token) { return input.codes(token); }
    static std::int32_t excess(const InputRows& input, std::size_t token, std::size_t begin, std::size_t end)
    {
        return ESPALIER_VNNI ? 128 * input.sum(token, begin, end) : 0;
    }

    BitmaskKernel(const PackedMatrix& weight, std::size_t block)
        : m_tile(reinterpret_cast<const std::uint8_t*>(weight.data.data()) + weight.offsets[block]),
          m_columns(weight.columns)
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t begin, std::size_t end, const std::array<const Input*, kTokens>& inputs,
                        SumVector (&sums)[kTokens][kBlockVectors])
    {
        RowSums<kTokens> rows = {};
        for (std::size_t column = begin; column < end;) {
            const std::size_t tileEnd = m_tileColumn + kBitmaskTileColumns;
            const std::size_t last = std::min(end, tileEnd);
            std::array<const Input*, kTokens> tileInputs;
            for (std::size_t t = 0; t < kTokens; ++t) {
                tileInputs[t] = inputs[t] + m_tileColumn;
            }
            const std::uint8_t* next = nullptr;
            if (column == m_tileColumn && (last == tileEnd || last == m_columns)) {
                next = addTile<kTokens, true>(tileInputs, 0, kTileSteps, rows);
            } else {
                next = addTile<kTokens, false>(tileInputs, (column - m_tileColumn) / kStepColumns,
                                               (last - m_tileColumn + kStepColumns - 1) / kStepColumns, rows);
            }
            if (last == tileEnd) {
                m_tile = next;
                m_tileColumn = tileEnd;
            }
            column = last;
        }
        for (std::size_t t = 0; t < kTokens; ++t) {
            HWY_ALIGN std::int32_t lanes[kBlockRows];
            for (std::size_t row = 0; row < kBlockRows; ++row) {
                lanes[row] = sumOfLanes(rows.sums[t][row]);
            }
            for (std::size_t v = 0; v < kBlockVectors; ++v) {
                sums[t][v] = hn::Load(Sums(), lanes + v * kSumLanes);
            }
        }
    }

private:
    template <std::size_t kTokens> struct RowSums
    {
        RowVector sums[kTokens][kBlockRows];
    };

    /// Adds the products of the steps [first, last) of the tile; returns where its codes end.
    template <std::size_t kTokens, bool kWhole>
    HWY_INLINE const std::uint8_t* addTile(const std::array<const Input*, kTokens>& inputs, std::size_t first,
                                           std::size_t last, RowSums<kTokens>& rows) const
    {
        const std::uint8_t* codes = m_tile + kBlockRows * kBitmaskRowBytes;
        for (std::size_t row = 0; row < kBlockRows; ++row) {
            hwy::Prefetch(codes + kPrefetchBytes);
            const RowCodes rowCodes(m_tile + row * kBitmaskRowBytes);
            RowVector sums[kTokens];
            for (std::size_t t = 0; t < kTokens; ++t) {
                sums[t] = rows.sums[t][row];
            }
            HWY_UNROLL(4)
            for (std::size_t vector = 0; vector < RowCodes::kVectors; ++vector) {
                const RowVector expanded = rowCodes.next(vector, codes);
                for (std::size_t t = 0; t < kTokens; ++t) {
                    sums[t] = kWhole ? RowCodes::add(sums[t], expanded, inputs[t], vector)
                                     : RowCodes::add(sums[t], expanded, inputs[t], vector, first, last);
                }
            }
            for (std::size_t t = 0; t < kTokens; ++t) {
                rows.sums[t][row] = sums[t];
            }
        }
        return codes;
    }

    const std::uint8_t* m_tile;
    std::size_t m_tileColumn = 0;
    std::size_t m_columns;
};

/// Without the offset that stored codes may have.
void storeCodes(RowVector codes, std::int8_t* place)
{
#if ESPALIER_VNNI
    _mm512_store_si512(place, _mm512_xor_si512(codes, _mm512_set1_epi8(-128)));
#else
    _mm256_store_si256(reinterpret_cast<__m256i*>(place), codes);
#endif
}

} // namespace
#endif

#if ESPALIER_VECTORS
void unpackBitmaskBlock(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
#if HWY_TARGET == HWY_NEON
    unpackBitmaskReference(weight, data, codes, stride);
#else
    const auto* tile = reinterpret_cast<const std::uint8_t*>(data);
    for (std::size_t first = 0; first < weight.columns; first += kBitmaskTileColumns) {
        const std::uint8_t* stored = tile + kBlockRows * kBitmaskRowBytes;
        for (std::size_t row = 0; row < kBlockRows; ++row) {
            const RowCodes rowCodes(tile + row * kBitmaskRowBytes);
            alignas(64) std::int8_t expanded[kBitmaskTileColumns];
            for (std::size_t vector = 0; vector < RowCodes::kVectors; ++vector) {
                storeCodes(rowCodes.next(vector, stored), expanded + vector * sizeof(RowVector));
            }
            std::memcpy(codes + row * stride + first, expanded, std::min(kBitmaskTileColumns, weight.columns - first));
        }
        tile = stored;
    }
#endif
}

void multiplyBitmaskBlocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock,
                           const InputRows& input, float* out, std::size_t outStride)
{
#if HWY_TARGET == HWY_NEON
    multiplyReference(weight, firstBlock, lastBlock, input, out, outStride);
#else
    multiplyBlocks<BitmaskKernel>(weight, firstBlock, lastBlock, input, out, outStride);
#endif
}
#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {

BitmaskOrder bitmaskOrder()
{
    return cpuTarget() == CpuTarget::Avx512Vnni ? BitmaskOrder::Expand : BitmaskOrder::Nibbles;
}

void unpackBitmask(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    if (weight.bitmaskOrder != bitmaskOrder()) {
        return unpackBitmaskReference(weight, data, codes, stride);
    }
    ESPALIER_KERNEL(unpackBitmaskReference, unpackBitmaskBlock)(weight, data, codes, stride);
}

void multiplyBitmask(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                     float* out, std::size_t outStride)
{
    if (weight.bitmaskOrder != bitmaskOrder()) {
        return multiplyReference(weight, firstBlock, lastBlock, input, out, outStride);
    }
    ESPALIER_KERNEL(multiplyReference, multiplyBitmaskBlocks)(weight, firstBlock, lastBlock, input, out, outStride);
}

} // namespace espalier::engine
#endif // HWY_ONCE
