#include <limits>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "ui/models/format.h"
#include "ui/models/fuzzy.h"
#include "ui/models/link.h"
#include "ui/models/path_kind.h"
#include "ui/models/tensor_names.h"

using namespace espalier;
using namespace espalier::ui;

/// Figures as written, addresses, and what paths and letters mean.
class ValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void figuresKeepTheirDigits()
    {
        QCOMPARE(format::perplexity(8.123, 0.0911), QStringLiteral("8.12 ± 0.09"));
        QCOMPARE(format::perplexity(1234.5), QStringLiteral("1,234.50"));
        QCOMPARE(format::significant(0.042137), QStringLiteral("0.0421"));
        QCOMPARE(format::significant(12.345), QStringLiteral("12.3"));
        QCOMPARE(format::significant(0.0), QStringLiteral("0"));
        QCOMPARE(format::bits(16.0), QStringLiteral("16"));
        QCOMPARE(format::bits(6.5625), QStringLiteral("6.56"));
        QCOMPARE(format::delta(0.694), QStringLiteral("+0.69"));
        QCOMPARE(format::delta(-0.1), QStringLiteral("−0.10"));
        QCOMPARE(format::percent(0.5), QStringLiteral("50.0 %"));
        QCOMPARE(format::tokensPerSecond(31.24), QStringLiteral("31.2 tok/s"));
    }

    void unknownFiguresAreADash()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(format::perplexity(nan), format::unknown());
        QCOMPARE(format::perplexity(std::nullopt), format::unknown());
        QCOMPARE(format::percent(nan), format::unknown());
        QCOMPARE(format::significant(std::numeric_limits<double>::infinity()), format::unknown());
        QCOMPARE(format::bytes(std::nullopt), format::unknown());
        QCOMPARE(format::duration(-1.0), format::unknown());
        QVERIFY(format::remaining(std::nullopt).isEmpty());
        QCOMPARE(format::perplexity(8.0, nan), QStringLiteral("8.00"));
    }

    void sizesHaveThreeDigitsAndUnits()
    {
        QCOMPARE(format::bytes(0), QStringLiteral("0 B"));
        QCOMPARE(format::bytes(1023), QStringLiteral("1,023 B"));
        QCOMPARE(format::bytes(1024), QStringLiteral("1.00 KiB"));
        QCOMPARE(format::bytes(2201170739ULL), QStringLiteral("2.05 GiB"));
        QCOMPARE(format::bytes(std::uint64_t(1023.9 * 1024)), QStringLiteral("1.00 MiB"));
        QCOMPARE(format::bytes(1040128), QStringLiteral("0.992 MiB"));
        QCOMPARE(format::parameters(999), QStringLiteral("999"));
        QCOMPARE(format::parameters(1100048384), QStringLiteral("1.10 B"));
        QCOMPARE(format::parameters(260032), QStringLiteral("260 K"));
        QCOMPARE(format::shape({2048, 5632}), QStringLiteral("2048 × 5632"));
        QCOMPARE(format::shape({}), format::unknown());
    }

    void durationsUseTheUnitsPeopleSay()
    {
        QCOMPARE(format::duration(8.4), QStringLiteral("8.4 s"));
        QCOMPARE(format::duration(48.2), QStringLiteral("48 s"));
        QCOMPARE(format::duration(360.0), QStringLiteral("6 min"));
        QCOMPARE(format::duration(8040.0), QStringLiteral("2 h 14 min"));
        QCOMPARE(format::duration(7200.0), QStringLiteral("2 h"));
        QCOMPARE(format::remaining(360.0), QStringLiteral("about 6 min left"));
        QCOMPARE(format::remaining(0.4), QStringLiteral("about 1 s left"));
        QCOMPARE(format::remaining(2.3), QStringLiteral("about 3 s left"));
    }

    void linksSurviveTheirText()
    {
        Link link;
        link.run = 7;
        link.module = QStringLiteral("model.layers.14.mlp.down_proj");
        QCOMPARE(link.toString(), QStringLiteral("espalier:run/7/module/model.layers.14.mlp.down_proj"));
        QCOMPARE(link.targetPage(), QStringLiteral("runs"));
        QVERIFY(Link::fromString(link.toString()) == link);

        Link model;
        model.model = QStringLiteral("/home/a b/ö/50%");
        model.page = QStringLiteral("explorer");
        QVERIFY(Link::fromString(model.toString()) == model);

        Link both; // both models of a run, side by side
        both.page = QStringLiteral("chat");
        both.run = 7;
        both.with = QLatin1String(kSourceModel);
        QCOMPARE(both.toString(), QStringLiteral("espalier:page/chat/run/7/with/source"));
        QVERIFY(Link::fromString(both.toString()) == both);
    }

    void brokenLinksAreNothing()
    {
        for (const char* text :
             {"", "http://x", "espalier:run", "espalier:run/x", "espalier:what/7", "espalier:run/7/module/"}) {
            QVERIFY2(!Link::fromString(QLatin1String(text)), text);
        }
    }

    void fuzzyPrefersWholePartsAndRefusesOthers()
    {
        QVERIFY(!fuzzyScore(QStringLiteral("xyz"), QStringLiteral("model.layers.0")));
        QCOMPARE(fuzzyScore({}, QStringLiteral("anything")), std::optional(0));
        const auto whole = fuzzyScore(QStringLiteral("down"), QStringLiteral("model.layers.3.mlp.down_proj"));
        const auto scattered = fuzzyScore(QStringLiteral("down"), QStringLiteral("model.o_proj.w.n"));
        QVERIFY(whole && (!scattered || *whole > *scattered));
        QVERIFY(fuzzyScore(QStringLiteral("mlgp"), QStringLiteral("model.layers.gate_proj")));
    }

    void pathsAreWhatTheyLookLike()
    {
        const QTemporaryDir folder;
        QCOMPARE(kindOfPath(folder.path()), PathKind::Unknown);
        QFile config(folder.filePath(QStringLiteral("config.json")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        QCOMPARE(kindOfPath(folder.path()), PathKind::Model);
        QCOMPARE(kindOfPath(config.fileName()), PathKind::Model);
        QCOMPARE(modelFolderOf(config.fileName()), QDir(folder.path()).absolutePath());
        QCOMPARE(kindOfPath(QStringLiteral("/x/a.gguf")), PathKind::Model);
        QCOMPARE(modelFolderOf(QStringLiteral("/x/a.gguf")), QStringLiteral("/x/a.gguf"));
        QCOMPARE(kindOfPath(QStringLiteral("/x/a.YAML")), PathKind::Recipe);
        QCOMPARE(kindOfPath(QStringLiteral("/x/a.jsonl")), PathKind::Data);
        QCOMPARE(kindOfPath(QStringLiteral("/x/a.exe")), PathKind::Unknown);
    }

    void namesSortByTheirNumbers()
    {
        QVERIFY(naturallyLess("layers.2.a", "layers.10.a"));
        QVERIFY(!naturallyLess("layers.10.a", "layers.2.a"));
        QVERIFY(naturallyLess("a.b", "a.b.c"));
        QVERIFY(naturallyLess("a.b.c", "a_b"));
        QVERIFY(!naturallyLess("a", "a"));
        QCOMPARE(moduleOfTensor("a.b.weight"), std::string_view("a.b"));
        QCOMPARE(numberOf("12"), 12);
        QCOMPARE(numberOf("1x"), -1);
        QCOMPARE(numberOf(""), -1);
    }
};

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"
