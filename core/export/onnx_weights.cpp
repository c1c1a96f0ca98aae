#include "core/export/onnx_weights.h"

#include <array>
#include <bit>
#include <stdexcept>

#include "core/export/onnx_streams.h"
#include "core/export/stored_codes.h"
#include "core/model/module_tree.h"
#include "core/model/stored_weight.h"

namespace espalier::exporting {
namespace {

using Kind = OnnxWeightForm::Kind;

struct TypeNames
{
    OnnxType type;
    std::string_view name;
    std::string_view transformers;
    std::string_view suffix;
};
constexpr std::array<TypeNames, 5> kTypes = {{{OnnxType::Float32, "fp32", "fp32", ""},
                                              {OnnxType::Float16, "fp16", "fp16", "_fp16"},
                                              {OnnxType::Int8, "int8", "int8", "_int8"},
                                              {OnnxType::Int8Dynamic, "int8-dynamic", "q8", "_quantized"},
                                              {OnnxType::Int4, "int4", "q4", "_q4"}}};

const TypeNames& namesOf(OnnxType type)
{
    for (const TypeNames& names : kTypes) {
        if (names.type == type) {
            return names;
        }
    }
    throw std::invalid_argument("unknown ONNX export type");
}

constexpr std::int64_t kSmallestBlock = 16; // of MatMulNBits
constexpr std::int64_t kLargestBlock = 128;

Error formError(const std::string& module, OnnxType type, const std::string& reason)
{
    return {"export.type",
            "The weight of '" + module + "' cannot be held by the type " + std::string(name(type)) + ": " + reason +
                " Export as fp32 or fp16.",
            module};
}

/// The largest block of MatMulNBits within which all columns share a scale; 0 if there is none.
std::int64_t blockWithin(std::int64_t groupSize, std::int64_t columns)
{
    if (groupSize >= columns) {
        return columns % kLargestBlock == 0 ? kLargestBlock : 2 * kSmallestBlock;
    }
    const auto power = std::int64_t(1) << std::countr_zero(std::uint64_t(groupSize));
    return power < kSmallestBlock ? 0 : std::min(power, kLargestBlock);
}

/// The form of codes that the checkpoint stores.
Result<OnnxWeightForm> storedForm(const model::Checkpoint& checkpoint, const std::string& module,
                                  const formats::QuantizationArgs& args, OnnxType type)
{
    const std::vector<std::int64_t> shape = checkpoint.weightShape(module);
    const auto weight = model::StoredWeight::open(checkpoint, module, shape, args);
    if (!weight) {
        return weight.error();
    }
    OnnxWeightForm form{Kind::Float, shape[0], shape[1], 0, false, true};
    if (!weight->isQuantized()) {
        form.stored = false;
        return form;
    }
    if (!weight->hasIntegerCodes()) {
        return formError(module, type, "it is stored as 8-bit floats.");
    }
    const formats::ScaleGrid grid = weight->grid();
    if (!grid.groupOfInput.empty()) {
        return formError(module, type, "its groups are in activation order.");
    }
    form.groupSize = grid.columns == 1 ? form.columns : std::int64_t(grid.groupSize);
    form.zeroPoints = !grid.zeroPoints.empty();
    if (type == OnnxType::Int4) {
        form.kind = Kind::Blocks;
        form.groupSize = blockWithin(form.groupSize, form.columns);
        if (args.bits > 4) {
            return formError(module, type, "its codes have " + std::to_string(args.bits) + " bits.");
        }
        if (form.groupSize == 0) {
            return formError(module, type, "16 columns must share a scale.");
        }
        return form;
    }
    form.kind = type == OnnxType::Int8 ? Kind::Dequantize : Kind::Dynamic;
    if (form.kind == Kind::Dynamic && form.groups() > 1) {
        return formError(module, type, "MatMulInteger has one scale an output, not one a group (int8 holds groups).");
    }
    if (form.columns % form.groupSize != 0) {
        return formError(module, type, "its last group is shorter than the others.");
    }
    return form;
}

OnnxWeightForm roundedForm(const std::vector<std::int64_t>& shape, const OnnxWeightOptions& options)
{
    OnnxWeightForm form{Kind::Float, shape[0], shape[1], shape[1], false, false};
    switch (options.type) {
    case OnnxType::Float32:
    case OnnxType::Float16:
        break;
    case OnnxType::Int8:
        form.kind = Kind::Dequantize;
        break;
    case OnnxType::Int8Dynamic:
        form.kind = Kind::Dynamic;
        break;
    case OnnxType::Int4:
        form.kind = Kind::Blocks;
        form.groupSize = options.blockSize;
        form.zeroPoints = !options.symmetric;
        break;
    }
    return form;
}

} // namespace

std::string_view name(OnnxType type)
{
    return namesOf(type).name;
}

std::optional<OnnxType> onnxTypeFromName(std::string_view wanted)
{
    for (const TypeNames& names : kTypes) {
        if (names.name == wanted) {
            return names.type;
        }
    }
    return std::nullopt;
}

std::string onnxTypeNames()
{
    std::string list;
    for (const TypeNames& names : kTypes) {
        list += (list.empty() ? "" : ", ") + std::string(names.name);
    }
    return list;
}

std::string_view transformersType(OnnxType type)
{
    return namesOf(type).transformers;
}

std::string fileName(OnnxType type)
{
    return "model" + std::string(namesOf(type).suffix) + ".onnx";
}

Result<OnnxWeights> OnnxWeights::plan(const model::Checkpoint& checkpoint, const OnnxWeightOptions& options)
{
    if (options.blockSize < kSmallestBlock || !std::has_single_bit(std::uint64_t(options.blockSize))) {
        return Error{"export.type",
                     "Blocks of " + std::to_string(options.blockSize) + " columns are not possible: give 16, 32, ...",
                     {}};
    }
    OnnxWeights weights(checkpoint, options);
    const model::ModelSpec& spec = checkpoint.spec();
    const bool dense = !holdsCodes(checkpoint);
    const bool floats = options.type == OnnxType::Float32 || options.type == OnnxType::Float16;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (module->shape.size() != 2 || !module->isLinear()) {
            continue;
        }
        const bool tied = spec.tiedEmbeddings && module->name == spec.head;
        const auto scheme = tied ? std::nullopt : checkpoint.storedScheme(module->name);
        OnnxWeightForm form{Kind::Float, module->shape[0], module->shape[1], 0, false, false};
        if (!floats && scheme && scheme->weights) {
            auto stored = storedForm(checkpoint, module->name, *scheme->weights, options.type);
            if (!stored) {
                return stored.error();
            }
            form = stored.take();
        } else if (!floats && dense && module->layer >= 0) {
            form = roundedForm(module->shape, options);
        }
        weights.m_forms.emplace(module->name, form);
    }
    return weights;
}

OnnxElement OnnxWeights::computeElement() const
{
    return m_options.type == OnnxType::Float16 ? OnnxElement::Float16 : OnnxElement::Float32;
}

const OnnxWeightForm& OnnxWeights::form(const std::string& module) const
{
    return m_forms.at(module);
}

OnnxValue OnnxWeights::linear(OnnxGraph& graph, const std::string& module, bool bias, const OnnxValue& input)
{
    const OnnxWeightForm& found = form(module);
    if (found.kind == Kind::Float) {
        return product(graph, module, found, bias, input);
    }
    m_written.push_back({module, found});
    const OnnxValue result = product(graph, module, found, bias, input);
    const bool added = bias && found.kind != Kind::Dequantize; // Gemm adds it itself
    return added ? graph.node("Add", {result, this->bias(graph, module, OnnxElement::Float32)}) : result;
}

OnnxValue OnnxWeights::product(OnnxGraph& graph, const std::string& module, const OnnxWeightForm& form, bool bias,
                               const OnnxValue& input)
{
    const auto gemm = [&](const OnnxValue& matrix) {
        std::vector<OnnxValue> inputs = {input, matrix};
        if (bias) {
            inputs.push_back(this->bias(graph, module, computeElement()));
        }
        return graph.node("Gemm", inputs, {{"transB", std::int64_t{1}}});
    };
    const std::int64_t groups = form.groups();
    switch (form.kind) {
    case Kind::Float:
        return gemm(weight(graph, module, computeElement()));
    case Kind::Dequantize: {
        std::vector<OnnxValue> inputs = {
            graph.tensor(module + ".weight", OnnxElement::Int8, {form.rows * groups, form.columns / groups}),
            scales(graph, module, form.rows * groups)};
        if (form.zeroPoints) {
            inputs.push_back(zeroPoints(graph, module, OnnxElement::Int8, form.rows * groups));
        }
        const OnnxValue matrix = graph.node("DequantizeLinear", inputs, {{"axis", std::int64_t{0}}});
        return gemm(groups == 1 ? matrix : graph.node("Reshape", {matrix, graph.integers({form.rows, form.columns})}));
    }
    case Kind::Dynamic: {
        auto& rounded = m_roundedInputs[input]; // codes, scale, zero point
        if (rounded.empty()) {
            rounded = graph.nodes("DynamicQuantizeLinear", {input}, 3);
        }
        std::vector<OnnxValue> inputs = {
            rounded[0], graph.tensor(module + ".weight", OnnxElement::Int8, {form.columns, form.rows}), rounded[2]};
        const OnnxValue scale = scales(graph, module, form.rows);
        if (form.zeroPoints) {
            inputs.push_back(zeroPoints(graph, module, OnnxElement::Int8, form.rows));
        }
        const OnnxValue sums = graph.cast(graph.node("MatMulInteger", inputs), OnnxElement::Float32);
        return graph.node("Mul", {sums, graph.node("Mul", {rounded[1], scale})});
    }
    case Kind::Blocks: {
        std::vector<OnnxValue> inputs = {
            input, graph.tensor(module + ".weight", OnnxElement::UInt8, {form.rows, groups, form.groupSize / 2}),
            scales(graph, module, form.rows * groups)};
        if (form.zeroPoints) {
            inputs.push_back(zeroPoints(graph, module, OnnxElement::UInt8, form.rows * ((groups + 1) / 2)));
        }
        return graph.microsoftNode(
            "MatMulNBits", inputs,
            {{"K", form.columns}, {"N", form.rows}, {"bits", std::int64_t{4}}, {"block_size", form.groupSize}},
            OnnxElement::Float32, {"tokens", form.rows});
    }
    }
    throw std::invalid_argument("unknown form of weights");
}

OnnxValue OnnxWeights::scales(OnnxGraph& graph, const std::string& module, std::int64_t count)
{
    return graph.tensor(module + ".weight_scale", OnnxElement::Float32, {count});
}

OnnxValue OnnxWeights::zeroPoints(OnnxGraph& graph, const std::string& module, OnnxElement element, std::int64_t count)
{
    return graph.tensor(module + ".weight_zero_point", element, {count});
}

OnnxValue OnnxWeights::weight(OnnxGraph& graph, const std::string& module, OnnxElement element)
{
    const model::ModelSpec& spec = m_checkpoint.spec();
    const std::string& owner = spec.tiedEmbeddings && module == spec.head ? spec.embedding : module;
    const std::string name = owner + ".weight";
    if (!graph.holdsTensor(name)) {
        const std::vector<std::int64_t> shape = m_checkpoint.weightShape(owner);
        graph.tensor(name, element, shape);
        m_written.push_back({owner, {Kind::Float, shape[0], shape.size() > 1 ? shape[1] : 1, 0, false, false}});
    }
    return name;
}

OnnxValue OnnxWeights::bias(OnnxGraph& graph, const std::string& module, OnnxElement element)
{
    const std::string name = module + ".bias";
    m_biases.push_back(name);
    return graph.tensor(name, element, {m_checkpoint.weightShape(module).front()});
}

Result<void> OnnxWeights::write(const OnnxGraph& graph, PreallocatedFile& file, const OnnxProgress& progress,
                                const CancelToken& cancel) const
{
    OnnxDataWriter writer(graph, file, progress, cancel);
    for (const Written& written : m_written) {
        if (auto done = writeOnnxWeight(m_checkpoint, written.module, written.form, writer); !done) {
            return done;
        }
        m_checkpoint.release(written.module);
    }
    for (const std::string& bias : m_biases) {
        const auto values = m_checkpoint.readFloats(bias);
        if (!values) {
            return values.error();
        }
        if (auto done = writer.writeFloats(bias, 0, *values); !done) {
            return done;
        }
    }
    return {};
}

} // namespace espalier::exporting
