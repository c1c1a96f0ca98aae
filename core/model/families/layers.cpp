#include "core/model/families/layers.h"

namespace espalier::model {

void storeFused(std::span<LinearSpec> parts, const std::string& module)
{
    std::int64_t first = 0;
    for (LinearSpec& part : parts) {
        part.stored = StoredPart{.module = module, .first = first};
        first += part.outFeatures;
    }
    for (LinearSpec& part : parts) {
        part.stored->outFeatures = first;
    }
}

std::vector<LinearSpec> attentionLinears(const ModelSpec& spec, const std::string& attention, const char* output,
                                         bool queryKeyValueBias, bool outputBias)
{
    const std::int64_t hidden = spec.hiddenSize;
    const std::int64_t queryWidth = spec.heads * spec.headDimension;
    const std::int64_t keyWidth = spec.keyValueHeads * spec.headDimension;
    return {{Role::Query, attention + ".q_proj", queryWidth, hidden, queryKeyValueBias},
            {Role::Key, attention + ".k_proj", keyWidth, hidden, queryKeyValueBias},
            {Role::Value, attention + ".v_proj", keyWidth, hidden, queryKeyValueBias},
            {Role::AttentionOutput, attention + "." + output, hidden, queryWidth, outputBias}};
}

} // namespace espalier::model
