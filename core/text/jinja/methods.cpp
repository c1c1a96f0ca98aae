#include <algorithm>
#include <unordered_map>

#include <unicode/uchar.h>

#include "core/text/jinja/arguments.h"
#include "core/text/jinja/error.h"
#include "core/text/jinja/operators.h"
#include "core/text/jinja/strings.h"
#include "core/text/utf8.h"

namespace espalier::text::jinja {
namespace {

using Method = Value (*)(Context&, const Value& self, const Arguments&);
using Methods = std::unordered_map<std::string, Method>;

Value stringList(Context& context, std::vector<std::string> parts)
{
    context.spend(parts.size() * 64);
    std::vector<Value> items;
    items.reserve(parts.size());
    for (std::string& part : parts) {
        items.emplace_back(std::move(part));
    }
    return Value::list(std::move(items));
}

template <Side side> Value stripMethod(Context&, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("strip", given, {"chars"});
    return strip(self.string(), side, arguments.text(0));
}

template <std::string (*change)(const std::string&)>
Value changeMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("The method", given, {});
    context.spend(self.string().size() * 8);
    return change(self.string());
}

template <bool fromRight> Value splitMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("split", given, {"sep", "maxsplit"});
    const auto separator = arguments.text(0);
    const std::int64_t limit = arguments.integer(1, -1);
    const std::string& text = self.string();
    if (!separator) {
        return stringList(context, fromRight ? splitAtSpaceFromRight(text, limit) : splitAtSpace(text, limit));
    }
    if (separator->empty()) {
        throw RenderError("split is given an empty separator.");
    }
    return stringList(context,
                      fromRight ? splitAtFromRight(text, *separator, limit) : splitAt(text, *separator, limit));
}

template <bool atEnd> Value hasAffix(Context&, const Value& self, const Arguments& given)
{
    const BoundArguments arguments(atEnd ? "endswith" : "startswith", given, {"prefix"});
    const std::string& text = self.string();
    const auto matches = [&](const Value& affix) {
        if (!affix.isString()) {
            throw RenderError("startswith and endswith take a text or a tuple of texts.");
        }
        const std::string& wanted = affix.string();
        return wanted.size() <= text.size() &&
               text.compare(atEnd ? text.size() - wanted.size() : 0, wanted.size(), wanted) == 0;
    };
    const Value& affix = arguments.need(0);
    return affix.kind() == Kind::Tuple ? std::any_of(affix.items().begin(), affix.items().end(), matches)
                                       : matches(affix);
}

template <bool atEnd> Value removeAffix(Context& context, const Value& self, const Arguments& given)
{
    if (!hasAffix<atEnd>(context, self, given).truth()) {
        return self;
    }
    const std::string& text = self.string();
    const std::size_t size = given.positional.empty() ? 0 : given.positional[0].string().size();
    return atEnd ? text.substr(0, text.size() - size) : text.substr(size);
}

Value replaceMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("replace", given, {"old", "new", "count"});
    arguments.need(1);
    const std::string from = arguments.text(0).value_or("");
    const std::string to = arguments.text(1).value_or("");
    // Each character may be replaced: the most that can come out.
    context.spend((self.string().size() / std::max<std::size_t>(from.size(), 1) + 1) * (to.size() + 1));
    std::string result = replaceAll(self.string(), from, to, arguments.integer(2, -1));
    return result;
}

Value joinMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("join", given, {"iterable"});
    std::vector<std::string> parts;
    for (const Value& part : iterate(context, arguments.need(0))) {
        if (!part.isString()) {
            throw RenderError("join takes texts, not a " + std::string(part.typeName()) + ".");
        }
        context.spend(part.string().size() + self.string().size());
        parts.push_back(part.string());
    }
    return join(parts, self.string());
}

template <bool fromRight, bool mustBe> Value findMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("find", given, {"sub"});
    const std::string& text = self.string();
    const std::string wanted = arguments.text(0).value_or("");
    context.spend(text.size());
    const std::size_t at = fromRight ? text.rfind(wanted) : text.find(wanted);
    if (at == std::string::npos && mustBe) {
        throw RenderError("index finds no \"" + wanted.substr(0, 40) + "\".");
    }
    return at == std::string::npos ? Value(-1) : Value(characterCount(std::string_view(text).substr(0, at)));
}

Value countMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("count", given, {"sub"});
    const std::string wanted = arguments.text(0).value_or("");
    context.spend(self.string().size());
    return wanted.empty() ? Value(characterCount(self.string()) + 1)
                          : Value(splitAt(self.string(), wanted, -1).size() - 1);
}

template <bool (*has)(char32_t)> Value allCharacters(Context& context, const Value& self, const Arguments&)
{
    const std::string& text = self.string();
    context.spend(text.size());
    const auto all = characters(text);
    return !text.empty() && std::all_of(all.begin(), all.end(), [](std::string_view character) {
        const CodePoint point = decodeUtf8(character);
        return point.valid && has(point.value);
    });
}

bool isDigitPoint(char32_t point)
{
    return u_isdigit(UChar32(point));
}

bool isLetterPoint(char32_t point)
{
    return u_isalpha(UChar32(point));
}

bool isLetterOrDigitPoint(char32_t point)
{
    return u_isalnum(UChar32(point));
}

bool isSpacePoint(char32_t point)
{
    std::string text;
    appendUtf8(text, point);
    return strip(text).empty();
}

Value zfillMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("zfill", given, {"width"});
    std::string text = self.string();
    const std::size_t length = characterCount(text);
    const std::int64_t width = arguments.integer(0, 0);
    if (width > std::int64_t(length)) {
        context.spend(std::size_t(width));
        const std::size_t sign = text[0] == '-' || text[0] == '+' ? 1 : 0;
        text.insert(sign, std::string(std::size_t(width) - length, '0'));
    }
    return text;
}

const Methods& stringMethods()
{
    static const Methods methods = {
        {"strip", stripMethod<Side::Both>},
        {"lstrip", stripMethod<Side::Left>},
        {"rstrip", stripMethod<Side::Right>},
        {"upper", changeMethod<toUpper>},
        {"lower", changeMethod<toLower>},
        {"casefold", changeMethod<toLower>},
        {"title", changeMethod<titleCase>},
        {"capitalize", changeMethod<capitalize>},
        {"split", splitMethod<false>},
        {"rsplit", splitMethod<true>},
        {"splitlines",
         [](Context& context, const Value& self, const Arguments& given) {
             const BoundArguments arguments("splitlines", given, {"keepends"});
             return stringList(context, splitLines(self.string(), arguments.flag(0, false)));
         }},
        {"startswith", hasAffix<false>},
        {"endswith", hasAffix<true>},
        {"removeprefix", removeAffix<false>},
        {"removesuffix", removeAffix<true>},
        {"replace", replaceMethod},
        {"join", joinMethod},
        {"find", findMethod<false, false>},
        {"rfind", findMethod<true, false>},
        {"index", findMethod<false, true>},
        {"count", countMethod},
        {"isdigit", allCharacters<isDigitPoint>},
        {"isnumeric", allCharacters<isDigitPoint>},
        {"isdecimal", allCharacters<isDigitPoint>},
        {"isalpha", allCharacters<isLetterPoint>},
        {"isalnum", allCharacters<isLetterOrDigitPoint>},
        {"isspace", allCharacters<isSpacePoint>},
        {"isupper", [](Context&, const Value& self, const Arguments&) { return Value(isUpper(self.string())); }},
        {"islower", [](Context&, const Value& self, const Arguments&) { return Value(isLower(self.string())); }},
        {"zfill", zfillMethod},
        {"format", [](Context& context, const Value& self,
                      const Arguments& given) { return Value(braceFormat(context, self.string(), given)); }},
    };
    return methods;
}

template <bool keys, bool values> Value entriesMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("The method", given, {});
    context.spend(self.mapping().entries.size() * 128);
    std::vector<Value> items;
    for (const auto& [key, value] : self.mapping().entries) {
        items.push_back(keys && values ? Value::tuple({key, value}) : keys ? key : value);
    }
    return Value::list(std::move(items));
}

Value updateMethod(Context& context, const Value& self, const Arguments& given)
{
    context.changed(self);
    for (const Value& other : given.positional) {
        if (!other.isMapping()) {
            throw RenderError("update takes a dict.");
        }
        const auto entries = other.mapping().entries;
        for (const auto& [key, value] : entries) {
            self.mapping().set(context, key, value);
        }
    }
    for (const auto& [name, value] : given.named) {
        self.mapping().set(context, name, value);
    }
    return None{};
}

const Methods& mappingMethods()
{
    static const Methods methods = {
        {"items", entriesMethod<true, true>},
        {"keys", entriesMethod<true, false>},
        {"values", entriesMethod<false, true>},
        {"update", updateMethod},
        {"get",
         [](Context& context, const Value& self, const Arguments& given) {
             const BoundArguments arguments("get", given, {"key", "default"});
             const Value* found = self.mapping().find(context, arguments.need(0));
             return found ? *found : arguments.value(1);
         }},
        {"copy",
         [](Context& context, const Value& self, const Arguments&) {
             context.spend(self.mapping().entries.size() * 128);
             return Value(std::make_shared<Mapping>(self.mapping()));
         }},
    };
    return methods;
}

Value popMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("pop", given, {"index"});
    auto& items = self.items();
    const auto size = std::int64_t(items.size());
    std::int64_t at = arguments.integer(0, -1);
    at += at < 0 ? size : 0;
    if (at < 0 || at >= size) {
        throw RenderError("pop has no such item in the list.");
    }
    context.changed(self);
    const Value item = items[std::size_t(at)];
    items.erase(items.begin() + at);
    return item;
}

template <bool several> Value appendMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments(several ? "extend" : "append", given, {"item"});
    std::vector<Value> added{arguments.need(0)};
    if (several) {
        added = iterate(context, arguments.need(0));
    }
    context.spend(64);
    context.changed(self);
    for (Value& item : added) {
        if (item.depth() >= kMaxNesting) {
            throw RenderError("A list is nested too deeply.");
        }
        self.items().push_back(std::move(item));
    }
    return None{};
}

Value insertMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments("insert", given, {"index", "item"});
    auto& items = self.items();
    const auto size = std::int64_t(items.size());
    const std::int64_t index = arguments.integer(0, 0);
    const std::int64_t at = std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size);
    context.spend(64 + items.size());
    context.changed(self);
    if (arguments.need(1).depth() >= kMaxNesting) {
        throw RenderError("A list is nested too deeply.");
    }
    items.insert(items.begin() + at, arguments.need(1));
    return None{};
}

template <bool mustBe> Value placeMethod(Context& context, const Value& self, const Arguments& given)
{
    const BoundArguments arguments(mustBe ? "index" : "count", given, {"item"});
    const auto& items = self.items();
    const auto matches = [&](const Value& item) { return equal(context, item, arguments.need(0)); };
    if (!mustBe) {
        return std::int64_t(std::count_if(items.begin(), items.end(), matches));
    }
    const auto found = std::find_if(items.begin(), items.end(), matches);
    if (found == items.end()) {
        throw RenderError("index finds no such item in the list.");
    }
    return std::int64_t(found - items.begin());
}

const Methods& listMethods()
{
    static const Methods methods = {
        {"append", appendMethod<false>},
        {"extend", appendMethod<true>},
        {"pop", popMethod},
        {"insert", insertMethod},
        {"index", placeMethod<true>},
        {"count", placeMethod<false>},
        {"copy",
         [](Context& context, const Value& self, const Arguments&) { return Value::list(iterate(context, self)); }},
    };
    return methods;
}

} // namespace

std::optional<Value> method(const Value& object, const std::string& name)
{
    const Methods* methods = nullptr;
    switch (object.kind()) {
    case Kind::String:
        methods = &stringMethods();
        break;
    case Kind::Mapping:
        methods = &mappingMethods();
        break;
    case Kind::List:
        methods = &listMethods();
        break;
    case Kind::Tuple:
        methods = name == "index" || name == "count" ? &listMethods() : nullptr;
        break;
    default:
        break;
    }
    if (!methods) {
        return std::nullopt;
    }
    const auto found = methods->find(name);
    if (found == methods->end()) {
        return std::nullopt;
    }
    return makeFunction(
        name,
        [object, run = found->second](Context& context, const Arguments& arguments) {
            if (object.isString()) { // whatever the method does, it reads the text
                context.spend(object.string().size());
            }
            return run(context, object, arguments);
        },
        object);
}

} // namespace espalier::text::jinja
