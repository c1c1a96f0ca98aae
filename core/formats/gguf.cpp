#include "core/formats/gguf.h"

#include <cstring>
#include <fstream>
#include <limits>
#include <span>
#include <unordered_set>

namespace espalier::formats {
namespace {

constexpr std::uint64_t kMaximumDimensions = 4; // what every reader of the format holds
constexpr std::uint64_t kDefaultAlignment = 32;

enum class Type : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 };

/// Thrown within this file only, by the bounded reader.
struct Broken
{
    Error error;
};

[[noreturn]] void fail(const char* code, const std::string& message)
{
    throw Broken{{code, message + " The file is damaged or is not a GGUF file: fetch it again.", ""}};
}

/// Takes values from the front; never reads beyond the end.
class Reader
{
public:
    explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    std::size_t place() const { return m_place; }
    std::size_t left() const { return m_bytes.size() - m_place; }

    template <typename T> T take()
    {
        T value;
        std::memcpy(&value, takeBytes(sizeof(T)), sizeof(T));
        return value;
    }

    std::string_view takeText()
    {
        const auto size = take<std::uint64_t>();
        return {reinterpret_cast<const char*>(takeBytes(size)), static_cast<std::size_t>(size)};
    }

    /// A count of things that are at least `bytesEach` long, so that nothing is reserved that the file cannot hold.
    std::size_t takeCount(std::size_t bytesEach)
    {
        const auto count = take<std::uint64_t>();
        if (count > left() / bytesEach) {
            fail("gguf.truncated", "It announces " + std::to_string(count) + " entries, more than it has bytes for.");
        }
        return static_cast<std::size_t>(count);
    }

private:
    const std::byte* takeBytes(std::uint64_t count)
    {
        if (count > left()) {
            fail("gguf.truncated", "It ends within its header, at byte " + std::to_string(m_place) + ".");
        }
        const std::byte* start = m_bytes.data() + m_place;
        m_place += static_cast<std::size_t>(count);
        return start;
    }

    std::span<const std::byte> m_bytes;
    std::size_t m_place = 0;
};

/// Calls `use` with a value of the C++ type that stores a whole number or boolean of this type.
template <typename Use> bool withWholeType(Type type, Use use)
{
    switch (type) {
    case Type::U8:
        return use(std::uint8_t{}), true;
    case Type::I8:
        return use(std::int8_t{}), true;
    case Type::U16:
        return use(std::uint16_t{}), true;
    case Type::I16:
        return use(std::int16_t{}), true;
    case Type::U32:
        return use(std::uint32_t{}), true;
    case Type::I32:
        return use(std::int32_t{}), true;
    case Type::Bool:
        return use(std::uint8_t{}), true;
    case Type::U64:
        return use(std::uint64_t{}), true;
    case Type::I64:
        return use(std::int64_t{}), true;
    default:
        return false;
    }
}

template <typename T> std::vector<T> takeNumbers(Reader& reader)
{
    std::vector<T> values(reader.takeCount(sizeof(T)));
    for (T& value : values) {
        value = reader.take<T>();
    }
    return values;
}

GgufValue takeArray(Reader& reader)
{
    const auto type = static_cast<Type>(reader.take<std::uint32_t>());
    if (type == Type::F32) {
        return takeNumbers<float>(reader);
    }
    if (type == Type::F64) {
        return takeNumbers<double>(reader);
    }
    if (type == Type::Text) {
        std::vector<std::string_view> texts(reader.takeCount(sizeof(std::uint64_t)));
        for (std::string_view& text : texts) {
            text = reader.takeText();
        }
        return texts;
    }
    std::vector<std::int64_t> whole;
    const bool known = withWholeType(type, [&](auto zero) {
        whole.resize(reader.takeCount(sizeof(zero)));
        for (std::int64_t& value : whole) {
            value = static_cast<std::int64_t>(reader.take<decltype(zero)>());
        }
    });
    if (!known) {
        fail("gguf.header", "An array has elements of type " + std::to_string(static_cast<std::uint32_t>(type)) +
                                ", which is unknown or an array itself.");
    }
    return whole;
}

GgufValue takeValue(Reader& reader)
{
    const auto type = static_cast<Type>(reader.take<std::uint32_t>());
    switch (type) {
    case Type::F32:
        return static_cast<double>(reader.take<float>());
    case Type::F64:
        return reader.take<double>();
    case Type::Bool:
        return reader.take<std::uint8_t>() != 0;
    case Type::Text:
        return reader.takeText();
    case Type::Array:
        return takeArray(reader);
    case Type::U64: {
        const auto value = reader.take<std::uint64_t>();
        const bool fits = value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return fits ? GgufValue(static_cast<std::int64_t>(value)) : GgufValue(value);
    }
    default:
        break;
    }
    std::int64_t whole = 0;
    if (!withWholeType(type, [&](auto zero) { whole = static_cast<std::int64_t>(reader.take<decltype(zero)>()); })) {
        fail("gguf.header", "A value has the unknown type " + std::to_string(static_cast<std::uint32_t>(type)) + ".");
    }
    return whole;
}

GgufTensor takeTensor(Reader& reader)
{
    GgufTensor tensor;
    tensor.name = reader.takeText();
    const auto rank = reader.take<std::uint32_t>();
    if (rank > kMaximumDimensions) {
        fail("gguf.header", "Tensor '" + tensor.name + "' has " + std::to_string(rank) + " dimensions, more than 4.");
    }
    std::int64_t product = 1;
    for (std::uint32_t i = 0; i < rank; ++i) {
        const auto dimension = reader.take<std::uint64_t>();
        const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / product);
        if (dimension == 0 || dimension > limit) {
            fail("gguf.header", "The shape of tensor '" + tensor.name + "' is empty or too large.");
        }
        product *= static_cast<std::int64_t>(dimension);
        tensor.dimensions.push_back(static_cast<std::int64_t>(dimension));
    }
    tensor.type = reader.take<std::uint32_t>();
    tensor.offset = reader.take<std::uint64_t>();
    return tensor;
}

std::uint32_t takeVersion(Reader& reader)
{
    if (reader.left() < 4 || reader.take<std::uint32_t>() != 0x46554747U) { // "GGUF"
        fail("gguf.magic", "It does not begin with 'GGUF'.");
    }
    const auto version = reader.take<std::uint32_t>();
    if (version != 2 && version != 3) {
        fail("gguf.magic", (version & 0xFFFFU) == 0
                               ? std::string("It is big-endian, which is not supported.")
                               : "Its version is " + std::to_string(version) + "; 2 and 3 are supported.");
    }
    return version;
}

} // namespace

bool isGgufFile(const std::filesystem::path& path)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) {
        return false;
    }
    char magic[4] = {};
    std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
    return path.extension() == ".gguf" || std::string_view(magic, sizeof magic) == "GGUF";
}

Result<GgufFile> GgufFile::open(const std::filesystem::path& path)
try {
    auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    GgufFile gguf;
    gguf.m_file = mapped.take();
    Reader reader(gguf.m_file.bytes());
    gguf.m_version = takeVersion(reader);
    const std::size_t tensors =
        reader.takeCount(sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t) + sizeof(std::uint64_t));
    const std::size_t entries = reader.takeCount(sizeof(std::uint64_t) + sizeof(std::uint32_t) + 1);
    for (std::size_t i = 0; i < entries; ++i) {
        std::string key(reader.takeText());
        if (!gguf.m_metadata.emplace(key, takeValue(reader)).second) {
            fail("gguf.duplicate", "The key '" + key + "' is there twice.");
        }
    }
    std::unordered_set<std::string> names;
    for (std::size_t i = 0; i < tensors; ++i) {
        gguf.m_tensors.push_back(takeTensor(reader));
        if (!names.insert(gguf.m_tensors.back().name).second) {
            fail("gguf.duplicate", "Tensor '" + gguf.m_tensors.back().name + "' is there twice.");
        }
    }
    const auto alignment = static_cast<std::uint64_t>(gguf.integer("general.alignment").value_or(kDefaultAlignment));
    if (alignment == 0 || alignment > (1U << 20)) {
        fail("gguf.header", "'general.alignment' is " + std::to_string(alignment) + ".");
    }
    const std::uint64_t start = (reader.place() + alignment - 1) / alignment * alignment;
    constexpr std::int64_t kWeightsAByte = 8; // at most, of any type
    const auto most = kWeightsAByte * static_cast<std::int64_t>(gguf.m_file.bytes().size());
    for (const GgufTensor& tensor : gguf.m_tensors) {
        std::int64_t weights = 1; // takeTensor() has checked that this fits
        for (const std::int64_t extent : tensor.dimensions) {
            weights *= extent;
        }
        if (weights > most) {
            fail("gguf.truncated", "Tensor '" + tensor.name + "' is larger than the file.");
        }
        if (tensor.offset % alignment != 0) {
            fail("gguf.header", "Tensor '" + tensor.name + "' does not begin at a multiple of the alignment.");
        }
        if (start >= gguf.m_file.bytes().size() || tensor.offset >= gguf.m_file.bytes().size() - start) {
            fail("gguf.truncated", "Tensor '" + tensor.name + "' lies beyond the end of the file.");
        }
    }
    gguf.m_dataStart = static_cast<std::size_t>(start);
    return gguf;
} catch (const Broken& broken) {
    return Error{broken.error.code, broken.error.message, path.string()};
}

std::optional<std::string_view> GgufFile::text(std::string_view key) const
{
    const auto* value = get<std::string_view>(key);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const
{
    const auto* value = get<std::int64_t>(key);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<double> GgufFile::number(std::string_view key) const
{
    if (const auto* value = get<double>(key)) {
        return *value;
    }
    const auto whole = integer(key);
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<bool> GgufFile::flag(std::string_view key) const
{
    const auto* value = get<bool>(key);
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

const std::vector<std::string_view>* GgufFile::texts(std::string_view key) const
{
    return get<std::vector<std::string_view>>(key);
}

const std::vector<std::int64_t>* GgufFile::integers(std::string_view key) const
{
    return get<std::vector<std::int64_t>>(key);
}

const std::vector<float>* GgufFile::floats(std::string_view key) const
{
    return get<std::vector<float>>(key);
}

} // namespace espalier::formats
