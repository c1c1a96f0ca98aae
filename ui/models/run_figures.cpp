#include "ui/models/run_figures.h"

#include <algorithm>
#include <cmath>

#include "core/protocol/run_log.h"
#include "ui/models/format.h"

namespace espalier::ui {
namespace {

constexpr int kLayersOfPace = 5; ///< newest ones, whose mean is the pace

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

void RunFigures::apply(const protocol::Event& event)
{
    m_elapsed = std::max(m_elapsed, event.seconds);
    std::visit([&](const auto& body) { take(body, event.seconds); }, event.body);
}

std::optional<RunFigures::PerplexityRow> RunFigures::perplexity(const QString& kind) const
{
    for (auto row = m_perplexities.rbegin(); row != m_perplexities.rend(); ++row) {
        if (row->kind == kind) {
            return *row;
        }
    }
    return std::nullopt;
}

void RunFigures::take(const protocol::RunBegun& event, double at)
{
    m_goesOn = event.resumedStage.has_value();
    if (m_goesOn) {
        const QString stage = text(*event.resumedStage);
        const int layer = event.resumedLayer.value_or(-1);
        m_markers.push_back({at,
                             QStringLiteral("info"),
                             layer >= 0 && layer < event.layers
                                 ? tr("The run goes on: stage %1, layer %2").arg(stage).arg(layer)
                                 : tr("The run goes on: stage %1").arg(stage),
                             {}});
    }
    m_layerCount = event.layers;
    m_targetSparsity = event.targetSparsity;
    m_protocol = event.protocol;
}

void RunFigures::take(const protocol::StageBegun& event, double at)
{
    StageRow row;
    row.name = text(event.stage);
    row.begin = at;
    for (const std::string& modifier : event.modifiers) {
        row.modifiers << text(modifier);
    }
    m_currentStage = row.name;
    m_markers.push_back(
        {at, QStringLiteral("info"), tr("Stage %1 began: %2").arg(row.name, row.modifiers.join(u", ")), {}});
    const QString name = row.name;
    put(m_stages, std::move(row), [&](const StageRow& other) { return other.name == name; });
}

void RunFigures::take(const protocol::LayerBegun& event, double)
{
    m_currentLayer = event.layer;
}

void RunFigures::take(const protocol::ModuleResult& event, double at)
{
    ModuleRow row;
    row.module = text(event.module);
    row.role = text(event.role);
    row.stage = m_currentStage;
    row.modifier = text(event.modifier);
    row.layer = event.layer;
    row.relativeError = event.relativeError;
    row.denseError = event.denseError;
    row.signalToNoiseDb = event.signalToNoiseDb;
    row.sparsity = event.sparsity;
    row.seconds = event.seconds;
    row.dampening = event.dampening;
    row.note = text(event.note);
    row.at = at;
    if (!row.note.isEmpty()) {
        m_markers.push_back(
            {at, QStringLiteral("warning"), QStringLiteral("%1: %2").arg(row.module, row.note), row.module});
    }
    const auto same = [module = row.module, stage = row.stage](const ModuleRow& other) {
        return other.module == module && other.stage == stage;
    };
    put(m_modules, std::move(row), same);
}

void RunFigures::take(const protocol::LayerFinished& event, double at)
{
    LayerRow row{text(event.stage), event.layer, event.divergence, event.seconds, at};
    const auto same = [layer = row.layer, stage = row.stage](const LayerRow& other) {
        return other.layer == layer && other.stage == stage;
    };
    put(m_layers, std::move(row), same);
}

void RunFigures::take(const protocol::Perplexity& event, double at)
{
    PerplexityRow row{
        text(event.kind), text(event.stage), event.layersDone, event.perplexity, event.standardError, event.windows, at,
        event.kl};
    if (event.protocol.is_object() && event.protocol.value("source", "evaluation") != "evaluation") {
        row.source = text(event.protocol.value("source", ""));
    }
    row.protocol = event.protocol;
    const auto same = [kind = row.kind, stage = row.stage, layers = row.layersDone](const PerplexityRow& other) {
        return other.kind == kind && other.stage == stage && other.layersDone == layers;
    };
    put(m_perplexities, std::move(row), same);
    if (!event.protocol.is_null()) {
        m_protocol = event.protocol;
    }
}

void RunFigures::take(const protocol::Memory& event, double at)
{
    m_memory.push_back({at, event.residentBytes});
}

void RunFigures::take(const protocol::TrainingStep& event, double at)
{
    LossRow row;
    row.stage = event.stage.empty() ? m_currentStage : text(event.stage);
    row.step = event.step;
    row.steps = event.steps;
    row.loss = event.loss;
    row.learningRate = event.learningRate;
    row.heldOut = event.heldOut;
    row.layer = event.layer;
    row.part = text(event.part);
    row.at = at;
    const auto repeats = [&row](const LossRow& last) {
        return last.stage == row.stage && last.layer == row.layer && last.part == row.part && last.step >= row.step;
    };
    while (m_goesOn && !m_losses.empty() && repeats(m_losses.back())) {
        m_losses.pop_back();
    }
    m_losses.push_back(std::move(row));
    smooth(m_losses.size() - 1);
}

void RunFigures::smooth(std::size_t index)
{
    LossRow& row = m_losses[index];
    const LossRow* before = index == 0 ? nullptr : &m_losses[index - 1];
    if (before == nullptr || before->stage != row.stage || before->layer != row.layer || before->part != row.part) {
        m_lossSum = m_lossWeight = 0.0;
    }
    if (std::isfinite(row.loss)) {
        m_lossSum = m_lossDecay * m_lossSum + (1.0 - m_lossDecay) * row.loss;
        m_lossWeight = m_lossDecay * m_lossWeight + (1.0 - m_lossDecay);
    }
    row.smoothed = m_lossWeight > 0.0 ? m_lossSum / m_lossWeight : row.loss;
}

void RunFigures::setLossHalfLife(double steps)
{
    m_lossDecay = steps > 0.0 ? std::exp2(-1.0 / steps) : 0.0;
    for (std::size_t i = 0; i < m_losses.size(); ++i) {
        smooth(i);
    }
}

std::optional<double> RunFigures::stageRemainingSeconds() const
{
    const LossRow* last = m_losses.empty() ? nullptr : &m_losses.back();
    if (last != nullptr && last->layer < 0 && last->stage == m_currentStage) {
        const auto first = std::find_if(m_losses.begin(), m_losses.end(), [&](const LossRow& row) {
            return row.layer < 0 && row.stage == m_currentStage;
        });
        const auto steps = double(last->step - first->step);
        return steps > 0.0 ? std::optional((last->at - first->at) / steps * double(last->steps - last->step))
                           : std::nullopt;
    }
    int done = 0;
    double seconds = 0.0;
    int counted = 0;
    for (auto row = m_layers.rbegin(); row != m_layers.rend(); ++row) {
        if (row->stage == m_currentStage) {
            done = std::max(done, row->layer + 1);
            if (counted < kLayersOfPace) {
                seconds += row->seconds;
                ++counted;
            }
        }
    }
    if (counted == 0 || m_currentLayer < 0) {
        return std::nullopt;
    }
    return seconds / counted * std::max(0, m_layerCount - done);
}

std::optional<double> RunFigures::timeOfLayer(int layer) const
{
    for (auto row = m_layers.rbegin(); row != m_layers.rend(); ++row) {
        if (row->layer == layer) {
            return row->at - row->seconds / 2.0;
        }
    }
    return std::nullopt;
}

int RunFigures::layerAt(double seconds) const
{
    for (const LayerRow& row : m_layers) {
        if (seconds <= row.at && seconds >= row.at - row.seconds) {
            return row.layer;
        }
    }
    return -1;
}

void RunFigures::take(const protocol::Log& event, double at)
{
    const QString level = text(event.level);
    if (event.level == protocol::kPauseLevel) {
        const double seconds = text(event.text).toDouble();
        m_pauses.push_back({at, seconds});
        m_markers.push_back(
            {at, QStringLiteral("info"), tr("The run went on after a pause of %1").arg(format::duration(seconds)), {}});
        return;
    }
    m_log.push_back({at, level, text(event.text)});
    if (level != QLatin1String("info")) {
        m_markers.push_back({at, level, text(event.text), {}});
    }
}

void RunFigures::take(const protocol::StageFinished& event, double at)
{
    const QString name = text(event.stage);
    for (StageRow& stage : m_stages) {
        if (stage.name == name) {
            stage.seconds = event.seconds;
        }
    }
    m_currentLayer = -1;
    m_markers.push_back(
        {at, QStringLiteral("info"), tr("Stage %1 was written to %2").arg(name, text(event.folder)), {}});
}

void RunFigures::take(const protocol::Failed& event, double at)
{
    m_currentLayer = -1;
    const bool cancelled = event.code == "cancelled";
    m_markers.push_back({at, cancelled ? QStringLiteral("warning") : QStringLiteral("error"), text(event.message), {}});
}

} // namespace espalier::ui
