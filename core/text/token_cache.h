#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/text/dataset.h"

namespace espalier::text {

/// The tokens of long texts, kept between runs so that the same text is not tokenized again: a file
/// `<key>.tokens` each in $XDG_CACHE_HOME/espalier/tokens (~/.cache/espalier/tokens), 1 GiB in all, of which the ones
/// used longest ago go first. The environment variable ESPALIER_TOKEN_CACHE names another folder; 0 turns it off.
///
/// The key is a SHA-256 over kVersion, the content of the data files and their kinds, the options, the tokenizer's and
/// templates' files of the model's folder, the tokens of a probe text, and the day where a template asks for it.
///
/// Bytes, little-endian: "ESPLTOKS", u64 kVersion, 64 digits of the key, u64 number of tokens, u64 flags (1: chats, 2:
/// prompts are told apart), 64 digits of the SHA-256 of what follows: i32 tokens, and with flag 2 a byte for each.
/// Files that are damaged are not used.
class TokenCache
{
public:
    /// Texts below it are tokenized in no time.
    static constexpr std::uint64_t kSmallestBytes = std::uint64_t(1) << 20;
    static constexpr std::uint64_t kLargestFolderBytes = std::uint64_t(1) << 30;

    /// Nothing where there is no cache, the text is short, or a file cannot be read (whoever reads it says why).
    static std::optional<TokenCache> of(const std::vector<std::filesystem::path>& files, const DatasetOptions& options,
                                        const Tokenizer& tokenizer, const std::filesystem::path& model);

    const std::filesystem::path& file() const { return m_file; }
    std::optional<TokenStream> read() const;
    /// Writes atomically and makes room. A cache that cannot be written is none: no error.
    void write(const TokenStream& stream) const;

private:
    void makeRoom() const;

    std::filesystem::path m_file;
    std::string m_key;
};

} // namespace espalier::text
