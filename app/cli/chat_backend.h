#pragma once

#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/engine/chat_session.h"

namespace espalier::cli {

/// What the user says: a conversation, or a bare text to be continued.
struct ChatPrompt
{
    nlohmann::ordered_json messages;
    std::string text;
    bool raw = false;
};

/// A model to talk to. Ctrl-C during an answer ends the answer, not the program; a second one ends both.
class ChatBackend
{
public:
    virtual ~ChatBackend() = default;
    virtual bool hasTemplate() const = 0;
    /// One line for people: how the model runs.
    virtual std::string description() const = 0;
    /// Errors: those of engine::ChatSession or of the worker.
    virtual Result<engine::GenerationFigures> answer(const ChatPrompt& prompt, const engine::GenerationOptions& options,
                                                     const std::function<void(const std::string& text)>& show) = 0;
};

/// The inference engine, in this process. Shows a bar on a terminal while it loads, which Ctrl-C stops (`cancelled`).
Result<std::unique_ptr<ChatBackend>> openEngineBackend(const std::string& model, int threads, engine::KvType kv);

/// The reference forward pass, a worker for each answer.
Result<std::unique_ptr<ChatBackend>> openReferenceBackend(const std::string& model, int threads);

} // namespace espalier::cli
