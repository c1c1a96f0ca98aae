#include "core/compress/plan/cost_model.h"

#include <algorithm>

#include "core/compress/schemas.h"

namespace espalier::compress::plan {
namespace {

constexpr CostModel kModels[] = {
    {.type = "SparseGPTModifier", .solver = sparseGptCost, .worksOnMatricesAlone = true, .demands = allocationDemands},
    {.type = "WandaPruningModifier", .solver = rankingCost, .worksOnMatricesAlone = true, .demands = allocationDemands},
    {.type = "MagnitudePruningModifier", .solver = rankingCost, .worksOnMatricesAlone = true},
    {.type = "ConstantPruningModifier", .solver = rankingCost, .worksOnMatricesAlone = true},
    {.type = "ADMMPruningModifier", .solver = admmCost, .worksOnMatricesAlone = true},
    {.type = "MaskedRefitModifier", .solver = refitCost, .worksOnMatricesAlone = true},
    {.type = "QuantizationModifier", .solver = roundingCost, .worksOnMatricesAlone = true, .roundsLast = true},
    {.type = "AWQModifier", .solver = roundingCost, .demands = awqDemands},
    {.type = "SmoothQuantModifier", .solver = rankingCost, .demands = smoothingDemands},
    {.type = "LogarithmicEqualizationModifier", .solver = rankingCost, .demands = smoothingDemands},
    {.type = "GPTQModifier", .solver = gptqCost, .worksOnMatricesAlone = true},
    {.type = "BlockReconstructionModifier", .solver = roundingCost, .demands = reconstructionDemands},
    {.type = "OSSCARPruningModifier", .solver = osscarCost, .reshape = osscarReshape},
    {.type = "AttentionHeadPruningModifier", .solver = osscarCost, .reshape = headReshape},
    {.type = "DepthPruningModifier", .solver = rankingCost, .demands = depthDemands, .reshape = depthReshape},
};

constexpr CostModel kOther = {.type = "", .solver = rankingCost};

} // namespace

const CostModel& costModel(std::string_view type)
{
    for (const CostModel& model : kModels) {
        if (model.type == type)
            return model;
    }
    return kOther;
}

void Demands::add(const Demands& more)
{
    denseInputs |= more.denseInputs;
    comparesBlocks |= more.comparesBlocks;
    sourceBlocks |= more.sourceBlocks;
    trainingPasses += more.trainingPasses;
    selectionForwards += more.selectionForwards;
    ownStreams = std::max(ownStreams, more.ownStreams);
    trainedWindows = std::max(trainedWindows, more.trainedWindows);
    trainsWholeLayers |= more.trainsWholeLayers;
    searchPoints += more.searchPoints;
    searchTokens = std::max(searchTokens, more.searchTokens);
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

void addMixedTarget(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns, SolverCost& cost)
{
    if (number(modifier, "target_mix") <= 0.0)
        return;
    const SolverCost factor = factorCost(columns);
    cost.sweeps += factor.sweeps;
    cost.products += 6.0 * double(rows) * double(columns) * double(columns);
    // The target stays beside the weights; while it is made, two products and C - H are there as well.
    const std::uint64_t matrix = std::uint64_t(rows * columns) * 4;
    const std::uint64_t square = std::uint64_t(columns * columns) * 4;
    cost.bytes = std::max(cost.bytes + matrix, 3 * matrix + square);
    cost.factorBytes = std::max(cost.factorBytes, factor.factorBytes);
}

Demands demandsOf(const recipe::Modifier& modifier, const model::ModelSpec& spec)
{
    const CostModel& costs = costModel(modifier.type);
    Demands demands = costs.demands ? costs.demands(modifier, spec) : Demands{};
    demands.denseInputs |= number(modifier, "target_mix") > 0.0;
    return demands;
}

namespace {

/// @return nullptr if neither the recipe nor the schema has it
const recipe::Value* valueOf(const recipe::Modifier& modifier, const char* key)
{
    if (const recipe::Value* value = modifier.arguments.find(key); value && !value->isNull())
        return value;
    const recipe::ModifierSchema* schema = modifierSchemas().find(modifier.type);
    const recipe::KeySchema* known = schema ? schema->find(key) : nullptr;
    return known ? &known->defaultValue : nullptr;
}

} // namespace

double number(const recipe::Modifier& modifier, const char* key)
{
    const recipe::Value* value = valueOf(modifier, key);
    return value ? value->number().value_or(0.0) : 0.0;
}

std::string text(const recipe::Modifier& modifier, const char* key)
{
    const recipe::Value* value = valueOf(modifier, key);
    return value ? value->text().value_or("") : "";
}

} // namespace espalier::compress::plan
