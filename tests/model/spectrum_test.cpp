#include <cmath>
#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/model/spectrum.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;

namespace {

constexpr const char* kModule = "model.layers.0.mlp.up_proj";

std::vector<double> unit(std::int64_t size, double seed)
{
    std::vector<double> vector;
    double sum = 0.0;
    for (std::int64_t i = 0; i < size; ++i) {
        vector.push_back(std::sin(seed + 1.7 * double(i)));
        sum += vector.back() * vector.back();
    }
    for (double& value : vector) {
        value /= std::sqrt(sum);
    }
    return vector;
}

/// (I - 2 u u^T) S (I - 2 v v^T): reflections on both sides leave the singular values on the diagonal of S.
std::vector<float> withSingularValues(std::int64_t rows, std::int64_t columns, const std::vector<double>& values)
{
    const auto u = unit(rows, 0.3);
    const auto v = unit(columns, 0.9);
    std::vector<double> matrix(std::size_t(rows * columns));
    for (std::size_t i = 0; i < values.size(); ++i) {
        matrix[i * std::size_t(columns) + i] = values[i];
    }
    for (std::int64_t column = 0; column < columns; ++column) {
        double product = 0.0;
        for (std::int64_t row = 0; row < rows; ++row) {
            product += u[std::size_t(row)] * matrix[std::size_t(row * columns + column)];
        }
        for (std::int64_t row = 0; row < rows; ++row) {
            matrix[std::size_t(row * columns + column)] -= 2.0 * u[std::size_t(row)] * product;
        }
    }
    for (std::int64_t row = 0; row < rows; ++row) {
        double product = 0.0;
        for (std::int64_t column = 0; column < columns; ++column) {
            product += v[std::size_t(column)] * matrix[std::size_t(row * columns + column)];
        }
        for (std::int64_t column = 0; column < columns; ++column) {
            matrix[std::size_t(row * columns + column)] -= 2.0 * v[std::size_t(column)] * product;
        }
    }
    return {matrix.begin(), matrix.end()};
}

} // namespace

class SpectrumTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    int m_count = 0;

    Checkpoint opened(std::int64_t rows, std::int64_t columns, const std::vector<float>& values)
    {
        nlohmann::json config = tinyConfig();
        config["hidden_size"] = columns;
        config["intermediate_size"] = rows;
        config["head_dim"] = 4;
        TinyTensors tensors;
        tensors[std::string(kModule) + ".weight"].shape = {rows, columns};
        tensors[std::string(kModule) + ".weight"].floats = values;
        const std::filesystem::path folder = m_root.filePath(QString::number(m_count++)).toStdString();
        writeModel(folder, config, tensors);
        auto checkpoint = Checkpoint::open(folder);
        return checkpoint.take();
    }

private Q_SLOTS:
    void knownValues_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("tall") << 210 << 136; // several blocks, and a rest
        QTest::newRow("wide") << 136 << 210;
        QTest::newRow("square") << 136 << 136;
        QTest::newRow("without a block") << 40 << 24;
        QTest::newRow("one output") << 1 << 24;
    }

    void knownValues()
    {
        QFETCH(const int, rows);
        QFETCH(const int, columns);
        std::vector<double> values;
        for (int i = 0; i < std::min(rows, columns); ++i) {
            values.push_back(10.0 * std::exp(-0.05 * i));
        }
        const Checkpoint checkpoint = opened(rows, columns, withSingularValues(rows, columns, values));
        double last = 0.0;
        const auto spectrum = weightSpectrum(checkpoint, kModule, {}, [&last](double share) {
            QVERIFY(share >= last && share <= 1.0);
            last = share;
        });
        QVERIFY2(bool(spectrum), spectrum ? "" : spectrum.error().message.c_str());
        QCOMPARE(last, 1.0);
        QCOMPARE(spectrum->values.size(), values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            QVERIFY2(std::abs(spectrum->values[i] - values[i]) < 2e-6, qPrintable(QString::number(i)));
        }
    }

    void ranks()
    {
        const Checkpoint same = opened(96, 80, withSingularValues(96, 80, std::vector<double>(80, 3.0)));
        const auto flat = weightSpectrum(same, kModule);
        QVERIFY(std::abs(flat->stableRank() - 80.0) < 1e-3);
        QVERIFY(std::abs(flat->effectiveRank() - 80.0) < 1e-3);
        const auto one = weightSpectrum(opened(96, 80, withSingularValues(96, 80, {5.0})), kModule);
        QVERIFY(std::abs(one->stableRank() - 1.0) < 1e-4);
        const auto none = weightSpectrum(opened(96, 80, std::vector<float>(96 * 80, 0.0F)), kModule);
        QCOMPARE(none->values.front(), 0.0);
        QCOMPARE(none->stableRank(), 0.0);
        QCOMPARE(none->effectiveRank(), 0.0);
    }

    void cancelledOnTheWay()
    {
        const Checkpoint checkpoint = opened(210, 136, withSingularValues(210, 136, {1.0}));
        const CancelToken cancel;
        int reports = 0;
        const auto spectrum = weightSpectrum(checkpoint, kModule, cancel, [&](double) {
            if (++reports == 2) {
                cancel.request();
            }
        });
        QCOMPARE(spectrum.error().code, std::string("cancelled"));
        QCOMPARE(reports, 2);
    }

    void errorsAreNamed()
    {
        std::vector<float> values(96 * 80, 1.0F);
        values[17] = std::numeric_limits<float>::infinity();
        const Checkpoint checkpoint = opened(96, 80, values);
        QCOMPARE(weightSpectrum(checkpoint, kModule).error().code, std::string("spectrum.notFinite"));
        QCOMPARE(weightSpectrum(checkpoint, "lm_head").error().code, std::string("model.tensor.missing"));
    }

    void costGrowsWithTheMatrix()
    {
        QVERIFY(spectrumCost(4096, 4096).operations > 7.9 * spectrumCost(2048, 2048).operations);
        QCOMPARE(spectrumCost(28672, 8192).bytes, std::uint64_t(8192) * 8192 * 8 + (std::uint64_t(64) << 20));
    }
};

QTEST_GUILESS_MAIN(SpectrumTest)
#include "spectrum_test.moc"
