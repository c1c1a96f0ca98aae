#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace espalier::engine {

/// How the inputs of a linear module become integers before an integer product; what compressed-tensors calls
/// input_activations, and what is done where a model has none.
struct InputRounding
{
    enum class Kind {
        None,   ///< the weights are floats: no rounding
        Token,  ///< a range for each token, as the model's scheme says (dynamic)
        Static, ///< the range that the model stores
        Block   ///< weight-only models: symmetric int8 for each block of `blockColumns` inputs of a token
    };
    Kind kind = Kind::None;
    int bits = 8;
    bool symmetric = true;
    float scale = 1.0F;           ///< Static
    std::int32_t zeroPoint = 0;   ///< Static; code = clamp(round(x / scale + zeroPoint))
    std::size_t blockColumns = 0; ///< Block: a multiple of 32

    bool operator==(const InputRounding&) const = default;
};

/// Inputs of one product: [tokens, columns] floats and, unless the rounding is None, their codes. Rows are padded with
/// zero codes (with zero points: codes equal to 0, their sum does not count) to codeStride, at least 256 bytes beyond
/// the last column, 64-byte aligned: kernels may read there. Filled row by row, each row by any thread.
class InputRows
{
public:
    /// Makes room (memory is kept between calls). Existing contents are lost.
    /// @throws std::invalid_argument for bits outside 2..8, or blocks that are not of a multiple of 32 columns
    void resize(std::size_t tokens, std::size_t columns, const InputRounding& rounding);
    /// Rounds one row by the rule of the rounding: Token: symmetric scale = max|x| / ((2^bits - 1) / 2), asymmetric
    /// from the range stretched to hold 0, round half to even, clamp (as compressed-tensors; facts: the scale is max /
    /// 127.5, so that -128 occurs); Block as symmetric Token in each block; Static with the stored values. NaN and
    /// infinite inputs give codes of 0 and a NaN scale, so that the row's outputs are NaN and not wrong numbers.
    /// @param values [columns]; must stay alive where the rounding is None (rows are then read from it)
    void setRow(std::size_t token, const float* values);

    std::size_t tokens() const { return m_tokens; }
    std::size_t columns() const { return m_columns; }
    const InputRounding& rounding() const { return m_rounding; }
    std::size_t blocks() const { return m_blocks; } ///< blocks of a row that have a scale of their own; 1 but for Block
    std::size_t blockColumns() const { return m_blocks == 1 ? m_columns : m_rounding.blockColumns; }

    const float* values(std::size_t token) const { return m_values[token]; } ///< Kind::None only
    const std::int8_t* codes(std::size_t token) const { return m_codes.data() + m_codesStart + token * m_codeStride; }
    std::size_t codeStride() const { return m_codeStride; } ///< bytes from token to token
    const float* scales(std::size_t token) const { return m_scales.data() + token * m_blocks; } ///< [blocks]
    std::int32_t zeroPoint(std::size_t token) const { return m_zeroPoints[token]; }
    /// Sum of the codes of columns [begin, end); both are multiples of kSumColumns, or `end` is columns().
    std::int32_t sum(std::size_t token, std::size_t begin, std::size_t end) const
    {
        return sumBetween(m_sums, token, begin, end);
    }

    /// The codes parted into magnitude and sign, as kernels/input_codes.h lays them out, and the sum of the magnitudes
    /// of those that are negative. Made for the CPU targets whose kernels want it: partsSigns().
    const std::uint8_t* parted(std::size_t token) const
    {
        return m_parted.data() + m_partedStart + 2 * token * m_codeStride;
    }
    std::int32_t negativeSum(std::size_t token, std::size_t begin, std::size_t end) const
    {
        return sumBetween(m_negativeSums, token, begin, end);
    }
    /// x86 without VNNI: multiplies unsigned by signed bytes, in pairs that must not exceed 16 bits.
    static bool partsSigns();

    /// Borders of weight groups and input blocks lie at multiples of this.
    static constexpr std::size_t kSumColumns = 32;

private:
    void roundBlock(std::size_t token, std::size_t block, const float* values);
    std::int32_t sumBetween(const std::vector<std::int32_t>& before, std::size_t token, std::size_t begin,
                            std::size_t end) const
    {
        const std::int32_t* sums = before.data() + token * m_sumStride;
        return sums[(end + kSumColumns - 1) / kSumColumns] - sums[begin / kSumColumns];
    }

    InputRounding m_rounding;
    std::size_t m_tokens = 0;
    std::size_t m_columns = 0;
    std::size_t m_blocks = 1;
    std::size_t m_sumStride = 0;
    std::size_t m_codeStride = 0;
    std::size_t m_codesStart = 0;
    std::size_t m_partedStart = 0;
    std::vector<const float*> m_values;
    std::vector<std::int8_t> m_codes;
    std::vector<std::uint8_t> m_parted;
    std::vector<float> m_scales;
    std::vector<std::int32_t> m_sums; ///< of the codes before column 0, 32, 64, ... of each token
    std::vector<std::int32_t> m_negativeSums;
    std::vector<std::int32_t> m_zeroPoints;
};

} // namespace espalier::engine
