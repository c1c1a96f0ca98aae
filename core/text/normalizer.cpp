#include "core/text/normalizer.h"

#include <algorithm>
#include <vector>

#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>

#include "core/text/chars_map.h"
#include "core/text/json_fields.h"
#include "core/text/text_search.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

using nlohmann::json;

class Sequence : public Normalizer
{
public:
    explicit Sequence(std::vector<std::unique_ptr<Normalizer>> steps) : m_steps(std::move(steps)) {}
    std::string normalize(std::string text) const override
    {
        for (const auto& step : m_steps) {
            text = step->normalize(std::move(text));
        }
        return text;
    }

private:
    std::vector<std::unique_ptr<Normalizer>> m_steps;
};

class UnicodeForm : public Normalizer
{
public:
    explicit UnicodeForm(const icu::Normalizer2* form) : m_form(form) {}
    std::string normalize(std::string text) const override
    {
        std::string out;
        out.reserve(text.size());
        icu::StringByteSink<std::string> sink(&out);
        UErrorCode status = U_ZERO_ERROR;
        m_form->normalizeUTF8(0, {text.data(), static_cast<int32_t>(text.size())}, sink, nullptr, status);
        return U_SUCCESS(status) ? out : text;
    }

private:
    const icu::Normalizer2* m_form; ///< a singleton of ICU
};

/// Each character becomes what `map` appends for it.
template <typename Map> class CharacterMap : public Normalizer
{
public:
    explicit CharacterMap(Map map) : m_map(std::move(map)) {}
    std::string normalize(std::string text) const override
    {
        std::string out;
        out.reserve(text.size());
        for (std::string_view rest = text; !rest.empty();) {
            const CodePoint point = decodeUtf8(rest);
            m_map(point.value, out);
            rest.remove_prefix(point.length);
        }
        return out;
    }

private:
    Map m_map;
};

template <typename Map> std::unique_ptr<Normalizer> characterMap(Map map)
{
    return std::make_unique<CharacterMap<Map>>(std::move(map));
}

void appendLowercase(char32_t c, std::string& out)
{
    if (c == 0x130) { // the one character whose lowercase form is two
        out += "i\xCC\x87";
    } else {
        appendUtf8(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
    }
}

void appendWithoutAccent(char32_t c, std::string& out)
{
    if (u_charType(static_cast<UChar32>(c)) != U_NON_SPACING_MARK) {
        appendUtf8(out, c);
    }
}

/// Drops control characters and turns odd spaces into plain ones, as the machine translation rules "nmt" do.
void appendNmt(char32_t c, std::string& out)
{
    const bool dropped =
        (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
    const bool space = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                       (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF ||
                       c == 0xFFFD;
    if (!dropped) {
        appendUtf8(out, space ? U' ' : c);
    }
}

class Prepend : public Normalizer
{
public:
    explicit Prepend(std::string prefix) : m_prefix(std::move(prefix)) {}
    std::string normalize(std::string text) const override { return text.empty() ? text : m_prefix + text; }

private:
    std::string m_prefix;
};

class Replace : public Normalizer
{
public:
    Replace(TextSearch search, std::string content) : m_search(std::move(search)), m_content(std::move(content)) {}
    std::string normalize(std::string text) const override
    {
        const auto matches = m_search.matches(text);
        std::string out;
        out.reserve(text.size() + matches.size() * m_content.size());
        std::size_t done = 0;
        for (const auto& [begin, end] : matches) {
            out.append(text, done, begin - done);
            out += m_content;
            done = end;
        }
        return out.append(text, done);
    }

private:
    TextSearch m_search;
    std::string m_content;
};

class Strip : public Normalizer
{
public:
    Strip(bool left, bool right) : m_left(left), m_right(right) {}
    std::string normalize(std::string text) const override
    {
        std::size_t begin = std::string::npos;
        std::size_t end = 0;
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint point = decodeUtf8(std::string_view(text).substr(at));
            if (!isWhiteSpace(point.value)) {
                begin = std::min(begin, at);
                end = at + point.length;
            }
            at += point.length;
        }
        if (begin == std::string::npos) {
            return m_left || m_right ? std::string() : text;
        }
        begin = m_left ? begin : 0;
        end = m_right ? end : text.size();
        return text.substr(begin, end - begin);
    }

private:
    bool m_left, m_right;
};

/// SentencePiece's table applied by grapheme clusters: a short cluster is looked up as a whole, else each character is;
/// of several rules that a text begins with, the shortest counts.
class Precompiled : public Normalizer
{
public:
    explicit Precompiled(CharsMap map) : m_map(std::move(map)) {}
    std::string normalize(std::string text) const override
    {
        constexpr std::size_t kLongestCluster = 5; // bytes
        std::string out;
        out.reserve(text.size());
        const std::vector<std::size_t> borders = clusterBorders(text);
        for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
            const std::string_view cluster(text.data() + borders[i], borders[i + 1] - borders[i]);
            if (cluster.size() <= kLongestCluster && replace(cluster, out)) {
                continue;
            }
            for (std::string_view rest = cluster; !rest.empty();) {
                const std::string_view character = rest.substr(0, decodeUtf8(rest).length);
                if (!replace(character, out)) {
                    out += character;
                }
                rest.remove_prefix(character.size());
            }
        }
        return out;
    }

private:
    bool replace(std::string_view part, std::string& out) const
    {
        const auto match = m_map.shortest(part);
        out += match.replacement;
        return match.length > 0;
    }

    static std::vector<std::size_t> clusterBorders(const std::string& text)
    {
        std::vector<std::size_t> borders{0};
        UErrorCode status = U_ZERO_ERROR;
        const std::unique_ptr<icu::BreakIterator> iterator(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
        UText* utext = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
        if (U_SUCCESS(status)) {
            iterator->setText(utext, status);
            for (int32_t at = iterator->next(); at != icu::BreakIterator::DONE; at = iterator->next()) {
                borders.push_back(static_cast<std::size_t>(at));
            }
        }
        utext_close(utext);
        if (borders.back() != text.size()) {
            borders.push_back(text.size());
        }
        return borders;
    }

    CharsMap m_map;
};

Result<std::unique_ptr<Normalizer>> unicodeForm(const std::string& type)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = type == "NFC"    ? icu::Normalizer2::getNFCInstance(status)
                                   : type == "NFD"  ? icu::Normalizer2::getNFDInstance(status)
                                   : type == "NFKC" ? icu::Normalizer2::getNFKCInstance(status)
                                                    : icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) {
        return Error{"tokenizer.unsupported", "ICU has no data for the normalization form " + type + ".", ""};
    }
    return std::unique_ptr<Normalizer>(std::make_unique<UnicodeForm>(form));
}

Result<std::unique_ptr<Normalizer>> replaceFrom(const json& object)
{
    auto search = TextSearch::from(object.value("pattern", json()));
    if (!search) {
        return search.error();
    }
    return std::unique_ptr<Normalizer>(std::make_unique<Replace>(search.take(), stringField(object, "content")));
}

Result<std::unique_ptr<Normalizer>> precompiledFrom(const json& object)
{
    bool ok = true;
    auto map = CharsMap::parse(decodeBase64(stringField(object, "precompiled_charsmap"), ok));
    if (!ok || !map) {
        return Error{"tokenizer.format", "The normalization table (precompiled_charsmap) is damaged.", ""};
    }
    return std::unique_ptr<Normalizer>(std::make_unique<Precompiled>(map.take()));
}

Result<std::unique_ptr<Normalizer>> sequenceFrom(const json& object)
{
    std::vector<std::unique_ptr<Normalizer>> steps;
    for (const json& step : object.value("normalizers", json::array())) {
        auto normalizer = normalizerFrom(step);
        if (!normalizer) {
            return normalizer.error();
        }
        steps.push_back(normalizer.take());
    }
    return std::unique_ptr<Normalizer>(std::make_unique<Sequence>(std::move(steps)));
}

} // namespace

std::unique_ptr<Normalizer> makeNfc()
{
    auto form = unicodeForm("NFC");
    return form ? form.take() : nullptr;
}

Result<std::unique_ptr<Normalizer>> normalizerFrom(const json& object)
{
    if (object.is_null()) {
        return std::unique_ptr<Normalizer>();
    }
    const std::string type = typeOf(object);
    if (type == "Sequence") {
        return sequenceFrom(object);
    }
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD") {
        return unicodeForm(type);
    }
    if (type == "Lowercase") {
        return characterMap(appendLowercase);
    }
    if (type == "StripAccents") {
        return characterMap(appendWithoutAccent);
    }
    if (type == "Nmt") {
        return characterMap(appendNmt);
    }
    if (type == "Prepend") {
        return std::unique_ptr<Normalizer>(std::make_unique<Prepend>(stringField(object, "prepend")));
    }
    if (type == "Strip") {
        return std::unique_ptr<Normalizer>(
            std::make_unique<Strip>(boolField(object, "strip_left", true), boolField(object, "strip_right", true)));
    }
    if (type == "Replace") {
        return replaceFrom(object);
    }
    if (type == "Precompiled") {
        return precompiledFrom(object);
    }
    return unsupportedComponent("normalizer", object);
}

} // namespace espalier::text
