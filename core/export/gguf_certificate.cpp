#include "core/export/gguf_certificate.h"

#include <algorithm>
#include <set>

#include "core/export/certificate.h"
#include "core/formats/gguf.h"

namespace espalier::exporting {
namespace {

using formats::GgmlType;

Error mismatch(const std::string& what)
{
    return {"export.mismatch", what + " It was not kept.", ""};
}

/// A tensor of the file as rows of float32.
struct FileTensor
{
    const formats::GgufFile& file;
    GgmlType type;
    std::uint64_t begin; ///< in the file
    std::int64_t rows;
    std::int64_t columns;

    std::size_t rowBytes() const
    {
        const formats::GgmlTypeInfo& layout = formats::info(type);
        return static_cast<std::size_t>(columns) / layout.blockWeights * layout.blockBytes;
    }
    void read(std::int64_t row, std::span<float> values) const
    {
        const std::size_t place = begin + static_cast<std::size_t>(row) * rowBytes();
        formats::decodeGgml(type, file.file().bytes().subspan(place, rowBytes()), values);
    }
};

Result<FileTensor> findTensor(const formats::GgufFile& file, const GgufTensor& wanted)
{
    const auto& all = file.tensors();
    const auto found = std::ranges::find(all, wanted.name, &formats::GgufTensor::name);
    if (found == all.end()) {
        return mismatch("The file has no tensor '" + wanted.name + "'.");
    }
    std::vector<std::int64_t> shape(found->dimensions.rbegin(), found->dimensions.rend());
    if (shape != wanted.shape || found->type != static_cast<std::uint32_t>(wanted.type)) {
        return mismatch("Tensor '" + wanted.name + "' has another shape or type than planned.");
    }
    const bool vector = shape.size() == 1;
    const std::int64_t columns = vector ? 1 : shape.back();
    FileTensor tensor{file, wanted.type, file.dataStart() + found->offset, vector ? shape.front() : wanted.rows(),
                      columns};
    if (tensor.begin + static_cast<std::uint64_t>(tensor.rows) * tensor.rowBytes() > file.file().bytes().size()) {
        return mismatch("The file ends within tensor '" + wanted.name + "'.");
    }
    return tensor;
}

class Certifier
{
public:
    Certifier(const model::Checkpoint& checkpoint, const formats::GgufFile& file, const CancelToken& cancel)
        : m_checkpoint(checkpoint), m_file(file), m_cancel(cancel)
    {
    }

    Result<void> add(const GgufTensor& planned)
    {
        const auto tensor = findTensor(m_file, planned);
        if (!tensor) {
            return tensor.error();
        }
        if (planned.parts.empty()) {
            return {}; // computed, not of a module
        }
        const auto rows = GgufRows::open(m_checkpoint, planned);
        if (!rows) {
            return rows.error();
        }
        WeightTolerance tolerance = toleranceOf(planned.type);
        if (const CodesFit fit = rows->codesFit(planned.type); fit != CodesFit::No) {
            // Codes are the same: nothing but scales may be rounded, to 11 bits. With a minimum two products of numbers
            // rounded like that are subtracted, which may be some 64 times what is left.
            constexpr double kHalf = 1.0 / 2048;
            const bool minimum = planned.type == GgmlType::Q4_1 || planned.type == GgmlType::Q5_1;
            tolerance = fit == CodesFit::Rounded
                            ? WeightTolerance{0.0, 0.0, (minimum ? 64.0 * 64.0 : 1.0) * kHalf * kHalf, !minimum}
                            : WeightTolerance{0.0, 0.0, minimum ? 1e-10 : 0.0, !minimum};
        }
        std::int64_t first = 0;
        for (const GgufPart& part : planned.parts) {
            if (auto added = addPart(planned, *tensor, part, first, tolerance); !added) {
                return added;
            }
            first += m_checkpoint.weightShape(part.module).front();
        }
        const std::size_t bytes = static_cast<std::size_t>(tensor->rows) * tensor->rowBytes();
        m_file.file().release(m_file.file().bytes().subspan(tensor->begin, bytes));
        return {};
    }

    nlohmann::json take() { return std::move(m_modules); }

private:
    Result<void> addPart(const GgufTensor& planned, const FileTensor& tensor, const GgufPart& part, std::int64_t first,
                         const WeightTolerance& tolerance)
    {
        if (part.bias && !m_checkpoint.module(part.module)->bias) {
            return {}; // zeros for a part without one
        }
        const auto read = [&](std::int64_t row, std::span<float> values) -> Result<void> {
            const auto width = static_cast<std::size_t>(tensor.columns);
            for (std::size_t i = 0; i * width < values.size(); ++i) {
                const auto out = values.subspan(i * width, width);
                tensor.read(first + part.rowInFile(row + static_cast<std::int64_t>(i)), out);
                for (float& value : out) {
                    value = part.factor == 1.0F && part.added == 0.0F ? value : (value - part.added) / part.factor;
                }
            }
            return {};
        };
        WeightTolerance own = tolerance;
        if (part.factor != 1.0F || part.added != 0.0F) { // computed in float32: its roundings, there and back
            own.relative += 1e-6;
            own.absolute += 1e-6;
        }
        auto compared =
            compareWeights(m_checkpoint, part.module + (part.bias ? ".bias" : ".weight"), own, read, m_cancel);
        if (!compared) {
            return compared.error();
        }
        (*compared)["type"] = formats::info(planned.type).name;
        m_modules.push_back(compared.take());
        return {};
    }

    const model::Checkpoint& m_checkpoint;
    const formats::GgufFile& m_file;
    const CancelToken& m_cancel;
    nlohmann::json m_modules = nlohmann::json::array();
};

} // namespace

Result<nlohmann::json> certifyGguf(const model::Checkpoint& checkpoint, const std::filesystem::path& path,
                                   const std::vector<GgufTensor>& tensors, const std::function<void(double)>& progress,
                                   const CancelToken& cancel)
{
    const auto file = formats::GgufFile::open(path);
    if (!file) {
        return mismatch("The file cannot be read again: " + file.error().message);
    }
    Certifier certifier(checkpoint, *file, cancel);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (auto added = certifier.add(tensors[i]); !added) {
            return added.error();
        }
        progress(static_cast<double>(i + 1) / static_cast<double>(tensors.size()));
    }
    auto certificate = compareText(checkpoint.folder(), path);
    if (!certificate) {
        return certificate;
    }
    (*certificate)["modules"] = certifier.take();
    return certificate;
}

} // namespace espalier::exporting
