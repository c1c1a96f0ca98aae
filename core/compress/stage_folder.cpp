#include "core/compress/stage_folder.h"

namespace espalier::compress {
namespace {

bool isFinishedIn(const StageJournal& journal, int section)
{
    return !journal.sections().empty() && journal.sections().back().section >= section;
}

} // namespace

Result<StageFolder> StageFolder::open(std::filesystem::path folder, const std::string& stage,
                                      nlohmann::json fingerprint, Ranks ranks)
{
    auto opened = ranks.leads() ? look(std::move(folder), stage, std::move(fingerprint), ranks)
                                : StageFolder(folder, StageJournal(folder, stage, std::move(fingerprint)), ranks);
    if (!opened)
        return opened;
    if (auto met = opened->meet(); !met)
        return met.error();
    return opened;
}

Result<StageFolder> StageFolder::look(std::filesystem::path folder, const std::string& stage,
                                      nlohmann::json fingerprint, Ranks ranks)
{
    std::error_code ignored;
    const bool complete = std::filesystem::exists(folder, ignored);
    const std::filesystem::path at = complete ? folder : exporting::partialFolder(folder);
    auto found = StageJournal::read(at);
    if (!found)
        return found.error();
    const std::optional<StageJournal>& journal = *found;
    const bool foreign = journal && journal->fingerprint() != fingerprint;
    if (complete && (!journal || foreign || !isFinishedIn(*journal, StageWriter::kHead)))
        return Error{"run.resume.mismatch",
                     "The stage's folder was not made by this run. Remove it to make the stage again.", at.string()};
    if (foreign)
        return Error{"run.resume.mismatch",
                     "The stage was begun by another run. Remove its folder to begin the stage again.", at.string()};
    StageFolder opened(std::move(folder), journal ? *journal : StageJournal(at, stage, std::move(fingerprint)),
                       std::move(ranks));
    opened.m_complete = complete;
    opened.m_begun = journal.has_value();
    return opened;
}

Result<void> StageFolder::meet()
{
    if (m_ranks.alone())
        return {};
    const std::string complete = m_ranks.share(m_complete ? "complete" : "", 0);
    const std::string journal = m_ranks.share(m_ranks.leads() ? m_journal.text() : std::string(), 0);
    if (m_ranks.leads())
        return {};
    auto first = StageJournal::parse(m_folder, journal);
    if (!first)
        return first.error();
    m_journal = first.take();
    m_complete = !complete.empty();
    return {};
}

bool StageFolder::isFinished(int section) const
{
    return isFinishedIn(m_journal, section);
}

Result<void> StageFolder::begin(const ModelView& model, nlohmann::json decisions)
{
    auto writer = StageWriter::create(m_folder, model, m_begun ? std::optional(m_journal.tensors()) : std::nullopt);
    if (!writer)
        return writer.error();
    m_writer.emplace(writer.take());
    if (m_begun)
        return {};
    m_journal.setDecisions(std::move(decisions));
    return m_journal.save();
}

Result<void> StageFolder::write(int section, LayerScope& scope, const InputRanges& ranges)
{
    if (!m_writer)
        return {};
    return section == StageWriter::kHead ? m_writer->writeHead(scope, ranges) : m_writer->write(section, scope, ranges);
}

Result<void> StageFolder::copy(int section, const Fork& fork)
{
    return m_writer->copy(section, fork.checkpoint);
}

Result<void> StageFolder::close(int section, StageReport part)
{
    if (!m_writer)
        return {};
    if (auto synced = m_writer->sync(); !synced)
        return synced;
    return m_journal.add({section, m_writer->written(), std::move(part)});
}

Result<model::Checkpoint> StageFolder::finishedPart() const
{
    return model::Checkpoint::open(exporting::partialFolder(m_folder));
}

Result<void> StageFolder::commit()
{
    if (auto committed = m_writer ? m_writer->commit() : Result<void>(); !committed)
        return committed;
    m_writer.reset();
    m_complete = true;
    return {};
}

void StageFolder::forgetJournal(const std::filesystem::path& folder)
{
    std::error_code ignored;
    std::filesystem::remove(folder / StageJournal::kFileName, ignored);
}

std::optional<int> StageFolder::nextSection(const std::filesystem::path& folder)
{
    const auto journal = StageJournal::read(exporting::partialFolder(folder));
    if (!journal || !*journal)
        return std::nullopt;
    const auto& sections = (*journal)->sections();
    if (sections.empty())
        return StageWriter::kEmbedding;
    return sections.back().section == StageWriter::kHead ? StageWriter::kHead : sections.back().section + 1;
}

} // namespace espalier::compress
