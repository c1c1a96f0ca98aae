#include "core/engine/kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/elementwise.cpp"
#define ESPALIER_WITHOUT_VNNI
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/math-inl.h"

#ifndef ESPALIER_ELEMENTWISE_ONCE
#define ESPALIER_ELEMENTWISE_ONCE

#include <cmath>
#include <limits>
#include <numbers>

namespace espalier::engine {
namespace {

struct NormTask
{
    model::NormKind kind = model::NormKind::Rms;
    const float* x = nullptr;
    const float* weight = nullptr;
    const float* bias = nullptr;
    std::size_t count = 0;
    double epsilon = 0.0;
    float* out = nullptr;
};

/// Softmax sums so many exponentials in float32 before the sum goes on in double precision.
constexpr std::size_t kSumBlock = 256;

} // namespace
} // namespace espalier::engine

#endif

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

using Doubles = hn::ScalableTag<double>;
constexpr std::size_t kDoubles = hn::MaxLanes(Doubles());

/// Sum over (x - shift)^power of the row, power 1 or 2, in double precision.
template <int kPower> double sumOf(const float* x, std::size_t count, double shift)
{
    const Doubles d;
    const hn::Rebind<float, Doubles> half;
    const auto minus = hn::Set(d, shift);
    auto sum = hn::Zero(d);
    std::size_t i = 0;
    for (; i + kDoubles <= count; i += kDoubles) {
        const auto value = hn::Sub(hn::PromoteTo(d, hn::LoadU(half, x + i)), minus);
        sum = kPower == 1 ? hn::Add(sum, value) : hn::MulAdd(value, value, sum);
    }
    double total = hn::GetLane(hn::SumOfLanes(d, sum));
    for (; i < count; ++i) {
        const double value = static_cast<double>(x[i]) - shift;
        total += kPower == 1 ? value : value * value;
    }
    return total;
}

void normalizeRow(const NormTask& task)
{
    const Floats d;
    const auto length = static_cast<double>(task.count);
    const double mean = task.kind == model::NormKind::Layer ? sumOf<1>(task.x, task.count, 0.0) / length : 0.0;
    const double inverse = 1.0 / std::sqrt(sumOf<2>(task.x, task.count, mean) / length + task.epsilon);
    const auto shift = hn::Set(d, static_cast<float>(mean));
    const auto factor = hn::Set(d, static_cast<float>(inverse));
    std::size_t i = 0;
    for (; i + kLanes <= task.count; i += kLanes) {
        const auto value = hn::Mul(hn::Sub(hn::LoadU(d, task.x + i), shift), factor);
        const auto bias = task.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, task.bias + i);
        hn::StoreU(hn::MulAdd(value, hn::LoadU(d, task.weight + i), bias), d, task.out + i);
    }
    for (; i < task.count; ++i) {
        const float value = (task.x[i] - static_cast<float>(mean)) * static_cast<float>(inverse) * task.weight[i];
        task.out[i] = value + (task.bias == nullptr ? 0.0F : task.bias[i]);
    }
}

template <model::Activation kActivation> HWY_INLINE FloatVector activation(FloatVector x)
{
    switch (kActivation) {
    case model::Activation::Silu:
        return silu(x);
    case model::Activation::Gelu:
        return gelu(x);
    case model::Activation::GeluTanh:
        return geluTanh(x);
    case model::Activation::Relu:
        return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(Floats())), x);
    }
    return x;
}

/// @param up null: no factor
template <model::Activation kActivation>
void activateRow(const float* x, const float* up, std::size_t count, float* out)
{
    const Floats d;
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        const auto value = activation<kActivation>(hn::LoadU(d, x + i));
        hn::StoreU(up == nullptr ? value : hn::Mul(value, hn::LoadU(d, up + i)), d, out + i);
    }
    if (i < count) {
        auto value = activation<kActivation>(loadFirst(x + i, count - i));
        if (up != nullptr) {
            value = hn::Mul(value, loadFirst(up + i, count - i));
        }
        float last[kLanes];
        hn::StoreU(value, d, last);
        std::copy_n(last, count - i, out + i);
    }
}

void activateAny(model::Activation activation, const float* x, const float* up, std::size_t count, float* out)
{
    switch (activation) {
    case model::Activation::Silu:
        return activateRow<model::Activation::Silu>(x, up, count, out);
    case model::Activation::Gelu:
        return activateRow<model::Activation::Gelu>(x, up, count, out);
    case model::Activation::GeluTanh:
        return activateRow<model::Activation::GeluTanh>(x, up, count, out);
    case model::Activation::Relu:
        return activateRow<model::Activation::Relu>(x, up, count, out);
    }
}

/// Replaces values by e^(value - maximum). @return their sum
double exponentiate(float* values, std::size_t count, float maximum)
{
    const Floats d;
    const auto shift = hn::Set(d, maximum);
    double total = 0.0;
    for (std::size_t start = 0; start < count; start += kSumBlock) {
        const std::size_t end = std::min(count, start + kSumBlock);
        auto sum = hn::Zero(d);
        std::size_t i = start;
        for (; i + kLanes <= end; i += kLanes) {
            const auto power = exponential(hn::Sub(hn::LoadU(d, values + i), shift));
            hn::StoreU(power, d, values + i);
            sum = hn::Add(sum, power);
        }
        total += static_cast<double>(sumOfLanes(sum));
        for (; i < end; ++i) {
            values[i] = hn::GetLane(exponential(hn::Set(d, values[i] - maximum)));
            total += static_cast<double>(values[i]);
        }
    }
    return total;
}

void addScaledRow(float factor, const float* x, std::size_t count, float* sum)
{
    const Floats d;
    const auto f = hn::Set(d, factor);
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        hn::StoreU(hn::MulAdd(f, hn::LoadU(d, x + i), hn::LoadU(d, sum + i)), d, sum + i);
    }
    for (; i < count; ++i) {
        sum[i] += factor * x[i];
    }
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {
namespace {

void normalizeScalar(const NormTask& task)
{
    const auto length = static_cast<double>(task.count);
    double mean = 0.0;
    if (task.kind == model::NormKind::Layer) {
        for (std::size_t i = 0; i < task.count; ++i) {
            mean += static_cast<double>(task.x[i]) / length;
        }
    }
    double squares = 0.0;
    for (std::size_t i = 0; i < task.count; ++i) {
        const double value = static_cast<double>(task.x[i]) - mean;
        squares += value * value;
    }
    const double inverse = 1.0 / std::sqrt(squares / length + task.epsilon);
    for (std::size_t i = 0; i < task.count; ++i) {
        const double value = (static_cast<double>(task.x[i]) - mean) * inverse * static_cast<double>(task.weight[i]);
        task.out[i] = static_cast<float>(value + (task.bias == nullptr ? 0.0 : static_cast<double>(task.bias[i])));
    }
}

double activationScalar(model::Activation activation, double x)
{
    switch (activation) {
    case model::Activation::Silu:
        return x / (1.0 + std::exp(-x));
    case model::Activation::Gelu:
        return x * 0.5 * std::erfc(-x / std::numbers::sqrt2);
    case model::Activation::GeluTanh:
        return x / (1.0 + std::exp(-2.0 * std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
    case model::Activation::Relu:
        return x < 0.0 ? 0.0 : x;
    }
    return x;
}

void activateScalar(model::Activation activation, const float* x, const float* up, std::size_t count, float* out)
{
    for (std::size_t i = 0; i < count; ++i) {
        const double factor = up == nullptr ? 1.0 : static_cast<double>(up[i]);
        out[i] = static_cast<float>(activationScalar(activation, static_cast<double>(x[i])) * factor);
    }
}

double exponentiateScalar(float* values, std::size_t count, float maximum)
{
    double total = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = std::exp(values[i] - maximum);
        total += static_cast<double>(values[i]);
    }
    return total;
}

void addScaledScalar(float factor, const float* x, std::size_t count, float* sum)
{
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += factor * x[i];
    }
}

} // namespace

void normalize(model::NormKind kind, const float* x, const float* weight, const float* bias, std::size_t count,
               double epsilon, float* out)
{
    ESPALIER_KERNEL(normalizeScalar, normalizeRow)({kind, x, weight, bias, count, epsilon, out});
}

void activate(model::Activation activation, const float* x, std::size_t count, float* out)
{
    ESPALIER_KERNEL(activateScalar, activateAny)(activation, x, nullptr, count, out);
}

void activateGated(model::Activation activation, const float* gate, const float* up, std::size_t count, float* out)
{
    ESPALIER_KERNEL(activateScalar, activateAny)(activation, gate, up, count, out);
}

void softmax(float* values, std::size_t count)
{
    float maximum = -std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < count; ++i) {
        maximum = values[i] > maximum ? values[i] : maximum;
    }
    const double total = ESPALIER_KERNEL(exponentiateScalar, exponentiate)(values, count, maximum);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(static_cast<double>(values[i]) / total);
    }
}

void addTo(const float* x, std::size_t count, float* sum)
{
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += x[i];
    }
}

void addScaled(float factor, const float* x, std::size_t count, float* sum)
{
    ESPALIER_KERNEL(addScaledScalar, addScaledRow)(factor, x, count, sum);
}

} // namespace espalier::engine
#endif // HWY_ONCE
