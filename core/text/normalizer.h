#pragma once

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// Turns text into the form that the vocabulary was made for. Takes and gives valid UTF-8. Immutable.
class Normalizer
{
public:
    virtual ~Normalizer() = default;
    virtual std::string normalize(std::string text) const = 0;
};

/// Unicode normalization form C (the only normalizer of Qwen2's plain files).
std::unique_ptr<Normalizer> makeNfc();

/// The "normalizer" of a tokenizer.json: Sequence, NFC, NFD, NFKC, NFKD, Lowercase, Prepend, Replace, Strip,
/// StripAccents, Nmt, Precompiled; none for null. Errors: `tokenizer.unsupported`, `tokenizer.format`.
Result<std::unique_ptr<Normalizer>> normalizerFrom(const nlohmann::json& object);

} // namespace espalier::text
