// Whole runs of AWQ on a real trained model, against round-to-nearest under the same scheme (golden/algorithms).

#include <cmath>

#include "tests/support/stories_run.h"

#include <QTest>

using namespace espalier;
using tests::CompressRun;
using tests::oneStage;

namespace {

std::string groups(bool symmetric)
{
    return std::string("    ignore: [lm_head]\n    config_groups:\n      all:\n        targets: [Linear]\n") +
           "        weights: {num_bits: 4, strategy: group, group_size: 32, symmetric: " +
           (symmetric ? "true" : "false") + "}\n";
}

std::string awq(bool symmetric, const std::string& duo = "true")
{
    return "- AWQModifier:\n    duo_scaling: " + duo + "\n" + groups(symmetric);
}

} // namespace

class AwqStoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("models/stories260K").isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
    }

    void beatsRoundToNearest_data()
    {
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<std::string>("duo");
        QTest::addColumn<double>("nearest");
        QTest::newRow("symmetric") << true << std::string("true") << 7.3696;
        QTest::newRow("symmetric, both") << true << std::string("both") << 7.3696;
        QTest::newRow("asymmetric") << false << std::string("true") << 7.0825;
        QTest::newRow("asymmetric, no duo") << false << std::string("false") << 7.0825;
    }

    void beatsRoundToNearest()
    {
        QFETCH(bool, symmetric);
        QFETCH(std::string, duo);
        QFETCH(double, nearest);
        const CompressRun run = tests::storiesRun(oneStage(awq(symmetric, duo)), output());
        const double after = run.result["perplexityAfter"];
        qInfo("%.4f, round to nearest %.4f", after, nearest);
        QVERIFY2(after < nearest, qPrintable(QString::number(after)));
        for (const auto& module : run.all<protocol::ModuleResult>())
            QVERIFY(module.layer < 0 || module.modifier == "AWQModifier");
    }

    /// With its own scheme and as the preparation of another modifier it is the same computation.
    void servesALaterQuantization()
    {
        const double own = tests::storiesRun(oneStage(awq(true)), output()).result["perplexityAfter"];
        const double served =
            tests::storiesRun(oneStage("- AWQModifier: {}\n- QuantizationModifier:\n" + groups(true)), output())
                .result["perplexityAfter"];
        QCOMPARE(served, own);
    }

    void zerosOfASparseModelStay()
    {
        const std::string recipe =
            oneStage("- WandaPruningModifier: {mask_structure: '2:4'}") +
            "  - name: quantization\n    modifiers:\n      - AWQModifier:\n          scheme: W4A16\n"
            "          ignore: [lm_head]\n";
        const CompressRun run = tests::storiesRun(recipe, output());
        QVERIFY(run.result["zeros"].get<std::int64_t>() >= 226'560 / 2);
        const auto sparsities = run.all<protocol::ModuleResult>();
        std::size_t seen = 0;
        for (const auto& module : sparsities) {
            if (module.modifier == "AWQModifier") {
                ++seen;
                QVERIFY2(module.sparsity >= 0.5, module.module.c_str());
            }
        }
        QCOMPARE(seen, std::size_t(35));
    }

    void withoutASchemeItIsRefused()
    {
        try {
            tests::storiesRun(oneStage("- AWQModifier: {}"), output());
            QFAIL("it ran");
        } catch (const std::runtime_error& error) {
            QVERIFY2(QString(error.what()).startsWith("recipe.quantize.no-scheme: "), error.what());
        }
    }

private:
    QString output()
    {
        m_directory = QTemporaryDir();
        return m_directory.filePath("run");
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(AwqStoriesTest)
#include "awq_stories_test.moc"
