#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/engine/kernels/cpu_target.h"
#include "core/engine/pack.h"

namespace espalier::engine {
namespace {

struct Pattern
{
    std::uint32_t kept;
    std::uint32_t of;
};

/// Those with a kernel, in the order in which they are preferred.
constexpr std::array<Pattern, 6> kPatterns = {{{1, 4}, {2, 8}, {4, 16}, {2, 4}, {4, 8}, {8, 16}}};

/// A bit for each of 64 codes that is not 0, in groups of eight in memory order (their order within is the machine's).
std::uint64_t nonzeroBits(const std::int8_t* codes)
{
    constexpr std::uint64_t kLow = 0x7f7f7f7f7f7f7f7f;
    std::uint64_t bits = 0;
    for (unsigned word = 0; word < 8; ++word) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, codes + word * 8, sizeof eight);
        // The top bit of each byte that is not 0, then all eight of them into one byte.
        const std::uint64_t flags = ((((eight & kLow) + kLow) | eight) & ~kLow) >> 7U;
        bits |= ((flags * 0x0102040810204080) >> 56U) << (word * 8);
    }
    return bits;
}

/// Which of kPatterns are broken by what has been added, and how many codes were not 0.
class PatternCounter
{
public:
    void add(std::uint64_t bits)
    {
        // Counts of ever larger groups in parallel; a count above the limit carries into the top bit of its field.
        const std::uint64_t pairs = bits - ((bits >> 1U) & 0x5555555555555555);
        const std::uint64_t fours = (pairs & 0x3333333333333333) + ((pairs >> 2U) & 0x3333333333333333);
        const std::uint64_t eights = (fours + (fours >> 4U)) & 0x0f0f0f0f0f0f0f0f;
        const std::uint64_t sixteens = (eights + (eights >> 8U)) & 0x00ff00ff00ff00ff;
        m_overflow[0] |= fours + above(4, 1);
        m_overflow[1] |= eights + above(8, 2);
        m_overflow[2] |= sixteens + above(16, 4);
        m_overflow[3] |= fours + above(4, 2);
        m_overflow[4] |= eights + above(8, 4);
        m_overflow[5] |= sixteens + above(16, 8);
        m_nonzeros += static_cast<std::uint64_t>(std::popcount(bits));
    }

    std::uint64_t nonzeros() const { return m_nonzeros; }
    bool keeps(std::size_t pattern) const
    {
        return (m_overflow[pattern] & repeated(kPatterns[pattern].of, 1ULL << (kPatterns[pattern].of - 1))) == 0;
    }

private:
    /// `value` in every field of `fieldBits`.
    static constexpr std::uint64_t repeated(unsigned fieldBits, std::uint64_t value)
    {
        return ~0ULL / ((1ULL << fieldBits) - 1) * value;
    }
    /// What makes counts above `limit`, and no others, reach the top bit of their field.
    static constexpr std::uint64_t above(unsigned fieldBits, std::uint64_t limit)
    {
        return repeated(fieldBits, (1ULL << (fieldBits - 1)) - 1 - limit);
    }

    std::array<std::uint64_t, kPatterns.size()> m_overflow{};
    std::uint64_t m_nonzeros = 0;
};

void addRow(PatternCounter& counter, const std::int8_t* codes, std::size_t columns)
{
    constexpr std::size_t kStep = 64;
    std::size_t column = 0;
    for (; column + kStep <= columns; column += kStep) {
        counter.add(nonzeroBits(codes + column));
    }
    if (column < columns) {
        // The last group may be shorter: what it lacks counts as zeros.
        std::int8_t last[kStep] = {};
        std::memcpy(last, codes + column, columns - column);
        counter.add(nonzeroBits(last));
    }
}

/// Share of zeros from which a bit mask is smaller than dense int8 codes and not slower. With AVX2 two threads expand
/// about as many weights as memory delivers dense ones, at 45 % of zeros fewer bytes are read; VNNI's byte expansion
/// keeps up with memory at any share. Elsewhere there is no kernel.
double bitmaskFrom(CpuTarget target)
{
    switch (target) {
    case CpuTarget::Avx2:
    case CpuTarget::Avx512:
        return 0.45;
    case CpuTarget::Avx512Vnni:
        return 0.30;
    default:
        return std::numeric_limits<double>::infinity();
    }
}

/// Share of zeros from which windows are faster than a bit mask. VNNI expands masks at the speed of memory, which has
/// fewer bytes to read then. Measured, 2 threads, AVX2, G weights/s: 70 %: 62 to 44, 75 %: 70 to 45, 80 %: 79 to 45.
double windowFrom(CpuTarget target)
{
    return target == CpuTarget::Avx2 || target == CpuTarget::Avx512 ? 0.65 : std::numeric_limits<double>::infinity();
}

/// A bit a column and a byte a code take less than half a byte a column from 5 / 8 zeros on; a fifth less from here.
constexpr double kSmallerThanInt4 = 0.725;
/// Windows take .45 bytes a column at 80 %, .56 at 70 %.
constexpr double kWindowSmallerThanInt4 = 0.8;

} // namespace

SparsePattern findPattern(const CodedWeight& weight)
{
    if (weight.codes.size() != weight.rows * weight.columns) {
        throw std::invalid_argument("findPattern: " + std::to_string(weight.rows * weight.columns) +
                                    " codes expected, got " + std::to_string(weight.codes.size()));
    }
    PatternCounter counter;
    for (std::size_t row = 0; row < weight.rows; ++row) {
        addRow(counter, weight.codes.data() + row * weight.columns, weight.columns);
    }
    SparsePattern pattern;
    if (!weight.codes.empty()) {
        pattern.zeros = 1.0 - static_cast<double>(counter.nonzeros()) / static_cast<double>(weight.codes.size());
    }
    for (std::size_t i = 0; i < kPatterns.size(); ++i) {
        if (counter.keeps(i)) {
            pattern.kept = kPatterns[i].kept;
            pattern.of = kPatterns[i].of;
            break;
        }
    }
    return pattern;
}

WeightFormat chooseFormat(const CodedWeight& weight, const SparsePattern& pattern, const InputRounding& rounding)
{
    const bool int4 = weight.bits <= 4;
    const WeightFormat dense = int4 ? WeightFormat::Int4 : WeightFormat::Int8;
    if (!weight.zeroPoints.empty()) {
        return dense;
    }
    if (pattern.kept != 0) {
        return int4 ? WeightFormat::NmInt4 : WeightFormat::NmInt8;
    }
    const bool oneSegment = weight.groupColumns >= weight.columns && rounding.kind != InputRounding::Kind::Block;
    if (oneSegment && pattern.zeros >= std::max(windowFrom(cpuTarget()), int4 ? kWindowSmallerThanInt4 : 0.0)) {
        return WeightFormat::Window;
    }
    const double from = std::max(bitmaskFrom(cpuTarget()), int4 ? kSmallerThanInt4 : 0.0);
    return pattern.zeros >= from ? WeightFormat::Bitmask : dense;
}

} // namespace espalier::engine
