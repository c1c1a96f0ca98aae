#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"
#include "core/text/word_cache.h"

namespace espalier::text {

/// Cuts normalized text into tokens. Immutable.
class SubwordModel
{
public:
    virtual ~SubwordModel() = default;
    /// Appends the ids of one piece of normalized, valid UTF-8 text, which must outlive the cache.
    virtual void encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const = 0;
};

} // namespace espalier::text
