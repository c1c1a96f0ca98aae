#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "core/compress/student/schema.h"
#include "core/model/checkpoint.h"

namespace espalier::compress {

/// The student's config.json. Errors: `train.student` (the file cannot be read, or describes no model that the
/// teacher's tokenizer fits), `model.*`.
Result<nlohmann::json> studentConfig(const StudentRecipe& recipe, const model::Checkpoint& teacher);

/// Writes a model with random weights in the type that its config names (bfloat16 by default), beside the teacher's
/// tokenizer files. An earlier one there is replaced. Errors as studentConfig(), and `file.*`, `disk.full`.
Result<model::Checkpoint> writeStudent(const StudentRecipe& recipe, const model::Checkpoint& teacher,
                                       const std::filesystem::path& folder, std::uint64_t seed);

} // namespace espalier::compress
