#include "ui/models/predicted_speed.h"

#include <cmath>
#include <limits>

#include "core/engine/pack.h"

namespace espalier::ui {

namespace {

using compress::plan::PlannedModel;
using compress::plan::PlannedModule;
using engine::FormatCase;
using engine::WeightFormat;

/// What the engine would make of a matrix that a plan knows by its sizes alone.
FormatCase caseOf(const PlannedModule& module, const recipe::MaskStructure& mask)
{
    FormatCase kind = engine::floatCase();
    if (!module.scheme || !module.scheme->weights || module.scheme->weights->type == formats::QuantizationType::Float) {
        return kind; // zeros of floating-point weights save nothing here
    }
    const formats::QuantizationArgs& args = *module.scheme->weights;
    kind.bits = args.bits <= 4 ? 4 : 8;
    kind.groupColumns = args.strategy == formats::Strategy::Group   ? std::size_t(args.groupSize)
                        : args.strategy == formats::Strategy::Block ? std::size_t(args.blockColumns)
                                                                    : 0;
    kind.zeros = module.sparsity;
    for (const FormatCase& known : engine::formatCases()) {
        if (!mask.unstructured() && known.kept == std::uint32_t(mask.kept) && known.of == std::uint32_t(mask.group)) {
            kind.kept = known.kept;
            kind.of = known.of;
        }
    }
    engine::CodedWeight coded;
    coded.rows = std::size_t(module.rows);
    coded.columns = std::size_t(module.columns);
    coded.bits = kind.bits;
    coded.groupColumns = kind.groupColumns == 0 ? coded.columns : kind.groupColumns;
    static constexpr float kAnyZeroPoint = 1.0F;
    if (!args.symmetric) {
        coded.zeroPoints = {&kAnyZeroPoint, 1};
    }
    kind.format = engine::chooseFormat(coded, {kind.zeros, kind.kept, kind.of}, {});
    return kind;
}

/// How unlike two formats are; not comparable ones are infinitely so.
double distance(const FormatCase& wanted, const FormatCase& measured)
{
    if (wanted.format != measured.format) {
        return std::numeric_limits<double>::infinity();
    }
    const auto groups = [](std::size_t columns) { return columns == 0 ? 0.0 : 10.0 - std::log2(double(columns)); };
    const bool pattern = wanted.kept == measured.kept && wanted.of == measured.of;
    const bool scales =
        wanted.groupColumns == 0 || measured.groupColumns == 0 ? wanted.groupColumns == measured.groupColumns : true;
    return (pattern ? 0.0 : 100.0) + (scales ? 0.0 : 20.0) +
           std::abs(groups(wanted.groupColumns) - groups(measured.groupColumns)) +
           std::abs(wanted.zeros - measured.zeros);
}

const engine::FormatSpeed* nearest(const FormatCase& wanted, const MachineSpeed& speed)
{
    const engine::FormatSpeed* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const engine::FormatSpeed& each : speed.formats) {
        if (const double away = distance(wanted, each.kind); away < least && each.weightsPerSecond > 0.0) {
            least = away;
            best = &each;
        }
    }
    return best;
}

/// Of an expert: the share of tokens that its router sends to it, on average.
double shareOfTokens(const PlannedModel& model, const PlannedModule& module)
{
    if (module.layer < 0 || module.expert < 0) {
        return 1.0;
    }
    const auto& moe = model.spec.layers[std::size_t(module.layer)].moe;
    return !moe || moe->experts.empty() ? 1.0 : double(moe->expertsPerToken) / double(moe->experts.size());
}

} // namespace

MatrixTime matrixTime(const PlannedModel& model, const PlannedModule& module, const recipe::MaskStructure& mask,
                      const MachineSpeed& speed)
{
    if (module.role == "embedding") {
        return {}; // one row of it is read
    }
    const engine::FormatSpeed* measured = nearest(caseOf(module, mask), speed);
    if (measured == nullptr) {
        return {std::numeric_limits<double>::quiet_NaN(), {}};
    }
    const bool isFloat = measured->kind.format == WeightFormat::BFloat16;
    const double bytes =
        isFloat ? double(formats::sizeInBytes(model.dtype)) / 2.0 : 1.0; // float32 is read twice as long
    return {double(module.weights()) / measured->weightsPerSecond * bytes * shareOfTokens(model, module),
            measured->kind.name};
}

std::optional<double> predictedTokensPerSecond(const PlannedModel& model, const ModuleMasks& masks,
                                               const MachineSpeed& speed)
{
    double seconds = 0.0;
    for (const PlannedModule& module : model.modules) {
        const auto mask = masks.find(module.name);
        seconds +=
            matrixTime(model, module, mask == masks.end() ? recipe::MaskStructure{} : mask->second, speed).seconds;
    }
    return std::isfinite(seconds) && seconds > 0.0 ? std::optional(1.0 / seconds) : std::nullopt;
}

} // namespace espalier::ui
