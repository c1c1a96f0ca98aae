#include "core/compress/fused_modules.h"

#include <algorithm>

#include "core/compress/storage_format.h"

namespace espalier::compress {
namespace {

bool sameStorage(const ModulePlan& a, const ModulePlan& b)
{
    if (a.dtype != b.dtype || a.storesIntegers() != b.storesIntegers())
        return false;
    return !a.storesIntegers() || (a.scheme->weights == b.scheme->weights && a.scheme->format == b.scheme->format &&
                                   a.scheme->inputActivations == b.scheme->inputActivations);
}

/// Whether the scales and zero points of parts can follow each other as the codes do.
bool joins(const ModulePlan& plan)
{
    if (!plan.storesIntegers())
        return true;
    const formats::QuantizationArgs& args = *plan.scheme->weights;
    const model::StoredPart& place = *plan.linear->stored;
    if (place.transposed || (args.strategy != formats::Strategy::Channel && args.strategy != formats::Strategy::Group))
        return false;
    constexpr std::int64_t kWordBits = 32;
    const bool packedZeros = !args.symmetric && plan.scheme->format == kPackQuantized;
    if (!packedZeros)
        return true;
    // Zero points are packed along the outputs: a seam within a word would cut it.
    return kWordBits % args.bits == 0 && plan.outputShape[0] % (kWordBits / args.bits) == 0 && place.run == 0;
}

} // namespace

std::vector<FusedModule> fusedModules(const ModelView& model)
{
    std::vector<FusedModule> all;
    for (const ModulePlan& plan : model.modules()) {
        if (!plan.linear || !plan.linear->stored || !model.keeps(plan.layer))
            continue;
        const std::string& whole = plan.linear->stored->module;
        if (all.empty() || all.back().name != whole)
            all.push_back({whole, {}});
        all.back().parts.push_back(&plan);
    }
    std::erase_if(all, [](const FusedModule& fused) {
        return std::any_of(fused.parts.begin(), fused.parts.end(), [&](const ModulePlan* part) {
            return !joins(*part) || !sameStorage(*part, *fused.parts.front());
        });
    });
    return all;
}

std::string storedName(const ModelView& model, const std::vector<FusedModule>& fused, const std::string& module)
{
    for (const FusedModule& whole : fused) {
        for (const ModulePlan* part : whole.parts) {
            if (part->name == module)
                return model.outputName(whole.name);
        }
    }
    return model.outputName(module);
}

} // namespace espalier::compress
