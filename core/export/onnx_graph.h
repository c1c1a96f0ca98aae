#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace espalier::exporting {

/// Element types of ONNX tensors that exports use.
enum class OnnxElement { Float32, Float16, Int8, UInt8, Int32, Int64, Bool };
std::size_t sizeInBytes(OnnxElement element);

using OnnxValue = std::string;                                 ///< name of what a node computes
using OnnxDimension = std::variant<std::int64_t, std::string>; ///< a size, or the name of one that is free

struct OnnxAttribute
{
    std::string name;
    std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

/// A tensor whose bytes lie in the data file beside the graph.
struct OnnxTensor
{
    std::string name;
    OnnxElement element = OnnxElement::Float32;
    std::vector<std::int64_t> shape;
    std::uint64_t offsetBytes = 0; ///< in the data file
    std::uint64_t bytes = 0;
};

/// Builds the graph of one ONNX model (operator set 17, IR version 8: libonnx 1.12 and everything newer). Names of
/// nodes and values tell where they stand: "/model.layers.3.self_attn/MatMul_17".
class OnnxGraph
{
public:
    /// @param dataFile name of the file beside the model in which tensors lie
    explicit OnnxGraph(std::string dataFile);
    OnnxGraph(OnnxGraph&&) noexcept;
    OnnxGraph& operator=(OnnxGraph&&) noexcept;
    ~OnnxGraph();

    /// What the names of the nodes to come begin with.
    void enter(std::string scope);

    OnnxValue input(const std::string& name, OnnxElement element, const std::vector<OnnxDimension>& shape);
    /// Declares a value, which some node computes under that name, to be an output.
    void output(const OnnxValue& value, OnnxElement element, const std::vector<OnnxDimension>& shape);

    /// One node with one output. @param name of the output; made up if empty
    OnnxValue node(std::string_view op, const std::vector<OnnxValue>& inputs,
                   const std::vector<OnnxAttribute>& attributes = {}, const std::string& name = {});
    std::vector<OnnxValue> nodes(std::string_view op, const std::vector<OnnxValue>& inputs, std::size_t outputs,
                                 const std::vector<OnnxAttribute>& attributes = {});
    /// A node of the com.microsoft domain, of which shape inference knows nothing: its output is declared.
    OnnxValue microsoftNode(std::string_view op, const std::vector<OnnxValue>& inputs,
                            const std::vector<OnnxAttribute>& attributes, OnnxElement element,
                            const std::vector<OnnxDimension>& shape);
    OnnxValue cast(const OnnxValue& value, OnnxElement element);

    /// Small constants inside the model file; equal ones are one initializer.
    OnnxValue integers(const std::vector<std::int64_t>& values); ///< [n]
    OnnxValue integer(std::int64_t value);                       ///< scalar
    OnnxValue number(float value);                               ///< scalar
    OnnxValue floats(const std::string& name, const std::vector<std::int64_t>& shape, std::span<const float> values);

    /// A tensor of the data file; its place there is given out now. Tensors of a MiB and more begin at whole pages, so
    /// that they can be mapped.
    OnnxValue tensor(const std::string& name, OnnxElement element, const std::vector<std::int64_t>& shape);
    bool holdsTensor(const std::string& name) const;
    const std::vector<OnnxTensor>& tensors() const; ///< in the order of their bytes
    std::uint64_t dataBytes() const;

    /// The model file's bytes. Error `export.onnx.size`: beyond the 2 GiB of a protobuf message.
    Result<std::string> serialized(const std::string& description) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// What the ONNX library's checker (with the data file) and its strict shape inference say of a written model.
/// Error `export.onnx.check`.
Result<void> checkOnnxModel(const std::filesystem::path& model);

} // namespace espalier::exporting
