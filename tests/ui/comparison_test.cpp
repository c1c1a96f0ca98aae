#include <cmath>
#include <limits>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tiny_model.h"
#include "tests/ui/compared_runs.h"
#include "ui/models/comparison.h"
#include "ui/models/csv.h"
#include "ui/models/delta_table.h"
#include "ui/models/format.h"
#include "ui/models/layer_comparison.h"
#include "ui/models/recipe_diff.h"

using namespace espalier;
using namespace espalier::ui;
using tests::PastRun;

namespace {

ComparedModel model(double bytes, double perplexity, const std::string& hash = "aaaa", int window = 2048)
{
    ComparedModel model;
    model.bytes = std::uint64_t(bytes);
    MeasuredFigure figure;
    figure.value = perplexity;
    figure.protocol = {{"name", "papers"}, {"dataHash", hash}, {"windowTokens", window}, {"stride", window}};
    model.perplexity = figure;
    return model;
}

std::vector<int> front(const ParetoView& view)
{
    std::vector<int> models;
    for (const ParetoPoint& point : view.points) {
        if (point.onFront) {
            models.push_back(point.model);
        }
    }
    return models;
}

QString cell(const DeltaTable& table, const QString& figure, int column, int role = Qt::DisplayRole)
{
    for (int row = 0; row < table.rowCount(); ++row) {
        if (table.index(row, 0).data().toString() == figure) {
            return table.index(row, column).data(role).toString();
        }
    }
    return QStringLiteral("no such row");
}

} // namespace

/// What the Compare page shows, without a window.
class ComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_history = std::make_unique<RunHistory>(m_folder->filePath(QStringLiteral("runs")));
    }

    void cleanup()
    {
        m_comparison.reset();
        m_history.reset();
    }

    void theFrontIsWhatNothingBeats()
    {
        const std::vector<ComparedModel> models = {model(100, 8.0), model(200, 7.0), model(150, 8.5), model(300, 7.0),
                                                   model(50, 20.0)};
        const auto view = paretoView(models, Cost::Size, Quality::Perplexity, models.front().perplexity->key());
        QCOMPARE(view.points.size(), std::size_t(5));
        QCOMPARE(front(view), (std::vector<int>{4, 0, 1})); // by size
        QVERIFY(view.hidden.empty());
    }

    void fasterIsBetter()
    {
        std::vector<ComparedModel> models = {model(100, 8.0), model(200, 7.0), model(150, 8.5)};
        models[0].tokensPerSecond = 30.0;
        models[1].tokensPerSecond = 20.0;
        const auto view = paretoView(models, Cost::Speed, Quality::Perplexity, models.front().perplexity->key());
        QCOMPARE(front(view), (std::vector<int>{1, 0}));
        QCOMPARE(view.hidden.size(), std::size_t(1));
        QCOMPARE(view.hidden[0].reason, QStringLiteral("its speed is not measured"));
        QVERIFY(!view.hidden[0].otherProtocol);
    }

    void figuresOfTwoProtocolsShareNoAxis()
    {
        const std::vector<ComparedModel> models = {model(100, 8.0), model(200, 7.0), model(150, 6.0, "aaaa", 4096),
                                                   model(170, 6.5, "bbbb")};
        const auto groups = protocolGroups(models, Quality::Perplexity);
        QCOMPARE(groups.size(), std::size_t(3));
        QCOMPARE(groups[0].models, 2);
        QVERIFY(groups[0].title != groups[1].title && groups[0].title != groups[2].title);
        const auto view = paretoView(models, Cost::Size, Quality::Perplexity, groups[0].key);
        QCOMPARE(view.points.size(), std::size_t(2));
        QCOMPARE(view.hidden.size(), std::size_t(2));
        QVERIFY(view.hidden[0].otherProtocol);
        QCOMPARE(view.hidden[0].reason, QStringLiteral("windows of 2048 and of 4096 tokens"));
        QCOMPARE(view.hidden[1].reason, QStringLiteral("different texts"));
    }

    void aFigureWithoutProtocolIsComparedWithNothing()
    {
        std::vector<ComparedModel> models = {model(100, 8.0), model(200, 7.0)};
        models[0].perplexity->protocol = nullptr;
        models[1].perplexity->protocol = nlohmann::json{{"dataHash", 7}}; // damaged
        QVERIFY(protocolGroups(models, Quality::Perplexity).empty());
        const auto view = paretoView(models, Cost::Size, Quality::Perplexity, {});
        QVERIFY(view.points.empty());
        QCOMPARE(view.hidden.size(), std::size_t(2));
        QCOMPARE(view.hidden[0].reason, QStringLiteral("a run does not say how it measured"));
    }

    void aBrokenModelIsNamedAndNotDrawn()
    {
        const std::vector<ComparedModel> models = {model(100, std::numeric_limits<double>::quiet_NaN()),
                                                   model(200, 7.0)};
        const auto view = paretoView(models, Cost::Size, Quality::Perplexity, models.front().perplexity->key());
        QCOMPARE(view.points.size(), std::size_t(1));
        QCOMPARE(view.hidden[0].model, 0);
        QVERIFY(view.hidden[0].reason.contains(QStringLiteral("not finite")));
    }

    void divergencesFromOtherModelsShareNoAxis()
    {
        tick(PastRun{1});
        PastRun other{2};
        other.model = "/nowhere/other";
        tick(other);
        m_comparison->setQuality(Quality::Divergence);
        QCOMPARE(m_comparison->groups().size(), std::size_t(2));
        QCOMPARE(m_comparison->view().hidden.size(), std::size_t(1));
        QCOMPARE(m_comparison->view().hidden[0].reason, QStringLiteral("divergence from different dense models"));
    }

    void runsShareTheirDenseModel()
    {
        tick(PastRun{1});
        PastRun quantized{2, "GPTQModifier", 7.5};
        quantized.bytes = 300'000;
        tick(quantized);
        QCOMPARE(m_comparison->models().size(), std::size_t(3));
        const ComparedModel& dense = m_comparison->models().back();
        QVERIFY(dense.dense);
        QCOMPARE(dense.bytes, std::optional<std::uint64_t>(1'000'000));
        QCOMPARE(dense.perplexity->value, 7.0);
        QCOMPARE(dense.perplexity->standardError, std::optional(0.1));
        QCOMPARE(m_comparison->result(1)->method, MethodClass::Pruned);
        QCOMPARE(m_comparison->result(2)->method, MethodClass::Quantized);
        QCOMPARE(front(m_comparison->view()), (std::vector<int>{1, 2})); // run 2, and the dense model
        m_comparison->setQuality(Quality::Divergence);
        QCOMPARE(m_comparison->view().points.size(), std::size_t(3));
        QCOMPARE(m_comparison->view().points.back().y, 0.0);
    }

    void methodsAreTakenFromTheModifiers()
    {
        QCOMPARE(methodClassOf({QStringLiteral("SparseGPTModifier"), QStringLiteral("QuantizationModifier")}),
                 MethodClass::Both);
        QCOMPARE(methodClassOf({QStringLiteral("FineTuningModifier")}), MethodClass::Other);
        QCOMPARE(methodClassOf({QStringLiteral("Unheard")}), MethodClass::Other);
    }

    void aWorkingRunIsFollowed()
    {
        Result<Run*> created = m_history->create(tests::requestOf(PastRun{1}));
        QVERIFY(bool(created));
        Run* run = *created;
        run->setState(RunState::Running);
        m_comparison = std::make_unique<Comparison>(*m_history);
        m_comparison->setTicked(run, true);
        QVERIFY(m_comparison->view().points.empty());
        QCOMPARE(m_comparison->view().hidden[0].reason, QStringLiteral("no perplexity of held-out text yet"));
        QSignalSpy changed(m_comparison.get(), &Comparison::changed);
        for (const protocol::Event& event : tests::eventsOf(PastRun{1})) {
            run->append(event);
        }
        m_comparison->refresh();
        QCOMPARE(changed.size(), 1);
        QVERIFY(!m_comparison->result(1)->preliminary);
        QCOMPARE(m_comparison->view().points.size(), std::size_t(2));
        m_comparison->refresh(); // nothing is new
        QCOMPARE(changed.size(), 1);
    }

    void aWorkingRunStandsAtItsPredictedSize()
    {
        PastRun past{1};
        past.model = m_folder->filePath(QStringLiteral("tiny")).toStdString();
        past.recipe = "espalier: 1\nname: half\nstages:\n  - name: compression\n    modifiers:\n"
                      "      - MagnitudePruningModifier:\n          sparsity: 0.5\n";
        past.finished = false;
        tests::writeModel(past.model, tests::tinyConfig(), tests::tinyTensors());
        Result<Run*> created = m_history->create(tests::requestOf(past));
        QVERIFY(bool(created));
        Run* run = *created;
        run->setState(RunState::Running);
        for (const protocol::Event& event : tests::eventsOf(past)) {
            run->append(event);
        }
        m_comparison = std::make_unique<Comparison>(*m_history);
        m_comparison->setTicked(run, true);
        m_comparison->setQuality(Quality::Divergence);
        QTRY_VERIFY((m_comparison->refresh(), m_comparison->result(1)->bytes.has_value()));
        QVERIFY(m_comparison->result(1)->preliminary && m_comparison->result(1)->sizeIsPredicted);
        QTRY_COMPARE((m_comparison->refresh(), m_comparison->view().points.size()), std::size_t(2));
        for (const ParetoPoint& point : m_comparison->view().points) { // a figure on the way is no part of the front
            QCOMPARE(point.onFront, point.model == 1);
        }
        DeltaTable table(*m_comparison);
        QVERIFY(cell(table, QStringLiteral("Size"), 2).contains(QStringLiteral("predicted")));
    }

    void aRunThatEndedEarlySaysSo()
    {
        PastRun run{1};
        run.finished = false;
        tick(run);
        QVERIFY(m_comparison->result(1)->preliminary);
        QCOMPARE(m_comparison->view().hidden[0].reason, QStringLiteral("it ended before that was measured"));
        m_comparison->setQuality(Quality::Divergence);
        QCOMPARE(m_comparison->view().hidden[0].reason, QStringLiteral("its size is not known"));
    }

    void aRemovedRunIsForgottenAndItsColourFree()
    {
        tick(PastRun{1});
        tick(PastRun{2});
        QCOMPARE(m_comparison->slotOf(2), 1);
        QVERIFY(bool(m_history->remove(m_history->find(1))));
        QCOMPARE(m_comparison->ticked().size(), std::size_t(1));
        QCOMPARE(m_comparison->slotOf(1), -1);
        QCOMPARE(m_comparison->slotOf(2), 1); // its colour stays
        tick(PastRun{3});
        QCOMPARE(m_comparison->slotOf(3), 0);
    }

    void filesTellBitsOfAWeight()
    {
        PastRun run{1};
        run.model = m_folder->filePath(QStringLiteral("tiny")).toStdString();
        tests::writeModel(run.model, tests::tinyConfig(), tests::tinyTensors());
        tick(run);
        QTRY_VERIFY((m_comparison->refresh(), m_comparison->models().back().bits.has_value()));
        QCOMPARE(*m_comparison->models().back().bits, 32.0); // float32
        QVERIFY(!StoredSize::read(QStringLiteral("/nowhere")));
        m_comparison->setCost(Cost::Bits);
        QCOMPARE(m_comparison->view().points.size(), std::size_t(1)); // the result's files are gone
        QCOMPARE(m_comparison->view().hidden[0].reason, QStringLiteral("its size is not known"));
    }

    void differencesHaveSignAndWord()
    {
        tick(PastRun{1});
        PastRun better{2, "GPTQModifier", 7.5, 0.05};
        better.bytes = 600'000;
        tick(better);
        DeltaTable table(*m_comparison);
        QCOMPARE(table.columnCount(), 4);
        QCOMPARE(table.reference(), QStringLiteral("Dense: Tiny"));
        QCOMPARE(cell(table, QStringLiteral("Perplexity"), 2), QStringLiteral("8.00 ± 0.10 (+1.00, worse)"));
        table.setReference(QStringLiteral("Run 1"));
        QCOMPARE(table.headerData(1, Qt::Horizontal).toString(), QStringLiteral("Run 1\nreference"));
        QCOMPARE(cell(table, QStringLiteral("Perplexity"), 2), QStringLiteral("7.50 ± 0.10 (−0.50, better)"));
        QCOMPARE(cell(table, QStringLiteral("KL to dense (nats a token)"), 2),
                 QStringLiteral("0.0500 (−0.0500, better)"));
        QCOMPARE(cell(table, QStringLiteral("Size"), 2), QStringLiteral("586 KiB (+97.7 KiB, worse)"));
        QCOMPARE(cell(table, QStringLiteral("Zeros in decoder layers"), 2), QStringLiteral("50.0 % (same)"));
        QCOMPARE(cell(table, QStringLiteral("Method"), 2), QStringLiteral("quantized"));
    }

    void onlyDifferencesLeavesOutWhatIsAlike()
    {
        tick(PastRun{1});
        tick(PastRun{2, "GPTQModifier"});
        DeltaTable table(*m_comparison);
        table.setReference(QStringLiteral("Run 1"));
        const int all = table.rowCount();
        QCOMPARE(cell(table, QStringLiteral("Seed"), 1), QStringLiteral("0"));
        table.setOnlyDifferences(true);
        QVERIFY(table.rowCount() < all);
        QCOMPARE(cell(table, QStringLiteral("Seed"), 1), QStringLiteral("no such row"));
        QCOMPARE(cell(table, QStringLiteral("Method"), 1), QStringLiteral("pruned"));
    }

    void otherProtocolsHaveNoDifference()
    {
        tick(PastRun{1});
        PastRun other{2, "SparseGPTModifier", 6.0};
        other.windowTokens = 4096;
        tick(other);
        DeltaTable table(*m_comparison);
        table.setReference(QStringLiteral("Run 1"));
        QCOMPARE(cell(table, QStringLiteral("Perplexity"), 2), QStringLiteral("6.00 ± 0.10 (other protocol)"));
        QVERIFY(cell(table, QStringLiteral("Perplexity"), 2, Qt::ToolTipRole)
                    .contains(QStringLiteral("windows of 2048 and of 4096 tokens")));
        const auto rows = table.csv();
        QCOMPARE(rows[1], (QStringList{QStringLiteral("perplexity"),
                                       QStringLiteral("8"),
                                       QStringLiteral("6"),
                                       {},
                                       QStringLiteral("7"),
                                       QStringLiteral("-1"),
                                       QStringLiteral("7"),
                                       {}}));
    }

    void tablesAreWrittenInTheCLocale()
    {
        const QString file = m_folder->filePath(QStringLiteral("a.csv"));
        QVERIFY(saveCsv(file, {{QStringLiteral("a,b"), QStringLiteral("say \"x\"")}, {QStringLiteral("0.5"), {}}}));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), QByteArray("\"a,b\",\"say \"\"x\"\"\"\n0.5,\n"));
        QVERIFY(!saveCsv(QStringLiteral("/nowhere/a.csv"), {}));
    }

    void linesStandBesideWhatReplacedThem()
    {
        const QString left = QStringLiteral("a: 1\nb: 2 # two\n# note\nc: 3\n");
        const QString right = QStringLiteral("a: 1\nb: 4\nc: 3\nd: 5\n");
        const auto rows = diffLines(left, right, true);
        using Kind = DiffRow::Kind;
        QCOMPARE(rows.size(), std::size_t(4));
        QCOMPARE(rows[0].kind, Kind::Same);
        QCOMPARE(rows[1], (DiffRow{Kind::Changed, QStringLiteral("b: 2"), QStringLiteral("b: 4"), 2, 2}));
        QCOMPARE(rows[2], (DiffRow{Kind::Same, QStringLiteral("c: 3"), QStringLiteral("c: 3"), 4, 3}));
        QCOMPARE(rows[3], (DiffRow{Kind::OnlyRight, {}, QStringLiteral("d: 5"), 0, 4}));
        QCOMPARE(differenceCount(diffLines(left, right, false)), 3);
        QCOMPARE(differenceCount(diffLines(left, left, false)), 0);
    }

    void commentsEndWhereYamlSays()
    {
        QCOMPARE(withoutComment(QStringLiteral("a: 'x # y' # z")), QStringLiteral("a: 'x # y'"));
        QCOMPARE(withoutComment(QStringLiteral("a: b#c")), QStringLiteral("a: b#c"));
        QCOMPARE(withoutComment(QStringLiteral("a: it's # so")), QStringLiteral("a: it's"));
        QCOMPARE(withoutComment(QStringLiteral("# all")), QString());
    }

    void keysAreFoundWhereverTheyStand()
    {
        const QString left = QStringLiteral("stage:\n  a: 1\n  b: [u, v]\n");
        const QString right = QStringLiteral("# note\nstage:\n  b: [u, v]\n  c: true\n  a: 2\n");
        const auto rows = diffKeys(left, right);
        using Kind = DiffRow::Kind;
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[0], (DiffRow{Kind::Changed, QStringLiteral("stage.a: 1"), QStringLiteral("stage.a: 2"), 2, 5}));
        QCOMPARE(rows[1],
                 (DiffRow{Kind::Same, QStringLiteral("stage.b: [u, v]"), QStringLiteral("stage.b: [u, v]"), 3, 3}));
        QCOMPARE(rows[2], (DiffRow{Kind::OnlyRight, {}, QStringLiteral("stage.c: true"), 0, 4}));
        QCOMPARE(differenceCount(diffKeys(QStringLiteral("a: [1"), QStringLiteral("a: 1"))), 1); // no YAML: by line
    }

    void dialectsAreComparedByWhatTheyMean()
    {
        const QString ours = QStringLiteral("espalier: 1\nname: half\nstages:\n  - name: pruning\n    modifiers:\n"
                                            "      - MagnitudePruningModifier:\n          sparsity: 0.5\n"
                                            "          targets: [Linear]\n");
        const QString theirs = QStringLiteral("pruning_stage:\n  run_type: oneshot\n  pruning_modifiers:\n"
                                              "    MagnitudePruningModifier:\n      final_sparsity: 0.6\n"
                                              "      targets: [Linear]\n");
        QCOMPARE(differenceCount(diffMeaning(ours, ours)), 0);
        const auto rows = diffMeaning(ours, theirs);
        const auto sparsity = std::find_if(rows.begin(), rows.end(), [](const DiffRow& row) {
            return row.left.endsWith(QStringLiteral("sparsity: 0.5"));
        });
        QVERIFY(sparsity != rows.end());
        QCOMPARE(sparsity->kind, DiffRow::Kind::Changed);
        QVERIFY(sparsity->right.endsWith(QStringLiteral("sparsity: 0.6")));
        QVERIFY(differenceCount(rows) < differenceCount(diffKeys(ours, theirs)));
        QCOMPARE(diffMeaning(QStringLiteral("a: 1"), ours), diffKeys(QStringLiteral("a: 1"), ours)); // no recipe
    }

    void layersAreComparedByTheMatricesOfBoth()
    {
        tick(PastRun{1});
        PastRun second{2};
        second.error = 0.3;
        tick(second);
        const auto layers = compareLayers(*m_comparison->figures(1), *m_comparison->figures(2));
        QCOMPARE(layers.size(), std::size_t(2));
        QCOMPARE(layers[1].layer, 1);
        QVERIFY(std::abs(layers[1].first - 0.2) < 1e-12);
        QVERIFY(std::abs(*layers[1].ratio() - 3.0) < 1e-12);
        QCOMPARE(layers[1].modules, 1);
        QVERIFY(compareLayers(*m_comparison->figures(1), RunFigures()).empty());
        QVERIFY(!(LayerPair{0, 0.0, 0.5, 1}.ratio()));
    }

private:
    /// Writes a past run, finds it in the history and ticks it.
    void tick(const PastRun& run)
    {
        QVERIFY(tests::writeRun(m_history->folder(), run));
        m_history->load();
        if (!m_comparison) {
            m_comparison = std::make_unique<Comparison>(*m_history);
        }
        m_comparison->setTicked(m_history->find(run.number), true);
        QVERIFY(m_comparison->isTicked(m_history->find(run.number)));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunHistory> m_history;
    std::unique_ptr<Comparison> m_comparison;
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
