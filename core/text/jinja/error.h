#pragma once

#include <stdexcept>
#include <string>

namespace espalier::text::jinja {

/// A template that cannot be read. Thrown and caught inside this library only: ChatTemplate turns it into an Error.
struct SyntaxError : std::runtime_error
{
    SyntaxError(const std::string& message, int lineNumber, int columnNumber)
        : std::runtime_error(message), line(lineNumber), column(columnNumber)
    {
    }
    int line;   ///< from 1
    int column; ///< from 1, in characters
};

/// A template that fails while it is rendered; caught by ChatTemplate as well.
struct RenderError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The template's own raise_exception.
struct Refusal : RenderError
{
    using RenderError::RenderError;
};

} // namespace espalier::text::jinja
