#include "core/compress/stage_journal.h"

#include "core/base/atomic_file.h"

namespace espalier::compress {
namespace {

constexpr int kFormat = 1;

nlohmann::json toJson(const StageJournal::Section& section)
{
    return {{"section", section.section}, {"tensors", section.tensors}, {"report", compress::toJson(section.report)}};
}

std::optional<StageJournal::Section> sectionFromJson(const nlohmann::json& json)
{
    if (!json.is_object() || !json.contains("section") || !json["section"].is_number_integer() ||
        !json.contains("tensors") || !json["tensors"].is_number_unsigned())
        return std::nullopt;
    StageJournal::Section section;
    section.section = json["section"].get<int>();
    section.tensors = json["tensors"].get<std::size_t>();
    section.report = stageReportFromJson(json.value("report", nlohmann::json()));
    return section;
}

} // namespace

StageJournal::StageJournal(std::filesystem::path folder, std::string stage, nlohmann::json fingerprint)
    : m_path(std::move(folder) / kFileName), m_stage(std::move(stage)), m_fingerprint(std::move(fingerprint))
{
}

Result<std::optional<StageJournal>> StageJournal::read(const std::filesystem::path& folder)
{
    std::error_code ignored;
    const std::filesystem::path path = folder / kFileName;
    if (!std::filesystem::exists(path, ignored))
        return std::optional<StageJournal>();
    const auto text = readTextFile(path);
    if (!text)
        return text.error();
    auto journal = parse(folder, *text);
    if (!journal)
        return journal.error();
    return std::optional(journal.take());
}

Result<StageJournal> StageJournal::parse(const std::filesystem::path& folder, const std::string& text)
{
    const Error damaged = {"run.journal",
                           "The stage's journal cannot be read, so the run cannot go on inside this stage. Remove the "
                           "folder to begin the stage again.",
                           (folder / kFileName).string()};
    const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || json.value("format", nlohmann::json()) != kFormat || !json.contains("stage") ||
        !json["stage"].is_string() || !json.contains("sections") || !json["sections"].is_array())
        return damaged;
    StageJournal journal(folder, json["stage"].get<std::string>(), json.value("fingerprint", nlohmann::json()));
    journal.m_decisions = json.value("decisions", nlohmann::json());
    for (const nlohmann::json& stored : json["sections"]) {
        auto section = sectionFromJson(stored);
        if (!section || section->tensors < journal.tensors())
            return damaged;
        journal.m_sections.push_back(std::move(*section));
    }
    return journal;
}

StageReport StageJournal::report() const
{
    StageReport report;
    for (const Section& section : m_sections)
        report.add(section.report);
    return report;
}

Result<void> StageJournal::add(Section section)
{
    m_sections.push_back(std::move(section));
    return save();
}

Result<void> StageJournal::save() const
{
    return writeFileAtomically(m_path, text());
}

std::string StageJournal::text() const
{
    nlohmann::json sections = nlohmann::json::array();
    for (const Section& section : m_sections)
        sections.push_back(toJson(section));
    const nlohmann::json json = {{"format", kFormat},
                                 {"stage", m_stage},
                                 {"fingerprint", m_fingerprint},
                                 {"decisions", m_decisions},
                                 {"sections", std::move(sections)}};
    const auto replace = nlohmann::json::error_handler_t::replace; // a path may be no UTF-8
    return json.dump(1, ' ', false, replace) + "\n";
}

} // namespace espalier::compress
