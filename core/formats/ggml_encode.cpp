#include "core/formats/ggml_encode.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/formats/dtype.h"

namespace espalier::formats {
namespace {

constexpr int kStepsAround = 10;   ///< steps tried to either side of the one that the range gives
constexpr double kStepWidth = 0.1; ///< in codes at the end of the range
constexpr int kRefinements = 4;    ///< rounds of codes, then scales

/// What is to be rounded: weights and how much their squared errors count.
struct Group
{
    std::span<const float> weights;
    std::span<const float> importance; ///< empty: all alike

    std::size_t size() const { return weights.size(); }
    double counts(std::size_t i) const { return importance.empty() ? 1.0 : double(importance[i]); }
    Group part(std::size_t first, std::size_t count) const
    {
        return {weights.subspan(first, count), importance.empty() ? importance : importance.subspan(first, count)};
    }
};

/// weight = scale * code - minimum
struct Affine
{
    double scale = 0.0;
    double minimum = 0.0;
};

struct CodeRange
{
    int least;
    int greatest;

    int nearest(double value) const { return int(std::clamp(std::nearbyint(value), double(least), double(greatest))); }
};

float halfPrecision(double value)
{
    const auto narrow = float(value);
    std::array<std::byte, 2> half{};
    convertFromFloat32(DType::F16, {&narrow, 1}, half);
    float rounded = 0.0F;
    convertToFloat32(DType::F16, half, {&rounded, 1});
    return rounded;
}

int codeOf(double weight, const Affine& grid, CodeRange range)
{
    return grid.scale == 0.0 ? std::clamp(0, range.least, range.greatest)
                             : range.nearest((weight + grid.minimum) / grid.scale);
}

double errorOf(const Group& group, const Affine& grid, CodeRange range)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < group.size(); ++i) {
        const double weight = group.weights[i];
        const double off = weight - (grid.scale * codeOf(weight, grid, range) - grid.minimum);
        sum += group.counts(i) * off * off;
    }
    return sum;
}

/// Least squares for the scale with the codes that a grid gives, its minimum kept.
double bestScale(const Group& group, const Affine& grid, CodeRange range)
{
    double product = 0.0;
    double square = 0.0;
    for (std::size_t i = 0; i < group.size(); ++i) {
        const double code = codeOf(group.weights[i], grid, range);
        product += group.counts(i) * (group.weights[i] + grid.minimum) * code;
        square += group.counts(i) * code * code;
    }
    return square > 0.0 ? product / square : grid.scale;
}

/// Least squares for scale and minimum with the codes that a grid gives.
/// @param negative whether the minimum may lift the codes (be below zero)
Affine bestAffine(const Group& group, const Affine& grid, CodeRange range, bool negative)
{
    double count = 0.0;
    double code = 0.0;
    double square = 0.0;
    double weight = 0.0;
    double product = 0.0;
    for (std::size_t i = 0; i < group.size(); ++i) {
        const double c = group.counts(i);
        const double q = codeOf(group.weights[i], grid, range);
        count += c;
        code += c * q;
        square += c * q * q;
        weight += c * group.weights[i];
        product += c * group.weights[i] * q;
    }
    const double determinant = count * square - code * code;
    if (determinant <= 1e-12 * count * square)
        return grid;
    const Affine fitted{(count * product - code * weight) / determinant,
                        (code * product - square * weight) / determinant};
    if (fitted.minimum >= 0.0 || negative)
        return fitted;
    return square > 0.0 ? Affine{product / square, 0.0} : grid;
}

template <typename Fit>
void consider(const Group& group, Affine candidate, CodeRange range, Fit fit, Affine& best, double& error)
{
    candidate = fit(candidate);
    if (const double own = errorOf(group, candidate, range); own < error) {
        error = own;
        best = candidate;
    }
}

/// The best scale of either sign without a minimum.
Affine searchScale(const Group& group, CodeRange range)
{
    double largest = 0.0;
    for (const float weight : group.weights)
        largest = std::max(largest, double(std::abs(weight)));
    Affine best;
    double error = errorOf(group, best, range);
    if (largest == 0.0)
        return best;
    for (const double sign : {1.0, -1.0}) {
        for (int step = -kStepsAround; step <= kStepsAround; ++step) {
            const Affine candidate{sign * largest / (-range.least + kStepWidth * step), 0.0};
            consider(
                group, candidate, range,
                [&](const Affine& grid) {
                    return Affine{bestScale(group, grid, range), 0.0};
                },
                best, error);
        }
    }
    return best;
}

/// The best scale and minimum.
Affine searchAffine(const Group& group, CodeRange range, bool negative)
{
    const auto [least, greatest] = std::ranges::minmax(group.weights);
    const double low = negative ? double(least) : std::min(0.0, double(least));
    const double high = greatest;
    Affine best{0.0, -low};
    double error = errorOf(group, best, range);
    if (high <= low)
        return best;
    for (int step = -kStepsAround; step <= kStepsAround; ++step) {
        const Affine candidate{(high - low) / (range.greatest + kStepWidth * step), -low};
        consider(
            group, candidate, range, [&](const Affine& grid) { return bestAffine(group, grid, range, negative); }, best,
            error);
    }
    return best;
}

/// A block whose groups have whole-numbered scales and minima: weight = scale * s * code - minimum * m.
struct SuperBlock
{
    double scale = 0.0; ///< half precision
    double minimum = 0.0;
    std::array<int, 16> scales{};
    std::array<int, 16> minima{};

    Affine grid(std::size_t group) const { return {scale * scales[group], minimum * minima[group]}; }
};

struct SuperLayout
{
    std::size_t groups;
    CodeRange codes;
    CodeRange scales;
    int largestMinimum; ///< 0: none

    std::size_t size() const { return 256 / groups; }
};

double errorOf(const Group& block, const SuperBlock& super, const SuperLayout& layout)
{
    double sum = 0.0;
    for (std::size_t g = 0; g < layout.groups; ++g)
        sum += errorOf(block.part(g * layout.size(), layout.size()), super.grid(g), layout.codes);
    return sum;
}

/// For each group the whole-numbered scale and minimum around what it would like to have.
void roundGroups(const Group& block, const std::array<Affine, 16>& wanted, const SuperLayout& layout, SuperBlock& super)
{
    for (std::size_t g = 0; g < layout.groups; ++g) {
        const Group group = block.part(g * layout.size(), layout.size());
        const int scale = super.scale == 0.0 ? 0 : layout.scales.nearest(wanted[g].scale / super.scale);
        const CodeRange minima{0, layout.largestMinimum};
        const int minimum = super.minimum == 0.0 ? 0 : minima.nearest(wanted[g].minimum / super.minimum);
        double error = INFINITY;
        for (int s = std::max(layout.scales.least, scale - 1); s <= std::min(layout.scales.greatest, scale + 1); ++s) {
            for (int m = std::max(0, minimum - 1); m <= std::min(layout.largestMinimum, minimum + 1); ++m) {
                const double own = errorOf(group, {super.scale * s, super.minimum * m}, layout.codes);
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
    for (std::size_t i = 0; i < 256; ++i) {
        const std::size_t g = i / layout.size();
        const double a = double(super.scales[g]) * codeOf(block.weights[i], super.grid(g), layout.codes);
        const double b = -double(super.minima[g]);
        const double count = block.counts(i);
        aa += count * a * a;
        ab += count * a * b;
        bb += count * b * b;
        ay += count * a * block.weights[i];
        by += count * b * block.weights[i];
    }
    const double determinant = aa * bb - ab * ab;
    if (bb > 0.0 && determinant > 1e-12 * aa * bb) {
        super.scale = halfPrecision((bb * ay - ab * by) / determinant);
        super.minimum = halfPrecision((aa * by - ab * ay) / determinant);
    } else if (aa > 0.0) {
        super.scale = halfPrecision((ay - ab * super.minimum) / aa);
    }
}

SuperBlock searchSuper(const Group& block, const SuperLayout& layout)
{
    std::array<Affine, 16> wanted;
    double scale = 0.0;
    double minimum = 0.0;
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
    super.scale = halfPrecision(scale / end);
    super.minimum = layout.largestMinimum > 0 ? halfPrecision(minimum / layout.largestMinimum) : 0.0;
    roundGroups(block, wanted, layout, super);
    SuperBlock best = super;
    double error = errorOf(block, best, layout);
    for (int round = 0; round < kRefinements; ++round) {
        refit(block, layout, super);
        roundGroups(block, wanted, layout, super);
        const double own = errorOf(block, super, layout);
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
    void half(double value)
    {
        const auto narrow = float(value);
        convertFromFloat32(DType::F16, {&narrow, 1}, take(2));
    }

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
    for (std::size_t i = 0; i < 256; ++i)
        codes[i] = codeOf(block.weights[i], super.grid(i / layout.size()), layout.codes) - layout.codes.least;
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
    std::array<std::int8_t, 32> codes;
    for (std::size_t i = 0; i < 32; ++i)
        codes[i] = std::int8_t(codeOf(group.weights[i], grid, layout.codes));
    packGgmlCodes(type, codes, float(grid.scale), float(-grid.minimum), block);
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
    const Group all{weights, importance};
    for (std::size_t i = 0; i * layout.blockWeights < weights.size(); ++i)
        encodeBlock(type, all.part(i * layout.blockWeights, layout.blockWeights),
                    blocks.subspan(i * layout.blockBytes, layout.blockBytes));
}

} // namespace espalier::formats
