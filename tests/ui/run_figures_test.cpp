#include <QTest>

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
