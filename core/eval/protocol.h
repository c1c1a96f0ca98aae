#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/text/tokenizer.h"

namespace espalier::eval {

/// How a perplexity was measured. Two figures are comparable only if all of this is equal.
struct PerplexityProtocol
{
    std::string name = "papers"; ///< papers, samples, llama.cpp, sliding
    std::string dataHash;        ///< SHA-256 of the token ids
    std::string join;            ///< record separator
    std::int64_t windowTokens = 2048;
    std::int64_t stride = 2048;
    std::int64_t limitTokens = 0; ///< 0: all
    bool beginOfSequence = false; ///< once at the start of the text

    bool operator==(const PerplexityProtocol&) const = default;
};
nlohmann::json toJson(const PerplexityProtocol& protocol);

struct PerplexityFigure
{
    double perplexity = 0.0;
    double standardError = 0.0; ///< of the perplexity: perplexity * standard error of the mean window loss
    std::int64_t windows = 0;
    std::int64_t tokens = 0; ///< predictions scored
    double seconds = 0.0;
    PerplexityProtocol protocol;
};
nlohmann::json toJson(const PerplexityFigure& figure);

/// Token ids to measure on. The protocol `samples` takes one entry a record, every other one a single joined text.
using Records = std::vector<std::vector<text::TokenId>>;

} // namespace espalier::eval
