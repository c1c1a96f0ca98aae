#include "core/model/gguf_weights.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "core/model/gguf_tensors.h"
#include "core/model/module_tree.h"

namespace espalier::model {
namespace {

using formats::DType;
using formats::GgmlType;

constexpr const char* kComputed[] = {"rope_freqs.weight", "rope_factors_long.weight",
                                     "rope_factors_short.weight"}; // configFromGguf() reads them

/// Rows of a GGUF tensor as a module's.
class GgufSource final : public TensorSource
{
public:
    /// @param rows bytes of the module's rows in the file
    GgufSource(MappedFile file, std::span<const std::byte> rows, GgmlType type, std::size_t columns, GgufPart part)
        : m_file(std::move(file)), m_bytes(rows), m_layout(formats::info(type)), m_columns(columns),
          m_part(std::move(part)), m_rowBytes(columns / m_layout.blockWeights * m_layout.blockBytes)
    {
    }

    const MappedFile& file() const override { return m_file; }
    std::span<const std::byte> mapped() const override
    {
        return isStoredAsIs() && m_part.pairedChannels == 0 ? m_bytes : std::span<const std::byte>();
    }
    void release() const override { m_file.release(m_bytes); }

    std::optional<StoredForm> storedForm() const override
    {
        return isStoredAsIs() ? std::nullopt : std::optional(StoredForm{m_layout.name, m_bytes.size()});
    }

    TensorBytes rows(std::size_t first, std::size_t count) const override
    {
        if (!mapped().empty()) {
            return TensorBytes(m_bytes.subspan(first * m_rowBytes, count * m_rowBytes));
        }
        const std::size_t width = isStoredAsIs() ? m_rowBytes : m_columns * sizeof(float);
        std::vector<std::byte> assembled(count * width);
        std::vector<float> values(isStoredAsIs() ? 0 : m_columns);
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(m_part.rowInFile(static_cast<std::int64_t>(first + i)));
            const auto stored = m_bytes.subspan(row * m_rowBytes, m_rowBytes);
            if (isStoredAsIs()) {
                std::memcpy(assembled.data() + i * width, stored.data(), width);
                continue;
            }
            formats::decodeGgml(m_layout.type, stored, values);
            for (float& value : values) {
                value -= m_part.added;
            }
            std::memcpy(assembled.data() + i * width, values.data(), width);
        }
        return TensorBytes(std::move(assembled));
    }

    DType dtype() const
    {
        if (!isStoredAsIs()) {
            return DType::F32;
        }
        return m_layout.type == GgmlType::F16 ? DType::F16 : m_layout.type == GgmlType::BF16 ? DType::BF16 : DType::F32;
    }

private:
    bool isStoredAsIs() const { return m_layout.blockWeights == 1 && m_part.added == 0.0F; }

    MappedFile m_file;
    std::span<const std::byte> m_bytes;
    const formats::GgmlTypeInfo& m_layout;
    std::size_t m_columns;
    GgufPart m_part;
    std::size_t m_rowBytes;
};

std::string textOf(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const std::int64_t extent : shape) {
        text += (text.empty() ? "[" : ", ") + std::to_string(extent);
    }
    return text + "]";
}

std::string readTypes()
{
    std::string names;
    constexpr std::uint32_t kBeyond = 64;
    for (std::uint32_t number = 0; number < kBeyond; ++number) {
        if (const auto type = formats::ggmlTypeFromNumber(number)) {
            names += (names.empty() ? "" : ", ") + std::string(formats::info(*type).name);
        }
    }
    return names;
}

class Reader
{
public:
    Reader(const formats::GgufFile& file, const ModelSpec& spec, TensorTable& table)
        : m_file(file), m_table(table), m_tree(buildModuleTree(spec))
    {
        for (const ModuleNode* module : allModules(m_tree)) {
            m_modules.emplace(module->name, module);
        }
        for (const formats::GgufTensor& tensor : file.tensors()) {
            m_tensors.emplace(tensor.name, &tensor);
        }
        m_known.insert(std::begin(kComputed), std::end(kComputed));
    }

    /// A tensor that the file lacks is left out: the checkpoint lists what its modules miss.
    Result<void> add(const GgufTensor& wanted)
    {
        const auto found = m_tensors.find(wanted.name);
        m_known.insert(wanted.name);
        if (found == m_tensors.end() || wanted.parts.empty()) {
            return {};
        }
        const formats::GgufTensor& stored = *found->second;
        const std::vector<std::int64_t> shape(stored.dimensions.rbegin(), stored.dimensions.rend());
        if (shape != wanted.shape) {
            return Error{"model.tensor.shape",
                         "Tensor '" + wanted.name + "' has the shape " + textOf(shape) + ", but " +
                             textOf(wanted.shape) + " is needed.",
                         path()};
        }
        const auto type = formats::ggmlTypeFromNumber(stored.type);
        if (!type) {
            return Error{"gguf.type",
                         "Tensor '" + wanted.name + "' is stored as the ggml type " + std::to_string(stored.type) +
                             ", which is not read. Read are " + readTypes() +
                             ": get the model as a file of one of these.",
                         path()};
        }
        return addParts(wanted, stored, *type);
    }

    /// What is not of a module, as far as it can be read.
    void addOthers()
    {
        for (const formats::GgufTensor& tensor : m_file.tensors()) {
            const auto type = formats::ggmlTypeFromNumber(tensor.type);
            if (m_known.contains(tensor.name) || !type || tensor.dimensions.empty()) {
                continue;
            }
            const std::vector<std::int64_t> shape(tensor.dimensions.rbegin(), tensor.dimensions.rend());
            std::size_t columns = 1;
            for (std::size_t i = 1; i < shape.size(); ++i) {
                columns *= static_cast<std::size_t>(shape[i]);
            }
            const auto rows = rowsOf(tensor, *type, static_cast<std::size_t>(shape.front()), columns);
            if (rows) {
                addSource(tensor.name, shape, *type, columns, *rows, {});
            }
        }
    }

private:
    std::string path() const { return m_file.file().path().string(); }

    /// The bytes of a tensor of so many rows.
    Result<std::span<const std::byte>> rowsOf(const formats::GgufTensor& stored, GgmlType type, std::size_t rows,
                                              std::size_t columns) const
    {
        const formats::GgmlTypeInfo& layout = formats::info(type);
        if (columns % layout.blockWeights != 0) {
            return Error{"model.tensor.shape",
                         "Tensor '" + stored.name + "' has " + std::to_string(columns) +
                             " columns, which are no whole " + std::string(layout.name) + " blocks.",
                         path()};
        }
        const std::size_t rowBytes = columns / layout.blockWeights * layout.blockBytes;
        const auto bytes = m_file.file().bytes().subspan(m_file.dataStart() + stored.offset);
        if (rows > bytes.size() / rowBytes) {
            return Error{"gguf.truncated", "The file ends within tensor '" + stored.name + "'. Download it again.",
                         path()};
        }
        return bytes.first(rows * rowBytes);
    }

    Result<void> addParts(const GgufTensor& wanted, const formats::GgufTensor& stored, GgmlType type)
    {
        const bool vector = wanted.shape.size() == 1;
        const auto columns = static_cast<std::size_t>(vector ? 1 : wanted.columns());
        const auto rows = static_cast<std::size_t>(vector ? wanted.shape.front() : wanted.rows());
        const auto all = rowsOf(stored, type, rows, columns);
        if (!all) {
            return all.error();
        }
        const std::size_t rowBytes = all->size() / rows;
        std::size_t begin = 0;
        for (const GgufPart& part : wanted.parts) {
            const ModuleNode& module = *m_modules.at(part.module);
            const std::vector<std::int64_t> shape =
                part.bias ? std::vector<std::int64_t>{module.shape.front()} : module.shape;
            const std::size_t bytes = static_cast<std::size_t>(shape.front()) * rowBytes;
            if (!part.bias || module.bias) {
                addSource(part.module + (part.bias ? ".bias" : ".weight"), shape, type, columns,
                          all->subspan(begin, bytes), part);
            }
            begin += bytes;
        }
        return {};
    }

    void addSource(std::string name, const std::vector<std::int64_t>& shape, GgmlType type, std::size_t columns,
                   std::span<const std::byte> rows, const GgufPart& part)
    {
        auto source = std::make_unique<GgufSource>(m_file.file(), rows, type, columns, part);
        formats::TensorInfo info{std::move(name), source->dtype(), shape};
        info.end = static_cast<std::uint64_t>(info.elements()) * formats::sizeInBytes(info.dtype);
        m_table.add(std::move(info), std::move(source));
    }

    const formats::GgufFile& m_file;
    TensorTable& m_table;
    const ModuleNode m_tree;
    std::unordered_map<std::string_view, const ModuleNode*> m_modules;
    std::unordered_map<std::string_view, const formats::GgufTensor*> m_tensors;
    std::unordered_set<std::string> m_known;
};

} // namespace

Result<void> addGgufTensors(const formats::GgufFile& file, const ModelSpec& spec, TensorTable& table)
{
    Reader reader(file, spec, table);
    for (const GgufTensor& tensor : ggufTensors(spec, *findGgufArchitecture(spec.family))) {
        if (auto added = reader.add(tensor); !added) {
            return added;
        }
    }
    reader.addOthers();
    return {};
}

std::string quantizedTypes(const formats::GgufFile& file)
{
    std::map<GgmlType, std::int64_t> weights;
    for (const formats::GgufTensor& tensor : file.tensors()) {
        const auto type = formats::ggmlTypeFromNumber(tensor.type);
        if (type && formats::info(*type).blockWeights > 1) {
            std::int64_t count = 1;
            for (const std::int64_t extent : tensor.dimensions) {
                count *= extent;
            }
            weights[*type] += count;
        }
    }
    std::vector<std::pair<std::int64_t, GgmlType>> order;
    for (const auto& [type, count] : weights) {
        order.emplace_back(-count, type);
    }
    std::ranges::sort(order);
    std::string names;
    for (const auto& [count, type] : order) {
        names += (names.empty() ? "" : ", ") + std::string(formats::info(type).name);
    }
    return names;
}

} // namespace espalier::model
