#include "core/compress/student/student.h"

#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/atomic_file.h"
#include "core/export/hf.h"
#include "core/nn/random_model.h"

namespace espalier::compress {
namespace {

Error studentError(const std::string& message, const std::string& place)
{
    return {"train.student", message, place};
}

/// By tensor name; a head that shares the embedding is left out.
std::map<std::string, at::Tensor> namedTensors(const model::ModelSpec& spec, nn::LanguageModel& model)
{
    std::map<std::string, at::Tensor> tensors;
    tensors[spec.embedding + ".weight"] = model.ends.embedding;
    tensors[spec.finalNorm + ".weight"] = model.ends.finalNorm.weight;
    if (model.ends.finalNorm.bias.defined())
        tensors[spec.finalNorm + ".bias"] = model.ends.finalNorm.bias;
    if (model.ends.positions.defined())
        tensors[spec.positionEmbedding + ".weight"] = model.ends.positions;
    if (!spec.tiedEmbeddings)
        tensors[spec.head + ".weight"] = model.ends.head.weight;
    for (nn::Block& block : model.blocks) {
        for (const nn::NamedVector& norm : nn::normVectors(block))
            tensors[norm.name] = *norm.vector;
        for (const model::LinearSpec& linear : block.spec->linears) {
            const at::Tensor& weight = block.linear(linear.role).weight;
            const bool transposed = linear.stored && linear.stored->transposed && linear.stored->module == linear.name;
            tensors[linear.name + ".weight"] = transposed ? weight.t().contiguous() : weight;
            if (linear.bias)
                tensors[linear.name + ".bias"] = block.linear(linear.role).bias;
        }
    }
    return tensors;
}

formats::DType storedType(const nlohmann::json& config)
{
    const std::string name = config.value("torch_dtype", config.value("dtype", std::string("bfloat16")));
    return name == "float32" ? formats::DType::F32 : name == "float16" ? formats::DType::F16 : formats::DType::BF16;
}

} // namespace

Result<nlohmann::json> studentConfig(const StudentRecipe& recipe, const model::Checkpoint& teacher)
{
    nlohmann::json config = teacher.config();
    config.erase("quantization_config");
    config.erase("compression_config");
    if (!recipe.config.empty()) {
        const auto text = readTextFile(recipe.config);
        if (!text)
            return text.error();
        config = nlohmann::json::parse(*text, nullptr, false);
        if (!config.is_object())
            return studentError("The student's config is no JSON object.", recipe.config);
    }
    const auto set = [&](const char* key, std::int64_t value) {
        if (value > 0)
            config[key] = value;
    };
    const model::Family* family = model::findFamily(config);
    const model::StructureKeys keys = family ? family->keys : model::StructureKeys();
    set(keys.layers, recipe.layers);
    set(keys.hidden, recipe.hidden);
    set(keys.width, recipe.intermediate);
    set(keys.heads, recipe.heads);
    set(keys.keyValueHeads, recipe.keyValueHeads);
    if (recipe.config.empty() && (recipe.hidden > 0 || recipe.heads > 0))
        config.erase(keys.headDimension); // it follows from the others
    const auto spec = model::modelSpecFromConfig(config);
    if (!spec)
        return spec.error();
    if (spec->vocabularySize != teacher.spec().vocabularySize)
        return studentError("The student knows " + std::to_string(spec->vocabularySize) + " tokens, the model before " +
                                std::to_string(teacher.spec().vocabularySize) + ". They must share a tokenizer.",
                            recipe.config);
    for (const model::LayerSpec& layer : spec->layers) {
        if (layer.moe)
            return studentError("A student with routed experts cannot be trained.", recipe.config);
    }
    return config;
}

Result<model::Checkpoint> writeStudent(const StudentRecipe& recipe, const model::Checkpoint& teacher,
                                       const std::filesystem::path& folder, std::uint64_t seed)
{
    auto config = studentConfig(recipe, teacher);
    if (!config)
        return config.error();
    const auto spec = model::modelSpecFromConfig(*config);
    if (!spec)
        return spec.error();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    Random random(seed);
    nn::LanguageModel model = nn::randomModel(*spec, random);
    const std::map<std::string, at::Tensor> tensors = namedTensors(*spec, model);
    exporting::HfWriterOptions options;
    options.out = folder;
    options.source = teacher.folder();
    options.config = *config;
    const formats::DType dtype = storedType(*config);
    for (const auto& [name, tensor] : tensors) {
        formats::TensorInfo info;
        info.name = name;
        info.dtype = dtype;
        info.shape = tensor.sizes().vec();
        options.tensors.push_back(std::move(info));
    }
    auto writer = exporting::HfWriter::create(std::move(options));
    if (!writer)
        return writer.error();
    for (const auto& [name, tensor] : tensors) {
        std::vector<std::byte> bytes(std::size_t(tensor.numel()) * formats::sizeInBytes(dtype));
        formats::convertFromFloat32(dtype, {tensor.data_ptr<float>(), std::size_t(tensor.numel())}, bytes);
        if (auto appended = writer->append(bytes); !appended)
            return appended.error();
    }
    if (auto committed = writer->commit(); !committed)
        return committed.error();
    return model::Checkpoint::open(folder);
}

} // namespace espalier::compress
