#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>

#include "app/cli/commands.h"
#include "app/cli/figures.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/base/atomic_file.h"
#include "core/compress/sensitivity/planner.h"
#include "core/compress/sensitivity/record.h"
#include "core/protocol/sweep_job.h"

namespace espalier::cli {
namespace {

namespace sensitivity = compress::sensitivity;

constexpr std::size_t kCurvePoints = 50;

std::string padded(std::string cell, std::size_t width)
{
    return std::string(width > cell.size() ? width - cell.size() : 1, ' ') + cell;
}

std::string shortNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
}

std::string joined(const std::vector<std::string>& parts, const char* between)
{
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : between) + part;
    }
    return text;
}

/// KL by layer and level; "x" failed, "." not there yet.
std::string table(const sensitivity::Record& record)
{
    std::string text =
        "KL to the dense model, nats a token, one layer changed at a time; perplexity of the dense model " +
        figure(record.densePerplexity) + "\nmeasured on " + record.protocol.value("windows", nlohmann::json(0)).dump() +
        " windows of " + record.protocol.value("windowTokens", nlohmann::json(0)).dump() + " tokens of the " +
        record.protocol.value("split", "calibration") + " split\n" + padded("layer", 6);
    for (const sensitivity::Level& level : record.levels) {
        text += padded(level.id, std::max<std::size_t>(10, level.id.size() + 2));
    }
    for (std::size_t layer = 0; layer < record.layers.size(); ++layer) {
        text += "\n" + padded(std::to_string(layer), 6);
        for (std::size_t level = 0; level < record.levels.size(); ++level) {
            const auto& cell = record.cells[layer][level];
            const std::size_t width = std::max<std::size_t>(10, record.levels[level].id.size() + 2);
            text += padded(!cell ? "." : !cell->failure.empty() ? "x" : shortNumber(cell->kl), width);
        }
    }
    for (std::size_t level = 0; level < record.levels.size(); ++level) {
        const auto failed = std::find_if(record.cells.begin(), record.cells.end(),
                                         [&](const auto& row) { return row[level] && !row[level]->failure.empty(); });
        if (failed != record.cells.end()) {
            text += "\nx " + record.levels[level].id + ": " + (*failed)[level]->failure;
        }
    }
    return text;
}

/// `sensitivity sweep MODEL`
class Sweep
{
public:
    CLI::App* addTo(CLI::App& parent)
    {
        m_app = parent.add_subcommand("sweep", "Change one decoder layer at a time and measure what predictions lose");
        m_app->add_option("model", m_job.model, "Model folder or GGUF file (not needed to resume)");
        m_app
            ->add_option("--data", m_files,
                         std::string("Text to calibrate on; some windows of it, which nothing is calibrated on, are "
                                     "measured on: ") +
                             kDataKinds)
            ->allow_extra_args(false);
        m_text.addTo(*m_app);
        m_app
            ->add_option("--methods", m_methods,
                         "What is tried, METHOD:LEVEL (repeatable, or joined by commas). sparsegpt, wanda and admm "
                         "take N:M (N of M kept) or a percentage of zeros, gptq and rtn take bits (8: by channel, "
                         "fewer: by groups of 128 inputs; 4g32: of 32); + joins pruning and quantization, "
                         "sparsegpt:8:16+gptq:8 (default: " +
                             joined(sensitivity::defaultLevels(), ",") + ")")
            ->allow_extra_args(false);
        m_app->add_option("--out", m_job.out, "Folder that is made, a line for each cell")->required();
        m_app->add_option("--samples", m_job.samples, "Calibration windows")
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        m_app->add_option("--seqlen", m_job.sequenceLength, "Tokens in a window (default: 2048 or the model's context)")
            ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 30));
        m_app
            ->add_option("--windows", m_job.windows,
                         "Windows that predictions are compared on (default: 4096 tokens, at least 4 windows)")
            ->check(CLI::PositiveNumber);
        m_app
            ->add_option("--eval-data", m_reportFiles,
                         "Text that figures are reported on. It is not read but to refuse text that is swept on too "
                         "(repeatable)")
            ->allow_extra_args(false);
        m_app->add_option("--seed", m_job.seed, "Seed of everything random")->capture_default_str();
        addThreadsOption(*m_app, m_job.threads);
        m_app->add_option("--memory", m_job.memoryGiB, "Memory to stay within, GiB (default: what is free)")
            ->check(CLI::PositiveNumber);
        m_app->add_flag("--resume", m_job.resume,
                        "Go on with the sweep in --out (begin if there is none). What is not given is as in that "
                        "sweep; further --methods become further columns");
        return m_app;
    }

    int run(const Output& output)
    {
        if (auto valid = check(); !valid) {
            return output.fail(valid.error());
        }
        ProgressLine progress(ProgressLine::modeFor(output.json));
        const auto answer = runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) {
            const auto* log = std::get_if<protocol::Log>(&event.body);
            if (!log || log->level != protocol::SweepJob::kCellLevel) {
                progress.show(event);
            }
        });
        progress.clear();
        if (!answer) {
            return output.fail(answer.error(), exitCodeOf(answer.error()));
        }
        const auto record = sensitivity::Record::read(m_job.out);
        return record ? output.done(*answer,
                                    table(*record) + "\n" + figure(answer->at("seconds")) + " s\nsweep: " + m_job.out)
                      : output.fail(record.error());
    }

private:
    bool isGiven(const char* option) const { return m_app->get_option(option)->count() > 0; }

    Result<void> check()
    {
        std::error_code ignored;
        const bool there =
            std::filesystem::exists(std::filesystem::path(m_job.out) / sensitivity::Record::kHeadName, ignored);
        if (auto known = m_job.resume && there ? takeEarlierRequest() : Result<void>(); !known) {
            return known;
        }
        if (m_job.model.empty()) {
            return Error{"usage", "MODEL is required.", ""};
        }
        if (!m_files.empty() || !m_goesOn) {
            auto source = m_text.source(m_files);
            if (!source) {
                return source.error();
            }
            m_job.calibration = source.take();
        }
        if (!m_reportFiles.empty()) {
            auto source = m_text.source(m_reportFiles);
            if (!source) {
                return source.error();
            }
            m_job.evaluation = source.take();
        }
        if (m_job.calibration.files.empty()) {
            return Error{"run.data", "A sweep calibrates and measures on text. Give some with --data.", ""};
        }
        if (auto levels = takeMethods(); !levels) {
            return levels;
        }
        makeAbsolute(); // so that the sweep can be resumed from any folder
        return checkModel(m_job.model);
    }

    void makeAbsolute()
    {
        const auto complete = [](std::string& path) {
            std::error_code failed;
            const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
            path = failed ? path : absolute.string();
        };
        complete(m_job.model);
        for (protocol::TextSource* source : {&m_job.calibration, &m_job.evaluation}) {
            std::for_each(source->files.begin(), source->files.end(), complete);
        }
    }

    Result<void> takeMethods()
    {
        std::vector<std::string> asked;
        for (const std::string& group : m_methods) {
            const std::vector<std::string> parts = splitAtCommas(group);
            asked.insert(asked.end(), parts.begin(), parts.end());
        }
        if (asked.empty() && !m_goesOn) {
            asked = sensitivity::defaultLevels();
        }
        asked.insert(asked.begin(), m_job.levels.begin(), m_job.levels.end()); // of the sweep that goes on
        const auto levels = sensitivity::parseLevels(asked);
        if (!levels) {
            return levels.error();
        }
        m_job.levels.clear();
        for (const sensitivity::Level& level : *levels) {
            m_job.levels.push_back(level.id);
        }
        return {};
    }

    Result<void> takeEarlierRequest()
    {
        const auto record = sensitivity::Record::read(m_job.out);
        if (!record) {
            return record.error();
        }
        protocol::SweepJob earlier;
        if (!protocol::fromJson(record->request, earlier)) {
            return Error{"sweep.format", "The sweep does not say what it was asked, so it cannot go on.", m_job.out};
        }
        m_goesOn = true;
        const auto keep = [&](const char* option, auto protocol::SweepJob::*member) {
            if (!isGiven(option)) {
                m_job.*member = earlier.*member;
            }
        };
        keep("model", &protocol::SweepJob::model);
        keep("--samples", &protocol::SweepJob::samples);
        keep("--seqlen", &protocol::SweepJob::sequenceLength);
        keep("--windows", &protocol::SweepJob::windows);
        keep("--seed", &protocol::SweepJob::seed);
        keep("--threads", &protocol::SweepJob::threads);
        keep("--memory", &protocol::SweepJob::memoryGiB);
        m_job.calibration = earlier.calibration;
        m_job.evaluation = earlier.evaluation;
        m_job.levels = earlier.levels;
        return {};
    }

    CLI::App* m_app = nullptr;
    protocol::SweepJob m_job;
    TextOptions m_text;
    std::vector<std::string> m_files;
    std::vector<std::string> m_reportFiles;
    std::vector<std::string> m_methods;
    bool m_goesOn = false;
};

/// "0.8GiB" becomes its bytes. @return what is wrong, as CLI11's validators do
std::string sizeInBytes(std::string& given)
{
    static const std::map<std::string, double> kUnits = {
        {"", 1.0}, {"B", 1.0}, {"KiB", 1024.0}, {"MiB", 1024.0 * 1024.0}, {"GiB", 1024.0 * 1024.0 * 1024.0}};
    std::size_t end = 0;
    double value = 0.0;
    try {
        value = std::stod(given, &end);
    } catch (const std::exception&) {
        end = 0;
    }
    const auto unit = kUnits.find(given.substr(
        given.find_first_not_of(' ', end) == std::string::npos ? given.size() : given.find_first_not_of(' ', end)));
    if (end == 0 || unit == kUnits.end() || !(value > 0.0) || value * unit->second >= 1e18) {
        return given + " is no size. Write a number of bytes, or with KiB, MiB or GiB: 0.8GiB";
    }
    given = std::to_string(std::uint64_t(value * unit->second));
    return {};
}

/// `sensitivity recipe DIR`
class MakeRecipe
{
public:
    CLI::App* addTo(CLI::App& parent)
    {
        m_app = parent.add_subcommand("recipe", "Make a recipe that loses least within a budget");
        m_app->add_option("DIR", m_folder, "Folder of a sweep, which need not be complete")->required();
        auto* limits = m_app->add_option_group("limit", "One of");
        limits
            ->add_option("--max-bytes", m_bytes,
                         "Size at most, zeros left out: a number of bytes, or with a unit, 600MiB or 0.8GiB")
            ->transform(CLI::Validator(&sizeInBytes, ""));
        limits->add_option("--max-kl", m_kl, "Predicted KL at most, nats a token")->check(CLI::PositiveNumber);
        limits->add_option("--max-perplexity", m_perplexity, "Predicted perplexity at most, on the sweep's windows")
            ->check(CLI::PositiveNumber);
        limits->require_option(1);
        m_app->add_option("--out", m_out, "File to write; without it the recipe goes to stdout");
        m_app->footer("KL and loss of single layers are added up: that layers do not act on each other is an "
                      "assumption. The band is two standard errors of the sweep's windows. Levels are chosen by an "
                      "exact search, or one whose distance to the best choice is stated (klGap).");
        return m_app;
    }

    int run(const Output& output) const
    {
        const auto record = sensitivity::Record::read(m_folder);
        if (!record) {
            return output.fail(record.error());
        }
        const sensitivity::Planner planner(*record);
        const auto plan = m_bytes > 0 ? planner.withinBytes(m_bytes)
                          : m_kl > 0  ? planner.withinKl(m_kl)
                                      : planner.withinPerplexity(m_perplexity);
        if (!plan) {
            return output.fail(plan.error());
        }
        const std::string document = sensitivity::madeRecipe(*record, *plan);
        if (!m_out.empty()) {
            if (auto written = writeFileAtomically(m_out, document); !written) {
                return output.fail(written.error(), kWorkFailed);
            }
        }
        nlohmann::json answer = toJson(*plan, *record);
        answer["recipe"] = m_out.empty() ? nlohmann::json(document) : nlohmann::json(m_out);
        return output.done(answer, m_out.empty() ? document : text(*plan, *record) + "\nrecipe: " + m_out);
    }

private:
    static std::string text(const sensitivity::LayerPlan& plan, const sensitivity::Record& record)
    {
        const sensitivity::Prediction& predicted = plan.predicted;
        std::string lines;
        for (const auto& [level, count] : plan.counts(record)) {
            lines += padded(std::to_string(count), 4) + (count == 1 ? " layer  " : " layers ") + level + "\n";
        }
        lines += "size        " + sensitivity::sizeText(predicted.bytes) + " with zeros left out, " +
                 sensitivity::sizeText(predicted.folderBytes) + " as a folder\n";
        lines += "KL          " + shortNumber(predicted.kl) + " (" + shortNumber(predicted.klLow) + " to " +
                 shortNumber(predicted.klHigh) + "), if layers do not act on each other\n";
        lines += "perplexity  " + figure(predicted.perplexity) + " (" + figure(predicted.perplexityLow) + " to " +
                 figure(predicted.perplexityHigh) + "), dense " + figure(record.densePerplexity);
        return plan.klGap > 0.0 ? lines + "\nat most " + shortNumber(plan.klGap) + " above the best choice" : lines;
    }

    CLI::App* m_app = nullptr;
    std::string m_folder;
    std::string m_out;
    std::uint64_t m_bytes = 0;
    double m_kl = 0.0;
    double m_perplexity = 0.0;
};

class Sensitivity final : public Command
{
public:
    const char* name() const override { return "sensitivity"; }
    const char* description() const override
    {
        return "Sweep methods and levels over the layers, and make a recipe of what was found";
    }

    void setup(CLI::App& app) override
    {
        app.require_subcommand(1);
        m_sweepApp = m_sweep.addTo(app);
        m_recipeApp = m_recipe.addTo(app);
        m_showApp = app.add_subcommand("show", "Print a sweep's cells, and the predicted loss by size");
        m_showApp->add_option("DIR", m_folder, "Folder of a sweep, which need not be complete")->required();
        for (CLI::App* command : {m_sweepApp, m_recipeApp, m_showApp}) {
            command->fallthrough(); // for --json
        }
    }

    int run(const Output& output) override
    {
        if (m_sweepApp->parsed()) {
            return m_sweep.run(output);
        }
        return m_recipeApp->parsed() ? m_recipe.run(output) : show(output);
    }

private:
    int show(const Output& output) const
    {
        const auto record = sensitivity::Record::read(m_folder);
        if (!record) {
            return output.fail(record.error());
        }
        const sensitivity::Planner planner(*record);
        nlohmann::json answer = nlohmann::json::parse(record->headText());
        answer["complete"] = record->complete();
        answer["cells"] = nlohmann::json::array();
        for (const auto& row : record->cells) {
            for (const auto& cell : row) {
                if (cell) {
                    answer["cells"].push_back(toJson(*cell));
                }
            }
        }
        answer["curve"] = nlohmann::json::array();
        std::string curve = "\n\n        size          KL  perplexity   predicted, layer by layer";
        for (const sensitivity::Prediction& point : planner.curve(kCurvePoints)) {
            answer["curve"].push_back(toJson(point));
            curve += "\n" + padded(sensitivity::sizeText(point.bytes), 12) + padded(shortNumber(point.kl), 12) +
                     padded(figure(point.perplexity), 12);
        }
        return output.done(answer, table(*record) + curve);
    }

    Sweep m_sweep;
    MakeRecipe m_recipe;
    CLI::App* m_sweepApp = nullptr;
    CLI::App* m_recipeApp = nullptr;
    CLI::App* m_showApp = nullptr;
    std::string m_folder;
};

} // namespace

std::unique_ptr<Command> makeSensitivityCommand()
{
    return std::make_unique<Sensitivity>();
}

} // namespace espalier::cli
