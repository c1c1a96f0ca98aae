#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/text/records.h"

namespace espalier::text {

/// The forms in which data sets hold chats, by their columns:
/// | columns | |
/// |---|---|
/// | `messages` | [{role, content}], OpenAI's; also {role: [...], content: [...]}, or one of both as a JSON text |
/// | `conversations` | [{from, value}] with human, gpt, system (ShareGPT's), or as messages |
/// | `instruction`, `output` | texts, with `input`, `system` and `history` where there are any (Alpaca's) |
/// | `prompt`, `completion` | texts, or lists of messages |
/// `tools` and `system` beside the first two are passed on.
/// @param record an object @return the columns that are read of it; empty: it is no chat
std::vector<std::string> chatColumns(const nlohmann::ordered_json& record);

/// The chat of such a record. Error `data.chat`.
Result<Record> chatOf(const nlohmann::ordered_json& record, const std::string& place);

} // namespace espalier::text
