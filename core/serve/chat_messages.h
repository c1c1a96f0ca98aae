#pragma once

#include "core/serve/api_request.h"
#include "core/serve/field_reader.h"

namespace espalier::serve {

/// Reads `messages` (a list, one message, or a plain string; `prompt` in its place with a notice), `tools`,
/// `tool_choice` and `add_generation_prompt`. Afterwards every message has a role that templates know and a content
/// that is a string (parts joined) or null, and the arguments of tool calls are objects where they are written as JSON
/// text, as templates expect it.
/// @param object that `fields` reads; messages and tools are moved out of it
void readChat(FieldReader& fields, nlohmann::ordered_json& object, ApiRequest& request);

} // namespace espalier::serve
