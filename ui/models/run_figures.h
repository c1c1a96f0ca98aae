#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include "core/protocol/events.h"

namespace espalier::ui {

/// What a run has measured so far, as plain rows for charts and tables. Fed with the events of a Run, live or read
/// again, so that a run looks the same a week later.
class RunFigures
{
    Q_DECLARE_TR_FUNCTIONS(espalier::ui::RunFigures)

public:
    struct ModuleRow
    {
        QString module;
        QString role; ///< "q", "k", ..., "embedding", "head"
        QString stage;
        QString modifier;
        int layer = -1;
        std::optional<double> relativeError;
        std::optional<double> denseError;      ///< to the stage's uncompressed output, inputs compressed alike
        std::optional<double> signalToNoiseDb; ///< of the weights
        double sparsity = 0.0;
        double seconds = 0.0;
        std::optional<double> dampening;
        QString note;    ///< empty normally; "damping raised to 0.1" marks the point
        double at = 0.0; ///< seconds since the run began

        /// The method could not do it, and did the simple thing.
        bool fellBack() const { return note.startsWith(QLatin1String("rounded to nearest")); }
    };
    struct PerplexityRow
    {
        QString kind; ///< "probe", "before", "after"
        QString stage;
        int layersDone = 0;
        double perplexity = 0.0;
        double standardError = 0.0;
        std::int64_t windows = 0;
        double at = 0.0;
        std::optional<double> kl;     ///< to the run's source model, nats a token
        QString source = {};          ///< of the windows, if they are not of the evaluation text
        nlohmann::json protocol = {}; ///< null if the event had none
    };
    struct LayerRow
    {
        QString stage;
        int layer = 0;
        std::optional<double> divergence; ///< of the hidden state from the source model's
        double seconds = 0.0;
        double at = 0.0; ///< its end: from there on the run can be resumed
    };
    struct PauseRow
    {
        double at = 0.0; ///< times of a run stand still meanwhile
        double seconds = 0.0;
    };
    struct MemoryRow
    {
        double at = 0.0;
        std::uint64_t residentBytes = 0;
    };
    struct LossRow
    {
        QString stage;
        std::int64_t step = 0;
        std::int64_t steps = 0;
        double loss = 0.0;
        double smoothed = 0.0; ///< moving average, de-biased; it begins anew with each training
        double learningRate = 0.0;
        std::optional<double> heldOut; ///< of text that is not trained on
        int layer = -1;                ///< -1: the whole model; else that layer's output is brought near to another's
        QString part;                  ///< of that layer
        double at = 0.0;
    };
    struct StageRow
    {
        QString name;
        QStringList modifiers;
        double begin = 0.0;
        std::optional<double> seconds; ///< once finished
    };
    /// A line of the Events list: something worth finding again.
    struct Marker
    {
        double at = 0.0;
        QString level; ///< "info", "warning", "error"
        QString text;
        QString module; ///< may be empty
    };
    struct LogLine
    {
        double at = 0.0;
        QString level;
        QString text;
    };

    /// Takes one event in. Cheap; charts read the rows later, from their page's timer.
    void apply(const protocol::Event& event);

    int layerCount() const { return m_layerCount; }
    std::optional<double> targetSparsity() const { return m_targetSparsity; }
    double elapsedSeconds() const { return m_elapsed; }
    int currentLayer() const { return m_currentLayer; } ///< -1 outside the layers
    const QString& currentStage() const { return m_currentStage; }
    const std::vector<ModuleRow>& modules() const { return m_modules; }
    const std::vector<PerplexityRow>& perplexities() const { return m_perplexities; }
    std::optional<PerplexityRow> perplexity(const QString& kind) const; ///< the last of that kind
    const std::vector<LayerRow>& layers() const { return m_layers; }
    const std::vector<PauseRow>& pauses() const { return m_pauses; }
    const std::vector<MemoryRow>& memory() const { return m_memory; }
    const std::vector<LossRow>& losses() const { return m_losses; }
    const std::vector<StageRow>& stages() const { return m_stages; }
    const std::vector<Marker>& markers() const { return m_markers; }
    const std::vector<LogLine>& log() const { return m_log; }
    /// Until the stage in work ends, by the pace of its layers or steps so far; nothing before there is one.
    std::optional<double> stageRemainingSeconds() const;
    /// When the layer was in work last, and which one was then: what joins charts over time and over layers.
    std::optional<double> timeOfLayer(int layer) const;
    int layerAt(double seconds) const; ///< -1 for none
    /// Of the moving average of losses, in steps; 0: none.
    void setLossHalfLife(double steps);
    const nlohmann::json& protocol() const { return m_protocol; }

private:
    /// A run that goes on repeats what it was stopped in: the newer row takes the older one's place.
    template <typename Row, typename Same> void put(std::vector<Row>& rows, Row row, const Same& same) const
    {
        const auto known = m_goesOn ? std::find_if(rows.rbegin(), rows.rend(), same) : rows.rend();
        if (known == rows.rend()) {
            rows.push_back(std::move(row));
        } else {
            *known = std::move(row);
        }
    }

    void take(const protocol::Hello&, double) {}
    void take(const protocol::RunBegun& event, double at);
    void take(const protocol::StageBegun& event, double at);
    void take(const protocol::LayerBegun& event, double at);
    void take(const protocol::Progress&, double) {}
    void take(const protocol::ModuleResult& event, double at);
    void take(const protocol::LayerFinished& event, double at);
    void take(const protocol::Perplexity& event, double at);
    void take(const protocol::Memory& event, double at);
    void take(const protocol::TrainingStep& event, double at);
    void take(const protocol::Log& event, double at);
    void take(const protocol::StageFinished& event, double at);
    void take(const protocol::Finished&, double) { m_currentLayer = -1; }
    void take(const protocol::Failed& event, double at);

    bool m_goesOn = false;
    int m_layerCount = 0;
    std::optional<double> m_targetSparsity;
    double m_elapsed = 0.0;
    int m_currentLayer = -1;
    QString m_currentStage;
    std::vector<ModuleRow> m_modules;
    std::vector<PerplexityRow> m_perplexities;
    std::vector<LayerRow> m_layers;
    std::vector<PauseRow> m_pauses;
    std::vector<MemoryRow> m_memory;
    std::vector<LossRow> m_losses;
    void smooth(std::size_t index);
    double m_lossDecay = 0.965936328924846; ///< 2^(-1/20): a loss counts half after 20 more steps
    double m_lossSum = 0.0;                 ///< of the moving average, not yet de-biased
    double m_lossWeight = 0.0;
    std::vector<StageRow> m_stages;
    std::vector<Marker> m_markers;
    std::vector<LogLine> m_log;
    nlohmann::json m_protocol;
};

} // namespace espalier::ui
