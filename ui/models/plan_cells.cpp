#include "ui/models/plan_cells.h"

#include <algorithm>
#include <cmath>

#include "ui/models/format.h"
#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

QString arrow(const QString& before, const QString& after)
{
    return before == after ? after : QStringLiteral("%1 → %2").arg(before, after);
}

/// Of many hours the minutes say nothing.
QString roughly(double seconds)
{
    constexpr double kHour = 3600.0;
    return format::duration(seconds > 10.0 * kHour ? std::round(seconds / kHour) * kHour : seconds);
}

QString partName(PlanPart part)
{
    switch (part) {
    case PlanPart::Attention:
        return tr("Attention");
    case PlanPart::FeedForward:
        return tr("Feed-forward");
    case PlanPart::Embedding:
        return tr("Embedding");
    case PlanPart::Head:
        return tr("Head");
    case PlanPart::Other:
        break;
    }
    return tr("Other");
}

QString titleOf(PlanCell cell)
{
    switch (cell) {
    case PlanCell::Parameters:
        return tr("Nonzero parameters");
    case PlanCell::Size:
        return tr("Size");
    case PlanCell::Memory:
        return tr("Peak memory");
    case PlanCell::Disk:
        return tr("Disk");
    case PlanCell::Time:
        return tr("Time");
    case PlanCell::Speed:
        break;
    }
    return tr("Speed of the result");
}

QString helpOf(PlanCell cell)
{
    switch (cell) {
    case PlanCell::Parameters:
        return tr("Parameters that are not zero, before and after the run.");
    case PlanCell::Size:
        return tr("Bytes of the model's folder, before and after the run. Zeros alone save nothing on disk.");
    case PlanCell::Memory:
        return tr("The most memory that the run holds at a time. Activations that do not fit lie on disk.");
    case PlanCell::Disk:
        return tr("What the run writes: a folder for each stage, and activations that memory has no room for.");
    case PlanCell::Time:
        return tr("By this machine's speed with large matrices. Other work makes it longer.");
    case PlanCell::Speed:
        break;
    }
    return tr(
        "Generated tokens a second on this machine, by the speed of each format of weights. Attention over a long "
        "text comes on top.");
}

QString valueOf(PlanCell cell, const PlanForecast& plan)
{
    switch (cell) {
    case PlanCell::Parameters:
        return arrow(format::parameters(plan.nonzeroBefore), format::parameters(plan.nonzeroAfter));
    case PlanCell::Size:
        return arrow(format::bytes(plan.bytesBefore), format::bytes(plan.bytesAfter));
    case PlanCell::Memory:
        return format::bytes(plan.peakBytes);
    case PlanCell::Disk:
        return format::bytes(plan.diskBytes);
    case PlanCell::Time:
        return tr("about %1", "a duration").arg(roughly(plan.seconds));
    case PlanCell::Speed:
        break;
    }
    return format::tokensPerSecond(plan.tokensPerSecondAfter);
}

/// Lengths become shares of the longest.
void scale(QList<PlanBar>& bars)
{
    double most = 0.0;
    for (const PlanBar& bar : bars) {
        most = std::max({most, bar.share, bar.before.value_or(0.0)});
    }
    for (PlanBar& bar : bars) {
        bar.share = most > 0.0 ? bar.share / most : 0.0;
        if (bar.before) {
            bar.before = most > 0.0 ? *bar.before / most : 0.0;
        }
    }
}

template <typename Figures> QList<PlanBar> partBars(const PlanForecast& plan, Figures figures)
{
    QList<PlanBar> bars;
    for (int i = 0; i < kPlanParts; ++i) {
        PlanBar bar = figures(plan.parts[std::size_t(i)]);
        bar.label = partName(PlanPart(i));
        if (bar.share > 0.0 || bar.before.value_or(0.0) > 0.0) {
            bars << bar;
        }
    }
    return bars;
}

QString stageTitle(const PlanForecast& plan, const PlanStageFigures& stage, const QString& what)
{
    return plan.stages.size() == 1 ? what : tr("%1: %2", "a stage, then a part of it").arg(stage.name, what);
}

PlanBar bytesBar(const QString& label, std::uint64_t bytes)
{
    return {label, format::bytes(bytes), double(bytes), {}};
}

QList<PlanBar> memoryBars(const PlanForecast& plan)
{
    QList<PlanBar> bars;
    for (const PlanStageFigures& stage : plan.stages) {
        if (stage.layerBytes > 0) {
            bars << bytesBar(stageTitle(plan, stage, tr("Work on a layer")), stage.layerBytes);
        }
        if (stage.activationsInMemory > 0) {
            bars << bytesBar(stageTitle(plan, stage, tr("Activations")), stage.activationsInMemory);
        }
        bars << bytesBar(
            stageTitle(plan, stage,
                       stage.layerBytes > 0 ? tr("Embedding, head, evaluation") : tr("Training of the whole model")),
            stage.restBytes);
    }
    return bars;
}

QList<PlanBar> diskBars(const PlanForecast& plan)
{
    QList<PlanBar> bars;
    for (const PlanStageFigures& stage : plan.stages) {
        bars << bytesBar(stageTitle(plan, stage, tr("Result")), stage.outputBytes);
        if (stage.activationsOnDisk > 0) {
            bars << bytesBar(stageTitle(plan, stage, tr("Activations, while it runs")), stage.activationsOnDisk);
        }
    }
    return bars;
}

QList<PlanBar> timeBars(const PlanForecast& plan)
{
    QList<PlanBar> bars;
    for (const PlanStageFigures& stage : plan.stages) {
        bars << PlanBar{tr("Stage %1").arg(stage.name), roughly(stage.seconds), stage.seconds, {}};
    }
    if (plan.evaluationSeconds > 0.0) {
        bars << PlanBar{tr("Evaluations"), roughly(plan.evaluationSeconds), plan.evaluationSeconds, {}};
    }
    return bars;
}

QString changeOf(double before, double after)
{
    return before > 0.0 ? format::percent((before - after) / before) : format::unknown();
}

QString sentenceFor(PlanCell cell, const PlanForecast& plan)
{
    switch (cell) {
    case PlanCell::Parameters:
        return tr("%1 fewer than before.").arg(changeOf(double(plan.nonzeroBefore), double(plan.nonzeroAfter)));
    case PlanCell::Size:
        return plan.bytesAfter <= plan.bytesBefore
                   ? tr("%1 less than before.").arg(changeOf(double(plan.bytesBefore), double(plan.bytesAfter)))
                   : tr("Larger than before: the model was stored in a smaller format than this recipe writes.");
    case PlanCell::Memory:
        return plan.memoryIsLimited ? tr("The settings allow a run %1.").arg(format::bytes(plan.memoryBytes))
                                    : tr("This machine has %1.").arg(format::bytes(plan.memoryBytes));
    case PlanCell::Disk:
        return tr("%1 are free where runs are kept.").arg(format::bytes(plan.freeDiskBytes));
    case PlanCell::Time:
        return plan.settings.windows == 0 ? tr("Without calibration text.")
               : plan.settings.windows == 1
                   ? tr("One sample of %1 tokens.").arg(format::count(plan.settings.windowTokens))
                   : tr("%n samples of %1 tokens.", nullptr, int(plan.settings.windows))
                         .arg(format::count(plan.settings.windowTokens));
    case PlanCell::Speed:
        break;
    }
    if (plan.tokensPerSecondAfter) {
        return tr("%1 before. A token's time by part of the model:")
            .arg(format::tokensPerSecond(plan.tokensPerSecondBefore));
    }
    return plan.isTooSmallToTime
               ? tr("Not predicted: of a model as small as this, other work than its weights takes most of the time.")
               : tr("This machine was not measured yet. It takes some seconds and half a GiB of memory.");
}

QString remedyText(const PlanForecast& plan, const compress::plan::RunSettings& other)
{
    const int samples = int(other.windows);
    const QString tokens = format::count(other.windowTokens);
    if (other.evaluationTokens == 0 && plan.settings.evaluationTokens > 0) {
        return samples <= 1 ? tr("Use windows of %1 tokens, without evaluation").arg(tokens)
                            : tr("Use %n samples of %1 tokens, without evaluation", nullptr, samples).arg(tokens);
    }
    if (samples <= 1) {
        return tr("Use windows of %1 tokens").arg(tokens);
    }
    return other.windowTokens == plan.settings.windowTokens
               ? tr("Use %n samples", nullptr, samples)
               : tr("Use %n samples of %1 tokens", nullptr, samples).arg(tokens);
}

} // namespace

PlanCellText cellText(PlanCell cell, const std::optional<PlanForecast>& forecast)
{
    PlanCellText text;
    text.title = titleOf(cell);
    text.toolTip = helpOf(cell);
    text.value = forecast ? valueOf(cell, *forecast) : format::unknown();
    if (forecast) {
        text.exceeds =
            (cell == PlanCell::Memory && !forecast->fitsMemory()) || (cell == PlanCell::Disk && !forecast->fitsDisk());
        if (cell == PlanCell::Speed && !forecast->tokensPerSecondAfter) {
            text.toolTip =
                forecast->isTooSmallToTime
                    ? sentenceFor(cell, *forecast)
                    : tr("Not known, because this machine was not measured yet. Open this cell to measure it.");
        }
    }
    return text;
}

PlanBreakdown breakdown(PlanCell cell, const PlanForecast& plan)
{
    PlanBreakdown result{titleOf(cell), sentenceFor(cell, plan), {}};
    switch (cell) {
    case PlanCell::Parameters:
        result.bars = partBars(plan, [](const PlanPartFigures& part) {
            return PlanBar{{},
                           arrow(format::parameters(part.nonzeroBefore), format::parameters(part.nonzeroAfter)),
                           double(part.nonzeroAfter),
                           double(part.nonzeroBefore)};
        });
        break;
    case PlanCell::Size:
        result.bars = partBars(plan, [](const PlanPartFigures& part) {
            return PlanBar{{},
                           arrow(format::bytes(part.bytesBefore), format::bytes(part.bytesAfter)),
                           double(part.bytesAfter),
                           double(part.bytesBefore)};
        });
        break;
    case PlanCell::Memory:
        result.bars = memoryBars(plan);
        break;
    case PlanCell::Disk:
        result.bars = diskBars(plan);
        break;
    case PlanCell::Time:
        result.bars = timeBars(plan);
        break;
    case PlanCell::Speed:
        if (plan.tokensPerSecondAfter) {
            result.bars = partBars(plan, [&](const PlanPartFigures& part) {
                return PlanBar{
                    {}, format::percent(part.tokenSeconds * *plan.tokensPerSecondAfter), part.tokenSeconds, {}};
            });
        }
        break;
    }
    scale(result.bars);
    return result;
}

std::optional<PlanProblem> problem(const PlanForecast& plan)
{
    if (plan.fitsMemory() && plan.fitsDisk()) {
        return std::nullopt;
    }
    PlanProblem found;
    if (!plan.fitsMemory()) {
        const auto most = std::max_element(plan.stages.begin(), plan.stages.end(), [](const auto& a, const auto& b) {
            return a.activationsInMemory < b.activationsInMemory;
        });
        const std::uint64_t activations = most == plan.stages.end() ? 0 : most->activationsInMemory;
        found.text =
            activations * 2 > plan.peakBytes
                ? tr("This run needs %1; the budget is %2. Activations take %3.")
                      .arg(format::bytes(plan.peakBytes), format::bytes(plan.memoryBytes), format::bytes(activations))
                : tr("This run needs %1; the budget is %2.")
                      .arg(format::bytes(plan.peakBytes), format::bytes(plan.memoryBytes));
    } else {
        found.text =
            tr("%1 are needed, %2 are free.").arg(format::bytes(plan.diskBytes), format::bytes(plan.freeDiskBytes));
    }
    if (const auto& other = plan.fitsInstead) {
        found.remedy = remedyText(plan, *other);
    }
    return found;
}

} // namespace espalier::ui
