#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/distributed/ranks.h"
#include "core/compress/fork.h"
#include "core/compress/stage_journal.h"
#include "core/compress/stage_writer.h"

namespace espalier::compress {

/// A stage's output folder and the journal of what of it is safe: what an earlier process has left is gone on with. The
/// sections are those of StageWriter.
class StageFolder
{
public:
    /// Reads what is there of the stage; writes nothing.
    /// @param folder of the output; there already only if a process ended right after this stage
    /// @param fingerprint of all that the result depends on
    /// @param ranks that make the stage together: rank 0 alone looks and writes, the others learn from it what is there
    /// Errors: `run.journal`, `run.resume.mismatch` (another run made it). @throws RankLost
    static Result<StageFolder> open(std::filesystem::path folder, const std::string& stage, nlohmann::json fingerprint,
                                    Ranks ranks = {});

    const std::filesystem::path& path() const { return m_folder; }
    bool isComplete() const { return m_complete; } ///< renamed into place
    bool isBegun() const { return m_begun; }       ///< by an earlier process
    const nlohmann::json& decisions() const { return m_journal.decisions(); }
    bool isFinished(int section) const;
    StageReport report() const { return m_journal.report(); } ///< of what is finished

    /// All ranks know from now on what rank 0 does: once more when it has begun. @throws RankLost
    Result<void> meet();
    /// Rank 0 begins the folder, or goes on with it.
    /// @param model the plans as prepare() left them
    /// Errors: `file.*`, `disk.full`, `export.partial`
    Result<void> begin(const ModelView& model, nlohmann::json decisions);
    Result<void> write(int section, LayerScope& scope, const InputRanges& ranges);
    Result<void> copy(int section, const Fork& fork);
    /// Puts a section that is written on the record, once it is on the disk.
    Result<void> close(int section, StageReport part);
    Result<model::Checkpoint> finishedPart() const; ///< of a stage in work, to read from
    Result<void> commit();

    /// The caller has stored the report of a complete stage.
    static void forgetJournal(const std::filesystem::path& folder);
    /// The first section that is not finished, of a stage whose folder is `folder`; nothing: it has not begun.
    static std::optional<int> nextSection(const std::filesystem::path& folder);

private:
    StageFolder(std::filesystem::path folder, StageJournal journal, Ranks ranks)
        : m_folder(std::move(folder)), m_journal(std::move(journal)), m_ranks(std::move(ranks))
    {
    }
    static Result<StageFolder> look(std::filesystem::path folder, const std::string& stage, nlohmann::json fingerprint,
                                    Ranks ranks);

    std::filesystem::path m_folder;
    StageJournal m_journal;
    Ranks m_ranks;
    std::optional<StageWriter> m_writer; ///< of rank 0
    bool m_complete = false;
    bool m_begun = false;
};

} // namespace espalier::compress
