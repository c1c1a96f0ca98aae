#pragma once

#include <array>
#include <optional>

#include <QList>
#include <QString>

#include "ui/models/plan_forecast.h"

namespace espalier::ui {

enum class PlanCell { Parameters, Size, Memory, Disk, Time, Speed };
inline constexpr std::array kPlanCells = {PlanCell::Parameters, PlanCell::Size, PlanCell::Memory,
                                          PlanCell::Disk,       PlanCell::Time, PlanCell::Speed};

/// A cell of the plan strip as it is read.
struct PlanCellText
{
    QString title;
    QString value;   ///< "–" where it is not known
    QString toolTip; ///< what it is, or why it is not known
    bool exceeds = false;
};
PlanCellText cellText(PlanCell cell, const std::optional<PlanForecast>& forecast);

/// One bar of a cell's breakdown.
struct PlanBar
{
    QString label;
    QString value;
    double share = 0.0;           ///< 0..1 of the longest
    std::optional<double> before; ///< where it was; nothing: one figure alone
};
struct PlanBreakdown
{
    QString title;
    QString sentence;
    QList<PlanBar> bars;
};
PlanBreakdown breakdown(PlanCell cell, const PlanForecast& forecast);

/// What keeps a run from fitting, with samples and windows that would.
struct PlanProblem
{
    QString text;
    QString remedy; ///< of a button; empty: no other data makes it fit
};
std::optional<PlanProblem> problem(const PlanForecast& forecast);

} // namespace espalier::ui
