#include <set>

#include <QDirIterator>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/recipe/write.h"
#include "recipe_support.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::recipe;
using espalier::tests::sharedData;

/// The recipe files that SparseML and llm-compressor ship, and our own ready ones.
class UpstreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesOfTheReferencesParse_data()
    {
        QTest::addColumn<QString>("file");
        const QString folder = sharedData("recipes-upstream");
        if (folder.isEmpty()) {
            QSKIP("the upstream recipes are not on this machine");
        }
        QDirIterator files(folder, {"*.yaml"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            QTest::newRow(qPrintable(file.mid(folder.size() + 1))) << file;
        }
    }

    void filesOfTheReferencesParse()
    {
        QFETCH(QString, file);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        QVERIFY2(parsed.recipe.has_value(), describe(parsed.diagnostics).c_str());
        const bool sparseMl = file.contains("/sparseml/");
        QVERIFY(*parsed.dialect == (sparseMl ? Dialect::SparseML : Dialect::LlmCompressor));

        // what SparseML drops is said, with the key that was meant
        const Result<std::string> text = readTextFile(file.toStdString());
        QCOMPARE(findCode(parsed.diagnostics, "recipe.key.unknown") != nullptr,
                 text->find("percdamp") != std::string::npos || text->find("target_ids") != std::string::npos);

        // every modifier that cannot run yet is named, and nothing else is an error
        std::set<std::string> later;
        std::set<std::string> expected;
        for (const Diagnostic& d : checkRunnable(*parsed.recipe, compress::modifierSchemas())) {
            QVERIFY(d.severity == Severity::Error);
            if (d.code == "recipe.modifier.later") {
                later.insert(d.message.substr(1, d.message.find('"', 1) - 1));
            }
        }
        for (const char* name : {"GPTQModifier"}) {
            const bool available = compress::modifierSchemas().find(name)->available;
            if (!available && text->find(std::string(name) + ":") != std::string::npos) {
                expected.insert(name);
            }
        }
        QVERIFY(later == expected);
    }

    void filesConvertAndReadBackTheSame_data() { filesOfTheReferencesParse_data(); }

    void filesConvertAndReadBackTheSame()
    {
        QFETCH(QString, file);
        const ParsedRecipe parsed = parseRecipeFile(file.toStdString(), compress::modifierSchemas());
        QVERIFY(parsed.recipe.has_value());
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
