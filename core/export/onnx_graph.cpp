#include "core/export/onnx_graph.h"

#include <exception>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

namespace espalier::exporting {
namespace {

constexpr std::int64_t kOperatorSet = 17;
constexpr std::int64_t kIrVersion = 8; // of the first release with that operator set
constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kLargeTensorBytes = std::uint64_t(1) << 20;
constexpr std::uint64_t kSmallAlignmentBytes = 64;
constexpr const char* kMicrosoft = "com.microsoft";

onnx::TensorProto_DataType dataType(OnnxElement element)
{
    switch (element) {
    case OnnxElement::Float32:
        return onnx::TensorProto_DataType_FLOAT;
    case OnnxElement::Float16:
        return onnx::TensorProto_DataType_FLOAT16;
    case OnnxElement::Int8:
        return onnx::TensorProto_DataType_INT8;
    case OnnxElement::UInt8:
        return onnx::TensorProto_DataType_UINT8;
    case OnnxElement::Int32:
        return onnx::TensorProto_DataType_INT32;
    case OnnxElement::Int64:
        return onnx::TensorProto_DataType_INT64;
    case OnnxElement::Bool:
        return onnx::TensorProto_DataType_BOOL;
    }
    throw std::invalid_argument("unknown ONNX element type");
}

void describe(onnx::ValueInfoProto& info, const std::string& name, OnnxElement element,
              const std::vector<OnnxDimension>& shape)
{
    info.set_name(name);
    auto* tensor = info.mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(dataType(element));
    auto* dimensions = tensor->mutable_shape();
    for (const OnnxDimension& dimension : shape) {
        auto* added = dimensions->add_dim();
        if (const auto* size = std::get_if<std::int64_t>(&dimension)) {
            added->set_dim_value(*size);
        } else {
            added->set_dim_param(std::get<std::string>(dimension));
        }
    }
}

void addAttribute(onnx::NodeProto& node, const OnnxAttribute& attribute)
{
    auto* added = node.add_attribute();
    added->set_name(attribute.name);
    if (const auto* whole = std::get_if<std::int64_t>(&attribute.value)) {
        added->set_type(onnx::AttributeProto_AttributeType_INT);
        added->set_i(*whole);
    } else if (const auto* real = std::get_if<float>(&attribute.value)) {
        added->set_type(onnx::AttributeProto_AttributeType_FLOAT);
        added->set_f(*real);
    } else {
        added->set_type(onnx::AttributeProto_AttributeType_INTS);
        for (const std::int64_t value : std::get<std::vector<std::int64_t>>(attribute.value)) {
            added->add_ints(value);
        }
    }
}

void place(onnx::TensorProto& tensor, const std::string& file, std::uint64_t offset, std::uint64_t bytes)
{
    tensor.set_data_location(onnx::TensorProto_DataLocation_EXTERNAL);
    const auto add = [&](const char* key, std::string value) {
        auto* entry = tensor.add_external_data();
        entry->set_key(key);
        entry->set_value(std::move(value));
    };
    add("location", file);
    add("offset", std::to_string(offset));
    add("length", std::to_string(bytes));
}

Error checkError(const std::filesystem::path& model, const std::string& reason)
{
    return {"export.onnx.check", "The written model does not pass ONNX's own checks: " + reason, model.string()};
}

} // namespace

std::size_t sizeInBytes(OnnxElement element)
{
    switch (element) {
    case OnnxElement::Float32:
    case OnnxElement::Int32:
        return 4;
    case OnnxElement::Float16:
        return 2;
    case OnnxElement::Int64:
        return 8;
    case OnnxElement::Int8:
    case OnnxElement::UInt8:
    case OnnxElement::Bool:
        return 1;
    }
    throw std::invalid_argument("unknown ONNX element type");
}

struct OnnxGraph::State
{
    onnx::TensorProto& initializer(const std::string& name, OnnxElement element, const std::vector<std::int64_t>& shape)
    {
        if (!names.insert(name).second) {
            throw std::logic_error("OnnxGraph: the name '" + name + "' is used twice");
        }
        onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(dataType(element));
        for (const std::int64_t size : shape) {
            tensor.add_dims(size);
        }
        return tensor;
    }

    template <typename T>
    OnnxValue constant(const std::string& name, OnnxElement element, const std::vector<std::int64_t>& shape,
                       std::span<const T> values)
    {
        if (!names.contains(name)) {
            initializer(name, element, shape).set_raw_data(values.data(), values.size_bytes());
        }
        return name;
    }

    onnx::NodeProto& add(std::string_view op, const std::vector<OnnxValue>& inputs,
                         const std::vector<OnnxAttribute>& attributes)
    {
        onnx::NodeProto& node = *model.mutable_graph()->add_node();
        node.set_op_type(std::string(op));
        node.set_name(scope + "/" + std::string(op) + "_" + std::to_string(model.graph().node_size() - 1));
        for (const OnnxValue& input : inputs) {
            node.add_input(input);
        }
        for (const OnnxAttribute& attribute : attributes) {
            addAttribute(node, attribute);
        }
        return node;
    }

    onnx::ModelProto model;
    std::string dataFile;
    std::string scope;
    std::unordered_set<std::string> names; ///< of initializers
    std::vector<OnnxTensor> tensors;
    std::uint64_t dataBytes = 0;
    bool usesMicrosoft = false;
};

OnnxGraph::OnnxGraph(std::string dataFile) : m_state(std::make_unique<State>())
{
    m_state->dataFile = std::move(dataFile);
    m_state->model.set_ir_version(kIrVersion);
    m_state->model.set_producer_name("espalier");
    m_state->model.mutable_graph()->set_name("decoder");
    auto* standard = m_state->model.add_opset_import();
    standard->set_domain("");
    standard->set_version(kOperatorSet);
}

OnnxGraph::OnnxGraph(OnnxGraph&&) noexcept = default;
OnnxGraph& OnnxGraph::operator=(OnnxGraph&&) noexcept = default;
OnnxGraph::~OnnxGraph() = default;

void OnnxGraph::enter(std::string scope)
{
    m_state->scope = "/" + std::move(scope);
}

OnnxValue OnnxGraph::input(const std::string& name, OnnxElement element, const std::vector<OnnxDimension>& shape)
{
    describe(*m_state->model.mutable_graph()->add_input(), name, element, shape);
    return name;
}

void OnnxGraph::output(const OnnxValue& value, OnnxElement element, const std::vector<OnnxDimension>& shape)
{
    describe(*m_state->model.mutable_graph()->add_output(), value, element, shape);
}

OnnxValue OnnxGraph::node(std::string_view op, const std::vector<OnnxValue>& inputs,
                          const std::vector<OnnxAttribute>& attributes, const std::string& name)
{
    onnx::NodeProto& added = m_state->add(op, inputs, attributes);
    added.add_output(name.empty() ? added.name() + "_output_0" : name);
    return added.output(0);
}

std::vector<OnnxValue> OnnxGraph::nodes(std::string_view op, const std::vector<OnnxValue>& inputs, std::size_t outputs,
                                        const std::vector<OnnxAttribute>& attributes)
{
    onnx::NodeProto& added = m_state->add(op, inputs, attributes);
    std::vector<OnnxValue> values;
    for (std::size_t i = 0; i < outputs; ++i) {
        values.push_back(added.name() + "_output_" + std::to_string(i));
        added.add_output(values.back());
    }
    return values;
}

OnnxValue OnnxGraph::microsoftNode(std::string_view op, const std::vector<OnnxValue>& inputs,
                                   const std::vector<OnnxAttribute>& attributes, OnnxElement element,
                                   const std::vector<OnnxDimension>& shape)
{
    if (!m_state->usesMicrosoft) {
        auto* domain = m_state->model.add_opset_import();
        domain->set_domain(kMicrosoft);
        domain->set_version(1);
        m_state->usesMicrosoft = true;
    }
    onnx::NodeProto& added = m_state->add(op, inputs, attributes);
    added.set_domain(kMicrosoft);
    added.add_output(added.name() + "_output_0");
    describe(*m_state->model.mutable_graph()->add_value_info(), added.output(0), element, shape);
    return added.output(0);
}

OnnxValue OnnxGraph::cast(const OnnxValue& value, OnnxElement element)
{
    return node("Cast", {value}, {{"to", std::int64_t{dataType(element)}}});
}

OnnxValue OnnxGraph::integers(const std::vector<std::int64_t>& values)
{
    std::string name = "integers";
    for (const std::int64_t value : values) {
        name += "_" + std::to_string(value);
    }
    return m_state->constant<std::int64_t>(name, OnnxElement::Int64, {std::int64_t(values.size())}, values);
}

OnnxValue OnnxGraph::integer(std::int64_t value)
{
    return m_state->constant<std::int64_t>("integer_" + std::to_string(value), OnnxElement::Int64, {}, {&value, 1});
}

OnnxValue OnnxGraph::number(float value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "number_%.9g", double(value));
    return m_state->constant<float>(text, OnnxElement::Float32, {}, {&value, 1});
}

OnnxValue OnnxGraph::floats(const std::string& name, const std::vector<std::int64_t>& shape,
                            std::span<const float> values)
{
    return m_state->constant<float>(name, OnnxElement::Float32, shape, values);
}

OnnxValue OnnxGraph::tensor(const std::string& name, OnnxElement element, const std::vector<std::int64_t>& shape)
{
    OnnxTensor added{name, element, shape, 0, sizeInBytes(element)};
    for (const std::int64_t size : shape) {
        added.bytes *= std::uint64_t(size);
    }
    const std::uint64_t alignment = added.bytes >= kLargeTensorBytes ? kPageBytes : kSmallAlignmentBytes;
    added.offsetBytes = (m_state->dataBytes + alignment - 1) / alignment * alignment;
    m_state->dataBytes = added.offsetBytes + added.bytes;
    place(m_state->initializer(name, element, shape), m_state->dataFile, added.offsetBytes, added.bytes);
    m_state->tensors.push_back(std::move(added));
    return name;
}

bool OnnxGraph::holdsTensor(const std::string& name) const
{
    return m_state->names.contains(name);
}

const std::vector<OnnxTensor>& OnnxGraph::tensors() const
{
    return m_state->tensors;
}

std::uint64_t OnnxGraph::dataBytes() const
{
    return m_state->dataBytes;
}

Result<std::string> OnnxGraph::serialized(const std::string& description) const
{
    m_state->model.set_doc_string(description);
    const std::size_t bytes = m_state->model.ByteSizeLong();
    if (bytes > std::size_t(std::numeric_limits<std::int32_t>::max())) {
        return Error{"export.onnx.size",
                     "The graph alone takes " + std::to_string(bytes) + " bytes, but ONNX files end at 2 GiB.",
                     {}};
    }
    return m_state->model.SerializeAsString();
}

Result<void> checkOnnxModel(const std::filesystem::path& path)
{
    try {
        onnx::checker::check_model(path.string()); // by its path: looks for the data file too
        onnx::ModelProto model;
        std::ifstream stream(path, std::ios::binary);
        if (!model.ParseFromIstream(&stream)) {
            return checkError(path, "it cannot be parsed.");
        }
        const onnx::ShapeInferenceOptions strict{true, 1, true};
        onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
        std::unordered_set<std::string> known;
        for (const auto& value : model.graph().value_info()) {
            known.insert(value.name());
        }
        for (const auto& value : model.graph().output()) {
            known.insert(value.name());
        }
        for (const auto& node : model.graph().node()) {
            for (const std::string& output : node.output()) {
                if (!known.contains(output)) {
                    return checkError(path, "nothing is known of the shape of '" + output + "'.");
                }
            }
        }
    } catch (const std::exception& failure) { // ValidationError, InferenceError, protobuf's FatalException
        return checkError(path, failure.what());
    }
    return {};
}

} // namespace espalier::exporting
