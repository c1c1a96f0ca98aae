#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/block_windows.h"
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

    at::Tensor dense;      ///< at the stage's begin; gone when the module is done
    at::Tensor keptInputs; ///< int64 indices into the columns of `dense`, if structured pruning took some
    int outstanding = 0;   ///< modifiers that still have to see it
    double work = 0.0;     ///< for the progress bar, see RunContext::advance()
    bool done = false;
};

/// What the run knows of a module when nothing more happens to it in this stage.
struct ModuleFigures
{
    protocol::ModuleResult result;
    std::optional<double> maskSparsity;
};

/// Second moments of one input group over the calibration tokens, each [in, in] with the factor 2 / sequences.
struct InputMoments
{
    at::Tensor hessian;      ///< H of x', the inputs that come from the compressed layers
    at::Tensor cross;        ///< C = sum of x x'^T, x of the stage's input model; undefined where it is not followed
    at::Tensor denseHessian; ///< of x; likewise
};

/// The matrices that are compressed together: a decoder layer's, or the head alone, or the embedding alone.
class LayerScope
{
public:
    /// @param layer index, -1 outside the decoder layers
    /// @param block of a decoder layer; outlives the scope
    LayerScope(int layer, RunContext& context, nn::Block* block = nullptr)
        : m_layer(layer), m_context(context), m_block(block)
    {
    }

    int layer() const { return m_layer; }
    /// Norms and biases as they stand; the weights are those of modules(). Only within a decoder layer.
    nn::Block& block() { return *m_block; }
    std::vector<ModuleScope>& modules() { return m_modules; }
    ModuleScope& add(const ModulePlan& plan, at::Tensor weight, int modifiers);

    /// A Hessian that is not finite (inputs beyond float32's range) cannot be factored and measures no error.
    void setMoments(InputGroup group, InputMoments moments);
    /// An expert's inputs that are too few to go by: its modules are changed as if their inputs counted alike.
    void setFewInputs(InputGroup group, std::int64_t tokens);
    void setWindows(const BlockWindows* windows) { m_windows = windows; }

    /// Undamped, of the columns that the module still has. Undefined without calibration data.
    at::Tensor hessian(const ModuleScope& module) const { return moments(module).hessian; }
    /// C of the columns that the module still has: [columns of `dense`, columns]. Undefined where the stage's
    /// uncompressed activations are not followed.
    at::Tensor cross(const ModuleScope& module) const { return moments(module).cross; }
    /// What a solver should come near to on the compressed layers' activations (mixed_target.h): module.weight with
    /// mix 0, else (1 - mix) W + mix W (C + lambda I) (H + lambda I)^-1 with W = module.dense; of a module that lost
    /// columns the like, from module.weight.
    /// @param order as for factor(): which of the group's factors is used (the result is the same)
    at::Tensor target(const ModuleScope& module, double mix, double dampening,
                      ColumnOrder order = ColumnOrder::Natural);
    /// nullptr unless a modifier of the stage has a blockReference().
    const BlockWindows* windows() const { return m_windows; }

    /// The factor that all modules of the same input share, computed when first asked for.
    /// nullptr without calibration data. The pointer is valid until the next call.
    const HessianFactor* factor(const ModuleScope& module, double dampening, ColumnOrder order = ColumnOrder::Natural);

    /// Puts a norm's weight or a bias of this layer in place of the one that was read, under its tensor's name.
    void setVector(const std::string& tensor, at::Tensor value);
    const std::map<std::string, at::Tensor>& vectors() const { return m_vectors; }
    /// The inputs of a group become x / scale, and the columns of all that read them are multiplied by it: `weight`
    /// and `dense` alike, so that errors stay what they are. The caller changes what makes the inputs.
    /// @param scale [in] > 0
    void scaleInputs(InputGroup group, const at::Tensor& scale);
    /// Only these inputs of a group stay: columns of `weight`, of H and of C.
    /// @param index int64, ascending
    void keepInputs(InputGroup group, const at::Tensor& index);
    /// Only these outputs stay: rows of `weight` and `dense`, and of the bias.
    void keepOutputs(ModuleScope& module, const at::Tensor& index);

    /// A modifier has done what it wants to with a module. After the last one (and at once after codes were chosen)
    /// the weights are rounded as they will be stored, the figures are sent and what only they needed is freed.
    void finished(ModuleScope& module);
    /// Completes what no modifier did.
    void finishAll();

    const std::vector<ModuleFigures>& figures() const { return m_figures; }

private:
    struct Group
    {
        InputMoments whole;   ///< of all inputs, for the figures; undefined without calibration data, or if not finite
        InputMoments moments; ///< of those that are kept
        bool finite = true;
        HessianFactor factor; ///< never usable if the Hessian is not finite
        double dampening = -1.0;
        ColumnOrder order = ColumnOrder::Natural; ///< of the factor
    };
    Group& group(const ModuleScope& module) { return m_groups[module.plan->group]; }
    InputMoments moments(const ModuleScope& module) const
    {
        const auto found = m_groups.find(module.plan->group);
        return found == m_groups.end() ? InputMoments() : found->second.moments;
    }
    void complete(ModuleScope& module);
    void report(ModuleScope& module);
    void freeGroups();

    int m_layer;
    RunContext& m_context;
    nn::Block* m_block;
    const BlockWindows* m_windows = nullptr;
    std::map<std::string, at::Tensor> m_vectors; ///< by tensor name
    std::vector<ModuleScope> m_modules;
    std::map<InputGroup, Group> m_groups;
    std::vector<ModuleFigures> m_figures;
};

/// Rounds the module to nearest under its scheme (scales as stored).
void roundToScheme(ModuleScope& module);

} // namespace espalier::compress
