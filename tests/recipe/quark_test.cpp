#include <QTest>

#include "core/recipe/write.h"
#include "recipe_support.h"

using namespace espalier;
using namespace espalier::recipe;

namespace {

const Modifier& onlyModifier(const ParsedRecipe& parsed)
{
    if (!parsed.draft || parsed.draft->stages.size() != 1 || parsed.draft->stages[0].modifiers.size() != 1) {
        qFatal("not one modifier: %s", describe(parsed.diagnostics).c_str());
    }
    return parsed.draft->stages[0].modifiers[0];
}

WrittenRecipe toQuark(const ParsedRecipe& parsed)
{
    if (!parsed.recipe) {
        qFatal("no recipe: %s", describe(parsed.diagnostics).c_str());
    }
    return writeRecipe(*parsed.recipe, Dialect::Quark, compress::modifierSchemas());
}

std::string ownDocument(const std::string& modifier)
{
    return "espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - " + modifier + "\n";
}

/// As Quark's users have it for Llama.
const char* const kOsscar = "{\"name\": \"osscar\", \"damp_percent\": 0.02, \"true_sequential\": true,\n"
                            " \"inside_layer_modules\": [\"self_attn.k_proj\", \"mlp.down_proj\"],\n"
                            " \"mlp_pruning_modules\": [\"mlp.down_proj\"],\n"
                            " \"mlp_scaling_layers\": {\"mlp.down_proj\": [\"mlp.gate_proj\", \"mlp.up_proj\"]},\n"
                            " \"mlp_pruning_ratio\": 0.25, \"mlp_intermediate_size_name\": \"intermediate_size\",\n"
                            " \"model_decoder_layers\": \"model.layers\"}";

const char* const kDepth = "{\"delete_layer_num\": 5, \"model_decoder_layers\": \"model.layers\",\n"
                           " \"layer_norm_field\": \"model.norm\", \"layer_num_field\": \"num_hidden_layers\",\n"
                           " \"save_gpu_memory\": false}";

} // namespace

/// AMD Quark's JSON configurations, read and written.
class QuarkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void osscarIsRead()
    {
        const ParsedRecipe parsed = parse(kOsscar);
        QVERIFY2(parsed.recipe.has_value(), describe(parsed.diagnostics).c_str());
        QCOMPARE(*parsed.dialect, Dialect::Quark);
        const Modifier& modifier = onlyModifier(parsed);
        QCOMPARE(modifier.type, std::string("OSSCARPruningModifier"));
        QCOMPARE(modifier.arguments.find("mlp_pruning_ratio")->number(), 0.25);
        QCOMPARE(modifier.arguments.find("dampening_frac")->number(), 0.02);
        QCOMPARE(modifier.arguments.find("multiple")->number(), 128.0);
        QVERIFY(findCode(parsed.diagnostics, "recipe.upstream.osscar") != nullptr);
        QVERIFY(problems(parsed.diagnostics).empty());
    }

    void depthIsKnownByItsKeys()
    {
        const ParsedRecipe parsed = parse(kDepth);
        QVERIFY2(parsed.recipe.has_value(), describe(parsed.diagnostics).c_str());
        const Modifier& modifier = onlyModifier(parsed);
        QCOMPARE(modifier.type, std::string("DepthPruningModifier"));
        QCOMPARE(modifier.arguments.find("layers")->number(), 5.0);
        QCOMPARE(modifier.arguments.find("method")->text(), std::string("window")); // neighbours only, as Quark does
        QCOMPARE(modifier.arguments.find("measure")->text(), std::string("perplexity"));
        QVERIFY(findCode(parsed.diagnostics, "recipe.upstream.depth") != nullptr);
    }

    void defaultsAreQuarks()
    {
        QCOMPARE(onlyModifier(parse("{\"name\": \"osscar\"}")).arguments.find("mlp_pruning_ratio")->number(), 0.1);
        QCOMPARE(
            onlyModifier(parse("{\"name\": \"layer_importance_depth_pruning\"}")).arguments.find("layers")->number(),
            1.0);
    }

    void pconfigHoldsTheAlgorithm()
    {
        const ParsedRecipe parsed =
            parse(std::string("{\"algo_config\": ") + kOsscar + ",\n \"blockwise_tuning_config\": {\"name\": \"x\"}}");
        QCOMPARE(onlyModifier(parsed).type, std::string("OSSCARPruningModifier"));
        QCOMPARE(codes(problems(parsed.diagnostics)), std::vector<std::string>{"recipe.upstream.blockwise-tuning@7:2"});
    }

    void namedLayersAreTaken()
    {
        const ParsedRecipe parsed = parse("{\"delete_layer_num\": 5,\n \"delete_layers_index\": [3, 4]}");
        const Value* indices = onlyModifier(parsed).arguments.find("layer_indices");
        QVERIFY(indices != nullptr);
        QCOMPARE(std::get<Value::List>(indices->data).size(), std::size_t{2});
        const Diagnostic* note = findCode(parsed.diagnostics, "recipe.upstream.layer-count");
        QVERIFY(note != nullptr && note->location.line == 2);
    }

    void errors_data()
    {
        QTest::addColumn<QString>("document");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("suggestion");
        QTest::newRow("unknown key") << "{\"name\": \"osscar\",\n \"mlp_prunning_ratio\": 0.1}"
                                     << "recipe.key.unknown@2:2"
                                     << "mlp_pruning_ratio";
        QTest::newRow("unknown algorithm") << "{\"algo_config\": {\"name\": \"gptq\"}}"
                                           << "recipe.modifier.unknown@1:26"
                                           << "";
        QTest::newRow("no algorithm") << "{\"algo_config\": null}"
                                      << "recipe.empty@1:1"
                                      << "";
        QTest::newRow("no mapping") << "{\"algo_config\": 3}"
                                    << "recipe.structure@1:17"
                                    << "";
    }

    void errors()
    {
        QFETCH(QString, document);
        QFETCH(QString, expected);
        QFETCH(QString, suggestion);
        const ParsedRecipe parsed = parse(document.toStdString());
        QCOMPARE(*parsed.dialect, Dialect::Quark);
        const std::vector<Diagnostic> found = problems(parsed.diagnostics);
        QVERIFY2(!found.empty() && codes(found)[0] == expected.toStdString(), describe(found).c_str());
        QCOMPARE(QString::fromStdString(found[0].suggestion), suggestion);
        QVERIFY(!parsed.recipe);
    }

    void whatIsWrittenReadsBackTheSame_data()
    {
        QTest::addColumn<QString>("document");
        QTest::newRow("osscar") << kOsscar;
        QTest::newRow("depth") << kDepth;
        QTest::newRow("named layers") << "{\"delete_layers_index\": [3, 4]}";
        QTest::newRow("ours") << QString::fromStdString(
            ownDocument("OSSCARPruningModifier: {mlp_pruning_ratio: 0.2, dampening_frac: 0.05, multiple: 128}"));
    }

    void whatIsWrittenReadsBackTheSame()
    {
        QFETCH(QString, document);
        const ParsedRecipe parsed = parse(document.toStdString());
        const WrittenRecipe written = toQuark(parsed);
        const ParsedRecipe again = parse(written.document);
        QVERIFY2(again.recipe.has_value(), (written.document + describe(again.diagnostics)).c_str());
        QCOMPARE(*again.dialect, Dialect::Quark);
        const Modifier& before = onlyModifier(parsed);
        const Modifier& after = onlyModifier(again);
        QCOMPARE(after.type, before.type);
        for (const char* key :
             {"mlp_pruning_ratio", "dampening_frac", "multiple", "layers", "layer_indices", "method"}) {
            const Value* was = before.arguments.find(key);
            const Value* is = after.arguments.find(key);
            QVERIFY2((was == nullptr) == (is == nullptr), key);
            QVERIFY2(was == nullptr || *was == *is, key);
        }
        // and through our own dialect
        const WrittenRecipe own = writeRecipe(*parsed.recipe, Dialect::Espalier, compress::modifierSchemas());
        QVERIFY(onlyModifier(parse(own.document)).type == before.type);
    }

    void whatQuarkCannotSayIsAWarning()
    {
        const WrittenRecipe written = toQuark(parse("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                                    "      - DepthPruningModifier: {layers: 2, method: greedy}\n"
                                                    "      - MagnitudePruningModifier: {sparsity: 0.5}\n"));
        QCOMPARE(codes(problems(written.diagnostics)),
                 (std::vector<std::string>{"recipe.convert.lost@5:43", "recipe.convert.lost@6:9"}));
        QVERIFY(written.document.find("\"delete_layer_num\": 2") != std::string::npos);
    }

    void aShareOfTheLayersCannotBeSaid()
    {
        const WrittenRecipe refused = toQuark(parse(ownDocument("DepthPruningModifier: {share: 0.25}")));
        QVERIFY(refused.document.empty() && findCode(refused.diagnostics, "recipe.convert.share") != nullptr);
        const WrittenRecipe written = toQuark(parse(ownDocument("DepthPruningModifier: {layers: 3}")));
        QCOMPARE(codes(problems(written.diagnostics)), // the greedy search
                 std::vector<std::string>{"recipe.convert.lost@5:9"});
        QVERIFY(written.document.find("\"delete_layer_num\": 3") != std::string::npos);
    }

    void aRecipeWithoutStructuredPruningIsRefused()
    {
        const WrittenRecipe written = toQuark(parse(ownDocument("MagnitudePruningModifier: {sparsity: 0.5}")));
        QVERIFY(written.document.empty());
        QVERIFY(findCode(written.diagnostics, "recipe.convert.nothing") != nullptr);
    }
};

QTEST_GUILESS_MAIN(QuarkTest)
#include "quark_test.moc"
