#include "core/text/jinja/arguments.h"

#include <algorithm>

#include "core/text/jinja/error.h"

namespace espalier::text::jinja {

BoundArguments::BoundArguments(const std::string& function, const Arguments& given,
                               std::initializer_list<const char*> names)
    : m_function(function), m_names(names), m_values(names.size(), nullptr)
{
    if (given.positional.size() > m_names.size()) {
        throw RenderError(function + " takes at most " + std::to_string(m_names.size()) + " arguments, but " +
                          std::to_string(given.positional.size()) + " are given.");
    }
    for (std::size_t i = 0; i < given.positional.size(); ++i) {
        m_values[i] = &given.positional[i];
    }
    for (const auto& [name, value] : given.named) {
        const auto found = std::find(m_names.begin(), m_names.end(), name);
        if (found == m_names.end()) {
            throw RenderError(function + " has no argument named \"" + name + "\".");
        }
        const Value*& place = m_values[std::size_t(found - m_names.begin())];
        if (place) {
            throw RenderError(function + " is given its argument \"" + name + "\" twice.");
        }
        place = &value;
    }
}

void BoundArguments::fail(std::size_t place, const char* problem) const
{
    throw RenderError("The argument \"" + std::string(m_names[place]) + "\" of " + m_function + " " + problem + ".");
}

const Value& BoundArguments::need(std::size_t place) const
{
    if (!has(place)) {
        fail(place, "is missing");
    }
    return *m_values[place];
}

Value BoundArguments::value(std::size_t place, Value otherwise) const
{
    return has(place) ? *m_values[place] : std::move(otherwise);
}

bool BoundArguments::flag(std::size_t place, bool otherwise) const
{
    return has(place) ? m_values[place]->truth() : otherwise;
}

std::int64_t BoundArguments::integer(std::size_t place, std::int64_t otherwise) const
{
    if (!has(place) || m_values[place]->isNone()) {
        return otherwise;
    }
    if (!m_values[place]->isInteger()) {
        fail(place, "is not an integer");
    }
    return m_values[place]->integer();
}

std::optional<std::string> BoundArguments::text(std::size_t place) const
{
    if (!has(place) || m_values[place]->isNone()) {
        return std::nullopt;
    }
    if (!m_values[place]->isString()) {
        fail(place, "is not a text");
    }
    return m_values[place]->string();
}

} // namespace espalier::text::jinja
