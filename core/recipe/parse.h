#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "core/recipe/recipe.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// How to read a document; the file's name tells it.
enum class DocumentKind { Yaml /**< JSON too */, Markdown /**< YAML front matter between lines of --- */ };
DocumentKind documentKind(const std::filesystem::path& file);

/// Reads any dialect into canonical form: every key of the schema is there (defaults have location 0), N:M means kept,
/// quantization schemes are `config_groups`. What the program that a document was written for would have done otherwise
/// is said as well (upstream_notes.h). All diagnostics at once; never throws on bad input. Thread-safe.
ParsedRecipe parseRecipe(std::string_view document, const SchemaRegistry& schemas,
                         DocumentKind kind = DocumentKind::Yaml);

/// Reads the file as well; a file that cannot be read is a diagnostic `file.open`.
ParsedRecipe parseRecipeFile(const std::filesystem::path& file, const SchemaRegistry& schemas);

/// What parses but this version does not run yet: `recipe.modifier.later`, `recipe.key.later`,
/// `recipe.scheme.later`. All errors.
std::vector<Diagnostic> checkRunnable(const Recipe& recipe, const SchemaRegistry& schemas);

/// True if a run needs calibration data.
bool needsCalibration(const Recipe& recipe, const SchemaRegistry& schemas);

std::optional<Dialect> dialectOf(std::string_view name);
std::string_view name(Dialect dialect);        ///< "espalier", "sparseml", "llm-compressor", "quark"
std::string_view programName(Dialect dialect); ///< "Espalier", "SparseML", "llm-compressor", "Quark", for messages
std::string_view name(Severity severity);      ///< "note", "warning", "error"

} // namespace espalier::recipe
