// How a run's stages store what they quantize, and that the folders compute what the run computed.

#include <algorithm>
#include <cmath>
#include <random>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/norm.h>

#include "core/base/atomic_file.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using formats::DType;
using tests::CompressRun;
namespace fs = std::filesystem;

namespace {

const std::string kDown = "model.layers.1.mlp.down_proj";

tests::TinyTensors randomTensors(DType dtype)
{
    tests::TinyTensors tensors = tests::tinyTensors();
    std::mt19937 random(11);
    std::normal_distribution<float> normal(0.0F, 0.4F);
    for (auto& [name, tensor] : tensors) {
        tensor.dtype = dtype;
        for (float& value : tensor.floats)
            value = tensor.shape.size() == 1 ? 1.0F : normal(random) + 1e-3F;
    }
    return tensors;
}

std::string quantization(const std::string& keys)
{
    return "    QuantizationModifier: {ignore: [lm_head], " + keys + "}\n";
}

model::Checkpoint opened(const fs::path& folder)
{
    auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint)
        throw std::runtime_error(toString(checkpoint.error()));
    if (const auto complete = checkpoint->requireComplete(); !complete)
        throw std::runtime_error(toString(complete.error()));
    return checkpoint.take();
}

std::vector<std::int64_t> shapeOf(const model::Checkpoint& checkpoint, const std::string& tensor)
{
    const auto stored = checkpoint.find(tensor);
    return stored ? stored->info->shape : std::vector<std::int64_t>();
}

bool sameBytes(const model::Checkpoint& a, const model::Checkpoint& b, const std::string& tensor)
{
    const auto left = a.find(tensor);
    const auto right = b.find(tensor);
    return left && right && std::ranges::equal(left->bytes().span(), right->bytes().span());
}

} // namespace

class QuantizedFormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = m_directory->path().toStdString();
        writeModel(DType::BF16);
    }

    void schemes_data()
    {
        QTest::addColumn<std::string>("keys");
        QTest::addColumn<std::string>("format");
        QTest::addColumn<int>("dtype"); ///< of the codes
        QTest::addColumn<std::vector<std::int64_t>>("scales");
        const auto row = [](const char* name, const char* keys, const char* format, DType dtype,
                            std::vector<std::int64_t> scales) {
            QTest::newRow(name) << std::string(keys) << std::string(format) << int(dtype) << std::move(scales);
        };
        row("W8A8", "scheme: W8A8", "int-quantized", DType::I8, {8, 1});
        row("W8A16", "scheme: W8A16", "pack-quantized", DType::I32, {8, 1});
        row("W4A8", "scheme: W4A8", "int-quantized", DType::I8, {8, 1});
        row("W4A16", "scheme: W4A16", "pack-quantized", DType::I32, {8, 1});
        row("W4AFP8", "scheme: W4AFP8", "pack-quantized", DType::I32, {8, 1});
        row("FP8", "scheme: FP8", "float-quantized", DType::F8E4M3, {1});
        row("FP8_DYNAMIC", "scheme: FP8_DYNAMIC", "float-quantized", DType::F8E4M3, {8, 1});
        row("FP8_BLOCK", "scheme: FP8_BLOCK", "float-quantized", DType::F8E4M3, {1, 1});
        row("static int8, asymmetric",
            "config_groups: {a: {targets: [Linear], weights: {num_bits: 8, symmetric: false}, "
            "input_activations: {symmetric: false, observer: mse}}}",
            "int-quantized", DType::I8, {1});
        row("int8 by block",
            "config_groups: {a: {targets: [Linear], weights: {strategy: block, block_structure: [5, 7]}}}",
            "int-quantized", DType::I8, {2, 2});
        for (int bits = 2; bits <= 8; ++bits) {
            const std::string keys =
                "config_groups: {a: {targets: [Linear], weights: {num_bits: " + std::to_string(bits) +
                ", symmetric: false, group_size: 5, observer: mse}}}";
            row(qPrintable(QString("%1 bits with zero points").arg(bits)), keys.c_str(), "pack-quantized", DType::I32,
                {8, 3});
        }
    }

    /// Each loads as it was in memory, to the last bit (scales are bf16).
    void schemes()
    {
        QFETCH(std::string, keys);
        QFETCH(std::string, format);
        QFETCH(int, dtype);
        QFETCH(std::vector<std::int64_t>, scales);
        const CompressRun run = compressed(tests::sparseMlStage("a", quantization(keys)));
        const model::Checkpoint stored = opened(m_root / "run/stage_a");
        QCOMPARE(stored.quantization()->format, format);
        const auto codes = stored.find(kDown + (format == "pack-quantized" ? ".weight_packed" : ".weight"));
        QVERIFY(codes);
        QCOMPARE(int(codes->info->dtype), dtype);
        QVERIFY(shapeOf(stored, kDown + ".weight_scale") == scales);
        QCOMPARE(int(stored.find(kDown + ".weight_scale")->info->dtype), int(DType::BF16));
        QVERIFY(stored.unexpectedTensors().empty());
        QVERIFY(!stored.storedScheme("lm_head"));
        sameAsInMemory();
        QVERIFY(run.result["perplexityAfter"].get<double>() > 0.0);
        // What it computes is near what the dense model computes.
        const auto weight = weightOf(stored);
        const auto dense = weightOf(opened(m_root / "model"));
        const formats::QuantizationArgs args = *stored.storedScheme(kDown)->weights;
        // A step of the largest of a dozen normal values / 2^(bits - 1), over sqrt(12), is 2^-bits; float8 has 3 bits.
        const double limit = args.type == formats::QuantizationType::Float ? 0.05 : std::pow(2.0, 1.5 - args.bits);
        QVERIFY((weight - dense).norm().item<double>() < limit * dense.norm().item<double>());
    }

    void groupsMayDifferInFormat()
    {
        (void)compressed(tests::sparseMlStage(
            "a", quantization("config_groups: {a: {targets: ['re:.*mlp.*'], weights: {num_bits: 3, "
                              "group_size: 4}}, b: {targets: ['re:.*self_attn.*'], weights: {type: "
                              "float, strategy: channel}}}")));
        const model::Checkpoint stored = opened(m_root / "run/stage_a");
        QCOMPARE(stored.quantization()->format, std::string("mixed-precision"));
        QCOMPARE(stored.quantization()->groups.size(), std::size_t(2));
        QVERIFY(stored.storedScheme(kDown)->format == "pack-quantized");
        QVERIFY(stored.storedScheme("model.layers.0.self_attn.q_proj")->format == "float-quantized");
        // 12 codes of 3 bits are 36 bits
        QVERIFY(shapeOf(stored, kDown + ".weight_packed") == (std::vector<std::int64_t>{8, 2}));
        sameAsInMemory();
    }

    /// The second stage starts from packed and float8 weights, changes some and copies the rest.
    void aQuantizedModelGoesOn()
    {
        const std::string first = "config_groups: {a: {targets: ['re:.*(gate|up|down)_proj'], weights: {num_bits: 4, "
                                  "symmetric: false, group_size: 4}}, b: {targets: ['re:.*[qo]_proj'], weights: {type: "
                                  "float, strategy: channel}}}";
        const std::string second = "    MagnitudePruningModifier: {final_sparsity: 0.5, targets: "
                                   "['re:model.layers.0.mlp.*']}\n" +
                                   quantization("config_groups: {a: {targets: ['re:.*[kv]_proj'], weights: {}}}");
        (void)compressed(tests::sparseMlStage("a", quantization(first)) + tests::sparseMlStage("b", second));
        const model::Checkpoint before = opened(m_root / "run/stage_a");
        const model::Checkpoint after = opened(m_root / "run/stage_b");
        for (const char* tensor : {".weight_packed", ".weight_scale", ".weight_zero_point", ".weight_shape"})
            QVERIFY2(sameBytes(before, after, kDown + tensor), tensor);
        QVERIFY(sameBytes(before, after, "model.layers.0.self_attn.q_proj.weight"));
        QVERIFY(after.storedScheme("model.layers.0.self_attn.k_proj"));
        const std::string pruned = "model.layers.0.mlp.up_proj";
        QVERIFY(after.find(pruned + ".weight_packed")); // it keeps its scheme
        QVERIFY(!sameBytes(before, after, pruned + ".weight_packed"));
        std::vector<float> values(12 * 8);
        QVERIFY(after.readWeight(pruned, values));
        QVERIFY(std::ranges::count(values, 0.0F) >= 48);
        sameAsInMemory("b");
    }

    void gptqStoresPackedCodes()
    {
        const std::string keys = "config_groups: {a: {targets: [Linear], weights: {num_bits: 4, group_size: 4}}}";
        const CompressRun run = compressed(tests::sparseMlStage(
            "a", "    GPTQModifier: {ignore: [lm_head], target_mix: 0.5, scale_search: true, scale_descent: 2, " +
                     keys + "}\n"));
        const model::Checkpoint stored = opened(m_root / "run/stage_a");
        QCOMPARE(stored.quantization()->format, std::string("pack-quantized"));
        QVERIFY(!stored.find(kDown + ".weight_g_idx")); // static act-order stores no index
        for (const auto& module : run.all<protocol::ModuleResult>()) {
            QCOMPARE(module.modifier, std::string("GPTQModifier"));
            QVERIFY(module.relativeError && module.denseError && module.dampening == 0.01);
        }
        sameAsInMemory();
    }

    void keysAndValues_data()
    {
        QTest::addColumn<std::string>("keys");
        QTest::newRow("alone, float8") << std::string("kv_cache_scheme: {num_bits: 8, type: float}");
        QTest::newRow("alone, int4") << std::string("kv_cache_scheme: {num_bits: 4}");
        QTest::newRow("beside weights") << std::string("kv_cache_scheme: {num_bits: 8}, scheme: W8A8");
    }

    void keysAndValues()
    {
        QFETCH(std::string, keys);
        const bool beside = keys.find("scheme: W8A8") != std::string::npos;
        (void)compressed(tests::sparseMlStage("a", quantization(keys)) +
                         tests::sparseMlStage(
                             "b", "    MagnitudePruningModifier: {final_sparsity: 0.0, targets: [lm_head.weight]}\n"));
        const model::Checkpoint stored = opened(m_root / "run/stage_a");
        QVERIFY(stored.quantization()->keysAndValues);
        QCOMPARE(stored.quantization()->groups.size(), std::size_t(beside ? 1 : 0));
        QVERIFY(stored.unexpectedTensors().empty());
        for (const char* tensor : {"model.layers.0.self_attn.k_scale", "model.layers.1.self_attn.v_scale"}) {
            QVERIFY2(shapeOf(stored, tensor) == std::vector<std::int64_t>{1}, tensor);
            QVERIFY2(sameBytes(stored, opened(m_root / "run/stage_b"), tensor), tensor); // a later stage keeps them
        }
        sameAsInMemory();
        // They are simulated: the result differs from the dense model's where nothing else changed.
        if (!beside)
            QVERIFY(!at::equal(logitsOf(m_root / "run/stage_a"), logitsOf(m_root / "model")));
    }

private:
    static at::Tensor weightOf(const model::Checkpoint& checkpoint)
    {
        at::Tensor weight = at::empty({8, 12});
        if (const auto read = checkpoint.readWeight(kDown, {weight.data_ptr<float>(), 96}); !read)
            throw std::runtime_error(toString(read.error()));
        return weight;
    }

    static at::Tensor logitsOf(const fs::path& folder)
    {
        const std::vector<std::int32_t> ids = {1, 5, 9, 2, 7, 3, 0, 14};
        return nn::sequenceLogits(opened(folder), ids);
    }

    void sameAsInMemory(const std::string& name = "a")
    {
        const auto manifest = nlohmann::json::parse(readTextFile(m_root / "run/manifest.json").value());
        for (const auto& part : manifest["stages"]) {
            if (part["name"] == name)
                QCOMPARE(part["reloadedProbe"].get<double>(), part["probes"].back()["perplexity"].get<double>());
        }
    }

    CompressRun compressed(const std::string& document) const
    {
        compress::CompressOptions options;
        options.model = m_root / "model";
        options.output = m_root / "run";
        options.recipe = tests::parsedRecipe(document);
        options.calibrationFiles = {m_root / "calibration.txt"};
        options.evaluationFiles = {m_root / "evaluation.txt"};
        options.samples = 16;
        options.windowTokens = 32;
        return tests::compressed(std::move(options));
    }

    void writeModel(DType dtype)
    {
        tests::writeModel(m_root / "model", tests::tinyConfig(), randomTensors(dtype));
        QVERIFY(writeFileAtomically(m_root / "model/tokenizer.json", tests::letterTokenizer().dump()));
        QVERIFY(writeFileAtomically(m_root / "calibration.txt", tests::letters(600, 1)));
        QVERIFY(writeFileAtomically(m_root / "evaluation.txt", tests::letters(300, 2)));
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(QuantizedFormatsTest)
#include "quantized_formats_test.moc"
