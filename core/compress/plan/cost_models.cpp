#include "core/compress/plan/cost_model.h"

#include <array>

namespace espalier::compress::plan {
namespace {

constexpr CostModel kModels[] = {
    {"SparseGPTModifier", sparseGptCost},
    {"MagnitudePruningModifier", rankingCost},
    {"ConstantPruningModifier", rankingCost},
    {"QuantizationModifier", roundingCost},
};

constexpr CostModel kOther = {"", rankingCost};

} // namespace

const CostModel& costModel(std::string_view type)
{
    for (const CostModel& model : kModels) {
        if (model.type == type)
            return model;
    }
    return kOther;
}

SolverCost factorCost(std::int64_t columns)
{
    const double n = double(columns);
    SolverCost cost;
    cost.sweeps = 2.0 / 3.0 * n * n * n;
    cost.factorBytes = std::uint64_t(columns) * std::uint64_t(columns) * 4;
    return cost;
}

SolverCost figuresCost(std::int64_t rows, std::int64_t columns)
{
    SolverCost cost;
    cost.products = 2.0 * double(rows) * double(columns) * double(columns);
    cost.passes = 4.0;
    cost.bytes = std::uint64_t(rows * columns) * 6; // a difference, or the same rounded to the stored type and back
    return cost;
}

double number(const recipe::Modifier& modifier, const char* key, double fallback)
{
    const recipe::Value* value = modifier.arguments.find(key);
    return value ? value->number().value_or(fallback) : fallback;
}

bool mixesTarget(const recipe::Modifier& modifier)
{
    return number(modifier, "target_mix", 0.0) > 0.0;
}

} // namespace espalier::compress::plan
