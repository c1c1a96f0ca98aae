#include "core/text/pre_tokenizer.h"

#include <unicode/uchar.h>

#include "core/text/json_fields.h"
#include "core/text/space_boundaries.h"
#include "core/text/split_behavior.h"
#include "core/text/text_search.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

using nlohmann::json;

void appendParts(const PreToken& token, const std::vector<Pattern::Range>& parts, std::vector<PreToken>& out)
{
    for (const auto& [begin, end] : parts) {
        out.push_back({token.text.substr(begin, end - begin), token.atStart && begin == 0});
    }
}

class SplitStep : public PreTokenizerStep
{
public:
    SplitStep(TextSearch search, SplitBehavior behavior, bool invert)
        : m_search(std::move(search)), m_behavior(behavior), m_invert(invert)
    {
    }
    void apply(const PreToken& token, PreTokenArena& /*arena*/, std::vector<PreToken>& out) const override
    {
        const auto matches = m_search.matches(token.text);
        appendParts(token, splitParts(token.text.size(), matches, m_behavior, m_invert), out);
    }

private:
    TextSearch m_search;
    SplitBehavior m_behavior;
    bool m_invert;
};

/// Every character that `test` holds for is a match of its own.
class CharacterSplitStep : public PreTokenizerStep
{
public:
    using Test = bool (*)(char32_t);
    CharacterSplitStep(Test test, SplitBehavior behavior) : m_test(test), m_behavior(behavior) {}
    void apply(const PreToken& token, PreTokenArena& /*arena*/, std::vector<PreToken>& out) const override
    {
        std::vector<Pattern::Range> matches;
        for (std::size_t at = 0; at < token.text.size();) {
            const CodePoint point = decodeUtf8(token.text.substr(at));
            if (m_test(point.value)) {
                matches.emplace_back(at, at + point.length);
            }
            at += point.length;
        }
        appendParts(token, splitParts(token.text.size(), matches, m_behavior, false), out);
    }

private:
    Test m_test;
    SplitBehavior m_behavior;
};

class PrefixSpaceStep : public PreTokenizerStep
{
public:
    void apply(const PreToken& token, PreTokenArena& arena, std::vector<PreToken>& out) const override
    {
        if (token.text.starts_with(' ')) {
            out.push_back(token);
        } else {
            out.push_back({arena.emplace_back(" " + std::string(token.text)), token.atStart});
        }
    }
};

class MetaspaceStep : public PreTokenizerStep
{
public:
    enum class Prepend { Always, First, Never };
    MetaspaceStep(std::string replacement, Prepend prepend, bool split)
        : m_replacement(std::move(replacement)), m_prepend(prepend), m_split(split)
    {
    }
    void apply(const PreToken& token, PreTokenArena& arena, std::vector<PreToken>& out) const override
    {
        std::string& text = arena.emplace_back();
        text.reserve(token.text.size() + token.text.size() / 2);
        for (const char c : token.text) {
            if (c == ' ') {
                text += m_replacement;
            } else {
                text.push_back(c);
            }
        }
        const bool prepends = m_prepend == Prepend::Always || (m_prepend == Prepend::First && token.atStart);
        if (prepends && !text.starts_with(m_replacement)) {
            text.insert(0, m_replacement);
        }
        const PreToken replaced{text, token.atStart};
        if (!m_split) {
            out.push_back(replaced);
            return;
        }
        const auto matches = TextSearch::literal(m_replacement).matches(text);
        appendParts(replaced, splitParts(text.size(), matches, SplitBehavior::MergedWithNext, false), out);
    }

private:
    std::string m_replacement;
    Prepend m_prepend;
    bool m_split;
};

bool isDigit(char32_t c)
{
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK)) != 0;
}

bool isPunctuation(char32_t c)
{
    const bool ascii =
        (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
    return ascii || u_ispunct(static_cast<UChar32>(c)) != 0;
}

/// Adds the steps of one component.
class Builder
{
public:
    Result<void> add(const json& object)
    {
        const std::string type = typeOf(object);
        if (object.is_null()) {
            return {};
        }
        if (result.byteLevel()) { // it would see printable characters instead of bytes
            return Error{"tokenizer.unsupported",
                         "The tokenizer's pre-tokenizer \"" + type + "\" after ByteLevel is not supported.", ""};
        }
        if (type == "Sequence") {
            for (const json& step : object.value("pretokenizers", json::array())) {
                if (auto added = add(step); !added) {
                    return added;
                }
            }
            return {};
        }
        if (type == "ByteLevel") {
            const std::string_view pattern = kGpt2Pattern;
            return addByteLevel(std::span(&pattern, boolField(object, "use_regex", true) ? 1 : 0),
                                boolField(object, "add_prefix_space", true));
        }
        if (type == "Split") {
            return addSplit(object);
        }
        if (type == "Metaspace") {
            return addMetaspace(object);
        }
        return addSimple(type, object);
    }

    Result<void> addByteLevel(std::span<const std::string_view> patterns, bool addPrefixSpace)
    {
        if (addPrefixSpace) {
            result.add(std::make_unique<PrefixSpaceStep>());
        }
        for (const std::string_view pattern : patterns) {
            if (auto added = addPattern(pattern, SplitBehavior::Isolated, false); !added) {
                return added;
            }
        }
        result.setByteLevel();
        return {};
    }

    PreTokenizer result;

private:
    Result<void> addPattern(std::string_view pattern, SplitBehavior behavior, bool invert)
    {
        auto search = TextSearch::from({{"Regex", pattern}});
        if (!search) {
            return search.error();
        }
        result.add(std::make_unique<SplitStep>(search.take(), behavior, invert));
        return {};
    }

    Result<void> addSplit(const json& object)
    {
        auto search = TextSearch::from(object.value("pattern", json()));
        if (!search) {
            return search.error();
        }
        const auto behavior = splitBehaviorNamed(stringField(object, "behavior"));
        if (!behavior) {
            return Error{"tokenizer.unsupported",
                         "The split behavior \"" + stringField(object, "behavior") + "\" is not supported.", ""};
        }
        result.add(std::make_unique<SplitStep>(search.take(), *behavior, boolField(object, "invert", false)));
        return {};
    }

    Result<void> addMetaspace(const json& object)
    {
        using Prepend = MetaspaceStep::Prepend;
        const std::string scheme =
            stringField(object, "prepend_scheme", boolField(object, "add_prefix_space", true) ? "always" : "never");
        const Prepend prepend = scheme == "always"  ? Prepend::Always
                                : scheme == "first" ? Prepend::First
                                                    : Prepend::Never;
        result.add(std::make_unique<MetaspaceStep>(stringField(object, "replacement", std::string(kSpaceSymbol)),
                                                   prepend, boolField(object, "split", true)));
        return {};
    }

    Result<void> addSimple(const std::string& type, const json& object)
    {
        if (type == "Digits") {
            addCharacters(isDigit, boolField(object, "individual_digits", false) ? SplitBehavior::Isolated
                                                                                 : SplitBehavior::Contiguous);
        } else if (type == "Punctuation") {
            const auto behavior = splitBehaviorNamed(stringField(object, "behavior", "Isolated"));
            addCharacters(isPunctuation, behavior.value_or(SplitBehavior::Isolated));
        } else if (type == "WhitespaceSplit") {
            addCharacters(isWhiteSpace, SplitBehavior::Removed);
        } else if (type == "Whitespace") {
            return addPattern(R"(\w+|[^\p{L}\p{M}\p{N}\p{Pc}\s]+)", SplitBehavior::Removed, true);
        } else if (type == "CharDelimiterSplit" && !stringField(object, "delimiter").empty()) {
            result.add(std::make_unique<SplitStep>(TextSearch::literal(stringField(object, "delimiter")),
                                                   SplitBehavior::Removed, false));
        } else {
            return unsupportedComponent("pre-tokenizer", object);
        }
        return {};
    }

    void addCharacters(CharacterSplitStep::Test test, SplitBehavior behavior)
    {
        result.add(std::make_unique<CharacterSplitStep>(test, behavior));
    }
};

} // namespace

std::vector<PreToken> PreTokenizer::split(const PreToken& token, PreTokenArena& arena) const
{
    std::vector<PreToken> parts{token};
    for (const auto& step : m_steps) {
        std::vector<PreToken> next;
        next.reserve(parts.size());
        for (const PreToken& part : parts) {
            if (!part.text.empty()) {
                step->apply(part, arena, next);
            }
        }
        parts = std::move(next);
    }
    return parts;
}

Result<PreTokenizer> byteLevelPreTokenizer(std::span<const std::string_view> patterns, bool addPrefixSpace)
{
    Builder builder;
    if (auto added = builder.addByteLevel(patterns, addPrefixSpace); !added) {
        return added.error();
    }
    return std::move(builder.result);
}

Result<PreTokenizer> preTokenizerFrom(const json& object)
{
    Builder builder;
    if (auto added = builder.add(object); !added) {
        return added.error();
    }
    return std::move(builder.result);
}

} // namespace espalier::text
