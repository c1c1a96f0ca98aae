#include "core/text/decoder.h"

#include "core/text/byte_level.h"
#include "core/text/byte_tokens.h"
#include "core/text/json_fields.h"
#include "core/text/space_boundaries.h"
#include "core/text/text_search.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

using nlohmann::json;
using Pieces = std::vector<std::string>;

/// A step that treats each piece alone.
class PieceStep : public DecoderStep
{
public:
    Pieces decode(Pieces pieces) const override
    {
        for (std::string& piece : pieces) {
            piece = running(std::move(piece));
        }
        return pieces;
    }
};

class ByteLevelStep : public DecoderStep
{
public:
    Pieces decode(Pieces pieces) const override
    {
        std::string bytes;
        for (std::string& piece : pieces) {
            bytes += running(std::move(piece));
        }
        return {toValidUtf8(bytes)};
    }
    std::string running(std::string piece) const override
    {
        auto bytes = byteLevelBytes(piece);
        return bytes ? *bytes : piece; // an added token stands for itself
    }
};

class ByteFallbackStep : public DecoderStep
{
public:
    Pieces decode(Pieces pieces) const override
    {
        Pieces out;
        std::string run;
        const auto flush = [&] {
            if (!run.empty()) {
                std::string malformed;
                for (std::size_t i = 0; i < run.size(); ++i) {
                    malformed += kReplacementCharacter;
                }
                out.push_back(isValidUtf8(run) ? run : malformed);
                run.clear();
            }
        };
        for (std::string& piece : pieces) {
            if (const auto byte = byteOfToken(piece)) {
                run.push_back(static_cast<char>(*byte));
            } else {
                flush();
                out.push_back(std::move(piece));
            }
        }
        flush();
        return out;
    }
    std::string running(std::string piece) const override
    {
        const auto byte = byteOfToken(piece);
        return byte ? std::string(1, static_cast<char>(*byte)) : piece;
    }
};

class FuseStep : public DecoderStep
{
public:
    Pieces decode(Pieces pieces) const override
    {
        std::string text;
        for (const std::string& piece : pieces) {
            text += piece;
        }
        return {std::move(text)};
    }
    std::string running(std::string piece) const override { return piece; }
};

class ReplaceStep : public PieceStep
{
public:
    ReplaceStep(TextSearch search, std::string content) : m_search(std::move(search)), m_content(std::move(content)) {}
    std::string running(std::string piece) const override
    {
        std::string out;
        std::size_t done = 0;
        for (const auto& [begin, end] : m_search.matches(piece)) {
            out.append(piece, done, begin - done);
            out += m_content;
            done = end;
        }
        return out.append(piece, done);
    }

private:
    TextSearch m_search;
    std::string m_content;
};

class StripStep : public DecoderStep
{
public:
    StripStep(std::string content, std::size_t start, std::size_t stop)
        : m_content(std::move(content)), m_start(start), m_stop(stop)
    {
    }
    Pieces decode(Pieces pieces) const override
    {
        for (std::string& piece : pieces) {
            for (std::size_t i = 0; i < m_start && piece.starts_with(m_content); ++i) {
                piece.erase(0, m_content.size());
            }
            for (std::size_t i = 0; i < m_stop && piece.ends_with(m_content); ++i) {
                piece.resize(piece.size() - m_content.size());
            }
        }
        return pieces;
    }
    std::string running(std::string piece) const override { return piece; }

private:
    std::string m_content;
    std::size_t m_start, m_stop;
};

class MetaspaceStep : public DecoderStep
{
public:
    MetaspaceStep(std::string replacement, bool dropsFirst)
        : m_replace(TextSearch::literal(replacement), " "), m_replacement(std::move(replacement)),
          m_dropsFirst(dropsFirst)
    {
    }
    Pieces decode(Pieces pieces) const override
    {
        if (!pieces.empty() && m_dropsFirst) { // everywhere in the first piece, as the original does
            pieces[0] = ReplaceStep(TextSearch::literal(m_replacement), "").running(std::move(pieces[0]));
        }
        return m_replace.decode(std::move(pieces));
    }
    std::string running(std::string piece) const override { return m_replace.running(std::move(piece)); }

private:
    ReplaceStep m_replace;
    std::string m_replacement;
    bool m_dropsFirst;
};

/// What joins pieces when there is no decoder.
class JoinBySpaces : public DecoderStep
{
public:
    Pieces decode(Pieces pieces) const override
    {
        for (std::size_t i = 1; i < pieces.size(); ++i) {
            pieces[i].insert(0, " ");
        }
        return pieces;
    }
    std::string running(std::string piece) const override { return " " + piece; }
};

Result<void> addSteps(const json& object, Decoder& decoder)
{
    const std::string type = typeOf(object);
    if (type == "Sequence") {
        for (const json& step : object.value("decoders", json::array())) {
            if (auto added = addSteps(step, decoder); !added) {
                return added;
            }
        }
    } else if (type == "ByteLevel") {
        decoder.add(std::make_unique<ByteLevelStep>());
    } else if (type == "ByteFallback") {
        decoder.add(std::make_unique<ByteFallbackStep>());
    } else if (type == "Fuse") {
        decoder.add(std::make_unique<FuseStep>());
    } else if (type == "Replace") {
        auto search = TextSearch::from(object.value("pattern", json()));
        if (!search) {
            return search.error();
        }
        decoder.add(std::make_unique<ReplaceStep>(search.take(), stringField(object, "content")));
    } else if (type == "Strip" && !stringField(object, "content").empty()) {
        const auto count = [&](const char* key) {
            const auto it = object.find(key);
            return it != object.end() && it->is_number_unsigned() ? it->get<std::size_t>() : 0;
        };
        decoder.add(std::make_unique<StripStep>(stringField(object, "content"), count("start"), count("stop")));
    } else if (type == "Metaspace") {
        const std::string scheme =
            stringField(object, "prepend_scheme", boolField(object, "add_prefix_space", true) ? "always" : "never");
        decoder.add(std::make_unique<MetaspaceStep>(stringField(object, "replacement", std::string(kSpaceSymbol)),
                                                    scheme != "never"));
    } else {
        return unsupportedComponent("decoder", object);
    }
    return {};
}

} // namespace

std::string Decoder::decode(Pieces pieces) const
{
    for (const auto& step : m_steps) {
        pieces = step->decode(std::move(pieces));
    }
    std::string text;
    for (const std::string& piece : pieces) {
        text += piece;
    }
    return text;
}

std::string Decoder::running(std::string piece) const
{
    for (const auto& step : m_steps) {
        piece = step->running(std::move(piece));
    }
    return piece;
}

Decoder byteLevelDecoder()
{
    Decoder decoder;
    decoder.add(std::make_unique<ByteLevelStep>());
    return decoder;
}

Result<Decoder> decoderFrom(const json& object)
{
    Decoder decoder;
    if (object.is_null()) {
        decoder.add(std::make_unique<JoinBySpaces>());
        return decoder;
    }
    if (auto added = addSteps(object, decoder); !added) {
        return added.error();
    }
    return decoder;
}

} // namespace espalier::text
