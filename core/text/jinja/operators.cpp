#include "core/text/jinja/operators.h"

#include <algorithm>
#include <cmath>

#include "core/text/jinja/error.h"
#include "core/text/jinja/strings.h"

namespace espalier::text::jinja {
namespace {

constexpr const char* kTooLarge = "An integer does not fit in 64 bits.";

[[noreturn]] void failOperands(const std::string& operation, const Value& left, const Value& right)
{
    for (const Value* operand : {&left, &right}) {
        if (operand->isUndefined()) {
            throw RenderError(operand->undefinedHint() + ", so " + operation + " cannot be computed.");
        }
    }
    throw RenderError("The operator " + operation + " does not take " + left.typeName() + " and " + right.typeName() +
                      ".");
}

std::int64_t integerPower(std::int64_t base, std::int64_t exponent)
{
    std::int64_t result = 1;
    while (exponent > 0) {
        if (exponent % 2 == 1 && __builtin_mul_overflow(result, base, &result)) {
            throw RenderError(kTooLarge);
        }
        exponent /= 2;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) {
            throw RenderError(kTooLarge);
        }
    }
    return result;
}

Value integerArithmetic(char operation, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    bool overflow = false;
    switch (operation) {
    case '+':
        overflow = __builtin_add_overflow(a, b, &result);
        break;
    case '-':
        overflow = __builtin_sub_overflow(a, b, &result);
        break;
    case '*':
        overflow = __builtin_mul_overflow(a, b, &result);
        break;
    default: // 'd' floor division, '%' its remainder, which has the sign of the divisor
        if (b == -1) {
            overflow = operation == 'd' && __builtin_sub_overflow(std::int64_t(0), a, &result);
            break;
        }
        const std::int64_t remainder = a % b;
        const bool adjust = remainder != 0 && (remainder < 0) != (b < 0);
        result = operation == 'd' ? a / b - (adjust ? 1 : 0) : remainder + (adjust ? b : 0);
    }
    if (overflow) {
        throw RenderError(kTooLarge);
    }
    return result;
}

double floatArithmetic(char operation, double a, double b)
{
    switch (operation) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return a / b;
    case 'd':
        return std::floor(a / b);
    case '%': {
        const double remainder = std::fmod(a, b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }
    default:
        return std::pow(a, b);
    }
}

Value numberArithmetic(char operation, const Value& left, const Value& right)
{
    if ((operation == '/' || operation == 'd' || operation == '%') && right.number() == 0) {
        throw RenderError("A number is divided by zero.");
    }
    if (left.isInteger() && right.isInteger() && operation != '/') {
        if (operation != 'p') {
            return integerArithmetic(operation, left.integer(), right.integer());
        }
        if (right.integer() >= 0) {
            return integerPower(left.integer(), right.integer());
        }
    }
    return floatArithmetic(operation, left.number(), right.number());
}

Value repeated(Context& context, const Value& what, std::int64_t times)
{
    const auto count = std::size_t(std::max<std::int64_t>(times, 0));
    const std::size_t size = what.isString() ? what.string().size() : what.items().size() * kItemWork;
    context.spend(size != 0 && count > SIZE_MAX / size ? SIZE_MAX : size * count);
    if (what.isString()) {
        std::string text;
        for (std::size_t i = 0; i < count && size != 0; ++i) {
            text += what.string();
        }
        return text;
    }
    std::vector<Value> items;
    for (std::size_t i = 0; i < count && size != 0; ++i) {
        items.insert(items.end(), what.items().begin(), what.items().end());
    }
    return what.kind() == Kind::Tuple ? Value::tuple(std::move(items)) : Value::list(std::move(items));
}

Value sum(Context& context, const Value& left, const Value& right)
{
    if (left.isString() && right.isString()) {
        context.spend(left.string().size() + right.string().size());
        return left.string() + right.string();
    }
    if (left.isSequence() && left.kind() == right.kind()) {
        std::vector<Value> items = iterate(context, left);
        const std::vector<Value> more = iterate(context, right);
        items.insert(items.end(), more.begin(), more.end());
        return left.kind() == Kind::Tuple ? Value::tuple(std::move(items)) : Value::list(std::move(items));
    }
    failOperands("+", left, right);
}

std::optional<std::size_t> placeIn(std::size_t size, std::int64_t index)
{
    const std::int64_t place = index < 0 ? index + std::int64_t(size) : index;
    return place >= 0 && place < std::int64_t(size) ? std::optional(std::size_t(place)) : std::nullopt;
}

/// The item at an index; nothing beyond the ends or if the object has no such items.
std::optional<Value> entry(Context& context, const Value& object, const Value& index)
{
    if (object.isMapping()) {
        const Value* found = object.mapping().find(context, index);
        return found ? std::optional(*found) : std::nullopt;
    }
    if (object.isSequence() && index.isInteger()) {
        const auto place = placeIn(object.items().size(), index.integer());
        return place ? std::optional(object.items()[*place]) : std::nullopt;
    }
    if (object.isString() && index.isInteger()) {
        context.spend(object.string().size());
        const std::vector<std::string_view> all = characters(object.string());
        const auto place = placeIn(all.size(), index.integer());
        return place ? std::optional(Value(all[*place])) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Value> member(const Value& object, const std::string& name)
{
    if (object.kind() == Kind::Object) {
        const Value* found = object.object().members.named(name);
        return found ? std::optional(*found) : std::nullopt;
    }
    return method(object, name);
}

void failOnUndefined(const Value& object, const std::string& name)
{
    if (object.isUndefined()) {
        throw RenderError(object.undefinedHint() + ", so it has no \"" + name + "\".");
    }
}

} // namespace

Value arithmetic(Context& context, const std::string& operation, const Value& left, const Value& right)
{
    if (operation == "~") {
        std::string text = left.str(context) + right.str(context);
        context.spend(text.size());
        return text;
    }
    const char code = operation == "//" ? 'd' : operation == "**" ? 'p' : operation[0];
    if (left.isNumber() && right.isNumber()) {
        return numberArithmetic(code, left, right);
    }
    if (code == '+') {
        return sum(context, left, right);
    }
    if (code == '%' && left.isString()) {
        return percentFormat(context, left.string(), right);
    }
    const auto repeats = [](const Value& value) { return value.isString() || value.isSequence(); };
    if (code == '*' && repeats(left) && right.isInteger()) {
        return repeated(context, left, right.integer());
    }
    if (code == '*' && left.isInteger() && repeats(right)) {
        return repeated(context, right, left.integer());
    }
    failOperands(operation, left, right);
}

Value negated(const Value& value)
{
    if (value.isInteger()) {
        return integerArithmetic('-', 0, value.integer());
    }
    if (!value.isNumber()) {
        failOperands("-", value, value);
    }
    return -value.number();
}

int order(Context& context, const Value& left, const Value& right, int depth)
{
    if (depth > kMaxNesting) {
        throw RenderError("Lists are nested too deeply to be compared.");
    }
    context.spend(kItemWork);
    if (left.isInteger() && right.isInteger()) {
        return left.integer() < right.integer() ? -1 : left.integer() > right.integer() ? 1 : 0;
    }
    if (left.isNumber() && right.isNumber()) {
        return left.number() < right.number() ? -1 : left.number() > right.number() ? 1 : 0;
    }
    if (left.isString() && right.isString()) { // bytes of UTF-8 sort as code points do
        context.spend(std::min(left.string().size(), right.string().size()));
        return left.string().compare(right.string());
    }
    if (left.isSequence() && left.kind() == right.kind()) {
        const auto& a = left.items();
        const auto& b = right.items();
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (!equal(context, a[i], b[i])) {
                return order(context, a[i], b[i], depth + 1);
            }
        }
        return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
    }
    failOperands("<", left, right);
}

bool contains(Context& context, const Value& container, const Value& item)
{
    if (container.isString()) {
        context.spend(container.string().size());
        if (!item.isString()) {
            failOperands("in", item, container);
        }
        return container.string().find(item.string()) != std::string::npos;
    }
    if (container.isMapping()) {
        return entry(context, container, item).has_value();
    }
    if (container.isSequence()) {
        return std::any_of(container.items().begin(), container.items().end(),
                           [&](const Value& other) { return equal(context, other, item); });
    }
    if (container.isUndefined()) {
        return false;
    }
    failOperands("in", item, container);
}

bool compare(Context& context, const std::string& operation, const Value& left, const Value& right)
{
    if (operation == "==" || operation == "!=") {
        return equal(context, left, right) == (operation == "==");
    }
    if (operation == "in" || operation == "not in") {
        return contains(context, right, left) == (operation == "in");
    }
    if (left.isNumber() && right.isNumber() && (std::isnan(left.number()) || std::isnan(right.number()))) {
        return false;
    }
    const int sign = order(context, left, right);
    return operation == "<" ? sign < 0 : operation == "<=" ? sign <= 0 : operation == ">" ? sign > 0 : sign >= 0;
}

Value attribute(Context& context, const Value& object, const std::string& name)
{
    failOnUndefined(object, name);
    if (auto found = member(object, name)) {
        return *found;
    }
    if (auto found = entry(context, object, name)) {
        return *found;
    }
    return Value::undefined("A " + std::string(object.typeName()) + " has no \"" + name + "\"");
}

Value item(Context& context, const Value& object, const Value& index)
{
    const std::string name = index.isString()    ? index.string()
                             : index.isInteger() ? index.str(context)
                                                 : index.typeName();
    failOnUndefined(object, name);
    if (auto found = entry(context, object, index)) {
        return *found;
    }
    if (index.isString()) {
        if (auto found = member(object, index.string())) {
            return *found;
        }
    }
    return Value::undefined("A " + std::string(object.typeName()) + " has no \"" + name + "\"");
}

Value slice(Context& context, const Value& object, const Value& start, const Value& stop, const Value& step)
{
    failOnUndefined(object, "slice");
    if (!object.isString() && !object.isSequence()) {
        return Value::undefined("A " + std::string(object.typeName()) + " cannot be sliced");
    }
    for (const Value* part : {&start, &stop, &step}) {
        if (!part->isInteger() && !part->isNone()) {
            throw RenderError("The ends of a slice are not integers.");
        }
    }
    const std::vector<Value> items = iterate(context, object);
    const auto size = std::int64_t(items.size());
    const std::int64_t stride = step.isNone() ? 1 : step.integer();
    if (stride == 0) {
        throw RenderError("The step of a slice is zero.");
    }
    // As Python's slice.indices: from the front 0..size, from the back -1..size - 1.
    const std::int64_t low = stride > 0 ? 0 : -1;
    const std::int64_t high = stride > 0 ? size : size - 1;
    const auto place = [&](const Value& part, std::int64_t otherwise) {
        if (part.isNone()) {
            return otherwise;
        }
        const std::int64_t index = part.integer();
        return std::clamp(index < 0 ? index + size : index, low, high);
    };
    std::int64_t at = place(start, stride > 0 ? low : high);
    const std::int64_t end = place(stop, stride > 0 ? high : low);
    std::vector<Value> chosen;
    while (stride > 0 ? at < end : at > end) {
        chosen.push_back(items[std::size_t(at)]);
        if (__builtin_add_overflow(at, stride, &at)) {
            break;
        }
    }
    if (object.isString()) {
        std::string text;
        for (const Value& character : chosen) {
            text += character.string();
        }
        return text;
    }
    return object.kind() == Kind::Tuple ? Value::tuple(std::move(chosen)) : Value::list(std::move(chosen));
}

Value attributePath(Context& context, Value object, const Value& path)
{
    if (!path.isString()) {
        return item(context, object, path);
    }
    for (const std::string& part : splitAt(path.string(), ".", -1)) {
        const auto index = parseInteger(part);
        object = item(context, object, index ? Value(*index) : Value(part));
    }
    return object;
}

} // namespace espalier::text::jinja
