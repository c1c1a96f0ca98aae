#include "core/formats/ggml_encode.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/formats/dtype.h"

namespace espalier::formats {
namespace {

constexpr int kStepsAround = 10;     ///< steps tried to either side of the one that the range gives
constexpr int kFinestSearched = 100; ///< codes of more are fine enough for the first grid
constexpr float kStepWidth = 0.1F;   ///< in codes at the end of the range
constexpr int kRefinements = 4;      ///< rounds of codes, then scales

/// What is to be rounded: weights and how much their squared errors count; a multiple of 4 of each.
struct Group
{
    std::span<const float> weights;
    std::span<const float> counts;

    std::size_t size() const { return weights.size(); }
    Group part(std::size_t first, std::size_t count) const
    {
        return {weights.subspan(first, count), counts.subspan(first, count)};
    }
};

/// weight = scale * code - minimum
struct Affine
{
    float scale = 0.0F;
    float minimum = 0.0F;
};

struct CodeRange
{
    int least;
    int greatest;

    int nearest(float value) const { return int(std::nearbyint(std::clamp(value, float(least), float(greatest)))); }
};

float halfPrecision(float value)
{
    std::array<std::byte, 2> half{};
    convertFromFloat32(DType::F16, {&value, 1}, half);
    float rounded = 0.0F;
    convertToFloat32(DType::F16, half, {&rounded, 1});
    return rounded;
}

/// Four floats that the compiler keeps in a vector register: sums in lanes, always in the same order.
using Four = float __attribute__((vector_size(16)));

Four load(const float* from)
{
    Four four;
    std::memcpy(&four, from, sizeof(four));
    return four;
}

float total(const Four& sums)
{
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

using FloatCodes = std::array<float, 256>;

/// Calls visit(i, codes) for each four weights from the i-th on and the codes nearest to them.
template <typename Visit> void forCodes(const Group& group, const Affine& grid, CodeRange range, const Visit& visit)
{
    constexpr float kSmallest = 1e-30F;     // whose inverse is finite
    constexpr float kWhole = 12'582'912.0F; // 1.5 * 2^23: adding it leaves no bits behind the point
    const float inverse = std::abs(grid.scale) < kSmallest ? 0.0F : 1.0F / grid.scale;
    const Four least = Four{} + float(range.least);
    const Four greatest = Four{} + float(range.greatest);
    for (std::size_t i = 0; i < group.size(); i += 4) {
        Four code = (load(&group.weights[i]) + grid.minimum) * inverse;
        code = code < least ? least : code;
        code = code > greatest ? greatest : code;
        code = (code + kWhole) - kWhole;
        visit(i, code);
    }
}

/// The code nearest to each weight.
void roundTo(const Group& group, const Affine& grid, CodeRange range, FloatCodes& codes)
{
    forCodes(group, grid, range, [&](std::size_t i, const Four& code) { std::memcpy(&codes[i], &code, sizeof(code)); });
}

float errorOf(const Group& group, const Affine& grid, CodeRange range)
{
    Four sum{};
    forCodes(group, grid, range, [&](std::size_t i, const Four& code) {
        const Four off = load(&group.weights[i]) - (grid.scale * code - grid.minimum);
        sum += load(&group.counts[i]) * off * off;
    });
    return total(sum);
}

/// The best scale without a minimum: of several grids the one whose codes, their scale fitted by least squares, leave
/// the smallest error. Of codes q that is sum(c w^2) - sum(c w q)^2 / sum(c q^2): one pass a grid.
Affine searchScale(const Group& group, CodeRange range)
{
    float largest = 0.0F;
    for (const float weight : group.weights) {
        largest = std::max(largest, std::abs(weight));
    }
    Affine best;
    if (largest == 0.0F) {
        return best;
    }
    float gained = 0.0F;
    const auto consider = [&](float scale) {
        Four product{};
        Four square{};
        forCodes(group, {scale, 0.0F}, range, [&](std::size_t i, const Four& code) {
            const Four counted = load(&group.counts[i]) * code;
            product += counted * load(&group.weights[i]);
            square += counted * code;
        });
        const float products = total(product);
        const float squares = total(square);
        if (squares > 0.0F && products / squares * products > gained) {
            gained = products / squares * products;
            best.scale = products / squares;
        }
    };
    const bool symmetric = range.least == -range.greatest; // the other sign gives the same
    const int steps = range.greatest < kFinestSearched ? kStepsAround : 0;
    for (const float sign : {1.0F, -1.0F}) {
        for (int step = -steps; step <= steps && (sign > 0.0F || !symmetric); ++step) {
            consider(sign * largest / (float(-range.least) + kStepWidth * float(step)));
        }
    }
    return best;
}

/// Least squares for scale and minimum of the codes that a grid gives: one pass over them, and the error that is left
/// follows from the same sums.
class AffineFit
{
public:
    AffineFit(const Group& group, CodeRange range, bool negative) : m_group(group), m_range(range), m_negative(negative)
    {
        Four counts{};
        Four weights{};
        Four squares{};
        for (std::size_t i = 0; i < group.size(); i += 4) {
            const Four count = load(&group.counts[i]);
            const Four weight = load(&group.weights[i]);
            counts += count;
            weights += count * weight;
            squares += count * weight * weight;
        }
        m_counts = total(counts);
        m_weights = total(weights);
        m_squares = total(squares);
    }

    /// Takes the grid that fits the candidate's codes best where that is better than what is known.
    void consider(const Affine& candidate, Affine& best, double& error) const
    {
        Four code{};
        Four square{};
        Four product{};
        forCodes(m_group, candidate, m_range, [&](std::size_t i, const Four& own) {
            const Four counted = load(&m_group.counts[i]) * own;
            code += counted;
            square += counted * own;
            product += counted * load(&m_group.weights[i]);
        });
        const double q = total(code);
        const double qq = total(square);
        const double wq = total(product);
        const Affine fitted = fit(candidate, q, qq, wq);
        const double s = fitted.scale;
        const double m = fitted.minimum;
        const double own =
            m_squares + s * s * qq + m * m * m_counts - 2.0 * s * wq + 2.0 * m * m_weights - 2.0 * s * m * q;
        if (own < error) {
            error = own;
            best = fitted;
        }
    }

private:
    Affine fit(const Affine& grid, double q, double qq, double wq) const
    {
        const double c = m_counts;
        const double w = m_weights;
        const double determinant = c * qq - q * q;
        if (determinant <= 1e-6 * c * qq) {
            return grid;
        }
        const Affine fitted{float((c * wq - q * w) / determinant), float((q * wq - qq * w) / determinant)};
        if (fitted.minimum >= 0.0F || m_negative) {
            return fitted;
        }
        return qq > 0.0 ? Affine{float(wq / qq), 0.0F} : grid;
    }

    const Group& m_group;
    CodeRange m_range;
    bool m_negative; ///< the minimum may lift the codes (be below zero)
    double m_counts = 0.0;
    double m_weights = 0.0;
    double m_squares = 0.0;
};

/// The best scale and minimum.
/// @param negative whether the minimum may lift the codes (be below zero)
Affine searchAffine(const Group& group, CodeRange range, bool negative)
{
    const auto [least, greatest] = std::ranges::minmax(group.weights);
    const float low = negative ? least : std::min(0.0F, least);
    const float high = greatest;
    Affine best{0.0F, -low};
    if (high <= low) {
        return best;
    }
    double error = errorOf(group, best, range);
    const AffineFit fit(group, range, negative);
    for (int step = -kStepsAround; step <= kStepsAround; ++step) {
        fit.consider({(high - low) / (float(range.greatest) + kStepWidth * float(step)), -low}, best, error);
    }
    return best;
}

/// A block whose groups have whole-numbered scales and minima: weight = scale * s * code - minimum * m.
struct SuperBlock
{
    float scale = 0.0F; ///< half precision
    float minimum = 0.0F;
    std::array<int, 16> scales{};
    std::array<int, 16> minima{};

    Affine grid(std::size_t group) const { return {scale * float(scales[group]), minimum * float(minima[group])}; }
};

struct SuperLayout
{
    std::size_t groups;
    CodeRange codes;
    CodeRange scales;
    int largestMinimum; ///< 0: none

    std::size_t size() const { return 256 / groups; }
};

float errorOf(const Group& block, const SuperBlock& super, const SuperLayout& layout)
{
    float sum = 0.0F;
    for (std::size_t g = 0; g < layout.groups; ++g)
        sum += errorOf(block.part(g * layout.size(), layout.size()), super.grid(g), layout.codes);
    return sum;
}

/// For each group the whole-numbered scale and minimum around what it would like to have.
void roundGroups(const Group& block, const std::array<Affine, 16>& wanted, const SuperLayout& layout, SuperBlock& super)
{
    for (std::size_t g = 0; g < layout.groups; ++g) {
        const Group group = block.part(g * layout.size(), layout.size());
        const int scale = super.scale == 0.0F ? 0 : layout.scales.nearest(wanted[g].scale / super.scale);
        const CodeRange minima{0, layout.largestMinimum};
        const int minimum = super.minimum == 0.0F ? 0 : minima.nearest(wanted[g].minimum / super.minimum);
        float error = INFINITY;
        for (int s = std::max(layout.scales.least, scale - 1); s <= std::min(layout.scales.greatest, scale + 1); ++s) {
            for (int m = std::max(0, minimum - 1); m <= std::min(layout.largestMinimum, minimum + 1); ++m) {
                const Affine grid{super.scale * float(s), super.minimum * float(m)};
                const float own = errorOf(group, grid, layout.codes);
                if (own < error) {
                    error = own;
                    super.scales[g] = s;
                    super.minima[g] = m;
                }
            }
        }
    }
}

/// Least squares for the block's scale and minimum, everything whole-numbered kept.
void refit(const Group& block, const SuperLayout& layout, SuperBlock& super)
{
    double aa = 0.0;
    double ab = 0.0;
    double bb = 0.0;
    double ay = 0.0;
    double by = 0.0;
    FloatCodes codes;
    for (std::size_t g = 0; g < layout.groups; ++g) {
        const Group group = block.part(g * layout.size(), layout.size());
        roundTo(group, super.grid(g), layout.codes, codes);
        const double b = -double(super.minima[g]);
        for (std::size_t i = 0; i < group.size(); ++i) {
            const double a = double(super.scales[g]) * codes[i];
            const double count = group.counts[i];
            aa += count * a * a;
            ab += count * a * b;
            bb += count * b * b;
            ay += count * a * group.weights[i];
            by += count * b * group.weights[i];
        }
    }
    const double determinant = aa * bb - ab * ab;
    if (bb > 0.0 && determinant > 1e-12 * aa * bb) {
        super.scale = halfPrecision(float((bb * ay - ab * by) / determinant));
        super.minimum = halfPrecision(float((aa * by - ab * ay) / determinant));
    } else if (aa > 0.0) {
        super.scale = halfPrecision(float((ay - ab * super.minimum) / aa));
    }
}

SuperBlock searchSuper(const Group& block, const SuperLayout& layout)
{
    std::array<Affine, 16> wanted;
    float scale = 0.0F;
    float minimum = 0.0F;
    for (std::size_t g = 0; g < layout.groups; ++g) {
        const Group group = block.part(g * layout.size(), layout.size());
        wanted[g] =
            layout.largestMinimum > 0 ? searchAffine(group, layout.codes, false) : searchScale(group, layout.codes);
        if (std::abs(wanted[g].scale) > std::abs(scale))
            scale = wanted[g].scale;
        minimum = std::max(minimum, wanted[g].minimum);
    }
    // Without minima a scale may have either sign: the largest takes the end of the range that reaches further.
    const int end = layout.largestMinimum > 0 ? layout.scales.greatest : layout.scales.least;
    SuperBlock super;
    super.scale = halfPrecision(scale / float(end));
    super.minimum = layout.largestMinimum > 0 ? halfPrecision(minimum / float(layout.largestMinimum)) : 0.0F;
    roundGroups(block, wanted, layout, super);
    SuperBlock best = super;
    float error = errorOf(block, best, layout);
    for (int round = 0; round < kRefinements; ++round) {
        refit(block, layout, super);
        roundGroups(block, wanted, layout, super);
        const float own = errorOf(block, super, layout);
        if (own >= error)
            break;
        error = own;
        best = super;
    }
    return best;
}

/// Bytes of a block in the order of its fields.
class BlockWriter
{
public:
    explicit BlockWriter(std::span<std::byte> block) : m_block(block) { std::ranges::fill(block, std::byte{0}); }

    std::span<std::byte> take(std::size_t count)
    {
        const auto taken = m_block.subspan(m_next, count);
        m_next += count;
        return taken;
    }
    void half(float value) { convertFromFloat32(DType::F16, {&value, 1}, take(2)); }

private:
    std::span<std::byte> m_block;
    std::size_t m_next = 0;
};

void put(std::span<std::byte> bytes, std::size_t index, int bits, int shift)
{
    bytes[index] |= std::byte(bits << shift);
}

using Codes = std::array<int, 256>; ///< moved so that the least is 0

Codes codesOf(const Group& block, const SuperBlock& super, const SuperLayout& layout)
{
    Codes codes;
    FloatCodes rounded;
    for (std::size_t g = 0; g < layout.groups; ++g) {
        roundTo(block.part(g * layout.size(), layout.size()), super.grid(g), layout.codes, rounded);
        for (std::size_t i = 0; i < layout.size(); ++i) {
            codes[g * layout.size() + i] = int(rounded[i]) - layout.codes.least;
        }
    }
    return codes;
}

/// Two bits each of weights that lie 32 apart within a half of 128.
void putPairs(const Codes& codes, int shift, std::span<std::byte> bytes)
{
    for (std::size_t i = 0; i < 256; ++i)
        put(bytes, i / 128 * 32 + i % 32, (codes[i] >> shift) & 3, int(i % 128 / 32 * 2));
}

void encodeQ2_K(const Group& block, BlockWriter out)
{
    constexpr SuperLayout kLayout{16, {0, 3}, {0, 15}, 15};
    const SuperBlock super = searchSuper(block, kLayout);
    const auto scales = out.take(16);
    for (std::size_t g = 0; g < 16; ++g)
        scales[g] = std::byte(super.scales[g] | super.minima[g] << 4);
    putPairs(codesOf(block, super, kLayout), 0, out.take(64));
    out.half(super.scale);
    out.half(super.minimum);
}

void encodeQ3_K(const Group& block, BlockWriter out)
{
    constexpr SuperLayout kLayout{16, {-4, 3}, {-32, 31}, 0};
    const SuperBlock super = searchSuper(block, kLayout);
    const Codes codes = codesOf(block, super, kLayout);
    const auto third = out.take(32);
    for (std::size_t i = 0; i < 256; ++i)
        put(third, i % 32, codes[i] >> 2, int(i / 32));
    putPairs(codes, 0, out.take(64));
    const auto scales = out.take(12);
    for (std::size_t g = 0; g < 16; ++g) {
        const int scale = super.scales[g] + 32;
        put(scales, g % 8, scale & 15, g < 8 ? 0 : 4);
        put(scales, 8 + g % 4, scale >> 4, int(g / 4 * 2));
    }
    out.half(super.scale);
}

/// The reverse of unpackGroupScale().
void packGroupScales(const SuperBlock& super, std::span<std::byte> packed)
{
    for (std::size_t g = 0; g < 4; ++g) {
        put(packed, g, super.scales[g], 0);
        put(packed, g + 4, super.minima[g], 0);
        put(packed, g + 8, super.scales[g + 4] & 15, 0);
        put(packed, g + 8, super.minima[g + 4] & 15, 4);
        put(packed, g, super.scales[g + 4] >> 4, 6);
        put(packed, g + 4, super.minima[g + 4] >> 4, 6);
    }
}

void encodeGroupsOf32(const Group& block, bool fifthBit, BlockWriter out)
{
    const SuperLayout layout{8, {0, fifthBit ? 31 : 15}, {0, 63}, 63};
    const SuperBlock super = searchSuper(block, layout);
    const Codes codes = codesOf(block, super, layout);
    out.half(super.scale);
    out.half(super.minimum);
    packGroupScales(super, out.take(12));
    if (fifthBit) {
        const auto fifth = out.take(32);
        for (std::size_t i = 0; i < 256; ++i)
            put(fifth, i % 32, codes[i] >> 4, int(i / 32));
    }
    const auto bytes = out.take(128);
    for (std::size_t i = 0; i < 256; ++i)
        put(bytes, i / 64 * 32 + i % 32, codes[i] & 15, i / 32 % 2 == 0 ? 0 : 4);
}

void encodeQ6_K(const Group& block, BlockWriter out)
{
    constexpr SuperLayout kLayout{16, {-32, 31}, {-128, 127}, 0};
    const SuperBlock super = searchSuper(block, kLayout);
    const Codes codes = codesOf(block, super, kLayout);
    const auto low = out.take(128);
    for (std::size_t i = 0; i < 256; ++i)
        put(low, i / 128 * 64 + i / 32 % 2 * 32 + i % 32, codes[i] & 15, i % 128 < 64 ? 0 : 4);
    putPairs(codes, 4, out.take(64));
    const auto scales = out.take(16);
    for (std::size_t g = 0; g < 16; ++g)
        scales[g] = std::byte(super.scales[g]);
    out.half(super.scale);
}

/// Types of 32 weights with one scale.
struct SmallLayout
{
    CodeRange codes;
    bool minimum;
};

SmallLayout smallLayout(GgmlType type)
{
    switch (type) {
    case GgmlType::Q4_0:
        return {{-8, 7}, false};
    case GgmlType::Q4_1:
        return {{0, 15}, true};
    case GgmlType::Q5_0:
        return {{-16, 15}, false};
    case GgmlType::Q5_1:
        return {{0, 31}, true};
    default:
        assert(type == GgmlType::Q8_0);
        return {{-127, 127}, false};
    }
}

void encodeSmall(GgmlType type, const Group& group, std::span<std::byte> block)
{
    const SmallLayout layout = smallLayout(type);
    Affine grid = layout.minimum ? searchAffine(group, layout.codes, true) : searchScale(group, layout.codes);
    grid = {halfPrecision(grid.scale), halfPrecision(grid.minimum)};
    FloatCodes rounded;
    roundTo(group, grid, layout.codes, rounded);
    std::array<std::int8_t, 32> codes;
    for (std::size_t i = 0; i < 32; ++i)
        codes[i] = std::int8_t(rounded[i]);
    packGgmlCodes(type, codes, grid.scale, -grid.minimum, block);
}

void encodeBlock(GgmlType type, const Group& block, std::span<std::byte> out)
{
    switch (type) {
    case GgmlType::Q2_K:
        return encodeQ2_K(block, BlockWriter(out));
    case GgmlType::Q3_K:
        return encodeQ3_K(block, BlockWriter(out));
    case GgmlType::Q4_K:
        return encodeGroupsOf32(block, false, BlockWriter(out));
    case GgmlType::Q5_K:
        return encodeGroupsOf32(block, true, BlockWriter(out));
    case GgmlType::Q6_K:
        return encodeQ6_K(block, BlockWriter(out));
    default:
        return encodeSmall(type, block, out);
    }
}

} // namespace

void packGgmlCodes(GgmlType type, std::span<const std::int8_t, 32> codes, float scale, float minimum,
                   std::span<std::byte> block)
{
    BlockWriter out(block);
    out.half(scale);
    if (smallLayout(type).minimum)
        out.half(minimum);
    if (type == GgmlType::Q8_0) {
        std::ranges::transform(codes, out.take(32).begin(), [](std::int8_t code) { return std::byte(code); });
        return;
    }
    const int lift = type == GgmlType::Q4_0 ? 8 : type == GgmlType::Q5_0 ? 16 : 0;
    if (type == GgmlType::Q5_0 || type == GgmlType::Q5_1) {
        const auto fifth = out.take(4);
        for (std::size_t i = 0; i < 32; ++i)
            put(fifth, i / 8, (codes[i] + lift) >> 4, int(i % 8));
    }
    const auto bytes = out.take(16);
    for (std::size_t i = 0; i < 32; ++i)
        put(bytes, i % 16, (codes[i] + lift) & 15, i < 16 ? 0 : 4);
}

void encodeGgml(GgmlType type, std::span<const float> weights, std::span<const float> importance,
                std::span<std::byte> blocks)
{
    const GgmlTypeInfo& layout = info(type);
    assert(weights.size() % layout.blockWeights == 0);
    assert(importance.empty() || importance.size() == weights.size());
    assert(blocks.size() == weights.size() / layout.blockWeights * layout.blockBytes);
    switch (type) {
    case GgmlType::F32:
        return convertFromFloat32(DType::F32, weights, blocks);
    case GgmlType::F16:
        return convertFromFloat32(DType::F16, weights, blocks);
    case GgmlType::BF16:
        return convertFromFloat32(DType::BF16, weights, blocks);
    default:
        break;
    }
    static const std::vector<float> kAlike(256, 1.0F);
    for (std::size_t i = 0; i * layout.blockWeights < weights.size(); ++i) {
        const auto counts = importance.empty() ? std::span(kAlike).first(layout.blockWeights)
                                               : importance.subspan(i * layout.blockWeights, layout.blockWeights);
        encodeBlock(type, {weights.subspan(i * layout.blockWeights, layout.blockWeights), counts},
                    blocks.subspan(i * layout.blockBytes, layout.blockBytes));
    }
}

} // namespace espalier::formats
