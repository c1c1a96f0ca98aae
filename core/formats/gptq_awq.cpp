#include "core/formats/gptq_awq.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include <nlohmann/json.hpp>

#include "core/formats/compressed_tensors.h"

namespace espalier::formats {
namespace {

using nlohmann::json;

constexpr std::size_t kWordBits = 32;
constexpr std::size_t kAwqCodes = 8; ///< in a word
/// By the output's place in its eight, the place of its 4 bits.
constexpr std::array<unsigned, kAwqCodes> kAwqPlaces = {0, 4, 1, 5, 2, 6, 3, 7};

std::uint32_t wordAt(std::span<const std::byte> words, std::size_t index)
{
    std::uint32_t word = 0;
    std::memcpy(&word, words.data() + index * sizeof(word), sizeof(word));
    return word;
}

/// The 4 bits of one output in a row of words, 0 to 15.
int awqCode(std::span<const std::byte> words, std::size_t row, std::size_t out, std::size_t output)
{
    const std::uint32_t word = wordAt(words, row * (out / kAwqCodes) + output / kAwqCodes);
    return static_cast<int>((word >> (4 * kAwqPlaces[output % kAwqCodes])) & 0xFU);
}

[[nodiscard]] Error refused(const std::string& key, const std::string& why)
{
    return {"quantization.config", "The quantization key '" + key + "' " + why + ".", ""};
}

/// Folders of AutoAWQ's first versions have names of their own.
json valueOf(const json& object, const char* key, const char* older, const json& fallback)
{
    for (const char* name : {key, older}) {
        if (name && object.contains(name) && !object[name].is_null()) {
            return object[name];
        }
    }
    return fallback;
}

std::string lowered(const json& value)
{
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Result<GroupedConfig> readGptq(const json& object, GroupedConfig config)
{
    const std::string format = lowered(valueOf(object, "checkpoint_format", "format", "gptq"));
    if (format != "gptq" && format != "gptq_v2") {
        return refused("checkpoint_format", "is '" + format + "', which is not read (gptq, gptq_v2)");
    }
    config.storesZeroPoints = format == "gptq_v2";
    const json symmetric = valueOf(object, "sym", nullptr, true);
    if (!symmetric.is_boolean()) {
        return refused("sym", "must be true or false, but is " + symmetric.dump());
    }
    config.symmetric = symmetric.get<bool>();
    return config;
}

Result<GroupedConfig> readAwq(const json& object, GroupedConfig config)
{
    config.order = WordOrder::Awq;
    config.storesZeroPoints = true;
    config.symmetric = false;
    const std::string version = lowered(valueOf(object, "version", nullptr, "gemm"));
    if (version != "gemm") {
        return refused("version", "is '" + version + "', which is not read (gemm)");
    }
    if (config.bits != 4) {
        return refused("bits", "is " + std::to_string(config.bits) + "; AWQ folders are read with 4");
    }
    return config;
}

} // namespace

Result<GroupedConfig> groupedConfigFromJson(const json& object)
{
    const std::string method = object.is_object() ? lowered(valueOf(object, "quant_method", nullptr, "gptq")) : "";
    if (method != "gptq" && method != "awq") {
        return refused("quant_method", "is '" + method + "', which is not supported (compressed-tensors, gptq, awq)");
    }
    GroupedConfig config;
    const json bits = valueOf(object, "bits", "w_bit", json());
    if (bits != 2 && bits != 3 && bits != 4 && bits != 8) {
        return refused("bits", "is " + bits.dump() + "; read are 2, 3, 4 and 8");
    }
    config.bits = bits.get<int>();
    const json group = valueOf(object, "group_size", "q_group_size", -1);
    if (!group.is_number_integer() || group < -1 || group == 0 || group > (1 << 24)) {
        return refused("group_size", "must be -1 or a number of inputs, but is " + group.dump());
    }
    config.groupSize = std::max(0, group.get<int>());
    return method == "gptq" ? readGptq(object, config) : readAwq(object, config);
}

void unpackAwq(std::span<const std::byte> words, std::size_t in, std::size_t out, std::size_t firstOutput,
               std::span<std::int8_t> codes)
{
    constexpr int kOffset = 8;
    assert(words.size() == in * (out / kAwqCodes) * sizeof(std::uint32_t));
    const std::size_t count = in == 0 ? 0 : codes.size() / in;
    for (std::size_t i = 0; i < in; ++i) {
        for (std::size_t k = 0; k < count; ++k) {
            codes[k * in + i] = static_cast<std::int8_t>(awqCode(words, i, out, firstOutput + k) - kOffset);
        }
    }
}

std::vector<std::int8_t> groupedZeroPoints(std::span<const std::byte> words, const GroupedConfig& config,
                                           std::size_t groups, std::size_t out, int bits)
{
    std::vector<std::int8_t> zeroPoints(groups * out);
    if (config.order == WordOrder::Awq) {
        unpackAwq(words, groups, out, 0, zeroPoints);
        return zeroPoints;
    }
    std::vector<std::int8_t> byGroup(zeroPoints.size());
    unpackRows(words, groups, out, bits, PackLayout::Stream, byGroup);
    const bool isZero = std::ranges::all_of(byGroup, [](std::int8_t stored) { return stored == 0; });
    const bool minusOne = !config.storesZeroPoints && !(config.symmetric && isZero);
    const int range = 1 << bits;
    for (std::size_t i = 0; i < byGroup.size(); ++i) {
        const int zero = byGroup[i] + (minusOne ? 1 : 0); // the largest wraps around, as it does in the fields
        zeroPoints[i % out * groups + i / out] = static_cast<std::int8_t>(zero < range / 2 ? zero : zero - range);
    }
    return zeroPoints;
}

} // namespace espalier::formats
