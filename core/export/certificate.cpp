#include "core/export/certificate.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <vector>

#include "core/formats/gguf.h"
#include "core/text/chat_template.h"
#include "core/text/demo/demo_text.h"
#include "core/text/tokenizer.h"

namespace espalier::exporting {
namespace {

using formats::GgmlType;

constexpr std::int64_t kChunkWeights = std::int64_t(1) << 20; ///< compared at a time

Error mismatch(const std::string& what)
{
    return {"export.mismatch", what + " It was not kept.", ""};
}

/// A figure for people.
std::string text(double value)
{
    std::ostringstream digits;
    digits << std::setprecision(3) << value;
    return digits.str();
}

struct Comparison
{
    std::int64_t weights = 0;
    std::int64_t zeros = 0;     ///< of the model
    std::int64_t zerosLost = 0; ///< of these, what is no zero in the export
    std::int64_t noNumbers = 0; ///< NaN or infinite in the model
    std::int64_t beyond = 0;    ///< weights that are off by more than they may be
    double largestError = 0.0;
    double errors = 0.0;
    double squaredErrors = 0.0;
    double squares = 0.0;

    void add(std::span<const float> stored, std::span<const float> exported, const WeightTolerance& tolerance)
    {
        for (std::size_t i = 0; i < stored.size(); ++i) {
            const double weight = stored[i];
            const double error = std::abs(double(exported[i]) - weight);
            zeros += weight == 0.0 ? 1 : 0;
            noNumbers += std::isfinite(weight) ? 0 : 1;
            zerosLost += weight == 0.0 && exported[i] != 0.0F ? 1 : 0;
            beyond += !(error <= tolerance.relative * std::abs(weight) + tolerance.absolute) ? 1 : 0;
            largestError = std::max(largestError, error);
            errors += error;
            squaredErrors += error * error;
            squares += weight * weight;
        }
        weights += static_cast<std::int64_t>(stored.size());
    }

    double noise() const { return squares > 0.0 ? squaredErrors / squares : squaredErrors; }

    Result<void> check(const std::string& tensor, const WeightTolerance& tolerance) const
    {
        if (tolerance.keepsZeros && zerosLost > 0) {
            return mismatch(std::to_string(zerosLost) + " zeros of '" + tensor + "' are no zeros in the export.");
        }
        if (tolerance.noise > 0.0 ? !(noise() <= tolerance.noise) : beyond > 0) {
            return mismatch("'" + tensor + "' differs: the largest error is " + text(largestError) +
                            ", squared errors are " + text(noise()) + " of the squared weights.");
        }
        return {};
    }
};

Result<void> readSource(const model::Checkpoint& source, const std::string& module, bool bias, std::int64_t first,
                        std::span<float> rows)
{
    if (!bias) {
        return source.readWeightRows(module, first, rows);
    }
    const auto values = source.readFloats(module + ".bias");
    if (!values) {
        return values.error();
    }
    std::copy_n(values->begin() + first, rows.size(), rows.begin());
    return {};
}

/// What both tokenizers read: English, code, other scripts, white space and marks of chats.
std::vector<std::string> corpus()
{
    std::vector<std::string> texts = text::demo::documents(text::demo::Split::Evaluation, 20'000);
    for (const char* each :
         {"", " ", "  leading and   inner spaces \n\n\ttabs\t", "Hello, world! It's 12:30, isn't it? We'll see...",
          "for (int i = 0; i < 10; ++i) { sum += values[i] * 3.14e-2; } // done\n", "1234567890 1,000,000 x86_64 v2.0",
          "Größe, naïve café, Ærøskøbing, Łódź, İstanbul", "Быстрая бурая лиса прыгает через ленивую собаку.",
          "我喜欢吃苹果。今天天气怎么样？", "日本語のテキストと、カタカナ。", "안녕하세요 세계", "مرحبا بالعالم",
          "emoji 🙂👍🏽 and symbols ∑∞≠±", "<|im_start|>user\nHi<|im_end|>\n",
          "<s>[INST] Hi [/INST]</s>"}) {
        texts.emplace_back(each);
    }
    return texts;
}

std::string rendered(const text::ChatTemplate& chat, const nlohmann::ordered_json& messages, bool generation)
{
    text::ChatInput input;
    input.messages = messages;
    input.addGenerationPrompt = generation;
    input.beginOfSequence = "<s>";
    input.endOfSequence = "</s>";
    input.date = "2026-01-01";
    const auto prompt = chat.render(input);
    return prompt ? *prompt : "error: " + prompt.error().message; // a refusal must be the same as well
}

Result<nlohmann::json> compareTemplates(const std::filesystem::path& source, const std::filesystem::path& exported)
{
    const auto ours = text::ChatTemplate::load(source);
    const auto theirs = text::ChatTemplate::load(exported);
    if (!ours || !theirs) {
        return ours ? theirs.error() : ours.error();
    }
    if (ours->has_value() != theirs->has_value()) {
        return mismatch("The chat template is missing in the export.");
    }
    if (!*ours) {
        return nlohmann::json();
    }
    const nlohmann::ordered_json question = {{{"role", "user"}, {"content", "How are you?"}}};
    const nlohmann::ordered_json conversation = {{{"role", "system"}, {"content", "Be brief."}},
                                                 {{"role", "user"}, {"content", "Hi"}},
                                                 {{"role", "assistant"}, {"content", "Hello!"}},
                                                 {{"role", "user"}, {"content", " 2 + 2?\n"}}};
    for (const auto& messages : {question, conversation}) {
        for (const bool generation : {true, false}) {
            if (rendered(**ours, messages, generation) != rendered(**theirs, messages, generation)) {
                return mismatch("The chat template of the export renders a chat otherwise.");
            }
        }
    }
    return nlohmann::json{{"chats", 4}};
}

Result<nlohmann::json> compareTokenizers(const std::filesystem::path& source, const std::filesystem::path& exported,
                                         bool leadingSpaces)
{
    const auto ours = text::Tokenizer::load(source);
    if (!ours && (ours.error().code == "tokenizer.missing" || ours.error().code == "tokenizer.unsupported")) {
        return nlohmann::json(); // nothing to compare by
    }
    const auto theirs = text::Tokenizer::load(exported);
    if (!ours || !theirs) {
        return ours ? theirs.error() : ours.error();
    }
    std::int64_t tokens = 0;
    std::vector<std::string> texts = corpus();
    std::erase_if(texts, [&](const std::string& each) { return !leadingSpaces && each.starts_with(' '); });
    for (const std::string& each : texts) {
        const auto ids = (*ours)->encode(each);
        if (ids != (*theirs)->encode(each)) {
            return mismatch("The tokenizer of the export cuts a text otherwise, which begins with \"" +
                            each.substr(0, each.find('\n')).substr(0, 40) + "\".");
        }
        tokens += static_cast<std::int64_t>(ids.size());
    }
    return nlohmann::json{{"texts", texts.size()}, {"tokens", tokens}};
}

} // namespace

Error weightsAreNoNumbers(const std::string& module, const std::filesystem::path& model)
{
    return {
        "export.weights",
        "'" + module +
            "' holds weights that are no numbers (NaN or infinite). The model is damaged: fetch it again, or make it "
            "anew.",
        model.string()};
}

WeightTolerance toleranceOf(GgmlType type)
{
    constexpr double kMargin = 10.0;
    switch (type) {
    case GgmlType::F32:
        return {};
    case GgmlType::F16:
        return {1.0 / 2048, 3e-8, 0.0, false}; // weights below the smallest half may become zeros, not the reverse
    case GgmlType::BF16:
        return {1.0 / 256, 0.0, 0.0, true};
    case GgmlType::Q8_0:
        return {0.0, 0.0, kMargin * 2.5e-5, true};
    case GgmlType::Q6_K:
        return {0.0, 0.0, kMargin * 3e-4, true};
    case GgmlType::Q5_0:
        return {0.0, 0.0, kMargin * 1.6e-3, true};
    case GgmlType::Q5_1:
    case GgmlType::Q5_K:
        return {0.0, 0.0, kMargin * 1.3e-3, false};
    case GgmlType::Q4_0:
        return {0.0, 0.0, kMargin * 6.6e-3, true};
    case GgmlType::Q4_1:
    case GgmlType::Q4_K:
        return {0.0, 0.0, kMargin * 5e-3, false};
    case GgmlType::Q3_K:
        return {0.0, 0.0, kMargin * 0.021, true};
    default:
        return {0.0, 0.0, kMargin * 0.07, false};
    }
}

Result<nlohmann::json> compareWeights(const model::Checkpoint& source, const std::string& tensor,
                                      const WeightTolerance& tolerance, const ReadExported& read,
                                      const CancelToken& cancel)
{
    const bool bias = tensor.ends_with(".bias");
    const std::string module = tensor.substr(0, tensor.rfind('.'));
    std::vector<std::int64_t> shape = source.weightShape(module);
    if (bias) {
        shape = {shape.front()};
    }
    const std::int64_t width = shape.size() > 1 ? shape.back() : 1;
    const std::int64_t step = std::max<std::int64_t>(1, kChunkWeights / width);
    std::vector<float> stored;
    std::vector<float> exported;
    Comparison comparison;
    for (std::int64_t first = 0; first < shape.front(); first += step) {
        if (cancel.requested()) {
            throw Cancelled();
        }
        const std::int64_t rows = std::min(step, shape.front() - first);
        stored.resize(static_cast<std::size_t>(rows * width));
        exported.resize(stored.size());
        if (auto done = readSource(source, module, bias, first, stored); !done) {
            return done.error();
        }
        if (auto done = read(first, exported); !done) {
            return done.error();
        }
        comparison.add(stored, exported, tolerance);
    }
    source.release(module);
    if (comparison.noNumbers > 0) {
        return weightsAreNoNumbers(module, source.folder());
    }
    if (auto checked = comparison.check(tensor, tolerance); !checked) {
        return checked.error();
    }
    return nlohmann::json{
        {"name", tensor},
        {"shape", shape},
        {"weights", comparison.weights},
        {"zeros", comparison.zeros},
        {"zerosLost", comparison.zerosLost},
        {"largestError", comparison.largestError},
        {"meanError", comparison.errors / static_cast<double>(std::max<std::int64_t>(comparison.weights, 1))},
        {"noise", comparison.noise()}};
}

Result<nlohmann::json> compareText(const std::filesystem::path& source, const std::filesystem::path& exported,
                                   bool leadingSpaces)
{
    auto tokenizers = compareTokenizers(source, exported, leadingSpaces);
    if (!tokenizers) {
        return tokenizers;
    }
    auto templates =
        tokenizers->is_null() ? Result<nlohmann::json>(nlohmann::json()) : compareTemplates(source, exported);
    if (!templates) {
        return templates;
    }
    return nlohmann::json{{"tokenizer", tokenizers.take()}, {"chatTemplate", templates.take()}};
}

} // namespace espalier::exporting
