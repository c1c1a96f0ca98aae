#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/formats/compression.h"

namespace espalier::formats::parquet {

// The parts of parquet-format's parquet.thrift that reading takes; numbers are those of that file.

enum class Type : std::int32_t { Boolean, Int32, Int64, Int96, Float, Double, ByteArray, FixedLengthByteArray };
enum class Repetition : std::int32_t { Required, Optional, Repeated };
enum class Encoding : std::int32_t {
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8
};
enum class PageType : std::int32_t { Data, Index, Dictionary, DataV2 };

/// One column chunk of a row group.
struct Chunk
{
    Compression compression = Compression::None;
    std::int64_t values = 0; ///< entries with nulls
    std::span<const std::byte> pages;
    std::string unreadable; ///< why it cannot be read; empty if it can
};

/// A node of the schema: a group with children, or a leaf.
struct SchemaNode
{
    std::string name;
    Repetition repetition = Repetition::Required;
    Type type = Type::ByteArray;
    bool isText = false; ///< a leaf of text (UTF8, enum, JSON, or bytes without a meaning)
    bool isList = false; ///< annotated as LIST
    std::vector<SchemaNode> children;
    std::size_t leaf = 0; ///< of a leaf: its place among all leaves; of a group that of its first one
    int definition = 0;   ///< definition level at which the node is there
    int repetitions = 0;  ///< repetition level of its elements
};

struct RowGroup
{
    std::int64_t rows = 0;
    std::vector<Chunk> chunks; ///< by leaf
};

struct FileMetadata
{
    SchemaNode schema;
    std::size_t leaves = 0;
    std::vector<RowGroup> rowGroups;
};

/// @param file whole @throws Refused
FileMetadata readMetadata(std::span<const std::byte> file);

struct PageHeader
{
    PageType type = PageType::Data;
    std::size_t bytes = 0;           ///< uncompressed
    std::size_t compressedBytes = 0; ///< as they follow the header
    std::size_t headerBytes = 0;
    std::int32_t values = 0;
    Encoding encoding = Encoding::Plain;
    Encoding levels = Encoding::Rle; ///< of both kinds of levels
    std::size_t definitionBytes = 0; ///< of DataV2
    std::size_t repetitionBytes = 0;
    bool isCompressed = true;
};

/// The header at the front of some bytes. @throws Refused
PageHeader readPageHeader(std::span<const std::byte> bytes);

} // namespace espalier::formats::parquet
