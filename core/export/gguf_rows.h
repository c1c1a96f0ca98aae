#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/gguf_tensors.h"
#include "core/model/stored_weight.h"

namespace espalier::exporting {

using model::GgufPart;
using model::GgufTensor;

/// How much errors of a module's weights count, by its inputs: their mean squares [in].
using ImportanceWeights = std::map<std::string, std::vector<float>>;

/// What of a module's codes a type can hold.
enum class CodesFit {
    No,      ///< they are rounded anew
    Rounded, ///< all codes stay, scales are rounded to half precision
    Exact    ///< all codes stay, scales are the same numbers
};

/// Whether all weights of a module may go over as the codes that they are stored as.
/// @param type Q4_0, Q5_0, Q8_0 hold symmetric codes; Q4_1 and Q5_1 also those with zero points
CodesFit codesFit(const model::StoredWeight& weight, int bits, formats::GgmlType type);

/// The values of a GGUF tensor, from the modules that it is made of. Any rows may be had at a time, by several threads.
class GgufRows
{
public:
    /// Errors: those of model::StoredWeight::open().
    static Result<GgufRows> open(const model::Checkpoint& checkpoint, const GgufTensor& tensor);

    /// Rows as float32 [n, columns].
    void read(std::int64_t firstRow, std::span<float> values) const;

    /// The worst of its modules: No where one of them cannot.
    CodesFit codesFit(formats::GgmlType type) const;
    /// Rows as blocks of the tensor's type. @param keepCodes after codesFit() was not No
    void encode(std::int64_t firstRow, std::int64_t rows, bool keepCodes, const ImportanceWeights& importance,
                std::span<std::byte> blocks) const;

private:
    struct Source
    {
        GgufPart part;
        std::vector<float> values;               ///< of a bias or computed tensor
        std::vector<model::StoredWeight> weight; ///< else one
        int bits = 0;
        std::int64_t rows = 0;
    };
    struct Row
    {
        const Source* source;
        std::size_t row;
    };

    Row rowAt(std::int64_t row) const;
    void packRow(const Row& row, std::span<std::byte> blocks) const;

    formats::GgmlType m_type = formats::GgmlType::F32;
    std::size_t m_columns = 0;
    std::vector<Source> m_sources;
};

} // namespace espalier::exporting
