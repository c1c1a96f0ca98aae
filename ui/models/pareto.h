#pragma once

#include <optional>
#include <vector>

#include <QString>

#include "ui/models/compared_model.h"

namespace espalier::ui {

/// What a quality is weighed against.
enum class Cost { Size, Bits, Speed };

/// Nothing if it is not known.
std::optional<double> costOf(const ComparedModel& model, Cost cost); ///< bytes, bits a weight, tokens a second
bool higherIsBetter(Cost cost);

/// Figures that were measured alike, and so may share an axis.
struct ProtocolGroup
{
    QString key;
    QString title;
    int models = 0; ///< results of runs; dense models are not counted
};

/// The groups of some models, the one with most runs first.
std::vector<ProtocolGroup> protocolGroups(const std::vector<ComparedModel>& models, Quality quality);

struct ParetoPoint
{
    int model = 0; ///< index of the models that were given
    double x = 0.0;
    double y = 0.0;
    std::optional<double> standardError;
    bool onFront = false;
};

/// A run that was asked for and is not drawn.
struct HiddenModel
{
    int model = 0;
    QString reason; ///< "windows of 2048 and of 4096 tokens"
    bool otherProtocol = false;
};

/// What a plot of quality over cost shows of one protocol's figures.
struct ParetoView
{
    std::vector<ParetoPoint> points; ///< by x
    std::vector<HiddenModel> hidden; ///< never dense models
};

/// @param protocolKey of the group that is drawn
ParetoView paretoView(const std::vector<ComparedModel>& models, Cost cost, Quality quality, const QString& protocolKey);
/// Marks the points that no other one beats: none is as good in both and better in one. Points stay by x.
/// A preliminary figure is no part of the front.
void markFront(std::vector<ParetoPoint>& points, const std::vector<ComparedModel>& models, bool higherXIsBetter);

} // namespace espalier::ui
