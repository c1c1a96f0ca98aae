#pragma once

#include <optional>
#include <string>

#include "core/text/jinja/value.h"

namespace espalier::text::jinja {

// Python's operators. All throw RenderError for operands that they do not take.

/// + - * / // % ** and Jinja's ~. Integers have 64 bits: more is an error, not a wrong number.
Value arithmetic(Context& context, const std::string& operation, const Value& left, const Value& right);
Value negated(const Value& value);
/// < 0, 0 or > 0; numbers with numbers, texts with texts, lists with lists.
int order(Context& context, const Value& left, const Value& right, int depth = 0);
bool contains(Context& context, const Value& container, const Value& item);
/// == != < <= > >= in, not in.
bool compare(Context& context, const std::string& operation, const Value& left, const Value& right);

/// object.name: a method, else an entry; undefined if there is neither.
Value attribute(Context& context, const Value& object, const std::string& name);
/// object[index]: an entry or item, else a method; undefined if there is neither.
Value item(Context& context, const Value& object, const Value& index);
/// object[start:stop:step]; parts that are none are left out.
Value slice(Context& context, const Value& object, const Value& start, const Value& stop, const Value& step);
/// What `attribute="a.b.0"` of a filter takes from an item.
Value attributePath(Context& context, Value object, const Value& path);

/// A method of a str, list or dict, bound to its object.
std::optional<Value> method(const Value& object, const std::string& name);

/// Python's "..." % values. Knows s r d i u f e g x o c and %.
std::string percentFormat(Context& context, const std::string& format, const Value& values);
/// Python's str.format with {}, {0}, {name}, !r, !s and the common part of format specifications.
std::string braceFormat(Context& context, const std::string& format, const Arguments& arguments);

} // namespace espalier::text::jinja
