#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/compress/block_windows.h"
#include "core/compress/modifier.h"
#include "core/compress/reference_stream.h"
#include "core/compress/run_data.h"
#include "core/nn/device.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

using Modifiers = std::vector<std::unique_ptr<Modifier>>;

/// The models that a stage follows unchanged, beside the one that it compresses, as far as its modifiers ask for them:
/// the stage's input and the run's source on the calibration windows, and the source on the probe windows. They pass
/// each layer together with the compressed model.
class ReferenceModels
{
public:
    ReferenceModels(model::Checkpoint input, model::Checkpoint source, const Modifiers& modifiers, at::Device device);

    /// Error `recipe.reference`: a modifier compares with a source of another shape.
    Result<void> check() const;
    bool needsDenseInputs() const { return m_needsDense; }
    bool followsDenseInputs() const { return m_needsDense && m_stage; }

    /// Embeds the windows, before the stage changes the embedding.
    /// @param ends with the stage's own embedding
    /// @param storage of each model's calibration windows
    void start(const nn::Ends& ends, const Windows& calibration, const Windows& probe, const HiddenStorage& storage);

    bool any() const { return m_stage || m_source || m_sourceProbe; }
    /// The next layer. @param block as the stage's input has it: its tensors are shared @throws Cancelled
    void load(int layer, const nn::Block& block, const nn::RotaryTable& rotary, const CancelToken& cancel);
    /// A batch of the stage's input model at this layer, seen by `tap`; batch by batch, before advance().
    void tapDense(std::size_t batch, const nn::RotaryTable& rotary, const nn::InputTap& tap);
    /// What a modifier compares the layer at hand with. @param block, inputs of the stage; they outlive the result
    std::optional<BlockWindows> windows(const nn::RotaryTable& rotary, const nn::Block& block,
                                        const HiddenStates& inputs) const;
    /// Passes the calibration windows through the layer at hand and lets go of it. @throws Cancelled
    void advance(const nn::RotaryTable& rotary, const CancelToken& cancel);
    /// ||a - b||^2 / ||a||^2 to the source's hidden states on the probe windows, if they are followed.
    std::optional<double> divergence(const std::vector<at::Tensor>& probe) const;
    std::uint64_t diskBytes() const; ///< of calibration windows
    void clear();

private:
    bool comparesBlocks() const { return m_comparesStage || m_comparesSource; }

    model::Checkpoint m_inputModel;
    model::Checkpoint m_sourceModel;
    at::Device m_device;
    bool m_sameModel; ///< the run starts with this stage
    bool m_needsDense;
    bool m_comparesInputs;
    bool m_comparesStage;
    bool m_comparesSource;
    std::optional<nn::LayerPass> m_densePass; ///< while tapDense() goes from batch to batch
    std::optional<ReferenceStream> m_stage;
    std::optional<ReferenceStream> m_source; ///< where it is not the stage's input
    std::optional<ReferenceStream> m_sourceProbe;
    bool m_stageAdvanced = false; ///< m_stage has passed the layer at hand
};

} // namespace espalier::compress
