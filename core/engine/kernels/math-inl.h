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

/// cap * tanh(x / cap). Error <= 2e-7 * cap.
HWY_INLINE FloatVector softcapped(FloatVector x, float cap)
{
    const Floats d;
    const auto one = hn::Set(d, 1.0F);
    const auto power = exponential(hn::Mul(x, hn::Set(d, 2.0F / cap)));
    return hn::Mul(hn::Set(d, cap), hn::Sub(one, hn::Div(hn::Set(d, 2.0F), hn::Add(power, one))));
}

/// x / (1 + e^-x). Relative error <= 5e-7.
HWY_INLINE FloatVector silu(FloatVector x)
{
    const auto one = hn::Set(Floats(), 1.0F);
    return hn::Div(x, hn::Add(one, exponential(hn::Neg(x))));
}

/// x * P(normal < x). Relative error <= 1e-6 where the result is a normal number.
HWY_INLINE FloatVector gelu(FloatVector x)
{
    const Floats d;
    const auto one = hn::Set(d, 1.0F);
    const auto distance = hn::Abs(x);
    // P(normal > z) = e^(-z^2 / 2) * t * f(t) with t = 1 / (1 + z / 4). f is a polynomial of degree 9 fitted to equal
    // ripples over 0 <= z <= 14, relative error 2.4e-8.
    const auto t = hn::Div(one, hn::MulAdd(distance, hn::Set(d, 0.25F), one));
    auto f = hn::Set(d, 0.01538360334F);
    for (const float coefficient : {-0.0563454643F, 0.03661525497F, 0.04831808338F, -0.00367795936F, 0.09537556828F,
                                    0.06901163609F, 0.09615086467F, 0.09941662313F, 0.09975179219F}) {
        f = hn::MulAdd(f, t, hn::Set(d, coefficient));
    }
    // The exponent's rounding error counts as much as the exponent is large: it is put back.
    const auto halfway = hn::Mul(distance, hn::Set(d, 0.5F));
    const auto exponent = hn::Mul(distance, halfway);
    const auto rest = hn::MulSub(distance, halfway, exponent);
    const auto power = exponential(hn::Neg(exponent));
    const auto finite = hn::IfThenElse(hn::Lt(exponent, hn::Set(d, 120.0F)), rest, hn::Zero(d));
    const auto tail = hn::Mul(hn::NegMulAdd(power, finite, power), hn::Mul(t, f));
    return hn::Mul(x, hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, hn::Sub(one, tail)));
}

/// x * (1 + tanh(u)) / 2 = x / (1 + e^-2u), u = sqrt(2 / pi) (x + 0.044715 x^3). The rounding of u makes the relative
/// error grow to 3e-7 * (1 + 2|u|) below 0.
HWY_INLINE FloatVector geluTanh(FloatVector x)
{
    const Floats d;
    const auto one = hn::Set(d, 1.0F);
    const auto square = hn::Mul(x, x);
    const auto twice = hn::Mul(hn::Mul(x, hn::Set(d, 1.5957691216F)), hn::MulAdd(square, hn::Set(d, 0.044715F), one));
    return hn::Div(x, hn::Add(one, exponential(hn::Neg(twice))));
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
