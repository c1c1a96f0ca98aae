#pragma once

#include "core/compress/calibration.h"
#include "core/compress/layer_scope.h"

namespace espalier::compress {

/// Hands a module's group its moments, once a group: of an expert that saw almost no tokens, that there are too few.
/// @param observed whose tokens are counted
inline void giveMoments(LayerScope& scope, const InputStatistics& observed, InputGroup group, InputMoments moments)
{
    /// Of all tokens, those that an expert must have seen to be compressed by its inputs.
    constexpr double kFewestTokens = 0.005;
    if (!moments.hessian.defined())
        return;
    const std::int64_t tokens = observed.tokens(group);
    const bool few = double(tokens) < kFewestTokens * double(observed.tokens(InputGroup::Attention));
    if (few && group.expert != model::kNoExpert)
        scope.setFewInputs(group, tokens);
    else
        scope.setMoments(group, std::move(moments));
}

} // namespace espalier::compress
