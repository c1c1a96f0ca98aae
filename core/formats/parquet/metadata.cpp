#include "core/formats/parquet/metadata.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "core/formats/parquet/compact_reader.h"

namespace espalier::formats::parquet {
namespace {

constexpr std::size_t kDeepestSchema = 32;
constexpr std::size_t kMostNodes = 100'000;
constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";
constexpr std::size_t kMagicBytes = 4;
constexpr std::size_t kTailBytes = 8; ///< u32 size of the footer, magic

/// One line of the schema as stored: nodes in depth-first order, each with the number of its children.
struct Element
{
    SchemaNode node;
    std::int32_t children = 0;
};

/// LogicalType is a union: the number of the one field that is set.
std::int64_t logicalType(CompactReader& reader)
{
    std::int64_t kind = 0;
    reader.readStruct([&](std::int64_t number) { kind = number; });
    return kind;
}

Element readElement(CompactReader& reader)
{
    constexpr std::array<std::int32_t, 3> kTextTypes = {0, 4, 19};   // converted types UTF8, ENUM, JSON
    constexpr std::array<std::int64_t, 3> kTextLogical = {1, 4, 12}; // STRING, ENUM, JSON
    constexpr std::int32_t kConvertedList = 3;
    constexpr std::int64_t kLogicalList = 3;
    Element element;
    std::int32_t converted = -1;
    std::int64_t logical = 0;
    bool hasType = false;
    reader.readStruct([&](std::int64_t number) {
        switch (number) {
        case 1:
            element.node.type = static_cast<Type>(reader.integer32());
            hasType = true;
            break;
        case 3:
            element.node.repetition = static_cast<Repetition>(reader.integer32());
            break;
        case 4:
            element.node.name = reader.text();
            break;
        case 5:
            element.children = reader.integer32();
            break;
        case 6:
            converted = reader.integer32();
            break;
        case 10:
            logical = logicalType(reader);
            break;
        default:
            break;
        }
    });
    const auto known = [](auto value, auto last) { return value >= decltype(value)(0) && value <= last; };
    if (!known(element.node.type, Type::FixedLengthByteArray) ||
        !known(element.node.repetition, Repetition::Repeated) || element.children < 0 ||
        (element.children == 0 && !hasType)) {
        damaged("a column has no type");
    }
    const bool meant = std::ranges::find(kTextTypes, converted) != kTextTypes.end() ||
                       std::ranges::find(kTextLogical, logical) != kTextLogical.end();
    element.node.isText =
        element.children == 0 && element.node.type == Type::ByteArray && (meant || (converted == -1 && logical == 0));
    element.node.isList = element.children > 0 && (converted == kConvertedList || logical == kLogicalList);
    return element;
}

/// Makes the tree of the rows, with levels.
class SchemaBuilder
{
public:
    explicit SchemaBuilder(std::vector<Element> elements) : m_elements(std::move(elements)) {}

    SchemaNode build()
    {
        if (m_elements.empty()) {
            damaged("it has no schema");
        }
        m_elements[0].node.repetition = Repetition::Required;
        SchemaNode root = next(0, 0, 0);
        if (m_next != m_elements.size()) {
            damaged("its schema has nodes without a parent");
        }
        return root;
    }

    std::size_t leaves() const { return m_leaves; }

private:
    SchemaNode next(int definition, int repetitions, std::size_t depth)
    {
        if (m_next >= m_elements.size() || depth > kDeepestSchema) {
            damaged("its schema is cut off or nested too deeply");
        }
        Element& element = m_elements[m_next++];
        SchemaNode node = std::move(element.node);
        node.definition = definition + (node.repetition == Repetition::Required ? 0 : 1);
        node.repetitions = repetitions + (node.repetition == Repetition::Repeated ? 1 : 0);
        node.leaf = m_leaves;
        for (std::int32_t i = 0; i < element.children; ++i) {
            node.children.push_back(next(node.definition, node.repetitions, depth + 1));
        }
        m_leaves += node.children.empty() ? 1 : 0;
        return node;
    }

    std::vector<Element> m_elements;
    std::size_t m_next = 0;
    std::size_t m_leaves = 0;
};

/// @return why a codec cannot be read, or nothing
std::string readCodec(std::int32_t codec, Chunk& chunk)
{
    constexpr std::array<const char*, 8> kNames = {"none", "snappy", "gzip", "LZO", "Brotli", "LZ4", "zstd", "LZ4"};
    constexpr std::array<Compression, 8> kCodecs = {Compression::None, Compression::Snappy, Compression::Gzip,
                                                    Compression::None, Compression::None,   Compression::None,
                                                    Compression::Zstd, Compression::None};
    const auto place = static_cast<std::size_t>(codec);
    if (codec < 0 || place >= kNames.size()) {
        damaged("a column is compressed in an unknown way");
    }
    chunk.compression = kCodecs[place];
    return chunk.compression == Compression::None && codec != 0
               ? std::string("The column is compressed with ") + kNames[place] +
                     ", which is not read (none, snappy, gzip and zstd are). Convert the file to one of these."
               : std::string();
}

void readColumnMetadata(CompactReader& reader, std::span<const std::byte> file, Chunk& chunk)
{
    std::int64_t first = -1;
    std::int64_t dictionary = -1;
    std::int64_t bytes = 0;
    reader.readStruct([&](std::int64_t number) {
        switch (number) {
        case 4:
            chunk.unreadable = readCodec(reader.integer32(), chunk);
            break;
        case 5:
            chunk.values = reader.integer();
            break;
        case 7:
            bytes = reader.integer();
            break;
        case 9:
            first = reader.integer();
            break;
        case 11:
            dictionary = reader.integer();
            break;
        default:
            break;
        }
    });
    // Some writers set a dictionary's place to 0 where there is none.
    const std::int64_t begin = dictionary > 0 && dictionary < first ? dictionary : first;
    const auto size = static_cast<std::int64_t>(file.size());
    if (chunk.values < 0 || begin < 0 || begin > size || bytes < 0 || bytes > size - begin) {
        damaged("a column lies outside of the file");
    }
    chunk.pages = file.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(bytes));
}

Chunk readChunk(CompactReader& reader, std::span<const std::byte> file)
{
    Chunk chunk;
    bool elsewhere = false;
    bool found = false;
    reader.readStruct([&](std::int64_t number) {
        if (number == 1) {
            elsewhere = true;
        } else if (number == 3) {
            found = true;
            readColumnMetadata(reader, file, chunk);
        }
    });
    if (elsewhere) {
        unsupported("The columns of this Parquet file lie in other files, which is not read.");
    }
    if (!found) {
        unsupported("A column of this Parquet file is encrypted, which is not read.");
    }
    return chunk;
}

RowGroup readRowGroup(CompactReader& reader, std::span<const std::byte> file)
{
    RowGroup group;
    reader.readStruct([&](std::int64_t number) {
        if (number == 1) {
            reader.readList([&] { group.chunks.push_back(readChunk(reader, file)); });
        } else if (number == 3) {
            group.rows = reader.integer();
        }
    });
    if (group.rows < 0) {
        damaged("a row group has a negative number of rows");
    }
    return group;
}

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The bytes of the footer: it ends the file.
std::span<const std::byte> footerOf(std::span<const std::byte> file)
{
    if (file.size() >= kMagicBytes && textOf(file.last(kMagicBytes)) == kEncryptedMagic) {
        unsupported("This Parquet file is encrypted, which is not read.");
    }
    if (file.size() < kMagicBytes + kTailBytes || textOf(file.first(kMagicBytes)) != kMagic) {
        throw Refused{"parquet.damaged", "This is no Parquet file: it does not begin with PAR1."};
    }
    if (textOf(file.last(kMagicBytes)) != kMagic) {
        damaged("its end is missing");
    }
    const std::size_t size = ByteReader(file.last(kTailBytes)).word();
    if (size > file.size() - kMagicBytes - kTailBytes) {
        damaged("its description is larger than the file");
    }
    return file.subspan(file.size() - kTailBytes - size, size);
}

} // namespace

FileMetadata readMetadata(std::span<const std::byte> file)
{
    CompactReader reader(footerOf(file));
    std::vector<Element> elements;
    FileMetadata metadata;
    reader.readStruct([&](std::int64_t number) {
        if (number == 2) {
            reader.readList([&] {
                elements.push_back(readElement(reader));
                if (elements.size() > kMostNodes) {
                    damaged("it has too many columns");
                }
            });
        } else if (number == 4) {
            reader.readList([&] { metadata.rowGroups.push_back(readRowGroup(reader, file)); });
        }
    });
    SchemaBuilder builder(std::move(elements));
    metadata.schema = builder.build();
    metadata.leaves = builder.leaves();
    for (const RowGroup& group : metadata.rowGroups) {
        if (group.chunks.size() != metadata.leaves) {
            damaged("a row group has another number of columns than the schema");
        }
    }
    return metadata;
}

PageHeader readPageHeader(std::span<const std::byte> bytes)
{
    constexpr std::int32_t kLargestPage = 1 << 30;
    constexpr std::int32_t kMostValues = 1 << 26;
    CompactReader reader(bytes);
    PageHeader header;
    std::int32_t size = -1;
    std::int32_t compressed = -1;
    std::int32_t definition = 0;
    std::int32_t repetition = 0;
    const auto body = [&](std::int64_t number) {
        const bool second = header.type == PageType::DataV2;
        if (number == 1) {
            header.values = reader.integer32();
        } else if (number == (second ? 4 : 2)) {
            header.encoding = static_cast<Encoding>(reader.integer32());
        } else if (!second && header.type == PageType::Data && (number == 3 || number == 4)) {
            const auto levels = static_cast<Encoding>(reader.integer32());
            header.levels = levels == Encoding::Rle ? header.levels : levels;
        } else if (second && number == 5) {
            definition = reader.integer32();
        } else if (second && number == 6) {
            repetition = reader.integer32();
        } else if (second && number == 7) {
            header.isCompressed = reader.boolean();
        }
    };
    reader.readStruct([&](std::int64_t number) {
        if (number == 1) {
            header.type = static_cast<PageType>(reader.integer32());
        } else if (number == 2) {
            size = reader.integer32();
        } else if (number == 3) {
            compressed = reader.integer32();
        } else if ((number == 5 && header.type == PageType::Data) ||
                   (number == 7 && header.type == PageType::Dictionary) ||
                   (number == 8 && header.type == PageType::DataV2)) {
            reader.readStruct(body);
        }
    });
    if (size < 0 || size > kLargestPage || compressed < 0 || header.values < 0 || header.values > kMostValues ||
        definition < 0 || repetition < 0) {
        damaged("a page has an impossible size");
    }
    header.headerBytes = bytes.size() - reader.left();
    header.bytes = static_cast<std::size_t>(size);
    header.compressedBytes = static_cast<std::size_t>(compressed);
    header.definitionBytes = static_cast<std::size_t>(definition);
    header.repetitionBytes = static_cast<std::size_t>(repetition);
    if (header.compressedBytes > reader.left() ||
        header.definitionBytes + header.repetitionBytes > std::min(header.bytes, header.compressedBytes)) {
        damaged("a page is cut off");
    }
    return header;
}

} // namespace espalier::formats::parquet
