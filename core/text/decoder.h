#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// One step from pieces back to text. Immutable.
class DecoderStep
{
public:
    virtual ~DecoderStep() = default;
    /// All pieces of a text at once.
    virtual std::vector<std::string> decode(std::vector<std::string> pieces) const = 0;
    /// One piece in running text: no rule for the beginning or end of a text applies, and a byte piece is its byte.
    virtual std::string running(std::string piece) const = 0;
};

class Decoder
{
public:
    /// The text, in valid UTF-8.
    std::string decode(std::vector<std::string> pieces) const;
    /// The bytes that one piece stands for in running text.
    std::string running(std::string piece) const;

    void add(std::unique_ptr<DecoderStep> step) { m_steps.push_back(std::move(step)); }

private:
    std::vector<std::unique_ptr<DecoderStep>> m_steps;
};

Decoder byteLevelDecoder();

/// The "decoder" of a tokenizer.json: Sequence, ByteLevel, ByteFallback, Fuse, Replace, Strip, Metaspace; null joins
/// the pieces by spaces. Errors: `tokenizer.unsupported`, `tokenizer.format`.
Result<Decoder> decoderFrom(const nlohmann::json& object);

} // namespace espalier::text
