#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

/// Whose activations a modifier compares a layer's with.
enum class BlockReference {
    None,
    Inputs, ///< with none: the inputs that enter the layer are all that is needed
    Stage,  ///< the model that the stage starts from
    Source  ///< the model that the run starts from
};

/// One algorithm of one stage. The pipeline calls prepare(), then layer() for the embedding, each decoder layer in
/// order and the head, then finish(). Modifiers work on a layer in recipe order, except that those that roundsLast()
/// come last: they take what no joint sweep has quantized.
class Modifier
{
public:
    virtual ~Modifier() = default;
    virtual std::string_view id() const = 0;                ///< YAML key, never changes
    virtual bool needsCalibration() const { return false; } ///< windows must be there
    virtual bool needsHessian() const { return false; }     ///< of each module that it changes
    /// The stage's uncompressed activations are followed as well: LayerScope::cross(), target() with a mix, and
    /// ModuleResult::denseError.
    virtual bool needsDenseInputs() const { return false; }
    /// LayerScope::windows() is there, with the layer and the inputs of this model.
    virtual BlockReference blockReference() const { return BlockReference::None; }
    virtual bool needsSelection() const { return false; } ///< RunData::selection must hold windows
    virtual bool roundsLast() const { return false; }
    virtual bool changes(const std::string& module) const = 0; ///< the weights of this module
    /// What prepare() found out at some cost (kept layers, widths, sparsities), for a run that goes on later: null if
    /// nothing. restore() gets it back before prepare(), which then need not search again.
    virtual nlohmann::json decision() const { return nullptr; }
    virtual void restore(const nlohmann::json& /*decision*/) {}
    /// Marks the plans of what it changes (ModulePlan::written, scheme, outputShape): names, shapes and formats of the
    /// stage's output are fixed afterwards.
    virtual void prepare(ModelView& model, RunContext& context) = 0;
    /// Works on each module of the layer that it changes and says finished() for it; polls context.cancel().
    virtual void layer(LayerScope& layer, RunContext& context) = 0;
    virtual void finish(ModelView& /*model*/, RunContext& /*context*/) {}
};

/// Makes a modifier of what a recipe asks of it. Errors: `recipe.*`.
using ModifierFactory = Result<std::unique_ptr<Modifier>> (*)(const recipe::ResolvedModifier& resolved);

/// By type. nullptr if this version does not run it. One line each in modifiers.cpp.
ModifierFactory findModifier(std::string_view type);

} // namespace espalier::compress
