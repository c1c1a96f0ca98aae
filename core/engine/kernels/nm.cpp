#include "core/engine/kernels/nm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/nm.cpp"
#include "core/engine/kernels/highway.h"

#include <array>
#include <cstring>

#include "core/engine/kernels/block_product-inl.h"
#include "core/engine/kernels/reference.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS
namespace {

using Words = hn::Repartition<std::uint16_t, Sums>;
using Quads = hn::Repartition<std::uint64_t, Sums>;

/// A plane shorter than a vector, repeated to fill it.
template <std::size_t kPlaneBytes> HWY_INLINE UnsignedVector loadRepeated(const std::uint8_t* plane)
{
    if constexpr (kPlaneBytes == 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, plane, sizeof bytes);
        return hn::BitCast(Unsigned(), hn::Set(Quads(), bytes));
    } else if constexpr (kPlaneBytes == 16) {
        return hn::LoadDup128(Unsigned(), plane);
    } else {
        static_assert(kPlaneBytes == 32 && kCodeLanes == 64);
#if ESPALIER_AVX512
        return UnsignedVector{_mm512_broadcast_i64x4(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(plane)))};
#endif
    }
}

/// By how much the 64-bit lanes of vector kStep of a plane's fields are shifted, where the plane is shorter than a
/// vector and repeated in it.
template <std::size_t kPlaneBytes, std::size_t kBits, std::size_t kStep> struct PlaneShifts
{
    static constexpr std::array<std::uint64_t, 8> make()
    {
        std::array<std::uint64_t, 8> shifts{};
        for (std::size_t lane = 0; lane < shifts.size(); ++lane) {
            shifts[lane] = (kStep * kCodeLanes + lane * 8) % (kPlaneBytes * (8 / kBits)) / kPlaneBytes * kBits;
        }
        return shifts;
    }
    alignas(64) static constexpr std::array<std::uint64_t, 8> kLanes = make();
};

/// Vector `kStep` of the fields of a plane, the field in the low bits of its byte, other bits above it.
template <std::size_t kPlaneBytes, std::size_t kBits, std::size_t kStep>
HWY_INLINE UnsignedVector planeFields(const std::uint8_t* plane)
{
    if constexpr (kPlaneBytes >= kCodeLanes) {
        constexpr std::size_t kFirst = kStep * kCodeLanes;
        const auto bytes = hn::LoadU(Unsigned(), plane + kFirst % kPlaneBytes);
        constexpr int kShift = static_cast<int>(kFirst / kPlaneBytes * kBits);
        return kShift == 0 ? bytes : hn::BitCast(Unsigned(), hn::ShiftRight<kShift>(hn::BitCast(Words(), bytes)));
    } else {
        const auto bytes = hn::BitCast(Quads(), loadRepeated<kPlaneBytes>(plane));
        return hn::BitCast(Unsigned(),
                           bytes >> hn::Load(Quads(), PlaneShifts<kPlaneBytes, kBits, kStep>::kLanes.data()));
    }
}

template <NmLayout kLayout> struct Window
{
    static constexpr std::size_t kSteps = kLayout.codes() / kCodeLanes;

    /// Places of vector kStep of the codes within the window.
    template <std::size_t kStep> static HWY_INLINE UnsignedVector places(const std::uint8_t* window)
    {
        const std::uint8_t* plane = window + kLayout.valueBytes();
        constexpr std::uint8_t kLowMask = (1U << kLayout.lowPlaneBits()) - 1U;
        auto places = hn::And(planeFields<kLayout.lowPlaneBytes(), kLayout.lowPlaneBits(), kStep>(plane),
                              hn::Set(Unsigned(), kLowMask));
        if constexpr (kLayout.of == 8) {
            const auto high = planeFields<kLayout.highPlaneBytes(), 1, kStep>(plane + kLayout.lowPlaneBytes());
            const auto one = hn::And(high, hn::Set(Unsigned(), std::uint8_t{1}));
            places = hn::Or(places, hn::BitCast(Unsigned(), hn::ShiftLeft<2>(hn::BitCast(Words(), one))));
        }
        if constexpr (kLayout.of < 16) {
            constexpr std::size_t kSlot = kStep * kCodeLanes / 64 * 4;
            constexpr std::uint32_t kGroups =
                static_cast<std::uint32_t>(kLayout.groupColumn(kSlot) | kLayout.groupColumn(kSlot + 1) << 8 |
                                           kLayout.groupColumn(kSlot + 2) << 16 | kLayout.groupColumn(kSlot + 3) << 24);
            places = hn::Or(places, hn::BitCast(Unsigned(), hn::Set(hn::Repartition<std::uint32_t, Sums>(), kGroups)));
        }
        return places;
    }

    template <std::size_t kStep> static HWY_INLINE CodeVector codes(const std::uint8_t* window)
    {
        if constexpr (kLayout.int4) {
            const auto fields =
                hn::And(planeFields<kLayout.valueBytes(), 4, kStep>(window), hn::Set(Unsigned(), std::uint8_t{15}));
            alignas(16) static constexpr std::int8_t kSigned[16] = {0,  1,  2,  3,  4,  5,  6,  7,
                                                                    -8, -7, -6, -5, -4, -3, -2, -1};
            return hn::TableLookupBytes(hn::LoadDup128(Codes(), kSigned), hn::BitCast(Codes(), fields));
        } else {
            return hn::LoadU(Codes(), reinterpret_cast<const std::int8_t*>(window) + kStep * kCodeLanes);
        }
    }
};

/// Sums of N:M sparse rows.
template <NmLayout kLayout> class NmKernel
{
public:
    static constexpr std::size_t kTileTokens = ESPALIER_AVX512 ? 8 : 4;
    using Input = std::int8_t;
    static const Input* inputs(const InputRows& input, std::size_t token) { return input.codes(token); }
    static std::int32_t excess(const InputRows&, std::size_t, std::size_t, std::size_t) { return 0; }

    NmKernel(const PackedMatrix& weight, std::size_t block)
        : m_data(reinterpret_cast<const std::uint8_t*>(weight.data.data()) + kLayout.blockBytes(weight.columns) * block)
    {
    }

    template <std::size_t kTokens>
    HWY_INLINE void sum(std::size_t begin, std::size_t end, const std::array<const Input*, kTokens>& inputs,
                        SumVector (&sums)[kTokens][kBlockVectors]) const
    {
        SumVector offsets[kBlockVectors];
        std::fill_n(offsets, kBlockVectors, hn::Zero(Sums()));
        for (auto& token : sums) {
            std::fill_n(token, kBlockVectors, hn::Zero(Sums()));
        }
        const std::uint8_t* window = m_data + begin / NmLayout::kWindowColumns * kLayout.windowBytes();
        for (std::size_t c = begin; c < end; c += NmLayout::kWindowColumns, window += kLayout.windowBytes()) {
            for (std::size_t ahead = 0; ahead < kLayout.windowBytes(); ahead += 64) {
                hwy::Prefetch(window + kPrefetchBytes + ahead);
            }
            CodeVector repeated[kTokens];
            for (std::size_t t = 0; t < kTokens; ++t) {
                repeated[t] = hn::LoadDup128(Codes(), inputs[t] + c);
#if ESPALIER_VNNI
                repeated[t] = hn::Xor(repeated[t], hn::Set(Codes(), -128));
#endif
            }
            addWindow<kTokens, 0>(window, repeated, sums, offsets);
        }
#if ESPALIER_VNNI
        for (auto& token : sums) {
            token[0] = hn::Sub(token[0], offsets[0]);
        }
#endif
    }

private:
    /// @param inputs the window's, in every 16 bytes; with VNNI code + 128, as it is the inputs that are unsigned there
    /// @param offsets with VNNI 128 * the sums of the weights' codes
    template <std::size_t kTokens, std::size_t kStep>
    HWY_INLINE static void addWindow(const std::uint8_t* window, const CodeVector (&inputs)[kTokens],
                                     SumVector (&sums)[kTokens][kBlockVectors],
                                     [[maybe_unused]] SumVector (&offsets)[kBlockVectors])
    {
        constexpr std::size_t kRows = kStep % kBlockVectors;
        const auto places = hn::BitCast(Codes(), Window<kLayout>::template places<kStep>(window));
        const auto codes = Window<kLayout>::template codes<kStep>(window);
        for (std::size_t t = 0; t < kTokens; ++t) {
            const auto gathered = hn::TableLookupBytes(inputs[t], places);
#if ESPALIER_VNNI
            sums[t][kRows] = dotUnsigned(sums[t][kRows], hn::BitCast(Unsigned(), gathered), codes);
#else
            sums[t][kRows] = dot(sums[t][kRows], codes, multiplier(gathered));
#endif
        }
#if ESPALIER_VNNI
        offsets[kRows] = dotUnsigned(offsets[kRows], hn::Set(Unsigned(), 128), codes);
#endif
        if constexpr (kStep + 1 < Window<kLayout>::kSteps) {
            addWindow<kTokens, kStep + 1>(window, inputs, sums, offsets);
        }
    }

    const std::uint8_t* m_data;
};

using Multiply = void (*)(const PackedMatrix&, std::size_t, std::size_t, const InputRows&, float*, std::size_t);

template <bool kInt4> Multiply multiplyOf(std::uint32_t kept, std::uint32_t of)
{
    if (of == 4) {
        return kept == 2 ? multiplyBlocks<NmKernel<NmLayout{2, 4, kInt4}>>
                         : multiplyBlocks<NmKernel<NmLayout{1, 4, kInt4}>>;
    }
    if (of == 8) {
        return kept == 4 ? multiplyBlocks<NmKernel<NmLayout{4, 8, kInt4}>>
                         : multiplyBlocks<NmKernel<NmLayout{2, 8, kInt4}>>;
    }
    return kept == 8 ? multiplyBlocks<NmKernel<NmLayout{8, 16, kInt4}>>
                     : multiplyBlocks<NmKernel<NmLayout{4, 16, kInt4}>>;
}

} // namespace

void multiplyNmBlocks(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                      float* out, std::size_t outStride)
{
    const Multiply multiply = weight.format == WeightFormat::NmInt4 ? multiplyOf<true>(weight.kept, weight.of)
                                                                    : multiplyOf<false>(weight.kept, weight.of);
    multiply(weight, firstBlock, lastBlock, input, out, outStride);
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {

void multiplyNm(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                float* out, std::size_t outStride)
{
    ESPALIER_KERNEL(multiplyReference, multiplyNmBlocks)(weight, firstBlock, lastBlock, input, out, outStride);
}

} // namespace espalier::engine
#endif // HWY_ONCE
