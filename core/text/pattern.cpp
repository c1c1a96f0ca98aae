#include "core/text/pattern.h"

#include <optional>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace espalier::text {

struct Pattern::Code
{
    pcre2_code* code = nullptr;

    explicit Code(pcre2_code* compiled) : code(compiled) {}
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;
    ~Code() { pcre2_code_free(code); }
};

namespace {

/// What an escape of Oniguruma means in PCRE2; nothing if it means the same.
std::optional<std::string> translatedEscape(char escape, bool inClass)
{
    const auto set = [inClass](const char* members) {
        return inClass ? std::string(members) : "[" + std::string(members) + "]";
    };
    switch (escape) {
    case 'w':
        return set("\\p{L}\\p{M}\\p{N}\\p{Pc}");
    case 'W':
        return inClass ? std::nullopt : std::optional<std::string>("[^\\p{L}\\p{M}\\p{N}\\p{Pc}]");
    case 'h': // a hexadecimal digit; a horizontal space in PCRE2
        return set("0-9a-fA-F");
    default:
        return {};
    }
}

/// Nothing if the pattern uses class intersections or nested classes, which PCRE2 lacks.
std::optional<std::string> translated(std::string_view pattern)
{
    std::string out;
    bool inClass = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\' && i + 1 < pattern.size()) {
            ++i;
            const auto replacement = translatedEscape(pattern[i], inClass);
            out += replacement ? *replacement : std::string{c, pattern[i]};
            continue;
        }
        if (inClass && (pattern.substr(i).starts_with("&&") || (c == '[' && !pattern.substr(i).starts_with("[:")))) {
            return {};
        }
        if (inClass && c == '[') { // a POSIX class
            const std::size_t end = pattern.find(":]", i);
            if (end == std::string_view::npos) {
                return {};
            }
            out += pattern.substr(i, end + 2 - i);
            i = end + 1;
            continue;
        }
        if (c == '[') {
            inClass = true;
            out += c;
            if (i + 1 < pattern.size() && pattern[i + 1] == '^') {
                out += pattern[++i];
            }
            if (i + 1 < pattern.size() && pattern[i + 1] == ']') { // a literal bracket
                out += "\\]";
                ++i;
            }
            continue;
        }
        inClass = inClass && c != ']';
        out += c;
    }
    return out;
}

Error unsupported(std::string_view pattern, const std::string& why)
{
    return {"tokenizer.unsupported", "The tokenizer's pattern " + std::string(pattern) + " cannot be used: " + why, ""};
}

} // namespace

Result<Pattern> Pattern::compile(std::string_view oniguruma)
{
    const auto pattern = translated(oniguruma);
    if (!pattern) {
        return unsupported(oniguruma, "nested character classes and their intersections are not supported.");
    }
    int error = 0;
    PCRE2_SIZE offset = 0;
    // in Ruby's syntax ^ and $ always match at lines
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern->data()), pattern->size(),
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &offset, nullptr);
    if (code == nullptr) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return unsupported(oniguruma, std::string(reinterpret_cast<const char*>(message)) + ".");
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // without it the interpreter gives the same matches
    Pattern result;
    result.m_code = std::make_shared<const Code>(code);
    return result;
}

std::vector<Pattern::Range> Pattern::matches(std::string_view text) const
{
    std::vector<Range> ranges;
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(pcre2_match_data_create(1, nullptr),
                                                                                   &pcre2_match_data_free);
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        int count = pcre2_match(m_code->code, subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, data.get(),
                                nullptr);
        if (count == PCRE2_ERROR_JIT_STACKLIMIT) {
            count = pcre2_match(m_code->code, subject, text.size(), at,
                                PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY | PCRE2_NO_JIT, data.get(), nullptr);
        }
        if (count < 0) {
            break;
        }
        const PCRE2_SIZE* positions = pcre2_get_ovector_pointer(data.get());
        ranges.emplace_back(positions[0], positions[1]);
        at = positions[1];
    }
    return ranges;
}

} // namespace espalier::text
