#include "core/export/hf_target.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/export/certificate.h"
#include "core/export/companion_files.h"
#include "core/export/hf.h"
#include "core/export/hf_formats.h"
#include "core/export/hf_tensors.h"
#include "core/export/model_card.h"
#include "core/export/stored_codes.h"
#include "core/formats/safetensors.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

using formats::DType;

struct HfType
{
    const char* name;
    std::optional<DType> dtype; ///< of dense weights
    const char* torch;          ///< `torch_dtype` of config.json
};
constexpr const char* kAsStored = "AUTO";
constexpr HfType kTypes[] = {
    {kAsStored, std::nullopt, ""},       {"F32", DType::F32, "float32"},      {"F16", DType::F16, "float16"},
    {"BF16", DType::BF16, "bfloat16"},   {kIntQuantized, std::nullopt, ""},   {kPackQuantized, std::nullopt, ""},
    {kFloatQuantized, std::nullopt, ""}, {kNaiveQuantized, std::nullopt, ""}, {kSparseBitmask, std::nullopt, ""}};

Result<HfType> typeOf(const std::string& asked)
{
    for (const HfType& type : kTypes) {
        if (asked == type.name || (asked.empty() && type.name == std::string_view(kAsStored))) {
            return type;
        }
    }
    return Error{"export.type", "There is no type '" + asked + "' of a folder. There are " + hfTypeNames() + ".", ""};
}

FolderPlan densePlan(const model::Checkpoint& checkpoint, const HfType& type)
{
    FolderPlan plan;
    plan.config = checkpoint.config();
    plan.config.erase("quantization_config");
    plan.config.erase("compression_config");
    plan.config.erase("dtype");
    plan.config["torch_dtype"] = type.torch;
    plan.tensors = joined(checkpoint, denseTensors(checkpoint, *type.dtype), false);
    return plan;
}

/// Every tensor byte by byte, under the names that the files have.
Result<FolderPlan> copyPlan(const model::Checkpoint& checkpoint)
{
    FolderPlan plan;
    plan.config = checkpoint.config();
    for (const std::filesystem::path& path : checkpoint.files()) {
        if (path.extension() != ".safetensors") {
            return Error{"export.type",
                         "The model's files are no safetensors, so that they cannot be copied as they are. Take F32, "
                         "F16 or BF16.",
                         path.string()};
        }
        auto opened = formats::SafetensorsFile::open(path);
        if (!opened) {
            return opened.error();
        }
        const auto file = std::make_shared<const formats::SafetensorsFile>(opened.take());
        for (const formats::TensorInfo& info : file->tensors()) {
            FolderTensor tensor;
            tensor.info = info;
            tensor.bytes = [file, &info]() -> Result<model::TensorBytes> {
                return model::TensorBytes(file->data(info));
            };
            tensor.release = [file, &info] { file->file().release(file->data(info)); };
            plan.tensors.push_back(std::move(tensor));
        }
    }
    return plan;
}

Result<FolderPlan> planOf(const model::Checkpoint& checkpoint, const HfType& type, const PhaseProgress& progress,
                          const CancelToken& cancel)
{
    const std::string name = type.name;
    return type.dtype               ? densePlan(checkpoint, type)
           : isCodesFormat(name)    ? codesPlan(checkpoint, name)
           : name == kSparseBitmask ? sparsePlan(checkpoint, progress, cancel)
                                    : copyPlan(checkpoint);
}

Result<HfWriter> write(const model::Checkpoint& checkpoint, const std::filesystem::path& out, const FolderPlan& plan,
                       const PhaseProgress& progress, const CancelToken& cancel)
{
    HfWriterOptions options;
    options.out = out;
    options.source = checkpoint.folder();
    options.config = plan.config;
    for (const FolderTensor& tensor : plan.tensors) {
        options.tensors.push_back(tensor.info);
    }
    auto writer = HfWriter::create(std::move(options));
    for (std::size_t i = 0; writer && i < plan.tensors.size(); ++i) {
        if (cancel.requested()) {
            throw Cancelled();
        }
        const auto bytes = plan.tensors[i].bytes();
        if (!bytes) {
            return bytes.error();
        }
        if (auto appended = writer->append(bytes->span()); !appended) {
            return appended.error();
        }
        if (plan.tensors[i].release) {
            plan.tensors[i].release();
        }
        progress("writing", double(i + 1) / double(plan.tensors.size()));
    }
    return writer;
}

WeightTolerance roundingOf(const HfType& type)
{
    return !type.dtype || *type.dtype == DType::F32 ? WeightTolerance()
           : *type.dtype == DType::F16              ? toleranceOf(formats::GgmlType::F16)
                                                    : toleranceOf(formats::GgmlType::BF16);
}

/// What a folder's config.json says that its weights are stored as.
std::string formatOf(const nlohmann::json& config)
{
    const nlohmann::json quantization =
        config.value("quantization_config", config.value("compression_config", nlohmann::json()));
    if (!quantization.is_object()) {
        return "dense";
    }
    const std::string method = quantization.value("quant_method", "");
    if (method == "gptq" || method == "awq") {
        return method;
    }
    const nlohmann::json sparsity = quantization.value("sparsity_config", nlohmann::json());
    const std::string sparse = sparsity.is_object() ? sparsity.value("format", "dense") : "dense";
    return sparse != "dense" ? sparse : quantization.value("format", "dense");
}

/// How the modules compute must be the same, whatever they are stored as.
Result<void> compareSchemes(const model::Checkpoint& checkpoint, const model::Checkpoint& written,
                            const std::string& module)
{
    const auto before = checkpoint.storedScheme(module);
    const auto after = written.storedScheme(module);
    const bool same =
        before.has_value() == after.has_value() &&
        (!before || (before->weights == after->weights && before->inputActivations == after->inputActivations &&
                     before->outputActivations == after->outputActivations));
    return same ? Result<void>()
                : Error{"export.mismatch", "The written folder has another quantization scheme for '" + module + "'.",
                        written.folder().string()};
}

/// The folder is opened as anyone would, and every module compared.
Result<nlohmann::json> certify(const model::Checkpoint& checkpoint, const std::filesystem::path& folder,
                               const HfType& type, bool leadingSpaces, const PhaseProgress& progress,
                               const CancelToken& cancel)
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
        if (auto same = type.dtype ? Result<void>() : compareSchemes(checkpoint, *written, module.name); !same) {
            return same.error();
        }
        auto weights = compareWeights(
            checkpoint, module.name + ".weight", roundingOf(type),
            [&](std::int64_t row, std::span<float> rows) { return written->readWeightRows(module.name, row, rows); },
            cancel);
        if (!weights) {
            return weights.error();
        }
        modules.push_back(weights.take());
        written->release(module.name);
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
    auto text = compareText(checkpoint.folder(), folder, leadingSpaces);
    if (!text) {
        return text.error();
    }
    nlohmann::json certificate = text.take();
    certificate["format"] = formatOf(written->config());
    certificate["modules"] = std::move(modules);
    return certificate;
}

} // namespace

std::vector<std::string> hfTypesFor(const model::Checkpoint& checkpoint)
{
    std::vector<std::string> types;
    for (const HfType& type : kTypes) {
        const std::string name = type.name;
        const bool copies = std::ranges::all_of(
            checkpoint.files(), [](const std::filesystem::path& path) { return path.extension() == ".safetensors"; });
        const bool fits = type.dtype            ? true
                          : isCodesFormat(name) ? bool(checkCodesFormat(checkpoint, name))
                          : name == kSparseBitmask
                              ? checkSparseFormat(checkpoint) && sparseShare(checkpoint) < kWorthwhileShare
                              : copies;
        if (fits) {
            types.push_back(name);
        }
    }
    return types;
}

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
    const auto plan = planOf(checkpoint, *type, progress, cancel);
    if (!plan) {
        return plan.error();
    }
    auto writer = write(checkpoint, request.out, *plan, progress, cancel);
    if (!writer) {
        return writer.error();
    }
    ExportReport report;
    auto tokenizer = completeTokenizer(writer->folder());
    if (!tokenizer) {
        return tokenizer.error();
    }
    report.notes = std::move(tokenizer->notes);
    if (request.certificate) {
        auto certificate = certify(checkpoint, writer->folder(), *type, tokenizer->leadingSpaces, progress, cancel);
        if (!certificate) {
            return certificate.error();
        }
        report.certificate = certificate.take();
        if (auto compared = addPredictions(request, writer->folder(), progress, report.certificate); !compared) {
            return compared.error();
        }
        if (auto kept = writeFileAtomically(writer->folder() / "certificate.json", report.certificate.dump(1) + "\n");
            !kept) {
            return kept.error();
        }
    }
    if (auto card = writeFileAtomically(writer->folder() / "README.md", modelCard(checkpoint, formatOf(plan->config)));
        !card) {
        return card.error();
    }
    for (const auto& entry : std::filesystem::directory_iterator(writer->folder())) {
        report.bytes += entry.file_size();
    }
    if (auto committed = writer->commit(); !committed) {
        return committed.error();
    }
    if (holdsCodes(checkpoint) && type->dtype) {
        report.notes.push_back("The stored codes were dequantized.");
    }
    if (isCodesFormat(type->name)) {
        report.modulesExact = static_cast<std::int64_t>(quantizedModules(checkpoint).size());
    }
    if (std::string_view(type->name) == kSparseBitmask) {
        report.notes.push_back("Espalier loads sparse-bitmask; transformers and vLLM no longer do.");
    }
    return report;
}

} // namespace espalier::exporting
