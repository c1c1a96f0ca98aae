#include <cmath>

#include <QTest>

#include "ui/models/run.h"
#include "ui/models/run_figures.h"

using namespace espalier;
using ui::RunFigures;

namespace {

protocol::Event happened(double seconds, protocol::EventBody body)
{
    return {"job", seconds, std::move(body)};
}

protocol::ModuleResult moduleResult(const std::string& note = {})
{
    protocol::ModuleResult result;
    result.module = "model.layers.3.mlp.down_proj";
    result.role = "down";
    result.layer = 3;
    result.modifier = "SparseGPTModifier";
    result.relativeError = 0.042;
    result.sparsity = 0.5;
    result.seconds = 8.4;
    result.note = note;
    return result;
}

} // namespace

class RunFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modulesBelongToTheStageInWork()
    {
        RunFigures figures;
        figures.apply(happened(0.0, protocol::RunBegun{"model", {"a", "b"}, 22, 0.5, {}}));
        figures.apply(happened(1.0, protocol::StageBegun{"a", 0, {"SparseGPTModifier"}}));
        figures.apply(happened(2.0, protocol::LayerBegun{"a", 3}));
        figures.apply(happened(3.0, moduleResult()));
        QCOMPARE(figures.layerCount(), 22);
        QCOMPARE(figures.currentLayer(), 3);
        QCOMPARE(figures.currentStage(), QStringLiteral("a"));
        QCOMPARE(figures.modules().size(), std::size_t(1));
        QCOMPARE(figures.modules()[0].stage, QStringLiteral("a"));
        QCOMPARE(figures.modules()[0].at, 3.0);
        QCOMPARE(figures.elapsedSeconds(), 3.0);
    }

    void aRunSaysWhatItTrains()
    {
        ui::Run run(1, QStringLiteral("folder"), {});
        run.setState(ui::RunState::Running);
        protocol::TrainingStep step{1, 18, 0.1, 1e-3};
        step.layer = 0;
        step.part = "attention";
        run.append(happened(1.0, step));
        QCOMPARE(run.phase(), QStringLiteral("reconstruction"));
        step.layer = -1;
        run.append(happened(2.0, step));
        QCOMPARE(run.phase(), QStringLiteral("training"));
        run.append(happened(3.0, protocol::RunBegun{"model", {"a"}, 5, 0.5, {}}));
        run.append(happened(4.0, protocol::LayerBegun{"a", 4}));
        QCOMPARE(ui::phaseText(run), QStringLiteral("training")); // not the layer that came before
    }

    void aRunThatGoesOnReplacesWhatItRepeats()
    {
        RunFigures figures;
        const auto work = [&](double seconds, double perplexity) {
            figures.apply(happened(seconds, protocol::StageBegun{"a", 0, {"SparseGPTModifier"}}));
            figures.apply(happened(seconds, moduleResult()));
            figures.apply(happened(seconds, protocol::LayerFinished{"a", 3, 1.0}));
            figures.apply(happened(seconds, protocol::Perplexity{"probe", "a", 4, perplexity, 0.1, 8, {}}));
        };
        work(1.0, 7.0);
        protocol::RunBegun again{"model", {"a"}, 22, 0.5, {}};
        again.resumedStage = "a";
        again.resumedLayer = 3;
        figures.apply(happened(5.0, again));
        work(6.0, 8.0);
        QCOMPARE(figures.stages().size(), std::size_t(1));
        QCOMPARE(figures.modules().size(), std::size_t(1));
        QCOMPARE(figures.modules()[0].at, 6.0);
        QCOMPARE(figures.layers().size(), std::size_t(1));
        QCOMPARE(figures.perplexities().size(), std::size_t(1));
        QCOMPARE(figures.perplexity(QStringLiteral("probe"))->perplexity, 8.0);
        QVERIFY(std::any_of(figures.markers().begin(), figures.markers().end(), [](const RunFigures::Marker& marker) {
            return marker.text == QStringLiteral("The run goes on: stage a, layer 3");
        }));
    }

    void theLastPerplexityOfAKindCounts()
    {
        RunFigures figures;
        QVERIFY(!figures.perplexity(QStringLiteral("probe")));
        figures.apply(happened(1.0, protocol::Perplexity{"before", "", 0, 6.4, 0.1, 20, {{"name", "papers"}}}));
        figures.apply(happened(2.0, protocol::Perplexity{"probe", "a", 1, 7.0, 0.2, 8, {}}));
        figures.apply(happened(3.0, protocol::Perplexity{"probe", "a", 2, 8.0, 0.2, 8, {}}));
        QCOMPARE(figures.perplexity(QStringLiteral("probe"))->perplexity, 8.0);
        QCOMPARE(figures.perplexity(QStringLiteral("before"))->perplexity, 6.4);
        QCOMPARE(figures.protocol()["name"].get<std::string>(),
                 std::string("papers")); // an event without a protocol keeps the known one
    }

    void figuresAgainstTheDenseModelAreKept()
    {
        RunFigures figures;
        protocol::ModuleResult result = moduleResult();
        result.denseError = 0.05;
        result.signalToNoiseDb = 27.0;
        figures.apply(happened(1.0, result));
        QCOMPARE(figures.modules()[0].denseError, std::optional(0.05));
        QCOMPARE(figures.modules()[0].signalToNoiseDb, std::optional(27.0));
        figures.apply(happened(2.0, protocol::LayerFinished{"a", 3, 1.5, 0.02}));
        QCOMPARE(figures.layers().size(), std::size_t(1));
        QCOMPARE(figures.layers()[0].layer, 3);
        QCOMPARE(figures.layers()[0].divergence, std::optional(0.02));
        protocol::Perplexity probe{"probe", "a", 4, 8.0, 0.2, 8, {}};
        probe.kl = 0.3;
        probe.protocol = {{"source", "calibration text, windows that choices are made on"}};
        figures.apply(happened(3.0, probe));
        QCOMPARE(figures.perplexity(QStringLiteral("probe"))->source,
                 QStringLiteral("calibration text, windows that choices are made on"));
        QCOMPARE(figures.perplexities()[0].kl, std::optional(0.3));
    }

    /// De-biased: the first loss is its own average; after 20 more steps it counts half.
    void lossesAreAveragedWithAHalfLifeOfTwentySteps()
    {
        RunFigures figures;
        figures.apply(happened(0.0, protocol::StageBegun{"tune", 0, {"FineTuningModifier"}}));
        const auto step = [&](std::int64_t number, double loss, int layer = -1) {
            protocol::TrainingStep body{number, 41, loss, 1e-4};
            body.layer = layer;
            figures.apply(happened(double(number), body));
        };
        step(1, 4.0);
        QCOMPARE(figures.losses()[0].smoothed, 4.0);
        QCOMPARE(figures.losses()[0].stage, QStringLiteral("tune"));
        for (std::int64_t i = 2; i <= 21; ++i) {
            step(i, 1.0);
        }
        // weights 2^(-k/20) of the steps k back: the first has a half, all 21 have (1 - 2^(-21/20)) / (1 - 2^(-1/20))
        const double all = (1.0 - std::exp2(-21.0 / 20.0)) / (1.0 - std::exp2(-1.0 / 20.0));
        QVERIFY(std::abs(figures.losses().back().smoothed - (1.0 + 3.0 * 0.5 / all)) < 1e-9);
        step(22, std::nan("")); // a step that broke down does not spoil the average
        QVERIFY(std::isfinite(figures.losses().back().smoothed));
        step(1, 0.5, 2); // another training begins anew
        QCOMPARE(figures.losses().back().smoothed, 0.5);
    }

    void whatIsWorthFindingAgainIsAMarker()
    {
        RunFigures figures;
        figures.apply(happened(1.0, protocol::Log{"info", "Layer 0: calibrate 1 s"}));
        QVERIFY(figures.markers().empty());
        figures.apply(happened(2.0, protocol::Log{"warning", "short text"}));
        figures.apply(happened(3.0, moduleResult("damping raised to 0.1")));
        figures.apply(happened(4.0, protocol::Failed{"cancelled", "The run was cancelled.", ""}));
        QCOMPARE(figures.markers().size(), std::size_t(3));
        QCOMPARE(figures.markers()[1].module, QStringLiteral("model.layers.3.mlp.down_proj"));
        QCOMPARE(figures.markers()[2].level, QStringLiteral("warning"));
        QCOMPARE(figures.log().size(), std::size_t(2));
        QCOMPARE(figures.currentLayer(), -1);
    }
};

QTEST_GUILESS_MAIN(RunFiguresTest)
#include "run_figures_test.moc"
