#include <chrono>

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tiny_model.h"
#include "ui/models/module_tree_model.h"
#include "ui/models/statistics_scan.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

ModelDocumentPtr opened(const QString& folder)
{
    auto document = ModelDocument::open(folder);
    return document ? document.take() : nullptr;
}

void show(ModuleTreeModel& model, const std::shared_ptr<ModuleTree>& tree, const QString& filter = {})
{
    auto view = tree->filtered(filter, {});
    QVERIFY(bool(view));
    model.setTree(tree, view.take());
}

std::int64_t residentKiB()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : status.readAll().split('\n')) {
            if (line.startsWith("VmRSS:")) {
                return line.mid(6).trimmed().split(' ').first().toLongLong();
            }
        }
    }
    return 0;
}

} // namespace

class ModuleTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        tests::writeModel(m_folder->path().toStdString(), tests::tinyConfig(), tests::tinyTensors());
    }

    void rowsHoldTheModel()
    {
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        const ModuleRow& root = tree->rows().front();
        // 16x8 twice, norm 8, two layers of 8+8 + 64+32+32+64 + 3x96
        QCOMPARE(root.parameters, 2 * 128 + 8 + 2 * (16 + 192 + 288));
        QCOMPARE(root.bytes, std::uint64_t(root.parameters) * 4);
        QCOMPARE(tree->layerRows().size(), std::size_t(2));
        const int down = tree->find(QStringLiteral("model.layers.1.mlp.down_proj"));
        QVERIFY(down > 0);
        QCOMPARE(tree->rows()[std::size_t(down)].weights, 96);
        QCOMPARE(tree->dtypeText(down), QStringLiteral("F32"));
        QCOMPARE(tree->find(QStringLiteral("model.layers.2")), -1);
    }

    void partsOfFusedModulesAreFoundByBothNames()
    {
        tests::writeModel(m_folder->path().toStdString(), tests::fusedConfig(), tests::fusedTensors());
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        const int key = tree->find(QStringLiteral("model.layers.1.self_attn.k_proj"));
        QVERIFY(key > 0);
        QCOMPARE(tree->rows()[std::size_t(key)].weights, 32);
        QVERIFY(!tree->rows()[std::size_t(key)].missing);
        ModuleTreeModel model;
        show(model, tree, QStringLiteral("QKV_proj"));
        QCOMPARE(tree->filtered(QStringLiteral("QKV_proj"), {})->matches, 6); // three parts of two layers
        QCOMPARE(model.indexOf(key).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("model.layers.1.self_attn.k_proj\nPart of model.layers.1.self_attn.qkv_proj."));
        QCOMPARE(tree->filtered(QStringLiteral("attn.qkv"), {})->matches, 6);
        QCOMPARE(tree->filtered(QStringLiteral("v_proj"), {})->matches, 2); // a part, not all that is stored with it
        QCOMPARE(tree->filtered(QStringLiteral("up_proj"), {})->matches, 2);
    }

    void equalLayersFoldIntoOneLabel()
    {
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        const int layers = tree->find(QStringLiteral("model.layers"));
        QCOMPARE(tree->label(layers), QStringLiteral("layers (0-1)"));
        QCOMPARE(tree->classText(layers), QStringLiteral("2 × LlamaDecoderLayer"));
    }

    void runsOfEqualTensorsFoldWithinAList()
    {
        // an unknown family: layers 0-2 are equal, layer 3 has another shape
        tests::TinyTensors tensors;
        for (int layer = 0; layer < 4; ++layer) {
            tensors["blocks." + std::to_string(layer) + ".mix.weight"] = tests::filled({4, layer == 3 ? 8 : 4});
        }
        const QTemporaryDir folder;
        tests::writeModel(folder.path().toStdString(), {{"model_type", "mamba"}}, tensors);
        const auto document = opened(folder.path());
        QVERIFY(document);
        QVERIFY(document->problem);
        QCOMPARE(document->problem->code, std::string("model.family.unknown"));
        const auto tree = ModuleTree::build(document);
        const int blocks = tree->find(QStringLiteral("blocks"));
        const ModuleRow& row = tree->rows()[std::size_t(blocks)];
        QCOMPARE(row.childCount, 2);
        QCOMPARE(tree->label(row.firstChild), QStringLiteral("(0-2)"));
        QCOMPARE(tree->rows()[std::size_t(row.firstChild)].parameters, 48);
        QCOMPARE(tree->label(row.firstChild + 1), QStringLiteral("3"));
        ModuleTreeModel model;
        show(model, tree);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void modelKeepsQtsRules()
    {
        ModuleTreeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        show(model, tree);
        show(model, tree, QStringLiteral("mlp"));
        model.addZeros(tree->find(QStringLiteral("model.layers.0.mlp.up_proj")), 24, 96);
        show(model, tree, QStringLiteral("no such module"));
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    }

    void filterTakesPartsClassesAndRecipePatterns()
    {
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        QCOMPARE(tree->filtered(QStringLiteral("DOWN_proj"), {})->matches, 2);
        QCOMPARE(tree->filtered(QStringLiteral("linear"), {})->matches, 15); // seven a layer, and the head
        QCOMPARE(tree->filtered(QStringLiteral("re:.*q_proj"), {})->matches, 2);
        QCOMPARE(tree->filtered(QStringLiteral("re:q_proj"), {})->matches, 0); // anchored at the start, as in recipes
        QCOMPARE(tree->filtered(QStringLiteral("re:("), {}).error().code, std::string("recipe.target.pattern"));
        CancelToken cancelled;
        cancelled.request();
        const auto view = tree->filtered(QStringLiteral("q"), cancelled);
        QVERIFY(bool(view) || view.error().code == "cancelled");
    }

    void zerosFillInFromTheWeights()
    {
        ModuleTreeModel model;
        const auto tree = ModuleTree::build(opened(m_folder->path()));
        show(model, tree);
        StatisticsScan scan(tree);
        const QSignalSpy finished(&scan, &StatisticsScan::finished);
        connect(&scan, &StatisticsScan::counted, this, [&model](const QList<ModuleZeros>& batch) {
            for (const ModuleZeros& each : batch) {
                model.addZeros(each.row, each.zeros, each.counted);
            }
        });
        scan.start();
        QTRY_COMPARE(finished.size(), 1);
        const ModuleRow& root = tree->rows().front();
        QCOMPARE(root.counted, root.weights);
        QCOMPARE(root.zeros,
                 root.counted / 4 + 1); // tests::filled writes every fourth as 0, and its first value is sin(0)
        const QModelIndex up =
            model.indexOf(tree->find(QStringLiteral("model.layers.0.mlp.up_proj")), ModuleTreeModel::SparsityColumn);
        QCOMPARE(up.data().toString(), QStringLiteral("25.0 %"));
    }

    void histogramCountsEveryWeight()
    {
        const auto document = opened(m_folder->path());
        const auto statistics = model::weightStatistics(*document->checkpoint, "model.layers.0.mlp.up_proj");
        const auto histogram = weightHistogram(*document->checkpoint, "model.layers.0.mlp.up_proj", *statistics, {});
        QVERIFY(bool(histogram));
        QCOMPARE(histogram->zeros, 24);
        std::int64_t counted = 0;
        for (const std::int64_t count : histogram->counts) {
            counted += count;
        }
        QCOMPARE(counted, 72);
        QVERIFY(histogram->low >= -0.5 && histogram->high <= 0.5 && histogram->low < histogram->high);
        CancelToken cancelled;
        cancelled.request();
        QCOMPARE(weightHistogram(*document->checkpoint, "model.layers.0.mlp.up_proj", *statistics, cancelled).error().code,
                 std::string("cancelled"));
    }

    void missingAndUnexpectedTensorsAreMarked()
    {
        auto tensors = tests::tinyTensors();
        tensors.erase("model.layers.1.mlp.up_proj.weight");
        tensors["model.extra.weight"] = tests::filled({3, 3});
        const QTemporaryDir folder;
        tests::writeModel(folder.path().toStdString(), tests::tinyConfig(), tensors);
        const auto tree = ModuleTree::build(opened(folder.path()));
        ModuleTreeModel model;
        show(model, tree);
        const int up = tree->find(QStringLiteral("model.layers.1.mlp.up_proj"));
        QVERIFY(tree->rows()[std::size_t(up)].missing);
        QVERIFY(tree->rows().front().missing);
        QCOMPARE(model.indexOf(up, ModuleTreeModel::DtypeColumn).data().toString(), QStringLiteral("missing"));
        const int extra = tree->find(QStringLiteral("model.extra"));
        QVERIFY(tree->rows()[std::size_t(extra)].unexpected);
        QCOMPARE(tree->rows()[std::size_t(extra)].parameters, 9);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void folderWithoutModelIsAnError()
    {
        const QTemporaryDir folder;
        QCOMPARE(ModelDocument::open(folder.path()).error().code, std::string("model.open"));
    }

    /// Prints the figures that ui.md budgets for 200,000 tensors; they depend on the machine, so nothing is asserted.
    void twoHundredThousandTensors()
    {
        constexpr int kTensors = 200000;
        tests::TinyTensors tensors;
        tests::TinyTensor one;
        one.shape = {1, 1};
        one.bytes.resize(4);
        for (int i = 0; i < kTensors; ++i) {
            tensors["model.layers." + std::to_string(i / 100) + ".experts." + std::to_string(i % 100) + ".weight"] =
                one;
        }
        const QTemporaryDir folder;
        tests::writeModel(folder.path().toStdString(), {{"model_type", "synthetic"}}, tensors);
        tensors.clear();
        using Clock = std::chrono::steady_clock;
        const auto milliseconds = [](Clock::time_point begin) {
            return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        };
        auto begin = Clock::now();
        const auto document = opened(folder.path());
        QVERIFY(document);
        const double headers = milliseconds(begin);
        const std::int64_t before = residentKiB();
        begin = Clock::now();
        const auto tree = ModuleTree::build(document);
        ModuleTreeModel model;
        show(model, tree);
        const double building = milliseconds(begin);
        const std::int64_t extra = residentKiB() - before;
        begin = Clock::now();
        const auto view = tree->filtered(QStringLiteral("layers.77.experts"), {});
        const double filtering = milliseconds(begin);
        QCOMPARE(view->matches, 101); // the list of layer 77 and its hundred experts
        begin = Clock::now();
        const QModelIndex layer = model.indexOf(tree->find(QStringLiteral("model.layers.1500")));
        int texts = 0;
        for (int row = 0; row < model.rowCount(layer); ++row) {
            texts += int(model.index(row, 0, layer).data().toString().size());
        }
        qInfo(
            "200,000 tensors: headers %.0f ms, tree %.0f ms, %.1f MiB; filter %.0f ms; expand and draw a layer %.2f ms",
            headers, building, double(extra) / 1024.0, filtering, milliseconds(begin));
        QVERIFY(texts > 0);
        QVERIFY(tree->rows().size() > std::size_t(kTensors));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(ModuleTreeTest)
#include "module_tree_test.moc"
