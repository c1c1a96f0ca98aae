#pragma once

#include <optional>

#include <QString>

#include <nlohmann/json.hpp>

#include "ui/models/run_figures.h"

namespace espalier::ui {

/// Figures that the app compares between models.
enum class Quality {
    Perplexity, ///< of held-out text
    Divergence  ///< KL to the dense model on the probe windows, nats a token
};

/// One measured figure and all that decides whether another one may stand beside it.
struct MeasuredFigure
{
    double value = 0.0;
    std::optional<double> standardError;
    std::int64_t windows = 0;
    nlohmann::json protocol; ///< as the event had it (eval::toJson(PerplexityProtocol)); of a divergence with "dense"
    QString text;            ///< for people: the names of the files that were measured on

    /// Figures are comparable only if their keys are equal. Empty: the run does not say how it measured.
    QString key() const;
};

/// Of an event; `dense` is the model that a divergence is to, else empty.
MeasuredFigure measuredFigure(const RunFigures::PerplexityRow& row, Quality quality, const QString& text,
                              const QString& dense = {});

/// "papers, windows of 2048, wikitext.txt": what lists call the protocol of a figure.
QString protocolTitle(const MeasuredFigure& figure);
/// Why two figures must not share an axis: "windows of 2048 and of 4096 tokens". Empty if they may.
QString protocolDifference(const MeasuredFigure& figure, const MeasuredFigure& other);

} // namespace espalier::ui
