#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/calibration.h"
#include "core/compress/hidden_states.h"
#include "core/compress/model_view.h"
#include "core/compress/modifier.h"
#include "core/compress/run_context.h"
#include "core/compress/sensitivity/levels.h"
#include "core/nn/language_model.h"

namespace espalier::compress::sensitivity {

/// One level's modifiers, made ready for a model.
class LevelWork
{
public:
    /// Errors: `recipe.*`; `sweep.level` of a modifier that compares with other models or makes choices.
    static Result<std::unique_ptr<LevelWork>> create(const Level& level, const model::Checkpoint& checkpoint,
                                                     RunContext& context);

    ModelView& view() { return m_view; }
    const std::vector<Modifier*>& order() const { return m_order; } ///< as they work on a layer

private:
    explicit LevelWork(const model::Checkpoint& checkpoint) : m_view(checkpoint) {}

    recipe::Recipe m_recipe;
    ModelView m_view;
    std::vector<std::unique_ptr<Modifier>> m_modifiers;
    std::vector<Modifier*> m_order;
};

/// A decoder layer whose inputs have been seen, to be changed by several levels.
class LayerTrials
{
public:
    /// Passes the calibration windows through the dense layer, which replaces their states.
    /// @param view of any level: all change the same matrices  @throws Cancelled
    LayerTrials(ModelView& view, int layer, nn::Block& dense, const nn::RotaryTable& rotary, HiddenStates& calibration,
                RunContext& context);

    /// The layer as a level leaves it. @throws Cancelled; std::invalid_argument if the level does not fit its shapes
    nn::Block changed(LevelWork& level, RunContext& context);

private:
    int m_layer;
    nn::Block& m_dense;
    InputStatistics m_observed;
    std::map<InputGroup, InputMoments> m_moments;
};

} // namespace espalier::compress::sensitivity
