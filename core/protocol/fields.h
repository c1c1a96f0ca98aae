#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::protocol {

/// Writes the members that a struct's `visitFields` names into one JSON object. Absent optionals are left out;
/// numbers that are not finite become null.
class FieldWriter
{
public:
    explicit FieldWriter(nlohmann::json& object) : m_object(object) {}

    template <typename T> void operator()(const char* key, const T& value) { m_object[key] = value; }
    void operator()(const char* key, double value) { m_object[key] = number(value); }
    template <typename T> void operator()(const char* key, const std::optional<T>& value)
    {
        if (value) {
            (*this)(key, *value);
        }
    }

private:
    static nlohmann::json number(double value)
    {
        return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
    }

    nlohmann::json& m_object;
};

/// Reads the same members back, strict on types: the first missing key or wrong type is kept as the reason.
/// A null number reads as NaN (it was not finite); a missing or null optional is absent.
class FieldReader
{
public:
    explicit FieldReader(const nlohmann::json& object) : m_object(object) {}

    template <typename T> void operator()(const char* key, T& value)
    {
        m_known.insert(key);
        const auto found = m_object.find(key);
        if (found == m_object.end()) {
            fail(key, "is missing");
        } else if (!read(*found, value)) {
            fail(key, "has the wrong type");
        }
    }
    template <typename T> void operator()(const char* key, std::optional<T>& value)
    {
        m_known.insert(key);
        value.reset();
        const auto found = m_object.find(key);
        if (found != m_object.end() && !found->is_null()) {
            T inner{};
            (*this)(key, inner);
            value = std::move(inner);
        }
    }

    /// "\"key\" is missing", empty when everything was read.
    const std::string& problem() const { return m_problem; }
    /// A key that no field has, if there is one.
    std::optional<std::string> unknownKey() const
    {
        for (const auto& [key, value] : m_object.items()) {
            if (!m_known.contains(key)) {
                return key;
            }
        }
        return std::nullopt;
    }

private:
    void fail(const char* key, const char* what)
    {
        if (m_problem.empty()) {
            m_problem = std::string("\"") + key + "\" " + what;
        }
    }

    static bool read(const nlohmann::json& json, nlohmann::json& value)
    {
        value = json;
        return true;
    }
    static bool read(const nlohmann::json& json, std::string& value)
    {
        return json.is_string() && (value = json.get<std::string>(), true);
    }
    static bool read(const nlohmann::json& json, bool& value)
    {
        return json.is_boolean() && (value = json.get<bool>(), true);
    }
    static bool read(const nlohmann::json& json, double& value)
    {
        value = json.is_number() ? json.get<double>() : std::numeric_limits<double>::quiet_NaN();
        return json.is_number() || json.is_null();
    }
    template <std::integral T> static bool read(const nlohmann::json& json, T& value)
    {
        if (json.is_number_unsigned()) {
            const auto number = json.get<std::uint64_t>();
            return std::in_range<T>(number) && (value = static_cast<T>(number), true);
        }
        if (json.is_number_integer()) {
            const auto number = json.get<std::int64_t>();
            return std::in_range<T>(number) && (value = static_cast<T>(number), true);
        }
        return false;
    }
    template <typename T> static bool read(const nlohmann::json& json, std::vector<T>& value)
    {
        if (!json.is_array()) {
            return false;
        }
        value.clear();
        for (const auto& element : json) {
            T item{};
            if (!read(element, item)) {
                return false;
            }
            value.push_back(std::move(item));
        }
        return true;
    }

    const nlohmann::json& m_object;
    std::set<std::string> m_known;
    std::string m_problem;
};

} // namespace espalier::protocol
