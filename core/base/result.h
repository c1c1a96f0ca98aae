#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace espalier {

/// What went wrong with an input from outside (file, recipe, frame, command line).
/// Broken invariants assert and wrong tensor shapes throw; everything a user can cause is one of these.
struct Error
{
    std::string code;    ///< stable, dotted, never translated: "model.tensor.missing"
    std::string message; ///< one English sentence or more: what happened, why, what to do
    std::string place;   ///< file, "file:line:column" or module name; may be empty
};

/// A value or the reason why there is none. Check with `if (!result)`, then take value() or error().
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return m_state.index() == 0; }
    T& value() { return std::get<0>(m_state); }
    const T& value() const { return std::get<0>(m_state); }
    T take() { return std::move(std::get<0>(m_state)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    explicit operator bool() const { return !m_error.has_value(); }
    const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

/// One line for stderr: "message (place)".
inline std::string toString(const Error& error)
{
    return error.place.empty() ? error.message : error.message + " (" + error.place + ")";
}

} // namespace espalier
