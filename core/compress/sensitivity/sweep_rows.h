#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/compress/hidden_states.h"
#include "core/compress/run_context.h"
#include "core/compress/sensitivity/forecast.h"
#include "core/compress/sensitivity/layer_trials.h"
#include "core/compress/sensitivity/predictions.h"
#include "core/compress/sensitivity/record.h"

namespace espalier::compress::sensitivity {

/// What the rows of a sweep are computed from.
struct RowsInput
{
    model::Checkpoint checkpoint;
    const RunData& data;
    const Forecast& forecast;
    HiddenStorage hidden; ///< of the calibration windows
    std::size_t levelsAtOnce = 1;
    std::filesystem::path folder;
};

/// Goes through the decoder layers in order and fills the cells that a record lacks.
class SweepRows
{
public:
    SweepRows(RowsInput input, Record& record, protocol::EventSink events, const CancelToken& cancel);

    /// Errors: `file.write`, `disk.full`. @throws Cancelled, RunError
    Result<void> run();

private:
    double totalWork() const;
    std::vector<std::size_t> pending(std::size_t layer) const;
    void collect(protocol::EventBody event);
    void pass(const nn::Block& block, States& states);
    void start();
    void prepareLevels();
    Result<void> row(std::size_t layer);
    Result<void> cells(std::size_t layer, LayerTrials& trials, const std::vector<std::size_t>& levels);
    /// What becomes of the windows under a level, or nothing: then `cell` says why.
    std::optional<States> enter(LayerTrials& trials, std::size_t level, Cell& cell);
    Result<void> finish(Cell cell);

    RowsInput m_input;
    Record& m_record;
    protocol::EventSink m_events;
    RunContext m_context;
    std::vector<std::unique_ptr<LevelWork>> m_levels; ///< none: its column fails
    std::vector<std::string> m_failures;              ///< by level; empty normally
    nn::RotaryTable m_rotary;
    HiddenStates m_calibration; ///< before the layer at hand, of the dense model
    States m_states;            ///< likewise, of the windows measured on
    nn::Block m_block;
    nn::Block m_later;
    std::optional<Predictions> m_predictions;
    std::optional<Journal> m_journal;
    std::vector<double> m_errors;  ///< of the layer's matrices under the level at hand
    std::set<std::string> m_notes; ///< likewise
};

} // namespace espalier::compress::sensitivity
