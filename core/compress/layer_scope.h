#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/hessian.h"
#include "core/compress/model_view.h"
#include "core/compress/quantization/weight_quantizer.h"
#include "core/compress/run_context.h"

namespace espalier::compress {

/// One matrix while its layer is being worked on.
struct ModuleScope
{
    const ModulePlan* plan = nullptr;
    at::Tensor weight; ///< [out, in] float32 as it stands now; modifiers put a new tensor here and never write into it
    std::optional<QuantizedWeight>
        quantized;        ///< set by the modifier that chose the codes; `weight` is its dequantization
    std::string modifier; ///< the last that changed it
    double seconds = 0.0;
    std::optional<double> dampening;
    std::optional<double> maskSparsity; ///< share of places that a pruning mask took
    std::string note;

    at::Tensor dense;    ///< at the stage's begin; gone when the module is done
    int outstanding = 0; ///< modifiers that still have to see it
    double work = 0.0;   ///< for the progress bar, see RunContext::advance()
    bool done = false;
};

/// What the run knows of a module when nothing more happens to it in this stage.
struct ModuleFigures
{
    protocol::ModuleResult result;
    std::optional<double> maskSparsity;
};

/// The matrices that are compressed together: a decoder layer's, or the head alone, or the embedding alone.
class LayerScope
{
public:
    /// @param layer index, -1 outside the decoder layers
    LayerScope(int layer, RunContext& context) : m_layer(layer), m_context(context) {}

    int layer() const { return m_layer; }
    std::vector<ModuleScope>& modules() { return m_modules; }
    ModuleScope& add(const ModulePlan& plan, at::Tensor weight, int modifiers);

    /// @param hessian undamped [in, in] of one input group. One that is not finite (inputs beyond float32's range)
    /// cannot be factored and measures no error.
    void setHessian(InputGroup group, at::Tensor hessian);

    /// The factor that all modules of the same input share, computed when first asked for.
    /// nullptr without calibration data. The pointer is valid until the next call.
    const HessianFactor* factor(const ModuleScope& module, double dampening);

    /// A modifier has done what it wants to with a module. After the last one (and at once after codes were chosen)
    /// the weights are rounded as they will be stored, the figures are sent and what only they needed is freed.
    void finished(ModuleScope& module);
    /// Completes what no modifier did.
    void finishAll();

    const std::vector<ModuleFigures>& figures() const { return m_figures; }

private:
    struct Group
    {
        at::Tensor hessian; ///< undefined without calibration data, or if it is not finite
        bool finite = true;
        HessianFactor factor; ///< never usable if the Hessian is not finite
        double dampening = -1.0;
    };
    void complete(ModuleScope& module);
    void report(ModuleScope& module);
    void freeGroups();

    int m_layer;
    RunContext& m_context;
    std::vector<ModuleScope> m_modules;
    std::array<Group, kInputGroupCount> m_groups;
    std::vector<ModuleFigures> m_figures;
};

/// Rounds the module to nearest under its scheme (scales as stored).
void roundToScheme(ModuleScope& module);

} // namespace espalier::compress
