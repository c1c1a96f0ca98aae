#include <QElapsedTimer>
#include <QTest>

#include "core/recipe/yaml.h"
#include "core/recipe/yaml_writer.h"
#include "recipe_support.h"

using namespace espalier::recipe;

namespace {

std::optional<Value> read(const std::string& text, std::vector<Diagnostic>& found,
                          DocumentKind kind = DocumentKind::Yaml)
{
    Diagnostics diagnostics;
    auto value = readYaml(text, kind, diagnostics);
    found = diagnostics.take();
    return value;
}

Value read(const std::string& text)
{
    std::vector<Diagnostic> found;
    auto value = read(text, found);
    if (!value || !found.empty()) {
        qFatal("unexpected diagnostics: %s", describe(found).c_str());
    }
    return *value;
}

} // namespace

class YamlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scalarsAreTypedAsTheReferencesReaderTypesThem()
    {
        const Value root =
            read("a: 1\nb: 0.5\nc: 1e-3\nd: true\ne: False\nf: ~\ng:\nh: text\ni: '1'\nj: -7\nk: 2:4\nl: no\n"
                 "m: .5\nn: 0:0\no: inf\np: 9223372036854775808\n");
        QCOMPARE(std::get<std::int64_t>(root.find("a")->data), std::int64_t{1});
        QCOMPARE(*root.find("b")->number(), 0.5);
        QCOMPARE(*root.find("c")->number(), 0.001);
        QCOMPARE(*root.find("d")->boolean(), true);
        QCOMPARE(*root.find("e")->boolean(), false);
        QVERIFY(root.find("f")->isNull());
        QVERIFY(root.find("g")->isNull());
        QCOMPARE(*root.find("h")->text(), std::string("text"));
        QCOMPARE(*root.find("i")->text(), std::string("1"));
        QCOMPARE(std::get<std::int64_t>(root.find("j")->data), std::int64_t{-7});
        QCOMPARE(*root.find("k")->text(), std::string("2:4")); // not the sexagesimal 124
        QCOMPARE(*root.find("l")->boolean(), false);
        QCOMPARE(*root.find("m")->number(), 0.5);
        QCOMPARE(*root.find("n")->text(), std::string("0:0"));
        QCOMPARE(*root.find("o")->text(), std::string("inf"));
        QCOMPARE(*root.find("p")->number(), 9223372036854775808.0);
    }

    void placesAreLinesAndColumnsFromOne()
    {
        const Value root = read("first:\n    second:  [x, yy]\n    third:\n");
        const Value* second = root.find("first")->find("second");
        QCOMPARE(second->keyLocation.line, 2);
        QCOMPARE(second->keyLocation.column, 5);
        const Value& item = std::get<Value::List>(second->data)[1];
        QCOMPARE(item.location.line, 2);
        QCOMPARE(item.location.column, 18);
        QCOMPARE(root.find("first")->find("third")->location.line, 3);
    }

    void errorsHaveCodesAndPlaces_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("bad indentation") << "a:\n  b: 1\n c: 2\n"
                                         << "recipe.yaml.syntax@3:2";
        QTest::newRow("open bracket") << "a: [1, 2\nb: 3\n"
                                      << "recipe.yaml.syntax@2:2";
        QTest::newRow("tab") << "a:\n\tb: 1\n"
                             << "recipe.yaml.syntax@2:3";
        QTest::newRow("unknown alias") << "a: *nothing\n"
                                       << "recipe.yaml.syntax@1:4";
        QTest::newRow("duplicate key") << "a: 1\nb: 2\na: 3\n"
                                       << "recipe.yaml.duplicate@3:1";
        QTest::newRow("two documents") << "a: 1\n---\nb: 2\n"
                                       << "recipe.yaml.documents@3:1";
        QTest::newRow("key is a list") << "? [a, b]\n: 1\n"
                                       << "recipe.yaml.key@1:3";
        QTest::newRow("merge of a number") << "<<: 3\n"
                                           << "recipe.yaml.merge@1:5";
    }

    void errorsHaveCodesAndPlaces()
    {
        QFETCH(QString, text);
        QFETCH(QString, code);
        std::vector<Diagnostic> found;
        (void)read(text.toStdString(), found);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(codes(found)[0]), code);
    }

    void aliasesAndMergeKeysAreExpanded()
    {
        const Value root = read("base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\ncopy: *base\n");
        QCOMPARE(*root.find("use")->find("a")->number(), 1.0);
        QCOMPARE(*root.find("use")->find("b")->number(), 3.0);
        QCOMPARE(*root.find("copy")->find("b")->number(), 2.0);
    }

    void expansionIsBounded()
    {
        std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 9; ++i) {
            const std::string below = "*a" + std::to_string(i - 1);
            bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
            for (int j = 0; j < 9; ++j) {
                bomb += ", " + below;
            }
            bomb += "]\n";
        }
        std::vector<Diagnostic> found;
        QElapsedTimer timer;
        timer.start();
        (void)read(bomb, found);
        QVERIFY(timer.elapsed() < 5000);
        QVERIFY(findCode(found, "recipe.yaml.limit") != nullptr);
        (void)read(std::string(200, '[') + std::string(200, ']'), found);
        QVERIFY(findCode(found, "recipe.yaml.limit") != nullptr);
        (void)read(std::string(100'000, '['), found);
        QVERIFY(!found.empty());
        (void)read(std::string(std::size_t{5} << 20U, ' '), found);
        QVERIFY(findCode(found, "recipe.yaml.limit") != nullptr);
    }

    void tagsBecomeClassNames()
    {
        const Value root = read("modifiers:\n  - !MagnitudePruningModifier\n    targets: [a]\n");
        const Value& item = std::get<Value::List>(root.find("modifiers")->data)[0];
        QVERIFY(item.find("MagnitudePruningModifier") != nullptr);
        QVERIFY(item.find("MagnitudePruningModifier")->find("targets") != nullptr);
    }

    void frontMatterOfMarkdown()
    {
        std::vector<Diagnostic> found;
        const auto value = read("---\na: 1\n---\n# Title\n\nb: [\n", found, DocumentKind::Markdown);
        QVERIFY(value && found.empty());
        QCOMPARE(value->find("a")->location.line, 2);
        (void)read("# Title\n---\na: 1\n---\n", found, DocumentKind::Markdown);
        QCOMPARE(codes(found), std::vector<std::string>{"recipe.markdown@1:1"});
        QCOMPARE(documentKind("x/README.md"), DocumentKind::Markdown);
        QCOMPARE(documentKind("recipe.json"), DocumentKind::Yaml);
    }

    void jsonIsRead()
    {
        const Value root = read("{\n\t\"a\": {\"b\": [1, 2.5, true, null, \"x\\u00e9\"]}\n}\n");
        const auto& list = std::get<Value::List>(root.find("a")->find("b")->data);
        QCOMPARE(list.size(), std::size_t{5});
        QVERIFY(list[3].isNull());
        QCOMPARE(*list[4].text(), std::string("x\xc3\xa9"));
    }

    void whatIsWrittenReadsBackTheSame()
    {
        const Value root =
            read("a: 'true'\nb: 're:model\\.layers\\.\\d*$'\nc: [1, 2.0, 1.0e-05, ~]\nd: {}\ne: [{x: 1, y: [2]}, {}]\n"
                 "'2:4': \"2:4\"\nf: \"it's\"\ng: \"tab\\tand \\\"quote\\\"\"\nh: ''\ni: 'no'\nj: [[a], [b, c]]\n"
                 "k: '1.5'\nl: '~'\nm: '!x'\nn: 0.1\no: []\n");
        const Value again = read(toYaml(root));
        QVERIFY2(again == root, toYaml(root).c_str());
    }
};

QTEST_GUILESS_MAIN(YamlTest)
#include "yaml_test.moc"
