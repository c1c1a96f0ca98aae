#include "core/formats/torch/pickle.h"

#include <bit>
#include <map>
#include <string_view>

namespace espalier::formats {

using Kind = PickleValue::Kind;

namespace {

/// Thrown within this file only.
struct Refused
{
    Error error;
};

[[noreturn]] void damaged()
{
    throw Refused{{"pickle.damaged", "The pickle is damaged or ends too early. Fetch the file again.", ""}};
}

[[noreturn]] void refuse(const std::string& what)
{
    throw Refused{{"pickle.refused",
                   "The pickle wants " + what +
                       ", which no state dict needs and which is not executed. Save the model as safetensors.",
                   ""}};
}

// Operations of Python's pickletools, by their byte.
enum Operation : std::uint8_t {
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Dup = '2',
    BinFloat = 'G',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    None = 'N',
    BinPersistent = 'Q',
    Reduce = 'R',
    BinString = 'T',
    ShortBinString = 'U',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Dict = 'd',
    Appends = 'e',
    BinGet = 'h',
    LongBinGet = 'j',
    List = 'l',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    SetItems = 'u',
    EmptyTuple = ')',
    EmptyList = ']',
    EmptyDict = '}',
    Protocol = 0x80,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    ShortBinUnicode = 0x8c,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95
};

} // namespace

/// The stack machine. The stack holds values; a mark is a null pointer.
class PickleReader
{
public:
    PickleReader(std::span<const std::byte> bytes, const std::function<bool(const std::string&)>& isKnown,
                 Pickle& pickle)
        : m_bytes(bytes), m_isKnown(isKnown), m_pickle(pickle)
    {
    }

    void run()
    {
        while (true) {
            const auto operation = static_cast<Operation>(byte());
            if (operation == Stop) {
                break;
            }
            if (!pushScalar(operation) && !collect(operation) && !remember(operation) && !call(operation)) {
                refuse("the operation " + std::to_string(static_cast<int>(operation)));
            }
        }
        m_pickle.m_root = pop();
    }

private:
    std::span<const std::byte> take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_at) {
            damaged();
        }
        const auto part = m_bytes.subspan(m_at, static_cast<std::size_t>(count));
        m_at += part.size();
        return part;
    }

    std::uint8_t byte() { return static_cast<std::uint8_t>(take(1)[0]); }

    std::uint64_t number(std::size_t width)
    {
        std::uint64_t value = 0;
        const auto bytes = take(width);
        for (std::size_t i = 0; i < width; ++i) {
            value |= std::uint64_t(bytes[i]) << (8 * i);
        }
        return value;
    }

    std::string text(std::uint64_t count)
    {
        const auto bytes = take(count);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    std::string line()
    {
        std::string line;
        for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte())) {
            line.push_back(c);
        }
        return line;
    }

    PickleValue& make(Kind kind)
    {
        PickleValue& value = m_pickle.m_values.emplace_back();
        value.kind = kind;
        m_stack.push_back(&value);
        return value;
    }

    PickleValue* pop()
    {
        if (m_stack.empty() || m_stack.back() == nullptr) {
            damaged();
        }
        PickleValue* value = m_stack.back();
        m_stack.pop_back();
        return value;
    }

    /// What lies above the last mark, which goes too.
    std::vector<const PickleValue*> popToMark()
    {
        std::size_t first = m_stack.size();
        while (first > 0 && m_stack[first - 1] != nullptr) {
            --first;
        }
        if (first == 0) {
            damaged();
        }
        std::vector<const PickleValue*> items(m_stack.begin() + static_cast<std::ptrdiff_t>(first), m_stack.end());
        m_stack.resize(first - 1);
        return items;
    }

    PickleValue& top(Kind kind)
    {
        if (m_stack.empty() || m_stack.back() == nullptr || m_stack.back()->kind != kind) {
            damaged();
        }
        return *m_stack.back();
    }

    void integer(std::int64_t value, Kind kind = Kind::Integer) { make(kind).integer = value; }

    /// Little-endian two's complement of any width; more than 64 bits are no size of anything.
    void longInteger()
    {
        const std::size_t width = byte();
        if (width > 8) {
            refuse("a number of " + std::to_string(width) + " bytes");
        }
        std::uint64_t value = number(width);
        if (width > 0 && width < 8 && (value >> (8 * width - 1)) != 0) {
            value |= ~std::uint64_t(0) << (8 * width);
        }
        integer(static_cast<std::int64_t>(value));
    }

    void floatingPoint()
    {
        std::uint64_t bits = 0;
        for (const std::byte part : take(8)) { // big-endian
            bits = bits << 8 | std::uint64_t(part);
        }
        make(Kind::Number).number = std::bit_cast<double>(bits);
    }

    bool pushScalar(Operation operation)
    {
        switch (operation) {
        case None:
            make(Kind::None);
            return true;
        case NewTrue:
        case NewFalse:
            integer(operation == NewTrue ? 1 : 0, Kind::Bool);
            return true;
        case BinInt:
            integer(static_cast<std::int32_t>(number(4)));
            return true;
        case BinInt1:
            integer(byte());
            return true;
        case BinInt2:
            integer(static_cast<std::int64_t>(number(2)));
            return true;
        case Long1:
            longInteger();
            return true;
        case BinFloat:
            floatingPoint();
            return true;
        case BinUnicode:
        case BinString:
            make(Kind::Text).text = text(number(4));
            return true;
        case ShortBinUnicode:
        case ShortBinString:
            make(Kind::Text).text = text(byte());
            return true;
        default:
            return false;
        }
    }

    void tuple(std::size_t count)
    {
        std::vector<const PickleValue*> items(count);
        for (std::size_t i = count; i-- > 0;) {
            items[i] = pop();
        }
        make(Kind::Tuple).items = std::move(items);
    }

    void extend(Kind kind, const std::vector<const PickleValue*>& items)
    {
        PickleValue& target = top(kind);
        if (kind == Kind::Dict && items.size() % 2 != 0) {
            damaged();
        }
        target.items.insert(target.items.end(), items.begin(), items.end());
    }

    bool collect(Operation operation)
    {
        switch (operation) {
        case Mark:
            m_stack.push_back(nullptr);
            return true;
        case EmptyTuple:
            make(Kind::Tuple);
            return true;
        case EmptyList:
            make(Kind::List);
            return true;
        case EmptyDict:
            make(Kind::Dict);
            return true;
        case Tuple1:
        case Tuple2:
        case Tuple3:
            tuple(static_cast<std::size_t>(operation - Tuple1) + 1);
            return true;
        case Tuple:
        case List: {
            auto items = popToMark();
            make(operation == Tuple ? Kind::Tuple : Kind::List).items = std::move(items);
            return true;
        }
        case Dict: {
            const auto items = popToMark();
            make(Kind::Dict);
            extend(Kind::Dict, items);
            return true;
        }
        case Append:
            extend(Kind::List, {pop()});
            return true;
        case Appends:
            extend(Kind::List, popToMark());
            return true;
        case SetItem: {
            const PickleValue* value = pop();
            const PickleValue* key = pop();
            extend(Kind::Dict, {key, value});
            return true;
        }
        case SetItems:
            extend(Kind::Dict, popToMark());
            return true;
        default:
            return false;
        }
    }

    void recall(std::uint64_t place)
    {
        const auto found = m_memo.find(place);
        if (found == m_memo.end()) {
            damaged();
        }
        m_stack.push_back(found->second);
    }

    void store(std::uint64_t place)
    {
        PickleValue* value = pop();
        m_stack.push_back(value);
        m_memo[place] = value;
    }

    bool remember(Operation operation)
    {
        switch (operation) {
        case BinPut:
            store(byte());
            return true;
        case LongBinPut:
            store(number(4));
            return true;
        case Memoize:
            store(m_memo.size());
            return true;
        case BinGet:
            recall(byte());
            return true;
        case LongBinGet:
            recall(number(4));
            return true;
        case Pop:
            pop();
            return true;
        case PopMark:
            popToMark();
            return true;
        case Dup: {
            PickleValue* value = pop();
            m_stack.insert(m_stack.end(), {value, value});
            return true;
        }
        case Protocol:
            byte();
            return true;
        case Frame:
            number(8);
            return true;
        default:
            return false;
        }
    }

    void global(const std::string& name)
    {
        if (!m_isKnown(name)) {
            refuse("'" + name + "'");
        }
        make(Kind::Global).text = name;
    }

    bool call(Operation operation)
    {
        switch (operation) {
        case Global: {
            const std::string module = line();
            global(module + "." + line());
            return true;
        }
        case StackGlobal: {
            const PickleValue* name = pop();
            const PickleValue* module = pop();
            if (!name->is(Kind::Text) || !module->is(Kind::Text)) {
                damaged();
            }
            global(module->text + "." + name->text);
            return true;
        }
        case Reduce:
            reduce();
            return true;
        case Build:
            pop(); // attributes of an object: nothing that a state dict's tensors need
            return true;
        case BinPersistent: {
            const PickleValue* id = pop();
            make(Kind::Reference).items = {id};
            return true;
        }
        default:
            return false;
        }
    }

    void reduce()
    {
        const PickleValue* arguments = pop();
        const PickleValue* function = pop();
        if (!arguments->is(Kind::Tuple) || !function->is(Kind::Global)) {
            damaged();
        }
        constexpr std::size_t kMostArguments = 16; // arguments are copied: a small file must not make a large one
        if (arguments->items.size() > kMostArguments) {
            refuse("'" + function->text + "' with " + std::to_string(arguments->items.size()) + " arguments");
        }
        const bool dictionary = function->text == "collections.OrderedDict";
        if (dictionary && !arguments->items.empty()) {
            refuse("'collections.OrderedDict' with arguments");
        }
        PickleValue& value = make(dictionary ? Kind::Dict : Kind::Call);
        value.text = function->text;
        value.items = arguments->items;
    }

    std::span<const std::byte> m_bytes;
    const std::function<bool(const std::string&)>& m_isKnown;
    Pickle& m_pickle;
    std::size_t m_at = 0;
    std::vector<PickleValue*> m_stack;
    std::map<std::uint64_t, PickleValue*> m_memo;
};

const PickleValue* PickleValue::find(const std::string& key) const
{
    for (std::size_t i = 0; kind == Kind::Dict && i + 1 < items.size(); i += 2) {
        if (items[i]->is(Kind::Text) && items[i]->text == key) {
            return items[i + 1];
        }
    }
    return nullptr;
}

Result<Pickle> Pickle::read(std::span<const std::byte> bytes,
                            const std::function<bool(const std::string& global)>& isKnown)
try {
    Pickle pickle;
    PickleReader(bytes, isKnown, pickle).run();
    return pickle;
} catch (const Refused& refused) {
    return refused.error;
}

} // namespace espalier::formats
