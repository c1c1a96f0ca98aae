#include "core/model/gguf_architecture.h"

#include <algorithm>
#include <cmath>

namespace espalier::model {

const std::vector<GgufArchitecture>& ggufArchitectures()
{
    static const std::vector<GgufArchitecture> architectures = {
        GgufArchitecture{.family = "llama", .name = "llama", .pairedRotation = true},
        GgufArchitecture{.family = "mistral", .name = "llama", .pairedRotation = true},
        GgufArchitecture{.family = "mixtral", .name = "llama", .pairedRotation = true},
        GgufArchitecture{.family = "qwen2", .name = "qwen2"},
        GgufArchitecture{.family = "qwen3", .name = "qwen3"},
        GgufArchitecture{.family = "phi3", .name = "phi3", .fusedAttention = true, .fusedFeedForward = true},
        GgufArchitecture{.family = "chatglm3", .name = "chatglm", .fusedAttention = true, .fusedFeedForward = true},
        GgufArchitecture{.family = "cohere", .name = "command-r", .headTied = true},
        GgufArchitecture{.family = "gemma2", .name = "gemma2", .headTied = true, .gelu = true},
        GgufArchitecture{.family = "deepseek_moe", .name = "deepseek", .pairedRotation = true, .headRequired = true},
        GgufArchitecture{.family = "gpt2", .name = "gpt2", .fusedAttention = true, .gelu = true},
        GgufArchitecture{
            .family = "gpt_neox", .name = "gptneox", .fusedAttention = true, .headRequired = true, .gelu = true},
        GgufArchitecture{.family = "opt", .name = "", .reason = "llama.cpp does not run models of the OPT family."},
    };
    return architectures;
}

const GgufArchitecture* findGgufArchitecture(std::string_view family)
{
    const auto& all = ggufArchitectures();
    const auto found = std::ranges::find(all, family, &GgufArchitecture::family);
    return found == all.end() ? nullptr : &*found;
}

double GgufArchitecture::attentionScale(const ModelSpec& spec) const
{
    constexpr std::size_t kLayersOfGemma27b = 46; // the one size with another scale
    const bool other = name == "gemma2" && spec.layers.size() == kLayersOfGemma27b;
    const std::int64_t size = other ? spec.hiddenSize / spec.heads : spec.headDimension;
    return 1.0 / std::sqrt(static_cast<double>(size));
}

} // namespace espalier::model
