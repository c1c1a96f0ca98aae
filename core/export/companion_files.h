#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace espalier::exporting {

/// Copies what a model folder needs beside config.json and weights (tokenizer, chat template, generation_config.json)
/// and the licences that must travel with it. Errors: `file.open`, `file.write`, `disk.full`.
Result<void> copyCompanionFiles(const std::filesystem::path& source, const std::filesystem::path& target);

struct CompletedTokenizer
{
    bool leadingSpaces = true;      ///< texts that begin with a space are cut as before, too
    std::vector<std::string> notes; ///< what the user should know
};

/// Gives a folder whose tokenizer is SentencePiece's tokenizer.model, or vocab.json, alone the tokenizer.json (and what
/// tokenizer_config.json lacks) that transformers and transformers.js need. Others stay as they are, also where the
/// tokenizer cannot be converted.
Result<CompletedTokenizer> completeTokenizer(const std::filesystem::path& folder);

} // namespace espalier::exporting
