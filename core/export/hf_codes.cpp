#include "core/export/hf_formats.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "core/export/stored_codes.h"
#include "core/formats/compressed_tensors.h"
#include "core/model/foreign_weights.h"
#include "core/model/module_tree.h"
#include "core/model/stored_weight.h"

namespace espalier::exporting {
namespace {

using formats::DType;
using Codes = std::vector<std::int8_t>;

/// Codes that straddle words, as compressed-tensors writes them since 2026; the widths 2, 4 and 8 are the same in both.
constexpr formats::PackLayout kLayout = formats::PackLayout::Stream;

Error refused(const std::string& format, const std::string& why)
{
    return {"export.type", "The model cannot be written as " + format + ": " + why, ""};
}

/// Float8 values, as opposed to whole numbers.
bool holdsFloats(DType dtype)
{
    return dtype == DType::F8E4M3 || dtype == DType::F8E5M2;
}

Result<void> checkModule(const model::Checkpoint& checkpoint, const std::string& module, const std::string& format)
{
    const auto dense = checkpoint.find(module + ".weight");
    const bool packed = !dense && checkpoint.find(module + ".weight_packed");
    const bool floats = dense && holdsFloats(dense->info->dtype);
    if (!packed && !floats && (!dense || dense->info->dtype != DType::I8)) {
        return refused(format, "the weight of '" + module + "' has a scheme, but is not stored as codes.");
    }
    const bool takesFloats = format == kFloatQuantized || format == kNaiveQuantized;
    if (floats && !takesFloats) {
        return refused(format, "the weight of '" + module +
                                   "' is stored as 8-bit floats, which float-quantized and naive-quantized hold.");
    }
    if (!floats && format == kFloatQuantized) {
        return refused(format, "the weight of '" + module +
                                   "' is stored as whole numbers, which int-quantized, pack-quantized and "
                                   "naive-quantized hold.");
    }
    return {};
}

/// A weight of whole numbers, opened once for all of its tensors.
struct OpenWeight
{
    model::StoredWeight weight;
    int bits = 8;
};
using OpenWeights = std::unordered_map<std::string, std::shared_ptr<const OpenWeight>>;

model::TensorBytes bytesOf(const Codes& codes)
{
    const auto bytes = std::as_bytes(std::span(codes));
    return model::TensorBytes(std::vector<std::byte>(bytes.begin(), bytes.end()));
}

Result<model::TensorBytes> codeBytes(const OpenWeight& open)
{
    Codes codes(open.weight.rows() * open.weight.columns());
    open.weight.readCodes(0, codes);
    return bytesOf(codes);
}

Result<model::TensorBytes> zeroPointBytes(const OpenWeight& open, const std::string& module)
{
    Codes codes;
    for (const float zero : open.weight.grid().zeroPoints) {
        if (zero != std::round(zero) || zero < -128.0F || zero > 127.0F) {
            return Error{"export.type",
                         "A zero point of '" + module +
                             "' is no whole number from -128 to 127, so that no format of "
                             "codes holds it. Export F32, F16 or BF16.",
                         module};
        }
        codes.push_back(static_cast<std::int8_t>(zero));
    }
    return bytesOf(codes);
}

Result<OpenWeights> openWeights(const model::Checkpoint& checkpoint)
{
    OpenWeights weights;
    for (const std::string& module : quantizedModules(checkpoint)) {
        const formats::QuantizationArgs args = *checkpoint.storedScheme(module)->weights;
        auto weight = model::StoredWeight::open(checkpoint, module, checkpoint.weightShape(module), args);
        if (!weight) {
            return weight.error();
        }
        if (weight->hasIntegerCodes()) {
            weights.emplace(module, std::make_shared<const OpenWeight>(OpenWeight{weight.take(), args.bits}));
        }
    }
    return weights;
}

/// Whole numbers one a byte; all else as it is stored.
std::vector<ModuleTensor> plainCodes(const model::Checkpoint& checkpoint, const OpenWeights& weights)
{
    std::vector<ModuleTensor> tensors;
    for (ModuleTensor& tensor : storedTensors(checkpoint)) {
        const auto found = tensor.suffix.empty() ? weights.end() : weights.find(tensor.module);
        if (found == weights.end()) {
            tensors.push_back(std::move(tensor));
            continue;
        }
        const std::shared_ptr<const OpenWeight> open = found->second;
        if (tensor.suffix == "weight_shape") {
            continue;
        }
        if (tensor.suffix == "weight" || tensor.suffix == "weight_packed") {
            tensor.suffix = "weight";
            tensor.dtype = DType::I8;
            tensor.shape = checkpoint.weightShape(tensor.module);
            tensor.bytes = [open] { return codeBytes(*open); };
        } else if (tensor.suffix == "weight_zero_point") {
            tensor.dtype = DType::I8;
            tensor.shape = checkpoint.find(tensor.module + ".weight_scale")->info->shape;
            tensor.bytes = [open, module = tensor.module] { return zeroPointBytes(*open, module); };
        }
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

/// Codes, or zero points by columns, as packed words. Error where one of them has more bits than its scheme says.
ReadBytes packedBytes(const FolderTensor& tensor, int bits, bool byRows)
{
    return [read = tensor.bytes, name = tensor.info.name, shape = tensor.info.shape, bits,
            byRows]() -> Result<model::TensorBytes> {
        const auto bytes = read();
        if (!bytes) {
            return bytes.error();
        }
        Codes codes(bytes->span().size());
        if (!codes.empty()) {
            std::memcpy(codes.data(), bytes->span().data(), codes.size());
        }
        const int limit = 1 << (bits - 1);
        if (std::ranges::any_of(codes, [&](int code) { return code < -limit || code >= limit; })) {
            return Error{"export.type",
                         "'" + name + "' holds codes beyond the " + std::to_string(bits) +
                             " bits of its scheme, which cannot be packed. Export as int-quantized.",
                         name};
        }
        const auto rows = static_cast<std::size_t>(shape[0]);
        const auto columns = static_cast<std::size_t>(shape[1]);
        const auto words = byRows ? formats::packRows(codes, rows, columns, bits, kLayout)
                                  : formats::packColumns(codes, rows, columns, bits, kLayout);
        const auto packed = std::as_bytes(std::span(words));
        return model::TensorBytes(std::vector<std::byte>(packed.begin(), packed.end()));
    };
}

std::int64_t words(std::int64_t codes, int bits)
{
    return static_cast<std::int64_t>(formats::packedWords(static_cast<std::size_t>(codes), bits, kLayout));
}

/// The joined tensors with their whole numbers packed.
Result<std::vector<FolderTensor>> packed(std::vector<FolderTensor> tensors, const OpenWeights& weights)
{
    std::vector<FolderTensor> result;
    for (FolderTensor& tensor : tensors) {
        const auto open = tensor.suffix.empty() ? weights.end() : weights.find(tensor.modules.front());
        if (open == weights.end()) {
            result.push_back(std::move(tensor));
            continue;
        }
        const int bits = open->second->bits;
        for (const std::string& part : tensor.modules) {
            const auto other = weights.find(part);
            if (other == weights.end() || other->second->bits != bits) {
                return refused(kPackQuantized, "'" + tensor.stem() + "' holds codes of different widths.");
            }
        }
        const auto& shape = tensor.info.shape;
        if (tensor.suffix == "weight") {
            result.push_back(folderTensor(tensor.stem(), "weight_packed", DType::I32, {shape[0], words(shape[1], bits)},
                                          packedBytes(tensor, bits, true)));
            result.back().modules = tensor.modules;
            result.back().release = tensor.release;
            result.push_back(folderTensor(tensor.stem(), "weight_shape", DType::I64, {2},
                                          [size = std::array{shape[0], shape[1]}]() -> Result<model::TensorBytes> {
                                              const auto bytes = std::as_bytes(std::span(size));
                                              return model::TensorBytes(
                                                  std::vector<std::byte>(bytes.begin(), bytes.end()));
                                          }));
        } else if (tensor.suffix == "weight_zero_point" && shape.size() == 2 && shape[0] > 1) {
            result.push_back(folderTensor(tensor.stem(), tensor.suffix, DType::I32, {words(shape[0], bits), shape[1]},
                                          packedBytes(tensor, bits, false)));
        } else {
            result.push_back(std::move(tensor));
        }
    }
    return result;
}

/// `quantization_config` of the folder: the model's own with another format. What GPTQ and AWQ folders say in their own
/// words is said anew.
nlohmann::json quantizationOf(const model::Checkpoint& checkpoint, const std::string& format,
                              const OpenWeights& weights)
{
    nlohmann::json config = model::quantizationJson(checkpoint.folder(), checkpoint.config());
    if (config.value("quant_method", "compressed-tensors") == "gptq" || config.value("quant_method", "") == "awq") {
        config = formats::toJson(*checkpoint.quantization());
        const bool ordered = std::ranges::any_of(
            weights, [](const auto& entry) { return !entry.second->weight.grid().groupOfInput.empty(); });
        for (auto& [name, group] : config["config_groups"].items()) {
            if (ordered && group["weights"]["strategy"] == "group") {
                group["weights"]["actorder"] = "group"; // others look for weight_g_idx only then
            }
        }
    }
    config["quant_method"] = "compressed-tensors";
    config["format"] = format;
    config["quantization_status"] = "compressed";
    config.erase("sparsity_config"); // zeros are stored like any code
    if (config.contains("config_groups")) {
        for (auto& [name, group] : config["config_groups"].items()) {
            group.erase("format");
        }
    }
    return config;
}

} // namespace

bool isCodesFormat(std::string_view format)
{
    constexpr std::array<std::string_view, 4> kFormats = {kIntQuantized, kPackQuantized, kFloatQuantized,
                                                          kNaiveQuantized};
    return std::ranges::find(kFormats, format) != kFormats.end();
}

Result<void> checkCodesFormat(const model::Checkpoint& checkpoint, const std::string& format)
{
    const std::vector<std::string> modules = quantizedModules(checkpoint);
    if (modules.empty()) {
        return refused(format, "its weights are not quantized. Quantize it by a recipe first (QuantizationModifier, "
                               "GPTQModifier, AWQModifier), then export the result.");
    }
    for (const std::string& module : modules) {
        if (auto fits = checkModule(checkpoint, module, format); !fits) {
            return fits;
        }
    }
    return {};
}

Result<FolderPlan> codesPlan(const model::Checkpoint& checkpoint, const std::string& format)
{
    if (auto fits = checkCodesFormat(checkpoint, format); !fits) {
        return fits.error();
    }
    const auto weights = openWeights(checkpoint);
    if (!weights) {
        return weights.error();
    }
    FolderPlan plan;
    plan.config = checkpoint.config();
    plan.config["quantization_config"] = quantizationOf(checkpoint, format, *weights);
    plan.config.erase("compression_config");
    plan.tensors = joined(checkpoint, plainCodes(checkpoint, *weights), true);
    if (format == kPackQuantized) {
        auto words = packed(std::move(plan.tensors), *weights);
        if (!words) {
            return words.error();
        }
        plan.tensors = words.take();
    }
    return plan;
}

} // namespace espalier::exporting
