#include "ui/models/reply_token.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier::ui {

namespace {
constexpr std::array kLevels = {0.05, 0.2, 0.7, 2.0}; ///< nats, from which a stronger tint begins
}

int divergenceLevel(double kl)
{
    if (std::isnan(kl)) {
        return int(kLevels.size()); // what is no number is not near
    }
    return int(std::ranges::upper_bound(kLevels, kl) - kLevels.begin());
}

std::optional<int> firstDifference(const ReplyTokens& first, const ReplyTokens& second)
{
    const std::size_t count = std::min(first.size(), second.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (first[i].id != second[i].id) {
            return int(i);
        }
    }
    return std::nullopt;
}

std::optional<int> tokenAt(const ReplyTokens& tokens, int position)
{
    const auto found = std::ranges::upper_bound(tokens, position, {}, &ReplyToken::end);
    return found == tokens.end() || position < 0 ? std::nullopt : std::optional(int(found - tokens.begin()));
}

int tokenBegin(const ReplyTokens& tokens, int index)
{
    return index > 0 ? tokens[std::size_t(index) - 1].end : 0;
}

} // namespace espalier::ui
