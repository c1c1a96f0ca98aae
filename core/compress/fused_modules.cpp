#include "core/compress/fused_modules.h"

#include <algorithm>
#include <cstring>

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

std::vector<std::byte> joinParts(std::span<const PartRows> parts, std::size_t unit, std::size_t transposedElement)
{
    std::size_t total = 0;
    std::size_t rows = 0;
    for (const PartRows& part : parts) {
        total += part.bytes.size();
        rows += part.rows;
    }
    std::vector<std::byte> whole(total);
    const std::size_t rowBytes = rows == 0 ? 0 : total / rows;
    std::size_t next = 0; // row of a whole whose parts follow each other
    for (const PartRows& part : parts) {
        const std::size_t run = parts.size() > 1 ? std::size_t(part.place->run) / unit : 0;
        const std::size_t stride = std::size_t(part.place->stride) / unit;
        const std::size_t first = std::size_t(part.place->first) / unit;
        for (std::size_t row = 0; row < part.rows; ++row) {
            const std::byte* from = part.bytes.data() + row * rowBytes;
            const std::size_t to = run == 0 ? next + row : first + row / run * stride + row % run;
            if (transposedElement == 0) {
                std::memcpy(whole.data() + to * rowBytes, from, rowBytes);
                continue;
            }
            for (std::size_t i = 0; i < rowBytes / transposedElement; ++i)
                std::memcpy(whole.data() + (i * rows + to) * transposedElement, from + i * transposedElement,
                            transposedElement);
        }
        next += part.rows;
    }
    return whole;
}

} // namespace espalier::compress
