#include "core/export/onnx_certificate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include <onnx/onnx_pb.h>

#include "core/base/mapped_file.h"
#include "core/export/certificate.h"
#include "core/formats/dtype.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunkValues = std::size_t(1) << 20;

Error mismatch(const std::string& name, const std::string& what, const fs::path& model)
{
    return {"export.mismatch", "The written file does not hold the model: '" + name + "' " + what + ".",
            model.string()};
}

/// A tensor of the written file and the node that reads it.
struct WrittenTensor
{
    const onnx::TensorProto* proto = nullptr;
    const onnx::NodeProto* reader = nullptr;
    std::span<const std::byte> bytes;
};

/// The parsed model with its data file.
class WrittenModel
{
public:
    static Result<WrittenModel> open(const fs::path& path)
    {
        WrittenModel model(path);
        std::ifstream stream(path, std::ios::binary);
        if (!model.m_proto->ParseFromIstream(&stream)) {
            return mismatch(path.filename().string(), "cannot be parsed", path);
        }
        for (const onnx::NodeProto& node : model.m_proto->graph().node()) {
            for (const std::string& input : node.input()) {
                model.m_readers.emplace(input, &node);
            }
        }
        for (const onnx::TensorProto& tensor : model.m_proto->graph().initializer()) {
            if (auto added = model.add(tensor); !added) {
                return added.error();
            }
        }
        return model;
    }

    const fs::path& path() const { return m_path; }
    const WrittenTensor* find(const std::string& name) const
    {
        const auto found = m_tensors.find(name);
        return found == m_tensors.end() ? nullptr : &found->second;
    }
    /// Tensors of the data file, by name.
    std::set<std::string> externalNames() const
    {
        std::set<std::string> names;
        for (const auto& [name, tensor] : m_tensors) {
            if (tensor.proto->has_data_location() &&
                tensor.proto->data_location() == onnx::TensorProto_DataLocation_EXTERNAL) {
                names.insert(name);
            }
        }
        return names;
    }
    void release(const WrittenTensor& tensor) const
    {
        if (m_data) {
            m_data->release(tensor.bytes);
        }
    }

private:
    explicit WrittenModel(fs::path path) : m_path(std::move(path)), m_proto(std::make_unique<onnx::ModelProto>()) {}

    Result<void> add(const onnx::TensorProto& tensor)
    {
        WrittenTensor added{&tensor, nullptr, std::as_bytes(std::span(tensor.raw_data()))};
        if (const auto reader = m_readers.find(tensor.name()); reader != m_readers.end()) {
            added.reader = reader->second;
        }
        std::map<std::string, std::string> places;
        for (const auto& entry : tensor.external_data()) {
            places[entry.key()] = entry.value();
        }
        if (!places.empty()) {
            if (!m_data) {
                auto file = MappedFile::open(m_path.parent_path() / places["location"]);
                if (!file) {
                    return file.error();
                }
                m_data = file.take();
            }
            const auto number = [&](const char* key) {
                std::uint64_t value = ~std::uint64_t(0) >> 1;
                const std::string& text = places[key];
                std::from_chars(text.data(), text.data() + text.size(), value);
                return value;
            };
            const std::uint64_t offset = number("offset");
            const std::uint64_t length = number("length");
            if (offset > m_data->bytes().size() || length > m_data->bytes().size() - offset) {
                return mismatch(tensor.name(), "lies beyond the end of the data file", m_path);
            }
            added.bytes = m_data->bytes().subspan(offset, length);
        }
        m_tensors[tensor.name()] = added;
        return {};
    }

    fs::path m_path;
    std::unique_ptr<onnx::ModelProto> m_proto;
    std::map<std::string, const onnx::NodeProto*> m_readers; ///< the first of each value
    std::map<std::string, WrittenTensor> m_tensors;
    std::optional<MappedFile> m_data;
};

std::int64_t attribute(const onnx::NodeProto& node, const char* name)
{
    for (const auto& found : node.attribute()) {
        if (found.name() == name) {
            return found.i();
        }
    }
    return 0;
}

/// A number of a tensor of whole numbers or floats.
float at(const WrittenTensor& tensor, std::size_t index)
{
    float value = 0.0F;
    switch (tensor.proto->data_type()) {
    case onnx::TensorProto_DataType_FLOAT:
        std::memcpy(&value, tensor.bytes.data() + index * sizeof(float), sizeof(float));
        return value;
    case onnx::TensorProto_DataType_INT8:
        return float(std::int8_t(tensor.bytes[index]));
    default:
        return float(std::uint8_t(tensor.bytes[index]));
    }
}

/// The numbers that a node computes with, decoded as its operator defines it, and the size of a step there.
class WeightReader
{
public:
    WeightReader(const WrittenModel& model, const std::string& module, std::size_t rows, std::size_t columns)
        : m_model(model), m_module(module), m_rows(rows), m_columns(columns), m_weight(*model.find(module + ".weight"))
    {
    }

    /// What is wrong with the tensors; empty if nothing.
    std::string open()
    {
        if (m_weight.reader == nullptr) {
            return "is read by no node";
        }
        const std::string& op = m_weight.reader->op_type();
        m_blocks = op == "MatMulNBits";
        m_transposed = op == "MatMulInteger";
        m_codes = m_blocks || m_transposed || op == "DequantizeLinear";
        const std::size_t values = m_rows * m_columns;
        if (!m_codes) {
            m_half = m_weight.proto->data_type() == onnx::TensorProto_DataType_FLOAT16;
            const std::size_t size = m_half ? 2 : 4;
            const bool flipped = op == "Gemm" && attribute(*m_weight.reader, "transB") != 1;
            const bool fits = m_weight.bytes.size() == values * size && m_weight.proto->dims(0) == std::int64_t(m_rows);
            return fits && !flipped ? "" : "has another shape";
        }
        m_scale = m_model.find(m_module + ".weight_scale");
        m_zero = m_model.find(m_module + ".weight_zero_point");
        if (m_scale == nullptr) {
            return "has no scales";
        }
        if (m_blocks) {
            const auto& node = *m_weight.reader;
            m_groupSize = std::size_t(attribute(node, "block_size"));
            const bool fits = attribute(node, "N") == std::int64_t(m_rows) &&
                              attribute(node, "K") == std::int64_t(m_columns) && attribute(node, "bits") == 4;
            m_groups = m_groupSize > 0 ? (m_columns + m_groupSize - 1) / m_groupSize : 0;
            return fits && m_weight.bytes.size() == m_rows * m_groups * m_groupSize / 2 ? sizeOfScales()
                                                                                        : "has another shape";
        }
        const std::int64_t outer = m_weight.proto->dims(0);
        m_groups = m_transposed ? 1 : std::size_t(outer) / m_rows;
        m_groupSize = m_groups > 0 ? m_columns / m_groups : 0;
        const bool fits = m_weight.bytes.size() == values && m_groups > 0 &&
                          (m_transposed ? outer == std::int64_t(m_columns)
                                        : std::size_t(outer) == m_rows * m_groups && m_columns % m_groups == 0);
        return fits ? sizeOfScales() : "has another shape";
    }

    bool hasCodes() const { return m_codes; }
    bool isHalf() const { return m_half; }
    std::string stored() const { return m_blocks ? "4 bit" : m_codes ? "int8" : m_half ? "float16" : "float32"; }
    const WrittenTensor& tensor() const { return m_weight; }

    float step(std::size_t row, std::size_t column) const
    {
        return at(*m_scale, row * m_groups + column / m_groupSize);
    }

    void read(std::size_t firstRow, std::span<float> values) const
    {
        if (!m_codes) {
            const std::size_t size = m_half ? 2 : 4;
            formats::convertToFloat32(m_half ? formats::DType::F16 : formats::DType::F32,
                                      m_weight.bytes.subspan(firstRow * m_columns * size, values.size() * size),
                                      values);
            return;
        }
        const std::size_t rows = values.size() / m_columns;
        for (std::size_t column = 0; column < (m_transposed ? m_columns : 0); ++column) {
            for (std::size_t row = 0; row < rows; ++row) {
                values[row * m_columns + column] = at(m_weight, column * m_rows + firstRow + row);
            }
        }
        for (std::size_t row = 0; row < rows; ++row) {
            decode(firstRow + row, values.subspan(row * m_columns, m_columns));
        }
    }

private:
    std::string sizeOfScales() const
    {
        const std::size_t scales = m_rows * m_groups;
        const std::size_t zeros = m_blocks ? m_rows * ((m_groups + 1) / 2) : scales;
        const bool fits =
            m_scale->bytes.size() == scales * sizeof(float) && (m_zero == nullptr || m_zero->bytes.size() == zeros);
        return fits ? "" : "has another number of scales or zero points";
    }

    float zeroPoint(std::size_t row, std::size_t group) const
    {
        if (!m_blocks) {
            return m_zero == nullptr ? 0.0F : at(*m_zero, row * m_groups + group);
        }
        if (m_zero == nullptr) {
            return 8.0F; // what MatMulNBits takes
        }
        const auto byte = std::uint8_t(m_zero->bytes[row * ((m_groups + 1) / 2) + group / 2]);
        return float(group % 2 == 0 ? byte & 15 : byte >> 4);
    }

    float code(std::size_t row, std::size_t column) const
    {
        if (!m_blocks) {
            return at(m_weight, row * m_columns + column);
        }
        const std::size_t block = row * m_groups + column / m_groupSize;
        const std::size_t inside = column % m_groupSize;
        const auto byte = std::uint8_t(m_weight.bytes[block * m_groupSize / 2 + inside / 2]);
        return float(inside % 2 == 0 ? byte & 15 : byte >> 4);
    }

    void decode(std::size_t row, std::span<float> values) const
    {
        for (std::size_t group = 0; group < m_groups; ++group) {
            const float zero = zeroPoint(row, group);
            const float scale = at(*m_scale, row * m_groups + group);
            const std::size_t end = std::min(m_columns, (group + 1) * m_groupSize);
            for (std::size_t column = group * m_groupSize; column < end; ++column) {
                const float found = m_transposed ? values[column] : code(row, column);
                values[column] = (found - zero) * scale;
            }
        }
    }

    const WrittenModel& m_model;
    std::string m_module;
    std::size_t m_rows;
    std::size_t m_columns;
    const WrittenTensor& m_weight;
    const WrittenTensor* m_scale = nullptr;
    const WrittenTensor* m_zero = nullptr;
    std::size_t m_groups = 1;
    std::size_t m_groupSize = 1;
    bool m_codes = false;
    bool m_half = false;
    bool m_blocks = false;
    bool m_transposed = false;
};

/// Compares rows; adds to the check. @return what is wrong, or nothing
std::string compareRows(const WeightReader& reader, std::size_t firstRow, std::size_t columns, bool rounded,
                        std::span<const float> expected, std::span<const float> found, OnnxWeightCheck& check)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const float difference = std::abs(expected[i] - found[i]);
        check.largestDifference = std::max(check.largestDifference, double(difference));
        check.zeros += found[i] == 0.0F ? 1 : 0;
        if (difference == 0.0F) {
            continue;
        }
        // Half a step; quotient and product of a code of 7 bits lose 128 * 6e-8 of a step each in float32.
        const float allowed = rounded ? reader.step(firstRow + i / columns, i % columns) * 0.5F * 1.0001F : 0.0F;
        if (!(difference <= allowed) || expected[i] == 0.0F) {
            return "differs in row " + std::to_string(firstRow + i / columns) + ", column " +
                   std::to_string(i % columns) + ": " + std::to_string(found[i]) + " for " +
                   std::to_string(expected[i]);
        }
    }
    return {};
}

void roundToHalf(std::span<float> values, std::vector<std::byte>& bytes)
{
    bytes.resize(values.size() * 2);
    formats::convertFromFloat32(formats::DType::F16, values, bytes);
    formats::convertToFloat32(formats::DType::F16, bytes, values);
}

/// The comparison of one model.
class Comparison
{
public:
    Comparison(const model::Checkpoint& checkpoint, const WrittenModel& model, const OnnxProgress& progress,
               const CancelToken& cancel)
        : m_checkpoint(checkpoint), m_model(model), m_progress(progress), m_cancel(cancel),
          m_unchecked(model.externalNames())
    {
        for (const std::string& name : m_unchecked) {
            m_total += model.find(name)->bytes.size();
        }
    }

    Result<OnnxWeightCheck> weight(const std::string& module, const std::vector<std::int64_t>& shape)
    {
        if (m_model.find(module + ".weight") == nullptr) {
            return mismatch(module, "is missing", m_model.path());
        }
        const auto rows = std::size_t(shape[0]);
        const std::size_t columns = shape.size() > 1 ? std::size_t(shape[1]) : 1;
        WeightReader reader(m_model, module, rows, columns);
        if (const std::string wrong = reader.open(); !wrong.empty()) {
            return mismatch(module, wrong, m_model.path());
        }
        const auto scheme = m_checkpoint.storedScheme(module);
        const bool rounded = reader.hasCodes() && !(scheme && scheme->weights);
        OnnxWeightCheck check{module, reader.stored(), false, 0.0, std::uint64_t(rows) * columns, 0};
        const std::size_t step = std::max<std::size_t>(1, kChunkValues / columns);
        for (std::size_t row = 0; row < rows; row += step) {
            if (m_cancel.requested()) {
                throw Cancelled{};
            }
            m_expected.resize(std::min(step, rows - row) * columns);
            m_found.resize(m_expected.size());
            if (auto read = m_checkpoint.readWeightRows(module, std::int64_t(row), m_expected); !read) {
                return read.error();
            }
            if (!std::ranges::all_of(m_expected, [](float weight) { return std::isfinite(weight); })) {
                return weightsAreNoNumbers(module, m_checkpoint.folder());
            }
            if (reader.isHalf()) {
                roundToHalf(m_expected, m_bytes);
            }
            reader.read(row, m_found);
            if (const std::string wrong = compareRows(reader, row, columns, rounded, m_expected, m_found, check);
                !wrong.empty()) {
                return mismatch(module, wrong, m_model.path());
            }
        }
        check.exact = check.largestDifference == 0.0 && !reader.isHalf();
        for (const char* suffix : {".weight", ".weight_scale", ".weight_zero_point"}) {
            finish(module + suffix);
        }
        m_checkpoint.release(module);
        return check;
    }

    Result<void> bias(const std::string& module)
    {
        const std::string name = module + ".bias";
        const WrittenTensor* tensor = m_model.find(name);
        auto expected = m_checkpoint.readFloats(name);
        if (!expected) {
            return expected.error();
        }
        if (tensor == nullptr) {
            return mismatch(name, "is missing", m_model.path());
        }
        const bool half = tensor->proto->data_type() == onnx::TensorProto_DataType_FLOAT16;
        std::vector<float> found(expected->size());
        if (tensor->bytes.size() != found.size() * (half ? 2 : 4)) {
            return mismatch(name, "has another shape", m_model.path());
        }
        formats::convertToFloat32(half ? formats::DType::F16 : formats::DType::F32, tensor->bytes, found);
        if (half) {
            roundToHalf(*expected, m_bytes);
        }
        finish(name);
        return found == *expected ? Result<void>() : mismatch(name, "differs", m_model.path());
    }

    Result<void> requireAllChecked() const
    {
        return m_unchecked.empty()
                   ? Result<void>()
                   : mismatch(*m_unchecked.begin(), "belongs to no module of the model", m_model.path());
    }

private:
    void finish(const std::string& name)
    {
        if (const WrittenTensor* tensor = m_model.find(name); tensor != nullptr && m_unchecked.erase(name) > 0) {
            m_model.release(*tensor);
            m_done += tensor->bytes.size();
            if (m_progress) {
                m_progress(m_done, m_total);
            }
        }
    }

    const model::Checkpoint& m_checkpoint;
    const WrittenModel& m_model;
    const OnnxProgress& m_progress;
    CancelToken m_cancel;
    std::set<std::string> m_unchecked; ///< tensors of the data file
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
    std::vector<float> m_expected;
    std::vector<float> m_found;
    std::vector<std::byte> m_bytes;
};

} // namespace

Result<std::vector<OnnxWeightCheck>> checkOnnxWeights(const model::Checkpoint& checkpoint, const fs::path& path,
                                                      const OnnxProgress& progress, const CancelToken& cancel)
{
    const auto model = WrittenModel::open(path);
    if (!model) {
        return model.error();
    }
    Comparison comparison(checkpoint, *model, progress, cancel);
    std::vector<OnnxWeightCheck> checks;
    const model::ModelSpec& spec = checkpoint.spec();
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (module->shape.empty() || (spec.tiedEmbeddings && module->name == spec.head)) {
            continue;
        }
        auto check = comparison.weight(module->name, module->shape);
        if (!check) {
            return check.error();
        }
        checks.push_back(check.take());
        if (module->bias) {
            if (auto bias = comparison.bias(module->name); !bias) {
                return bias.error();
            }
        }
    }
    if (auto all = comparison.requireAllChecked(); !all) {
        return all.error();
    }
    return checks;
}

} // namespace espalier::exporting
