#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/stage_report.h"

namespace espalier::compress {

/// What of a stage in work is safe on the disk: `journal.json` in its partial folder, rewritten atomically after each
/// section (the embedding, a decoder layer, the head) once the section's tensors are on the disk. A stage whose process
/// ended goes on after the last section.
///
/// JSON, format 1: {"format", "stage", "fingerprint", "decisions" (of the modifiers, in recipe order), "sections":
/// [{"section", "tensors", "report"}]}.
class StageJournal
{
public:
    static constexpr const char* kFileName = "journal.json";

    struct Section
    {
        int section = 0;         ///< as StageWriter counts them
        std::size_t tensors = 0; ///< of the stage's output that are on the disk, all sections before included
        StageReport report;      ///< of this section alone
    };

    /// An empty journal for the folder; nothing is written yet.
    StageJournal(std::filesystem::path folder, std::string stage, nlohmann::json fingerprint);
    /// The journal of a folder; nothing if it has none (then nothing in the folder is worth keeping).
    /// Error `run.journal`: it cannot be read.
    static Result<std::optional<StageJournal>> read(const std::filesystem::path& folder);
    /// The journal that `text` is, of a folder. Error `run.journal`.
    static Result<StageJournal> parse(const std::filesystem::path& folder, const std::string& text);
    std::string text() const; ///< as save() writes it

    const std::string& stage() const { return m_stage; }
    const nlohmann::json& fingerprint() const { return m_fingerprint; }
    const nlohmann::json& decisions() const { return m_decisions; } ///< an array, or null
    void setDecisions(nlohmann::json decisions) { m_decisions = std::move(decisions); }
    const std::vector<Section>& sections() const { return m_sections; }
    std::size_t tensors() const { return m_sections.empty() ? 0 : m_sections.back().tensors; }
    StageReport report() const; ///< of all sections

    /// Takes a section in that is done. Errors: `file.write`, `disk.full`.
    Result<void> add(Section section);
    Result<void> save() const;

private:
    std::filesystem::path m_path;
    std::string m_stage;
    nlohmann::json m_fingerprint;
    nlohmann::json m_decisions;
    std::vector<Section> m_sections;
};

} // namespace espalier::compress
