#include "core/export/hf_target.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/export/certificate.h"
#include "core/export/hf.h"
#include "core/export/model_card.h"
#include "core/formats/safetensors.h"
#include "core/model/joined_parts.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

using formats::DType;

struct HfType
{
    const char* name;
    std::optional<DType> dtype; ///< none: as stored
    const char* torch;          ///< `torch_dtype` of config.json
};
constexpr HfType kTypes[] = {{"AUTO", std::nullopt, ""},
                             {"F32", DType::F32, "float32"},
                             {"F16", DType::F16, "float16"},
                             {"BF16", DType::BF16, "bfloat16"}};

Result<HfType> typeOf(const std::string& asked)
{
    for (const HfType& type : kTypes) {
        if (asked == type.name || (asked.empty() && !type.dtype)) {
            return type;
        }
    }
    return Error{"export.type", "There is no type '" + asked + "' of a folder. There are " + hfTypeNames() + ".", ""};
}

/// A tensor of the folder and the modules' tensors that it is made of.
struct DenseTensor
{
    formats::TensorInfo info;
    std::vector<std::string> sources;             ///< "model.layers.0.self_attn.q_proj.weight", ...
    std::vector<const model::StoredPart*> places; ///< of parts of a fused or turned matrix; else empty
};

const model::StoredPart* placeOf(const model::ModelSpec& spec, const model::ModuleNode& module)
{
    if (module.layer < 0) {
        return nullptr;
    }
    for (const model::LinearSpec* linear : spec.layers[static_cast<std::size_t>(module.layer)].allLinears()) {
        if (linear->name == module.name) {
            return linear->stored ? &*linear->stored : nullptr;
        }
    }
    return nullptr;
}

void addDense(std::vector<DenseTensor>& tensors, const model::ModuleNode& module, const char* suffix,
              std::vector<std::int64_t> shape, const model::StoredPart* place, DType dtype)
{
    const std::string name = (place != nullptr ? place->module : module.name) + suffix;
    if (place != nullptr && place->transposed && shape.size() == 2) {
        std::swap(shape[0], shape[1]);
    }
    // Only parts share a tensor, and only with the few before them: experts alone can be thousands.
    auto same = place == nullptr ? tensors.end() : std::ranges::find_if(tensors, [&](const DenseTensor& tensor) {
        return tensor.info.name == name;
    });
    if (same == tensors.end()) {
        tensors.push_back({{name, dtype, std::move(shape)}, {}, {}});
        same = std::prev(tensors.end());
    } else {
        const std::size_t outputs = place->transposed && shape.size() == 2 ? 1 : 0;
        same->info.shape[outputs] += shape[outputs];
    }
    same->sources.push_back(module.name + suffix);
    if (place != nullptr) {
        same->places.push_back(place);
    }
}

std::vector<DenseTensor> denseTensors(const model::Checkpoint& checkpoint, DType dtype)
{
    const model::ModelSpec& spec = checkpoint.spec();
    std::vector<DenseTensor> tensors;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        if (module->shape.empty() || (spec.tiedEmbeddings && module->name == spec.head)) {
            continue;
        }
        const model::StoredPart* place = placeOf(spec, *module);
        addDense(tensors, *module, ".weight", module->shape, place, dtype);
        if (module->bias) {
            addDense(tensors, *module, ".bias", {module->shape[0]}, place, dtype);
        }
    }
    return tensors;
}

/// @return the module's values as `dtype`
Result<std::vector<std::byte>> converted(const model::Checkpoint& checkpoint, const std::string& tensor, DType dtype)
{
    const auto dot = tensor.rfind('.');
    const std::string module = tensor.substr(0, dot);
    std::vector<float> values;
    if (tensor.substr(dot) == ".bias") {
        auto bias = checkpoint.readFloats(tensor);
        if (!bias) {
            return bias.error();
        }
        values = bias.take();
    } else {
        std::size_t count = 1;
        for (const std::int64_t size : checkpoint.weightShape(module)) {
            count *= static_cast<std::size_t>(size);
        }
        values.resize(count);
        if (auto read = checkpoint.readWeight(module, values); !read) {
            return read.error();
        }
        checkpoint.release(module);
    }
    std::vector<std::byte> bytes(values.size() * formats::sizeInBytes(dtype));
    formats::convertFromFloat32(dtype, values, bytes);
    return bytes;
}

Result<std::vector<std::byte>> bytesOf(const model::Checkpoint& checkpoint, const DenseTensor& tensor)
{
    std::vector<std::vector<std::byte>> pieces;
    for (const std::string& source : tensor.sources) {
        auto piece = converted(checkpoint, source, tensor.info.dtype);
        if (!piece) {
            return piece.error();
        }
        pieces.push_back(piece.take());
    }
    if (tensor.places.empty()) {
        return std::move(pieces.front());
    }
    const std::size_t element = formats::sizeInBytes(tensor.info.dtype);
    const bool turned = tensor.places.front()->transposed && tensor.info.shape.size() == 2;
    const auto inputs = static_cast<std::size_t>(tensor.info.shape.size() == 2 ? tensor.info.shape[turned ? 0 : 1] : 1);
    std::vector<model::PartRows> parts;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        parts.push_back({tensor.places[i], pieces[i], pieces[i].size() / (inputs * element)});
    }
    return model::joinParts(parts, 1, turned ? element : 0);
}

HfWriterOptions writerOptions(const model::Checkpoint& checkpoint, const ExportRequest& request)
{
    HfWriterOptions options;
    options.out = request.out;
    options.source = checkpoint.folder();
    options.config = checkpoint.config();
    return options;
}

Result<HfWriter> writeDense(const model::Checkpoint& checkpoint, const ExportRequest& request, const HfType& type,
                            const PhaseProgress& progress, const CancelToken& cancel)
{
    const std::vector<DenseTensor> tensors = denseTensors(checkpoint, *type.dtype);
    HfWriterOptions options = writerOptions(checkpoint, request);
    options.config.erase("quantization_config");
    options.config.erase("compression_config");
    options.config.erase("dtype");
    options.config["torch_dtype"] = type.torch;
    for (const DenseTensor& tensor : tensors) {
        options.tensors.push_back(tensor.info);
    }
    auto writer = HfWriter::create(std::move(options));
    for (std::size_t i = 0; writer && i < tensors.size(); ++i) {
        if (cancel.requested()) {
            throw Cancelled();
        }
        const auto bytes = bytesOf(checkpoint, tensors[i]);
        if (!bytes) {
            return bytes.error();
        }
        if (auto appended = writer->append(*bytes); !appended) {
            return appended.error();
        }
        progress("writing", double(i + 1) / double(tensors.size()));
    }
    return writer;
}

Result<HfWriter> copyStored(const model::Checkpoint& checkpoint, const ExportRequest& request,
                            const PhaseProgress& progress, const CancelToken& cancel)
{
    std::vector<formats::SafetensorsFile> files;
    for (const std::filesystem::path& path : checkpoint.files()) {
        if (path.extension() != ".safetensors") {
            return Error{"export.type",
                         "The model's files are no safetensors, so that they cannot be copied as they are. Take F32, "
                         "F16 or BF16.",
                         path.string()};
        }
        auto file = formats::SafetensorsFile::open(path);
        if (!file) {
            return file.error();
        }
        files.push_back(file.take());
    }
    HfWriterOptions options = writerOptions(checkpoint, request);
    for (const formats::SafetensorsFile& file : files) {
        options.tensors.insert(options.tensors.end(), file.tensors().begin(), file.tensors().end());
    }
    const double count = double(std::max<std::size_t>(options.tensors.size(), 1));
    auto writer = HfWriter::create(std::move(options));
    for (const formats::SafetensorsFile& file : files) {
        for (const formats::TensorInfo& tensor : file.tensors()) {
            if (!writer) {
                return writer;
            }
            if (cancel.requested()) {
                throw Cancelled();
            }
            if (auto appended = writer->append(file.data(tensor)); !appended) {
                return appended.error();
            }
            file.file().release(file.data(tensor));
            progress("writing", double(writer->appended()) / count);
        }
    }
    return writer;
}

WeightTolerance roundingOf(const HfType& type)
{
    return !type.dtype || *type.dtype == DType::F32 ? WeightTolerance()
           : *type.dtype == DType::F16              ? toleranceOf(formats::GgmlType::F16)
                                                    : toleranceOf(formats::GgmlType::BF16);
}

/// The folder is opened as anyone would, and every module compared.
Result<nlohmann::json> certify(const model::Checkpoint& checkpoint, const std::filesystem::path& folder,
                               const HfType& type, const PhaseProgress& progress, const CancelToken& cancel)
{
    const auto written = model::Checkpoint::open(folder);
    if (!written) {
        return written.error();
    }
    if (auto complete = written->requireComplete(); !complete) {
        return complete.error();
    }
    nlohmann::json modules = nlohmann::json::array();
    const auto all = model::allModules(checkpoint.tree());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const model::ModuleNode& module = *all[i];
        const bool tied = checkpoint.spec().tiedEmbeddings && module.name == checkpoint.spec().head;
        if (module.shape.empty() || tied) {
            continue;
        }
        auto weights = compareWeights(
            checkpoint, module.name + ".weight", roundingOf(type),
            [&](std::int64_t row, std::span<float> rows) { return written->readWeightRows(module.name, row, rows); },
            cancel);
        if (!weights) {
            return weights.error();
        }
        modules.push_back(weights.take());
        if (module.bias) {
            const auto biases = written->readFloats(module.name + ".bias");
            if (!biases) {
                return biases.error();
            }
            auto compared = compareWeights(
                checkpoint, module.name + ".bias", roundingOf(type),
                [&](std::int64_t first, std::span<float> values) {
                    std::copy_n(biases->begin() + first, values.size(), values.begin());
                    return Result<void>();
                },
                cancel);
            if (!compared) {
                return compared.error();
            }
            modules.push_back(compared.take());
        }
        progress("certificate", double(i + 1) / double(all.size()));
    }
    auto text = compareText(checkpoint.folder(), folder);
    if (!text) {
        return text.error();
    }
    nlohmann::json certificate = text.take();
    certificate["modules"] = std::move(modules);
    return certificate;
}

} // namespace

std::string hfTypeNames()
{
    std::string names;
    for (const HfType& type : kTypes) {
        names += (names.empty() ? "" : " ") + std::string(type.name);
    }
    return names;
}

Result<ExportReport> exportHuggingFace(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                       const PhaseProgress& progress, const CancelToken& cancel)
{
    const auto type = typeOf(request.type);
    if (!type) {
        return type.error();
    }
    auto writer = type->dtype ? writeDense(checkpoint, request, *type, progress, cancel)
                              : copyStored(checkpoint, request, progress, cancel);
    if (!writer) {
        return writer.error();
    }
    ExportReport report;
    if (request.certificate) {
        auto certificate = certify(checkpoint, writer->folder(), *type, progress, cancel);
        if (!certificate) {
            return certificate.error();
        }
        report.certificate = certificate.take();
        if (auto kept = writeFileAtomically(writer->folder() / "certificate.json", report.certificate.dump(1) + "\n");
            !kept) {
            return kept.error();
        }
    }
    if (auto card = writeFileAtomically(writer->folder() / "README.md", modelCard(checkpoint, type->dtype.has_value()));
        !card) {
        return card.error();
    }
    for (const auto& entry : std::filesystem::directory_iterator(writer->folder())) {
        report.bytes += entry.file_size();
    }
    if (auto committed = writer->commit(); !committed) {
        return committed.error();
    }
    if (checkpoint.quantization() && type->dtype) {
        report.notes.push_back("The stored codes were dequantized.");
    }
    return report;
}

} // namespace espalier::exporting
