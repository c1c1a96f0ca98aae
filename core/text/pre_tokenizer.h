#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// A part of the text that is cut into tokens on its own.
struct PreToken
{
    std::string_view text;
    bool atStart = false; ///< at the very beginning of the whole text
};

/// Strings that steps have made; the parts point into them. A deque, as its elements stay where they are.
using PreTokenArena = std::deque<std::string>;

/// One step of cutting text before the model sees it. Immutable.
class PreTokenizerStep
{
public:
    virtual ~PreTokenizerStep() = default;
    virtual void apply(const PreToken& token, PreTokenArena& arena, std::vector<PreToken>& out) const = 0;
};

/// The steps in order. Byte-level vocabularies are looked up by the bytes themselves rather than by their printable
/// characters, so that their step only cuts.
class PreTokenizer
{
public:
    std::vector<PreToken> split(const PreToken& token, PreTokenArena& arena) const;

    void add(std::unique_ptr<PreTokenizerStep> step) { m_steps.push_back(std::move(step)); }
    bool byteLevel() const { return m_byteLevel; }
    void setByteLevel() { m_byteLevel = true; }

private:
    std::vector<std::unique_ptr<PreTokenizerStep>> m_steps;
    bool m_byteLevel = false;
};

/// The byte-level pre-tokenizer with the given patterns, each isolating its matches. Errors: `tokenizer.unsupported`.
Result<PreTokenizer> byteLevelPreTokenizer(std::span<const std::string_view> patterns, bool addPrefixSpace);

/// The "pre_tokenizer" of a tokenizer.json: Sequence, ByteLevel, Split, Metaspace, Digits, Punctuation, Whitespace,
/// WhitespaceSplit, CharDelimiterSplit; null does not cut. Errors: `tokenizer.unsupported`, `tokenizer.format`.
Result<PreTokenizer> preTokenizerFrom(const nlohmann::json& object);

} // namespace espalier::text
