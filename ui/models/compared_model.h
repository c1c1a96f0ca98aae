#pragma once

#include <optional>
#include <vector>

#include <QString>

#include "ui/models/figure_protocol.h"
#include "ui/models/run.h"
#include "ui/models/run_figures.h"

namespace espalier::ui {

/// What a recipe does to weights: the shape of a point.
enum class MethodClass { Dense, Pruned, Quantized, Both, Other };
MethodClass methodClassOf(const QStringList& modifiers); ///< by the kinds of the modifiers' schemas
QString methodName(MethodClass method);                  ///< "pruned", translated

/// What the files of a model hold, by their headers.
struct StoredSize
{
    std::uint64_t bytes = 0;
    std::int64_t parameters = 0;

    /// Of a weight, all that the files hold shared out; nothing without parameters.
    std::optional<double> bits() const;
    /// Opens the model: call it off the GUI thread. Nothing if the folder is gone or damaged.
    static std::optional<StoredSize> read(const QString& folder);
};

/// One model of a comparison: the result of a run, or the dense model that it began with.
struct ComparedModel
{
    int run = 0; ///< whose result it is; of a dense model the first run that measured it
    bool dense = false;
    bool preliminary = false; ///< the run is not finished: figures are of what it has so far
    bool ended = true;        ///< nothing will come of the run any more
    bool sizeIsPredicted = false;
    QString name;   ///< "Run 7", "Dense"
    QString detail; ///< recipe, or the dense model's name
    QString folder; ///< of the model, or of the last whole stage; empty before one is
    MethodClass method = MethodClass::Other;
    std::optional<std::uint64_t> bytes;
    std::optional<double> bits;            ///< of a weight
    std::optional<double> sparsity;        ///< of the decoder layers' matrices
    std::optional<double> tokensPerSecond; ///< decoding, measured on this machine
    std::optional<double> seconds;         ///< that the run took
    std::optional<std::uint64_t> peakMemory;
    std::optional<MeasuredFigure> perplexity;
    std::optional<MeasuredFigure> divergence;

    const std::optional<MeasuredFigure>& figure(Quality quality) const
    {
        return quality == Quality::Perplexity ? perplexity : divergence;
    }
};

/// What a run has made so far.
ComparedModel comparedResult(const Run& run, const RunFigures& figures);
/// The model that it began with. Its divergence is 0, measured as the run's own.
ComparedModel comparedDense(const Run& run, const RunFigures& figures);
/// The same dense model, measured alike: one point for all runs that began with it.
bool sameDense(const ComparedModel& first, const ComparedModel& second);

} // namespace espalier::ui
