#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/model_spec.h"
#include "core/recipe/recipe.h"
#include "core/recipe/resolve.h"

namespace espalier::compress::plan {

/// What a modifier does with one matrix [rows, columns], beside reading it and storing the result.
struct SolverCost
{
    double products = 0.0;         ///< floating-point operations of large matrix products
    double sweeps = 0.0;           ///< of factorizations and column by column sweeps, which wait for memory
    double passes = 0.0;           ///< times that all weights are read or written
    std::uint64_t bytes = 0;       ///< of memory while it works, beside the old weights, the new ones and the moments
    std::uint64_t factorBytes = 0; ///< kept while the matrices of one input are worked on
};

/// What a modifier asks of the run around it.
struct Demands
{
    bool denseInputs = false;       ///< Modifier::needsDenseInputs()
    bool comparesBlocks = false;    ///< Modifier::blockReference() is a model
    bool sourceBlocks = false;      ///< ... the run's source
    double trainingPasses = 0.0;    ///< passes forward and backward over all calibration windows, a layer at a time
    double selectionForwards = 0.0; ///< evaluations of the whole model on the selection windows, before the first layer
    std::int64_t ownStreams = 0;    ///< hidden states of all windows that it keeps beside those that it is given
    std::int64_t trainedWindows = 0; ///< of a backward pass through a decoder layer; 0: nothing is trained
    bool trainsWholeLayers = false;  ///< not attention and feed-forward part one after the other
    std::int64_t searchPoints = 0;   ///< scales of a layer's inputs that are tried
    std::int64_t searchTokens = 0;   ///< that run through the layer for each of them

    void add(const Demands& more);
};

/// One algorithm's costs, next to its schema (core/compress/<algorithm>/cost.cpp). From these `recipe plan`, the
/// progress bar and the refusal of what cannot fit are computed.
struct CostModel
{
    std::string_view type; ///< "SparseGPTModifier"
    SolverCost (*solver)(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns) = nullptr;
    /// Works on each matrix by itself, from its weights and the moments of its input: ranks then share the matrices
    /// out.
    bool worksOnMatricesAlone = false;
    bool roundsLast = false; ///< Modifier::roundsLast()
    /// Beside dense inputs, which a target_mix above 0 asks for; null: nothing more.
    Demands (*demands)(const recipe::Modifier& modifier, const model::ModelSpec& spec) = nullptr;
    /// Structured pruning: what becomes of the model's shape. None if null.
    void (*reshape)(const recipe::ResolvedModifier& modifier, model::ModelSpec& spec) = nullptr;
};

/// By type; of one that has none the costs of a solver that ranks or rounds. One line each in cost_models.cpp.
const CostModel& costModel(std::string_view type);

/// What a modifier asks for, as its keys and its cost model say.
Demands demandsOf(const recipe::Modifier& modifier, const model::ModelSpec& spec);

/// Factor of the damped inverse Hessian [n, n]: Cholesky and a triangular inverse, in a copy.
SolverCost factorCost(std::int64_t columns);
/// Errors of a result under the Hessian, see relativeOutputError(): two products of half of H, and a difference.
SolverCost figuresCost(std::int64_t rows, std::int64_t columns);
/// The mixed target of a matrix (mixed_target.h) if the modifier mixes: a factor, three products and their results.
void addMixedTarget(const recipe::Modifier& modifier, std::int64_t rows, std::int64_t columns, SolverCost& cost);

/// A key as the recipe or else the schema has it; 0 and empty if neither does.
double number(const recipe::Modifier& modifier, const char* key);
std::string text(const recipe::Modifier& modifier, const char* key);

// One a folder.
SolverCost rankingCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns); ///< magnitude, constant mask
SolverCost roundingCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
SolverCost sparseGptCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
Demands allocationDemands(const recipe::Modifier&, const model::ModelSpec&);
Demands awqDemands(const recipe::Modifier&, const model::ModelSpec&);
Demands smoothingDemands(const recipe::Modifier&, const model::ModelSpec&);
SolverCost gptqCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
SolverCost admmCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
SolverCost refitCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
Demands reconstructionDemands(const recipe::Modifier&, const model::ModelSpec&);
SolverCost osscarCost(const recipe::Modifier&, std::int64_t rows, std::int64_t columns);
void osscarReshape(const recipe::ResolvedModifier&, model::ModelSpec&);
void headReshape(const recipe::ResolvedModifier&, model::ModelSpec&);
Demands depthDemands(const recipe::Modifier&, const model::ModelSpec&);
void depthReshape(const recipe::ResolvedModifier&, model::ModelSpec&);

} // namespace espalier::compress::plan
