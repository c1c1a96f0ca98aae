#include "core/export/onnx.h"

#include <string>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/write_error.h"
#include "core/export/certificate.h"
#include "core/export/companion_files.h"
#include "core/export/onnx_graph.h"
#include "core/export/onnx_layers.h"

namespace espalier::exporting {
namespace {

namespace fs = std::filesystem;

/// Removes the folder unless it was renamed into place.
class TemporaryFolder
{
public:
    explicit TemporaryFolder(fs::path path) : m_path(std::move(path)) {}
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

Result<void> makeFolders(const fs::path& temporary)
{
    std::error_code code;
    fs::remove_all(temporary, code); // of an export that died
    fs::create_directories(temporary / "onnx", code);
    return code ? Result<void>(writeError(temporary, code.value())) : Result<void>();
}

/// Says at once what is missing, where the system would say it after minutes or not at all.
Result<void> requireRoom(const fs::path& folder, std::uint64_t bytes)
{
    std::error_code code;
    const auto space = fs::space(folder, code);
    if (code || space.available >= bytes) {
        return {};
    }
    return Error{"disk.full",
                 "The export needs " + std::to_string(bytes >> 20) + " MiB, but " +
                     std::to_string(space.available >> 20) + " MiB are free. Free some space or choose another folder.",
                 folder.string()};
}

/// The source's config as that of a model with plain weights, and what @huggingface/transformers must know: which file
/// it is to take where nobody says, and that there is a data file.
nlohmann::json configOf(const model::Checkpoint& checkpoint, OnnxType type)
{
    nlohmann::json config = checkpoint.config();
    config.erase("quantization_config");
    config.erase("compression_config");
    config["torch_dtype"] = type == OnnxType::Float16 ? "float16" : "float32";
    config.erase("dtype");
    config["transformers.js_config"] = {{"dtype", std::string(transformersType(type))},
                                        {"use_external_data_format", true}};
    return config;
}

Result<void> writeOtherFiles(const model::Checkpoint& checkpoint, OnnxType type, const fs::path& folder,
                             OnnxExportReport& report)
{
    if (auto copied = copyCompanionFiles(checkpoint.folder(), folder); !copied) {
        return copied;
    }
    auto tokenizer = completeTokenizer(folder);
    if (!tokenizer) {
        return tokenizer.error();
    }
    report.tokenizer = tokenizer.take();
    const nlohmann::json config = configOf(checkpoint, type);
    if (!fs::exists(folder / "generation_config.json")) {
        nlohmann::json generation = nlohmann::json::object();
        for (const char* key : {"bos_token_id", "eos_token_id", "pad_token_id"}) {
            if (const auto id = config.find(key); id != config.end() && !id->is_null()) {
                generation[key] = *id;
            }
        }
        if (auto written = writeFileAtomically(folder / "generation_config.json", generation.dump(2) + "\n");
            !written) {
            return written;
        }
    }
    return writeFileAtomically(folder / "config.json", config.dump(2) + "\n");
}

OnnxProgress phase(const OnnxExportOptions& options, const char* name)
{
    if (!options.progress) {
        return {};
    }
    return [&options, name](std::uint64_t done, std::uint64_t total) {
        options.progress(name, double(done) / double(total));
    };
}

/// @param text of compareText()
nlohmann::json certificateOf(const OnnxExportReport& report, OnnxType type, nlohmann::json text)
{
    nlohmann::json modules = nlohmann::json::array();
    for (const OnnxWeightCheck& check : report.weights) {
        modules.push_back({{"name", check.module},
                           {"stored", check.stored},
                           {"weights", check.weights},
                           {"zeros", check.zeros},
                           {"largestError", check.largestDifference},
                           {"exact", check.exact}});
    }
    text["target"] = "onnx";
    text["type"] = std::string(name(type));
    text["modules"] = std::move(modules);
    return text;
}

/// Reads everything again and leaves the certificate in the folder.
Result<void> certify(const model::Checkpoint& checkpoint, const fs::path& folder, const OnnxExportOptions& options,
                     OnnxExportReport& report)
{
    const fs::path model = folder / "onnx" / report.model.filename();
    auto checks = checkOnnxWeights(checkpoint, model, phase(options, "certificate"), options.cancel);
    if (!checks) {
        return checks.error();
    }
    report.weights = checks.take();
    auto text = compareText(checkpoint.folder(), folder, report.tokenizer.leadingSpaces);
    if (!text) {
        return text.error();
    }
    report.certificate = certificateOf(report, options.weights.type, text.take());
    return writeFileAtomically(folder / "certificate.json", report.certificate.dump(1) + "\n");
}

Result<void> writeData(const fs::path& path, const OnnxGraph& graph, const OnnxWeights& weights,
                       const OnnxExportOptions& options)
{
    auto file = PreallocatedFile::create(path, graph.dataBytes());
    if (!file) {
        return file.error();
    }
    if (auto written = weights.write(graph, *file, phase(options, "writing"), options.cancel); !written) {
        return written;
    }
    return file->sync();
}

} // namespace

Result<OnnxExportReport> exportOnnx(const model::Checkpoint& checkpoint, const OnnxExportOptions& options)
{
    std::error_code code;
    const fs::path out = fs::absolute(options.out / "").parent_path();
    if (fs::exists(out, code)) {
        return Error{"file.exists", "The folder is there already. Choose another name.", out.string()};
    }
    if (auto complete = checkpoint.requireComplete(); !complete) {
        return complete.error();
    }
    auto weights = OnnxWeights::plan(checkpoint, options.weights);
    if (!weights) {
        return weights.error();
    }
    const std::string file = fileName(options.weights.type);
    const OnnxGraph graph = buildOnnxDecoder(checkpoint.spec(), *weights, file + "_data");
    const auto model = graph.serialized(checkpoint.spec().architecture + " with weights as " +
                                        std::string(name(options.weights.type)));
    if (!model) {
        return model.error();
    }

    const TemporaryFolder temporary(out.string() + ".partial-" + std::to_string(::getpid()));
    if (auto made = makeFolders(temporary.path()); !made) {
        return made.error();
    }
    OnnxExportReport report;
    report.model = out / "onnx" / file;
    report.bytes = model->size() + graph.dataBytes();
    for (const auto& [module, form] : weights->forms()) {
        report.storedModules += form.stored ? 1 : 0;
    }
    if (auto room = requireRoom(temporary.path(), report.bytes); !room) {
        return room.error();
    }
    const fs::path onnx = temporary.path() / "onnx";
    if (auto written = writeData(onnx / (file + "_data"), graph, *weights, options); !written) {
        return written.error();
    }
    if (auto written = writeFileAtomically(onnx / file, *model); !written) {
        return written.error();
    }
    if (auto written = writeOtherFiles(checkpoint, options.weights.type, temporary.path(), report); !written) {
        return written.error();
    }
    if (auto checked = checkOnnxModel(onnx / file); !checked) {
        return checked.error();
    }
    if (options.certificate) {
        if (auto certified = certify(checkpoint, temporary.path(), options, report); !certified) {
            return certified.error();
        }
    }
    if (auto committed = commitDirectory(temporary.path(), out); !committed) {
        return committed.error();
    }
    return report;
}

} // namespace espalier::exporting
