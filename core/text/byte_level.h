#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace espalier::text {

/// GPT-2's byte alphabet: each byte has a printable character of its own. Printable bytes of Latin-1 stand for
/// themselves, the others for U+0100, U+0101, ... in order.
const std::array<std::string, 256>& byteLevelCharacters();

/// The bytes that a byte-level piece ("Ġthe") stands for; nothing if a character is not of that alphabet.
std::optional<std::string> byteLevelBytes(std::string_view piece);

std::string byteLevelPiece(std::string_view bytes);

} // namespace espalier::text
