#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier::text::jinja {

enum class TokenKind {
    Text,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End
};

struct Token
{
    TokenKind kind = TokenKind::End;
    std::string text;       ///< content of text and strings (escapes decoded), digits, name or operator
    std::size_t offset = 0; ///< in the source
    int line = 1;
};

/// Line and column, both from 1, the column in characters.
std::pair<int, int> positionAt(std::string_view source, std::size_t offset);

/// Line ends become \n and the last one is dropped, as Jinja does before it reads a template.
std::string normalizedSource(std::string_view source);

/// Cuts a template into tokens with Jinja's white space control, trim_blocks and lstrip_blocks being on as Hugging Face
/// compiles templates. The last token is End. @throws SyntaxError
std::vector<Token> tokenize(std::string_view source);

} // namespace espalier::text::jinja
