#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

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
    virtual bool roundsLast() const { return false; }
    virtual bool changes(const std::string& module) const = 0; ///< the weights of this module
    /// Marks the plans of what it changes (ModulePlan::written, scheme).
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
