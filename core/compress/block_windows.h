#pragma once

#include "core/compress/hidden_states.h"
#include "core/nn/block.h"

namespace espalier::compress {

/// The calibration windows at one decoder layer, beside those of the model that it is compared with.
struct BlockWindows
{
    const model::ModelSpec& spec; ///< of the stage's input
    const nn::RotaryTable& rotary;
    const HiddenStates& inputs;            ///< that enter the layer, from the compressed layers before it
    const model::ModelSpec& referenceSpec; ///< this and what follows: the layer itself with BlockReference::Inputs
    const nn::Block& reference;            ///< the layer as the reference model has it
    const HiddenStates& referenceInputs;   ///< that enter it there; batch for batch the same windows as `inputs`
};

} // namespace espalier::compress
