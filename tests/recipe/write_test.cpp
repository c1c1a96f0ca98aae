#include <QTest>

#include "core/base/atomic_file.h"
#include "core/recipe/write.h"
#include "recipe_support.h"

using namespace espalier;
using namespace espalier::recipe;

namespace {

WrittenRecipe write(const ParsedRecipe& parsed, Dialect dialect)
{
    if (!parsed.recipe) {
        qFatal("no recipe: %s", describe(parsed.diagnostics).c_str());
    }
    return writeRecipe(*parsed.recipe, dialect, compress::modifierSchemas());
}

/// "module sparsity bits strategy input" of every matrix that a recipe works on: two recipes that mean the same agree.
std::vector<std::string> effect(const ParsedRecipe& parsed)
{
    const model::ModuleNode tree = smallTree(2);
    const ResolvedRecipe resolved = resolve(*parsed.recipe, tree, compress::modifierSchemas());
    std::vector<std::string> lines;
    for (const ResolvedStage& stage : resolved.stages) {
        for (const ResolvedModifier& modifier : stage.modifiers) {
            for (const ResolvedModule& module : modifier.modules) {
                std::string line =
                    modifier.modifier->type + " " + module.module->name + " " + std::to_string(module.expectedSparsity);
                if (module.scheme) {
                    const auto describeArgs = [](const std::optional<formats::QuantizationArgs>& args) {
                        return args ? " " + std::to_string(args->bits) + (args->symmetric ? "s" : "a") +
                                          std::to_string(int(args->strategy)) + "/" + std::to_string(args->groupSize) +
                                          (args->dynamic ? "d" : "") + args->observer
                                    : std::string(" -");
                    };
                    line += describeArgs(module.scheme->weights) + describeArgs(module.scheme->inputActivations);
                }
                lines.push_back(line);
            }
        }
    }
    return lines;
}

} // namespace

class WriteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meaningSurvivesEveryDialect_data()
    {
        QTest::addColumn<QString>("modifiers");
        QTest::newRow("pattern") << "SparseGPTModifier: {mask_structure: '3:8'}";
        QTest::newRow("everything") << "SparseGPTModifier: {sparsity: 0.6, dampening_frac: 0.05, block_size: 32}";
        QTest::newRow("list") << "SparseGPTModifier: {sparsity: [0.25, 0.5], targets: ['re:model\\.layers\\.\\d+$']}";
        QTest::newRow("magnitude") << "MagnitudePruningModifier: {sparsity: 0.3, targets: ['re:.*up_proj.weight']}";
        QTest::newRow("preset") << "QuantizationModifier: {scheme: W8A8, ignore: [lm_head]}";
        QTest::newRow("static")
            << "QuantizationModifier: {config_groups: {x: {targets: [__ALL__], weights: {num_bits: 8}, "
               "input_activations: {num_bits: 8, symmetric: false, observer: moving_average}}}}";
        QTest::newRow("default and override")
            << "QuantizationModifier: {config_groups: {x: {targets: [__ALL__], weights: {num_bits: 8}}, y: {targets: "
               "[Linear], "
               "weights: {num_bits: 8, strategy: channel}}, z: {targets: [lm_head]}}}";
        QTest::newRow("groups of inputs")
            << "QuantizationModifier: {config_groups: {x: {targets: [Linear], weights: {num_bits: 4, "
               "strategy: group, group_size: 4, symmetric: false}}}}";
        QTest::newRow("minmax")
            << "QuantizationModifier: {config_groups: {x: {targets: [Linear], weights: {num_bits: 8}, "
               "input_activations: {num_bits: 8, observer: minmax}}}}";
    }

    void meaningSurvivesEveryDialect()
    {
        QFETCH(QString, modifiers);
        const ParsedRecipe parsed =
            parse("espalier: 1\nstages:\n  - name: first\n    modifiers:\n      - " + modifiers.toStdString() + "\n");
        QVERIFY(!effect(parsed).empty());
        for (const Dialect dialect : {Dialect::Espalier, Dialect::SparseML, Dialect::LlmCompressor}) {
            const WrittenRecipe written = write(parsed, dialect);
            QVERIFY2(problems(written.diagnostics).empty(), describe(written.diagnostics).c_str());
            const ParsedRecipe again = parse(written.document);
            QVERIFY2(again.recipe.has_value(), (written.document + describe(again.diagnostics)).c_str());
            QVERIFY2(*again.dialect == dialect, written.document.c_str());
            QVERIFY2(effect(again) == effect(parsed), written.document.c_str());
        }
    }

    void patternsAreWrittenInTheWordsOfTheDialect()
    {
        const ParsedRecipe parsed = parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                          "      - SparseGPTModifier: {mask_structure: '1:4'}\n");
        QVERIFY(write(parsed, Dialect::Espalier).document.find("mask_structure: '1:4'") != std::string::npos);
        QVERIFY(write(parsed, Dialect::SparseML).document.find("mask_structure: '3:4'") != std::string::npos);
        QVERIFY(write(parsed, Dialect::LlmCompressor).document.find("mask_structure: '3:4'") != std::string::npos);
    }

    void whatADialectCannotSayIsAWarning()
    {
        const ParsedRecipe parsed =
            parse("espalier: 1\nstages:\n  - name: s\n    run_type: train\n    modifiers:\n"
                  "      - QuantizationModifier: {scheme: W8A8, post_oneshot_calibration: true}\n"
                  "      - SparseGPTModifier: {sparsity: 0.5, quantize: true, ignore: [lm_head]}\n");
        QCOMPARE(codes(problems(write(parsed, Dialect::LlmCompressor).diagnostics)),
                 (std::vector<std::string>{"recipe.convert.lost@3:5", "recipe.convert.lost@6:72",
                                           "recipe.convert.lost@7:54"}));
        QCOMPARE(codes(problems(write(parsed, Dialect::SparseML).diagnostics)),
                 std::vector<std::string>{"recipe.convert.lost@7:68"});
        QVERIFY(write(parsed, Dialect::Espalier).diagnostics.empty());
    }

    void defaultsThatDifferAreWrittenOut()
    {
        const ParsedRecipe parsed = parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                          "      - SparseGPTModifier: {sparsity: 0.5}\n");
        for (const Dialect dialect : {Dialect::SparseML, Dialect::LlmCompressor}) {
            const WrittenRecipe written = write(parsed, dialect);
            QVERIFY2(written.document.find("block_size: 32") != std::string::npos, written.document.c_str());
            QVERIFY(findCode(written.diagnostics, "recipe.convert.default") != nullptr);
        }
        QVERIFY(write(parsed, Dialect::Espalier).document.find("block_size") == std::string::npos);
        QVERIFY(write(parsed, Dialect::Espalier).diagnostics.empty());
    }

    /// Ours by default is the paper's formula, theirs another: only a recipe of theirs loses nothing on the way back.
    void formulasThatTheyDoNotHaveAreLost()
    {
        const std::string modifier = "SmoothQuantModifier: {smoothing_strength: 0.8}\n";
        const ParsedRecipe ours = parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - " + modifier);
        const ParsedRecipe theirs = parse("s_stage:\n  s_modifiers:\n    " + modifier);
        QVERIFY(write(theirs, Dialect::Espalier).document.find("formula: llm-compressor") != std::string::npos);
        QVERIFY(problems(write(theirs, Dialect::LlmCompressor).diagnostics).empty());
        QCOMPARE(codes(problems(write(ours, Dialect::LlmCompressor).diagnostics)),
                 std::vector<std::string>{"recipe.convert.lost@5:9"});
    }

    void whatAProgramDoesNotHaveIsLeftOut()
    {
        const ParsedRecipe parsed = parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                          "      - ADMMPruningModifier: {sparsity: 0.5}\n"
                                          "      - WandaPruningModifier: {sparsity: 0.5, sparsity_profile: sensitivity, "
                                          "ignore: [model.layers.0.mlp.up_proj]}\n");
        const WrittenRecipe written = write(parsed, Dialect::LlmCompressor);
        QCOMPARE(codes(problems(written.diagnostics)),
                 (std::vector<std::string>{"recipe.convert.lost@5:9", "recipe.convert.lost@6:65"}));
        QVERIFY(written.document.find("ADMM") == std::string::npos);
        // a plain name would be looked for with a dot at its end
        QVERIFY2(written.document.find("re:model\\.layers\\.0\\.mlp\\.up_proj\\.?$") != std::string::npos,
                 written.document.c_str());
        const ParsedRecipe again = parse(written.document);
        QVERIFY(again.recipe.has_value());
        QVERIFY2(effect(again).size() == 13, written.document.c_str()); // 14 matrices of the layers without one
    }

    void aClassThatReturnsGetsAGroupOfItsOwn()
    {
        const ParsedRecipe parsed =
            parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                  "      - SparseGPTModifier: {sparsity: 0.5}\n      - SparseGPTModifier: {sparsity: 0.7}\n");
        const WrittenRecipe written = write(parsed, Dialect::SparseML);
        const ParsedRecipe again = parse(written.document);
        QVERIFY2(again.recipe.has_value(), (written.document + describe(again.diagnostics)).c_str());
        QCOMPARE(again.recipe->stages.at(0).modifiers.size(), std::size_t{2});
        QVERIFY(effect(again) == effect(parsed));
    }

    void readyRecipesSurviveEveryDialect()
    {
        for (const char* file : {"sparsegpt-50-int8", "sparsegpt-2of4", "magnitude-50", "w8a8"}) {
            const ParsedRecipe parsed = parseRecipeFile(std::string(ESPALIER_SOURCE_DIR "/recipes/") + file + ".yaml",
                                                        compress::modifierSchemas());
            for (const Dialect dialect : {Dialect::Espalier, Dialect::SparseML}) {
                const ParsedRecipe again = parse(write(parsed, dialect).document);
                QVERIFY2(again.recipe.has_value(), describe(again.diagnostics).c_str());
                QVERIFY2(effect(again) == effect(parsed), write(parsed, dialect).document.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(WriteTest)
#include "write_test.moc"
