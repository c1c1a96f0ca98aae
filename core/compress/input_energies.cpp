#include "core/compress/input_energies.h"

#include <ATen/core/grad_mode.h>

#include "core/compress/calibration.h"
#include "core/compress/channel_statistics.h"
#include "core/nn/language_model.h"

namespace espalier::compress {
namespace {

void keep(const model::LayerSpec& layer, const ChannelStatistics& inputs, std::int64_t tokens,
          std::map<std::string, std::vector<float>>& energies)
{
    for (const model::LinearSpec* linear : layer.allLinears()) {
        const InputGroup group = inputGroup(*linear);
        if (!inputs.has(group))
            continue;
        const at::Tensor sums = inputs.energy(group);
        std::vector<float>& means = energies[linear->name];
        means.assign(sums.data_ptr<float>(), sums.data_ptr<float>() + sums.numel());
        for (float& mean : means)
            mean /= float(tokens);
    }
}

} // namespace

std::map<std::string, std::vector<float>> meanSquaredInputs(const model::Checkpoint& checkpoint,
                                                            const std::vector<std::vector<text::TokenId>>& windows,
                                                            const std::function<void(double)>& layerDone,
                                                            const CancelToken& cancel)
{
    const at::NoGradGuard noGradients;
    const model::ModelSpec& spec = checkpoint.spec();
    std::vector<at::Tensor> hidden;
    std::int64_t tokens = 0;
    {
        const nn::Ends ends = nn::loadEmbedding(checkpoint);
        for (const at::Tensor& ids : idBatches(windows)) {
            hidden.push_back(nn::embed(spec, ends, ids));
            tokens += ids.numel();
        }
    }
    std::map<std::string, std::vector<float>> energies;
    nn::Block block;
    for (std::size_t layer = 0; layer < spec.layers.size(); ++layer) {
        nn::loadBlock(checkpoint, layer, block);
        ChannelStatistics inputs;
        const nn::InputTap tap = inputs.tap(spec.layers[layer]);
        for (at::Tensor& batch : hidden) {
            if (cancel.requested())
                throw Cancelled();
            const nn::RotaryTable rotary = nn::rotaryTable(spec.rope, batch.size(1));
            batch = nn::forward(spec, block, batch, rotary, tap);
        }
        keep(spec.layers[layer], inputs, tokens, energies);
        layerDone(double(layer + 1) / double(spec.layers.size()));
    }
    return energies;
}

} // namespace espalier::compress
