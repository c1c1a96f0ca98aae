#include "core/compress/sensitivity/planner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace espalier::compress::sensitivity {
namespace {

constexpr double kStandardErrors = 2.0; ///< of the band, to each side

const Cell* usable(const Record& record, std::size_t layer, std::size_t level)
{
    const auto& cell = record.cells[layer][level];
    return cell && cell->failure.empty() && std::isfinite(cell->kl) && std::isfinite(cell->perplexity) ? &*cell
                                                                                                       : nullptr;
}

std::vector<std::vector<int>> columnsOf(const Record& record)
{
    std::vector<std::vector<int>> columns(record.layers.size());
    for (std::size_t layer = 0; layer < columns.size(); ++layer) {
        columns[layer].push_back(-1);
        for (std::size_t level = 0; level < record.levels.size(); ++level) {
            if (usable(record, layer, level))
                columns[layer].push_back(int(level));
        }
    }
    return columns;
}

std::vector<std::vector<LayerOption>> optionsOf(const Record& record, const std::vector<std::vector<int>>& columns)
{
    std::vector<std::vector<LayerOption>> options(columns.size());
    for (std::size_t layer = 0; layer < columns.size(); ++layer) {
        for (const int column : columns[layer]) {
            if (column < 0)
                options[layer].push_back({record.denseBytes[layer].compact, 0.0});
            else
                options[layer].push_back({record.levelBytes[std::size_t(column)][layer].compact,
                                          usable(record, layer, std::size_t(column))->kl});
        }
    }
    return options;
}

std::string number(double value, const char* format = "%.3g")
{
    char text[48];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

Error budgetError(const std::string& message)
{
    return {"sweep.budget", message, {}};
}

} // namespace

std::string sizeText(std::uint64_t bytes)
{
    static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = double(bytes);
    std::size_t unit = 0;
    for (; value >= 1024.0 && unit + 1 < std::size(kUnits); ++unit)
        value /= 1024.0;
    const int decimals = unit == 0 || value >= 100.0 ? 0 : value >= 10.0 ? 1 : 2;
    char text[48];
    std::snprintf(text, sizeof text, "%.*f %s", decimals, value, kUnits[unit]);
    return text;
}

std::vector<std::pair<std::string, int>> LayerPlan::counts(const Record& record) const
{
    std::vector<std::pair<std::string, int>> result;
    for (std::size_t column = 0; column <= record.levels.size(); ++column) {
        const bool dense = column == record.levels.size();
        const auto count = std::count(levels.begin(), levels.end(), dense ? -1 : int(column));
        if (count > 0)
            result.emplace_back(dense ? "dense" : record.levels[column].id, int(count));
    }
    return result;
}

Planner::Planner(const Record& record)
    : m_record(record), m_columns(columnsOf(record)), m_front(optionsOf(record, m_columns))
{
}

std::vector<int> Planner::levelsOf(std::size_t point) const
{
    std::vector<int> levels = m_front.choice(point);
    for (std::size_t layer = 0; layer < levels.size(); ++layer)
        levels[layer] = m_columns[layer][std::size_t(levels[layer])];
    return levels;
}

LayerPlan Planner::planOf(std::size_t point) const
{
    LayerPlan plan;
    plan.levels = levelsOf(point);
    plan.predicted = predict(plan.levels);
    plan.klGap = m_front.gap(point);
    return plan;
}

Prediction Planner::predict(const std::vector<int>& levels) const
{
    Prediction sum;
    sum.bytes = sum.folderBytes = m_record.otherBytes;
    double klError = 0.0;
    double loss = std::log(m_record.densePerplexity);
    double lossError = 0.0;
    for (std::size_t layer = 0; layer < levels.size(); ++layer) {
        const auto column = std::size_t(std::max(0, levels[layer]));
        const Cell* cell = levels[layer] < 0 ? nullptr : usable(m_record, layer, column);
        const LayerBytes& bytes = cell ? m_record.levelBytes[column][layer] : m_record.denseBytes[layer];
        sum.bytes += bytes.compact;
        sum.folderBytes += bytes.folder;
        if (!cell)
            continue;
        sum.kl += cell->kl;
        klError += cell->klError.value_or(0.0);
        loss += std::log(cell->perplexity / m_record.densePerplexity);
        lossError += cell->lossError.value_or(0.0);
    }
    sum.klLow = std::max(0.0, sum.kl - kStandardErrors * klError);
    sum.klHigh = sum.kl + kStandardErrors * klError;
    sum.perplexity = std::exp(loss);
    sum.perplexityLow = std::exp(loss - kStandardErrors * lossError);
    sum.perplexityHigh = std::exp(loss + kStandardErrors * lossError);
    return sum;
}

Result<LayerPlan> Planner::withinBytes(std::uint64_t bytes) const
{
    const auto point = m_front.within(bytes > m_record.otherBytes ? bytes - m_record.otherBytes : 0);
    if (!point)
        return budgetError("Nothing that this sweep has tried is as small as " + sizeText(bytes) + ": the least is " +
                           sizeText(leastBytes()) + ". Allow more, or sweep levels that are smaller.");
    return planOf(*point);
}

Result<LayerPlan> Planner::withinKl(double kl) const
{
    const auto point = m_front.losingAtMost(kl);
    if (!point)
        return budgetError("No choice has a predicted KL of at most " + number(kl) + ". Allow more.");
    return planOf(*point);
}

Result<LayerPlan> Planner::withinPerplexity(double perplexity) const
{
    for (std::size_t point = 0; point < m_front.points().size(); ++point) {
        if (predict(levelsOf(point)).perplexity <= perplexity)
            return planOf(point);
    }
    return budgetError("No choice has a predicted perplexity of at most " + number(perplexity, "%.2f") +
                       "; the dense model has " + number(m_record.densePerplexity, "%.2f") + " on these windows.");
}

std::vector<Prediction> Planner::curve(std::size_t count) const
{
    const std::size_t all = m_front.points().size();
    const std::size_t taken = std::min(std::max<std::size_t>(count, 2), all);
    std::vector<Prediction> result;
    for (std::size_t i = 0; i < taken; ++i)
        result.push_back(predict(levelsOf(taken == 1 ? 0 : i * (all - 1) / (taken - 1))));
    return result;
}

std::string madeRecipe(const Record& record, const LayerPlan& plan)
{
    const Prediction& predicted = plan.predicted;
    std::vector<std::vector<std::string>> layers(record.levels.size());
    for (std::size_t layer = 0; layer < plan.levels.size(); ++layer) {
        if (plan.levels[layer] >= 0)
            layers[std::size_t(plan.levels[layer])].push_back(record.layers[layer]);
    }
    std::string counts;
    for (const auto& [level, count] : plan.counts(record))
        counts += (counts.empty() ? "" : ", ") + std::to_string(count) + (count == 1 ? " layer " : " layers ") + level;
    const auto windows = record.protocol.value("windows", std::int64_t(0));
    const auto tokens = record.protocol.value("windowTokens", std::int64_t(0));
    const std::vector<std::string> header = {
        "Made from a sensitivity sweep of " + record.model + ":",
        counts + ".",
        "Predicted: KL " + number(predicted.kl) + " (" + number(predicted.klLow) + " to " + number(predicted.klHigh) +
            ") nats a token, perplexity " + number(predicted.perplexity, "%.2f") + " (dense " +
            number(record.densePerplexity, "%.2f") + "), " + sizeText(predicted.bytes) + " with zeros left out,",
        sizeText(predicted.folderBytes) + " as a folder. Measured layer by layer on " + std::to_string(windows) +
            " windows of " + std::to_string(tokens) + " tokens of the calibration text",
        "and added up, as if errors of the layers did not act on each other.",
    };
    return recipeDocument("By sensitivity, " + sizeText(predicted.bytes), record.levels, layers, header);
}

nlohmann::json toJson(const Prediction& prediction)
{
    return {{"bytes", prediction.bytes},
            {"folderBytes", prediction.folderBytes},
            {"kl", prediction.kl},
            {"klLow", prediction.klLow},
            {"klHigh", prediction.klHigh},
            {"perplexity", prediction.perplexity},
            {"perplexityLow", prediction.perplexityLow},
            {"perplexityHigh", prediction.perplexityHigh}};
}

nlohmann::json toJson(const LayerPlan& plan, const Record& record)
{
    nlohmann::json levels = nlohmann::json::array();
    for (const int column : plan.levels)
        levels.push_back(column < 0 ? nlohmann::json(nullptr) : nlohmann::json(record.levels[std::size_t(column)].id));
    nlohmann::json counts = nlohmann::json::object();
    for (const auto& [level, count] : plan.counts(record))
        counts[level] = count;
    return {{"levels", std::move(levels)},
            {"counts", std::move(counts)},
            {"predicted", toJson(plan.predicted)},
            {"klGap", plan.klGap}};
}

} // namespace espalier::compress::sensitivity
