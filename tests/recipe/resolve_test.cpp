#include <QElapsedTimer>
#include <QTest>

#include "core/recipe/match.h"
#include "recipe_support.h"

using namespace espalier;
using namespace espalier::recipe;

namespace {

struct Resolved
{
    ParsedRecipe parsed;
    model::ModuleNode tree;
    ResolvedRecipe recipe;
};

/// Keeps document, tree and result together, as the result points into them.
std::unique_ptr<Resolved> resolveModifiers(const std::string& modifiers, int layers = 2)
{
    auto result = std::make_unique<Resolved>();
    result->tree = smallTree(layers);
    result->parsed = parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n" + modifiers);
    if (!result->parsed.recipe) {
        qFatal("no recipe: %s", describe(result->parsed.diagnostics).c_str());
    }
    result->recipe = resolve(*result->parsed.recipe, result->tree, compress::modifierSchemas());
    return result;
}

std::unique_ptr<Resolved> resolvePruning(const std::string& keys, int layers = 2)
{
    return resolveModifiers("      - MagnitudePruningModifier: {" + keys + "}\n", layers);
}

const ResolvedModifier& modifierOf(const Resolved& resolved, std::size_t index = 0)
{
    return resolved.recipe.stages.at(0).modifiers.at(index);
}

const std::vector<std::string> kLayer0 = {"model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.k_proj",
                                          "model.layers.0.self_attn.v_proj", "model.layers.0.self_attn.o_proj",
                                          "model.layers.0.mlp.gate_proj",    "model.layers.0.mlp.up_proj",
                                          "model.layers.0.mlp.down_proj"};

} // namespace

class ResolveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesMatchAsTheReferencesDo_data()
    {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<int>("hits");    // modules that match by themselves
        QTest::addColumn<int>("weights"); // Linear modules among and below them
        QTest::newRow("exact name") << "model.layers.0.mlp.up_proj" << 1 << 1;
        QTest::newRow("layer by name") << "model.layers.0" << 1 << 7;
        QTest::newRow("layers by pattern, dots unescaped") << "re:model.layers.\\d*$" << 2 << 14;
        QTest::newRow("anchored at the start") << "re:layers" << 0 << 0;
        QTest::newRow("not anchored at the end") << "re:model.layers.0" << 14 << 7;
        QTest::newRow("suffix by pattern") << "re:.*q_proj" << 2 << 2;
        QTest::newRow("no matching of suffixes") << "q_proj" << 0 << 0;
        QTest::newRow("class") << "Linear" << 15 << 15;
        QTest::newRow("second class name") << "SiLUActivation" << 2 << 0;
        QTest::newRow("class of layers") << "LlamaDecoderLayer" << 2 << 14;
        QTest::newRow("look-ahead") << "re:.*(?!.*proj)mlp$" << 2 << 6;
        QTest::newRow("named group") << "re:model.layers.(?P<n>\\d+).mlp.up_proj" << 2 << 2;
        QTest::newRow("parameter name") << "re:.*k_proj.weight" << 2 << 2;
        QTest::newRow("parameter by exact name") << "lm_head.weight" << 1 << 1;
        QTest::newRow("everything in the layers") << "__ALL__" << 14 << 14;
    }

    void entriesMatchAsTheReferencesDo()
    {
        QFETCH(QString, entry);
        QFETCH(int, hits);
        QFETCH(int, weights);
        const auto resolved = resolvePruning("sparsity: 0.5, targets: ['" + entry.toStdString() + "']");
        const EntryHits& found = modifierOf(*resolved).entries.at(0);
        QCOMPARE(int(found.hits.size()), hits);
        QCOMPARE(int(found.modules.size()), weights);
        QCOMPARE(int(modifierOf(*resolved).modules.size()), weights);
        QCOMPARE(findCode(resolved->recipe.diagnostics, "recipe.target.no-match") != nullptr, hits == 0);
        QCOMPARE(findCode(resolved->recipe.diagnostics, "recipe.target.no-weights") != nullptr,
                 hits > 0 && weights == 0);
    }

    void parameterNamesAreForSomeModifiersOnly()
    {
        const auto resolved =
            resolveModifiers("      - SparseGPTModifier: {sparsity: 0.5, targets: ['re:.*k_proj.weight']}\n");
        QCOMPARE(codes(resolved->recipe.diagnostics), std::vector<std::string>{"recipe.target.no-match@5:54"});
    }

    void missesSuggestWhatWasMeant_data()
    {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("suggestion");
        QTest::newRow("suffix") << "q_proj"
                                << "re:.*q_proj";
        QTest::newRow("misspelt suffix") << "qproj"
                                         << "re:.*q_proj";
        QTest::newRow("class") << "linear"
                               << "Linear";
        QTest::newRow("misspelt class") << "LamaDecoderLayer"
                                        << "LlamaDecoderLayer";
        QTest::newRow("path without its head") << "layers.1.mlp.up_proj"
                                               << "re:.*layers.1.mlp.up_proj";
        QTest::newRow("misspelt path") << "model.layers.1.mlp.upproj"
                                       << "model.layers.1.mlp.up_proj";
        QTest::newRow("layer that is not there") << "model.layers.7.mlp.up_proj"
                                                 << "";
        QTest::newRow("nothing near") << "vision_tower"
                                      << "";
        QTest::newRow("pattern") << "re:vision.*"
                                 << "";
    }

    void missesSuggestWhatWasMeant()
    {
        QFETCH(QString, entry);
        QFETCH(QString, suggestion);
        for (const bool ignored : {false, true}) {
            const std::string list = "['" + entry.toStdString() + "']";
            const auto resolved =
                resolvePruning(ignored ? "sparsity: 0.5, ignore: " + list : "sparsity: 0.5, targets: " + list);
            const Diagnostic* found =
                findCode(resolved->recipe.diagnostics, ignored ? "recipe.ignore.no-match" : "recipe.target.no-match");
            QVERIFY(found != nullptr);
            QCOMPARE(QString::fromStdString(found->suggestion), suggestion);
            QVERIFY(found->severity == (ignored ? Severity::Warning : Severity::Error));
        }
    }

    void messageCountsWhatTheSuggestionHits()
    {
        const auto resolved = resolvePruning("sparsity: 0.5, targets: [q_proj]");
        QCOMPARE(
            resolved->recipe.diagnostics.at(0).message,
            std::string(
                "No module matches \"q_proj\". An entry is a full name, a class, or `re:` and a pattern. The nearest "
                "is \"re:.*q_proj\" (2 hits)."));
    }

    void badPatternIsAnErrorAtItsPlace()
    {
        const auto resolved = resolvePruning("sparsity: 0.5, targets: ['re:(a']");
        QCOMPARE(codes(resolved->recipe.diagnostics), std::vector<std::string>{"recipe.target.pattern@5:61"});
    }

    void explodingPatternEnds()
    {
        QElapsedTimer timer;
        timer.start();
        const auto resolved = resolvePruning("sparsity: 0.5, targets: ['re:(([a-z._0-9]+)+)+Z']");
        QVERIFY(findCode(resolved->recipe.diagnostics, "recipe.target.no-match") != nullptr);
        QVERIFY(timer.elapsed() < 5000);
    }

    void ignoreWinsAndCoversWhatIsBelow()
    {
        const auto resolved = resolvePruning("sparsity: 0.5, targets: [Linear, model.layers.0.mlp.up_proj], "
                                             "ignore: [lm_head, model.layers.1, 're:.*mlp.up_proj']");
        std::vector<std::string> expected = kLayer0;
        expected.erase(expected.begin() + 5);
        QCOMPARE(namesOf(modifierOf(*resolved).modules), expected);
        QVERIFY2(resolved->recipe.diagnostics.empty(), describe(resolved->recipe.diagnostics).c_str());
    }

    void pruningTheHeadIsAWarning()
    {
        QCOMPARE(codes(resolvePruning("sparsity: 0.5, targets: [Linear]")->recipe.diagnostics),
                 std::vector<std::string>{"recipe.target.head@5:61"});
        QVERIFY(resolvePruning("sparsity: 0.5")->recipe.diagnostics.empty());
    }

    void listsGiveOneSparsityForEachMatchedTarget()
    {
        const auto layers = resolvePruning("sparsity: [0.2, 0.6], targets: ['re:model.layers.\\d+$']");
        QCOMPARE(modifierOf(*layers).modules.at(0).sparsity, 0.2);
        QCOMPARE(modifierOf(*layers).modules.at(13).sparsity, 0.6);
        // in model order, whatever the order of the entries
        const auto matrices =
            resolvePruning("sparsity: [0.1, 0.9], targets: [model.layers.1.mlp.up_proj, model.layers.0.mlp.up_proj]");
        QCOMPARE(modifierOf(*matrices).find(*modifierOf(*matrices).modules[0].module)->sparsity, 0.1);
        QCOMPARE(modifierOf(*matrices).modules.at(0).module->name, std::string("model.layers.0.mlp.up_proj"));
        QCOMPARE(
            codes(resolvePruning("sparsity: [0.1, 0.2, 0.3], targets: ['re:model.layers.\\d+$']")->recipe.diagnostics),
            std::vector<std::string>{"recipe.sparsity.count@5:46"});
    }

    void expectedSparsityOfPatternsIsExact()
    {
        const auto resolved = resolvePruning("mask_structure: '3:8'");
        const model::ModuleNode& down =
            *modifierOf(*resolved).modules.at(6).module; // 12 inputs: a group of 8, one of 4
        QCOMPARE(down.name, std::string("model.layers.0.mlp.down_proj"));
        QCOMPARE(modifierOf(*resolved).modules.at(6).sparsity, 5.0 / 8.0);
        QCOMPARE(resolved->recipe.expectedSparsity(down), (5.0 + 2.0) / 12.0);
        QCOMPARE(resolved->recipe.expectedSparsity(*modifierOf(*resolved).modules.at(0).module), 5.0 / 8.0);
        QCOMPARE(resolved->recipe.expectedSparsity(resolved->tree), 0.0);
    }

    void laterModifiersAddToEarlierOnes()
    {
        const auto resolved =
            resolveModifiers("      - MagnitudePruningModifier: {sparsity: 0.7, targets: [model.layers.0]}\n"
                             "      - MagnitudePruningModifier: {sparsity: 0.3}\n");
        QCOMPARE(modifierOf(*resolved, 1).modules.at(0).sparsity, 0.3);
        QCOMPARE(modifierOf(*resolved, 1).modules.at(0).expectedSparsity, 0.7);
        QCOMPARE(modifierOf(*resolved, 1).modules.at(7).expectedSparsity, 0.3);
    }

    void nameBeatsPatternBeatsClass()
    {
        const auto resolved =
            resolveModifiers("      - QuantizationModifier:\n          config_groups:\n"
                             "            a: {targets: [Linear], weights: {num_bits: 8}}\n"
                             "            b: {targets: ['re:.*up_proj'], weights: {num_bits: 4}}\n"
                             "            c: {targets: [model.layers.1.mlp.up_proj], weights: {num_bits: 2}}\n"
                             "            d: {targets: [model.layers.0.self_attn.q_proj]}\n"
                             "          ignore: [lm_head]\n");
        const ResolvedModifier& modifier = modifierOf(*resolved);
        const auto bits = [&](const std::string& name) {
            for (const ResolvedModule& module : modifier.modules) {
                if (module.module->name == name) {
                    return module.scheme->weights->bits;
                }
            }
            return 0;
        };
        QCOMPARE(bits("model.layers.0.mlp.down_proj"), 8);
        QCOMPARE(bits("model.layers.0.mlp.up_proj"), 4);
        QCOMPARE(bits("model.layers.1.mlp.up_proj"), 2);
        QCOMPARE(bits("model.layers.0.self_attn.q_proj"), 0); // a group without weights leaves it alone
        QCOMPARE(bits("lm_head"), 0);
        QCOMPARE(modifier.modules.size(), std::size_t{13});
    }

    /// What the one-shot guide's recipe does: every Linear with the head and the embedding, by their own schemes.
    void legacySchemesReachHeadAndEmbedding()
    {
        const ParsedRecipe parsed =
            parse("c_stage:\n  run_type: oneshot\n  o_modifiers:\n    QuantizationModifier:\n"
                  "      ignore: [LlamaRotaryEmbedding, LlamaRMSNorm, SiLUActivation, QuantizableMatMul]\n"
                  "      scheme_overrides:\n"
                  "        Linear: {weights: {num_bits: 8, symmetric: true, strategy: channel}}\n"
                  "        Embedding: {input_activations: null, weights: {num_bits: 8, symmetric: false}}\n");
        const model::ModuleNode tree = smallTree(2);
        const ResolvedRecipe resolved = resolve(*parsed.recipe, tree, compress::modifierSchemas());
        QVERIFY2(resolved.diagnostics.empty(), describe(resolved.diagnostics).c_str());
        const ResolvedModifier& modifier = resolved.stages[0].modifiers[0];
        QCOMPARE(modifier.modules.size(), std::size_t{16});
        QCOMPARE(modifier.modules.front().module->name, std::string("model.embed_tokens"));
        QVERIFY(!modifier.modules.front().scheme->weights->symmetric &&
                !modifier.modules.front().scheme->inputActivations);
        QCOMPARE(modifier.modules.back().module->name, std::string("lm_head"));
        QVERIFY(modifier.modules.back().scheme->weights->strategy == formats::Strategy::Channel);
        QVERIFY(modifier.modules.back().scheme->inputActivations.has_value());
        for (const EntryHits& entry : modifier.entries) {
            QVERIFY2(!entry.hits.empty(), entry.entry.c_str());
        }
    }

    void legacyDefaultSaysWhatIsLeftOut()
    {
        const ParsedRecipe parsed =
            parse("c_stage:\n  run_type: oneshot\n  o_modifiers:\n    QuantizationModifier:\n"
                  "      ignore: [LlamaRMSNorm, QuantizableMatMul, LlamaRotaryEmbedding, ReLU]\n");
        const model::ModuleNode tree = smallTree(1);
        const ResolvedRecipe resolved = resolve(*parsed.recipe, tree, compress::modifierSchemas());
        QCOMPARE(codes(resolved.diagnostics),
                 (std::vector<std::string>{"recipe.quantization.leftovers@4:5", "recipe.ignore.no-match@5:71"}));
        QVERIFY(resolved.diagnostics[0].message.starts_with("\"SiLU\" is"));
        QVERIFY(!resolved.hasErrors());
    }

    void large()
    {
        const auto resolved = resolvePruning(
            "sparsity: 0.5, targets: ['re:.*proj', Linear, 're:model.layers.1\\d.*'], ignore: [lm_head]", 126);
        QCOMPARE(modifierOf(*resolved).modules.size(), std::size_t{126 * 7});
        QBENCHMARK_ONCE
        {
            (void)resolve(*resolved->parsed.recipe, resolved->tree, compress::modifierSchemas());
        }
    }
};

QTEST_GUILESS_MAIN(ResolveTest)
#include "resolve_test.moc"
