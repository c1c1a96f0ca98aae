#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/recipe/import_list.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const QString kSparseMl = QStringLiteral("test_stage:\n"
                                         "  run_type: oneshot\n"
                                         "  obcq_modifiers:\n"
                                         "    SparseGPTModifier:\n"
                                         "      sparsity: 0.5\n"
                                         "      targets: ['re:model.layers.\\d+$']\n");
const QString kOwn = QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                    "      - MagnitudePruningModifier: {sparsity: 0.5}\n");

QStringList texts(const QWidget& widget)
{
    QStringList all;
    for (const QLabel* label : widget.findChildren<QLabel*>()) {
        all << label->text();
    }
    return all;
}

} // namespace

/// What the side list of an imported recipe says.
class ImportListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
    }

    void differencesAreToldFromBothSides()
    {
        const RecipeAnalysis analysis(kSparseMl, nullptr);
        const QList<ImportNote> notes = importNotes(analysis);
        QVERIFY(!notes.isEmpty());
        bool found = false;
        for (const ImportNote& note : notes) {
            QVERIFY(!note.there.isEmpty());
            QVERIFY(note.location.line > 0);
            if (note.there.contains(QStringLiteral("one weight more"))) {
                found = true;
                QCOMPARE(note.here, QStringLiteral("Here the count is exact."));
                QVERIFY(!note.there.contains(QStringLiteral("Here")));
                QCOMPARE(note.location.line, 5);
            }
        }
        QVERIFY(found);
    }

    void theOwnDialectHasNone() { QVERIFY(importNotes(RecipeAnalysis(kOwn, nullptr)).isEmpty()); }

    void theListGoesToLinesAndConverts()
    {
        ImportList list(*m_theme);
        list.resize(320, 500);
        const RecipeAnalysis analysis(kSparseMl, nullptr);
        list.show(analysis);
        QCOMPARE(list.count(), int(importNotes(analysis).size()));
        QVERIFY(texts(list).join(QLatin1Char(' ')).contains(QStringLiteral("written for SparseML")));
        QVERIFY(texts(list).contains(QStringLiteral("Here the count is exact.")));
        QSignalSpy lines(&list, &ImportList::goToRequested);
        QSignalSpy conversions(&list, &ImportList::convertRequested);
        list.findChildren<QToolButton*>().first()->click();
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines[0][0].value<recipe::Location>().line, importNotes(analysis).first().location.line);
        auto* convert = list.findChild<QPushButton*>();
        QVERIFY(convert->isEnabled());
        convert->click();
        QCOMPARE(conversions.size(), 1);
        list.show(
            RecipeAnalysis(QString(kSparseMl).replace(QStringLiteral("0.5"), QStringLiteral("nonsense")), nullptr));
        QVERIFY(!convert->isEnabled()); // what has errors cannot be written otherwise
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(ImportListTest)
#include "import_list_test.moc"
