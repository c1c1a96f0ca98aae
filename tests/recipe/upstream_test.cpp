#include <set>

#include <QDirIterator>
#include <QSet>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/compress/plan/stage_checks.h"
#include "core/model/model_spec.h"
#include "core/recipe/write.h"
#include "recipe_support.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::recipe;
using espalier::tests::sharedData;

namespace {

/// What becomes of a file below recipes-upstream. Codes are without "recipe.", sorted, each once.
struct UpstreamFile
{
    const char* path;
    const char* refusal; ///< code of its errors; empty: it runs
    const char* said;    ///< warnings and notes: keys that are dropped, what its program would have done
    const char* onLlama; ///< what a Llama of 32 layers adds: errors, then entries that match nothing and the like
};

const std::vector<UpstreamFile>& upstreamFiles()
{
    static const std::vector<UpstreamFile> kFiles = {
        {"sparseml/src/sparseml/transformers/sparsification/obcq/example.yaml", "",
         "key.no-effect key.unknown upstream.one-more upstream.recalibration",
         "mappings target.no-match ignore.no-match quantization.leftovers"},
        {"sparseml/src/sparseml/transformers/sparsification/obcq/example_llama.yaml", "",
         "key.no-effect key.unknown upstream.one-more upstream.recalibration", "quantization.leftovers"},
        {"sparseml/src/sparseml/transformers/sparsification/obcq/example_mistral.yaml", "",
         "key.unknown upstream.one-more upstream.recalibration", "ignore.no-match quantization.leftovers"},
        {"sparseml/src/sparseml/experimental/sparsegpt/examples/llama2/recipes/llama_recipe.yaml", "",
         "key.no-effect upstream.llm-compressor", "quantization.leftovers"},
        {"sparseml/examples/llama7b_sparse_quantized/2:4_w4a16_recipe.yaml", "",
         "key.no-effect upstream.llm-compressor", ""},
        {"sparseml/examples/llama7b_sparse_quantized/2:4_w4a16_group-128_recipe.yaml", "",
         "key.no-effect upstream.llm-compressor", ""},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/quant.yaml", "quantize.no-scheme",
         "key.no-effect key.unknown", ""},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/quant_and_sparse.yaml", "",
         "key.no-effect key.unknown upstream.one-more", "quantization.leftovers"},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/additional_sparsity_with_quant.yaml", "",
         "key.no-effect key.unknown upstream.one-more upstream.recalibration", "quantization.leftovers"},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/additional_sparsity.yaml", "",
         "key.unknown upstream.one-more", ""},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/sparse_with_mask_structure.yaml", "",
         "key.no-effect key.unknown", ""},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/sparse.yaml", "",
         "key.no-effect key.unknown upstream.one-more", ""},
        {"sparseml/tests/sparseml/transformers/obcq/recipes/test_tiny2.yaml", "",
         "key.no-effect key.unknown upstream.one-more", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/quant.yaml", "", "", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/quant_and_sparse.yaml", "", "upstream.one-more", "order"},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/additional_sparsity_with_quant.yaml", "",
         "upstream.one-more upstream.zeros", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/additional_sparsity.yaml", "", "upstream.one-more", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/sparse_with_mask_structure.yaml", "", "", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/sparse.yaml", "", "upstream.one-more", ""},
        {"llm-compressor/tests/sparsity/sparsegpt/recipes/test_tiny2.yaml", "", "upstream.one-more", ""},
        {"llm-compressor/tests/llmcompressor/transformers/compression/recipes/sparse_24_fp8.yaml", "",
         "upstream.flattened", ""},
        {"llm-compressor/tests/llmcompressor/transformers/compression/recipes/sparse_24.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/kv_cache/default.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/kv_cache/gptq.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/FP8/recipe_fp8_dynamic.yaml", "", "", "ignore.no-match"},
        {"llm-compressor/tests/e2e/recipes/FP8/recipe_fp8_weight_only_per_tensor.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/FP8/recipe_fp8_weight_only_channel.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/actorder/recipe_w4a16_actorder_weight.yaml", "", "", "ignore.no-match"},
        {"llm-compressor/tests/e2e/recipes/actorder/recipe_w4a16_actorder_group.yaml", "scheme.later", "", ""},
        {"llm-compressor/tests/e2e/recipes/WNA16/recipe_w4a16_awq_asym.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/WNA16/recipe_w4a16_awq_sym.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/INT8/recipe_w8a8_static_asym.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/INT8/recipe_int8_channel_weight_dynamic_per_token.yaml", "", "",
         "ignore.no-match"},
        {"llm-compressor/tests/e2e/recipes/INT8/recipe_int8_channel_weight_static_per_tensor_act.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/INT8/recipe_w8a8_dynamic_asym.yaml", "", "", ""},
        {"llm-compressor/tests/e2e/recipes/non_uniform/recipe_gptq_awq.yaml", "", "", ""},
    };
    return kFiles;
}

model::ModelSpec llamaOf32Layers()
{
    const nlohmann::json config = {{"model_type", "llama"},
                                   {"architectures", {"LlamaForCausalLM"}},
                                   {"hidden_size", 64},
                                   {"intermediate_size", 128},
                                   {"num_hidden_layers", 32},
                                   {"num_attention_heads", 4},
                                   {"max_position_embeddings", 256},
                                   {"vocab_size", 320},
                                   {"rms_norm_eps", 1e-5},
                                   {"hidden_act", "silu"}};
    return model::modelSpecFromConfig(config).value();
}

QString sortedCodes(const std::vector<Diagnostic>& diagnostics, bool errors)
{
    std::set<std::string> codes;
    for (const Diagnostic& d : diagnostics) {
        if ((d.severity == Severity::Error) == errors) {
            codes.insert(d.code.substr(std::string_view("recipe.").size()));
        }
    }
    QStringList result;
    for (const std::string& code : codes) {
        result << QString::fromStdString(code);
    }
    return result.join(QLatin1Char(' '));
}

} // namespace

/// The recipe files that SparseML and llm-compressor ship, and our own ready ones.
class UpstreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesOfTheReferences_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("refusal");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("onLlama");
        const QString folder = sharedData("recipes-upstream");
        if (folder.isEmpty()) {
            QSKIP("the upstream recipes are not on this machine");
        }
        for (const UpstreamFile& file : upstreamFiles()) {
            QTest::newRow(file.path) << folder + QLatin1Char('/') + QLatin1String(file.path)
                                     << QString::fromLatin1(file.refusal) << QString::fromLatin1(file.said)
                                     << QString::fromLatin1(file.onLlama);
        }
    }

    void filesOfTheReferences()
    {
        QFETCH(QString, file);
        QFETCH(QString, refusal);
        QFETCH(QString, said);
        QFETCH(QString, onLlama);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        QVERIFY(parsed.draft.has_value());
        const bool sparseMl = file.contains("/sparseml/");
        QVERIFY(*parsed.dialect == (sparseMl ? Dialect::SparseML : Dialect::LlmCompressor));
        std::vector<Diagnostic> found = parsed.diagnostics;
        for (const Diagnostic& d : checkRunnable(*parsed.draft, compress::modifierSchemas())) {
            found.push_back(d);
        }
        QVERIFY2(sortedCodes(found, true) == refusal, describe(found).c_str());
        QVERIFY(parsed.recipe.has_value() == refusal.isEmpty());
        QCOMPARE(sortedCodes(found, false), said);
        if (parsed.recipe) {
            const model::ModelSpec spec = llamaOf32Layers();
            const model::ModuleNode tree = model::buildModuleTree(spec);
            const ResolvedRecipe resolved = resolve(*parsed.recipe, tree, compress::modifierSchemas());
            std::vector<Diagnostic> more = resolved.diagnostics;
            for (const Diagnostic& d : compress::plan::checkStructure(resolved, spec)) {
                more.push_back(d);
            }
            QCOMPARE((sortedCodes(more, true) + QLatin1Char(' ') + sortedCodes(more, false)).trimmed(), onLlama);
        }
    }

    /// No file is forgotten in the table.
    void everyFileIsInTheTable()
    {
        const QString folder = sharedData("recipes-upstream");
        if (folder.isEmpty()) {
            QSKIP("the upstream recipes are not on this machine");
        }
        QSet<QString> files;
        QDirIterator found(folder, {"*.yaml"}, QDir::Files, QDirIterator::Subdirectories);
        while (found.hasNext()) {
            files.insert(found.next().mid(folder.size() + 1));
        }
        QSet<QString> listed;
        for (const UpstreamFile& file : upstreamFiles()) {
            listed.insert(QString::fromLatin1(file.path));
        }
        QCOMPARE(listed, files);
    }

    void filesConvertAndReadBackTheSame_data() { filesOfTheReferences_data(); }

    void filesConvertAndReadBackTheSame()
    {
        QFETCH(QString, file);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        if (!parsed.recipe) {
            QVERIFY(parsed.hasErrors()); // which ones, the table says
            return;
        }
        for (const Dialect dialect : {Dialect::Espalier, *parsed.dialect}) {
            const WrittenRecipe written = writeRecipe(*parsed.recipe, dialect, compress::modifierSchemas());
            QVERIFY2(problems(written.diagnostics).empty(), describe(written.diagnostics).c_str());
            const ParsedRecipe again = parse(written.document);
            QVERIFY2(again.recipe.has_value(), (written.document + describe(again.diagnostics)).c_str());
            QVERIFY(again.recipe->stages.size() == parsed.recipe->stages.size());
            for (std::size_t i = 0; i < again.recipe->stages.size(); ++i) {
                const Stage& before = parsed.recipe->stages[i];
                const Stage& after = again.recipe->stages[i];
                QCOMPARE(after.name, before.name);
                QVERIFY(after.runType == before.runType);
                QCOMPARE(after.modifiers.size(), before.modifiers.size());
                for (std::size_t j = 0; j < after.modifiers.size(); ++j) {
                    QCOMPARE(after.modifiers[j].type, before.modifiers[j].type);
                    QVERIFY2(sameArguments(after.modifiers[j], before.modifiers[j]), written.document.c_str());
                }
            }
        }
    }

    void readyRecipesAreGood_data()
    {
        QTest::addColumn<QString>("file");
        QDirIterator files(QStringLiteral(ESPALIER_SOURCE_DIR "/recipes"), {"*.yaml"}, QDir::Files);
        while (files.hasNext()) {
            const QString file = files.next();
            QTest::newRow(qPrintable(QFileInfo(file).fileName())) << file;
        }
    }

    void readyRecipesAreGood()
    {
        QFETCH(QString, file);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        QVERIFY2(parsed.diagnostics.empty(), describe(parsed.diagnostics).c_str());
        QVERIFY(*parsed.dialect == Dialect::Espalier);
        QVERIFY(checkRunnable(*parsed.recipe, compress::modifierSchemas()).empty());
        const Result<std::string> page = readTextFile(ESPALIER_SOURCE_DIR "/recipes/README.md");
        QVERIFY(page && page->find("`" + QFileInfo(file).fileName().toStdString() + "`") != std::string::npos);
        const model::ModuleNode tree = smallTree(2);
        const ResolvedRecipe resolved = resolve(*parsed.recipe, tree, compress::modifierSchemas());
        QVERIFY2(resolved.diagnostics.empty(), describe(resolved.diagnostics).c_str());
    }

    void readyRecipesConvert_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("dialect");
        QDirIterator files(QStringLiteral(ESPALIER_SOURCE_DIR "/recipes"), {"*.yaml"}, QDir::Files);
        while (files.hasNext()) {
            const QString file = files.next();
            for (const char* dialect : {"espalier", "sparseml", "llm-compressor", "quark"}) {
                QTest::newRow(qPrintable(QFileInfo(file).fileName() + " to " + dialect)) << file << dialect;
            }
        }
    }

    /// What comes back is what was written, but for what the writer has named as lost.
    void readyRecipesConvert()
    {
        QFETCH(QString, file);
        QFETCH(QString, dialect);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        const Dialect target = *dialectOf(dialect.toStdString());
        const WrittenRecipe written = writeRecipe(*parsed.recipe, target, compress::modifierSchemas());
        if (written.document.empty()) {
            QVERIFY(target == Dialect::Quark);
            QVERIFY(findCode(written.diagnostics, "recipe.convert.nothing") != nullptr ||
                    findCode(written.diagnostics, "recipe.convert.share") != nullptr);
            return;
        }
        std::string lost;
        for (const Diagnostic& d : written.diagnostics) {
            QVERIFY(d.code.starts_with("recipe.convert."));
            lost += d.message + "\n";
        }
        QVERIFY(target != Dialect::Espalier || lost.empty());
        const ParsedRecipe again = parse(written.document);
        QVERIFY2(again.recipe.has_value(), (written.document + describe(again.diagnostics)).c_str());
        QVERIFY2(checkRunnable(*again.recipe, compress::modifierSchemas()).empty(), written.document.c_str());
        QVERIFY(*again.dialect == target || target == Dialect::SparseML || target == Dialect::LlmCompressor);
        const model::ModuleNode tree = smallTree(3);
        const ResolvedRecipe meant = resolve(*parsed.recipe, tree, compress::modifierSchemas());
        const ResolvedRecipe readBack = resolve(*again.recipe, tree, compress::modifierSchemas());
        std::vector<const ResolvedModifier*> before;
        std::vector<const ResolvedModifier*> after;
        for (const ResolvedStage& stage : meant.stages) {
            for (const ResolvedModifier& modifier : stage.modifiers) {
                if (lost.find(modifier.modifier->type + ", so it is left out") == std::string::npos &&
                    lost.find(modifier.modifier->type + " is nothing that") == std::string::npos) {
                    before.push_back(&modifier);
                }
            }
        }
        for (const ResolvedStage& stage : readBack.stages) {
            for (const ResolvedModifier& modifier : stage.modifiers) {
                after.push_back(&modifier);
            }
        }
        QVERIFY2(before.size() == after.size(), (written.document + lost).c_str());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(after[i]->modifier->type, before[i]->modifier->type);
            const std::string difference = differentKey(*before[i], *after[i], lost);
            QVERIFY2(difference.empty(), (difference + " differs\n" + written.document + lost).c_str());
        }
    }

    /// recipes/README.md documents every active key of this version's modifiers, and no other.
    void referencePageFollowsTheSchemas()
    {
        const Result<std::string> page = readTextFile(ESPALIER_SOURCE_DIR "/recipes/README.md");
        QVERIFY(bool(page));
        for (const ModifierSchema& schema : compress::modifierSchemas().all()) {
            QVERIFY2(page->find("`" + schema.type + "`") != std::string::npos, schema.type.c_str());
            if (!schema.available) {
                continue;
            }
            const std::size_t start = page->find("### `" + schema.type + "`");
            QVERIFY2(start != std::string::npos, schema.type.c_str());
            const std::string section = page->substr(start, page->find("\n##", start + 4) - start);
            std::set<std::string> documented;
            for (std::size_t row = section.find("\n| `"); row != std::string::npos;
                 row = section.find("\n| `", row + 1)) {
                documented.insert(section.substr(row + 4, section.find('`', row + 4) - row - 4));
            }
            std::set<std::string> active;
            for (const KeySchema& key : schema.keys) {
                if (key.status == KeyStatus::Active && !key.importOnly) {
                    active.insert(key.name);
                    QVERIFY2(section.find(key.help) != std::string::npos, (schema.type + "." + key.name).c_str());
                    QVERIFY(QString::fromStdString(key.help).split(' ').size() <= 40);
                }
            }
            QVERIFY2(documented == active, schema.type.c_str());
        }
    }

private:
    /// The first key whose value has changed without a word; empty if there is none.
    /// What is targeted, and with which scheme, may be said in other words: there the modules are compared.
    static std::string differentKey(const ResolvedModifier& before, const ResolvedModifier& after,
                                    const std::string& lost)
    {
        static const std::set<std::string> kMatched = {"targets", "ignore", "config_groups"};
        const Modifier& modifier = *before.modifier;
        for (const auto& [key, value] : std::get<Value::Map>(modifier.arguments.data)) {
            const Value* now = after.modifier->arguments.find(key);
            const bool same = kMatched.contains(key) || (now != nullptr && *now == value);
            if (!same && lost.find("\"" + key) == std::string::npos) {
                return modifier.type + "." + key;
            }
        }
        if (namesOf(before.modules) != namesOf(after.modules)) {
            return modifier.type + "'s modules";
        }
        for (std::size_t i = 0; i < before.modules.size(); ++i) {
            const auto& was = before.modules[i].scheme;
            const auto& is = after.modules[i].scheme;
            const bool same = was.has_value() == is.has_value() &&
                              (!was || (was->weights == is->weights && was->inputActivations == is->inputActivations));
            if (!same || before.modules[i].sparsity != after.modules[i].sparsity) {
                return modifier.type + " for " + before.modules[i].module->name;
            }
        }
        return {};
    }

    /// Apart from the order of keys.
    static bool sameArguments(const Modifier& a, const Modifier& b)
    {
        const auto sorted = [](const Modifier& modifier) {
            Value::Map map = std::get<Value::Map>(modifier.arguments.data);
            std::sort(map.begin(), map.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
            return map;
        };
        return sorted(a) == sorted(b);
    }
};

QTEST_GUILESS_MAIN(UpstreamTest)
#include "upstream_test.moc"
