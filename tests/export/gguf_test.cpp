// GGUF files that are written from small checkpoints, read again by the reader and decoders of core/formats.

#include <cmath>
#include <limits>
#include <numeric>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/export/gguf_certificate.h"
#include "core/export/gguf_types.h"
#include "core/formats/compressed_tensors.h"
#include "core/formats/ggml_blocks.h"
#include "core/formats/gguf.h"
#include "core/model/checkpoint.h"
#include "core/text/tokenizer.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::exporting;
using namespace espalier::tests;
using formats::GgmlType;

namespace {

/// tinyConfig() with rows that are whole blocks of 32.
nlohmann::json wideConfig()
{
    nlohmann::json config = tinyConfig();
    config["hidden_size"] = 64;
    config["intermediate_size"] = 96;
    return config;
}

TinyTensors tensorsFor(const nlohmann::json& config)
{
    const auto spec = model::modelSpecFromConfig(config).take();
    const model::ModuleNode tree = model::buildModuleTree(spec);
    TinyTensors tensors;
    for (const model::ModuleNode* module : model::allModules(tree)) {
        if (!module->shape.empty()) {
            tensors[module->name + ".weight"] = filled(module->shape, float(tensors.size()));
        }
        if (module->bias) {
            tensors[module->name + ".bias"] = filled({module->shape.front()}, float(tensors.size()));
        }
    }
    return tensors;
}

struct Exported
{
    formats::GgufFile file;
    ExportReport report;

    const formats::GgufTensor& tensor(const std::string& name) const
    {
        for (const formats::GgufTensor& each : file.tensors()) {
            if (each.name == name) {
                return each;
            }
        }
        throw std::runtime_error("no tensor " + name);
    }
    std::vector<float> values(const std::string& name) const
    {
        const formats::GgufTensor& found = tensor(name);
        const auto type = formats::ggmlTypeFromNumber(found.type).value();
        std::vector<float> weights(std::accumulate(found.dimensions.begin(), found.dimensions.end(), std::size_t(1),
                                                   [](std::size_t a, std::int64_t b) { return a * std::size_t(b); }));
        const std::size_t bytes = weights.size() / formats::info(type).blockWeights * formats::info(type).blockBytes;
        formats::decodeGgml(type, file.file().bytes().subspan(file.dataStart() + found.offset, bytes), weights);
        return weights;
    }
};

Result<ExportReport> run(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& type,
                         const CancelToken& cancel = {})
{
    ExportRequest request;
    request.model = model;
    request.type = type;
    request.out = out;
    return exportModel(
        request, [](std::string_view, double) {}, cancel);
}

Exported exported(const std::filesystem::path& model, const std::string& type)
{
    const std::filesystem::path out = model.string() + "-" + type + ".gguf";
    auto report = run(model, out, type);
    if (!report) {
        throw std::runtime_error(toString(report.error()));
    }
    return {formats::GgufFile::open(out).take(), report.take()};
}

std::string codeOf(const Result<ExportReport>& result)
{
    return result ? std::string() : result.error().code;
}

/// Scales that half precision holds and scales that it does not.
TinyTensor scales(std::vector<std::int64_t> shape, float step)
{
    TinyTensor tensor = filled(std::move(shape));
    for (std::size_t i = 0; i < tensor.floats.size(); ++i) {
        tensor.floats[i] = 0.25F + step * float(i % 7);
    }
    return tensor;
}

nlohmann::json quantizationConfig(int bits, bool symmetric, const char* strategy, const char* format)
{
    nlohmann::json weights = {{"num_bits", bits}, {"type", "int"}, {"symmetric", symmetric}, {"strategy", strategy}};
    if (std::string(strategy) == "group") {
        weights["group_size"] = 32;
    }
    return {{"quant_method", "compressed-tensors"},
            {"format", format},
            {"config_groups", {{"group_0", {{"targets", {"Linear"}}, {"weights", weights}}}}},
            {"ignore", {"lm_head"}}};
}

/// Puts codes in place of a module's weight; @return the weights that they stand for
std::vector<float> quantize(TinyTensors& tensors, const std::string& module, int bits, bool symmetric, bool groups,
                            float step)
{
    const auto shape = tensors.at(module + ".weight").shape;
    const auto rows = std::size_t(shape[0]);
    const auto columns = std::size_t(shape[1]);
    const std::size_t perRow = groups ? columns / 32 : 1;
    std::vector<std::int8_t> codes(rows * columns);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        codes[i] = std::int8_t(int(i * 37 % (1U << bits)) - (1 << (bits - 1)));
    }
    const TinyTensor scale = scales({shape[0], std::int64_t(perRow)}, step);
    std::vector<std::int8_t> zeros(rows * perRow);
    for (std::size_t i = 0; i < zeros.size(); ++i) {
        zeros[i] = symmetric ? std::int8_t(0) : std::int8_t(int(i % 5) - 2);
    }
    std::vector<float> weights(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const std::size_t at = i / columns * perRow + (groups ? i % columns / 32 : 0);
        weights[i] = scale.floats[at] * float(int(codes[i]) - int(zeros[at]));
    }
    tensors[module + ".weight_scale"] = scale;
    if (bits == 8) {
        tensors[module + ".weight"] = raw(formats::DType::I8, shape, codes);
        return weights;
    }
    tensors.erase(module + ".weight");
    const auto words = formats::packRows(codes, rows, columns, bits, formats::PackLayout::Stream);
    tensors[module + ".weight_packed"] = raw(formats::DType::I32, {shape[0], std::int64_t(words.size() / rows)}, words);
    tensors[module + ".weight_shape"] = raw(formats::DType::I64, {2}, shape);
    if (!symmetric) {
        const auto packed = formats::packColumns(zeros, rows, perRow, bits, formats::PackLayout::Stream);
        tensors[module + ".weight_zero_point"] =
            raw(formats::DType::I32, {std::int64_t(packed.size() / perRow), std::int64_t(perRow)}, packed);
    }
    return weights;
}

} // namespace

class GgufExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingOfALlama()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("llama").toStdString();
        const TinyTensors tensors = tensorsFor(wideConfig());
        writeModel(folder, wideConfig(), tensors);
        const Exported out = exported(folder, "F32");
        QCOMPARE(out.report.bytes, std::uint64_t(std::filesystem::file_size(out.report.path)));
        QCOMPARE(out.file.version(), 3U);
        QCOMPARE(out.file.text("general.architecture").value(), "llama");
        QCOMPARE(out.file.integer("llama.block_count").value(), 2);
        QCOMPARE(out.file.integer("llama.context_length").value(), 32);
        QCOMPARE(out.file.integer("llama.embedding_length").value(), 64);
        QCOMPARE(out.file.integer("llama.feed_forward_length").value(), 96);
        QCOMPARE(out.file.integer("llama.attention.head_count").value(), 2);
        QCOMPARE(out.file.integer("llama.attention.head_count_kv").value(), 1);
        QCOMPARE(out.file.integer("llama.rope.dimension_count").value(), 32);
        QCOMPARE(float(out.file.number("llama.attention.layer_norm_rms_epsilon").value()), 1e-5F);
        QCOMPARE(out.file.text("tokenizer.ggml.model").value(), "no_vocab");
        QCOMPARE(out.file.integer("llama.vocab_size").value(), 16);
        QCOMPARE(out.values("blk.1.ffn_down.weight"), tensors.at("model.layers.1.mlp.down_proj.weight").floats);
        QCOMPARE(out.values("output.weight"), tensors.at("lm_head.weight").floats);
        QCOMPARE(out.values("blk.0.ffn_norm.weight"),
                 tensors.at("model.layers.0.post_attention_layernorm.weight").floats);
        QCOMPARE(out.tensor("blk.0.ffn_down.weight").dimensions, (std::vector<std::int64_t>{96, 64}));
        QCOMPARE(out.file.tensors().size(), std::size_t(2 * 9 + 3));
        // Row 3 of a head of 32 channels is channel 1 + 16, which rotates together with channel 1.
        const auto& query = tensors.at("model.layers.0.self_attn.q_proj.weight").floats;
        const auto written = out.values("blk.0.attn_q.weight");
        for (std::size_t column = 0; column < 64; ++column) {
            QCOMPARE(written[(32 + 3) * 64 + column], query[(32 + 17) * 64 + column]);
            QCOMPARE(written[2 * 64 + column], query[1 * 64 + column]);
        }
    }

    void biasesRotateWithTheirRows()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("biased").toStdString();
        nlohmann::json config = wideConfig();
        config["attention_bias"] = true;
        const TinyTensors tensors = tensorsFor(config);
        writeModel(folder, config, tensors);
        const Exported out = exported(folder, "Q8_0");
        const auto bias = out.values("blk.0.attn_k.bias");
        const auto& stored = tensors.at("model.layers.0.self_attn.k_proj.bias").floats;
        QCOMPARE(bias[1], stored[16]);
        QCOMPARE(bias[30], stored[15]);
        QCOMPARE(out.tensor("blk.0.attn_k.bias").type, 0U);
        QCOMPARE(out.tensor("blk.0.attn_k.weight").type, std::uint32_t(GgmlType::Q8_0));
    }

    void tiedHeadIsWrittenOnce()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("tied").toStdString();
        nlohmann::json config = wideConfig();
        config["tie_word_embeddings"] = true;
        TinyTensors tensors = tensorsFor(config);
        tensors.erase("lm_head.weight");
        writeModel(folder, config, tensors);
        const Exported out = exported(folder, "Q4_0");
        QCOMPARE(out.file.tensors().size(), std::size_t(2 * 9 + 2));
        // The head is 64 wide, which Q6_K cannot hold.
        QCOMPARE(out.tensor("token_embd.weight").type, std::uint32_t(GgmlType::Q8_0));
    }

    void frequenciesOfLlama3()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("llama3").toStdString();
        nlohmann::json config = wideConfig();
        config["rope_scaling"] = {{"rope_type", "llama3"},
                                  {"factor", 8.0},
                                  {"low_freq_factor", 1.0},
                                  {"high_freq_factor", 4.0},
                                  {"original_max_position_embeddings", 32}};
        writeModel(folder, config, tensorsFor(config));
        const auto factors = exported(folder, "F16").values("rope_freqs.weight");
        QCOMPARE(factors.size(), std::size_t(16));
        QCOMPARE(factors.front(), 1.0F); // wavelength 2 pi < 32 / 4
        QCOMPARE(factors.back(), 8.0F);  // far above 32
        for (std::size_t i = 1; i < factors.size(); ++i) {
            QVERIFY(factors[i] >= factors[i - 1]);
        }
    }

    void widthsByLayer()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("widths").toStdString();
        nlohmann::json config = wideConfig();
        config["layer_intermediate_sizes"] = {96, 32};
        writeModel(folder, config, tensorsFor(config));
        const Exported out = exported(folder, "F16");
        const auto* widths = out.file.integers("llama.feed_forward_length");
        QVERIFY(widths != nullptr);
        QCOMPARE(*widths, (std::vector<std::int64_t>{96, 32}));
    }

    void expertsAreStacked()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("mixtral").toStdString();
        nlohmann::json config = wideConfig();
        config["model_type"] = "mixtral";
        config["architectures"] = {"MixtralForCausalLM"};
        config["num_local_experts"] = 4;
        config["num_experts_per_tok"] = 2;
        const TinyTensors tensors = tensorsFor(config);
        writeModel(folder, config, tensors);
        const Exported out = exported(folder, "F32");
        QCOMPARE(out.file.integer("llama.expert_count").value(), 4);
        QCOMPARE(out.file.integer("llama.expert_used_count").value(), 2);
        QCOMPARE(out.tensor("blk.1.ffn_up_exps.weight").dimensions, (std::vector<std::int64_t>{64, 96, 4}));
        std::vector<float> stacked;
        for (const char* expert : {"0", "1", "2", "3"}) {
            const std::string name = std::string("model.layers.1.block_sparse_moe.experts.") + expert + ".w3.weight";
            stacked.insert(stacked.end(), tensors.at(name).floats.begin(), tensors.at(name).floats.end());
        }
        QCOMPARE(out.values("blk.1.ffn_up_exps.weight"), stacked);
        QCOMPARE(out.values("blk.0.ffn_gate_inp.weight"),
                 tensors.at("model.layers.0.block_sparse_moe.gate.weight").floats);
    }

    void codesGoOverUnchanged_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<bool>("groups");
        QTest::addColumn<float>("step");
        QTest::addColumn<int>("type");
        QTest::newRow("int4 groups") << 4 << true << true << 0.125F << int(GgmlType::Q4_0);
        QTest::newRow("int4 groups, scales rounded") << 4 << true << true << 0.1F << int(GgmlType::Q4_0);
        QTest::newRow("int4 with zero points") << 4 << false << true << 0.125F << int(GgmlType::Q4_1);
        QTest::newRow("int3 channel") << 3 << true << false << 0.125F << int(GgmlType::Q4_0);
        QTest::newRow("int5 groups") << 5 << true << true << 0.125F << int(GgmlType::Q5_0);
        QTest::newRow("int8 channel") << 8 << true << false << 0.125F << int(GgmlType::Q8_0);
    }
    void codesGoOverUnchanged()
    {
        QFETCH(int, bits);
        QFETCH(bool, symmetric);
        QFETCH(bool, groups);
        QFETCH(float, step);
        QFETCH(int, type);
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("coded").toStdString();
        nlohmann::json config = wideConfig();
        config["quantization_config"] = quantizationConfig(bits, symmetric, groups ? "group" : "channel",
                                                           bits == 8 ? "int-quantized" : "pack-quantized");
        TinyTensors tensors = tensorsFor(wideConfig());
        std::map<std::string, std::vector<float>> weights;
        for (const char* layer : {"model.layers.0.", "model.layers.1."}) {
            for (const char* module : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                                       "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"}) {
                weights[std::string(layer) + module] =
                    quantize(tensors, std::string(layer) + module, bits, symmetric, groups, step);
            }
        }
        writeModel(folder, config, tensors);
        const Exported out = exported(folder, "AUTO");
        QCOMPARE(out.tensor("blk.0.ffn_down.weight").type, std::uint32_t(type));
        QCOMPARE(out.tensor("token_embd.weight").type, std::uint32_t(GgmlType::F32));
        const bool exact = step == 0.125F;
        QCOMPARE(out.report.modulesExact, exact ? 14 : 0);
        QCOMPARE(out.report.modulesRounded, exact ? 0 : 14);
        const auto& expected = weights.at("model.layers.0.mlp.down_proj");
        const auto written = out.values("blk.0.ffn_down.weight");
        for (std::size_t i = 0; i < expected.size(); ++i) {
            // A scale rounded to 11 bits is off by 2^-11 of itself at most, and so is what it multiplies.
            QVERIFY(std::abs(written[i] - expected[i]) <= (exact ? 0.0F : 0.0005F * std::abs(expected[i])));
        }
    }

    /// Weights of each type are as near as its step allows: half a step of a block's range, or a whole one for the
    /// farthest weights, which least squares may cut off.
    void typesAreNear_data()
    {
        QTest::addColumn<double>("relative");
        QTest::newRow("BF16") << 1.0 / 256;
        QTest::newRow("F16") << 1.0 / 2048;
        QTest::newRow("Q8_0") << 1.0 / 254;
        QTest::newRow("Q5_1") << 1.0 / 31;
        QTest::newRow("Q5_0") << 1.0 / 30;
        QTest::newRow("Q4_1") << 1.0 / 15;
        QTest::newRow("Q4_0") << 1.0 / 14;
    }
    void typesAreNear()
    {
        QFETCH(double, relative);
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("typed").toStdString();
        const TinyTensors tensors = tensorsFor(wideConfig());
        writeModel(folder, wideConfig(), tensors);
        const auto written = exported(folder, QTest::currentDataTag()).values("blk.0.ffn_up.weight");
        const auto& stored = tensors.at("model.layers.0.mlp.up_proj.weight").floats;
        for (std::size_t i = 0; i < stored.size(); ++i) {
            QVERIFY(std::abs(written[i] - stored[i]) <= relative); // of a range of 1: weights reach to 0.5
        }
    }

    /// The numbers of tensors of each type that llama.cpp's quantize program reports for Llama-2-7B.
    void mixesOfLlama2_data()
    {
        QTest::addColumn<int>("base");
        QTest::addColumn<int>("five");
        QTest::addColumn<int>("four");
        QTest::addColumn<int>("six");
        QTest::newRow("Q4_K_M") << 193 << 0 << 193 << 33;
        QTest::newRow("Q4_K_S") << 217 << 8 << 217 << 1;
        QTest::newRow("Q5_K_M") << 193 << 193 << 0 << 33;
        QTest::newRow("Q3_K_M") << 129 << 4 << 92 << 1;
        QTest::newRow("Q6_K") << 226 << 0 << 0 << 226;
    }
    void mixesOfLlama2()
    {
        QFETCH(int, base);
        QFETCH(int, five);
        QFETCH(int, four);
        QFETCH(int, six);
        nlohmann::json config = wideConfig();
        config["num_hidden_layers"] = 32;
        config["num_key_value_heads"] = 2;
        const auto spec = model::modelSpecFromConfig(config).take();
        std::vector<GgufTensor> tensors;
        const auto add = [&](GgufUse use, int layer) {
            GgufTensor tensor;
            tensor.shape = {4096, 4096};
            tensor.use = use;
            tensor.layer = layer;
            tensors.push_back(tensor);
        };
        add(GgufUse::Embedding, -1);
        add(GgufUse::Output, -1);
        for (int layer = 0; layer < 32; ++layer) {
            for (const GgufUse use : {GgufUse::Query, GgufUse::Key, GgufUse::Value, GgufUse::AttentionOutput,
                                      GgufUse::Gate, GgufUse::Up, GgufUse::Down}) {
                add(use, layer);
            }
        }
        const GgufFileType type = ggufFileType(QTest::currentDataTag()).take();
        chooseTypes(spec, type, false, tensors);
        const auto count = [&](GgmlType wanted) { return int(std::ranges::count(tensors, wanted, &GgufTensor::type)); };
        QCOMPARE(count(type.base), base);
        QCOMPARE(count(GgmlType::Q5_K), five);
        QCOMPARE(count(GgmlType::Q4_K), four);
        QCOMPARE(count(GgmlType::Q6_K), six);
        // Rows of 9856 weights are no multiple of 256.
        tensors.front().shape = {32000, 9856};
        chooseTypes(spec, ggufFileType("q4_k").take(), false, tensors);
        QCOMPARE(tensors.front().type, GgmlType::Q5_0);
        tensors.front().shape = {32000, 100};
        chooseTypes(spec, ggufFileType("q4_k").take(), false, tensors);
        QCOMPARE(tensors.front().type, GgmlType::F16);
    }

    void importanceMovesErrors()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("weighted").toStdString();
        const TinyTensors tensors = tensorsFor(wideConfig());
        writeModel(folder, wideConfig(), tensors);
        const std::string module = "model.layers.0.mlp.up_proj";
        ExportRequest request;
        request.model = folder;
        request.type = "Q4_0";
        request.out = root.filePath("weighted.gguf").toStdString();
        request.importance[module] = std::vector<float>(64, 0.01F);
        request.importance[module][5] = 100.0F;
        QVERIFY(bool(exportModel(request, [](std::string_view, double) {}, {})));
        const Exported weighted{formats::GgufFile::open(request.out).take(), {}};
        const Exported blind = exported(folder, "Q4_0");
        const auto& stored = tensors.at(module + ".weight").floats;
        const auto errorAt5 = [&](const std::vector<float>& written) {
            double sum = 0.0;
            for (std::size_t row = 0; row < 96; ++row) {
                sum += std::pow(double(written[row * 64 + 5]) - double(stored[row * 64 + 5]), 2);
            }
            return sum;
        };
        QVERIFY(errorAt5(weighted.values("blk.0.ffn_up.weight")) <
                0.25 * errorAt5(blind.values("blk.0.ffn_up.weight")));
    }

    void vocabularyOfTheFolder()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("worded").toStdString();
        writeModel(folder, tinyConfig(), tinyTensors());
        QVERIFY(bool(writeFileAtomically(folder / "tokenizer.json", letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(folder / "chat_template.jinja", "{{ messages[0].content }}")));
        const Exported out = exported(folder, "F16");
        QCOMPARE(out.file.text("tokenizer.ggml.model").value(), "gpt2");
        QCOMPARE(out.file.text("tokenizer.ggml.pre").value(), "gpt-2");
        QCOMPARE(out.file.texts("tokenizer.ggml.tokens")->size(), std::size_t(16));
        QCOMPARE(out.file.text("tokenizer.chat_template").value(), "{{ messages[0].content }}");
        const auto ours = text::Tokenizer::load(folder).take();
        const auto theirs = text::Tokenizer::load(out.report.path).take();
        QCOMPARE(theirs->encode("abc mno"), ours->encode("abc mno"));
        QVERIFY(out.report.certificate["tokenizer"]["texts"] > 10);
        QVERIFY(out.report.certificate["chatTemplate"]["chats"] == 4);
        const auto stored = readTextFile(out.report.path.string() + ".certificate.json");
        QVERIFY(bool(stored));
        QVERIFY(nlohmann::json::parse(*stored) == out.report.certificate);
    }

    /// A file that holds something else than the model is found out: here the weights of another model of its shape,
    /// and one zero less.
    void certificateFindsDifferences()
    {
        const QTemporaryDir root;
        TinyTensors tensors = tensorsFor(wideConfig());
        const std::filesystem::path folder = root.filePath("one").toStdString();
        writeModel(folder, wideConfig(), tensors);
        const auto code = [&](const char* name, const std::string& type) {
            const std::filesystem::path other = root.filePath(name).toStdString();
            writeModel(other, wideConfig(), tensors);
            const auto checkpoint = model::Checkpoint::open(folder).take();
            GgufOptions options;
            options.out = root.filePath(QString(name) + ".gguf").toStdString();
            options.type = ggufFileType(type).take();
            const auto written = writeGguf(model::Checkpoint::open(other).take(), options, [](double) {}, {}).take();
            const auto certificate =
                certifyGguf(checkpoint, written.writer.temporary(), written.tensors, [](double) {}, {});
            return certificate ? std::string() : certificate.error().code;
        };
        QCOMPARE(code("same", "F32"), std::string());
        QCOMPARE(code("same too", "Q4_0"), std::string());
        std::vector<float>& weights = tensors.at("model.layers.1.self_attn.k_proj.weight").floats;
        weights[3] = 1e-6F;
        QCOMPARE(code("zero lost", "F32"), std::string("export.mismatch"));
        weights[3] = 0.0F;
        std::swap_ranges(weights.begin(), weights.begin() + 64, weights.begin() + 64); // two rows
        QCOMPARE(code("rows", "Q4_0"), std::string("export.mismatch"));
        weights[5] = std::numeric_limits<float>::quiet_NaN();
        writeModel(folder, wideConfig(), tensors);
        QCOMPARE(code("no number", "F32"), std::string("export.weights"));
        QCOMPARE(code("no number either", "Q4_0"), std::string("export.weights"));
    }

    void tokenizerOfItsOwnIsRefused()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("own").toStdString();
        writeModel(folder, tinyConfig(), tinyTensors());
        nlohmann::json tokenizer = letterTokenizer();
        const nlohmann::json split = {
            {"type", "Split"}, {"pattern", {{"Regex", "[ab]+"}}}, {"behavior", "Isolated"}, {"invert", false}};
        tokenizer["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", {split, tokenizer["pre_tokenizer"]}}};
        QVERIFY(bool(writeFileAtomically(folder / "tokenizer.json", tokenizer.dump())));
        QCOMPARE(codeOf(run(folder, root.filePath("own.gguf").toStdString(), "F16")),
                 std::string("tokenizer.unsupported"));
    }

    void refusals()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        const std::filesystem::path out = root.filePath("out.gguf").toStdString();
        writeModel(folder, tinyConfig(), tinyTensors());
        QCOMPARE(codeOf(run(folder, out, "Q9_Z")), std::string("export.type"));
        QCOMPARE(codeOf(run(root.filePath("none").toStdString(), out, "F16")), std::string("model.open"));
        QVERIFY(!std::filesystem::exists(out));
        QVERIFY(bool(writeFileAtomically(out, "something")));
        QCOMPARE(codeOf(run(folder, out, "F16")), std::string("file.exists"));
        nlohmann::json config = tinyConfig();
        config["model_type"] = "deepseek";
        config["architectures"] = {"DeepseekForCausalLM"};
        config["n_routed_experts"] = 2;
        config["moe_intermediate_size"] = 4;
        config["num_experts_per_tok"] = 1;
        config["norm_topk_prob"] = true;
        const std::filesystem::path experts = root.filePath("experts").toStdString();
        writeModel(experts, config, tensorsFor(config));
        QCOMPARE(codeOf(run(experts, root.filePath("e.gguf").toStdString(), "F16")), std::string("export.family"));
        QCOMPARE(exportTarget("hf").take(), ExportTarget::HuggingFace);
        QVERIFY(!exportTarget("zip"));
    }

    void cancelLeavesNothing()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        writeModel(folder, tinyConfig(), tinyTensors());
        const CancelToken cancel;
        cancel.request();
        QVERIFY_THROWS_EXCEPTION(Cancelled, (void)run(folder, root.filePath("o.gguf").toStdString(), "F16", cancel));
        QCOMPARE(QDir(root.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{"model"});
    }
};

QTEST_GUILESS_MAIN(GgufExportTest)
#include "gguf_test.moc"
