#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/sensitivity/choice_front.h"
#include "core/compress/sensitivity/record.h"

namespace espalier::compress::sensitivity {

/// What is expected of a model whose layers are changed together: the losses of the single layers, added up. That they
/// add is an assumption; the band says how far the cells themselves may be off (two standard errors, as if all of them
/// erred the same way) and nothing about the assumption.
struct Prediction
{
    std::uint64_t bytes = 0;       ///< LayerBytes::compact
    std::uint64_t folderBytes = 0; ///< of the run's folder
    double kl = 0.0;               ///< nats a token
    double klLow = 0.0;
    double klHigh = 0.0;
    double perplexity = 0.0; ///< the dense one times exp of the losses' increases
    double perplexityLow = 0.0;
    double perplexityHigh = 0.0;
};

/// A level for each layer.
struct LayerPlan
{
    std::vector<int> levels; ///< column by layer; -1: dense
    Prediction predicted;
    double klGap = 0.0; ///< at most so much above the best choice of no more bytes; 0: it is the best

    /// How many layers each level has, the dense ones last under "dense"; levels without any are left out.
    std::vector<std::pair<std::string, int>> counts(const Record& record) const;
};

/// Chooses levels by a sweep's cells: those of least predicted KL for each size. Layers that are not swept yet, and
/// cells that failed, are not chosen.
class Planner
{
public:
    explicit Planner(const Record& record);

    /// Least KL within so many bytes. Error `sweep.budget`: nothing is as small.
    Result<LayerPlan> withinBytes(std::uint64_t bytes) const;
    /// Fewest bytes with a predicted KL, or perplexity, of at most so much. Error `sweep.budget`.
    Result<LayerPlan> withinKl(double kl) const;
    Result<LayerPlan> withinPerplexity(double perplexity) const;
    /// Every choice that no other beats, by ascending bytes; at most `count` of them, spread evenly.
    std::vector<Prediction> curve(std::size_t count) const;

    Prediction predict(const std::vector<int>& levels) const;
    std::uint64_t leastBytes() const { return m_front.points().front().bytes + m_record.otherBytes; }
    std::uint64_t mostBytes() const { return m_front.points().back().bytes + m_record.otherBytes; }

private:
    LayerPlan planOf(std::size_t point) const;
    std::vector<int> levelsOf(std::size_t point) const;

    const Record& m_record;
    std::vector<std::vector<int>> m_columns; ///< by layer: column of each option, -1 dense
    ChoiceFront m_front;
};

/// A recipe that gives each layer its level, with comments that say where it comes from and what is predicted.
std::string madeRecipe(const Record& record, const LayerPlan& plan);

/// "2.05 GiB", for messages and comments of files.
std::string sizeText(std::uint64_t bytes);

nlohmann::json toJson(const Prediction& prediction);
nlohmann::json toJson(const LayerPlan& plan, const Record& record);

} // namespace espalier::compress::sensitivity
