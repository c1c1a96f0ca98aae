#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

/// Rows of fields of a CSV text (RFC 4180): fields in double quotes may hold commas, line breaks and doubled quotes;
/// rows end with LF or CRLF. Error `data.format` with the line: an open quote, or a row with another number of fields
/// than the first one.
Result<std::vector<std::vector<std::string>>> parseCsv(std::string_view text);

} // namespace espalier::text
