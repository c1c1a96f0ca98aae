#include "core/model/config_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/structure.h"

namespace espalier::model {
namespace {

constexpr std::int64_t kMaximumSize = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kMaximumLayers = 4096;

bool isSize(const nlohmann::json& value)
{
    return value.is_number_integer() && value >= 1 && value <= kMaximumSize;
}

} // namespace

void ConfigReader::fail(const std::string& key, const std::string& why)
{
    if (!m_error) {
        m_error = Error{"model.config", "The key '" + key + "' of config.json " + why + ".", ""};
    }
}

bool ConfigReader::has(const char* key) const
{
    const auto found = m_config.find(key);
    return found != m_config.end() && !found->is_null();
}

std::int64_t ConfigReader::size(const char* key, std::optional<std::int64_t> fallback)
{
    if (!has(key)) {
        if (!fallback) {
            fail(key, "is missing");
        }
        return fallback.value_or(1);
    }
    const nlohmann::json& value = m_config[key];
    if (!isSize(value)) {
        fail(key, "must be a whole number above 0, but is " + value.dump());
        return 1;
    }
    return value.get<std::int64_t>();
}

std::vector<std::int64_t> ConfigReader::sizes(const char* key, std::int64_t count)
{
    if (!has(key)) {
        return {};
    }
    const nlohmann::json& value = m_config[key];
    if (!value.is_array() || static_cast<std::int64_t>(value.size()) != count ||
        !std::ranges::all_of(value, [](const nlohmann::json& item) { return isSize(item); })) {
        fail(key, "must be a list of " + std::to_string(count) + " whole numbers above 0, one a layer");
        return {};
    }
    return value.get<std::vector<std::int64_t>>();
}

double ConfigReader::positive(const char* key, std::optional<double> fallback)
{
    if (!has(key)) {
        if (!fallback) {
            fail(key, "is missing");
        }
        return fallback.value_or(1.0);
    }
    const nlohmann::json& value = m_config[key];
    if (!value.is_number() || !std::isfinite(value.get<double>()) || value.get<double>() <= 0.0) {
        fail(key, "must be a number above 0, but is " + value.dump());
        return 1.0;
    }
    return value.get<double>();
}

double ConfigReader::positiveOrNone(const char* key)
{
    return !has(key) || m_config[key] == 0 ? 0.0 : positive(key);
}

bool ConfigReader::flag(const char* key, bool fallback)
{
    if (!has(key)) {
        return fallback;
    }
    if (!m_config[key].is_boolean()) {
        fail(key, "must be true or false, but is " + m_config[key].dump());
        return fallback;
    }
    return m_config[key].get<bool>();
}

std::string ConfigReader::architecture(const char* fallback)
{
    const auto found = m_config.find("architectures");
    const bool given = found != m_config.end() && found->is_array() && !found->empty() && found->front().is_string();
    return given ? found->front().get<std::string>() : fallback;
}

std::vector<std::int64_t> ConfigReader::endOfSequenceIds()
{
    if (!has("eos_token_id")) {
        return {};
    }
    const nlohmann::json& value = m_config["eos_token_id"];
    std::vector<std::int64_t> ids;
    for (const nlohmann::json& id : value.is_array() ? value : nlohmann::json::array({value})) {
        if (!id.is_number_integer()) {
            fail("eos_token_id", "must be a whole number or a list of them, but is " + value.dump());
            return {};
        }
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

Activation ConfigReader::activation(const char* key)
{
    const std::string name = has(key) && m_config[key].is_string() ? m_config[key].get<std::string>() : "silu";
    if (name == "silu" || name == "swish") {
        return Activation::Silu;
    }
    if (name == "gelu") {
        return Activation::Gelu;
    }
    if (name == "gelu_new" || name == "gelu_pytorch_tanh") {
        return Activation::GeluTanh;
    }
    if (name == "relu") {
        return Activation::Relu;
    }
    fail(key,
         "names the activation '" + name + "', which is not supported (silu, gelu, gelu_new, gelu_pytorch_tanh, relu)");
    return Activation::Silu;
}

Rope ConfigReader::rope(std::int64_t rotaryDimensions)
{
    Rope rope;
    rope.rotaryDimensions = rotaryDimensions;
    const char* styles[] = {"rope_parameters", "rope_scaling"};
    for (const char* style : styles) {
        if (!has(style)) {
            continue;
        }
        if (!m_config[style].is_object()) {
            fail(style, "must be an object, but is " + m_config[style].dump());
            return rope;
        }
    }
    if (has("rope_parameters")) {
        ConfigReader inner(m_config["rope_parameters"]);
        rope.theta = inner.positive("rope_theta", positive("rope_theta", rope.theta));
        if (inner.error()) {
            m_error = m_error ? m_error : inner.error();
        }
        readRopeScaling(m_config["rope_parameters"], rope);
        return rope;
    }
    rope.theta = positive("rope_theta", rope.theta);
    if (has("rope_scaling")) {
        readRopeScaling(m_config["rope_scaling"], rope);
    }
    return rope;
}

void ConfigReader::readRopeScaling(const nlohmann::json& scaling, Rope& rope)
{
    ConfigReader inner(scaling);
    const char* typeKey = inner.has("rope_type") ? "rope_type" : "type";
    const std::string type =
        inner.has(typeKey) && scaling[typeKey].is_string() ? scaling[typeKey].get<std::string>() : "default";
    if (type == "linear") {
        rope.scaling = RopeScaling::Linear;
        rope.factor = inner.positive("factor");
    } else if (type == "llama3") {
        rope.scaling = RopeScaling::Llama3;
        rope.factor = inner.positive("factor");
        rope.lowFrequencyFactor = inner.positive("low_freq_factor");
        rope.highFrequencyFactor = inner.positive("high_freq_factor");
        rope.originalContextLength = inner.size("original_max_position_embeddings");
        if (!inner.error() && rope.highFrequencyFactor <= rope.lowFrequencyFactor) {
            inner.fail("high_freq_factor", "must be above low_freq_factor");
        }
    } else if (type == "longrope" || type == "su" || (type == "yarn" && inner.has("short_factor"))) {
        readLongRope(scaling, rope); // Phi-3's first files have the older names
    } else if (type != "default") {
        inner.fail(typeKey, "names the rope scaling '" + type +
                                "', which is not supported here (default, linear, llama3, longrope)");
    }
    if (inner.error() && !m_error) {
        m_error = inner.error();
    }
}

/// The attention factor is sqrt(1 + ln(s) / ln(original)) of the extension s = context / original (Ding et al. 2024,
/// arXiv:2402.13753, and Phi-3's files).
void ConfigReader::readLongRope(const nlohmann::json& scaling, Rope& rope)
{
    ConfigReader inner(scaling);
    rope.scaling = RopeScaling::LongRope;
    const auto factors = [&](const char* key) {
        std::vector<double> values;
        const auto pairs = static_cast<std::size_t>(rope.rotaryDimensions / 2);
        if (inner.has(key) && scaling[key].is_array() && scaling[key].size() == pairs) {
            for (const nlohmann::json& factor : scaling[key]) {
                values.push_back(factor.is_number() ? factor.get<double>() : 0.0);
            }
        }
        if (values.size() != pairs || std::ranges::any_of(values, [](double f) { return !(f > 0.0); })) {
            inner.fail(key, "must be a list of " + std::to_string(pairs) + " numbers above 0, one for a rotated pair");
        }
        return values;
    };
    rope.shortFactors = factors("short_factor");
    rope.longFactors = factors("long_factor");
    const std::int64_t context = size("max_position_embeddings");
    rope.originalContextLength =
        inner.size("original_max_position_embeddings", size("original_max_position_embeddings", context));
    const double original = static_cast<double>(rope.originalContextLength);
    const double extension = static_cast<double>(context) / original;
    const double factor =
        extension > 1.0 && original > 1.0 ? std::sqrt(1.0 + std::log(extension) / std::log(original)) : 1.0;
    rope.attentionFactor = inner.positive("attention_factor", factor);
    if (inner.error() && !m_error) {
        m_error = inner.error();
    }
}

void ConfigReader::heads(ModelSpec& spec, const StructureKeys& keys, std::int64_t defaultHeadDimension)
{
    spec.heads = size(keys.heads);
    spec.keyValueHeads = size(keys.keyValueHeads, spec.heads);
    if (!m_error && spec.heads % spec.keyValueHeads != 0) {
        fail(keys.keyValueHeads, "must divide " + std::string(keys.heads) + " (" + std::to_string(spec.heads) + ")");
    }
    const bool given = has(keys.headDimension) || defaultHeadDimension > 0;
    if (!given && !m_error && spec.hiddenSize % spec.heads != 0) {
        fail(keys.heads, "must divide the hidden size (" + std::to_string(spec.hiddenSize) + ") where " +
                             keys.headDimension + " is not given");
    }
    const std::int64_t shared = std::max<std::int64_t>(spec.hiddenSize / spec.heads, 1);
    spec.headDimension = size(keys.headDimension, defaultHeadDimension > 0 ? defaultHeadDimension : shared);
    if (!m_error && spec.headDimension % 2 != 0) {
        fail(keys.headDimension, "must be even, but is " + std::to_string(spec.headDimension));
    }
    spec.attentionScale = 1.0 / std::sqrt(static_cast<double>(spec.headDimension));
}

std::int64_t ConfigReader::layers(const char* key)
{
    const std::int64_t count = size(key);
    if (count > kMaximumLayers) {
        fail(key, "must be at most " + std::to_string(kMaximumLayers));
        return 1;
    }
    return count;
}

std::vector<std::int64_t> ConfigReader::widths(const char* key, std::int64_t layers,
                                               std::optional<std::int64_t> fallback)
{
    const std::int64_t widest = size(key, fallback);
    std::vector<std::int64_t> result = sizes(kLayerWidthsKey, layers);
    if (std::ranges::any_of(result, [&](std::int64_t width) { return width > widest; })) {
        fail(kLayerWidthsKey, "must not exceed " + std::string(key) + " (" + std::to_string(widest) + ")");
    }
    if (result.empty()) {
        result.assign(static_cast<std::size_t>(layers), widest);
    }
    return result;
}

} // namespace espalier::model
