#pragma once

#include <filesystem>

#include "core/protocol/events.h"

namespace espalier::protocol {

/// Names in a run directory.
inline constexpr const char* kRunLogName = "events.jsonl";
inline constexpr const char* kManifestName = "manifest.json";
/// Part of the name of everything that is written and not yet renamed into place.
inline constexpr const char* kPartialMark = ".partial";

/// Leaves a run directory tidy after its worker ended without doing so itself (killed, crashed, cut off): removes
/// partial output, ends the manifest (endManifest) and then the log with `failure`. Finished stages stay. Never throws;
/// does what it can. Nothing happens if the folder is not there.
void closeRunDirectory(const std::filesystem::path& directory, const std::string& job, const Failed& failure);

/// Makes the manifest say what the log's end says: one that says "running" becomes "cancelled" or "interrupted", by the
/// code of `failure`, which becomes its error. "cancelled" gives way to "interrupted": a job that is stopped cannot
/// tell the two apart. Any other end stays. Never throws.
void endManifest(const std::filesystem::path& directory, const Failed& failure);

/// Removes the files and folders directly in `directory` whose names hold kPartialMark.
void removePartialOutput(const std::filesystem::path& directory);

} // namespace espalier::protocol
