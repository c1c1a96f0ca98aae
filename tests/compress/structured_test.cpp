// Structured pruning in whole runs: fewer layers, narrower feed-forward parts, fewer heads. What is written has to load
// in the reference pass and in the engine, and to be what its definition says.

#include <cmath>
#include <fstream>
#include <random>

#include <ATen/ATen.h>

#include "core/base/atomic_file.h"
#include "core/compress/depth/bridge_math.h"
#include "core/compress/model_view.h"
#include "core/compress/osscar/layer_widths.h"
#include "core/engine/executor.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using tests::CompressRun;
namespace fs = std::filesystem;

namespace {

constexpr int kLayers = 4;

/// Two key/value heads of three, each read by two query heads, biases everywhere.
nlohmann::json config()
{
    nlohmann::json config = tests::tinyConfig();
    config["num_hidden_layers"] = kLayers;
    config["num_attention_heads"] = 6;
    config["num_key_value_heads"] = 3;
    config["head_dim"] = 2;
    config["intermediate_size"] = 32;
    config["mlp_bias"] = true;
    config["attention_bias"] = true;
    config["layer_types"] = {"zero", "one", "two", "three"};
    return config;
}

tests::TinyTensors randomTensors()
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal(0.0F, 0.4F);
    tests::TinyTensors tensors;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        tests::TinyTensor tensor;
        std::int64_t count = 1;
        for (const std::int64_t size : shape)
            count *= size;
        const bool norm = name.find("norm") != std::string::npos;
        for (std::int64_t i = 0; i < count; ++i)
            tensor.floats.push_back(norm ? 1.0F : normal(random));
        tensor.shape = std::move(shape);
        tensors[name] = std::move(tensor);
    };
    add("model.embed_tokens.weight", {16, 8});
    for (int index = 0; index < kLayers; ++index) {
        const std::string layer = "model.layers." + std::to_string(index) + ".";
        add(layer + "input_layernorm.weight", {8});
        add(layer + "post_attention_layernorm.weight", {8});
        const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
            add(layer + name + ".weight", {out, in});
            add(layer + name + ".bias", {out});
        };
        linear("self_attn.q_proj", 12, 8);
        linear("self_attn.k_proj", 6, 8);
        linear("self_attn.v_proj", 6, 8);
        linear("self_attn.o_proj", 8, 12);
        linear("mlp.gate_proj", 32, 8);
        linear("mlp.up_proj", 32, 8);
        linear("mlp.down_proj", 8, 32);
    }
    add("model.norm.weight", {8});
    add("lm_head.weight", {16, 8});
    return tensors;
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

const std::vector<std::int32_t> kIds = {1, 5, 9, 2, 7, 3, 0, 14};

at::Tensor referenceLogits(const fs::path& folder)
{
    return nn::sequenceLogits(opened(folder), kIds);
}

at::Tensor engineLogits(const fs::path& folder)
{
    ThreadPool pool(2);
    engine::LoadOptions options;
    options.cache = false;
    auto model = engine::LoadedModel::load(folder, pool, options);
    if (!model)
        throw std::runtime_error(toString(model.error()));
    engine::Executor executor(*model, pool);
    engine::Sequence sequence((*model)->spec(), 16, engine::KvType::Float32);
    const engine::BatchPart part{&sequence, kIds, engine::BatchPart::Logits::All};
    if (const auto ran = executor.forward({&part, 1}); !ran)
        throw std::runtime_error(toString(ran.error()));
    at::Tensor logits = at::empty({std::int64_t(kIds.size()), 16}, at::kFloat);
    for (std::size_t row = 0; row < kIds.size(); ++row)
        std::copy_n(executor.logits(row).data(), 16, logits.data_ptr<float>() + row * 16);
    return logits;
}

at::Tensor weightOf(const model::Checkpoint& checkpoint, const std::string& tensor)
{
    const auto values = checkpoint.readFloats(tensor);
    if (!values)
        throw std::runtime_error(toString(values.error()));
    const auto shape = checkpoint.find(tensor)->info->shape;
    return at::from_blob(const_cast<float*>(values->data()), shape, at::kFloat).clone();
}

} // namespace

class StructuredTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = m_directory->path().toStdString();
        tests::writeModel(m_root / "model", config(), randomTensors());
        QVERIFY(bool(writeFileAtomically(m_root / "model/tokenizer.json", tests::letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(m_root / "calibration.txt", tests::letters(1600, 1))));
        QVERIFY(bool(writeFileAtomically(m_root / "evaluation.txt", tests::letters(300, 2))));
    }

    void namedLayersAreLeftOut()
    {
        (void)run(tests::sparseMlStage("depth", "    DepthPruningModifier: {layer_indices: [1], bridge: false}\n"));
        const model::Checkpoint result = opened(m_root / "run/stage_depth");
        QCOMPARE(result.config()["num_hidden_layers"].get<int>(), 3);
        QVERIFY((result.config()["layer_types"] == nlohmann::json{"zero", "two", "three"}));
        QVERIFY(result.unexpectedTensors().empty());
        const model::Checkpoint source = opened(m_root / "model");
        for (const char* tensor : {"mlp.down_proj.weight", "self_attn.k_proj.bias", "input_layernorm.weight"})
            QVERIFY(at::equal(weightOf(result, std::string("model.layers.1.") + tensor),
                              weightOf(source, std::string("model.layers.2.") + tensor)));
        // The same computation with the layer left out by hand.
        nn::Ends ends = nn::loadEnds(source);
        at::Tensor ids = at::empty({1, std::int64_t(kIds.size())}, at::kLong);
        std::copy(kIds.begin(), kIds.end(), ids.data_ptr<std::int64_t>());
        at::Tensor hidden = nn::embed(source.spec(), ends, ids);
        const nn::RotaryTable rotary = nn::rotaryTable(source.spec().rope, std::int64_t(kIds.size()));
        for (const std::size_t layer : {0, 2, 3})
            hidden = nn::forward(source.spec(), nn::loadBlock(source, layer), hidden, rotary);
        const at::Tensor expected = nn::logits(source.spec(), ends, hidden).squeeze(0);
        QVERIFY(at::equal(referenceLogits(m_root / "run/stage_depth"), expected));
        // Float32 sums of at most 32 products in another order: some 100 eps of values of about 1.
        QVERIFY((engineLogits(m_root / "run/stage_depth") - expected).abs().max().item<double>() < 1e-4);
    }

    /// The refitted down_proj brings the hidden states behind the gap nearer to the whole model's.
    void aBridgeStandsForTheGap()
    {
        const auto divergenceAfterGap = [&](const std::string& folder) {
            const nlohmann::json manifest = manifestOf(folder);
            for (const auto& layer : manifest["stages"][0]["layers"]) {
                if (layer["layer"] == 3)
                    return layer["divergence"].get<double>();
            }
            return -1.0;
        };
        (void)run(tests::sparseMlStage("depth", "    DepthPruningModifier: {layer_indices: [1, 2], bridge: false}\n"));
        (void)run(tests::sparseMlStage("depth", "    DepthPruningModifier: {layer_indices: [1, 2]}\n"), "bridged");
        qInfo("%g with a bridge, %g without", divergenceAfterGap("bridged"), divergenceAfterGap("run"));
        QVERIFY(divergenceAfterGap("bridged") > 0.0);
        QVERIFY(divergenceAfterGap("bridged") < divergenceAfterGap("run"));
        const model::Checkpoint source = opened(m_root / "model");
        const model::Checkpoint result = opened(m_root / "bridged/stage_depth");
        QVERIFY(!at::equal(weightOf(result, "model.layers.0.mlp.down_proj.weight"),
                           weightOf(source, "model.layers.0.mlp.down_proj.weight")));
        QVERIFY(at::equal(weightOf(result, "model.layers.1.mlp.down_proj.weight"), // nothing is missing behind it
                          weightOf(source, "model.layers.3.mlp.down_proj.weight")));
    }

    void aBridgeIsTheLeastSquaresFit()
    {
        const auto waves = [](std::int64_t rows, std::int64_t columns, double seed) {
            const at::Tensor i = at::arange(rows * columns, at::kDouble);
            return at::sin(i * i * 0.37 + seed).view({rows, columns}).to(at::kFloat);
        };
        const at::Tensor activations = waves(40, 6, 0.2);
        const at::Tensor wanted = waves(40, 4, 1.3);
        const at::Tensor weight = waves(4, 6, 2.2);
        const at::Tensor hessian = at::mm(activations.t(), activations);
        const at::Tensor products = at::mm(wanted.t(), activations);
        const auto factor = compress::factorize(hessian.clone(), 0.05);
        const at::Tensor fitted = compress::bridgedWeight(weight, hessian, products, factor);
        // Its gradient is 0: V H - C + lambda (V - W), in float32 sums of 40 products of about 1.
        const double lambda = 0.05 * hessian.diagonal().mean().item<double>();
        const at::Tensor gradient = at::mm(fitted, hessian) - products + (fitted - weight) * lambda;
        QVERIFY(gradient.abs().max().item<double>() < 1e-4);
        QVERIFY_EXCEPTION_THROWN((void)compress::bridgedWeight(weight, hessian, waves(4, 5, 0.0), factor),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)compress::bridgedWeight(weight, hessian, products, {}), std::invalid_argument);
    }

    void layersAreChosenOnSelectionText_data()
    {
        QTest::addColumn<std::string>("keys");
        QTest::newRow("greedy") << std::string("layers: 2, method: greedy");
        QTest::newRow("window") << std::string("layers: 2, method: window");
        QTest::newRow("influence") << std::string("layers: 2, method: influence");
        QTest::newRow("perplexity") << std::string("share: 0.5, method: greedy, measure: perplexity");
    }

    void layersAreChosenOnSelectionText()
    {
        QFETCH(std::string, keys);
        const std::string recipe = tests::sparseMlStage("depth", "    DepthPruningModifier: {" + keys + "}\n");
        (void)run(recipe, "first");
        const nlohmann::json decision = decisionOf("first");
        QCOMPARE(decision["removed"].size(), std::size_t(2));
        QCOMPARE(opened(m_root / "first/stage_depth").spec().layers.size(), std::size_t(kLayers - 2));
        if (keys.find("window") != std::string::npos) {
            QCOMPARE(decision["trials"].size(), std::size_t(3));
            QCOMPARE(decision["removed"][1].get<int>(), decision["removed"][0].get<int>() + 1);
        } else if (keys.find("greedy") != std::string::npos) {
            QCOMPARE(decision["trials"].size(), std::size_t(4 + 3));
        }
        double best = 1e300; // the last choice is the best of its trials
        const char* measure = keys.find("perplexity") != std::string::npos ? "perplexity" : "kl";
        for (const auto& trial : decision["trials"]) {
            if (trial["removed"].size() == 2)
                best = std::min(best, trial[measure].get<double>());
        }
        for (const auto& trial : decision["trials"]) {
            if (trial["removed"] == decision["removed"])
                QCOMPARE(trial[measure].get<double>(), best);
        }
        // Another evaluation text, the same choice: it is not what the choice was made on.
        QVERIFY(bool(writeFileAtomically(m_root / "evaluation.txt", tests::letters(400, 77))));
        (void)run(recipe, "again");
        QCOMPARE(decisionOf("again").dump(), decision.dump());
    }

    void aTrialIsWhatTheResultGives()
    {
        // 16 windows: those that are held back for choices are probed as well, as there are no others.
        QVERIFY(bool(writeFileAtomically(m_root / "calibration.txt", tests::letters(512, 1))));
        (void)run(
            tests::sparseMlStage("depth", "    DepthPruningModifier: {layers: 1, method: window, bridge: false}\n"));
        const nlohmann::json decision = decisionOf("run");
        for (const auto& trial : decision["trials"]) {
            if (trial["removed"] == decision["removed"])
                QVERIFY(std::abs(trial["perplexity"].get<double>() - probeOf("run")) < 1e-5 * probeOf("run"));
        }
    }

    /// Solvers with a mixed target work on what OSSCAR has left of a matrix.
    void narrowMatricesArePrunedTowardsTheDenseOutput_data()
    {
        QTest::addColumn<std::string>("modifiers");
        const std::string prune = "    SparseGPTModifier: {sparsity: 0.25, targets: ['re:.*down_proj']";
        QTest::newRow("mixed target") << prune + ", target_mix: 0.5}\n";
        QTest::newRow("mixed refit")
            << prune + "}\n    MaskedRefitModifier: {targets: ['re:.*down_proj'], target_mix: 0.5}\n";
    }

    void narrowMatricesArePrunedTowardsTheDenseOutput()
    {
        QFETCH(std::string, modifiers);
        const std::string narrow = "    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25}\n";
        // Hardly mixed: as published, but the dense model is followed, so that the error against it is known.
        const std::string plain =
            "    SparseGPTModifier: {sparsity: 0.25, targets: ['re:.*down_proj'], target_mix: 0.001}\n";
        const auto errorOf = [&](const std::string& folder) {
            double sum = 0.0;
            const nlohmann::json manifest = manifestOf(folder);
            for (const auto& module : manifest["stages"][0]["modules"]) {
                if (module["role"] == "down")
                    sum += module["denseError"].get<double>();
            }
            return sum;
        };
        (void)run(tests::sparseMlStage("narrow", narrow + modifiers), "fitted");
        (void)run(tests::sparseMlStage("narrow", narrow + plain), "plain");
        qInfo("%g, as published %g", errorOf("fitted"), errorOf("plain"));
        QVERIFY(errorOf("fitted") < errorOf("plain"));
        QCOMPARE(opened(m_root / "fitted/stage_narrow").config()["intermediate_size"].get<int>(), 24);
    }

    /// Widths that were chosen for all layers together hold for the layers that a fork works on anew.
    void aForkKeepsWhatWasDecided()
    {
        const auto recipe = [](const std::string& sparsity) {
            return tests::sparseMlStage("narrow",
                                        "    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25, widths: sensitivity}\n"
                                        "    SparseGPTModifier: {sparsity: " +
                                            sparsity + ", targets: ['re:.*down_proj']}\n");
        };
        (void)run(recipe("0.25"), "first");
        // As if another text had been chosen by: the last two layers would have come out otherwise.
        nlohmann::json manifest = manifestOf("first");
        nlohmann::json& widths = manifest["stages"][0]["decisions"][0]["decision"]["widths"];
        widths[2] = widths[2].get<int>() - 1;
        widths[3] = widths[3].get<int>() + 1;
        QVERIFY(bool(writeFileAtomically(m_root / "first/manifest.json", manifest.dump())));
        (void)run(recipe("0.5"), "fork", "first/stage_narrow", 2);
        QCOMPARE(decisionOf("fork")["widths"].dump(), widths.dump());
        const model::Checkpoint first = opened(m_root / "first/stage_narrow");
        const model::Checkpoint fork = opened(m_root / "fork/stage_narrow");
        for (int layer = 0; layer < kLayers; ++layer) {
            const std::string name = "model.layers." + std::to_string(layer) + ".mlp.down_proj.weight";
            QCOMPARE(at::equal(weightOf(first, name), weightOf(fork, name)), layer < 2);
        }
    }

    void aForkOfAnotherShapeIsRefused_data()
    {
        QTest::addColumn<std::string>("first");
        QTest::addColumn<std::string>("then");
        QTest::addColumn<QString>("words");
        QTest::newRow("width") << std::string("    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25}\n")
                               << std::string("    OSSCARPruningModifier: {mlp_pruning_ratio: 0.5}\n")
                               << "is F32 [24, 8] there and F32 [16, 8] here";
        QTest::newRow("layers") << std::string("    DepthPruningModifier: {layer_indices: [1]}\n")
                                << std::string("    DepthPruningModifier: {layer_indices: [2]}\n")
                                << "layer 1 is left out there and kept here";
    }

    void aForkOfAnotherShapeIsRefused()
    {
        QFETCH(std::string, first);
        QFETCH(std::string, then);
        QFETCH(QString, words);
        (void)run(tests::sparseMlStage("shape", first), "first");
        try {
            (void)run(tests::sparseMlStage("shape", then), "fork", "first/stage_shape", 2);
            QFAIL("it ran");
        } catch (const std::runtime_error& error) {
            QVERIFY2(QString(error.what()).startsWith("run.fork.mismatch"), error.what());
            QVERIFY2(QString(error.what()).contains(words), error.what());
        }
        (void)run(tests::sparseMlStage("shape", first), "again", "first/stage_shape", 2);
    }

    void narrowerFeedForward()
    {
        (void)run(
            tests::sparseMlStage("narrow", "    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25, target_mix: 0.0}\n"));
        const fs::path folder = m_root / "run/stage_narrow";
        const model::Checkpoint result = opened(folder);
        QCOMPARE(result.config()["intermediate_size"].get<int>(), 24);
        QVERIFY(!result.config().contains("layer_intermediate_sizes"));
        const model::Checkpoint source = opened(m_root / "model");
        // Rows of gate and up are some of the source's, in order, and biases go with them.
        const at::Tensor gate = weightOf(result, "model.layers.2.mlp.gate_proj.weight");
        const at::Tensor gateBias = weightOf(result, "model.layers.2.mlp.gate_proj.bias");
        const at::Tensor before = weightOf(source, "model.layers.2.mlp.gate_proj.weight");
        const at::Tensor biasBefore = weightOf(source, "model.layers.2.mlp.gate_proj.bias");
        std::int64_t row = 0;
        for (std::int64_t candidate = 0; candidate < 32 && row < 24; ++candidate) {
            if (at::equal(gate[row], before[candidate])) {
                QVERIFY(at::equal(gateBias[row], biasBefore[candidate]));
                ++row;
            }
        }
        QCOMPARE(row, std::int64_t(24));
        QVERIFY(at::equal(weightOf(result, "model.layers.2.mlp.down_proj.bias"),
                          weightOf(source, "model.layers.2.mlp.down_proj.bias")));
        const at::Tensor expected = referenceLogits(folder);
        QVERIFY((engineLogits(folder) - expected).abs().max().item<double>() < 1e-4);
        const nlohmann::json manifest = manifestOf("run");
        for (const auto& module : manifest["stages"][0]["modules"]) {
            if (module["role"] == "down")
                QVERIFY(module["relativeError"].get<double>() > 0.0 && module["relativeError"].get<double>() < 0.5);
            if (module["role"] == "gate")
                QCOMPARE(module["relativeError"].get<double>(), 0.0); // what stays is what was there
        }
    }

    void layersDifferInWidth()
    {
        (void)run(tests::sparseMlStage("narrow", "    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25, multiple: 2, "
                                                 "widths: sensitivity}\n"));
        const fs::path folder = m_root / "run/stage_narrow";
        const model::Checkpoint result = opened(folder);
        const auto widths = decisionOf("run")["widths"].get<std::vector<std::int64_t>>();
        std::int64_t sum = 0;
        for (std::size_t layer = 0; layer < widths.size(); ++layer) {
            sum += widths[layer];
            QCOMPARE(widths[layer] % 2, std::int64_t(0));
            QCOMPARE(result.spec().layers[layer].find(model::Role::Down)->inFeatures, widths[layer]);
        }
        QCOMPARE(sum, std::int64_t(kLayers * 24));
        QVERIFY((engineLogits(folder) - referenceLogits(folder)).abs().max().item<double>() < 1e-4);
    }

    void fewerHeads()
    {
        (void)run(tests::sparseMlStage("heads", "    AttentionHeadPruningModifier: {head_pruning_ratio: 0.34}\n"));
        const fs::path folder = m_root / "run/stage_heads";
        const model::Checkpoint result = opened(folder);
        QCOMPARE(result.config()["num_attention_heads"].get<int>(), 4);
        QCOMPARE(result.config()["num_key_value_heads"].get<int>(), 2);
        QCOMPARE(result.config()["head_dim"].get<int>(), 2);
        QCOMPARE(result.spec().layers[0].find(model::Role::Query)->outFeatures, 8);
        QCOMPARE(weightOf(result, "model.layers.3.self_attn.v_proj.bias").numel(), std::int64_t(4));
        QVERIFY((engineLogits(folder) - referenceLogits(folder)).abs().max().item<double>() < 1e-4);
        // Memory and disk agree: the last probe is measured again from the folder.
        const auto stage = manifestOf("run")["stages"][0];
        QCOMPARE(stage["reloadedProbe"].get<double>(), stage["probes"].back()["perplexity"].get<double>());
    }

    /// Depth and width in one stage, then quantization of what is left in the next.
    void laterStagesWorkOnWhatIsLeft()
    {
        (void)run(
            tests::sparseMlStage("small", "    DepthPruningModifier: {layer_indices: [0, 2]}\n"
                                          "    OSSCARPruningModifier: {mlp_pruning_ratio: 0.25}\n"
                                          "    AttentionHeadPruningModifier: {head_pruning_ratio: 0.34}\n") +
            "int8_stage:\n  run_type: oneshot\n  int8_modifiers:\n"
            "    SparseGPTModifier: {sparsity: 0.5}\n"
            "    QuantizationModifier:\n      ignore: [lm_head]\n      config_groups:\n        group_0:\n"
            "          targets: [Linear]\n          weights: {num_bits: 8, symmetric: true, strategy: channel}\n");
        const model::Checkpoint result = opened(m_root / "run/stage_int8");
        QCOMPARE(result.spec().layers.size(), std::size_t(2));
        QCOMPARE(result.spec().layers[1].find(model::Role::Down)->inFeatures, 24);
        QCOMPARE(result.spec().keyValueHeads, std::int64_t(2));
        QVERIFY(result.storedScheme("model.layers.1.mlp.down_proj").has_value());
        // int8 weights, float inputs: the engine rounds inputs where a scheme says so only.
        const at::Tensor expected = referenceLogits(m_root / "run/stage_int8");
        const at::Tensor got = engineLogits(m_root / "run/stage_int8");
        QVERIFY((got - expected).abs().max().item<double>() < 0.05 * expected.abs().max().item<double>());
        const auto structured = manifestOf("run")["stages"][0];
        QCOMPARE(structured["reloadedProbe"].get<double>(), structured["probes"].back()["perplexity"].get<double>());
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<std::string>("modifier");
        QTest::newRow("no such layer") << std::string("DepthPruningModifier: {layer_indices: [4]}");
        QTest::newRow("every layer") << std::string("DepthPruningModifier: {layer_indices: [0, 1, 2, 3]}");
        QTest::newRow("as many as there are") << std::string("DepthPruningModifier: {layers: 4}");
        QTest::newRow("half a layer") << std::string("DepthPruningModifier: {layer_indices: [0.5]}");
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(std::string, modifier);
        QVERIFY_EXCEPTION_THROWN((void)run(tests::sparseMlStage("depth", "    " + modifier + "\n")), std::exception);
        QVERIFY(!fs::exists(m_root / "run/stage_depth"));
    }

    void stepsGoWhereTheyCostLeast()
    {
        const auto line = [](double slope, std::size_t size) {
            std::vector<double> cost;
            for (std::size_t i = 0; i < size; ++i)
                cost.push_back(slope * double(i));
            return cost;
        };
        const std::vector<std::int64_t> full = {32, 32, 30};
        // The middle layer is cheap and bounded by 12; the last comes down to a multiple of 4 first.
        const auto widths = compress::narrowed(full, {line(5.0, 33), line(1.0, 13), line(2.0, 31)}, 4, 18);
        QVERIFY((widths == std::vector<std::int64_t>{32, 20, 24}));
        QVERIFY((compress::narrowed(full, {line(1.0, 1), line(1.0, 1), line(1.0, 1)}, 4, 18) == full));
    }

    void layersOfAViewCountAnew()
    {
        compress::ModelView view(opened(m_root / "model"));
        view.keepLayers({0, 3});
        QVERIFY(view.keeps(3) && !view.keeps(1));
        QCOMPARE(view.outputLayer(3), std::size_t(1));
        QCOMPARE(view.outputName("model.layers.3.mlp.up_proj.weight"),
                 std::string("model.layers.1.mlp.up_proj.weight"));
        QCOMPARE(view.outputName("model.norm.weight"), std::string("model.norm.weight"));
        QVERIFY_EXCEPTION_THROWN(view.keepLayers({1}), std::invalid_argument); // gone already
        QVERIFY_EXCEPTION_THROWN(view.keepLayers({}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(view.keepLayers({3, 0}), std::invalid_argument);
    }

private:
    CompressRun run(const std::string& recipe, const std::string& folder = "run", const std::string& forkFrom = {},
                    int forkLayer = 0)
    {
        compress::CompressOptions asked;
        asked.model = m_root / "model";
        asked.output = m_root / folder;
        asked.recipe = tests::parsedRecipe(recipe);
        asked.calibrationFiles = {m_root / "calibration.txt"};
        if (folder != "run" || recipe.find("method") == std::string::npos)
            asked.evaluationFiles = {m_root / "evaluation.txt"};
        asked.samples = 16;
        asked.windowTokens = 32;
        if (!forkFrom.empty())
            asked.forkFrom = m_root / forkFrom;
        asked.forkLayer = forkLayer;
        return tests::compressed(std::move(asked));
    }

    nlohmann::json manifestOf(const std::string& folder) const
    {
        return nlohmann::json::parse(readTextFile(m_root / folder / "manifest.json").value());
    }

    nlohmann::json decisionOf(const std::string& folder) const
    {
        return manifestOf(folder)["stages"][0]["decisions"][0]["decision"];
    }

    double probeOf(const std::string& folder) const
    {
        return manifestOf(folder)["stages"][0]["probes"].back()["perplexity"].get<double>();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(StructuredTest)
#include "structured_test.moc"
