#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <QDateTime>
#include <QString>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/engine/generation.h"
#include "ui/models/reply_token.h"

namespace espalier::ui {

/// What stands before a conversation and how its answers are sampled.
struct ChatSettings
{
    QString systemPrompt;
    double temperature = 0.7; ///< 0: greedy
    double topP = 0.9;
    std::int64_t topK = 0; ///< 0: all
    double minP = 0.0;
    double repetitionPenalty = 1.0;
    std::optional<std::uint32_t> seed; ///< none: another one for each answer
    std::int64_t maxTokens = -1;       ///< -1: until it ends or the context is full

    bool operator==(const ChatSettings&) const = default;
    /// @param answerSeed used if the settings have none
    engine::GenerationOptions generation(std::uint32_t answerSeed) const;
    nlohmann::json toJson() const;
    static ChatSettings fromJson(const nlohmann::json& json); ///< what is missing or out of range keeps its default
};

/// What is written under a reply.
struct ReplyFigures
{
    std::int64_t promptTokens = 0;
    std::int64_t reusedTokens = 0; ///< of the prompt, computed for an earlier answer
    std::int64_t generatedTokens = 0;
    std::int64_t usedTokens = 0; ///< of the context, after it
    std::int64_t contextTokens = 0;
    double firstTokenSeconds = 0.0; ///< from sending to the first token
    double tokensPerSecond = 0.0;   ///< from the first token on; 0 if there was one at most
    std::uint32_t seed = 0;
    engine::StopReason stop = engine::StopReason::EndOfSequence;

    bool operator==(const ReplyFigures&) const = default;
};

struct ChatMessage
{
    enum class Role { User, Assistant };

    Role role = Role::User;
    QString text;
    QString modelName;   ///< of a reply: who wrote it
    QString modelFolder; ///< the same
    std::optional<ReplyFigures> figures;
    bool unfinished = false;         ///< being written, or the app ended while it was
    QString failure;                 ///< why a reply beside another one ended early or is missing
    ReplyTokens tokens;              ///< of a reply; none if they are not known
    std::vector<ChatMessage> beside; ///< what a second model replied to the same, one at most
    /// Other ways that the conversation went from here on, each a path that begins with what stands there instead of
    /// this message; in the order in which they were begun.
    std::vector<std::vector<ChatMessage>> branches;
    int place = 0; ///< of this message among them all

    bool operator==(const ChatMessage&) const = default;
    nlohmann::json toJson() const;
    static std::optional<ChatMessage> fromJson(const nlohmann::json& json); ///< nothing without a known role and a text
};

/// What a list shows of a conversation.
struct ConversationHeader
{
    QString id;    ///< name of its file
    QString title; ///< the start of the first question
    QDateTime changed;

    bool operator==(const ConversationHeader&) const = default;
};

/// Questions and replies: a tree, of which `messages` is the path that is shown; the other branches hang at the
/// messages beside which they begin. As a file: one JSON object a line, the header (version, title, times, settings)
/// first, then the messages of the path, each with its branches; a line that cannot be read costs that message alone.
struct Conversation
{
    ConversationHeader header;
    ChatSettings settings;
    std::vector<ChatMessage> messages;
    int damagedLines = 0; ///< of the file it was read from; not stored

    static Conversation make();    ///< empty, with a new id
    void add(ChatMessage message); ///< the first question gives the title
    /// What the chat template is given: system prompt, then the first `count` messages; a question that got no reply
    /// and the one after it become one. @param pane 1: with the second model's replies where there are some
    nlohmann::ordered_json prompt(std::size_t count, int pane = 0) const;

    int branchCount(std::size_t index) const { return 1 + int(messages[index].branches.size()); }
    /// Puts the path from `index` on aside: the message that is added next begins another branch there.
    void startBranch(std::size_t index);
    /// Shows another branch from `index` on. @param place 0 to branchCount() - 1
    void showBranch(std::size_t index, int place);
    /// Takes the last message away; if it has begun a branch, the one shown before comes back.
    void withdrawLast();

    std::string toText() const;
    static Conversation fromText(const QString& id, std::string_view text);
    /// Of the first line of a file; nothing if that is not a conversation's.
    static std::optional<ConversationHeader> headerFromLine(const QString& id, std::string_view line);

    static constexpr int kVersion = 1;

private:
    struct Aside
    {
        std::size_t index = 0;
        std::vector<std::vector<ChatMessage>> branches;
        int place = 0; ///< of the one that was shown
    };
    std::optional<Aside> m_aside;       ///< waits for the message that begins the new branch
    std::optional<std::size_t> m_begun; ///< message that began the last branch
    int m_cameFrom = 0;                 ///< what was shown there before
};

using ConversationPtr = std::shared_ptr<Conversation>;

} // namespace espalier::ui
