#include "core/export/gguf.h"

#include <algorithm>

#include "core/base/thread_pool.h"
#include "core/export/gguf_metadata.h"
#include "core/export/gguf_vocabulary.h"
#include "core/model/stored_weight.h"

namespace espalier::exporting {
namespace {

using formats::GgmlType;

constexpr std::int64_t kChunkWeights = std::int64_t(1) << 22; ///< encoded between two writes

bool isFloat(GgmlType type)
{
    return formats::info(type).blockWeights == 1;
}

/// The type that stores just what the model does.
Result<GgmlType> storedType(const model::Checkpoint& checkpoint, const GgufTensor& tensor, const GgufRows& rows)
{
    const std::string& module = tensor.parts.front().module;
    const auto scheme = checkpoint.storedScheme(module);
    const auto args = scheme ? scheme->weights : std::nullopt;
    auto weight = model::StoredWeight::open(checkpoint, module, checkpoint.weightShape(module), args);
    if (!weight) {
        return weight.error();
    }
    if (!weight->isQuantized()) {
        switch (weight->dtype()) {
        case formats::DType::F16:
            return GgmlType::F16;
        case formats::DType::BF16:
            return GgmlType::BF16;
        default:
            return GgmlType::F32;
        }
    }
    if (!weight->hasIntegerCodes()) {
        return GgmlType::F16; // float8: exact but for the scale
    }
    for (const GgmlType type : {GgmlType::Q4_0, GgmlType::Q4_1, GgmlType::Q5_0, GgmlType::Q5_1, GgmlType::Q8_0}) {
        if (rows.codesFit(type) != CodesFit::No) {
            return type;
        }
    }
    return GgmlType::F16;
}

class Exporter
{
public:
    Exporter(const model::Checkpoint& checkpoint, const GgufOptions& options,
             const std::function<void(double)>& progress, const CancelToken& cancel)
        : m_checkpoint(checkpoint), m_options(options), m_progress(progress), m_cancel(cancel), m_pool(options.threads)
    {
    }

    Result<GgufExport> run()
    {
        const auto architecture = ggufArchitecture(m_checkpoint.spec());
        if (!architecture) {
            return architecture.error();
        }
        std::vector<GgufTensor> tensors = model::ggufTensors(m_checkpoint.spec(), **architecture);
        if (auto chosen = choose(tensors); !chosen) {
            return chosen.error();
        }
        const auto metadata = metadataOf(**architecture, tensors);
        if (!metadata) {
            return metadata.error();
        }
        std::vector<GgufDeclaration> declarations;
        for (const GgufTensor& tensor : tensors) {
            declarations.push_back({tensor.name, tensor.shape, tensor.type});
            m_total += declarations.back().bytes();
        }
        auto writer = GgufWriter::create(m_options.out, *metadata, std::move(declarations));
        if (!writer) {
            return writer.error();
        }
        GgufExport result{writer.take(), std::move(tensors)};
        for (const GgufTensor& tensor : result.tensors) {
            if (auto written = write(tensor, result); !written) {
                return written.error();
            }
        }
        if (auto finished = result.writer.finish(); !finished) {
            return finished.error();
        }
        if (std::string note = differenceNote(m_checkpoint.spec(), **architecture); !note.empty()) {
            result.notes.push_back(std::move(note));
        }
        return result;
    }

private:
    Result<void> choose(std::vector<GgufTensor>& tensors) const
    {
        if (m_options.type.name != "AUTO") {
            chooseTypes(m_checkpoint.spec(), m_options.type, !m_options.importance.empty(), tensors);
            return {};
        }
        for (GgufTensor& tensor : tensors) {
            if (!tensor.isMatrix()) {
                continue;
            }
            const auto rows = GgufRows::open(m_checkpoint, tensor);
            if (!rows) {
                return rows.error();
            }
            const auto type = storedType(m_checkpoint, tensor, *rows);
            if (!type) {
                return type.error();
            }
            tensor.type = *type;
        }
        return {};
    }

    /// general.file_type of AUTO: that of the type which most weights have.
    std::uint32_t fileType(const std::vector<GgufTensor>& tensors) const
    {
        if (m_options.type.name != "AUTO") {
            return m_options.type.number;
        }
        std::map<GgmlType, std::int64_t> weights;
        for (const GgufTensor& tensor : tensors) {
            weights[tensor.type] += tensor.rows() * tensor.columns();
        }
        const auto most = std::ranges::max_element(weights, {}, [](const auto& each) { return each.second; });
        const auto& types = ggufFileTypes();
        const auto same = std::find_if(types.begin() + 1, types.end(),
                                       [&](const GgufFileType& type) { return type.base == most->first; });
        return same->number;
    }

    Result<GgufMetadata> metadataOf(const GgufArchitecture& architecture, const std::vector<GgufTensor>& tensors) const
    {
        GgufMetadata metadata = {{"general.architecture", std::string(architecture.name)},
                                 {"general.type", std::string("model")},
                                 {"general.name", m_options.name},
                                 {"general.file_type", fileType(tensors)},
                                 {"general.quantization_version", std::uint32_t(2)}};
        GgufMetadata keys = architectureMetadata(m_checkpoint.spec(), architecture);
        metadata.insert(metadata.end(), keys.begin(), keys.end());
        auto vocabulary = vocabularyMetadata(m_checkpoint.folder(), m_checkpoint.spec());
        if (!vocabulary) {
            return vocabulary.error();
        }
        metadata.insert(metadata.end(), vocabulary->begin(), vocabulary->end());
        return metadata;
    }

    Result<void> write(const GgufTensor& tensor, GgufExport& result)
    {
        const auto rows = GgufRows::open(m_checkpoint, tensor);
        if (!rows) {
            return rows.error();
        }
        const CodesFit fit = isFloat(tensor.type) ? CodesFit::No : rows->codesFit(tensor.type);
        const auto modules = static_cast<std::int64_t>(tensor.parts.size());
        (fit == CodesFit::Exact ? result.modulesExact : result.modulesRounded) += fit == CodesFit::No ? 0 : modules;
        const std::int64_t count = tensor.shape.size() == 1 ? tensor.columns() : tensor.rows();
        const std::int64_t width = tensor.shape.size() == 1 ? 1 : tensor.columns();
        const std::uint64_t rowBytes = GgufDeclaration{"", {width}, tensor.type}.bytes();
        const std::int64_t step = std::max<std::int64_t>(1, kChunkWeights / width);
        std::vector<std::byte> blocks;
        for (std::int64_t first = 0; first < count; first += step) {
            if (m_cancel.requested()) {
                throw Cancelled();
            }
            const std::int64_t own = std::min(step, count - first);
            blocks.resize(static_cast<std::size_t>(own) * rowBytes);
            encode(*rows, first, own, fit != CodesFit::No, blocks);
            if (auto written = result.writer.append(blocks); !written) {
                return written;
            }
            m_done += blocks.size();
            m_progress(static_cast<double>(m_done) / static_cast<double>(m_total));
        }
        for (const GgufPart& part : tensor.parts) {
            m_checkpoint.release(part.module);
        }
        return {};
    }

    /// Rows shared out among the threads.
    void encode(const GgufRows& rows, std::int64_t first, std::int64_t count, bool keepCodes,
                std::span<std::byte> blocks)
    {
        constexpr std::int64_t kRows = 8; // a part
        const std::size_t rowBytes = blocks.size() / static_cast<std::size_t>(count);
        m_pool.run(static_cast<std::size_t>((count + kRows - 1) / kRows), [&](std::size_t part) {
            const std::int64_t begin = static_cast<std::int64_t>(part) * kRows;
            const std::int64_t own = std::min(kRows, count - begin);
            rows.encode(
                first + begin, own, keepCodes, m_options.importance,
                blocks.subspan(static_cast<std::size_t>(begin) * rowBytes, static_cast<std::size_t>(own) * rowBytes));
        });
    }

    const model::Checkpoint& m_checkpoint;
    const GgufOptions& m_options;
    const std::function<void(double)>& m_progress;
    const CancelToken& m_cancel;
    ThreadPool m_pool;
    std::uint64_t m_total = 0; ///< bytes of all tensors
    std::uint64_t m_done = 0;
};

} // namespace

Result<GgufExport> writeGguf(const model::Checkpoint& checkpoint, const GgufOptions& options,
                             const std::function<void(double)>& progress, const CancelToken& cancel)
{
    return Exporter(checkpoint, options, progress, cancel).run();
}

} // namespace espalier::exporting
