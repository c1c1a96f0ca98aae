#include "core/worker/demo/demo_model.h"

#include <span>

#include "core/base/atomic_file.h"
#include "core/formats/dtype.h"
#include "core/formats/safetensors.h"
#include "core/text/demo/demo_text.h"

namespace espalier::worker::demo {
namespace {

constexpr const char* kChatTemplate =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + "
    "'\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

struct NamedTensor
{
    std::string name;
    at::Tensor tensor;
};

std::vector<NamedTensor> namedTensors(const model::ModelSpec& spec, const nn::Ends& ends,
                                      const std::vector<nn::Block>& blocks)
{
    std::vector<NamedTensor> tensors{{spec.embedding + ".weight", ends.embedding}};
    for (const nn::Block& block : blocks) {
        tensors.push_back({block.spec->inputNorm + ".weight", block.inputNorm.weight});
        tensors.push_back({block.spec->postAttentionNorm + ".weight", block.postAttentionNorm.weight});
        for (const model::LinearSpec& linear : block.spec->linears)
            tensors.push_back({linear.name + ".weight", block.linear(linear.role).weight});
    }
    tensors.push_back({spec.finalNorm + ".weight", ends.finalNorm.weight});
    return tensors;
}

} // namespace

nlohmann::json demoConfig(std::int64_t vocabularySize)
{
    return {{"architectures", {"LlamaForCausalLM"}},
            {"model_type", "llama"},
            {"hidden_act", "silu"},
            {"hidden_size", 128},
            {"intermediate_size", 384},
            {"num_hidden_layers", 6},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"head_dim", 32},
            {"max_position_embeddings", 512},
            {"rms_norm_eps", 1e-5},
            {"rope_theta", 10000.0},
            {"tie_word_embeddings", true},
            {"torch_dtype", "bfloat16"},
            {"vocab_size", vocabularySize},
            {"bos_token_id", nullptr},
            {"eos_token_id", {2, 0}}, // the order of the special tokens below: end of turn, end of document
            {"attention_bias", false},
            {"mlp_bias", false}};
}

text::BpeTrainerOptions demoTokenizerOptions()
{
    text::BpeTrainerOptions options;
    options.vocabularySize = 1536;
    options.specialTokens = {text::demo::kDocumentEnd, text::demo::kTurnBegin, text::demo::kTurnEnd};
    options.endOfSequence = text::demo::kTurnEnd;
    options.chatTemplate = kChatTemplate;
    return options;
}

Result<void> saveModel(const model::ModelSpec& spec, const nlohmann::json& config, const nn::Ends& ends,
                       const std::vector<nn::Block>& blocks, const std::filesystem::path& folder)
{
    const std::vector<NamedTensor> tensors = namedTensors(spec, ends, blocks);
    std::vector<formats::TensorInfo> declarations;
    for (const auto& [name, tensor] : tensors)
        declarations.push_back({name, formats::DType::BF16, tensor.sizes().vec(), 0, 0});
    auto writer = formats::SafetensorsWriter::create(folder / "model.safetensors", declarations, {{"format", "pt"}});
    if (!writer)
        return writer.error();
    for (const auto& named : tensors) {
        const at::Tensor plain = named.tensor.detach().contiguous();
        std::vector<std::byte> bytes(std::size_t(plain.numel()) * 2);
        formats::convertFromFloat32(formats::DType::BF16, {plain.data_ptr<float>(), std::size_t(plain.numel())}, bytes);
        if (auto appended = writer->append(bytes); !appended)
            return appended;
    }
    if (auto committed = writer->commit(); !committed)
        return committed;
    return writeFileAtomically(folder / "config.json", config.dump(2) + "\n");
}

} // namespace espalier::worker::demo
