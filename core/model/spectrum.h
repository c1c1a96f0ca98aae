#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/checkpoint.h"

namespace espalier::model {

/// The singular values of a matrix, largest first.
struct Spectrum
{
    std::vector<double> values;

    /// Squared Frobenius norm over the squared largest value: 1 of a matrix of rank one. 0 of a zero matrix.
    double stableRank() const;
    /// exp of the entropy of the values as shares of their sum (Roy and Vetterli 2007). 0 of a zero matrix.
    double effectiveRank() const;
};

/// What a spectrum takes.
struct SpectrumCost
{
    double operations = 0.0; ///< weighted as they take time: 1 of a product, more where memory is the limit
    std::uint64_t bytes = 0; ///< held meanwhile
};
SpectrumCost spectrumCost(std::int64_t rows, std::int64_t columns);

/// @param share done of the whole, 0..1, on the calling thread
using SpectrumProgress = std::function<void(double share)>;

/// Singular values of a module's weight: roots of the eigenvalues of the smaller Gram matrix in float64, so that values
/// below 1e-8 of the largest are noise. With OpenBLAS' LAPACK, loaded when it is needed.
/// Errors: `cancelled`, `spectrum.library` (no OpenBLAS), `spectrum.memory`, `spectrum.notFinite`, those of
/// Checkpoint::readWeight().
Result<Spectrum> weightSpectrum(const Checkpoint& checkpoint, const std::string& moduleName,
                                const CancelToken& cancel = {}, const SpectrumProgress& progress = {});

} // namespace espalier::model
