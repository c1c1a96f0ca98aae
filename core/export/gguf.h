#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/gguf_rows.h"
#include "core/export/gguf_types.h"
#include "core/export/gguf_writer.h"

namespace espalier::exporting {

struct GgufOptions
{
    std::filesystem::path out; ///< must not exist
    std::string name;          ///< general.name
    GgufFileType type;
    ImportanceWeights importance; ///< of AUTO and float types unused
    int threads = 0;              ///< 0: all cores
};

/// A file that is complete under its temporary name.
struct GgufExport
{
    GgufWriter writer;               ///< commit() puts it in place
    std::vector<GgufTensor> tensors; ///< what it holds, from where
    std::int64_t modulesExact = 0;   ///< whose codes and scales went over unchanged
    std::int64_t modulesRounded = 0; ///< whose codes went over, with scales rounded to half precision
    std::vector<std::string> notes = {};
};

/// Writes a model as GGUF with some rows in memory. Deterministic. Throws Cancelled. Errors: `export.family`, those of
/// GgufWriter, of model::StoredWeight::open() and of vocabularyMetadata().
/// @param progress called on this thread with the share that is done, 0 to 1
Result<GgufExport> writeGguf(const model::Checkpoint& checkpoint, const GgufOptions& options,
                             const std::function<void(double)>& progress, const CancelToken& cancel);

} // namespace espalier::exporting
