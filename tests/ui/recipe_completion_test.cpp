#include <QTest>

#include "core/compress/schemas.h"
#include "ui/models/recipe_completion.h"

using namespace espalier;
using namespace espalier::ui;

class RecipeCompletionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QString>("document"); // the caret is at its end
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("words");
        const QString head = QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n");
        QTest::newRow("class") << head + QStringLiteral("      - Magn") << QStringLiteral("Magn")
                               << QStringList{QStringLiteral("MagnitudePruningModifier")};
        QTest::newRow("key") << head + QStringLiteral("      - SparseGPTModifier:\n          damp")
                             << QStringLiteral("damp") << QStringList{QStringLiteral("dampening_frac")};
        QTest::newRow("key after others")
            << head + QStringLiteral(
                          "      - SparseGPTModifier:\n          sparsity: 0.5\n          # as usual\n\n          damp")
            << QStringLiteral("damp") << QStringList{QStringLiteral("dampening_frac")};
        QTest::newRow("key in a group of SparseML")
            << QStringLiteral("a_stage:\n  a_modifiers:\n    SparseGPTModifier:\n      damp") << QStringLiteral("damp")
            << QStringList{QStringLiteral("dampening_frac")};
        QTest::newRow("flag") << head + QStringLiteral("      - SparseGPTModifier:\n          quantize: t")
                              << QStringLiteral("t") << QStringList{QStringLiteral("true")};
        QTest::newRow("preset") << head + QStringLiteral("      - QuantizationModifier:\n          scheme: W8A1")
                                << QStringLiteral("W8A1") << QStringList{QStringLiteral("W8A16")};
        QTest::newRow("next modifier")
            << head + QStringLiteral("      - SparseGPTModifier:\n          sparsity: 0.5\n      - Magn")
            << QStringLiteral("Magn") << QStringList{QStringLiteral("MagnitudePruningModifier")};
        QTest::newRow("a whole word needs nothing")
            << head + QStringLiteral("      - SparseGPTModifier:\n          dampening_frac")
            << QStringLiteral("dampening_frac") << QStringList{};
        QTest::newRow("comment") << head + QStringLiteral("      # Magn") << QStringLiteral("Magn") << QStringList{};
        QTest::newRow("free text") << QStringLiteral("espalier: 1\nname: Magn") << QStringLiteral("Magn")
                                   << QStringList{};
    }

    void words()
    {
        QFETCH(QString, document);
        const QStringList lines = document.split(u'\n');
        const RecipeCompletion completion =
            completeRecipe(lines, int(lines.size()) - 1, int(lines.last().size()), compress::modifierSchemas());
        QTEST(completion.typed, "typed");
        QTEST(completion.words, "words");
    }

    void everyModifierThatRunsIsOffered()
    {
        const RecipeCompletion completion = completeRecipe({QStringLiteral("- ")}, 0, 2, compress::modifierSchemas());
        for (const recipe::ModifierSchema& schema : compress::modifierSchemas().all()) {
            QCOMPARE(completion.words.contains(QString::fromStdString(schema.type)), schema.available);
        }
    }

    void aCaretOutsideIsNothing()
    {
        QVERIFY(completeRecipe({}, 0, 0, compress::modifierSchemas()).words.isEmpty());
        QVERIFY(completeRecipe({QStringLiteral("a")}, 3, 0, compress::modifierSchemas()).words.isEmpty());
    }
};

QTEST_GUILESS_MAIN(RecipeCompletionTest)
#include "recipe_completion_test.moc"
