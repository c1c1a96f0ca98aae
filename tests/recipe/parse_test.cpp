#include <cmath>

#include <QTest>

#include "core/compress/magnitude/schema.h"
#include "core/compress/quantization/schema.h"
#include "core/compress/sparsegpt/schema.h"
#include "core/recipe/expression.h"
#include "recipe_support.h"

using namespace espalier;
using namespace espalier::recipe;

namespace {

std::string espalierDocument(const std::string& modifier)
{
    return "espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - " + modifier + "\n";
}

const Modifier& firstModifier(const ParsedRecipe& parsed)
{
    if (!parsed.recipe) {
        qFatal("no recipe: %s", describe(parsed.diagnostics).c_str());
    }
    return parsed.recipe->stages.at(0).modifiers.at(0);
}

} // namespace

class ParseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // the recipe of the one-shot guide for TinyLlama
    void oneShotRecipe()
    {
        const ParsedRecipe parsed =
            parse("\ncompression_stage:\n"
                  "    run_type: oneshot\n"
                  "    oneshot_modifiers:\n"
                  "        QuantizationModifier:\n"
                  "            ignore: [LlamaRotaryEmbedding, LlamaRMSNorm, SiLUActivation, QuantizableMatMul]\n"
                  "            post_oneshot_calibration: true\n"
                  "            scheme_overrides:\n"
                  "                Linear:\n"
                  "                    weights:\n"
                  "                        num_bits: 8\n"
                  "                        symmetric: true\n"
                  "                        strategy: channel\n"
                  "                Embedding:\n"
                  "                    input_activations: null\n"
                  "                    weights:\n"
                  "                        num_bits: 8\n"
                  "                        symmetric: false\n"
                  "        SparseGPTModifier:\n"
                  "            sparsity: 0.5\n"
                  "            quantize: True\n"
                  "            targets: ['re:model.layers.\\d*$']\n");
        QVERIFY2(problems(parsed.diagnostics).empty(), describe(parsed.diagnostics).c_str());
        QCOMPARE(*parsed.dialect, Dialect::SparseML);
        const Stage& stage = parsed.recipe->stages.at(0);
        QCOMPARE(stage.name, std::string("compression"));
        QCOMPARE(stage.modifiers.size(), std::size_t{2});

        const auto quantization = compress::quantizationFromRecipe(stage.modifiers[0]);
        QVERIFY(bool(quantization));
        QVERIFY(quantization->calibrateAfterwards);
        QCOMPARE(quantization->ignore.size(), std::size_t{4});
        QCOMPARE(quantization->groups.size(), std::size_t{3});
        const formats::QuantizationScheme& all = quantization->groups[0];
        QCOMPARE(all.targets, std::vector<std::string>{"__ALL__"});
        QVERIFY(all.weights->symmetric && all.weights->strategy == formats::Strategy::Tensor && all.weights->bits == 8);
        QVERIFY(!all.inputActivations->symmetric && !all.inputActivations->dynamic);
        const formats::QuantizationScheme& linear = quantization->groups[1];
        QVERIFY(linear.weights->symmetric && linear.weights->strategy == formats::Strategy::Channel);
        // an override that says nothing of activations has the default: 8 bits, asymmetric, one static range
        QVERIFY(linear.inputActivations && !linear.inputActivations->symmetric);
        QVERIFY(linear.inputActivations->strategy == formats::Strategy::Tensor && linear.inputActivations->bits == 8);
        const formats::QuantizationScheme& embedding = quantization->groups[2];
        QVERIFY(!embedding.inputActivations && !embedding.weights->symmetric);
        QVERIFY(embedding.weights->strategy == formats::Strategy::Tensor);

        const auto sparseGpt = compress::sparseGptFromRecipe(stage.modifiers[1]);
        QVERIFY(bool(sparseGpt));
        QCOMPARE(stage.modifiers[1].arguments.find("sparsity")->number(), 0.5);
        QVERIFY(sparseGpt->quantize && sparseGpt->groupSize == 0 && !sparseGpt->preserveMask);
        QCOMPARE(sparseGpt->blockSize, std::int64_t{32});
        QCOMPARE(sparseGpt->dampening, 0.01);
        QCOMPARE(stage.modifiers[1].targets(), std::vector<std::string>{"re:model.layers.\\d*$"});
        QVERIFY(checkRunnable(*parsed.recipe, compress::modifierSchemas()).empty());
        QVERIFY(needsCalibration(*parsed.recipe, compress::modifierSchemas()));
    }

    void diagnostics_data()
    {
        QTest::addColumn<QString>("document");
        QTest::addColumn<QString>("expected"); // the first one: code@line:column
        QTest::addColumn<QString>("suggestion");
        const auto row = [](const char* name, const std::string& document, const char* expected,
                            const char* suggestion = "") {
            QTest::newRow(name) << QString::fromStdString(document) << expected << suggestion;
        };
        const auto sparseGpt = [](const std::string& keys) { return espalierDocument("SparseGPTModifier: " + keys); };
        const auto quantization = [](const std::string& keys) {
            return espalierDocument("QuantizationModifier: " + keys);
        };
        row("unknown key", sparseGpt("{sparsity: 0.5, dampening: 0.1}"), "recipe.key.unknown@5:44", "dampening_frac");
        row("misspelt key", sparseGpt("{sparsty: 0.5}"), "recipe.key.missing@5:9");
        row("no sparsity", sparseGpt("{}"), "recipe.key.missing@5:9");
        row("too sparse", sparseGpt("{sparsity: 50}"), "recipe.key.range@5:39", "0.5");
        row("negative", sparseGpt("{sparsity: -1}"), "recipe.key.range@5:39", "0");
        row("text for a number", sparseGpt("{sparsity: half}"), "recipe.key.type@5:39");
        row("text in a list", sparseGpt("{sparsity: [0.5, half]}"), "recipe.key.type@5:45");
        row("empty list", sparseGpt("{sparsity: []}"), "recipe.key.type@5:39");
        row("fraction for a count", sparseGpt("{sparsity: 0.5, block_size: 12.5}"), "recipe.key.type@5:56");
        row("text for a flag", sparseGpt("{sparsity: 0.5, preserve_sparsity_mask: 3}"), "recipe.key.type@5:68");
        row("number for targets", sparseGpt("{sparsity: 0.5, targets: 3}"), "recipe.key.type@5:53");
        row("keeps everything", sparseGpt("{sparsity: 0.5, mask_structure: '4:4'}"), "recipe.mask@5:60");
        row("no pattern", sparseGpt("{sparsity: 0.5, mask_structure: block}"), "recipe.mask@5:60");
        row("sparsity beside a pattern", sparseGpt("{sparsity: 0.75, mask_structure: '2:4'}"),
            "recipe.sparsity.pattern@5:39");
        row("joint without a scheme", sparseGpt("{sparsity: 0.5, quantize: true}"), "recipe.quantize.no-scheme@5:44");
        row("unknown modifier", espalierDocument("SparseGTPModifier: {}"), "recipe.modifier.unknown@5:9",
            "SparseGPTModifier");
        row("without the suffix", espalierDocument("SparseGPT: {}"), "recipe.modifier.unknown@5:9",
            "SparseGPTModifier");
        row("nothing like it", espalierDocument("Zzz: {}"), "recipe.modifier.unknown@5:9");
        row("modifier is a number", espalierDocument("3"), "recipe.structure@5:9");
        row("arguments are a list", espalierDocument("SparseGPTModifier: [1]"), "recipe.structure@5:28");
        row("no scheme", quantization("{}"), "recipe.key.missing@5:9");
        row("scheme and groups", quantization("{scheme: W8A8, config_groups: {a: {targets: [Linear]}}}"),
            "recipe.key.conflict@5:32");
        row("unknown preset", quantization("{scheme: W8A9}"), "recipe.preset.unknown@5:40", "W8A8");
        row("preset with 4-bit inputs", quantization("{scheme: W4A4}"), "recipe.preset.unknown@5:40", "W4A8");
        row("settings of an observer",
            quantization("{config_groups: {a: {targets: [Linear], weights: {num_bits: 8, observer: mse, "
                         "observer_kwargs: {maxshrink: 0.4, patience: 3}}}}}"),
            "recipe.key.no-effect@5:109");
        row("later preset", quantization("{scheme: NVFP4}"), "recipe.scheme.later@5:40");
        row("group without targets", quantization("{config_groups: {a: {weights: {num_bits: 8}}}}"),
            "recipe.key.missing@5:48");
        row("unknown part", quantization("{config_groups: {a: {targets: [Linear], weight: {num_bits: 8}}}}"),
            "recipe.key.unknown@5:71", "weights");
        row("unknown field", quantization("{config_groups: {a: {targets: [Linear], weights: {bits: 8}}}}"),
            "recipe.key.unknown@5:81", "num_bits");
        row("too many bits", quantization("{config_groups: {a: {targets: [Linear], weights: {num_bits: 64}}}}"),
            "recipe.key.range@5:91", "8");
        row("group without its size",
            quantization("{config_groups: {a: {targets: [Linear], weights: {strategy: group}}}}"),
            "recipe.key.conflict@5:91");
        row("size without a group",
            quantization("{config_groups: {a: {targets: [Linear], weights: {strategy: tensor, group_size: 32}}}}"),
            "recipe.key.conflict@5:111");
        row("dynamic weights", quantization("{config_groups: {a: {targets: [Linear], weights: {dynamic: true}}}}"),
            "recipe.key.conflict@5:80");
        row("static tokens",
            quantization(
                "{config_groups: {a: {targets: [Linear], input_activations: {strategy: token, dynamic: false}}}}"),
            "recipe.key.conflict@5:117", "true");
        row("channels of activations",
            quantization("{config_groups: {a: {targets: [Linear], input_activations: {strategy: channel}}}}"),
            "recipe.key.conflict@5:90");
        row("later observer", quantization("{scheme: FP8, observer: imatrix_mse}"), "recipe.scheme.later@5:55", "mse");
        row("blocks without a size",
            quantization("{config_groups: {a: {targets: [Linear], weights: {strategy: block}}}}"),
            "recipe.key.conflict@5:80");
        row("a size without blocks",
            quantization("{config_groups: {a: {targets: [Linear], weights: {block_structure: 16x16}}}}"),
            "recipe.key.conflict@5:98");
        row("act-order with indices", espalierDocument("GPTQModifier: {scheme: W4A16, actorder: group}"),
            "recipe.scheme.later@5:49", "static");
        row("no act-order", espalierDocument("GPTQModifier: {scheme: W4A16, actorder: statik}"), "recipe.key.type@5:49",
            "static");
        row("cache by head", quantization("{scheme: W8A8, kv_cache_scheme: {num_bits: 8, strategy: attn_head}}"),
            "recipe.scheme.later@5:63");
        row("dynamic cache", quantization("{scheme: W8A8, kv_cache_scheme: {dynamic: true}}"),
            "recipe.scheme.later@5:63");
        row("cache by name", quantization("{kv_cache_scheme: fp8}"), "recipe.key.type@5:49");
        row("GPTQ without a scheme", espalierDocument("GPTQModifier: {}"), "recipe.quantize.no-scheme@5:9");
        row("import-only key", quantization("{scheme: W8A8, scheme_overrides: {}}"), "recipe.key.unknown@5:46",
            "scheme");
        row("version", "espalier: 2\nstages: []\n", "recipe.version@1:11", "1");
        row("no stages", "espalier: 1\n", "recipe.structure@1:1");
        row("empty document", "", "recipe.empty@1:1");
        row("a list", "- a\n", "recipe.empty@1:1");
        row("unknown top key", "espalier: 1\nstage: []\nstages: []\n", "recipe.key.unknown@2:1", "stages");
        row("stage without a name", "espalier: 1\nstages:\n  - modifiers: []\n", "recipe.key.missing@3:5");
        row("bad stage name",
            "espalier: 1\nstages:\n  - {name: a/b, modifiers: [{MagnitudePruningModifier: {sparsity: 0.5}}]}\n",
            "recipe.stage.name@3:5");
        row("stage twice",
            "espalier: 1\nstages:\n  - {name: a, modifiers: [{MagnitudePruningModifier: {sparsity: 0.5}}]}\n"
            "  - {name: a, modifiers: [{MagnitudePruningModifier: {sparsity: 0.5}}]}\n",
            "recipe.stage.duplicate@4:5");
        row("run type",
            "espalier: 1\nstages:\n  - {name: a, run_type: onshot, modifiers: [{MagnitudePruningModifier: {sparsity: "
            "0.5}}]}\n",
            "recipe.stage.run-type@3:25", "oneshot");
        row("llm-compressor forbids",
            "a_stage:\n  a_modifiers:\n    SparseGPTModifier:\n      sparsity: 0.5\n      dampening_fraq: 0.1\n",
            "recipe.key.unknown@5:7", "dampening_frac");
        row("sparseml drops",
            "a_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier:\n      sparsity: 0.5\n      "
            "percdamp: 0.1\n",
            "recipe.key.unknown@6:7", "dampening_frac");
        row("not read by llm-compressor",
            "speed: 3\na_stage:\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n", "recipe.key.unknown@1:1");
        row("eval of nothing",
            "a_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier:\n      sparsity: eval(x + 1)\n",
            "recipe.eval@5:17");
        row("legacy preset",
            "a_stage:\n  run_type: oneshot\n  a_modifiers:\n    QuantizationModifier:\n      scheme: deepsprase\n",
            "recipe.preset.unknown@5:15", "deepsparse");
    }

    void diagnostics()
    {
        QFETCH(QString, document);
        QFETCH(QString, expected);
        QFETCH(QString, suggestion);
        const ParsedRecipe parsed = parse(document.toStdString());
        const std::vector<Diagnostic> found = problems(parsed.diagnostics);
        QVERIFY(!found.empty());
        QVERIFY2(codes(found)[0] == expected.toStdString(), describe(found).c_str());
        QCOMPARE(QString::fromStdString(found[0].suggestion), suggestion);
        QCOMPARE(parsed.recipe.has_value(), !parsed.hasErrors());
    }

    void everythingIsReportedAtOnce()
    {
        const ParsedRecipe parsed =
            parse("a_stage:\n  run_type: onshot\n  a_modifiers:\n    SparseGPTModifier:\n      sparsity: 7\n"
                  "      targets: 3\n      wrong: 1\n    Nothing:\n");
        QCOMPARE(
            codes(problems(parsed.diagnostics)),
            (std::vector<std::string>{"recipe.stage.run-type@2:13", "recipe.key.range@5:17", "recipe.key.type@6:16",
                                      "recipe.key.unknown@7:7", "recipe.modifier.unknown@8:5"}));
        QVERIFY(!parsed.recipe && parsed.draft);
    }

    void messagesSayWhatToDo()
    {
        const ParsedRecipe parsed = parse(espalierDocument("SparseGPTModifier: {sparsity: 0.5, dampening: 0.1}"));
        QCOMPARE(parsed.diagnostics.at(0).message,
                 std::string("\"dampening\" is not a key of SparseGPT. The nearest is \"dampening_frac\"."));
    }

    void patternsCountThePrunedInImportedDialects()
    {
        const auto kept = [](const std::string& head, const std::string& pattern) {
            const ParsedRecipe parsed =
                parse(head + "    SparseGPTModifier: {sparsity: 0.25, mask_structure: '" + pattern + "'}\n");
            return *firstModifier(parsed).arguments.find("mask_structure")->text();
        };
        const std::string sparseMl = "a_stage:\n  run_type: oneshot\n  a_modifiers:\n";
        const std::string llmCompressor = "a_stage:\n  a_modifiers:\n";
        QCOMPARE(kept(sparseMl, "1:4"), std::string("3:4"));
        QCOMPARE(kept(llmCompressor, "1:4"), std::string("3:4"));
        QCOMPARE(kept(llmCompressor, "2:4"), std::string("2:4"));
        QCOMPARE(kept(llmCompressor, "0:0"), std::string("unstructured"));
        const ParsedRecipe own = parse(espalierDocument("SparseGPTModifier: {mask_structure: '1:4'}"));
        const auto options = compress::sparseGptFromRecipe(firstModifier(own));
        QCOMPARE(options->keptOfGroup, 1);
        QCOMPARE(options->groupSize, 4);
    }

    void defaultsDifferBetweenDialects()
    {
        const auto targets = [](const std::string& document) { return firstModifier(parse(document)).targets(); };
        QCOMPARE(targets("a_stage:\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n"),
                 std::vector<std::string>{"Linear"});
        QCOMPARE(targets("a_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n"),
                 std::vector<std::string>{"__ALL__"});
        QCOMPARE(targets(espalierDocument("SparseGPTModifier: {sparsity: 0.5}")), std::vector<std::string>{"__ALL__"});
    }

    void sparseMlStagesNestedOrNot()
    {
        const ParsedRecipe parsed =
            parse("half: 0.5\nstages:\n  prune:\n    run_type: oneshot\n    args: {rate: eval(half + 0.1)}\n"
                  "    one_modifiers:\n      SparseGPTModifier: {sparsity: 'eval(rate * 2 ** -1)'}\n"
                  "  train_stage:\n    run_type: train\n    two_modifiers:\n"
                  "      ConstantPruningModifier: {targets: ['re:.*weight'], start: 0}\n");
        QVERIFY2(problems(parsed.diagnostics).empty(), describe(parsed.diagnostics).c_str());
        QCOMPARE(parsed.recipe->stages.size(), std::size_t{2});
        QCOMPARE(parsed.recipe->stages[1].name, std::string("train"));
        QVERIFY(parsed.recipe->stages[1].runType == RunType::Train);
        QVERIFY(std::abs(*firstModifier(parsed).arguments.find("sparsity")->number() - 0.3) < 1e-12);
        QVERIFY(checkRunnable(*parsed.recipe, compress::modifierSchemas()).empty());
        QVERIFY(needsCalibration(*parsed.recipe, compress::modifierSchemas())); // it trains on text
    }

    void expressions_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<double>("value"); // not a number where an error is due
        QTest::newRow("precedence") << "1 + 2 * 3" << 7.0;
        QTest::newRow("brackets") << "(1 + 2) * 3" << 9.0;
        QTest::newRow("left to right") << "8 / 4 / 2 - 3 - 1" << -3.0;
        QTest::newRow("power binds right") << "2 ** 3 ** 2" << 512.0;
        QTest::newRow("sign and power") << "-2 ** 2" << -4.0;
        QTest::newRow("floor and modulo") << "-7 // 2 + -7 % 3" << -2.0;
        QTest::newRow("name") << "x * 2" << 6.0;
        QTest::newRow("unknown name") << "y" << qQNaN();
        QTest::newRow("division by zero") << "1 / 0" << qQNaN();
        QTest::newRow("overflow") << "10 ** 400" << qQNaN();
        QTest::newRow("open bracket") << "(1" << qQNaN();
        QTest::newRow("rest") << "1 2" << qQNaN();
        QTest::newRow("empty") << "" << qQNaN();
        QTest::newRow("call") << "__import__('os')" << qQNaN();
        QTest::newRow("deep") << QString(5000, '(') << qQNaN();
        QTest::newRow("signs") << QString(5000, '-') << qQNaN();
    }

    void expressions()
    {
        QFETCH(QString, expression);
        QFETCH(double, value);
        const auto result = evaluateExpression(expression.toStdString(), [](std::string_view name) -> Result<double> {
            return name == "x" ? Result<double>(3.0) : Error{"recipe.eval", "unknown", ""};
        });
        QCOMPARE(bool(result), !std::isnan(value));
        if (result) {
            QCOMPARE(*result, value);
        } else {
            QCOMPARE(result.error().code, std::string("recipe.eval"));
        }
    }

    void sameClassTwiceInOurDialect()
    {
        const ParsedRecipe parsed =
            parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - SparseGPTModifier: {sparsity: 0.5}\n"
                  "      - SparseGPTModifier: {sparsity: 0.7, preserve_sparsity_mask: true}\n");
        QVERIFY(parsed.diagnostics.empty());
        QCOMPARE(parsed.recipe->stages[0].modifiers.size(), std::size_t{2});
    }

    void nestedQuantizationOfSparseMl()
    {
        const ParsedRecipe parsed =
            parse("a_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier:\n      sparsity: 0.5\n"
                  "      quantize:\n        QuantizationModifier: {ignore: [lm_head]}\n");
        QVERIFY2(problems(parsed.diagnostics).empty(), describe(parsed.diagnostics).c_str());
        const auto& modifiers = parsed.recipe->stages[0].modifiers;
        QCOMPARE(modifiers.size(), std::size_t{2});
        QCOMPARE(modifiers[0].type, std::string("QuantizationModifier"));
        QVERIFY(compress::sparseGptFromRecipe(modifiers[1])->quantize);
    }

    void legacyOverrideOfNullLeavesAlone()
    {
        const ParsedRecipe parsed = parse("a_stage:\n  run_type: oneshot\n  a_modifiers:\n    QuantizationModifier:\n"
                                          "      scheme: tensorrt\n      scheme_overrides: {lm_head: null}\n");
        const auto quantization = compress::quantizationFromRecipe(firstModifier(parsed));
        QVERIFY(quantization->groups[0].inputActivations->symmetric);
        QCOMPARE(quantization->groups[1].targets, std::vector<std::string>{"lm_head"});
        QVERIFY(!quantization->groups[1].weights && !quantization->groups[1].inputActivations);
    }

    void unknownPresetsAreAnsweredWithAllThatThereAre()
    {
        const ParsedRecipe parsed = parse(espalierDocument("QuantizationModifier: {scheme: W4A4}"));
        const Diagnostic* unknown = findCode(parsed.diagnostics, "recipe.preset.unknown");
        QVERIFY(unknown != nullptr);
        for (const char* preset : {"\"W8A8\"", "\"W4A16_ASYM\"", "\"FP8_DYNAMIC\""}) {
            QVERIFY2(unknown->message.find(preset) != std::string::npos, unknown->message.c_str());
        }
        QVERIFY(unknown->message.find("NVFP4") == std::string::npos); // known by name alone
    }

    void settingsOfObserversAreNamed()
    {
        const ParsedRecipe parsed =
            parse("a_stage:\n  a_modifiers:\n    QuantizationModifier:\n      config_groups:\n        a:\n"
                  "          targets: [Linear]\n          weights: {num_bits: 8, observer_kwargs: {}}\n"
                  "          input_activations: {num_bits: 8, observer_kwargs: {averaging_constant: 0.05}}\n");
        const auto ignored = problems(parsed.diagnostics);
        QCOMPARE(codes(ignored), std::vector<std::string>{"recipe.key.no-effect@8:44"});
        QVERIFY(ignored[0].message.find("\"averaging_constant\"") != std::string::npos);
    }

    void presets_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("groupSize");
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<bool>("activations");
        QTest::newRow("W8A16") << "W8A16" << 8 << 0 << true << false;
        QTest::newRow("W4A16") << "W4A16" << 4 << 128 << true << false;
        QTest::newRow("W4A16_ASYM") << "W4A16_ASYM" << 4 << 128 << false << false;
        QTest::newRow("W8A8") << "w8a8" << 8 << 0 << true << true;
        QTest::newRow("INT8") << "INT8" << 8 << 0 << true << true;
        QTest::newRow("W4A8") << "W4A8" << 4 << 128 << true << true;
        QTest::newRow("W2A16") << "W2A16" << 2 << 128 << true << false;
        QTest::newRow("W7A8") << "W7A8" << 7 << 128 << true << true;
        QTest::newRow("FP8_DYNAMIC") << "FP8_DYNAMIC" << 8 << 0 << true << true;
        QTest::newRow("W4AFP8") << "W4AFP8" << 4 << 128 << true << true;
    }

    void presets()
    {
        QFETCH(QString, preset);
        const ParsedRecipe parsed =
            parse(espalierDocument("QuantizationModifier: {scheme: " + preset.toStdString() + "}"));
        const auto quantization = compress::quantizationFromRecipe(firstModifier(parsed));
        QVERIFY(bool(quantization));
        const formats::QuantizationScheme& scheme = quantization->groups.at(0);
        QTEST(scheme.weights->bits, "bits");
        QTEST(scheme.weights->groupSize, "groupSize");
        QTEST(scheme.weights->symmetric, "symmetric");
        QTEST(scheme.inputActivations.has_value(), "activations");
        if (scheme.inputActivations) {
            QVERIFY(scheme.inputActivations->dynamic && scheme.inputActivations->strategy == formats::Strategy::Token);
            QVERIFY(!needsCalibration(*parsed.recipe, compress::modifierSchemas()));
        }
    }

    void magnitudeOfTheReferences()
    {
        const ParsedRecipe parsed =
            parse("a_stage:\n  run_type: oneshot\n  a_modifiers:\n    MagnitudePruningModifier:\n"
                  "      targets: __ALL__\n      init_sparsity: 0.05\n      final_sparsity: 0.8\n"
                  "      start: 0\n      end: 10\n      update: 0.5\n      mask_structure: unstructured\n");
        QCOMPARE(firstModifier(parsed).arguments.find("sparsity")->number(), 0.8);
        QVERIFY2(parsed.diagnostics.empty(), describe(parsed.diagnostics).c_str()); // all of SparseML's own
        const auto options = compress::magnitudeFromRecipe(firstModifier(parsed));
        QCOMPARE(options->endEpoch, 10.0);
        QVERIFY(!needsCalibration(*parsed.recipe, compress::modifierSchemas()));
    }

    void laterModifiersParseAndAreNamed()
    {
        const ParsedRecipe parsed = parse(espalierDocument("SpinQuantModifier: {rotations: [R1, R2]}"));
        QVERIFY(parsed.recipe.has_value());
        const auto later = checkRunnable(*parsed.recipe, compress::modifierSchemas());
        QCOMPARE(codes(later), std::vector<std::string>{"recipe.modifier.later@5:9"});
        QVERIFY(QString::fromStdString(later[0].message).contains("SpinQuantModifier"));
    }

    void keyValueCaches()
    {
        const ParsedRecipe parsed = parse(
            espalierDocument("QuantizationModifier: {kv_cache_scheme: {num_bits: 8, type: float, dynamic: false}}"));
        QVERIFY2(parsed.recipe.has_value(), describe(parsed.diagnostics).c_str());
        const auto quantization = compress::quantizationFromRecipe(firstModifier(parsed));
        QVERIFY(quantization->groups.empty());
        QVERIFY(quantization->keysAndValues && quantization->keysAndValues->type == formats::QuantizationType::Float);
        QVERIFY(needsCalibration(*parsed.recipe, compress::modifierSchemas()));
        QVERIFY(checkRunnable(*parsed.recipe, compress::modifierSchemas()).empty());
    }

    void hostileDocumentsEnd()
    {
        for (const std::string& text :
             {std::string("espalier: &a [*a]\n"), std::string("a_stage: {a_modifiers: {x: &y {z: *y}}}\n"),
              std::string("\xff\xfe\0a", 4), std::string(3000, '{'), std::string("? \n? \n: - : -"),
              std::string("espalier: 1\nstages:\n  - name: {}\n  - 3\n  -\n")}) {
            const ParsedRecipe parsed = parse(text);
            QVERIFY(!parsed.recipe && parsed.hasErrors());
        }
    }

    void parsingIsFastEnoughForTyping()
    {
        std::string text = "espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - SparseGPTModifier:\n          "
                           "sparsity: 0.5\n          targets:\n";
        for (int i = 0; i < 500; ++i) {
            text += "            - model.layers." + std::to_string(i) + ".mlp.down_proj\n";
        }
        QBENCHMARK_ONCE
        {
            QVERIFY(parse(text).recipe.has_value());
        }
    }
};

QTEST_GUILESS_MAIN(ParseTest)
#include "parse_test.moc"
