#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/generation.h"
#include "core/text/prompt_encoder.h"

namespace espalier::engine {

struct ChatOptions
{
    int threads = 0; ///< 0: all cores
    KvType kv = KvType::Float16;
    std::size_t contextTokens = 0; ///< 0: the model's, at most kDefaultContextTokens
    LoadOptions load;

    static constexpr std::size_t kDefaultContextTokens = 8192;
};

/// Tokens of a sequence: `wanted`, or kDefaultContextTokens where that is 0, at most what the model was made for.
std::size_t contextTokens(const model::ModelSpec& spec, std::size_t wanted);

/// A model folder opened to talk to: weights, tokenizer, template, one sequence whose common start is used again from
/// turn to turn. For the command `chat` and the desktop app. One thread at a time (any one).
class ChatSession
{
public:
    /// Errors: those of LoadedModel::load() and PromptEncoder::load(), `engine.memory` (the context).
    static Result<std::unique_ptr<ChatSession>> open(const std::filesystem::path& folder, const ChatOptions& options);

    bool hasTemplate() const { return m_prompts.hasTemplate(); }
    /// See PromptEncoder::render().
    Result<std::string> render(const nlohmann::ordered_json& messages, const nlohmann::ordered_json& tools = {}) const;

    using PieceHandler = std::function<void(const GeneratedPiece&)>;
    /// Answers the last of `messages`. @param begun tokens that the answer begins with: what comes goes on after them
    /// Errors: those of render() and generate().
    Result<GenerationFigures> answer(const nlohmann::ordered_json& messages, const GenerationOptions& options,
                                     const CancelToken& cancel, const PieceHandler& piece,
                                     std::span<const text::TokenId> begun = {});
    /// Continues a bare text; see PromptEncoder::encodeText().
    Result<GenerationFigures> complete(const std::string& prompt, const GenerationOptions& options,
                                       const CancelToken& cancel, const PieceHandler& piece);

    const LoadedModel& model() const { return *m_model; }
    const std::shared_ptr<const LoadedModel>& sharedModel() const { return m_model; }
    const text::PromptEncoder& prompts() const { return m_prompts; }
    void setPrompts(text::PromptEncoder prompts) { m_prompts = std::move(prompts); } ///< of the same tokenizer
    ThreadPool& pool() { return m_pool; } ///< for other work with the model, while it does not answer
    const text::Tokenizer& tokenizer() const { return m_prompts.tokenizer(); }
    std::size_t contextTokens() const { return m_sequence->capacity(); }
    std::size_t usedTokens() const { return m_sequence->tokens().size(); }
    int threads() const { return m_pool.threads(); }

private:
    ChatSession(int threads, text::PromptEncoder prompts) : m_pool(threads), m_prompts(std::move(prompts)) {}

    ThreadPool m_pool;
    text::PromptEncoder m_prompts;
    std::shared_ptr<const LoadedModel> m_model;
    std::unique_ptr<Executor> m_executor;
    std::unique_ptr<Sequence> m_sequence;
};

} // namespace espalier::engine
