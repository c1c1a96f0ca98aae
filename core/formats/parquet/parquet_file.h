#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::formats {

/// A Parquet file as data sets come in, read record by record: a memory-mapped page of each wanted column is in memory
/// at a time, however large the file or its row groups are.
///
/// Read are data pages of both versions, the encodings PLAIN, (PLAIN_/RLE_)DICTIONARY, RLE (booleans) and the DELTA_
/// ones of integers and texts, nested columns of any depth (lists in both forms, structs), not compressed or with
/// snappy, gzip or zstd. Not read: other codecs, encrypted files, columns in other files, INT96 and fixed-length bytes.
/// Errors: `parquet.damaged`, `parquet.unsupported` (names what), `file.open`.
class ParquetFile
{
public:
    static Result<ParquetFile> open(const std::filesystem::path& path);

    std::int64_t rows() const;

    /// A record with a value of each column's kind: "" for text, [] for a list, {} for a struct, 0 for a number or
    /// truth value, null for anything else.
    nlohmann::ordered_json sample() const;

    /// Calls `record` with each row as an object of these top-level columns; what it returns as an error ends the walk.
    /// @param columns names that sample() has
    Result<void> visit(const std::vector<std::string>& columns,
                       const std::function<Result<void>(const nlohmann::ordered_json& record)>& record) const;

private:
    struct State;
    std::shared_ptr<const State> m_state;
};

} // namespace espalier::formats
