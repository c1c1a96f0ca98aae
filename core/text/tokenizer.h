#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

using TokenId = std::int32_t;

struct EncodeOptions
{
    bool addSpecial = true;   ///< BOS/EOS as the tokenizer's post-processor or add_bos_token says
    bool parseSpecial = true; ///< special tokens written in the text become their ids; false: they are plain text
};

/// Text to token ids and back. Immutable after loading; every method may be called from several threads.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// Loads from a folder (tokenizer.json, else tokenizer.model (SentencePiece or tiktoken), else vocab.json +
    /// merges.txt; tokenizer_config.json, added_tokens.json and special_tokens_map.json beside them), or from a single
    /// file of one of these kinds, or a GGUF file (its vocabulary). Errors: `tokenizer.missing`, `tokenizer.format`
    /// (what is damaged), `tokenizer.unsupported` (names the feature).
    static Result<std::unique_ptr<Tokenizer>> load(const std::filesystem::path& path);

    /// Any bytes are accepted; invalid UTF-8 is handled as the original implementation does (bytes or U+FFFD).
    virtual std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options = {}) const = 0;
    virtual std::string decode(std::span<const TokenId> ids, bool skipSpecial = true) const = 0;
    virtual std::string piece(TokenId id) const = 0; ///< as stored in the vocabulary ("▁the", "Ġthe", "<0x0A>")
    /// The bytes that one token stands for in running text (a streaming decoder joins them); none for a special token.
    virtual std::string bytesOf(TokenId id) const = 0;
    virtual std::optional<TokenId> idOf(std::string_view piece) const = 0;
    virtual std::int64_t vocabularySize() const = 0;
    virtual std::optional<TokenId> beginOfSequence() const = 0;
    virtual std::optional<TokenId> endOfSequence() const = 0;
    virtual bool addsBeginOfSequence() const = 0;
};

} // namespace espalier::text
