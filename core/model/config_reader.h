#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/model/model_spec.h"

namespace espalier::model {

/// Reads the keys of a config.json that families share. The first missing or senseless key is kept as the error
/// `model.config`; what is returned after that is of no use, so a parser checks error() once, at its end.
/// A key that is null counts as absent.
class ConfigReader
{
public:
    explicit ConfigReader(const nlohmann::json& config) : m_config(config) {}

    const std::optional<Error>& error() const { return m_error; }
    void fail(const std::string& key, const std::string& why);

    bool has(const char* key) const;
    /// A size: 1 to 2^31 - 1, or `fallback` where the key is absent; without one it must be there.
    std::int64_t size(const char* key, std::optional<std::int64_t> fallback = {});
    /// One size for each of `count` layers; empty where the key is absent.
    std::vector<std::int64_t> sizes(const char* key, std::int64_t count);
    double positive(const char* key, std::optional<double> fallback = {}); ///< finite and above 0
    /// A key whose absence, null and 0 mean the same: nothing.
    double positiveOrNone(const char* key);
    bool flag(const char* key, bool fallback);

    // Parts that several families share.
    std::string architecture(const char* fallback); ///< architectures[0]
    std::vector<std::int64_t> endOfSequenceIds();   ///< eos_token_id, a number or a list
    Activation activation(const char* key = "hidden_act");
    /// rope_theta and rope_scaling, or transformers 5's rope_parameters.
    Rope rope(std::int64_t rotaryDimensions);
    /// The keys that give a model its heads: hidden_size, ..., with the checks that every family needs.
    void heads(ModelSpec& spec, const StructureKeys& keys, std::int64_t defaultHeadDimension = 0);
    std::int64_t layers(const char* key); ///< how many; a damaged config must not fill the memory
    /// One width a layer: kLayerWidthsKey where it is there, else the same for all.
    std::vector<std::int64_t> widths(const char* key, std::int64_t layers, std::optional<std::int64_t> fallback = {});

private:
    void readRopeScaling(const nlohmann::json& scaling, Rope& rope);
    void readLongRope(const nlohmann::json& scaling, Rope& rope);

    const nlohmann::json& m_config;
    std::optional<Error> m_error;
};

} // namespace espalier::model
