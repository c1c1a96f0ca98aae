#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/formats/compressed_tensors.h"
#include "tests/support/tiny_model.h"

namespace espalier::engine::testing {

/// How the linear modules of a small Llama are stored, and what is done to their inputs.
struct QuantizedScheme
{
    enum class Inputs { Blocks, Token, TokenAsymmetric, Static }; ///< Blocks: the model does not say
    const char* name = "";
    int bits = 8;
    std::size_t groupSize = 0; ///< 0: a scale a row; -1 cast: one scale for all
    bool zeroPoints = false;
    bool packed = false;
    Inputs inputs = Inputs::Token;
    int kept = 0; ///< of every `of` columns
    int of = 0;
    double density = 1.0;         ///< share of codes that are not 0, anywhere
    bool tiedEmbedding = false;   ///< quantized as well, and the head's weight
    bool activationOrder = false; ///< columns belong to groups in a random order
};

/// A weight as stored and what it stands for.
struct QuantizedMatrix
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<std::int8_t> codes;
    std::vector<float> scales; ///< [rows, groups]
    std::vector<float> zeroPoints;
    std::vector<std::int32_t> groupOfColumn;
    float inputScale = 0.0F;
    int inputZeroPoint = 0;

    double weight(std::size_t row, std::size_t column) const
    {
        const std::size_t groups = scales.size() / rows;
        const std::size_t place = row * groups + static_cast<std::size_t>(groupOfColumn[column]);
        const double zero = zeroPoints.empty() ? 0.0 : double(zeroPoints[place]);
        return (codes[row * columns + column] - zero) * double(scales[place]);
    }
};

/// A model of two layers with quantized linear modules: its folder, and its outputs in double precision.
class QuantizedModel
{
public:
    static constexpr std::size_t kHidden = 64;
    static constexpr std::size_t kIntermediate = 96;
    static constexpr std::size_t kHeads = 4;
    static constexpr std::size_t kKeyHeads = 2;
    static constexpr std::size_t kDimension = 16;
    static constexpr std::size_t kVocabulary = 40;
    static constexpr std::size_t kLayers = 2;

    explicit QuantizedModel(const QuantizedScheme& scheme) : m_scheme(scheme)
    {
        for (std::size_t i = 0; i < kLayers; ++i) {
            const std::string layer = "model.layers." + std::to_string(i) + ".";
            addNorm(layer + "input_layernorm");
            addNorm(layer + "post_attention_layernorm");
            add(layer + "self_attn.q_proj", kHeads * kDimension, kHidden);
            add(layer + "self_attn.k_proj", kKeyHeads * kDimension, kHidden);
            add(layer + "self_attn.v_proj", kKeyHeads * kDimension, kHidden);
            add(layer + "self_attn.o_proj", kHidden, kHeads * kDimension);
            add(layer + "mlp.gate_proj", kIntermediate, kHidden);
            add(layer + "mlp.up_proj", kIntermediate, kHidden);
            add(layer + "mlp.down_proj", kHidden, kIntermediate);
        }
        addNorm("model.norm");
        if (scheme.tiedEmbedding) {
            add("model.embed_tokens", kVocabulary, kHidden);
        } else {
            for (std::size_t i = 0; i < kVocabulary * kHidden; ++i) {
                m_embedding.push_back(uniform());
            }
            m_tensors["model.embed_tokens.weight"] = {formats::DType::F32, {kVocabulary, kHidden}, m_embedding, {}};
            add("lm_head", kVocabulary, kHidden);
        }
    }

    espalier::tests::TinyTensors& tensors() { return m_tensors; }
    QuantizedMatrix& matrix(const std::string& name) { return m_matrices.at(name); }

    nlohmann::json config() const
    {
        const bool grouped = m_scheme.groupSize > 0;
        nlohmann::json inputs;
        if (m_scheme.inputs != QuantizedScheme::Inputs::Blocks) {
            const bool fixed = m_scheme.inputs == QuantizedScheme::Inputs::Static;
            inputs = {{"num_bits", 8},
                      {"type", "int"},
                      {"symmetric", m_scheme.inputs == QuantizedScheme::Inputs::Token},
                      {"strategy", fixed ? "tensor" : "token"},
                      {"dynamic", !fixed}};
        }
        nlohmann::json targets = {"Linear"};
        if (m_scheme.tiedEmbedding) {
            targets.push_back("Embedding");
        }
        return {{"model_type", "llama"},
                {"architectures", {"LlamaForCausalLM"}},
                {"hidden_size", kHidden},
                {"intermediate_size", kIntermediate},
                {"num_hidden_layers", kLayers},
                {"num_attention_heads", kHeads},
                {"num_key_value_heads", kKeyHeads},
                {"max_position_embeddings", 64},
                {"vocab_size", kVocabulary},
                {"rms_norm_eps", 1e-5},
                {"tie_word_embeddings", m_scheme.tiedEmbedding},
                {"hidden_act", "silu"},
                {"eos_token_id", 2},
                {"quantization_config",
                 {{"quant_method", "compressed-tensors"},
                  {"format", m_scheme.packed ? "pack-quantized" : "int-quantized"},
                  {"config_groups",
                   {{"group_0",
                     {{"targets", targets},
                      {"weights",
                       {{"num_bits", m_scheme.bits},
                        {"type", "int"},
                        {"symmetric", !m_scheme.zeroPoints},
                        {"strategy", grouped ? "group" : "channel"},
                        {"group_size", grouped ? nlohmann::json(m_scheme.groupSize) : nlohmann::json()},
                        {"dynamic", false}}},
                      {"input_activations", inputs}}}}},
                  {"ignore", nlohmann::json::array()}}}};
    }

    void write(const std::filesystem::path& folder) const { espalier::tests::writeModel(folder, config(), m_tensors); }

    /// Logits [ids, vocabulary] of the stored scheme in double precision.
    enum class Rounding {
        None,     ///< what is computed where inputs need not be integers
        LowTies,  ///< the least input of a symmetric range lies on the border of two codes, -128 and -127: the lower,
        HighTies, ///< or the higher. In float32 chance decides.
    };
    std::vector<double> logits(const std::vector<std::int32_t>& ids, Rounding rounding = Rounding::LowTies) const
    {
        m_rounding = rounding;
        std::vector<Row> hidden;
        for (const std::int32_t id : ids) {
            hidden.push_back(embedding(static_cast<std::size_t>(id)));
        }
        for (std::size_t layer = 0; layer < kLayers; ++layer) {
            runLayer("model.layers." + std::to_string(layer) + ".", hidden);
        }
        std::vector<double> logits;
        for (const Row& row : hidden) {
            const Row one = linear(m_scheme.tiedEmbedding ? "model.embed_tokens" : "lm_head",
                                   normalized(row, "model.norm"), m_scheme.tiedEmbedding);
            logits.insert(logits.end(), one.begin(), one.end());
        }
        return logits;
    }

private:
    using Row = std::vector<double>;

    float uniform() { return static_cast<float>(m_random() % 20001U) / 10000.0F - 1.0F; }

    void addNorm(const std::string& name)
    {
        std::vector<float> weight(kHidden);
        std::ranges::generate(weight, [this] { return 1.0F + 0.3F * uniform(); });
        m_norms[name] = weight;
        m_tensors[name + ".weight"] = {formats::DType::F32, {kHidden}, weight, {}};
    }

    void add(const std::string& name, std::size_t rows, std::size_t columns)
    {
        QuantizedMatrix matrix{rows, columns, {}, {}, {}, {}, 0.0F, 0};
        const int half = 1 << (m_scheme.bits - 1);
        for (std::size_t i = 0; i < rows * columns; ++i) {
            const bool zero =
                m_scheme.of > 0 && static_cast<int>((i + i / columns) % std::size_t(m_scheme.of)) >= m_scheme.kept;
            const int code = static_cast<int>(m_random() % static_cast<unsigned>(2 * half)) - half;
            const bool dropped = m_scheme.density < 1.0 && m_random() % 1000U >= 1000.0 * m_scheme.density;
            matrix.codes.push_back(static_cast<std::int8_t>(zero || dropped ? 0 : code));
        }
        const std::size_t group = m_scheme.groupSize > 0 ? m_scheme.groupSize : columns;
        for (std::size_t column = 0; column < columns; ++column) {
            matrix.groupOfColumn.push_back(static_cast<std::int32_t>(column / group));
        }
        if (m_scheme.activationOrder) {
            std::ranges::shuffle(matrix.groupOfColumn, m_random);
        }
        const std::size_t groups = columns / group;
        const float unit = 1.7F / (static_cast<float>(half) * std::sqrt(static_cast<float>(columns)));
        for (std::size_t i = 0; i < rows * groups; ++i) {
            matrix.scales.push_back(unit * (1.0F + 0.5F * uniform()));
            if (m_scheme.zeroPoints) {
                matrix.zeroPoints.push_back(static_cast<float>(static_cast<int>(m_random() % 5U) - 2));
            }
        }
        matrix.inputScale = 0.02F + 0.005F * uniform();
        matrix.inputZeroPoint = static_cast<int>(m_random() % 21U) - 10;
        store(name, matrix, groups);
        m_matrices[name] = std::move(matrix);
    }

    void store(const std::string& name, const QuantizedMatrix& matrix, std::size_t groups)
    {
        using espalier::tests::raw;
        const auto rows = static_cast<std::int64_t>(matrix.rows);
        const auto columns = static_cast<std::int64_t>(matrix.columns);
        const auto layout = formats::PackLayout::Stream;
        if (m_scheme.packed) {
            const auto words = formats::packRows(matrix.codes, matrix.rows, matrix.columns, m_scheme.bits, layout);
            m_tensors[name + ".weight_packed"] =
                raw(formats::DType::I32, {rows, static_cast<std::int64_t>(words.size()) / rows}, words);
            m_tensors[name + ".weight_shape"] = raw<std::int64_t>(formats::DType::I64, {2}, {rows, columns});
        } else {
            m_tensors[name + ".weight"] = raw(formats::DType::I8, {rows, columns}, matrix.codes);
        }
        m_tensors[name + ".weight_scale"] = {
            formats::DType::F32, {rows, static_cast<std::int64_t>(groups)}, matrix.scales, {}};
        if (m_scheme.activationOrder) {
            m_tensors[name + ".weight_g_idx"] = raw(formats::DType::I32, {columns}, matrix.groupOfColumn);
        }
        if (m_scheme.zeroPoints) {
            const std::vector<std::int8_t> zeros(matrix.zeroPoints.begin(), matrix.zeroPoints.end());
            const auto words = formats::packColumns(zeros, matrix.rows, groups, m_scheme.bits, layout);
            const auto width = static_cast<std::int64_t>(groups);
            m_tensors[name + ".weight_zero_point"] =
                m_scheme.packed
                    ? raw(formats::DType::I32, {static_cast<std::int64_t>(words.size()) / width, width}, words)
                    : raw(formats::DType::I8, {rows, width}, zeros);
        }
        if (m_scheme.inputs == QuantizedScheme::Inputs::Static) {
            m_tensors[name + ".input_scale"] = {formats::DType::F32, {1}, {matrix.inputScale}, {}};
            m_tensors[name + ".input_zero_point"] =
                raw<std::int8_t>(formats::DType::I8, {1}, {static_cast<std::int8_t>(matrix.inputZeroPoint)});
        }
    }

    Row embedding(std::size_t id) const
    {
        Row row;
        for (std::size_t i = 0; i < kHidden; ++i) {
            row.push_back(m_scheme.tiedEmbedding ? m_matrices.at("model.embed_tokens").weight(id, i)
                                                 : double(m_embedding[id * kHidden + i]));
        }
        return row;
    }

    Row normalized(const Row& row, const std::string& name) const
    {
        double squares = 0.0;
        for (const double x : row) {
            squares += x * x;
        }
        Row result(row.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            result[i] = row[i] / std::sqrt(squares / double(row.size()) + 1e-5) * double(m_norms.at(name)[i]);
        }
        return result;
    }

    /// Rounds values to 8-bit codes and back; the scheme of compressed-tensors.
    void roundRange(std::span<double> values, bool symmetric) const
    {
        const double low = std::min(0.0, *std::ranges::min_element(values));
        const double high = std::max(0.0, *std::ranges::max_element(values));
        const double scale = symmetric ? std::max(-low, high) / 127.5 : (high - low) / 255.0;
        const double zero = symmetric ? 0.0 : std::clamp(std::nearbyint(-128.0 - low / scale), -128.0, 127.0);
        if (symmetric) {
            const double lowest = m_rounding == Rounding::LowTies ? -127.75 : -127.25;
            std::ranges::replace_if(
                values, [scale](double x) { return x < -127.4999 * scale; }, lowest * scale);
        }
        roundTo(values, scale, zero);
    }

    static void roundTo(std::span<double> values, double scale, double zero)
    {
        for (double& x : values) {
            x = (std::clamp(std::nearbyint(x / scale) + zero, -128.0, 127.0) - zero) * scale;
        }
    }

    void roundInputs(const QuantizedMatrix& matrix, Row& input, bool weightOnly) const
    {
        using Inputs = QuantizedScheme::Inputs;
        const Inputs inputs = weightOnly ? Inputs::Blocks : m_scheme.inputs;
        if (inputs == Inputs::Blocks) {
            // The engine's own rule for models that say nothing: blocks of 128, or of the weight's groups.
            const std::size_t block = m_scheme.groupSize > 0 ? m_scheme.groupSize : 128;
            const std::size_t blocks = (input.size() + block - 1) / block;
            for (std::size_t i = 0; m_rounding != Rounding::None && i < blocks; ++i) {
                roundBlock(matrix, static_cast<std::int32_t>(i), m_scheme.groupSize > 0, input);
            }
        } else if (inputs == Inputs::Static) {
            roundTo(input, double(matrix.inputScale), matrix.inputZeroPoint);
        } else {
            roundRange(input, inputs == Inputs::Token);
        }
    }

    /// Inputs of one group (of one block of 128 where there are no groups) share a range, wherever they stand.
    void roundBlock(const QuantizedMatrix& matrix, std::int32_t block, bool grouped, Row& input) const
    {
        const auto isInside = [&](std::size_t i) {
            return (grouped ? matrix.groupOfColumn[i] : static_cast<std::int32_t>(i / 128)) == block;
        };
        Row values;
        for (std::size_t i = 0; i < input.size(); ++i) {
            if (isInside(i)) {
                values.push_back(input[i]);
            }
        }
        roundRange(values, true);
        auto next = values.begin();
        for (std::size_t i = 0; i < input.size(); ++i) {
            if (isInside(i)) {
                input[i] = *next++;
            }
        }
    }

    Row linear(const std::string& name, Row input, bool weightOnly = false) const
    {
        const QuantizedMatrix& matrix = m_matrices.at(name);
        roundInputs(matrix, input, weightOnly);
        Row output(matrix.rows);
        for (std::size_t row = 0; row < matrix.rows; ++row) {
            for (std::size_t column = 0; column < matrix.columns; ++column) {
                output[row] += matrix.weight(row, column) * input[column];
            }
        }
        return output;
    }

    static void rotate(Row& row, std::size_t heads, std::size_t position)
    {
        for (std::size_t head = 0; head < heads; ++head) {
            for (std::size_t i = 0; i < kDimension / 2; ++i) {
                const double angle = double(position) * std::pow(10000.0, -2.0 * double(i) / double(kDimension));
                double& first = row[head * kDimension + i];
                double& second = row[head * kDimension + i + kDimension / 2];
                const double x = first;
                first = x * std::cos(angle) - second * std::sin(angle);
                second = second * std::cos(angle) + x * std::sin(angle);
            }
        }
    }

    Row attended(const std::vector<Row>& queries, const std::vector<Row>& keys, const std::vector<Row>& values,
                 std::size_t token) const
    {
        Row result(kHeads * kDimension);
        for (std::size_t head = 0; head < kHeads; ++head) {
            const std::size_t keyHead = head / (kHeads / kKeyHeads);
            std::vector<double> weights;
            double sum = 0.0;
            for (std::size_t other = 0; other <= token; ++other) {
                double score = 0.0;
                for (std::size_t i = 0; i < kDimension; ++i) {
                    score += queries[token][head * kDimension + i] * keys[other][keyHead * kDimension + i];
                }
                weights.push_back(std::exp(score / std::sqrt(double(kDimension))));
                sum += weights.back();
            }
            for (std::size_t other = 0; other <= token; ++other) {
                for (std::size_t i = 0; i < kDimension; ++i) {
                    result[head * kDimension + i] += weights[other] / sum * values[other][keyHead * kDimension + i];
                }
            }
        }
        return result;
    }

    void runLayer(const std::string& layer, std::vector<Row>& hidden) const
    {
        std::vector<Row> queries;
        std::vector<Row> keys;
        std::vector<Row> values;
        for (std::size_t token = 0; token < hidden.size(); ++token) {
            const Row input = normalized(hidden[token], layer + "input_layernorm");
            queries.push_back(linear(layer + "self_attn.q_proj", input));
            keys.push_back(linear(layer + "self_attn.k_proj", input));
            values.push_back(linear(layer + "self_attn.v_proj", input));
            rotate(queries.back(), kHeads, token);
            rotate(keys.back(), kKeyHeads, token);
        }
        for (std::size_t token = 0; token < hidden.size(); ++token) {
            sum(linear(layer + "self_attn.o_proj", attended(queries, keys, values, token)), hidden[token]);
            const Row input = normalized(hidden[token], layer + "post_attention_layernorm");
            Row gate = linear(layer + "mlp.gate_proj", input);
            const Row up = linear(layer + "mlp.up_proj", input);
            for (std::size_t i = 0; i < gate.size(); ++i) {
                gate[i] *= up[i] / (1.0 + std::exp(-gate[i]));
            }
            sum(linear(layer + "mlp.down_proj", gate), hidden[token]);
        }
    }

    static void sum(const Row& values, Row& total)
    {
        for (std::size_t i = 0; i < total.size(); ++i) {
            total[i] += values[i];
        }
    }

    QuantizedScheme m_scheme;
    std::mt19937 m_random{7};
    espalier::tests::TinyTensors m_tensors;
    std::map<std::string, QuantizedMatrix> m_matrices;
    std::map<std::string, std::vector<float>> m_norms;
    std::vector<float> m_embedding;
    mutable Rounding m_rounding = Rounding::LowTies;
};

} // namespace espalier::engine::testing
