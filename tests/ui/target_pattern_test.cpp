#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include "core/compress/schemas.h"
#include "core/model/checkpoint.h"
#include "core/model/shards.h"
#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"
#include "tests/support/golden_families.h"
#include "tests/support/tiny_model.h"
#include "ui/models/number_pattern.h"
#include "ui/models/target_pattern.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const recipe::ModifierSchema& schema(const char* type)
{
    return *compress::modifierSchemas().find(type);
}

/// What a run would take these entries for.
ModuleSet resolved(const std::vector<std::string>& entries, const char* type, const model::ModuleNode& root)
{
    std::string list;
    for (const std::string& entry : entries) {
        std::string quoted;
        for (const char c : entry) {
            quoted += c == '\'' ? "''" : std::string{c};
        }
        list += (list.empty() ? "'" : ", '") + quoted + "'";
    }
    const bool quantizes = schema(type).quantizationKeys;
    const std::string text = std::string("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - ") + type + ": {" +
                             (quantizes ? "scheme: W8A16" : "sparsity: 0.5") + ", targets: [" + list + "]}\n";
    const recipe::ParsedRecipe parsed = recipe::parseRecipe(text, compress::modifierSchemas());
    ModuleSet hits;
    if (!parsed.recipe) {
        return hits;
    }
    const recipe::ResolvedRecipe made = recipe::resolve(*parsed.recipe, root, compress::modifierSchemas());
    for (const recipe::ResolvedModule& module : made.stages.front().modifiers.front().modules) {
        hits.insert(module.module);
    }
    return hits;
}

ModuleSet where(const TargetWriter& writer, const std::function<bool(const model::ModuleNode&)>& chosen)
{
    ModuleSet modules;
    for (const model::ModuleNode* module : writer.weights()) {
        if (chosen(*module)) {
            modules.insert(module);
        }
    }
    return modules;
}

bool endsWith(const model::ModuleNode& module, std::initializer_list<const char*> ends)
{
    return std::any_of(ends.begin(), ends.end(), [&](const char* end) { return module.name.ends_with(end); });
}

/// The tree of a Llama with so many layers; no weights needed.
model::ModuleNode llama(int layers)
{
    nlohmann::json config = tests::tinyConfig();
    config["num_hidden_layers"] = layers;
    return model::buildModuleTree(model::modelSpecFromConfig(config).take());
}

} // namespace

/// Entries that the target picker writes hit exactly what was ticked, in every family, and are the ones that a person
/// would have written.
class TargetPatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreMatchedExactly_data()
    {
        QTest::addColumn<QList<int>>("numbers");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("one") << QList<int>{7} << "7";
        QTest::newRow("range") << QList<int>{0, 1, 2, 3} << "[0-3]";
        QTest::newRow("two neighbours") << QList<int>{3, 4} << "[34]";
        QTest::newRow("over ten") << QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11} << "(\\d|1[01])";
        QTest::newRow("gaps") << QList<int>{2, 4, 8} << "[248]";
        QTest::newRow("two digits alike") << QList<int>{11, 13, 21, 23} << "[12][13]";
        QTest::newRow("three digits") << QList<int>{99, 100, 101} << "(99|10[01])";
    }

    void numbersAreMatchedExactly()
    {
        QFETCH(QList<int>, numbers);
        QFETCH(QString, pattern);
        const std::string found = numberPattern({numbers.begin(), numbers.end()});
        QCOMPARE(QString::fromStdString(found), pattern);
        const QRegularExpression regex(QStringLiteral("\\A(?:%1)\\z").arg(QString::fromStdString(found)));
        for (int number = 0; number < 1200; ++number) {
            QCOMPARE(regex.match(QString::number(number)).hasMatch(), numbers.contains(number));
        }
    }

    void numbersAtRandom()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 200; ++round) {
            std::set<int> numbers;
            const int count = 1 + int(random() % 40);
            for (int i = 0; i < count; ++i) {
                numbers.insert(int(random() % (round % 2 == 0 ? 130U : 32U)));
            }
            const std::string found = numberPattern({numbers.begin(), numbers.end()});
            const QRegularExpression regex(QStringLiteral("\\A(?:%1)\\z").arg(QString::fromStdString(found)));
            QVERIFY2(regex.isValid(), found.c_str());
            for (int number = 0; number < 200; ++number) {
                QVERIFY2(regex.match(QString::number(number)).hasMatch() == numbers.contains(number), found.c_str());
            }
        }
    }

    void textsShareTheirEnds_data()
    {
        QTest::addColumn<QStringList>("texts");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("one") << QStringList{"q_proj"} << "q_proj";
        QTest::newRow("letters") << QStringList{"q_proj", "k_proj", "v_proj"} << "[kqv]_proj";
        QTest::newRow("words") << QStringList{"gate_proj", "up_proj"} << "(gate|up)_proj";
        QTest::newRow("numbered") << QStringList{"fc1", "fc2"} << "fc[12]";
        QTest::newRow("words stay whole") << QStringList{"dense_h_to_4h", "dense_4h_to_h"} << "dense_(4h_to_h|h_to_4h)";
        QTest::newRow("nothing alike") << QStringList{"self_attn", "mlp"} << "(mlp|self_attn)";
        QTest::newRow("escapes stay whole") << QStringList{"a\\.b", "a\\db"} << "a(\\.b|\\db)";
        QTest::newRow("the one begins the other") << QStringList{"w", "w_new"} << "w(|_new)";
    }

    void textsShareTheirEnds()
    {
        QFETCH(QStringList, texts);
        QFETCH(QString, pattern);
        std::vector<std::string> list;
        for (const QString& text : texts) {
            list.push_back(text.toStdString());
        }
        QCOMPARE(QString::fromStdString(textPattern(list)), pattern);
    }

    void namesAreEscaped()
    {
        QCOMPARE(escapedForPattern("model.layers.0"), std::string("model\\.layers\\.0"));
        QCOMPARE(escapedForPattern("a+b(c)"), std::string("a\\+b\\(c\\)"));
    }

    void entriesReadLikeAPersonWroteThem_data()
    {
        QTest::addColumn<QString>("chosen"); // a pattern of names, anchored
        QTest::addColumn<QStringList>("entries");
        QTest::newRow("decoder layers") << R"(model\..*)" << QStringList{"__ALL__"};
        QTest::newRow("everything") << R"(.*)" << QStringList{"Linear"};
        QTest::newRow("head") << R"(lm_head)" << QStringList{"lm_head"};
        QTest::newRow("one matrix") << R"(.*\.3\.mlp\.up_proj)" << QStringList{"model.layers.3.mlp.up_proj"};
        QTest::newRow("one layer") << R"(.*\.3\..*)" << QStringList{"model.layers.3"};
        QTest::newRow("one attention") << R"(.*\.3\.self_attn.*)" << QStringList{"model.layers.3.self_attn"};
        QTest::newRow("feed-forward") << R"(.*mlp.*)" << QStringList{"LlamaMLP"};
        QTest::newRow("a role") << R"(.*q_proj)" << QStringList{"re:.*q_proj"};
        QTest::newRow("three roles") << R"(.*[qkv]_proj)" << QStringList{"re:.*[kqv]_proj"};
        QTest::newRow("roles of both parts") << R"(.*(q|up)_proj)" << QStringList{"re:.*(q|up)_proj"};
        QTest::newRow("a part and a role") << R"(.*(mlp.*|q_proj))" << QStringList{"re:.*(mlp|q_proj)"};
        QTest::newRow("first layers") << R"(model\.layers\.[0-3]\..*)" << QStringList{"re:.*layers\\.[0-3]$"};
        QTest::newRow("but the first") << R"(model\.layers\.(?!0\.).*)" << QStringList{"re:.*layers\\.(?!0\\b)\\d+$"};
        QTest::newRow("every other") << R"(model\.layers\.\d*[02468]\..*)" << QStringList{"re:.*layers\\.\\d*[02468]$"};
        QTest::newRow("a role of some") << R"(model\.layers\.[34]\..*q_proj)"
                                        << QStringList{"re:.*layers\\.[34]\\..*q_proj"};
        QTest::newRow("a role and the head") << R"((lm_head|.*q_proj))" << QStringList{"re:.*q_proj", "lm_head"};
        QTest::newRow("all but one matrix")
            << R"((?!model\.layers\.5\.mlp\.down_proj)model.*)"
            << QStringList{"re:.*(gate|k|o|q|up|v)_proj", "re:.*layers\\.(?!5\\b)\\d+\\..*down_proj"};
    }

    void entriesReadLikeAPersonWroteThem()
    {
        QFETCH(QString, chosen);
        QFETCH(QStringList, entries);
        const model::ModuleNode root = llama(24);
        const TargetWriter writer(root, schema("SparseGPTModifier"));
        const QRegularExpression regex(QRegularExpression::anchoredPattern(chosen));
        const ModuleSet modules = where(writer, [&](const model::ModuleNode& module) {
            return regex.match(QString::fromStdString(module.name)).hasMatch();
        });
        QVERIFY(!modules.empty());
        QStringList found;
        for (const std::string& entry : writer.write(modules)) {
            found << QString::fromStdString(entry);
        }
        QVERIFY(resolved(writer.write(modules), "SparseGPTModifier", root) == modules);
        QCOMPARE(found, entries);
    }

    void nothingChosenWritesNothing()
    {
        const model::ModuleNode root = llama(2);
        const TargetWriter writer(root, schema("SparseGPTModifier"));
        QVERIFY(writer.write({}).empty());
        QVERIFY(writer.hits({"re:(", "q_proj"}).empty());
    }

    void families_data() { tests::addGoldenFamilies(); }

    void families()
    {
        QFETCH(QString, folder);
        const auto checkpoint = model::Checkpoint::open(folder.toStdString());
        QVERIFY(checkpoint);
        for (const char* type : {"SparseGPTModifier", "QuantizationModifier"}) {
            const TargetWriter writer(checkpoint->tree(), schema(type));
            QVERIFY(!writer.weights().empty());
            const auto check = [&](const ModuleSet& chosen, std::size_t most) {
                const std::vector<std::string> entries = writer.write(chosen);
                std::string shown;
                for (const std::string& entry : entries) {
                    shown += entry + "  ";
                }
                QVERIFY2(resolved(entries, type, checkpoint->tree()) == chosen, shown.c_str());
                QVERIFY2(writer.hits(entries) == chosen, shown.c_str());
                QVERIFY2(entries.size() <= most, shown.c_str());
            };
            check(where(writer, [](const auto&) { return true; }), 3);
            check(where(writer, [](const auto& module) { return module.layer >= 0; }), 1);
            check(where(writer, [](const auto& module) { return module.layer == 1; }), 1);
            std::set<std::string> leaves;
            for (const model::ModuleNode* module : writer.weights()) {
                leaves.insert(module->name.substr(module->name.rfind('.') + 1));
                check({module}, 1);
            }
            for (const std::string& leaf : leaves) { // roles
                check(where(writer, [&](const auto& module) { return module.name.ends_with("." + leaf); }), 2);
                check(where(writer,
                            [&](const auto& module) { return module.layer != 0 && endsWith(module, {leaf.c_str()}); }),
                      3);
            }
            std::mt19937 random(5);
            for (int round = 0; round < 12; ++round) { // anything
                check(where(writer, [&](const auto&) { return random() % 3 == 0; }), writer.weights().size());
            }
        }
    }

    void manyExpertsAreNotSlow()
    {
        const QString folder = tests::sharedData(QStringLiteral("golden/families/deepseek_moe"));
        if (folder.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        auto config = model::readJsonObject((folder + "/config.json").toStdString(), "model.config").take();
        config["num_hidden_layers"] = 28;
        config["n_routed_experts"] = 64;
        const model::ModuleNode root = model::buildModuleTree(model::modelSpecFromConfig(config).take());
        const TargetWriter writer(root, schema("SparseGPTModifier"));
        QVERIFY(writer.weights().size() > 5000);
        std::mt19937 random(5);
        const ModuleSet few = where(writer, [&](const auto& module) {
            return module.layer % 5 == 2 && module.name.find("experts.1") != std::string::npos && random() % 2 == 0;
        });
        QElapsedTimer timer;
        timer.start();
        const std::vector<std::string> entries = writer.write(few);
        qInfo("%zu modules of %zu in %zu entries: %lld ms", few.size(), writer.weights().size(), entries.size(),
              static_cast<long long>(timer.elapsed()));
        QVERIFY(resolved(entries, "SparseGPTModifier", root) == few);
    }
};

QTEST_MAIN(TargetPatternTest)
#include "target_pattern_test.moc"
