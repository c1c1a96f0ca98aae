#include "core/model/foreign_weights.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

#include "core/formats/compressed_tensors.h"
#include "core/formats/gptq_awq.h"
#include "core/formats/sparse_bitmask.h"
#include "core/model/foreign_sources.h"
#include "core/model/shards.h"
#include "core/model/tensor_sources.h"

namespace espalier::model {
namespace {

using formats::DType;
using Shape = std::vector<std::int64_t>;

constexpr std::size_t kWordBytes = sizeof(std::int32_t);

std::size_t extent(const StoredTensor& tensor, std::size_t dimension)
{
    return static_cast<std::size_t>(tensor.info->shape.at(dimension));
}

bool isMatrix(const StoredTensor& tensor, DType dtype)
{
    return tensor.info->dtype == dtype && tensor.info->shape.size() == 2 && tensor.info->elements() > 0;
}

Error shapeError(const StoredTensor& tensor, const std::string& why)
{
    return {"model.tensor.shape", "Tensor '" + tensor.info->name + "' " + why + ".", tensor.path().string()};
}

Error missing(const std::string& name, const StoredTensor& beside)
{
    return {"model.tensor.missing", "Tensor '" + name + "' is in none of the model's files.", beside.path().string()};
}

/// A name without its ending, of all names that have it.
std::vector<std::string> withEnding(const TensorTable& table, std::string_view ending)
{
    std::vector<std::string> stems;
    for (const std::string& name : table.names()) {
        if (name.ends_with(ending)) {
            stems.push_back(name.substr(0, name.size() - ending.size()));
        }
    }
    return stems;
}

formats::TensorInfo infoOf(std::string name, DType dtype, std::size_t rows, std::size_t columns)
{
    formats::TensorInfo info{
        std::move(name), dtype, {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)}};
    info.end = rows * columns * formats::sizeInBytes(dtype);
    return info;
}

template <typename T> std::vector<std::byte> bytesOf(const std::vector<T>& values)
{
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

void remove(TensorTable& table, const std::string& module, std::initializer_list<const char*> suffixes)
{
    for (const char* suffix : suffixes) {
        table.remove(module + suffix);
    }
}

/// A linear module of a GPTQ or AWQ folder, checked.
struct GroupedModule
{
    std::string name;
    StoredTensor words;
    StoredTensor scales;
    std::optional<StoredTensor> groupOfInput; ///< where inputs do not stand in the order of their groups
    std::size_t in = 0;
    std::size_t out = 0;
    std::size_t groups = 0;
    int bits = 4;
    int groupSize = 0;                   ///< 0: all inputs
    std::vector<std::int8_t> zeroPoints; ///< [out, groups]; empty: all in the middle of the codes
};

class GroupedReader
{
public:
    GroupedReader(TensorTable& table, const formats::GroupedConfig& config) : m_table(table), m_config(config) {}

    Result<GroupedModule> read(const std::string& name) const
    {
        GroupedModule module;
        module.name = name;
        module.words = *m_table.find(name + ".qweight");
        const auto scales = m_table.find(name + ".scales");
        const auto zeros = m_table.find(name + ".qzeros");
        if (!scales || !zeros) {
            return missing(name + (scales ? ".qzeros" : ".scales"), module.words);
        }
        module.scales = *scales;
        if (!isMatrix(module.words, DType::I32) || scales->info->shape.size() != 2 ||
            !formats::isFloatingPoint(scales->info->dtype)) {
            return shapeError(module.words, "and its scales must be matrices of I32 and of floats");
        }
        const auto order = m_table.find(name + ".g_idx");
        if (!readSizes(module, order)) {
            return shapeError(module.words,
                              "has a size that does not fit " + std::to_string(m_config.bits) + " bits and its scales");
        }
        if (order && !readOrder(module, *order)) {
            return shapeError(*order, "must give one of " + std::to_string(module.groups) + " groups for each of " +
                                          std::to_string(module.in) + " inputs");
        }
        const std::size_t words = isAwq() ? module.out / kAwqCodes
                                          : formats::packedWords(module.out, module.bits, formats::PackLayout::Stream);
        if (!isMatrix(*zeros, DType::I32) || extent(*zeros, 0) != module.groups || extent(*zeros, 1) != words) {
            return shapeError(*zeros, "must have a zero point for each scale");
        }
        module.zeroPoints =
            formats::groupedZeroPoints(zeros->bytes().span(), m_config, module.groups, module.out, module.bits);
        if (std::ranges::all_of(module.zeroPoints, [](std::int8_t zero) { return zero == 0; })) {
            module.zeroPoints.clear();
        }
        return module;
    }

    /// @param symmetric no module has zero points
    void present(const GroupedModule& module, bool symmetric)
    {
        const std::size_t words = module.in * static_cast<std::size_t>(module.bits) / 32;
        std::unique_ptr<TensorSource> codes;
        if (isAwq()) {
            codes = std::make_unique<AwqSource>(*module.words.source, module.in, module.out);
        } else {
            codes = std::make_unique<TransposedSource>(*module.words.source, kWordBytes, words, module.out, 0);
        }
        const DType scaleType = module.scales.info->dtype;
        auto scales = std::make_unique<TransposedSource>(*module.scales.source, formats::sizeInBytes(scaleType),
                                                         module.groups, module.out, 0);
        const auto order = module.groupOfInput;
        remove(m_table, module.name, {".qweight", ".qzeros", ".scales", ".g_idx"});
        m_table.add(infoOf(module.name + ".weight_packed", DType::I32, module.out, words), std::move(codes));
        m_table.add(infoOf(module.name + ".weight_scale", scaleType, module.out, module.groups), std::move(scales));
        if (!symmetric) {
            const auto zeroPoints =
                module.zeroPoints.empty() ? std::vector<std::int8_t>(module.out * module.groups) : module.zeroPoints;
            const auto packed =
                formats::packColumns(zeroPoints, module.out, module.groups, module.bits, formats::PackLayout::Stream);
            const std::size_t rows = packed.size() / module.groups;
            m_table.add(infoOf(module.name + ".weight_zero_point", DType::I32, rows, module.groups),
                        std::make_unique<OwnedSource>(module.words.file(), bytesOf(packed), rows));
        }
        if (order) {
            formats::TensorInfo info = *order->info;
            info.name = module.name + ".weight_g_idx";
            m_table.add(std::move(info), std::make_unique<RowsSource>(*order->source, kWordBytes, 0, module.in, 0, 0));
        }
    }

private:
    static constexpr std::size_t kAwqCodes = 8; ///< in a word

    bool isAwq() const { return m_config.order == formats::WordOrder::Awq; }

    /// The width follows from the number of inputs where g_idx tells it: some folders mix several.
    bool readSizes(GroupedModule& module, const std::optional<StoredTensor>& order) const
    {
        const std::size_t rows = extent(module.words, 0);
        module.bits = m_config.bits;
        module.out = extent(module.words, 1) * (isAwq() ? kAwqCodes : 1);
        module.in = isAwq() ? rows : rows * 32 / static_cast<std::size_t>(m_config.bits);
        if (!isAwq() && order && order->info->elements() > 0) {
            module.in = static_cast<std::size_t>(order->info->elements());
            module.bits = static_cast<int>(rows * 32 / module.in);
        }
        const bool isRead = module.bits == 2 || module.bits == 3 || module.bits == 4 || module.bits == 8;
        const bool fits = isRead && module.in * static_cast<std::size_t>(module.bits) % 32 == 0 &&
                          (isAwq() || module.in * static_cast<std::size_t>(module.bits) == rows * 32) &&
                          (isAwq() || module.out * static_cast<std::size_t>(module.bits) % 32 == 0);
        module.groups = extent(module.scales, 0);
        if (!fits || extent(module.scales, 1) != module.out || module.groups == 0) {
            return false;
        }
        const auto configured = static_cast<std::size_t>(m_config.groupSize);
        const std::size_t size = module.groups == 1 ? 0
                                 : configured > 0 && (module.in + configured - 1) / configured == module.groups
                                     ? configured
                                     : module.in / module.groups;
        module.groupSize = static_cast<int>(size);
        return size == 0 || (module.in + size - 1) / size == module.groups;
    }

    /// Keeps the order where it is not that of the inputs.
    static bool readOrder(GroupedModule& module, const StoredTensor& order)
    {
        if (order.info->dtype != DType::I32 || static_cast<std::size_t>(order.info->elements()) != module.in) {
            return false;
        }
        const TensorBytes bytes = order.bytes();
        bool sorted = true;
        for (std::size_t i = 0; i < module.in; ++i) {
            std::int32_t group = 0;
            std::memcpy(&group, bytes.span().data() + i * kWordBytes, kWordBytes);
            if (group < 0 || static_cast<std::size_t>(group) >= module.groups) {
                return false;
            }
            const std::size_t size = module.groupSize == 0 ? module.in : static_cast<std::size_t>(module.groupSize);
            sorted = sorted && static_cast<std::size_t>(group) == i / size;
        }
        if (!sorted) {
            module.groupOfInput = order;
        }
        return true;
    }

    TensorTable& m_table;
    const formats::GroupedConfig& m_config;
};

formats::QuantizationArgs argsOf(const GroupedModule& module, bool symmetric)
{
    formats::QuantizationArgs args;
    args.bits = module.bits;
    args.symmetric = symmetric;
    args.strategy = module.groupSize > 0 ? formats::Strategy::Group : formats::Strategy::Channel;
    args.groupSize = module.groupSize;
    return args;
}

/// A group of modules for each width and group size; the largest one stands for the class.
formats::QuantizationConfig configOf(const TensorTable& table, const std::vector<GroupedModule>& modules,
                                     bool symmetric)
{
    std::map<std::tuple<int, int>, formats::QuantizationScheme> schemes;
    for (const GroupedModule& module : modules) {
        formats::QuantizationScheme& scheme = schemes[{module.bits, module.groupSize}];
        scheme.weights = argsOf(module, symmetric);
        scheme.targets.push_back(module.name);
    }
    formats::QuantizationConfig config;
    config.format = "pack-quantized";
    const auto largest =
        std::ranges::max_element(schemes, {}, [](const auto& scheme) { return scheme.second.targets.size(); });
    for (auto& [key, scheme] : schemes) {
        if (key == largest->first) {
            scheme.targets = {"Linear"};
        }
        config.groups.push_back(std::move(scheme));
    }
    config.ignore = withEnding(table, ".weight");
    return config;
}

Result<std::optional<formats::QuantizationConfig>> decodeGrouped(TensorTable& table, const nlohmann::json& json)
{
    const auto config = formats::groupedConfigFromJson(json);
    if (!config) {
        return config.error();
    }
    GroupedReader reader(table, *config);
    std::vector<GroupedModule> modules;
    for (const std::string& name : withEnding(table, ".qweight")) {
        auto module = reader.read(name);
        if (!module) {
            return module.error();
        }
        modules.push_back(module.take());
    }
    if (modules.empty()) {
        return Error{"quantization.config",
                     "The model should hold GPTQ or AWQ codes, but no tensor is named 'qweight'.", ""};
    }
    const bool symmetric = std::ranges::all_of(modules, [](const auto& module) { return module.zeroPoints.empty(); });
    for (const GroupedModule& module : modules) {
        reader.present(module, symmetric);
    }
    return std::optional(configOf(table, modules, symmetric));
}

/// "model.layers.0.mlp.up_proj.weight" of sparse-bitmask, the module's name alone of sparse-24-bitmask.
Result<void> decodeBitmask(TensorTable& table, const std::string& stem)
{
    const StoredTensor bitmask = *table.find(stem + ".bitmask");
    const auto values = table.find(stem + ".compressed");
    const auto shape = table.find(stem + ".shape");
    if (!values || !shape) {
        return missing(stem + (values ? ".shape" : ".compressed"), bitmask);
    }
    std::int64_t sizes[2] = {0, 0};
    if (shape->info->dtype != DType::I64 || shape->info->elements() != 2 || bitmask.info->dtype != DType::U8) {
        return shapeError(*shape, "must hold two sizes, beside a bitmask of U8");
    }
    std::memcpy(sizes, shape->bytes().span().data(), sizeof sizes);
    constexpr std::int64_t kLargest = std::int64_t(1) << 31;
    const auto starts = sizes[0] > 0 && sizes[1] > 0 && sizes[0] < kLargest && sizes[1] < kLargest
                            ? formats::bitmaskRowStarts(bitmask.mapped(), static_cast<std::size_t>(sizes[0]),
                                                        static_cast<std::size_t>(sizes[1]))
                            : std::nullopt;
    if (!starts || starts->back() != static_cast<std::uint64_t>(values->info->elements())) {
        return shapeError(*values, "has not as many values as its bitmask says");
    }
    bitmask.release();
    const DType dtype = values->info->dtype;
    auto source = std::make_unique<BitmaskSource>(*values->source, *bitmask.source, *starts,
                                                  static_cast<std::size_t>(sizes[1]), formats::sizeInBytes(dtype));
    const std::string name = stem.ends_with(".weight") ? stem : stem + ".weight";
    remove(table, stem, {".bitmask", ".compressed", ".shape", ".row_offsets"});
    if (!table.add(infoOf(name, dtype, static_cast<std::size_t>(sizes[0]), static_cast<std::size_t>(sizes[1])),
                   std::move(source))) {
        return shapeError(*values, "is there as a dense tensor too");
    }
    return {};
}

Result<void> decodeFloat4(TensorTable& table, const std::string& module)
{
    const StoredTensor global = *table.find(module + ".weight_global_scale");
    const auto packed = table.find(module + ".weight_packed");
    const auto scales = table.find(module + ".weight_scale");
    if (!packed || !scales) {
        return missing(module + (packed ? ".weight_scale" : ".weight_packed"), global);
    }
    const bool matrices = isMatrix(*packed, DType::U8) && isMatrix(*scales, DType::F8E4M3);
    const std::size_t columns = matrices ? 2 * extent(*packed, 1) : 0;
    if (!matrices || extent(*packed, 0) != extent(*scales, 0) || columns % extent(*scales, 1) != 0) {
        return shapeError(*packed, "and its scales must be matrices of U8 and F8_E4M3 with a scale for each group");
    }
    float divisor = 0.0F;
    if (global.info->dtype != DType::F32 || global.info->elements() != 1) {
        return shapeError(global, "must be one F32");
    }
    std::memcpy(&divisor, global.bytes().span().data(), sizeof divisor);
    if (!std::isfinite(divisor) || divisor == 0.0F) {
        return shapeError(global, "must be finite and not 0");
    }
    auto source =
        std::make_unique<Float4Source>(*packed->source, *scales->source, columns, extent(*scales, 1), divisor);
    const std::size_t rows = extent(*packed, 0);
    remove(table, module, {".weight_packed", ".weight_scale", ".weight_global_scale", ".input_global_scale"});
    table.add(infoOf(module + ".weight", DType::F32, rows, columns), std::move(source));
    return {};
}

bool isGrouped(const nlohmann::json& quantization)
{
    return quantization.is_object() && quantization.contains("quant_method") &&
           (quantization["quant_method"] == "gptq" || quantization["quant_method"] == "awq");
}

} // namespace

nlohmann::json quantizationJson(const std::filesystem::path& folder, const nlohmann::json& config)
{
    for (const char* key : {"quantization_config", "compression_config"}) {
        if (config.contains(key) && !config[key].is_null()) {
            return config[key];
        }
    }
    for (const auto& [file, method] : {std::pair{"quantize_config.json", "gptq"}, {"quant_config.json", "awq"}}) {
        std::error_code failed;
        if (!std::filesystem::exists(folder / file, failed)) {
            continue;
        }
        if (auto json = readJsonObject(folder / file, "quantization.config")) {
            json->emplace("quant_method", method);
            return *json;
        }
    }
    return nullptr;
}

std::string foreignMethod(const nlohmann::json& quantization)
{
    return !isGrouped(quantization) ? "" : quantization["quant_method"] == "awq" ? "AWQ" : "GPTQ";
}

Result<void> checkQuantization(const nlohmann::json& quantization)
{
    if (isGrouped(quantization)) {
        const auto config = formats::groupedConfigFromJson(quantization);
        return config ? Result<void>() : config.error();
    }
    const auto config = quantization.is_null() ? Result<formats::QuantizationConfig>(formats::QuantizationConfig())
                                               : formats::quantizationConfigFromJson(quantization);
    return config ? Result<void>() : config.error();
}

Result<std::optional<formats::QuantizationConfig>> decodeForeignWeights(TensorTable& table,
                                                                        const nlohmann::json& quantization)
{
    if (quantization.is_null()) {
        return std::optional<formats::QuantizationConfig>();
    }
    if (isGrouped(quantization)) {
        return decodeGrouped(table, quantization);
    }
    auto config = formats::quantizationConfigFromJson(quantization);
    if (!config) {
        return config.error();
    }
    for (const std::string& stem : withEnding(table, ".bitmask")) {
        if (auto decoded = decodeBitmask(table, stem); !decoded) {
            return decoded.error();
        }
    }
    for (const std::string& module : withEnding(table, ".weight_global_scale")) {
        if (auto decoded = decodeFloat4(table, module); !decoded) {
            return decoded.error();
        }
    }
    return std::optional(config.take());
}

} // namespace espalier::model
