#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/compress/distributed/ranks.h"
#include "core/compress/hessian.h"
#include "core/compress/layer_scope.h"
#include "core/compress/model_view.h"
#include "core/compress/quantization/range_observer.h"
#include "core/nn/block.h"
#include "core/text/tokenizer.h"

namespace espalier::compress {

/// Windows of one length as [windows, tokens] int64 tensors of at most some 2,048 tokens (but at least one window): a
/// forward step over more only takes memory.
std::vector<at::Tensor> idBatches(const std::vector<std::vector<text::TokenId>>& windows);

/// What is gathered of a layer's inputs while windows pass through it: moments and ranges for each input group, not for
/// each module.
class InputStatistics
{
public:
    void wantHessian(InputGroup group, std::int64_t inFeatures);
    /// C and D as well (InputMoments): each batch then passes twice, first under tap(), then, as the uncompressed model
    /// has it, under denseTap().
    void wantCross(InputGroup group, std::int64_t inFeatures);
    void wantRange(InputGroup group, const formats::QuantizationArgs& args);
    bool empty() const;

    /// @param input [windows, tokens, in]
    void add(InputGroup group, const at::Tensor& input);
    /// The same tokens' inputs in the uncompressed model.
    void addDense(InputGroup group, const at::Tensor& input);
    /// Takes each group's input at the first module that reads it. Lives as long as this object.
    nn::InputTap tap(const model::LayerSpec& layer);
    nn::InputTap denseTap(const model::LayerSpec& layer);

    /// Sequences that a group's Hessian is the mean of.
    std::size_t sequences(InputGroup group) const;
    /// Tokens that passed as a group's inputs, whatever was wanted of them.
    std::int64_t tokens(InputGroup group) const;

    /// Undefined tensors where nothing was wanted. Hands the memory over.
    InputMoments takeMoments(InputGroup group);
    /// Makes the ranges and counts of each rank's own windows those of all. @throws RankLost
    void merge(const Ranks& ranks);
    /// nullptr if it was not wanted or nothing came.
    const RangeObserver* range(InputGroup group, const formats::QuantizationArgs& args) const;

private:
    struct Group
    {
        std::unique_ptr<HessianAccumulator> hessian;
        std::unique_ptr<HessianAccumulator> denseHessian;
        std::unique_ptr<CrossAccumulator> cross;
        at::Tensor latest; ///< inputs of the batch at hand, where `cross` waits for their partner
        std::map<std::string, RangeObserver> ranges; ///< by RangeObserver::key()
    };
    nn::InputTap tapOnce(const model::LayerSpec& layer, void (InputStatistics::*take)(InputGroup, const at::Tensor&));

    std::map<InputGroup, Group> m_groups;
    std::map<InputGroup, std::int64_t> m_tokens;
};

/// What a stage's modifiers need of a layer's inputs before they change it: moments, and static ranges that are of the
/// layer as it was.
/// @param layer -1: of the head @param dense the stage's uncompressed activations are followed
InputStatistics statisticsBefore(const ModelView& model, int layer, bool dense);
/// Afterwards: static ranges that are of the compressed layer.
InputStatistics statisticsAfter(const ModelView& model, int layer);

} // namespace espalier::compress
