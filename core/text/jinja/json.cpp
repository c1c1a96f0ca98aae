#include "core/text/jinja/json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/text/jinja/error.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"
#include "core/text/utf8.h"

namespace espalier::text::jinja {
namespace {

class Writer
{
public:
    Writer(Context& context, const JsonOptions& options) : m_context(context), m_options(options)
    {
        m_itemSeparator = options.itemSeparator.value_or(options.indent ? "," : ", ");
        m_keySeparator = options.keySeparator.value_or(": ");
    }

    std::string run(const Value& value)
    {
        write(value, 0);
        return std::move(m_out);
    }

private:
    void write(const Value& value, int depth)
    {
        if (depth > kMaxNesting) {
            throw RenderError("tojson is given a value that is nested too deeply (or holds itself).");
        }
        m_context.spend(32 + m_itemSeparator.size());
        switch (value.kind()) {
        case Kind::String:
            writeString(value.string());
            break;
        case Kind::List:
        case Kind::Tuple:
            writeList(value.items(), depth);
            break;
        case Kind::Mapping:
            writeMapping(value.mapping(), depth);
            break;
        default:
            m_out += scalar(value);
        }
    }

    static std::string scalar(const Value& value)
    {
        switch (value.kind()) {
        case Kind::None:
            return "null";
        case Kind::Boolean:
            return value.boolean() ? "true" : "false";
        case Kind::Integer:
            return std::to_string(value.integer());
        case Kind::Float:
            return std::isnan(value.number())   ? "NaN"
                   : std::isinf(value.number()) ? value.number() < 0 ? "-Infinity" : "Infinity"
                                                : floatText(value.number());
        case Kind::Undefined:
            throw RenderError(value.undefinedHint() + ", so tojson cannot write it.");
        default:
            throw RenderError("tojson cannot write a value of type " + std::string(value.typeName()) + ".");
        }
    }

    void newLine(int depth)
    {
        if (m_options.indent) {
            m_context.spend(m_options.indent->size() * std::size_t(depth));
            m_out += '\n';
            for (int i = 0; i < depth; ++i) {
                m_out += *m_options.indent;
            }
        }
    }

    void writeList(const std::vector<Value>& items, int depth)
    {
        m_out += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            m_out += i == 0 ? "" : m_itemSeparator;
            newLine(depth + 1);
            write(items[i], depth + 1);
        }
        if (!items.empty()) {
            newLine(depth);
        }
        m_out += ']';
    }

    void writeMapping(const Mapping& mapping, int depth)
    {
        auto entries = mapping.entries;
        if (m_options.sortKeys) {
            std::stable_sort(entries.begin(), entries.end(),
                             [&](const auto& a, const auto& b) { return order(m_context, a.first, b.first) < 0; });
        }
        m_out += '{';
        for (std::size_t i = 0; i < entries.size(); ++i) {
            m_out += i == 0 ? "" : m_itemSeparator;
            newLine(depth + 1);
            const Value& key = entries[i].first;
            writeString(key.isString() ? key.string() : scalar(key));
            m_out += m_keySeparator;
            write(entries[i].second, depth + 1);
        }
        if (!entries.empty()) {
            newLine(depth);
        }
        m_out += '}';
    }

    void writeUnit(unsigned unit)
    {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "\\u%04x", unit);
        m_out += buffer;
    }

    void writeString(const std::string& text)
    {
        m_context.spend(text.size());
        m_out += '"';
        for (const std::string_view character : characters(text)) {
            static constexpr std::string_view kEscaped = "\"\\\n\r\t\b\f";
            static constexpr std::string_view kLetters = "\"\\nrtbf";
            const CodePoint point = decodeUtf8(character);
            if (const std::size_t at = kEscaped.find(character[0]); at != std::string_view::npos) {
                (m_out += '\\') += kLetters[at];
            } else if (point.valid && point.value < 0x20) {
                writeUnit(point.value);
            } else if (!m_options.ensureAscii || point.value < 0x80) {
                m_out += character;
            } else if (point.value < 0x10000) {
                writeUnit(point.value);
            } else { // a surrogate pair
                writeUnit(0xD800 + ((point.value - 0x10000) >> 10));
                writeUnit(0xDC00 + ((point.value - 0x10000) & 0x3FF));
            }
        }
        m_out += '"';
    }

    Context& m_context;
    const JsonOptions& m_options;
    std::string m_itemSeparator, m_keySeparator;
    std::string m_out;
};

} // namespace

std::string toJson(Context& context, const Value& value, const JsonOptions& options)
{
    return Writer(context, options).run(value);
}

} // namespace espalier::text::jinja
