#include "core/model/weight_rows.h"

namespace espalier::model {

WeightRows::WeightRows(Checkpoint checkpoint, std::string module, StoredWeight weight)
    : m_checkpoint(std::move(checkpoint)), m_module(std::move(module)), m_weight(std::move(weight))
{
}

Result<std::shared_ptr<const WeightRows>> WeightRows::open(const Checkpoint& checkpoint, const std::string& moduleName)
{
    const ModelSpec& spec = checkpoint.spec();
    const std::string& owner = spec.tiedEmbeddings && moduleName == spec.head ? spec.embedding : moduleName;
    const std::vector<std::int64_t> shape = checkpoint.weightShape(owner);
    if (shape.empty()) {
        return Error{"model.tensor.missing", "The model has no module '" + moduleName + "' with a weight.",
                     checkpoint.folder().string()};
    }
    const auto scheme = checkpoint.storedScheme(owner);
    auto weight = StoredWeight::open(checkpoint, owner, shape, scheme ? scheme->weights : std::nullopt);
    if (!weight) {
        return weight.error();
    }
    return std::shared_ptr<const WeightRows>(new WeightRows(checkpoint, owner, weight.take()));
}

} // namespace espalier::model
