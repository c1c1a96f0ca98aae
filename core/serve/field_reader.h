#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::serve {

/// Reads the members of an object by type and range, and keeps the first thing that is wrong. `null` is as absent.
class FieldReader
{
public:
    /// @param prefix of the names in errors: "stream_options."
    explicit FieldReader(const nlohmann::ordered_json& object, std::string prefix = {})
        : m_object(object), m_prefix(std::move(prefix))
    {
    }

    /// The member if it is there and not null.
    const nlohmann::ordered_json* find(const char* key);

    std::optional<std::int64_t> integer(const char* key, std::int64_t minimum, std::int64_t maximum);
    std::optional<double> number(const char* key, double minimum, double maximum);
    std::optional<bool> boolean(const char* key);
    std::optional<std::string> text(const char* key);

    void fail(const char* code, const std::string& key, const std::string& message);
    /// Takes over another reader's error.
    void fail(const std::optional<Error>& error);
    const std::optional<Error>& error() const { return m_error; }
    /// Names of members that nobody asked for, in their order.
    std::vector<std::string> unread() const;

private:
    void wrongType(const char* key, const char* wanted, const nlohmann::ordered_json& value);

    const nlohmann::ordered_json& m_object;
    std::string m_prefix;
    std::set<std::string> m_read;
    std::optional<Error> m_error;
};

} // namespace espalier::serve
