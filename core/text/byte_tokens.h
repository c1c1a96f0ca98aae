#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace espalier::text {

/// The piece that stands for one byte under byte fallback: "<0x0A>".
std::string byteToken(unsigned char byte);

/// The byte that a piece of that form stands for.
std::optional<unsigned char> byteOfToken(std::string_view piece);

/// Decodes the bytes of a run of byte pieces: malformed ones become U+FFFD one by one.
std::string decodeByteRun(std::string_view bytes);

} // namespace espalier::text
