#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/text/jinja/value.h"

namespace espalier::text::jinja {

/// The arguments of a call by the places of a Python signature.
class BoundArguments
{
public:
    /// @throws RenderError if there are more arguments than names, an unknown name, or one given twice
    BoundArguments(const std::string& function, const Arguments& given, std::initializer_list<const char*> names);

    bool has(std::size_t place) const { return m_values[place] != nullptr; }
    /// The argument; @throws RenderError if it is not given
    const Value& need(std::size_t place) const;
    Value value(std::size_t place, Value otherwise = None{}) const;
    bool flag(std::size_t place, bool otherwise) const;
    // @throws RenderError if the argument has another type; None counts as not given
    std::int64_t integer(std::size_t place, std::int64_t otherwise) const;
    std::optional<std::string> text(std::size_t place) const;

private:
    [[noreturn]] void fail(std::size_t place, const char* problem) const;

    std::string m_function;
    std::vector<const char*> m_names;
    std::vector<const Value*> m_values;
};

} // namespace espalier::text::jinja
