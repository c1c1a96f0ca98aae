#include "core/serve/field_reader.h"

#include <limits>
#include <sstream>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

std::string range(double minimum, double maximum)
{
    std::ostringstream text;
    text << minimum << " to " << maximum;
    return text.str();
}

} // namespace

const nlohmann::ordered_json* FieldReader::find(const char* key)
{
    m_read.insert(key);
    const auto member = m_object.find(key);
    return member == m_object.end() || member->is_null() ? nullptr : &*member;
}

std::optional<std::int64_t> FieldReader::integer(const char* key, std::int64_t minimum, std::int64_t maximum)
{
    const nlohmann::ordered_json* value = find(key);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_number_integer()) {
        wrongType(key, "a whole number", *value);
        return {};
    }
    const bool tooLarge =
        value->is_number_unsigned() &&
        value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (tooLarge || value->get<std::int64_t>() < minimum || value->get<std::int64_t>() > maximum) {
        fail(code::kInvalidValue, key,
             "must lie from " + std::to_string(minimum) + " to " + std::to_string(maximum) + ", not " + value->dump());
        return {};
    }
    return value->get<std::int64_t>();
}

std::optional<double> FieldReader::number(const char* key, double minimum, double maximum)
{
    const nlohmann::ordered_json* value = find(key);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_number()) {
        wrongType(key, "a number", *value);
        return {};
    }
    const double number = value->get<double>();
    if (!(number >= minimum && number <= maximum)) {
        fail(code::kInvalidValue, key, "must lie from " + range(minimum, maximum) + ", not " + value->dump());
        return {};
    }
    return number;
}

std::optional<bool> FieldReader::boolean(const char* key)
{
    const nlohmann::ordered_json* value = find(key);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_boolean()) {
        wrongType(key, "true or false", *value);
        return {};
    }
    return value->get<bool>();
}

std::optional<std::string> FieldReader::text(const char* key)
{
    const nlohmann::ordered_json* value = find(key);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_string()) {
        wrongType(key, "a string", *value);
        return {};
    }
    return value->get<std::string>();
}

void FieldReader::wrongType(const char* key, const char* wanted, const nlohmann::ordered_json& value)
{
    fail(code::kInvalidType, key, std::string("must be ") + wanted + ", not " + value.type_name());
}

void FieldReader::fail(const char* code, const std::string& key, const std::string& message)
{
    if (!m_error) {
        m_error = Error{code, "'" + m_prefix + key + "' " + message + ".", m_prefix + key};
    }
}

void FieldReader::fail(const std::optional<Error>& error)
{
    if (!m_error) {
        m_error = error;
    }
}

std::vector<std::string> FieldReader::unread() const
{
    std::vector<std::string> names;
    for (const auto& member : m_object.items()) {
        if (m_read.count(member.key()) == 0) {
            names.push_back(member.key());
        }
    }
    return names;
}

} // namespace espalier::serve
