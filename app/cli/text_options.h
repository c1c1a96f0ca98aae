#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/base/result.h"
#include "core/protocol/jobs.h"

namespace espalier::cli {

/// What --data takes, for --help.
inline constexpr const char* kDataKinds =
    "txt, jsonl, json or csv, each also with .gz or .zst, or parquet (repeatable). Records with messages, "
    "conversations, "
    "instruction and output, or prompt and completion are chats, and become text by the model's chat template";

/// The options that several commands share for files of text and how their records are joined.
struct TextOptions
{
    std::string textColumns; ///< "a,b"
    std::string columnJoin;
    std::string recordJoin = "\\n\\n";

    void addTo(CLI::App& app);
    /// Files and joins as the worker wants them. In joins, \n, \t, \r and \\ are escapes.
    /// Error `data.open` (missing).
    Result<protocol::TextSource> source(const std::vector<std::string>& files) const;
};

/// --threads, 1 to 1024; 0 stays where it is not given.
void addThreadsOption(CLI::App& app, int& threads);

/// "a,b" -> {"a", "b"}; empty parts are left out.
std::vector<std::string> splitAtCommas(const std::string& text);

/// A model that can be opened and lacks nothing; only headers are read.
/// Errors: as model::Checkpoint.
Result<void> checkModel(const std::string& path);

/// A file that can be written (and may be there already). Error `output.folder`.
Result<void> checkOutputFile(const std::string& path);

/// Refuses an option value that only a later version knows. Error `usage.later`.
Error laterVersion(const std::string& what);

} // namespace espalier::cli
