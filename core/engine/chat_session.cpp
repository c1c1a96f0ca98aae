#include "core/engine/chat_session.h"

#include <algorithm>
#include <new>
#include <utility>

namespace espalier::engine {
std::size_t contextTokens(const model::ModelSpec& spec, std::size_t wanted)
{
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(spec.contextLength, 1));
    return std::min(wanted > 0 ? wanted : ChatOptions::kDefaultContextTokens, most);
}

Result<std::unique_ptr<ChatSession>> ChatSession::open(const std::filesystem::path& folder, const ChatOptions& options)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint) {
        return checkpoint.error();
    }
    auto prompts = text::PromptEncoder::load(folder); // before the weights, which take longer
    if (!prompts) {
        return prompts.error();
    }
    std::unique_ptr<ChatSession> session(new ChatSession(options.threads, prompts.take()));
    auto model = LoadedModel::load(*checkpoint, session->m_pool, options.load);
    if (!model) {
        return model.error();
    }
    session->m_model = model.take();
    const model::ModelSpec& spec = session->m_model->spec();
    const std::size_t context = engine::contextTokens(spec, options.contextTokens);
    try {
        session->m_executor = std::make_unique<Executor>(session->m_model, session->m_pool);
        session->m_sequence = std::make_unique<Sequence>(spec, context, options.kv);
    } catch (const std::bad_alloc&) {
        return Error{"engine.memory",
                     "There is no memory for a context of " + std::to_string(context) +
                         " tokens. Choose a shorter one.",
                     folder.string()};
    }
    return session;
}

Result<std::string> ChatSession::render(const nlohmann::ordered_json& messages,
                                        const nlohmann::ordered_json& tools) const
{
    return m_prompts.render(messages, tools);
}

Result<GenerationFigures> ChatSession::answer(const nlohmann::ordered_json& messages, const GenerationOptions& options,
                                              const CancelToken& cancel, const PieceHandler& piece,
                                              std::span<const text::TokenId> begun)
{
    auto ids = m_prompts.encodeChat(messages);
    if (!ids) {
        return ids.error();
    }
    ids->insert(ids->end(), begun.begin(), begun.end());
    return generate(*m_executor, *m_sequence, tokenizer(), *ids, options, cancel, piece);
}

Result<GenerationFigures> ChatSession::complete(const std::string& prompt, const GenerationOptions& options,
                                                const CancelToken& cancel, const PieceHandler& piece)
{
    return generate(*m_executor, *m_sequence, tokenizer(), m_prompts.encodeText(prompt), options, cancel, piece);
}

} // namespace espalier::engine
