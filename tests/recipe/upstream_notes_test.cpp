#include <QTest>

#include "recipe_support.h"

using namespace espalier;
using namespace espalier::recipe;

/// What SparseML and llm-compressor would really have done with a document.
class UpstreamNotesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void notes_data()
    {
        QTest::addColumn<QString>("document");
        QTest::addColumn<QString>("expected"); // severity code@line:column
        const auto row = [](const char* name, const std::string& document, const char* expected) {
            QTest::newRow(name) << QString::fromStdString(document) << expected;
        };
        const std::string llm = "a_stage:\n  a_modifiers:\n";
        const std::string sparseMl = "a_stage:\n  run_type: oneshot\n  a_modifiers:\n";
        const std::string prune = "    SparseGPTModifier: {sparsity: 0.5";
        row("exact counts", llm + prune + "}\n", "note recipe.upstream.one-more@3:25");
        row("exact counts in SparseML", sparseMl + prune + "}\n", "note recipe.upstream.one-more@4:25");
        row("columns of a mask", llm + prune + "}\n", "note recipe.upstream.block-size@3:5");
        row("patterns count the pruned", llm + prune + ", mask_structure: '1:4'}\n",
            "note recipe.upstream.pattern@3:40");
        row("ignored by name", llm + prune + ", ignore: [lm_head]}\n", "note recipe.upstream.ignore@3:49");
        row("outlier profile", llm + prune + ", sparsity_profile: owl}\n", "note recipe.upstream.owl@3:40");
        row("list beside patterns",
            sparseMl + "    SparseGPTModifier: {sparsity: [0.5, 0.6], targets: ['re:model.layers.\\d+$']}\n",
            "note recipe.upstream.sparsity-list@4:25");
        row("joint sweep", sparseMl + "    QuantizationModifier: {}\n" + prune + ", quantize: true}\n",
            "note recipe.upstream.joint@5:40");
        row("ranges again", sparseMl + "    QuantizationModifier: {post_oneshot_calibration: true}\n",
            "note recipe.upstream.recalibration@4:28");
        row("dropped by SparseML", sparseMl + prune + ", ignore: [lm_head]}\n", "warning recipe.upstream.foreign@4:40");
        row("refused by llm-compressor",
            llm +
                "    QuantizationModifier: {scheme: W8A8, post_oneshot_calibration: true, kv_cache_scheme: {num_bits: "
                "8}}\n",
            "warning recipe.upstream.foreign@3:42");
        row("global magnitude", llm + "    MagnitudePruningModifier: {final_sparsity: 0.5, apply_globally: true}\n",
            "note recipe.upstream.global@3:53");
        row("stages as one list",
            llm + prune + "}\nb_stage:\n  b_modifiers:\n    MagnitudePruningModifier: {final_sparsity: 0.5}\n",
            "note recipe.upstream.flattened@4:1");
        row("nothing to quantize by", llm + "    QuantizationModifier: {ignore: [lm_head]}\n",
            "warning recipe.upstream.no-scheme@3:5");
        row("scaling alone", llm + "    AWQModifier: {duo_scaling: true}\n", "warning recipe.upstream.awq-alone@3:5");
        row("zeros come back", llm + prune + "}\n    GPTQModifier: {scheme: W4A16}\n",
            "note recipe.upstream.zeros@4:5");
        row("run type that nobody reads",
            "a_stage:\n  run_type: train\n  a_modifiers:\n    AWQModifier: {scheme: W4A16}\n",
            "warning recipe.upstream.llm-compressor@2:3");
        row("arguments that nobody reads",
            "a_stage:\n  args: {x: 1}\n  a_modifiers:\n    AWQModifier: {scheme: W4A16}\n",
            "warning recipe.upstream.llm-compressor@2:3");
        row("expressions",
            "x: 1\na_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier: {sparsity: "
            "eval(x / 2)}\n",
            "note recipe.upstream.llm-compressor@5:35");
        row("nested stages",
            "stages:\n  a:\n    run_type: oneshot\n    a_modifiers:\n      SparseGPTModifier: {sparsity: 0.5}\n",
            "note recipe.upstream.llm-compressor@1:1");
        row("trains in SparseML alone",
            "a_stage:\n  run_type: train\n  a_modifiers:\n    ConstantPruningModifier: {targets: [Linear]}\n",
            "note recipe.upstream.llm-compressor@2:3");
        row("run type by name",
            "train_stage:\n  a_modifiers:\n    ConstantPruningModifier: {targets: [Linear]}\n"
            "b_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n",
            "note recipe.upstream.run-type@1:1");
        row("no run type",
            "a_stage:\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n"
            "b_stage:\n  run_type: oneshot\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n",
            "warning recipe.upstream.run-type@1:1");
        row("mappings", sparseMl + "    SmoothQuantModifier: {smoothing_strength: 0.5}\n",
            "note recipe.upstream.mappings@4:5");
    }

    void notes()
    {
        QFETCH(QString, document);
        QFETCH(QString, expected);
        const ParsedRecipe parsed = parse(document.toStdString());
        QVERIFY2(parsed.draft.has_value(), describe(parsed.diagnostics).c_str());
        QStringList found;
        for (const Diagnostic& d : parsed.diagnostics) {
            found.append(QString::fromStdString(std::string(name(d.severity)) + " " + codes({d})[0]));
        }
        QVERIFY2(found.contains(expected), qPrintable(found.join('\n')));
    }

    void trainingOfSparseMlBecomesFineTuning()
    {
        const ParsedRecipe parsed =
            parse("num_epochs: 3\nrate: 2\nfine_stage:\n  run_type: train\n  args: {num_epochs: 4}\n  fine_modifiers:\n"
                  "    ConstantPruningModifier: {targets: [Linear], start: 0}\n"
                  "    LearningRateFunctionModifier: {lr_func: cosine, init_lr: 'eval(rate * 0.001)', final_lr: 0}\n");
        if (compress::modifierSchemas().find("FineTuningModifier") == nullptr) {
            QSKIP("this version does not train");
        }
        QVERIFY2(parsed.recipe.has_value(), describe(parsed.diagnostics).c_str());
        const auto& modifiers = parsed.recipe->stages.at(0).modifiers;
        QCOMPARE(modifiers.size(), std::size_t{2});
        QCOMPARE(modifiers[1].type, std::string("FineTuningModifier"));
        QCOMPARE(modifiers[1].arguments.find("epochs")->number(), 4.0); // the stage's own argument wins
        QCOMPARE(modifiers[1].arguments.find("learning_rate")->number(), 0.002);
        QCOMPARE(modifiers[1].arguments.find("lr_scheduler")->text(), std::string("cosine"));
        QVERIFY(findCode(parsed.diagnostics, "recipe.upstream.training") != nullptr);
    }

    /// Nothing is said where the document means the same everywhere.
    void silence_data()
    {
        QTest::addColumn<QString>("document");
        QTest::newRow("pattern") << "a_stage:\n  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5, mask_structure: "
                                    "'2:4', ignore: ['re:.*lm_head']}\n";
        QTest::newRow("preset")
            << "a_stage:\n  a_modifiers:\n    QuantizationModifier: {scheme: W8A8, ignore: [lm_head]}\n";
        QTest::newRow("our own") << "espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - SparseGPTModifier: "
                                    "{sparsity: 0.5, ignore: [lm_head]}\n";
    }

    void silence()
    {
        QFETCH(QString, document);
        const ParsedRecipe parsed = parse(document.toStdString());
        QVERIFY2(parsed.diagnostics.empty(), describe(parsed.diagnostics).c_str());
    }
};

QTEST_GUILESS_MAIN(UpstreamNotesTest)
#include "upstream_notes_test.moc"
