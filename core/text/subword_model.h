#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::text {

/// Cuts normalized text into tokens. Immutable.
class SubwordModel
{
public:
    virtual ~SubwordModel() = default;
    /// Appends the ids of one piece of normalized, valid UTF-8 text.
    virtual void encode(std::string_view text, std::vector<TokenId>& out) const = 0;
};

} // namespace espalier::text
