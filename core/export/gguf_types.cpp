#include "core/export/gguf_types.h"

#include <algorithm>
#include <cctype>

namespace espalier::exporting {
namespace {

using formats::GgmlType;

/// Where in the model a tensor stands, as the mixes ask it.
struct Place
{
    std::string_view mix;
    int layer;
    int layers;
    std::int64_t sharing; ///< query heads a key head
    std::size_t experts;
    bool importance;

    bool is(std::initializer_list<std::string_view> names) const
    {
        return std::ranges::find(names, mix) != names.end();
    }
    /// The first and last eighth of the layers, and every third of those between.
    bool moreBits() const
    {
        const int eighth = layers / 8;
        return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
    }
};

GgmlType valueType(const Place& place, GgmlType base)
{
    GgmlType type = base;
    if (place.is({"Q2_K"})) {
        type = place.sharing >= 4 ? GgmlType::Q4_K : GgmlType::Q3_K;
    } else if (place.is({"Q3_K_M"})) {
        type = place.layer < 2 ? GgmlType::Q5_K : GgmlType::Q4_K;
    } else if (place.is({"Q3_K_L"}) || (place.is({"Q4_K_S"}) && place.layer < 4)) {
        type = GgmlType::Q5_K;
    } else if (place.is({"Q4_K_M", "Q5_K_M"}) && place.moreBits()) {
        type = GgmlType::Q6_K;
    }
    // With eight heads a key (the 70B models) the matrix is so small that more bits cost nothing.
    if (place.sharing >= 8 && place.layers >= 80 && (type == GgmlType::Q3_K || type == GgmlType::Q4_K)) {
        type = GgmlType::Q5_K;
    }
    return type;
}

GgmlType downType(const Place& place, GgmlType base)
{
    const int eighth = place.layers / 8;
    if (place.is({"Q2_K"})) {
        return GgmlType::Q3_K;
    }
    if (place.is({"Q3_K_M"})) {
        return place.layer < place.layers / 16 ? GgmlType::Q5_K : GgmlType::Q4_K;
    }
    if (place.is({"Q3_K_L"}) || (place.is({"Q4_K_S"}) && place.layer < eighth)) {
        return GgmlType::Q5_K;
    }
    if (place.is({"Q4_K_M", "Q5_K_M"}) && place.moreBits()) {
        return GgmlType::Q6_K;
    }
    if (place.importance && place.layer < eighth && place.is({"Q4_0", "Q5_0"})) {
        return base == GgmlType::Q4_0 ? GgmlType::Q4_1 : GgmlType::Q5_1;
    }
    return base;
}

GgmlType attentionOutputType(const Place& place, GgmlType base)
{
    if (place.experts == 8) {
        return place.is({"Q2_K", "Q3_K_S", "Q3_K_M", "Q4_K_S", "Q4_K_M"}) ? GgmlType::Q5_K : base;
    }
    if (place.is({"Q2_K"})) {
        return GgmlType::Q3_K;
    }
    return place.is({"Q3_K_M"}) ? GgmlType::Q4_K : place.is({"Q3_K_L"}) ? GgmlType::Q5_K : base;
}

GgmlType fusedAttentionType(const Place& place, GgmlType base)
{
    if (place.is({"Q3_K_M", "Q3_K_L"})) {
        return GgmlType::Q4_K;
    }
    return place.is({"Q4_K_M"}) ? GgmlType::Q5_K : place.is({"Q5_K_M"}) ? GgmlType::Q6_K : base;
}

bool isFloat(GgmlType type)
{
    return formats::info(type).blockWeights == 1;
}

bool fits(GgmlType type, std::int64_t columns)
{
    return columns % static_cast<std::int64_t>(formats::info(type).blockWeights) == 0;
}

GgmlType wantedType(const Place& place, const GgufTensor& tensor, bool isHead, GgmlType base)
{
    if (isHead) {
        return !fits(base, tensor.columns()) || base == GgmlType::Q8_0 ? GgmlType::Q8_0 : GgmlType::Q6_K;
    }
    switch (tensor.use) {
    case GgufUse::Value:
        return place.experts == 8 ? GgmlType::Q8_0 : valueType(place, base);
    case GgufUse::Key:
        return place.experts == 8 ? GgmlType::Q8_0 : base;
    case GgufUse::Down:
        return downType(place, base);
    case GgufUse::AttentionOutput:
        return attentionOutputType(place, base);
    case GgufUse::FusedAttention:
        return fusedAttentionType(place, base);
    default:
        return base;
    }
}

/// A type for rows that are no whole blocks of the wanted one.
GgmlType fallback(GgmlType wanted, std::int64_t columns)
{
    if (fits(wanted, columns)) {
        return wanted;
    }
    GgmlType type = GgmlType::F16;
    switch (wanted) {
    case GgmlType::Q2_K:
    case GgmlType::Q3_K: // llama.cpp takes IQ4_NL since 2024, of the same size, which is only read here
        type = GgmlType::Q4_0;
        break;
    case GgmlType::Q4_K:
        type = GgmlType::Q5_0;
        break;
    case GgmlType::Q5_K:
        type = GgmlType::Q5_1;
        break;
    case GgmlType::Q6_K:
        type = GgmlType::Q8_0;
        break;
    default:
        break;
    }
    return fits(type, columns) ? type : GgmlType::F16;
}

std::size_t expertsOf(const model::ModelSpec& spec)
{
    for (const model::LayerSpec& layer : spec.layers) {
        if (layer.moe) {
            return layer.moe->experts.size();
        }
    }
    return 0;
}

} // namespace

const std::vector<GgufFileType>& ggufFileTypes()
{
    static const std::vector<GgufFileType> kTypes = {
        {"AUTO", 1, GgmlType::F16},     {"F32", 0, GgmlType::F32},      {"F16", 1, GgmlType::F16},
        {"BF16", 32, GgmlType::BF16},   {"Q8_0", 7, GgmlType::Q8_0},    {"Q6_K", 18, GgmlType::Q6_K},
        {"Q5_K_M", 17, GgmlType::Q5_K}, {"Q5_K_S", 16, GgmlType::Q5_K}, {"Q5_1", 9, GgmlType::Q5_1},
        {"Q5_0", 8, GgmlType::Q5_0},    {"Q4_K_M", 15, GgmlType::Q4_K}, {"Q4_K_S", 14, GgmlType::Q4_K},
        {"Q4_1", 3, GgmlType::Q4_1},    {"Q4_0", 2, GgmlType::Q4_0},    {"Q3_K_L", 13, GgmlType::Q3_K},
        {"Q3_K_M", 12, GgmlType::Q3_K}, {"Q3_K_S", 11, GgmlType::Q3_K}, {"Q2_K", 10, GgmlType::Q2_K},
    };
    return kTypes;
}

Result<GgufFileType> ggufFileType(std::string_view name)
{
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (upper == "Q3_K" || upper == "Q4_K" || upper == "Q5_K") {
        upper += "_M";
    }
    std::string known;
    for (const GgufFileType& type : ggufFileTypes()) {
        if (type.name == upper) {
            return type;
        }
        known += (known.empty() ? "" : ", ") + std::string(type.name);
    }
    return Error{"export.type", "GGUF files have no type '" + std::string(name) + "'. There are " + known + ".", ""};
}

void chooseTypes(const model::ModelSpec& spec, const GgufFileType& fileType, bool importance,
                 std::vector<GgufTensor>& tensors)
{
    Place place{fileType.name,   0,         static_cast<int>(spec.layers.size()), spec.heads / spec.keyValueHeads,
                expertsOf(spec), importance};
    for (GgufTensor& tensor : tensors) {
        if (!tensor.isMatrix()) {
            continue;
        }
        place.layer = tensor.layer;
        const bool isHead = tensor.use == GgufUse::Output || (tensor.use == GgufUse::Embedding && spec.tiedEmbeddings);
        tensor.type = isFloat(fileType.base)
                          ? fileType.base
                          : fallback(wantedType(place, tensor, isHead, fileType.base), tensor.columns());
    }
}

} // namespace espalier::exporting
