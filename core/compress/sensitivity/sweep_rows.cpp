#include "core/compress/sensitivity/sweep_rows.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <numeric>

#include "core/compress/run_error.h"
#include "core/compress/sensitivity/sweep.h"

namespace espalier::compress::sensitivity {
namespace {

constexpr const char* kPhase = "sweep";

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

} // namespace

SweepRows::SweepRows(RowsInput input, Record& record, protocol::EventSink events, const CancelToken& cancel)
    : m_input(std::move(input)), m_record(record), m_events(std::move(events)),
      m_context([this](protocol::EventBody event) { collect(std::move(event)); }, cancel, totalWork(), m_input.data),
      m_failures(m_input.forecast.failures), m_calibration(m_input.hidden)
{
}

/// Of what the modifiers say of their matrices, figures and notes are the cell's; the run has no use for them.
void SweepRows::collect(protocol::EventBody event)
{
    if (const auto* module = std::get_if<protocol::ModuleResult>(&event)) {
        if (module->relativeError)
            m_errors.push_back(*module->relativeError);
        if (!module->note.empty())
            m_notes.insert(module->note);
        return;
    }
    if (auto* progress = std::get_if<protocol::Progress>(&event))
        progress->phase = kPhase;
    m_events(std::move(event));
}

std::vector<std::size_t> SweepRows::pending(std::size_t layer) const
{
    std::vector<std::size_t> levels;
    for (std::size_t level = 0; level < m_record.levels.size(); ++level) {
        if (!m_record.cells[layer][level])
            levels.push_back(level);
    }
    return levels;
}

double SweepRows::totalWork() const
{
    const Forecast& forecast = m_input.forecast;
    double sum = 0.0;
    for (std::size_t layer = 0; layer < m_record.layers.size(); ++layer)
        sum += forecast.readSeconds[layer] + forecast.passSeconds[layer] + forecast.rowSeconds(layer, pending(layer));
    return sum;
}

void SweepRows::pass(const nn::Block& block, States& states)
{
    for (at::Tensor& batch : states) {
        m_context.poll();
        batch = nn::forward(m_input.checkpoint.spec(), block, batch, m_rotary);
    }
}

/// Embeds the windows, and runs the dense model over those that are measured on.
void SweepRows::start()
{
    const model::ModelSpec& spec = m_input.checkpoint.spec();
    std::vector<at::Tensor> ids = idBatches(m_input.data.selection);
    {
        const nn::Ends ends = nn::loadEmbedding(m_input.checkpoint);
        std::int64_t longest = 0;
        for (const at::Tensor& batch : idBatches(m_input.data.calibration)) {
            m_calibration.add(nn::embed(spec, ends, batch));
            longest = std::max(longest, batch.size(1));
        }
        for (const at::Tensor& batch : ids) {
            m_states.push_back(nn::embed(spec, ends, batch));
            longest = std::max(longest, batch.size(1));
        }
        m_rotary = nn::rotaryTable(spec.rope, longest);
    }
    States dense = m_states;
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        nn::loadBlock(m_input.checkpoint, layer, m_block);
        pass(m_block, dense);
        m_context.advance(kPhase, m_input.forecast.readSeconds[layer] + m_input.forecast.passSeconds[layer]);
    }
    m_predictions.emplace(m_input.checkpoint, std::move(ids), std::move(dense), m_context);
    m_record.densePerplexity = m_predictions->densePerplexity();
    if (const auto error = m_predictions->denseLoss().error)
        m_record.densePerplexityError = m_record.densePerplexity * *error;
}

void SweepRows::prepareLevels()
{
    for (std::size_t level = 0; level < m_record.levels.size(); ++level) {
        m_levels.emplace_back();
        if (!m_failures[level].empty())
            continue;
        auto work = LevelWork::create(m_record.levels[level], m_input.checkpoint, m_context);
        if (work)
            m_levels.back() = work.take();
        else
            m_failures[level] = work.error().message;
    }
}

Result<void> SweepRows::run()
{
    std::size_t end = 0; // after the last row that lacks a cell
    for (std::size_t layer = 0; layer < m_record.layers.size(); ++layer)
        end = pending(layer).empty() ? end : layer + 1;
    if (end == 0)
        return {};
    start();
    if (!std::isfinite(m_record.densePerplexity))
        return Error{"sweep.dense",
                     "The dense model's own predictions on this text are not finite, so nothing can be compared with "
                     "them. Check the model (espalier-cli evaluate).",
                     m_record.model};
    prepareLevels();
    auto journal = Journal::open(m_input.folder, m_record);
    if (!journal)
        return journal.error();
    m_journal.emplace(journal.take());
    m_context.info("Dense perplexity " + std::to_string(m_record.densePerplexity) + " on " +
                   std::to_string(m_predictions->tokens()) + " predictions; " + std::to_string(m_input.levelsAtOnce) +
                   " levels at a time.");
    for (std::size_t layer = 0; layer < end; ++layer) {
        if (auto done = row(layer); !done)
            return done;
    }
    return {};
}

Result<void> SweepRows::row(std::size_t layer)
{
    std::vector<std::size_t> levels;
    for (const std::size_t level : pending(layer)) {
        if (m_levels[level]) {
            levels.push_back(level);
            continue;
        }
        Cell cell;
        cell.layer = int(layer);
        cell.level = m_record.levels[level].id;
        cell.failure = m_failures[level];
        if (auto done = finish(std::move(cell)); !done)
            return done;
    }
    nn::loadBlock(m_input.checkpoint, layer, m_block);
    if (levels.empty()) { // on the way to a row that lacks some
        for (std::size_t batch = 0; batch < m_calibration.size(); ++batch) {
            m_context.poll();
            m_calibration.set(batch,
                              nn::forward(m_input.checkpoint.spec(), m_block, m_calibration.get(batch), m_rotary));
        }
    } else {
        LayerTrials trials(m_levels[levels.front()]->view(), int(layer), m_block, m_rotary, m_calibration, m_context);
        m_context.advance(kPhase, m_input.forecast.observeSeconds[layer]);
        for (std::size_t first = 0; first < levels.size(); first += m_input.levelsAtOnce) {
            const auto begin = levels.begin() + std::ptrdiff_t(first);
            const auto end = levels.begin() + std::ptrdiff_t(std::min(first + m_input.levelsAtOnce, levels.size()));
            if (auto done = cells(layer, trials, {begin, end}); !done)
                return done;
        }
    }
    pass(m_block, m_states);
    return {};
}

std::optional<States> SweepRows::enter(LayerTrials& trials, std::size_t level, Cell& cell)
{
    m_errors.clear();
    m_notes.clear();
    try {
        States states = m_states;
        pass(trials.changed(*m_levels[level], m_context), states);
        if (!m_errors.empty())
            cell.relativeError = std::accumulate(m_errors.begin(), m_errors.end(), 0.0) / double(m_errors.size());
        for (const std::string& note : m_notes)
            cell.note += (cell.note.empty() ? "" : "; ") + note;
        return states;
    } catch (const RunError&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::invalid_argument& unfit) { // the level does not fit the layer's shapes
        cell.failure = firstLine(unfit.what());
        return std::nullopt;
    }
}

Result<void> SweepRows::cells(std::size_t layer, LayerTrials& trials, const std::vector<std::size_t>& levels)
{
    const Forecast& forecast = m_input.forecast;
    std::vector<Cell> fresh;
    std::vector<States> models;
    for (const std::size_t level : levels) {
        Cell cell;
        cell.layer = int(layer);
        cell.level = m_record.levels[level].id;
        PhaseTimes times;
        const PhaseTimer timer(times, kPhase);
        std::optional<States> states = enter(trials, level, cell);
        cell.seconds = timer.seconds();
        m_context.advance(kPhase, forecast.solveSeconds[level][layer] + forecast.passSeconds[layer]);
        if (states) {
            models.push_back(std::move(*states));
            fresh.push_back(std::move(cell));
        } else if (auto done = finish(std::move(cell)); !done) {
            return done;
        }
    }
    if (models.empty())
        return {};
    PhaseTimes times;
    const PhaseTimer timer(times, kPhase);
    for (std::size_t later = layer + 1; later < m_record.layers.size(); ++later) {
        nn::loadBlock(m_input.checkpoint, later, m_later);
        for (States& states : models)
            pass(m_later, states);
        m_context.advance(kPhase, forecast.readSeconds[later] + forecast.passSeconds[later] * double(models.size()));
    }
    const auto effects = m_predictions->effects(models);
    m_context.advance(kPhase, forecast.headSeconds * double(models.size()));
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        Cell& cell = fresh[i];
        cell.kl = effects[i].kl.value;
        cell.klError = effects[i].kl.error;
        cell.perplexity = effects[i].perplexity;
        cell.lossError = effects[i].lossIncrease.error;
        cell.windows = std::int64_t(m_input.data.selection.size());
        cell.tokens = m_predictions->tokens();
        cell.seconds += timer.seconds() / double(fresh.size());
        if (!std::isfinite(cell.kl) || !std::isfinite(cell.perplexity))
            cell.failure = "The predictions of the changed model are not finite.";
        if (auto done = finish(std::move(cell)); !done)
            return done;
    }
    return {};
}

Result<void> SweepRows::finish(Cell cell)
{
    if (auto written = m_journal->append(cell); !written)
        return written;
    m_events(protocol::Log{kCellLevel, toJson(cell).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)});
    m_record.add(std::move(cell));
    return {};
}

} // namespace espalier::compress::sensitivity
