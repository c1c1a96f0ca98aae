#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/model/checkpoint.h"
#include "core/model/stored_weight.h"

namespace espalier::model {

/// One module's weight, opened once to read any of its rows often: Checkpoint::readWeightRows() converts all scales of
/// a quantized weight with each call. Thread-safe to read.
class WeightRows
{
public:
    /// Errors: those of Checkpoint::readWeight().
    static Result<std::shared_ptr<const WeightRows>> open(const Checkpoint& checkpoint, const std::string& moduleName);

    std::int64_t rows() const { return static_cast<std::int64_t>(m_weight.rows()); }
    std::int64_t columns() const { return static_cast<std::int64_t>(m_weight.columns()); } ///< 1 of a vector
    /// Rows from `first` on; destination.size() is a multiple of columns().
    void read(std::int64_t first, std::span<float> destination) const
    {
        m_weight.read(static_cast<std::size_t>(first), destination);
    }
    /// Lets the kernel drop the pages after use.
    void release() const { m_checkpoint.release(m_module); }

private:
    WeightRows(Checkpoint checkpoint, std::string module, StoredWeight weight);

    Checkpoint m_checkpoint; ///< keeps the files mapped
    std::string m_module;
    StoredWeight m_weight;
};

} // namespace espalier::model
