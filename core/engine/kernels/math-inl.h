// Functions of float vectors; read once for each Highway target. Errors are measured in elementwise_test.cpp.
#if defined(ESPALIER_MATH_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef ESPALIER_MATH_INL
#undef ESPALIER_MATH_INL
#else
#define ESPALIER_MATH_INL
#endif

#include "core/engine/kernels/float_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// e^x, relative error <= 3e-7 where the result is a normal number; below it goes to 0, above to infinity. NaN stays.
HWY_INLINE FloatVector exponential(FloatVector x)
{
    const Floats d;
    const hn::RebindToSigned<Floats> integers;
    // Beyond these the result rounds to 0 and to infinity, and the integers below stay in range.
    const auto bounded = hn::Max(hn::Min(x, hn::Set(d, 89.0F)), hn::Set(d, -104.0F));
    // x = n ln 2 + r, |r| <= ln 2 / 2; ln 2 in two parts, the first of so few bits that n times it is exact.
    const auto n = hn::Round(hn::Mul(bounded, hn::Set(d, 1.44269504F)));
    auto r = hn::NegMulAdd(n, hn::Set(d, 0.693359375F), bounded);
    r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4F), r);
    // Taylor's series up to r^7: the rest is below 0.3466^8 / 8! = 5e-9.
    auto sum = hn::Set(d, 1.0F / 5040.0F);
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F / 720.0F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F / 120.0F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F / 24.0F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F / 6.0F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 0.5F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F));
    sum = hn::MulAdd(sum, r, hn::Set(d, 1.0F));
    // Times 2^n in two steps: n reaches from -150 to 128, beyond the exponents of one float.
    const auto power = hn::ConvertTo(integers, n);
    const auto half = hn::ShiftRight<1>(power);
    const auto bias = hn::Set(integers, 127);
    const auto low = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
    const auto high = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(power, half), bias)));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Mul(hn::Mul(sum, low), high));
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
