#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/preallocated_file.h"
#include "core/base/result.h"
#include "core/export/onnx_graph.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// How an ONNX export holds the weights of linear modules. All else is float32, with Float16 the products' inputs and
/// the key-value cache are float16.
enum class OnnxType {
    Float32,
    Float16,
    Int8,        ///< DequantizeLinear before each product
    Int8Dynamic, ///< DynamicQuantizeLinear and MatMulInteger: inputs are rounded to 8 bits at run time
    Int4         ///< MatMulNBits of the com.microsoft domain
};
std::string_view name(OnnxType type); ///< "fp32", "fp16", "int8", "int8-dynamic", "int4"
std::optional<OnnxType> onnxTypeFromName(std::string_view name);
std::string onnxTypeNames(); ///< "fp32, fp16, ..."
/// What @huggingface/transformers calls it ("fp32", "fp16", "int8", "q8", "q4"); "model" + the suffix of this type
/// (`model_q4.onnx`) is the file that it looks for.
std::string_view transformersType(OnnxType type);
std::string fileName(OnnxType type);

/// How the weight of one linear module lies in the data file, under the module's name.
struct OnnxWeightForm
{
    enum class Kind {
        Float,      ///< `.weight` [out, in]
        Dequantize, ///< `.weight` int8 [out * groups, in / groups], `.weight_scale` and `.weight_zero_point` [out *
                    ///< groups]
        Dynamic,    ///< `.weight` int8 [in, out], `.weight_scale` and `.weight_zero_point` [out]
        Blocks      ///< `.weight` uint8 [out, blocks, blockSize / 2], `.weight_scale` [out * blocks],
                    ///< `.weight_zero_point` uint8 [out * ceil(blocks / 2)]; codes are 4 bits, 8 stands for zero
    };
    Kind kind = Kind::Float;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t groupSize = 0; ///< columns that share a scale; the block size
    bool zeroPoints = false;
    bool stored = false; ///< the codes are the checkpoint's; else dense weights are rounded to nearest

    std::int64_t groups() const { return groupSize > 0 ? (columns + groupSize - 1) / groupSize : 1; }
};

struct OnnxWeightOptions
{
    OnnxType type = OnnxType::Float32;
    std::int64_t blockSize = 32; ///< Int4 of dense weights: columns that share a scale; a power of two, 16 or more
    bool symmetric = true;       ///< Int4 of dense weights: without zero points
};

/// Bytes done and bytes in all.
using OnnxProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Puts a checkpoint's weights into a graph and then into its data file, some rows in memory at a time.
class OnnxWeights
{
public:
    /// Decides the form of every weight. Codes that the checkpoint stores go over unchanged; in a quantized checkpoint
    /// what was left dense stays so. Error `export.type`: a weight is stored in a way that the type cannot hold.
    static Result<OnnxWeights> plan(const model::Checkpoint& checkpoint, const OnnxWeightOptions& options);

    OnnxElement computeElement() const; ///< of inputs and outputs of products
    const OnnxWeightForm& form(const std::string& module) const;
    const std::map<std::string, OnnxWeightForm>& forms() const { return m_forms; } ///< of all linear modules

    /// x W^T + b. @param input [tokens, in] of computeElement() @return [tokens, out] of computeElement()
    OnnxValue linear(OnnxGraph& graph, const std::string& module, bool bias, const OnnxValue& input);
    /// A module's weight as a float tensor [rows, columns] or [n], for lookups, norms and routers.
    OnnxValue weight(OnnxGraph& graph, const std::string& module, OnnxElement element);
    /// `<module>.bias` as a float tensor.
    OnnxValue bias(OnnxGraph& graph, const std::string& module, OnnxElement element);

    /// Fills the data file with everything that the calls above declared.
    /// Errors: `file.write`, `disk.full`, `export.range` (a weight beyond float16), those of the checkpoint.
    /// @throws Cancelled
    Result<void> write(const OnnxGraph& graph, PreallocatedFile& file, const OnnxProgress& progress,
                       const CancelToken& cancel) const;

private:
    explicit OnnxWeights(const model::Checkpoint& checkpoint, const OnnxWeightOptions& options)
        : m_checkpoint(checkpoint), m_options(options)
    {
    }
    OnnxValue product(OnnxGraph& graph, const std::string& module, const OnnxWeightForm& form, bool bias,
                      const OnnxValue& input);
    OnnxValue scales(OnnxGraph& graph, const std::string& module, std::int64_t count);
    OnnxValue zeroPoints(OnnxGraph& graph, const std::string& module, OnnxElement element, std::int64_t count);

    /// A module whose tensors are to be written.
    struct Written
    {
        std::string module;
        OnnxWeightForm form;
    };
    model::Checkpoint m_checkpoint;
    OnnxWeightOptions m_options;
    std::map<std::string, OnnxWeightForm> m_forms;
    std::vector<Written> m_written;
    std::vector<std::string> m_biases;                           ///< tensor names
    std::map<OnnxValue, std::vector<OnnxValue>> m_roundedInputs; ///< what DynamicQuantizeLinear makes of an input
};

} // namespace espalier::exporting
