#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "core/compress/schemas.h"
#include "core/recipe/parse.h"
#include "ui/models/recipe_edit.h"
#include "ui/models/recipe_meaning.h"
#include "ui/models/text_lines.h"
#include "ui/models/yaml_text.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

recipe::Value number(double value)
{
    return {value, {}, {}};
}

recipe::Value text(const char* value)
{
    return {std::string(value), {}, {}};
}

recipe::Value texts(const std::vector<std::string>& values)
{
    recipe::Value::List items;
    for (const std::string& value : values) {
        items.push_back({value, {}, {}});
    }
    return {items, {}, {}};
}

const recipe::ModifierSchema& schema(const char* type)
{
    return *compress::modifierSchemas().find(type);
}

const char* const kCommented = "# the whole\n"
                               "espalier: 1  # version\n"
                               "\n"
                               "stages:\n"
                               "  # first of all\n"
                               "  - name: one   # a name\n"
                               "    modifiers:\n"
                               "      # half of it\n"
                               "      - SparseGPTModifier:\n"
                               "          # as the paper\n"
                               "          sparsity: 0.5     # share\n"
                               "          targets: ['re:.*mlp', \"re:.*attn\"] # two\n"
                               "          ignore:\n"
                               "            - model.layers.0 # the first\n"
                               "            # and\n"
                               "            - model.layers.1\n"
                               "          # the end of SparseGPT\n"
                               "\n"
                               "      - ConstantPruningModifier\n"
                               "      - QuantizationModifier: {scheme: W8A8, ignore: [lm_head]} # in brackets\n"
                               "  # then\n"
                               "  - name: two\n"
                               "    run_type: train\n"
                               "    modifiers: []\n"
                               "# the end\n";

/// The recipes of this repository, and those that stand in the texts that it was begun from.
QList<QPair<QString, std::string>> everyRecipe()
{
    QList<QPair<QString, std::string>> all;
    for (const QFileInfo& info :
         QDir(QStringLiteral(ESPALIER_SOURCE_DIR "/recipes")).entryInfoList({QStringLiteral("*.yaml")})) {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly)) {
            all << qMakePair(info.fileName(), file.readAll().toStdString());
        }
    }
    const QString shared = qEnvironmentVariable("ESPALIER_SHARED");
    for (const QFileInfo& info : QDir(shared + QStringLiteral("/seeds")).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        if (shared.isEmpty() || !file.open(QIODevice::ReadOnly)) {
            continue;
        }
        static const QRegularExpression kBlock(QStringLiteral("```[a-z]*\\n(.*?)\\n```"),
                                               QRegularExpression::DotMatchesEverythingOption);
        auto blocks = kBlock.globalMatch(QString::fromUtf8(file.readAll()));
        for (int number = 1; blocks.hasNext(); ++number) {
            const std::string block = blocks.next().captured(1).toStdString() + "\n";
            if (block.find("Modifier:") != std::string::npos && RecipeOutline(block).valid() &&
                !RecipeOutline(block).lanes().empty()) {
                all << qMakePair(QStringLiteral("%1-%2").arg(info.fileName()).arg(number), block);
            }
        }
    }
    return all;
}

/// Every edit has to leave the bytes outside of its replacements alone.
void compareUntouched(const std::string& before, const RecipeEdit& edit)
{
    QCOMPARE(applied(before, edit.replacements), edit.document);
    std::size_t last = 0;
    for (const TextReplacement& one : edit.replacements) {
        QVERIFY(one.begin >= last);
        last = one.begin + one.length;
    }
    QVERIFY(last <= before.size());
}

/// How many lines of `before` are not in the result any more.
int lostLines(const std::string& before, const std::string& after)
{
    int lost = 0;
    QStringList left = QString::fromStdString(after).split(u'\n');
    for (const QString& line : QString::fromStdString(before).split(u'\n')) {
        lost += left.removeOne(line) ? 0 : 1;
    }
    return lost;
}

std::string withCrlf(std::string document)
{
    for (std::size_t at = document.find('\n'); at != std::string::npos; at = document.find('\n', at + 2)) {
        document.insert(at, "\r");
    }
    return document;
}

} // namespace

#define EDIT(variable, call)                                                                                           \
    auto variable##Result = call;                                                                                      \
    QVERIFY2(variable##Result, variable##Result ? "" : variable##Result.error().message.c_str());                      \
    const RecipeEdit variable = variable##Result.take();

class RecipeEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outlineOfEspalier()
    {
        const RecipeOutline outline{kCommented};
        QVERIFY(outline.valid());
        QCOMPARE(outline.lanes().size(), std::size_t{2});
        const RecipeLane& one = outline.lanes()[0];
        QCOMPARE(one.name, std::string("one"));
        QCOMPARE(one.cards.size(), std::size_t{3});
        QCOMPARE(one.cards[0].type, std::string("SparseGPTModifier"));
        QCOMPARE(one.cards[0].line, 9);
        QCOMPARE(one.cards[0].firstLine, std::size_t{7}); // with its comment
        QCOMPARE(one.cards[0].lastLine, std::size_t{16});
        QCOMPARE(one.cards[1].type, std::string("ConstantPruningModifier"));
        QCOMPARE(one.cards[2].arguments.find("scheme")->text(), std::optional<std::string>("W8A8"));
        QVERIFY(outline.lanes()[1].runType == recipe::RunType::Train);
        QVERIFY(outline.lanes()[1].cards.empty());
    }

    void outlineOfWhatIsNoYaml()
    {
        const RecipeOutline broken("espalier: 1\nstages:\n  - name: [\n");
        QVERIFY(!broken.valid());
        QVERIFY(broken.faultLine() >= 3);
        QVERIFY(RecipeOutline("").valid());
        QVERIFY(RecipeOutline("").lanes().empty());
        QVERIFY(!RecipeOutline("only words").valid());
        QVERIFY(RecipeOutline("{\"algo_config\": {\"name\": \"osscar\"}}").valid());
    }

    void aValueIsReplacedAlone_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("value"); // a number in hundredths; -1: the list a, b; -2: the text 2:4
        const QString head = QStringLiteral("s_stage:\n  a_modifiers:\n    SparseGPTModifier:\n");
        const auto row = [&](const char* name, const char* before, const char* after, const char* key, int value) {
            QTest::newRow(name) << head + QString::fromUtf8(before) << head + QString::fromUtf8(after)
                                << QString::fromUtf8(key) << value;
        };
        row("number", "      sparsity: 0.5 # x\n", "      sparsity: 0.25 # x\n", "sparsity", 25);
        row("quoted", "      mask_structure: \"4:8\"  # x\n", "      mask_structure: '2:4'  # x\n", "mask_structure",
            -2);
        row("missing value", "      sparsity:   # x\n      quantize: false\n",
            "      sparsity: 0.25   # x\n      quantize: false\n", "sparsity", 25);
        row("written null", "      sparsity: ~ # x\n", "      sparsity: 0.25 # x\n", "sparsity", 25);
        row("list for a text", "      targets: x # y\n", "      targets: [a, b] # y\n", "targets", -1);
        row("item added in brackets", "      targets: ['a'] # y\n", "      targets: ['a', b] # y\n", "targets", -1);
        row("item removed in brackets", "      targets: [a, c, \"b\"]\n", "      targets: [a, \"b\"]\n", "targets", -1);
        row("item added in lines", "      targets:\n        # keep\n        - \"a\" # one\n      quantize: false\n",
            "      targets:\n        # keep\n        - \"a\" # one\n        - b\n      quantize: false\n", "targets",
            -1);
        row("item removed in lines", "      targets:\n      - a\n      - c # gone\n      # of b\n      - b\n",
            "      targets:\n      - a\n      # of b\n      - b\n", "targets", -1);
        row("text over lines", "      targets: >\n        one\n        two\n      quantize: false # q\n",
            "      targets: [a, b]\n      quantize: false # q\n", "targets", -1);
        row("list in lines becomes a number", "      sparsity:\n        - 0.1\n        - 0.2\n      quantize: false\n",
            "      sparsity: 0.25\n      quantize: false\n", "sparsity", 25);
        row("new key", "      sparsity: 0.5 # x\n", "      sparsity: 0.5 # x\n      targets: [a, b]\n", "targets", -1);
        row("new key behind a block", "      targets:\n        - q # y\n\n# end\n",
            "      targets:\n        - q # y\n      sparsity: 0.25\n\n# end\n", "sparsity", 25);
        row("no line end at the end", "      targets: q", "      targets: q\n      sparsity: 0.25", "sparsity", 25);
        row("key without blank in a pattern", "      targets: 're:a # b'\n      sparsity: 0.5\n",
            "      targets: 're:a # b'\n      sparsity: 0.25\n", "sparsity", 25);
    }

    void aValueIsReplacedAlone()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, key);
        QFETCH(int, value);
        const recipe::Value wanted = value == -1   ? texts({"a", "b"})
                                     : value == -2 ? text("2:4")
                                                   : number(value / 100.0);
        const RecipeOutline outline(before.toStdString());
        QVERIFY(outline.valid());
        EDIT(edit, RecipeEditing(outline).setKey({0, 0}, key.toStdString(), wanted));
        QCOMPARE(QString::fromStdString(edit.document), after);
        compareUntouched(outline.document(), edit);
        const RecipeOutline crlf(withCrlf(before.toStdString()));
        EDIT(other, RecipeEditing(crlf).setKey({0, 0}, key.toStdString(), wanted));
        QCOMPARE(QString::fromStdString(other.document), QString::fromStdString(withCrlf(after.toStdString())));
    }

    void keysOfCardsWithoutAny_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("a word") << "- A"
                                << "- A:\n    k: 0.5";
        QTest::newRow("a word with a comment") << "- A # x"
                                               << "- A: # x\n    k: 0.5";
        QTest::newRow("nothing") << "- A: # x"
                                 << "- A: # x\n    k: 0.5";
        QTest::newRow("brackets") << "- A: {} # x"
                                  << "- A: # x\n    k: 0.5";
        QTest::newRow("more in brackets") << "- A: {b: 1} # x"
                                          << "- A: {b: 1, k: 0.5} # x";
        QTest::newRow("brackets over lines") << "- A: {\n    b: 1 # x\n  }"
                                             << "- A: {\n    b: 1,\n    k: 0.5 # x\n  }";
        QTest::newRow("all in brackets") << "- {A: {b: 1}}"
                                         << "- {A: {b: 1, k: 0.5}}";
    }

    void keysOfCardsWithoutAny()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const QString head = QStringLiteral("espalier: 1\nstages:\n- name: s\n  modifiers:\n");
        const auto indented = [](QString lines) {
            return QStringLiteral("  ") + lines.replace(u'\n', QStringLiteral("\n  ")) + u'\n';
        };
        const RecipeOutline outline((head + indented(before)).toStdString());
        EDIT(edit, RecipeEditing(outline).setKey({0, 0}, "k", number(0.5)));
        QCOMPARE(QString::fromStdString(edit.document), head + indented(after));
        compareUntouched(outline.document(), edit);
    }

    void keysAreRemovedWithTheirLineAlone()
    {
        const RecipeOutline outline{kCommented};
        EDIT(edit, RecipeEditing(outline).removeKey({0, 0}, "ignore"));
        QCOMPARE(lostLines(kCommented, edit.document), 4);
        QVERIFY(edit.document.find("# the end of SparseGPT") != std::string::npos);
        EDIT(brackets, RecipeEditing(outline).removeKey({0, 2}, "ignore"));
        QVERIFY(brackets.document.find("{scheme: W8A8} # in brackets") != std::string::npos);
        EDIT(first, RecipeEditing(outline).removeKey({0, 2}, "scheme"));
        QVERIFY(first.document.find("{ignore: [lm_head]} # in brackets") != std::string::npos);
    }

    void cardsMoveWithTheirComments()
    {
        const RecipeOutline outline{kCommented};
        EDIT(down, RecipeEditing(outline).moveCard({0, 0}, {0, 2}));
        QCOMPARE(down.card, (CardPlace{0, 1}));
        QCOMPARE(lostLines(kCommented, down.document), 0);
        QVERIFY(
            down.document.find("      - ConstantPruningModifier\n      # half of it\n      - SparseGPTModifier:\n") !=
            std::string::npos);
        compareUntouched(kCommented, down);
        EDIT(over, RecipeEditing(outline).moveCard({0, 0}, {1, 0}));
        QCOMPARE(over.card, (CardPlace{1, 0}));
        QVERIFY2(
            over.document.find("    modifiers:\n      # half of it\n      - SparseGPTModifier:\n          # as the") !=
                std::string::npos,
            over.document.c_str());
        QCOMPARE(lostLines(kCommented, over.document), 1); // "modifiers: []"
        const RecipeOutline moved(over.document);
        EDIT(back, RecipeEditing(moved).moveCard({1, 0}, {0, 0}));
        QCOMPARE(back.card, (CardPlace{0, 0}));
        QVERIFY(same(meaningOf(RecipeOutline(back.document)), meaningOf(outline)));
        EDIT(same, RecipeEditing(outline).moveCard({0, 1}, {0, 2}));
        QVERIFY(same.replacements.empty());
    }

    void cardsMoveBetweenListsAndMappings()
    {
        const std::string before = "a_stage:\n  run_type: oneshot\n  x_modifiers:\n    - SparseGPTModifier:\n"
                                   "        sparsity: 0.5 # half\n        targets:\n        - q\nb_stage:\n"
                                   "  run_type: oneshot\n  y_modifiers:\n"
                                   "    ConstantPruningModifier:\n      targets: [k]\n";
        const RecipeOutline outline(before);
        EDIT(edit, RecipeEditing(outline).moveCard({0, 0}, {1, 0}));
        QVERIFY2(
            edit.document.find("  y_modifiers:\n    SparseGPTModifier:\n      sparsity: 0.5 # half\n      targets:\n"
                               "      - q\n    ConstantPruningModifier:\n") != std::string::npos,
            edit.document.c_str());
        const RecipeOutline moved(edit.document);
        EDIT(back, RecipeEditing(moved).moveCard({1, 1}, {0, 0}));
        QVERIFY2(back.document.find("  x_modifiers:\n    ConstantPruningModifier:\n      targets: [k]\n") !=
                     std::string::npos,
                 back.document.c_str());
    }

    void aMappingHoldsAClassOnce()
    {
        const std::string before =
            "a_stage:\n  run_type: oneshot\n  x_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\n"
            "    ConstantPruningModifier: {targets: [k]}\nb_stage:\n  run_type: oneshot\n"
            "  y_modifiers:\n    SparseGPTModifier: {sparsity: 0.6}\n";
        const RecipeOutline outline(before);
        EDIT(copy, RecipeEditing(outline).copyCard({0, 0}, {0, 1}));
        QCOMPARE(copy.card, (CardPlace{0, 2})); // in a group of its own
        QVERIFY2(copy.document.find("  a_modifiers:\n    SparseGPTModifier: {sparsity: 0.5}\nb_stage:") !=
                     std::string::npos,
                 copy.document.c_str());
        const auto moved = RecipeEditing(outline).moveCard({0, 0}, {1, 1});
        QVERIFY(!moved);
        QCOMPARE(moved.error().code, std::string("recipe.edit.twice"));
    }

    void switchedOffCardsAreComments()
    {
        const RecipeOutline outline{kCommented};
        EDIT(off, RecipeEditing(outline).setEnabled({0, 0}, false));
        QVERIFY2(
            off.document.find("      # half of it\n      #off - SparseGPTModifier:\n      #off     # as the paper\n"
                              "      #off     sparsity: 0.5     # share\n") != std::string::npos,
            off.document.c_str());
        compareUntouched(kCommented, off);
        const auto parsed = recipe::parseRecipe(off.document, compress::modifierSchemas());
        QCOMPARE(parsed.draft->stages[0].modifiers.size(), std::size_t{2});
        const RecipeOutline after(off.document);
        QCOMPARE(after.lanes()[0].cards.size(), std::size_t{3});
        QVERIFY(!after.lanes()[0].cards[0].enabled);
        QCOMPARE(after.lanes()[0].cards[0].arguments.find("sparsity")->number(), std::optional<double>(0.5));
        EDIT(on, RecipeEditing(after).setEnabled({0, 0}, true));
        QCOMPARE(QString::fromStdString(on.document), QString::fromUtf8(kCommented));
        const auto refused = RecipeEditing(after).setKey({0, 0}, "sparsity", number(0.4));
        QCOMPARE(refused.error().code, std::string("recipe.edit.off"));
        EDIT(moved, RecipeEditing(after).moveCard({0, 0}, {1, 0}));
        QVERIFY(!RecipeOutline(moved.document).lanes()[1].cards[0].enabled);
        EDIT(copied, RecipeEditing(after).copyCard({0, 0}, {0, 3}));
        QVERIFY(!RecipeOutline(copied.document).lanes()[0].cards[3].enabled);
        EDIT(gone, RecipeEditing(after).removeCard({0, 0}));
        QVERIFY(gone.document.find("#off") == std::string::npos);
    }

    void allCardsOfAStageMayBeOff()
    {
        std::string document = "espalier: 1\nstages:\n  - name: a\n    modifiers:\n      - A:\n          k: 1\n"
                               "      - B:\n          k: 2\n  - name: b\n    modifiers:\n      - C: {k: 3}\n";
        const std::string before = document;
        for (const CardPlace place : {CardPlace{0, 0}, CardPlace{0, 1}, CardPlace{1, 0}}) {
            const RecipeOutline outline(document);
            EDIT(edit, RecipeEditing(outline).setEnabled(place, false));
            document = edit.document;
        }
        QCOMPARE(RecipeOutline(document).lanes()[0].cards.size(), std::size_t{2});
        QCOMPARE(RecipeOutline(document).lanes()[1].cards.size(), std::size_t{1});
        const RecipeOutline allOff(document);
        EDIT(inserted, RecipeEditing(allOff).insertCard({0, 1}, schema("SparseGPTModifier")));
        QCOMPARE(RecipeOutline(inserted.document).lanes()[0].cards[1].type, std::string("SparseGPTModifier"));
        for (const CardPlace place : {CardPlace{1, 0}, CardPlace{0, 1}, CardPlace{0, 0}}) {
            const RecipeOutline outline(document);
            EDIT(edit, RecipeEditing(outline).setEnabled(place, true));
            document = edit.document;
        }
        QCOMPARE(document, before);
    }

    void aCommentThatOnlyLooksSwitchedOff()
    {
        const RecipeOutline outline("espalier: 1\n#off with it\n#off\nstages:\n  - name: s\n    modifiers:\n"
                                    "      - A: {k: 1}\n      #off the record\n");
        QVERIFY(outline.valid());
        QCOMPARE(outline.lanes()[0].cards.size(), std::size_t{1});
    }

    void newCardsBeginWithWhatTheyNeed()
    {
        for (const recipe::ModifierSchema& one : compress::modifierSchemas().all()) {
            if (!one.available) {
                continue;
            }
            const RecipeOutline empty("");
            EDIT(edit, RecipeEditing(empty).insertCard({0, 0}, one));
            const auto parsed = recipe::parseRecipe(edit.document, compress::modifierSchemas());
            QVERIFY2(!parsed.hasErrors(), edit.document.c_str());
            QCOMPARE(parsed.recipe->stages.size(), std::size_t{1});
            QCOMPARE(parsed.recipe->stages[0].runType == recipe::RunType::Train, one.trains);
            const RecipeOutline outline{kCommented};
            for (const std::size_t at : {0U, 1U, 3U}) {
                EDIT(more, RecipeEditing(outline).insertCard({0, at}, one));
                QCOMPARE(RecipeOutline(more.document).lanes()[0].cards[at].type, one.type);
                QCOMPARE(lostLines(kCommented, more.document), 0);
            }
        }
    }

    void stages()
    {
        const RecipeOutline outline{kCommented};
        EDIT(added, RecipeEditing(outline).addStage("three", recipe::RunType::Train));
        QVERIFY2(added.document.ends_with("    modifiers: []\n  - name: three\n    run_type: train\n    modifiers:\n"
                                          "# the end\n"),
                 added.document.c_str());
        EDIT(renamed, RecipeEditing(outline).renameStage(0, "uno"));
        QVERIFY(renamed.document.find("  - name: uno   # a name\n") != std::string::npos);
        EDIT(removed, RecipeEditing(outline).removeStage(1));
        QVERIFY(removed.document.find("# then") == std::string::npos);
        QVERIFY(removed.document.ends_with("# in brackets\n# the end\n"));
        const RecipeOutline one(removed.document);
        EDIT(none, RecipeEditing(one).removeStage(0));
        QVERIFY2(none.document.find("stages: []\n") != std::string::npos, none.document.c_str());
        const RecipeOutline nothing(none.document);
        EDIT(again, RecipeEditing(nothing).addStage("new", recipe::RunType::OneShot));
        QVERIFY(again.document.find("stages:\n") != std::string::npos);
        for (const char* bad : {"", "a b", "../x", "one", ".x"}) {
            const auto refused = RecipeEditing(outline).addStage(bad, recipe::RunType::OneShot);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, std::string("recipe.edit.name"));
        }
        QCOMPARE(RecipeEditing(outline).freeStageName("one"), std::string("one-2"));
    }

    void stagesOfOtherDialects()
    {
        const std::string llm = "prune_stage: # first\n  a_modifiers:\n    AWQModifier: {scheme: W4A16}\n";
        const RecipeOutline outline(llm);
        EDIT(added, RecipeEditing(outline).addStage("more", recipe::RunType::OneShot));
        QCOMPARE(added.document, llm + "more_stage:\n  more_modifiers:\n");
        EDIT(renamed, RecipeEditing(outline).renameStage(0, "x"));
        QVERIFY(renamed.document.starts_with("x_stage: # first\n"));
        const std::string nested = "stages:\n  one:\n    run_type: oneshot\n    a_modifiers:\n      A: {k: 1}\n";
        const RecipeOutline sparse(nested);
        EDIT(second, RecipeEditing(sparse).addStage("two", recipe::RunType::Train));
        QCOMPARE(second.document, nested + "  two:\n    run_type: train\n    two_modifiers:\n");
        EDIT(key, RecipeEditing(sparse).renameStage(0, "uno"));
        QVERIFY(key.document.starts_with("stages:\n  uno:\n"));
    }

    void groupsOutsideOfStagesAreALane()
    {
        const RecipeOutline outline("pruning_modifiers:\n  - !ConstantPruningModifier\n    params: re:.*\n"
                                    "  - !MagnitudePruningModifier\n    sparsity: 0.5 # x\n");
        QCOMPARE(outline.lanes().size(), std::size_t{1});
        QCOMPARE(outline.lanes()[0].cards[1].type, std::string("MagnitudePruningModifier"));
        EDIT(edit, RecipeEditing(outline).setKey({0, 1}, "sparsity", number(0.25)));
        QVERIFY(edit.document.ends_with("    sparsity: 0.25 # x\n"));
        EDIT(moved, RecipeEditing(outline).moveCard({0, 1}, {0, 0}));
        QVERIFY2(moved.document.starts_with("pruning_modifiers:\n  - !MagnitudePruningModifier\n"),
                 moved.document.c_str());
    }

    void jsonStaysJson()
    {
        const RecipeOutline outline("{\n  \"espalier\": 1,\n  \"stages\": [\n    {\"name\": \"a\", \"modifiers\": [\n"
                                    "      {\"MagnitudePruningModifier\": {\"sparsity\": 0.5}}\n    ]}\n  ]\n}\n");
        QVERIFY(outline.valid());
        EDIT(edit, RecipeEditing(outline).setKey({0, 0}, "targets", texts({"re:.*mlp"})));
        QVERIFY2(edit.document.find("{\"sparsity\": 0.5, \"targets\": [\"re:.*mlp\"]}") != std::string::npos,
                 edit.document.c_str());
        EDIT(more, RecipeEditing(outline).insertCard({0, 1}, schema("WandaPruningModifier")));
        QVERIFY2(more.document.find("0.5}},\n      {\"WandaPruningModifier\": {\"sparsity\": 0.5}}\n    ]") !=
                     std::string::npos,
                 more.document.c_str());
        const RecipeOutline two(more.document);
        EDIT(less, RecipeEditing(two).removeCard({0, 0}));
        QVERIFY(less.document.find("Magnitude") == std::string::npos);
        EDIT(stage, RecipeEditing(outline).addStage("b", recipe::RunType::OneShot));
        QCOMPARE(RecipeOutline(stage.document).lanes().size(), std::size_t{2});
        const auto off = RecipeEditing(outline).setEnabled({0, 0}, false);
        QCOMPARE(off.error().code, std::string("recipe.edit.brackets"));
    }

    void anchorsAreRefused_data()
    {
        QTest::addColumn<QString>("document");
        const QString head = QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n");
        QTest::newRow("value that others share")
            << head + QStringLiteral("      - A: {sparsity: &x 0.5}\n      - B: {sparsity: *x}\n");
        QTest::newRow("keys that others share")
            << head + QStringLiteral("      - A: &x\n          sparsity: 0.5\n      - B: *x\n");
        QTest::newRow("keys merged into others")
            << head + QStringLiteral("      - A: &x\n          sparsity: 0.5\n      - B:\n          <<: *x\n"
                                     "          k: 1\n");
    }

    void anchorsAreRefused()
    {
        QFETCH(QString, document);
        const RecipeOutline outline(document.toStdString());
        QVERIFY(outline.valid());
        const auto edit = RecipeEditing(outline).setKey({0, 0}, "sparsity", number(0.25));
        QVERIFY(!edit);
        QCOMPARE(edit.error().code, std::string("recipe.edit.anchor"));
        QVERIFY(edit.error().message.find("line 5") != std::string::npos);
        const auto removed = RecipeEditing(outline).removeCard({0, 0});
        QCOMPARE(removed.error().code, std::string("recipe.edit.anchor"));
    }

    void classesBehindOneDashAreRefused()
    {
        const RecipeOutline outline("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - A: {k: 1}\n"
                                    "        B: {k: 2}\n");
        QCOMPARE(outline.lanes()[0].cards.size(), std::size_t{2});
        QCOMPARE(RecipeEditing(outline).removeCard({0, 1}).error().code, std::string("recipe.edit.shared"));
        EDIT(edit, RecipeEditing(outline).setKey({0, 1}, "k", number(0.5)));
        QVERIFY(edit.document.ends_with("        B: {k: 0.5}\n"));
    }

    /// Whatever is done to whichever card of whichever recipe says what was meant and leaves the rest alone; edits
    /// check their meaning themselves, so none of them may be refused here.
    void everyEditOfEveryRecipe_data()
    {
        QTest::addColumn<QString>("document");
        for (const auto& [name, document] : everyRecipe()) {
            QTest::newRow(qPrintable(name)) << QString::fromStdString(document);
            QTest::newRow(qPrintable(name + QStringLiteral(", CRLF"))) << QString::fromStdString(withCrlf(document));
        }
    }

    void everyEditOfEveryRecipe()
    {
        QFETCH(QString, document);
        const std::string before = document.toStdString();
        const RecipeOutline outline(before);
        QVERIFY(outline.valid());
        QVERIFY(!outline.lanes().empty());
        const RecipeEditing editing(outline);
        const bool crlf = before.find('\r') != std::string::npos;
        const auto check = [&](const Result<RecipeEdit>& edit) {
            QVERIFY2(edit, edit ? "" : edit.error().message.c_str());
            compareUntouched(before, edit.value());
            for (std::size_t at = edit->document.find('\n'); crlf && at != std::string::npos;
                 at = edit->document.find('\n', at + 1)) {
                QVERIFY(edit->document[at - 1] == '\r');
            }
        };
        for (std::size_t lane = 0; lane < outline.lanes().size(); ++lane) {
            const std::size_t cards = outline.lanes()[lane].cards.size();
            for (std::size_t card = 0; card < cards; ++card) {
                const CardPlace place{lane, card};
                check(editing.setKey(place, "sparsity", number(0.125)));
                check(editing.setKey(place, "targets", texts({"re:.*it's", "Linear"})));
                check(editing.setKey(place, "new_key", text("a: # b")));
                for (const auto& [key, value] :
                     std::get<recipe::Value::Map>(outline.lanes()[lane].cards[card].arguments.data)) {
                    check(editing.setKey(place, key, number(0.75)));
                    check(editing.removeKey(place, key));
                }
                check(editing.removeCard(place));
                check(editing.copyCard(place, {lane, card + 1}));
                const auto off = editing.setEnabled(place, false);
                check(off);
                const RecipeOutline without(off->document);
                const auto on = RecipeEditing(without).setEnabled(place, true);
                QVERIFY(on);
                QCOMPARE(on->document, before);
                for (std::size_t to = 0; to <= cards; ++to) {
                    check(editing.moveCard(place, {lane, to}));
                }
            }
            check(editing.insertCard({lane, 0}, schema("ADMMPruningModifier")));
            check(editing.insertCard({lane, cards}, schema("ADMMPruningModifier")));
            check(editing.renameStage(lane, "other"));
            check(editing.removeStage(lane));
        }
        check(editing.addStage("more", recipe::RunType::OneShot));
    }
};

QTEST_GUILESS_MAIN(RecipeEditTest)
#include "recipe_edit_test.moc"
