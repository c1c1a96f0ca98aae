#include "core/worker/jobs/registry.h"

#include <algorithm>
#include <chrono>

#include <ATen/core/Tensor.h>

#include "core/engine/generation.h"
#include "core/nn/language_model.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

using Clock = std::chrono::steady_clock;

/// One answer by the reference forward pass: what the engine's answer is compared with.
class GenerateWork final : public Job
{
public:
    explicit GenerateWork(protocol::GenerateJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        auto checkpoint = openComplete(m_parameters.model);
        if (!checkpoint) {
            return checkpoint.error();
        }
        auto tokenizer = text::Tokenizer::load(m_parameters.model);
        if (!tokenizer) {
            return tokenizer.error();
        }
        if (auto valid = checkPrompt(checkpoint->spec()); !valid) {
            return valid.error();
        }
        engine::Generation generation(**tokenizer, engine::endOfAnswerIds(*checkpoint, **tokenizer), m_parameters.ids,
                                      options());
        return answer(*checkpoint, generation, context);
    }

private:
    Result<void> checkPrompt(const model::ModelSpec& spec) const
    {
        const auto isUnknown = [&](std::int32_t id) { return id < 0 || id >= spec.vocabularySize; };
        if (std::ranges::any_of(m_parameters.ids, isUnknown)) {
            return Error{"engine.token", "The prompt has a token that is not in the model's vocabulary.", ""};
        }
        return engine::checkPromptLength(m_parameters.ids.size(), static_cast<std::size_t>(spec.contextLength));
    }

    engine::GenerationOptions options() const
    {
        engine::GenerationOptions options;
        options.maxTokens = m_parameters.maxTokens;
        options.sampling.temperature = m_parameters.temperature;
        options.sampling.topK = m_parameters.topK;
        options.sampling.topP = m_parameters.topP;
        options.sampling.minP = m_parameters.minP;
        options.sampling.repetitionPenalty = m_parameters.repetitionPenalty;
        options.sampling.seed = m_parameters.seed;
        return options;
    }

    nlohmann::json answer(const model::Checkpoint& checkpoint, engine::Generation& generation,
                          JobContext& context) const
    {
        std::vector<text::TokenId> ids = m_parameters.ids;
        const auto capacity = static_cast<std::size_t>(checkpoint.spec().contextLength);
        engine::GenerationFigures figures;
        figures.promptTokens = ids.size();
        engine::GeneratedPiece piece;
        while (!piece.stop) {
            const auto begin = Clock::now();
            const at::Tensor logits = nn::sequenceLogits(checkpoint, ids, context.cancel())[-1].contiguous();
            const std::span<float> row(logits.data_ptr<float>(), static_cast<std::size_t>(logits.numel()));
            piece = generation.next(row, capacity - ids.size());
            const std::chrono::duration<double> seconds = Clock::now() - begin;
            (ids.size() == figures.promptTokens ? figures.prefillSeconds : figures.decodeSeconds) += seconds.count();
            ids.push_back(*piece.token);
            context.send(protocol::Log{m_parameters.kTextLevel, piece.text});
        }
        figures.generatedTokens = generation.generatedTokens();
        return {{"text", generation.text()},
                {"promptTokens", figures.promptTokens},
                {"generatedTokens", figures.generatedTokens},
                {"stopReason", engine::name(*piece.stop)},
                {"prefillSeconds", figures.prefillSeconds},
                {"decodeSeconds", figures.decodeSeconds}};
    }

    protocol::GenerateJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createGenerateJob(const nlohmann::json& parameters)
{
    return createJob<GenerateWork, protocol::GenerateJob>(parameters);
}

} // namespace espalier::worker
