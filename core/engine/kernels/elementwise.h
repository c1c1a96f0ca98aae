#pragma once

#include <cstddef>

#include "core/model/model_spec.h"

namespace espalier::engine {

// Functions of rows of floats, on the calling thread. `out` may be the input itself. NaN and infinity go through as in
// float arithmetic.

/// RMS norm (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) * weight; or layer norm (Ba et al. 2016), whose
/// variance is that of the row (divided by its length). Relative error of the sums <= 1e-6 up to 2^20 values.
/// @param bias of layer norm, may be null
void normalize(model::NormKind kind, const float* x, const float* weight, const float* bias, std::size_t count,
               double epsilon, float* out);

/// out = activation(x). Relative error <= 1e-6; of Gelu, which is x * P(normal < x), also far below 0; of GeluTanh
/// absolute 3e-7 * |x| there, where its formula cancels.
void activate(model::Activation activation, const float* x, std::size_t count, float* out);
/// out = activation(gate) * up
void activateGated(model::Activation activation, const float* gate, const float* up, std::size_t count, float* out);

/// In place; relative error <= 1e-6. A NaN or +infinity makes all NaN, -infinity becomes 0.
void softmax(float* values, std::size_t count);

/// sum += x
void addTo(const float* x, std::size_t count, float* sum);
/// sum += factor * x
void addScaled(float factor, const float* x, std::size_t count, float* sum);

} // namespace espalier::engine
