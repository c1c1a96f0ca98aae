#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/formats/compressed_tensors.h"
#include "core/formats/quantization.h"
#include "core/model/checkpoint.h"

namespace espalier::model {

/// A module's weight as it is stored, ready to give any rows as float32: dense, or codes with scales (and zero points).
/// Everything about it was checked against the shape that the model needs.
class StoredWeight
{
public:
    /// @param shape as computed with: [out, in], or [n] of a norm
    /// @param args how the weight is quantized if its codes are stored
    /// Errors: `model.tensor.missing`, `model.tensor.shape`, `model.tensor.dtype`.
    static Result<StoredWeight> open(const Checkpoint& checkpoint, const std::string& module,
                                     const std::vector<std::int64_t>& shape,
                                     const std::optional<formats::QuantizationArgs>& args);

    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }
    /// Rows firstRow .. as float32; destination.size() is a multiple of columns().
    void read(std::size_t firstRow, std::span<float> destination) const;

    /// The dense tensor's, or of packed codes I32.
    formats::DType dtype() const { return m_codes.info->dtype; }
    /// Where the weight or its codes come from.
    const StoredTensor& tensor() const { return m_codes; }
    bool isQuantized() const { return m_quantized; }
    /// Whether the codes are whole numbers (not float8), so that readCodes() may be called.
    bool hasIntegerCodes() const { return m_quantized && (m_bits != 0 || dtype() == formats::DType::I8); }
    /// Codes of rows firstRow .. as stored, zero points not subtracted. @param codes [n, columns()]
    void readCodes(std::size_t firstRow, std::span<std::int8_t> codes) const;
    /// Scales and zero points of a quantized weight; lives as long as this object stays where it is.
    formats::ScaleGrid grid() const;

private:
    Result<void> openScales(const Checkpoint& checkpoint, const std::string& module,
                            const formats::QuantizationArgs& args);
    Result<void> openZeroPoints(const Checkpoint& checkpoint, const std::string& module, const StoredTensor& scale);
    Result<void> openGroupOrder(const Checkpoint& checkpoint, const std::string& module);

    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    StoredTensor m_codes;
    bool m_quantized = false;
    int m_bits = 0; ///< of packed codes; 0 if not packed
    formats::PackLayout m_layout = formats::PackLayout::Stream;
    std::vector<float> m_scales;
    std::vector<float> m_zeroPoints;
    std::vector<std::int32_t> m_groupOfInput;
    formats::ScaleGrid m_grid; ///< its spans are set when used: the vectors move with this object
};

} // namespace espalier::model
