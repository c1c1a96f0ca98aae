#pragma once

#include <ctime>
#include <optional>
#include <string>

#include "core/text/jinja/value.h"

namespace espalier::text::jinja {

/// input | name(arguments). @throws RenderError, also for a name that is unknown
Value applyFilter(Context& context, const std::string& name, const Value& input, const Arguments& arguments);

/// input is name(arguments).
bool applyTest(Context& context, const std::string& name, const Value& input, const Arguments& arguments);

bool isFilter(const std::string& name);
bool isTest(const std::string& name);

/// range, namespace, dict, raise_exception, strftime_now: the functions that every template sees.
const Mapping& globalFunctions();

/// Midnight of a day written as YYYY-MM-DD; nothing if it is none.
std::optional<std::tm> dayOf(const std::string& date);

using FilterFunction = Value (*)(Context&, const Value& input, const Arguments&);
FilterFunction textFilter(const std::string& name); ///< null if there is none
FilterFunction listFilter(const std::string& name);

} // namespace espalier::text::jinja
