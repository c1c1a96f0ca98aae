#include "core/text/model_patterns.h"

#include <array>

#include "core/text/pattern.h"

namespace espalier::text {
namespace {

using View = std::string_view;

// Sources: the tokenizer.json files of the models, and the names that GGUF files give them.
constexpr std::array<View, 1> kGpt2{kGpt2Pattern};

constexpr std::array<View, 1> kLlama3{
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

constexpr std::array<View, 1> kQwen2{
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

constexpr std::array<View, 2> kStarcoder{R"(\p{N})", kGpt2Pattern};

constexpr std::array<View, 3> kFalcon{R"([\p{P}\$\+<=>\^~\|`]+)", kGpt2Pattern, "[0-9][0-9][0-9]"};

constexpr std::array<View, 4> kDefault{R"([\p{P}\$\+<=>\^~\|]+)", kGpt2Pattern, R"(\p{N}+)", "[0-9][0-9][0-9]"};

constexpr std::array<View, 5> kDeepseekCoder{R"([\r\n])", R"(\s?\p{L}+)", R"(\s?\p{P}+)", "[一-龥ࠀ-一가-퟿]+",
                                             R"(\p{N})"};

/// The letters are the model's own list, older and shorter than Unicode's cased letters.
constexpr std::array<View, 6> kDeepseekLlm{
    R"([\r\n])",
    R"(\s?[A-Za-z\x{B5}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1BA}\x{1BC}-\x{1BF}\x{1C4}-\x{293}\x{295}-\x{2AF})"
    R"(\x{370}-\x{373}\x{376}\x{377}\x{37B}-\x{37D}\x{37F}\x{386}\x{388}-\x{38A}\x{38C}\x{38E}-\x{3A1})"
    R"(\x{3A3}-\x{3F5}\x{3F7}-\x{481}\x{48A}-\x{52F}\x{531}-\x{556}\x{10A0}-\x{10C5}\x{13A0}-\x{13F5})"
    R"(\x{13F8}-\x{13FD}\x{1C90}-\x{1CBA}\x{1CBD}-\x{1CBF}\x{1D00}-\x{1D2B}\x{1D6B}-\x{1D77})"
    R"(\x{1D79}-\x{1D9A}\x{1F00}-\x{1F15}\x{1F18}-\x{1F1D}\x{1F20}-\x{1F45}\x{1F48}-\x{1F4D})"
    R"(\x{1F50}-\x{1F57}\x{1F59}\x{1F5B}\x{1F5D}\x{1F5F}-\x{1F7D}\x{1F80}-\x{1FB4}\x{1FB6}-\x{1FBC}\x{1FBE})"
    R"(\x{1FC2}-\x{1FC4}\x{1FC6}-\x{1FCC}\x{1FD0}-\x{1FD3}\x{1FD6}-\x{1FDB}\x{1FE0}-\x{1FEC})"
    R"(\x{1FF2}-\x{1FF4}\x{1FF6}-\x{1FFC}\x{2102}\x{2107}\x{210A}-\x{2113}\x{2115}\x{2119}-\x{211D}\x{2124})"
    R"(\x{2126}\x{2128}\x{212A}-\x{212D}\x{212F}-\x{2134}\x{2139}\x{213C}-\x{213F}\x{2145}-\x{2149}\x{214E})"
    R"(\x{2183}\x{2184}\x{2C00}-\x{2C7B}\x{2C7E}-\x{2CE4}\x{2CEB}-\x{2CEE}\x{2CF2}\x{2CF3}\x{A640}-\x{A66D})"
    R"(\x{A680}-\x{A69B}\x{A722}-\x{A76F}\x{A771}-\x{A787}\x{A78B}-\x{A78E}\x{AB70}-\x{ABBF})"
    R"(\x{FB00}-\x{FB06}\x{FB13}-\x{FB17}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{10400}-\x{1044F})"
    R"(\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF})"
    R"(\x{1E900}-\x{1E943}]+)",
    R"(\s?[!-/:-~！-／：-～‘-‟\x{3000}-。]+)",
    R"(\s+$)",
    "[一-龥ࠀ-一가-퟿]+",
    R"(\p{N}+)"};

constexpr std::array<View, 3> kDeepseekV3{
    R"(\p{N}{1,3})", "[一-龥぀-ゟ゠-ヿ]+",
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

constexpr std::array<View, 1> kTekken{
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"};

const std::array kModels{
    ModelPatterns{"default", kDefault},
    ModelPatterns{"gpt-2", kGpt2},
    ModelPatterns{"phi-2", kGpt2},
    ModelPatterns{"mpt", kGpt2},
    ModelPatterns{"olmo", kGpt2},
    ModelPatterns{"jais", kGpt2},
    ModelPatterns{"jina-v2-code", kGpt2},
    ModelPatterns{"roberta-bpe", kGpt2},
    ModelPatterns{"llama-bpe", kLlama3, true, true},
    ModelPatterns{"llama-v3", kLlama3, true, true},
    ModelPatterns{"llama3", kLlama3, true, true},
    ModelPatterns{"falcon3", kLlama3, true, true},
    ModelPatterns{"dbrx", kLlama3},
    ModelPatterns{"smaug-bpe", kLlama3},
    ModelPatterns{"chatglm-bpe", kLlama3},
    ModelPatterns{"qwen2", kQwen2, false, false, true},
    ModelPatterns{"deepseek-r1-qwen", kQwen2, false, false, true},
    ModelPatterns{"stablelm2", kQwen2},
    ModelPatterns{"megrez", kQwen2},
    ModelPatterns{"starcoder", kStarcoder},
    ModelPatterns{"refact", kStarcoder},
    ModelPatterns{"command-r", kStarcoder, false, false, true},
    ModelPatterns{"smollm", kStarcoder},
    ModelPatterns{"codeshell", kStarcoder},
    ModelPatterns{"exaone", kStarcoder},
    ModelPatterns{"minerva-7b", kStarcoder},
    ModelPatterns{"falcon", kFalcon},
    ModelPatterns{"deepseek-llm", kDeepseekLlm},
    ModelPatterns{"deepseek-coder", kDeepseekCoder},
    ModelPatterns{"deepseek-v3", kDeepseekV3},
    ModelPatterns{"tekken", kTekken, true, true},
};

} // namespace

std::span<const ModelPatterns> allModelPatterns()
{
    return kModels;
}

const ModelPatterns* modelPatterns(std::string_view name)
{
    for (const ModelPatterns& model : kModels) {
        if (model.name == name) {
            return &model;
        }
    }
    return nullptr;
}

} // namespace espalier::text
