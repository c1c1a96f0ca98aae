#include "core/formats/parquet/parquet_file.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "core/base/mapped_file.h"
#include "core/formats/parquet/column_reader.h"
#include "core/formats/parquet/compact_reader.h"
#include "core/formats/parquet/metadata.h"

namespace espalier::formats {
namespace {

using json = nlohmann::ordered_json;
using namespace parquet;

constexpr std::int64_t kRowsBetweenReleases = 1024;

/// The node whose instances are a list's elements: the repeated child of a LIST, or the one that this wraps
/// (parquet-format's LogicalTypes.md, "Lists" and the rules for older files).
const SchemaNode& elementOf(const SchemaNode& list)
{
    const SchemaNode& repeated = list.children[0];
    const bool wraps =
        repeated.children.size() == 1 && repeated.name != "array" && repeated.name != list.name + "_tuple";
    return wraps ? repeated.children[0] : repeated;
}

bool isListGroup(const SchemaNode& node)
{
    return node.isList && node.children.size() == 1 && node.children[0].repetition == Repetition::Repeated;
}

std::size_t leavesOf(const SchemaNode& node)
{
    std::size_t count = node.children.empty() ? 1 : 0;
    for (const SchemaNode& child : node.children) {
        count += leavesOf(child);
    }
    return count;
}

const SchemaNode& leafOf(const SchemaNode& node)
{
    return node.children.empty() ? node : leafOf(node.children[0]);
}

/// Puts the rows of one row group together again from their columns (Melnik et al. 2010, "Dremel", section 4.2): every
/// leaf below a node takes just the entries that belong to an instance of the node.
class RecordReader
{
public:
    RecordReader(const FileMetadata& metadata, const RowGroup& group, const std::vector<const SchemaNode*>& columns)
        : m_columns(columns), m_readers(metadata.leaves)
    {
        for (const SchemaNode* column : columns) {
            open(*column, group);
        }
    }

    json next()
    {
        json record = json::object();
        for (const SchemaNode* column : m_columns) {
            record[column->name] = field(*column);
        }
        return record;
    }

    /// Lets the kernel drop what was read, so that a row group need not fit into memory.
    void release(const MappedFile& file)
    {
        for (auto& reader : m_readers) {
            if (reader) {
                file.release(reader->takeRead());
            }
        }
    }

    /// @throws Refused if a column has more entries than the rows take
    void finish() const
    {
        for (const auto& reader : m_readers) {
            if (reader && !reader->atEnd()) {
                damaged("its columns have different numbers of rows");
            }
        }
    }

private:
    void open(const SchemaNode& node, const RowGroup& group)
    {
        if (node.children.empty()) {
            m_readers[node.leaf].emplace(group.chunks[node.leaf], node);
        }
        for (const SchemaNode& child : node.children) {
            open(child, group);
        }
    }

    ColumnReader& first(const SchemaNode& node) { return *m_readers[leafOf(node).leaf]; }

    /// Every leaf below says once that the node is not there.
    void takeNull(const SchemaNode& node)
    {
        const std::size_t begin = node.leaf;
        for (std::size_t leaf = begin; leaf < begin + leavesOf(node); ++leaf) {
            if (m_readers[leaf]->definition() >= node.definition) {
                damaged("its columns disagree about which values are there");
            }
            m_readers[leaf]->take();
        }
    }

    json field(const SchemaNode& node)
    {
        return node.repetition == Repetition::Repeated ? elements(node, node) : instance(node);
    }

    /// One that is there or null.
    json instance(const SchemaNode& node)
    {
        if (node.children.empty()) {
            return first(node).take();
        }
        if (node.repetition == Repetition::Optional && first(node).definition() < node.definition) {
            takeNull(node);
            return nullptr;
        }
        return isListGroup(node) ? elements(node.children[0], elementOf(node)) : object(node);
    }

    json object(const SchemaNode& node)
    {
        json value = json::object();
        for (const SchemaNode& child : node.children) {
            value[child.name] = field(child);
        }
        return value;
    }

    /// @param element repeated itself, or what it wraps
    json elements(const SchemaNode& repeated, const SchemaNode& element)
    {
        json list = json::array();
        if (first(repeated).definition() < repeated.definition) {
            takeNull(repeated);
            return list;
        }
        do {
            const bool wrapped = &element != &repeated;
            list.push_back(wrapped                    ? field(element)
                           : element.children.empty() ? first(element).take()
                                                      : object(element));
        } while (!first(repeated).atEnd() && first(repeated).repetition() == repeated.repetitions);
        return list;
    }

    const std::vector<const SchemaNode*>& m_columns;
    std::vector<std::optional<ColumnReader>> m_readers; ///< by leaf, of those that are wanted
};

json sampleOf(const SchemaNode& node)
{
    if (node.repetition == Repetition::Repeated || isListGroup(node)) {
        return json::array();
    }
    if (!node.children.empty()) {
        return json::object();
    }
    if (node.type == Type::ByteArray) {
        return node.isText ? json("") : json();
    }
    return node.type == Type::Int96 || node.type == Type::FixedLengthByteArray ? json() : json(0);
}

} // namespace

struct ParquetFile::State
{
    MappedFile file;
    FileMetadata metadata;
};

Result<ParquetFile> ParquetFile::open(const std::filesystem::path& path)
try {
    auto file = MappedFile::open(path);
    if (!file) {
        return file.error();
    }
    auto state = std::make_shared<State>();
    state->file = file.take();
    state->metadata = readMetadata(state->file.bytes());
    ParquetFile parquet;
    parquet.m_state = std::move(state);
    return parquet;
} catch (const Refused& refused) {
    return Error{refused.code, refused.message, path.string()};
}

std::int64_t ParquetFile::rows() const
{
    std::int64_t rows = 0;
    for (const RowGroup& group : m_state->metadata.rowGroups) {
        rows += std::min(group.rows, std::numeric_limits<std::int64_t>::max() - rows);
    }
    return rows;
}

json ParquetFile::sample() const
{
    json record = json::object();
    for (const SchemaNode& column : m_state->metadata.schema.children) {
        record[column.name] = sampleOf(column);
    }
    return record;
}

Result<void> ParquetFile::visit(const std::vector<std::string>& columns,
                                const std::function<Result<void>(const json& record)>& record) const
try {
    const FileMetadata& metadata = m_state->metadata;
    std::vector<const SchemaNode*> wanted;
    for (const SchemaNode& column : metadata.schema.children) {
        if (std::ranges::find(columns, column.name) != columns.end()) {
            wanted.push_back(&column);
        }
    }
    for (const RowGroup& group : metadata.rowGroups) {
        RecordReader reader(metadata, group, wanted);
        for (std::int64_t row = 0; row < group.rows && !wanted.empty(); ++row) {
            if (auto taken = record(reader.next()); !taken) {
                return taken;
            }
            if (row % kRowsBetweenReleases == 0) {
                reader.release(m_state->file);
            }
        }
        reader.finish();
        reader.release(m_state->file);
    }
    return {};
} catch (const Refused& refused) {
    return Error{refused.code, refused.message, m_state->file.path().string()};
}

} // namespace espalier::formats
