#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/formats/parquet/compact_reader.h"
#include "core/formats/parquet/metadata.h"

namespace espalier::formats::parquet {

/// Values of one leaf, of one page or a dictionary.
struct Values
{
    std::vector<std::string_view> texts; ///< of bytes; point into memory of the page
    std::vector<std::int64_t> integers;  ///< of integers and booleans
    std::vector<double> numbers;         ///< of float and double

    std::size_t size() const { return texts.size() + integers.size() + numbers.size(); }
    nlohmann::ordered_json at(std::size_t place, Type type) const;
};

/// Goes over the entries of one column chunk, one page in memory at a time. An entry is a value or a null, with the
/// levels that say where it belongs. All methods throw Refused.
class ColumnReader
{
public:
    /// Both must outlive this.
    ColumnReader(const Chunk& chunk, const SchemaNode& leaf);

    bool atEnd() const { return m_taken == m_chunk->values; }
    int repetition(); ///< level of the next entry
    int definition();
    nlohmann::ordered_json take(); ///< null where the entry has no value
    /// The bytes of the file that were read since the last call, and will not be again.
    std::span<const std::byte> takeRead();

private:
    void load();
    void readDictionary(const PageHeader& header, std::span<const std::byte> body);
    void readData(const PageHeader& header, std::span<const std::byte> body);
    void readLevels(ByteReader repetitions, ByteReader definitions, std::size_t count);
    void readValues(ByteReader reader, Encoding encoding);

    const Chunk* m_chunk;
    const SchemaNode* m_leaf;
    std::span<const std::byte> m_pages; ///< those not read
    std::size_t m_reported = 0;         ///< bytes that takeRead() gave
    std::int64_t m_taken = 0;
    std::string m_dictionaryBytes;
    Values m_dictionary;
    // the page in work
    std::string m_page;
    std::vector<std::string> m_texts; ///< what Values point into, where the page does not hold texts as they are
    std::vector<std::uint32_t> m_repetitions; ///< empty: all 0
    std::vector<std::uint32_t> m_definitions; ///< empty: all there
    std::vector<std::uint32_t> m_indices;     ///< into the dictionary; empty: m_values are the values
    Values m_values;
    std::size_t m_entries = 0;
    std::size_t m_next = 0;      ///< entry
    std::size_t m_nextValue = 0; ///< value, fewer than entries where there are nulls
    std::size_t m_present = 0;   ///< entries with a value
    bool m_coded = false;
};

} // namespace espalier::formats::parquet
