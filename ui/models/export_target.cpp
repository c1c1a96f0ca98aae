#include "ui/models/export_target.h"

#include <algorithm>
#include <filesystem>

#include "core/export/gguf_metadata.h"
#include "core/export/gguf_types.h"
#include "core/export/hf_formats.h"
#include "core/export/hf_target.h"
#include "core/model/gguf_tensors.h"
#include "ui/models/tr.h"

namespace espalier::ui {
namespace {

std::int64_t weightsOf(const model::ModuleNode& module)
{
    std::int64_t count = module.shape.empty() ? 0 : 1;
    for (const std::int64_t size : module.shape) {
        count *= size;
    }
    return count + (module.bias && !module.shape.empty() ? module.shape.front() : 0);
}

std::uint64_t sizeOf(const std::filesystem::path& file)
{
    std::error_code failed;
    const auto bytes = std::filesystem::file_size(file, failed);
    return failed ? 0 : bytes;
}

constexpr std::uint64_t kBytesOfPiece = 40; // of tokenizer.json: a piece, its id and its merge

/// What lies beside the weights: tokenizer, template, configuration.
std::uint64_t companionBytes(const model::Checkpoint& checkpoint)
{
    std::uint64_t bytes = 0;
    if (checkpoint.configFile() == checkpoint.folder()) {
        bytes = std::uint64_t(checkpoint.spec().vocabularySize) * kBytesOfPiece; // made of the GGUF file's vocabulary
    }
    for (const char* name : {"tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt"}) {
        bytes = std::max(bytes, sizeOf(checkpoint.folder() / name)); // the same vocabulary in several forms
    }
    return bytes + 8192;
}

/// The block type that codes of so many bits fit into, or the float type of dense weights.
formats::GgmlType storedGgufType(const model::Checkpoint& checkpoint, const std::string& module)
{
    using formats::GgmlType;
    const auto scheme = checkpoint.storedScheme(module);
    if (!scheme || !scheme->weights) {
        const auto weight = checkpoint.find(module + ".weight");
        return weight && weight->info->dtype == formats::DType::F32 ? GgmlType::F32 : GgmlType::F16;
    }
    if (scheme->weights->type != formats::QuantizationType::Int) {
        return GgmlType::F16;
    }
    return scheme->weights->bits <= 4 ? GgmlType::Q4_0 : scheme->weights->bits == 5 ? GgmlType::Q5_0 : GgmlType::Q8_0;
}

Result<std::uint64_t> ggufBytes(const model::Checkpoint& checkpoint, const QString& name)
{
    const auto architecture = exporting::ggufArchitecture(checkpoint.spec());
    if (!architecture) {
        return architecture.error();
    }
    const auto type = exporting::ggufFileType(name.isEmpty() ? "AUTO" : name.toStdString());
    if (!type) {
        return type.error();
    }
    auto tensors = model::ggufTensors(checkpoint.spec(), **architecture);
    const bool stored = type->name == "AUTO";
    if (!stored) {
        exporting::chooseTypes(checkpoint.spec(), *type, false, tensors);
    }
    std::uint64_t bytes = companionBytes(checkpoint);
    for (exporting::GgufTensor& tensor : tensors) {
        if (stored && tensor.isMatrix() && !tensor.parts.empty()) {
            tensor.type = storedGgufType(checkpoint, tensor.parts.front().module);
        }
        bytes += exporting::GgufDeclaration{tensor.name, tensor.shape, tensor.type}.bytes();
    }
    return bytes;
}

/// Bits of a weight in a linear module of an ONNX export; its scales included.
std::optional<double> onnxBits(const QString& type, std::int64_t columns)
{
    if (type.isEmpty() || type == QLatin1String("fp32")) {
        return 32.0;
    }
    if (type == QLatin1String("fp16")) {
        return 16.0;
    }
    if (type == QLatin1String("int8") || type == QLatin1String("int8-dynamic")) {
        return 8.0 + 40.0 / double(std::max<std::int64_t>(columns, 1)); // a scale and a zero point a row
    }
    if (type == QLatin1String("int4")) {
        return 4.0 + 32.0 / 32.0; // a scale in each block of 32
    }
    return std::nullopt;
}

Result<std::uint64_t> onnxBytes(const model::Checkpoint& checkpoint, const QString& type)
{
    double bits = 0.0;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        const bool linear = module->isLinear() && module->shape.size() == 2;
        const auto each =
            linear ? onnxBits(type, module->shape[1]) : std::optional(type == QLatin1String("fp16") ? 16.0 : 32.0);
        if (!each) {
            return Error{"export.type", "ONNX has no type '" + type.toStdString() + "'.", ""};
        }
        bits += *each * double(weightsOf(*module));
    }
    return std::uint64_t(bits / 8.0) + companionBytes(checkpoint);
}

/// Bytes that a linear module's weight takes in a format of compressed-tensors, without its scales.
double codesBytes(const model::Checkpoint& checkpoint, const model::ModuleNode& module, bool packed)
{
    const auto scheme = checkpoint.storedScheme(module.name);
    const double weights = double(module.shape[0]) * double(module.shape[1]);
    return packed ? weights * scheme->weights->bits / 8.0 : weights;
}

/// What the files hold, but the weights of linear modules in another format.
std::uint64_t compressedBytes(const model::Checkpoint& checkpoint, const std::string& format)
{
    const bool sparse = format == exporting::kSparseBitmask;
    const double share = sparse ? exporting::sparseShare(checkpoint) : 1.0;
    double bytes = 0.0;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        const auto scheme = checkpoint.storedScheme(module->name);
        for (const model::StoredTensor& tensor : checkpoint.tensorsOf(module->name)) {
            const double stored = double(tensor.info->elements()) * double(formats::sizeInBytes(tensor.info->dtype));
            const bool weight = tensor.info->name.ends_with(".weight") || tensor.info->name.ends_with(".weight_packed");
            const bool matrix = weight && module->shape.size() == 2;
            if (matrix && sparse && module->isLinear()) {
                bytes += stored * share;
            } else if (matrix && !sparse && scheme && scheme->weights) {
                bytes += codesBytes(checkpoint, *module, format == exporting::kPackQuantized);
            } else {
                bytes += stored;
            }
        }
    }
    return std::uint64_t(bytes);
}

Result<std::uint64_t> huggingFaceBytes(const model::Checkpoint& checkpoint, const QString& type)
{
    std::uint64_t bytes = companionBytes(checkpoint);
    const std::string name = type.toStdString();
    if (exporting::isCodesFormat(name) || name == exporting::kSparseBitmask) {
        const auto fits = name == exporting::kSparseBitmask ? exporting::checkSparseFormat(checkpoint)
                                                            : exporting::checkCodesFormat(checkpoint, name);
        return fits ? Result<std::uint64_t>(bytes + compressedBytes(checkpoint, name)) : fits.error();
    }
    if (!type.isEmpty()) {
        return bytes + std::uint64_t(weightCount(checkpoint)) * (type == QLatin1String("F32") ? 4 : 2);
    }
    for (const auto& file : checkpoint.files()) {
        bytes += sizeOf(file);
    }
    return bytes;
}

QList<ExportType> huggingFaceTypes()
{
    return {{QString(), tr("As stored")},
            {QStringLiteral("F32"), QStringLiteral("F32")},
            {QStringLiteral("F16"), QStringLiteral("F16")},
            {QStringLiteral("BF16"), QStringLiteral("BF16")},
            {QString::fromLatin1(exporting::kIntQuantized), tr("Codes, one a byte (int-quantized)")},
            {QString::fromLatin1(exporting::kPackQuantized), tr("Codes, packed (pack-quantized)")},
            {QString::fromLatin1(exporting::kFloatQuantized), tr("8-bit floats (float-quantized)")},
            {QString::fromLatin1(exporting::kNaiveQuantized), tr("Codes (naive-quantized)")},
            {QString::fromLatin1(exporting::kSparseBitmask), tr("Without zeros (sparse-bitmask)")}};
}

QList<ExportType> ggufTypes()
{
    QList<ExportType> types = {{QString(), tr("As stored")}};
    for (const exporting::GgufFileType& type : exporting::ggufFileTypes()) {
        if (type.name != "AUTO") {
            const QString name = QString::fromUtf8(type.name.data(), qsizetype(type.name.size()));
            types << ExportType{name, name};
        }
    }
    return types;
}

} // namespace

QList<ExportTarget> exportTargets()
{
    return {
        {QStringLiteral("gguf"), QStringLiteral("GGUF"),
         tr("One file: weights, tokenizer and chat template. Zeros are kept, but take the same room."),
         tr("llama.cpp, LM Studio, Ollama"), QStringLiteral(".gguf"), ggufTypes()},
        {QStringLiteral("onnx"),
         QStringLiteral("ONNX"),
         tr("A folder: graph, weights and tokenizer. Zeros are kept, but take the same room."),
         tr("onnxruntime, transformers.js"),
         QString(),
         {{QStringLiteral("fp32"), tr("float32")},
          {QStringLiteral("fp16"), tr("float16")},
          {QStringLiteral("int8"), tr("int8 weights")},
          {QStringLiteral("int8-dynamic"), tr("int8 weights and inputs")},
          {QStringLiteral("int4"), tr("int4 in blocks of 32")}}},
        {QStringLiteral("hf"), tr("Hugging Face folder"),
         tr("A folder: safetensors as the model stores them, or dense. Patterns of zeros and stored codes stay."),
         tr("transformers, vLLM, Espalier"), QString(), huggingFaceTypes()},
    };
}

QList<ExportType> exportTypes(const ExportTarget& target, const model::Checkpoint& checkpoint)
{
    if (target.id != QLatin1String("hf")) {
        QList<ExportType> all = target.types;
        if (!checkpoint.dequantizedFrom().empty() && !checkpoint.quantization()) {
            all.removeIf([](const ExportType& type) { return type.id.isEmpty(); }); // its blocks are not kept
        }
        return all;
    }
    const std::vector<std::string> fitting = exporting::hfTypesFor(checkpoint);
    QList<ExportType> types;
    for (const ExportType& type : target.types) {
        const std::string name = type.id.isEmpty() ? "AUTO" : type.id.toStdString();
        if (std::ranges::find(fitting, name) != fitting.end()) {
            types << type;
        }
    }
    return types;
}

QString exportName(const QString& model, const ExportTarget& target, const QString& type)
{
    QString name = model;
    if (const QLatin1String file(".gguf"); name.endsWith(file, Qt::CaseInsensitive)) {
        name.chop(file.size()); // the model is such a file
    }
    for (QChar& letter : name) {
        const bool plain = letter.isLetterOrNumber() || QStringLiteral("-_.+").contains(letter);
        letter = plain ? letter : QLatin1Char('-');
    }
    while (name.startsWith(QLatin1Char('.'))) {
        name.remove(0, 1); // no hidden files
    }
    if (target.suffix.isEmpty()) {
        name += QLatin1Char('-') + target.id;
    }
    if (!type.isEmpty()) {
        name += QLatin1Char('-') + type;
    }
    return name + target.suffix;
}

Result<std::uint64_t> predictedExportBytes(const model::Checkpoint& checkpoint, const QString& target,
                                           const QString& type)
{
    if (target == QLatin1String("gguf")) {
        return ggufBytes(checkpoint, type);
    }
    if (target == QLatin1String("hf")) {
        return huggingFaceBytes(checkpoint, type);
    }
    if (target == QLatin1String("onnx")) {
        return onnxBytes(checkpoint, type);
    }
    return Error{"export.target", "There is no target '" + target.toStdString() + "'.", ""};
}

std::int64_t weightCount(const model::Checkpoint& checkpoint)
{
    std::int64_t count = 0;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        count += weightsOf(*module);
    }
    return count;
}

} // namespace espalier::ui
