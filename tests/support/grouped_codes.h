#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/tiny_model.h"

namespace espalier::tests {

inline constexpr std::int64_t kGroupedHidden = 32;

/// Sizes that fill words of every width.
inline nlohmann::json wordConfig()
{
    nlohmann::json config = tinyConfig();
    config["hidden_size"] = kGroupedHidden;
    config["intermediate_size"] = 64;
    config["num_key_value_heads"] = 2;
    config["num_hidden_layers"] = 1;
    return config;
}

inline std::map<std::string, std::pair<std::int64_t, std::int64_t>> wordLinears()
{
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> all;
    for (const char* name : {"q", "k", "v", "o"}) {
        all[std::string("model.layers.0.self_attn.") + name + "_proj"] = {kGroupedHidden, kGroupedHidden};
    }
    all["model.layers.0.mlp.gate_proj"] = {64, kGroupedHidden};
    all["model.layers.0.mlp.up_proj"] = {64, kGroupedHidden};
    all["model.layers.0.mlp.down_proj"] = {kGroupedHidden, 64};
    return all;
}

/// What is no linear module of a decoder layer.
inline TinyTensors wordOthers()
{
    TinyTensors tensors;
    tensors["model.embed_tokens.weight"] = filled({16, kGroupedHidden}, 1);
    tensors["lm_head.weight"] = filled({16, kGroupedHidden}, 2);
    tensors["model.norm.weight"] = filled({kGroupedHidden}, 3);
    tensors["model.layers.0.input_layernorm.weight"] = filled({kGroupedHidden}, 4);
    tensors["model.layers.0.post_attention_layernorm.weight"] = filled({kGroupedHidden}, 5);
    return tensors;
}

/// How a GPTQ or AWQ folder is written.
struct GroupedFolder
{
    int bits = 4;
    std::int64_t groupSize = 16; ///< -1: all inputs
    bool shuffled = false;       ///< inputs belong to groups in another order
    bool symmetric = false;
    bool awq = false;
    bool second = false; ///< GPTQ's second version
};

/// A linear's codes as they are thought of, and what they mean.
class GroupedCodes
{
public:
    GroupedCodes(std::int64_t out, std::int64_t in, const GroupedFolder& folder, unsigned seed)
        : m_out(out), m_in(in), m_folder(folder), m_groups(folder.groupSize < 0 ? 1 : in / folder.groupSize)
    {
        std::mt19937 random(seed);
        const unsigned range = 1U << folder.bits;
        for (std::int64_t i = 0; i < out * in; ++i) {
            m_codes.push_back(random() % range);
        }
        for (std::int64_t i = 0; i < out * m_groups; ++i) {
            m_zeros.push_back(folder.symmetric ? range / 2 : 1 + random() % (range - 1));
            m_scales.push_back(float(1 + random() % 1000) / 1024.0F); // exact in float16
        }
        for (std::int64_t i = 0; i < in; ++i) {
            const std::int64_t place = folder.shuffled ? (i * 7) % in : i; // 7 divides no size here
            m_group.push_back(std::int32_t(folder.groupSize < 0 ? 0 : place / folder.groupSize));
        }
    }

    std::vector<float> weights() const
    {
        std::vector<float> result;
        for (std::int64_t row = 0; row < m_out; ++row) {
            for (std::int64_t column = 0; column < m_in; ++column) {
                const std::size_t place = std::size_t(row * m_groups + m_group[std::size_t(column)]);
                result.push_back((float(m_codes[std::size_t(row * m_in + column)]) - float(m_zeros[place])) *
                                 m_scales[place]);
            }
        }
        return result;
    }

    void addTo(TinyTensors& tensors, const std::string& name) const
    {
        const std::int64_t bits = m_folder.bits;
        // bit b of code i of a line is bit i * bits + b of its words
        std::vector<std::uint32_t> words;
        std::vector<std::uint32_t> zeros;
        if (m_folder.awq) {
            words.resize(std::size_t(m_in * m_out / 8));
            zeros.resize(std::size_t(m_groups * m_out / 8));
        } else {
            words.resize(std::size_t(m_in * bits / 32 * m_out));
            zeros.resize(std::size_t(m_groups * m_out * bits / 32));
        }
        static constexpr std::int64_t kPlace[] = {0, 4, 1, 5, 2, 6, 3, 7}; // of an output's 4 bits in an AWQ word
        for (std::int64_t out = 0; out < m_out; ++out) {
            for (std::int64_t in = 0; in < m_in; ++in) {
                const std::uint32_t code = m_codes[std::size_t(out * m_in + in)];
                if (m_folder.awq) {
                    words[std::size_t((in * m_out + out) / 8)] |= code << (4 * kPlace[out % 8]);
                    continue;
                }
                for (std::int64_t b = 0; b < bits; ++b) {
                    const std::int64_t place = in * bits + b;
                    words[std::size_t(place / 32 * m_out + out)] |= (code >> b & 1U) << (place % 32);
                }
            }
            for (std::int64_t group = 0; group < m_groups; ++group) {
                const std::uint32_t zero = m_zeros[std::size_t(out * m_groups + group)];
                if (m_folder.awq) {
                    zeros[std::size_t((group * m_out + out) / 8)] |= zero << (4 * kPlace[out % 8]);
                    continue;
                }
                const std::uint32_t kept = zero - (m_folder.second ? 0 : 1);
                for (std::int64_t b = 0; b < bits; ++b) {
                    const std::int64_t place = group * m_out * bits + out * bits + b;
                    zeros[std::size_t(place / 32)] |= (kept >> b & 1U) << (place % 32);
                }
            }
        }
        TinyTensor scales{formats::DType::F16, {m_groups, m_out}, {}, {}};
        for (std::int64_t group = 0; group < m_groups; ++group) {
            for (std::int64_t out = 0; out < m_out; ++out) {
                scales.floats.push_back(m_scales[std::size_t(out * m_groups + group)]);
            }
        }
        const std::int64_t rows = m_folder.awq ? m_in : m_in * bits / 32;
        tensors[name + ".qweight"] = raw(formats::DType::I32, {rows, std::int64_t(words.size()) / rows}, words);
        tensors[name + ".qzeros"] = raw(formats::DType::I32, {m_groups, std::int64_t(zeros.size()) / m_groups}, zeros);
        tensors[name + ".scales"] = scales;
        if (!m_folder.awq) {
            tensors[name + ".g_idx"] = raw(formats::DType::I32, {m_in}, m_group);
        }
    }

private:
    std::int64_t m_out;
    std::int64_t m_in;
    GroupedFolder m_folder;
    std::int64_t m_groups;
    std::vector<std::uint32_t> m_codes; ///< [out, in]
    std::vector<std::uint32_t> m_zeros; ///< [out, groups]
    std::vector<float> m_scales;        ///< [out, groups]
    std::vector<std::int32_t> m_group;  ///< [in]
};

inline nlohmann::json quantizationOf(const GroupedFolder& folder)
{
    nlohmann::json config = {
        {"quant_method", folder.awq ? "awq" : "gptq"}, {"bits", folder.bits}, {"group_size", folder.groupSize}};
    if (folder.awq) {
        config["version"] = "gemm";
    } else {
        config["sym"] = folder.symmetric;
        config["desc_act"] = folder.shuffled;
        config["checkpoint_format"] = folder.second ? "gptq_v2" : "gptq";
    }
    return config;
}

/// A model of wordConfig() in a GPTQ or AWQ folder.
inline void writeGrouped(const std::filesystem::path& folder, const GroupedFolder& form)
{
    TinyTensors tensors = wordOthers();
    unsigned seed = 0;
    for (const auto& [name, shape] : wordLinears()) {
        GroupedCodes(shape.first, shape.second, form, ++seed).addTo(tensors, name);
    }
    nlohmann::json config = wordConfig();
    config["quantization_config"] = quantizationOf(form);
    writeModel(folder, config, tensors);
}

} // namespace espalier::tests
