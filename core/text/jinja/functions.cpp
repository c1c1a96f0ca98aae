#include <chrono>
#include <cstdio>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

#include "core/text/jinja/arguments.h"
#include "core/text/jinja/builtins.h"
#include "core/text/jinja/error.h"

namespace espalier::text::jinja {
namespace {

Value range(Context& context, const Arguments& given)
{
    const BoundArguments arguments("range", given, {"start", "stop", "step"});
    for (std::size_t place = 0; place < 3; ++place) {
        if (arguments.has(place) && !arguments.value(place).isInteger()) {
            throw RenderError("range takes integers.");
        }
    }
    const std::int64_t first = arguments.need(0).integer();
    const std::int64_t start = arguments.has(1) ? first : 0;
    const std::int64_t stop = arguments.has(1) ? arguments.integer(1, 0) : first;
    const std::int64_t step = arguments.integer(2, 1);
    if (step == 0) {
        throw RenderError("The step of range is zero.");
    }
    std::vector<Value> items;
    for (std::int64_t at = start; step > 0 ? at < stop : at > stop;) {
        context.spend(64);
        items.emplace_back(at);
        if (__builtin_add_overflow(at, step, &at)) {
            break;
        }
    }
    return Value::list(std::move(items));
}

/// dict(a=1), dict(mapping) and namespace(...) fill a mapping in the same way.
void fill(Context& context, Mapping& mapping, const Arguments& given)
{
    for (const Value& argument : given.positional) {
        if (argument.isMapping()) {
            for (const auto& [key, value] : argument.mapping().entries) {
                mapping.set(context, key, value);
            }
            continue;
        }
        for (const Value& pair : iterate(context, argument)) {
            if (!pair.isSequence() || pair.items().size() != 2) {
                throw RenderError("dict takes a dict or a list of pairs.");
            }
            mapping.set(context, pair.items()[0], pair.items()[1]);
        }
    }
    for (const auto& [name, value] : given.named) {
        mapping.set(context, name, value);
    }
}

Value makeDict(Context& context, const Arguments& given)
{
    auto mapping = std::make_shared<Mapping>();
    fill(context, *mapping, given);
    return mapping;
}

Value makeNamespace(Context& context, const Arguments& given)
{
    auto object = std::make_shared<Object>();
    object->typeName = "Namespace";
    object->assignable = true;
    fill(context, object->members, given);
    context.changed(object);
    return object;
}

Value raiseException(Context& context, const Arguments& given)
{
    const BoundArguments arguments("raise_exception", given, {"message"});
    throw Refusal(arguments.value(0, "").str(context));
}

std::tm brokenDownDate(const std::string& date)
{
    if (!date.empty()) {
        return dayOf(date).value_or(std::tm{});
    }
    std::tm time{};
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    localtime_r(&now, &time);
    return time;
}

Value strftimeNow(Context& context, const Arguments& given)
{
    const BoundArguments arguments("strftime_now", given, {"format"});
    const std::string format = arguments.text(0).value_or("");
    context.spend(format.size() * 16);
    const std::tm time = brokenDownDate(context.date());
    std::ostringstream out;
    out.imbue(std::locale::classic()); // English names, whatever the user's language is
    out << std::put_time(&time, format.c_str());
    return out.str();
}

} // namespace

std::optional<std::tm> dayOf(const std::string& date)
{
    char end = '\0';
    std::tm asked{};
    if (std::sscanf(date.c_str(), "%4d-%2d-%2d%c", &asked.tm_year, &asked.tm_mon, &asked.tm_mday, &end) != 3) {
        return std::nullopt;
    }
    asked.tm_year -= 1900;
    asked.tm_mon -= 1;
    std::tm time = asked;
    // timegm sets the day of the week and moves days that do not exist, such as 30 February.
    const bool exists = timegm(&time) != -1 && time.tm_mon == asked.tm_mon && time.tm_mday == asked.tm_mday;
    return exists ? std::optional(time) : std::nullopt;
}

const Mapping& globalFunctions()
{
    static const Mapping functions = [] {
        Mapping table;
        const auto add = [&](const char* name, Value (*function)(Context&, const Arguments&)) {
            table.set(name, makeFunction(name, function));
        };
        add("range", range);
        add("dict", makeDict);
        add("namespace", makeNamespace);
        add("raise_exception", raiseException);
        add("strftime_now", strftimeNow);
        return table;
    }();
    return functions;
}

} // namespace espalier::text::jinja
