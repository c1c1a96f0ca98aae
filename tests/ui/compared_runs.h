#pragma once

#include <string>
#include <vector>

#include <QDir>
#include <QString>

#include "core/base/atomic_file.h"
#include "core/protocol/events.h"
#include "ui/models/run.h"

namespace espalier::tests {

/// What a run of the tests has measured; written as its log and record, as a worker and the app would.
struct PastRun
{
    int number = 1;
    std::string modifier = "SparseGPTModifier";
    double perplexity = 8.0; ///< of held-out text, after; before it was 7.0 ± 0.1
    double kl = 0.1;
    std::uint64_t bytes = 500'000;
    std::string dataHash = "aaaaaaaaaaaa";
    int windowTokens = 2048;
    double error = 0.1;   ///< of every matrix, times 1 + its layer
    bool finished = true; ///< else it ended after its only stage, before its result
    std::string recipe = "stages: []\n";
    std::string model = "/nowhere/model";
};

inline std::vector<protocol::Event> eventsOf(const PastRun& run)
{
    std::vector<protocol::Event> events;
    const auto add = [&](protocol::EventBody body) {
        events.push_back({"run", double(events.size()) + 1.0, std::move(body)});
    };
    const nlohmann::json protocol = {{"name", "papers"},
                                     {"dataHash", run.dataHash},
                                     {"join", "\n\n"},
                                     {"windowTokens", run.windowTokens},
                                     {"stride", run.windowTokens},
                                     {"limitTokens", 0},
                                     {"beginOfSequence", false}};
    nlohmann::json probe = protocol;
    probe["dataHash"] = "probe-" + run.dataHash;
    probe["source"] = "evaluation";
    add(protocol::RunBegun{run.model, {"compression"}, 2, 0.5, {}});
    add(protocol::Perplexity{"before", "", 2, 7.0, 0.1, 20, protocol});
    add(protocol::StageBegun{"compression", 0, {run.modifier}});
    for (int layer = 0; layer < 2; ++layer) {
        protocol::ModuleResult result;
        result.module = "model.layers." + std::to_string(layer) + ".mlp.down_proj";
        result.role = "down";
        result.layer = layer;
        result.modifier = run.modifier;
        result.relativeError = run.error * (1.0 + layer);
        result.sparsity = 0.5;
        add(result);
        protocol::Perplexity figure{"probe", "compression", layer + 1, run.perplexity, 0.2, 8, probe};
        figure.kl = run.kl;
        add(figure);
    }
    if (run.finished) {
        add(protocol::Perplexity{"after", "compression", 2, run.perplexity, 0.1, 20, protocol});
        add(protocol::Finished{{{"bytesBefore", 1'000'000},
                                {"bytesAfter", run.bytes},
                                {"sparsity", 0.5},
                                {"seconds", 60.0},
                                {"peakMemoryBytes", 1'000'000},
                                {"model", "/nowhere/result" + std::to_string(run.number)}}});
    }
    return events;
}

inline ui::RunRequest requestOf(const PastRun& run)
{
    ui::RunRequest request;
    request.modelName = QStringLiteral("Tiny");
    request.recipeName = QStringLiteral("recipe%1.yaml").arg(run.number);
    request.job.model = run.model;
    request.job.recipeText = run.recipe;
    request.job.evaluation.files = {"/texts/test.txt"};
    return request;
}

/// Writes <folder>/<number> and <folder>/<number>.json. False if that failed.
inline bool writeRun(const QString& folder, const PastRun& run)
{
    std::string lines;
    for (const protocol::Event& event : eventsOf(run)) {
        lines += protocol::toJson(event).dump() + "\n";
    }
    const nlohmann::json record = {{"request", requestOf(run).toJson()},
                                   {"state", run.finished ? "finished" : "failed"}};
    const std::string base = (folder + QLatin1Char('/')).toStdString() + std::to_string(run.number);
    return QDir().mkpath(QString::fromStdString(base)) && bool(writeFileAtomically(base + "/events.jsonl", lines)) &&
           bool(writeFileAtomically(base + ".json", record.dump()));
}

} // namespace espalier::tests
