#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>

namespace espalier::ui {

/// A token that a model might have written at one place of a reply.
struct ReplyAlternative
{
    std::int32_t id = 0;
    QString text;       ///< as it would be read; what is no text has its name in the vocabulary
    bool isText = true; ///< a reply can go on with it: no special token, no part of a character
    double dense = 0.0; ///< its probability by the dense model
    double own = 0.0;   ///< by the model that wrote the reply

    bool operator==(const ReplyAlternative&) const = default;
};

/// One token of a reply.
struct ReplyToken
{
    std::int32_t id = 0;
    int end = 0;                                ///< where its text ends in the reply's, in UTF-16 units
    std::optional<double> kl;                   ///< KL(dense || this), nats; nothing: not scored
    int denseRank = 0;                          ///< by the dense model, 1 is the most likely one; 0: not scored
    std::vector<ReplyAlternative> alternatives; ///< of both models; not stored

    bool operator==(const ReplyToken&) const = default;
};
using ReplyTokens = std::vector<ReplyToken>;

/// How strongly a token is tinted, 0 (not at all) to 4.
int divergenceLevel(double kl);
/// The first token in which two replies to one prompt differ; nothing if one begins with all of the other.
std::optional<int> firstDifference(const ReplyTokens& first, const ReplyTokens& second);
/// Which token has the character at a place of the text; nothing behind the last one.
std::optional<int> tokenAt(const ReplyTokens& tokens, int position);
/// Where the text of a token begins.
int tokenBegin(const ReplyTokens& tokens, int index);

} // namespace espalier::ui
