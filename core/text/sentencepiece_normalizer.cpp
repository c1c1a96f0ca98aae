#include "core/text/sentencepiece_normalizer.h"

#include "core/text/utf8.h"

namespace espalier::text {

Result<SentencePieceNormalizer> SentencePieceNormalizer::create(const SentencePieceModel& model)
{
    SentencePieceNormalizer normalizer;
    auto map = CharsMap::parse(model.charsMap);
    if (!map) {
        return map.error();
    }
    normalizer.m_charsMap = map.take();
    std::vector<ByteTrie::Entry> userDefined;
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        if (model.pieces[i].type == SentencePieceModel::Type::UserDefined) {
            userDefined.emplace_back(model.pieces[i].text, static_cast<std::int32_t>(i));
        }
    }
    normalizer.m_userDefined = ByteTrie(std::move(userDefined));
    normalizer.m_addDummyPrefix = model.addDummyPrefix;
    normalizer.m_removeExtraWhitespaces = model.removeExtraWhitespaces;
    normalizer.m_whitespaceAsSuffix = model.treatWhitespaceAsSuffix;
    normalizer.m_space = model.escapeWhitespaces ? std::string(kSpaceSymbol) : " ";
    return normalizer;
}

SentencePieceNormalizer::Step SentencePieceNormalizer::step(std::string_view text) const
{
    if (m_userDefined.mayBegin(text[0])) {
        if (const auto match = m_userDefined.longest(text); match.length > 0) {
            return {text.substr(0, match.length), match.length};
        }
    }
    if (const auto match = m_charsMap.longest(text); match.length > 0) {
        return {match.replacement, match.length};
    }
    const CodePoint point = decodeUtf8(text);
    return {point.valid ? text.substr(0, point.length) : kReplacementCharacter, point.length};
}

std::string SentencePieceNormalizer::normalize(std::string_view text, bool dummyPrefix) const
{
    std::string out;
    while (m_removeExtraWhitespaces && !text.empty()) {
        const Step leading = step(text);
        if (leading.output != " ") {
            break;
        }
        text.remove_prefix(leading.consumed);
    }
    if (text.empty()) {
        return out;
    }
    out.reserve(text.size() + text.size() / 2);
    const bool addSpace = m_addDummyPrefix && dummyPrefix;
    if (addSpace && !m_whitespaceAsSuffix) {
        out += m_space;
    }
    bool afterSpace = m_removeExtraWhitespaces;
    while (!text.empty()) {
        const Step next = step(text);
        text.remove_prefix(next.consumed);
        std::string_view output = next.output;
        while (afterSpace && output.starts_with(' ')) {
            output.remove_prefix(1);
        }
        if (output.empty()) {
            continue;
        }
        for (const char c : output) {
            if (c == ' ') {
                out += m_space;
            } else {
                out.push_back(c);
            }
        }
        afterSpace = m_removeExtraWhitespaces && output.ends_with(' ');
    }
    while (m_removeExtraWhitespaces && out.ends_with(m_space)) {
        out.resize(out.size() - m_space.size());
    }
    if (addSpace && m_whitespaceAsSuffix) {
        out += m_space;
    }
    return out;
}

} // namespace espalier::text
