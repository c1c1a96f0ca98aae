#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/checkpoint.h"

namespace espalier::model {

/// What the values of a module's weight are, as computed with (dequantized).
struct WeightStatistics
{
    std::int64_t count = 0;
    std::int64_t zeros = 0;     ///< exactly 0, of either sign
    std::int64_t notFinite = 0; ///< infinities and NaN; left out of the range
    float minimum = 0.0F;       ///< of the finite values; 0 without any
    float maximum = 0.0F;

    double sparsity() const { return count == 0 ? 0.0 : static_cast<double>(zeros) / static_cast<double>(count); }
};

/// Statistics of values that come piece by piece.
class StatisticsSum
{
public:
    void add(std::span<const float> values);
    WeightStatistics result() const;

private:
    WeightStatistics m_sum;
    bool m_any = false; ///< a finite value was among them
};

/// Reads every value of a module's weight once, a few rows at a time, and lets its pages go again.
/// May run on any thread. Errors: those of Checkpoint::readWeight(), `cancelled`.
Result<WeightStatistics> weightStatistics(const Checkpoint& checkpoint, const std::string& moduleName,
                                          const CancelToken& cancel = {});

/// How a module's weight is stored, from headers alone.
struct StoredFormat
{
    std::string dtype;           ///< "BF16", ...; of quantized codes "INT8", "INT4", "FP8"
    double bits = 0.0;           ///< a weight; scales and zero points left out, but for those within blocks of GGUF
    std::int64_t parameters = 0; ///< weight and bias as computed with
    std::uint64_t bytes = 0;     ///< of all the module's tensors, scales and bias included
};

/// Nothing if the files hold no weight of this module; of a tied head nothing is stored.
std::optional<StoredFormat> storedFormat(const Checkpoint& checkpoint, const ModuleNode& module);

} // namespace espalier::model
