#include "core/engine/kernels/attention.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <QTest>

#include "core/engine/kernels/cpu_target.h"

using namespace espalier;
using namespace espalier::engine;

namespace {

struct Case
{
    std::size_t dimension = 64;
    std::size_t firstPosition = 0;
    std::size_t queries = 1;
    std::size_t group = 1;
    std::size_t window = 0;
    float softcap = 0.0F;
};

/// Random queries, keys and values of one key/value head; the cache has two layers of two heads and the last is used.
struct Problem
{
    Problem(const Case& c, KvType type)
        : shape(c), tokens(c.firstPosition + c.queries), cache(spec(c), tokens + 3, type),
          query(c.queries * stride(), 0.0F), keys(tokens * c.dimension), values(tokens * c.dimension)
    {
        std::mt19937 generator(7);
        std::normal_distribution<float> normal;
        for (std::vector<float>* all : {&query, &keys, &values}) {
            for (float& value : *all) {
                value = normal(generator);
            }
        }
        store();
    }

    static model::ModelSpec spec(const Case& c)
    {
        model::ModelSpec spec;
        spec.keyValueHeads = 2;
        spec.headDimension = static_cast<std::int64_t>(c.dimension);
        spec.layers.resize(2);
        return spec;
    }

    std::size_t stride() const { return shape.group * shape.dimension + 5; }

    void store()
    {
        for (std::size_t t = 0; t < tokens; ++t) {
            cache.storeKey(1, 1, t, keys.data() + t * shape.dimension);
            cache.storeValue(1, 1, t, values.data() + t * shape.dimension);
        }
    }

    std::vector<float> run() const
    {
        std::vector<float> out(query.size(), -77.0F);
        attend({&cache, 1, 1, shape.firstPosition, shape.queries, shape.group, query.data(), stride(), out.data(),
                stride(), scale(), shape.window, shape.softcap});
        return out;
    }

    float scale() const { return 1.0F / std::sqrt(static_cast<float>(shape.dimension)); }

    std::vector<double> expected(std::size_t token, std::size_t head) const
    {
        const std::size_t n = shape.dimension;
        const std::size_t last = shape.firstPosition + token + 1;
        const std::size_t first = shape.window > 0 && last > shape.window ? last - shape.window : 0;
        std::vector<double> out(n, 0.0);
        double total = 0.0;
        for (std::size_t key = first; key < last; ++key) {
            double score = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                score += static_cast<double>(query[token * stride() + head * n + i]) * keys[key * n + i];
            }
            score *= static_cast<double>(scale());
            const double cap = static_cast<double>(shape.softcap);
            const double weight = std::exp(cap > 0.0 ? cap * std::tanh(score / cap) : score);
            total += weight;
            for (std::size_t i = 0; i < n; ++i) {
                out[i] += weight * values[key * n + i];
            }
        }
        for (double& value : out) {
            value /= total;
        }
        return out;
    }

    Case shape;
    std::size_t tokens;
    KvCache cache;
    std::vector<float> query;
    std::vector<float> keys;
    std::vector<float> values;
};

/// How far an output may be from the exact attention over unrounded keys and values. Values are |v| < 5, a rounding of
/// the values by a share r moves an output by at most 5 r (weights add up to 1). Rounding keys moves a score by r |k|
/// |q| / sqrt(dimension) in the worst case; errors of the channels are independent, so that a few r |q| / sqrt(dim) <
/// 6 r are never met here; a score's error e moves an output by at most 2 * 5 * e. Half floats: r = 2^-11. Int8: the
/// error of a number is at most 4.5 / 254 of it, r = 0.018; float32: 2^-24 for each of some hundred operations.
double tolerance(KvType type)
{
    switch (type) {
    case KvType::Float32:
        return 100 * std::pow(2.0, -24.0) * 5;
    case KvType::Float16:
        return std::pow(2.0, -11.0) * (5 + 10);
    case KvType::Int8:
        return 0.018 * (5 + 10);
    }
    return 0.0;
}

class AttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setCpuTarget(supportedTargets().back()); }

    void matchesDoublePrecision_data()
    {
        QTest::addColumn<int>("dimension");
        QTest::addColumn<int>("firstPosition");
        QTest::addColumn<int>("queries");
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("window");
        QTest::addColumn<double>("softcap");
        QTest::newRow("first token") << 64 << 0 << 1 << 1 << 0 << 0.0;
        QTest::newRow("decode") << 64 << 200 << 1 << 1 << 0 << 0.0;
        QTest::newRow("decode, groups of 4") << 128 << 130 << 1 << 4 << 0 << 0.0;
        QTest::newRow("decode, groups of 8") << 64 << 64 << 1 << 8 << 0 << 0.0;
        QTest::newRow("two tokens") << 80 << 63 << 2 << 1 << 0 << 0.0;
        QTest::newRow("three rows of 96") << 96 << 10 << 1 << 3 << 0 << 0.0;
        QTest::newRow("tiny heads") << 8 << 70 << 1 << 2 << 0 << 0.0;
        QTest::newRow("tiny heads, prompt") << 8 << 0 << 70 << 2 << 0 << 0.0;
        QTest::newRow("odd heads") << 20 << 5 << 1 << 4 << 0 << 0.0;
        QTest::newRow("odd heads, prompt") << 20 << 5 << 33 << 3 << 0 << 0.0;
        QTest::newRow("prompt") << 64 << 0 << 70 << 1 << 0 << 0.0;
        QTest::newRow("prompt after a prefix") << 64 << 100 << 37 << 8 << 0 << 0.0;
        QTest::newRow("prompt of 7") << 96 << 3 << 7 << 4 << 0 << 0.0;
        QTest::newRow("window, decode") << 64 << 300 << 1 << 1 << 65 << 0.0;
        QTest::newRow("window of one") << 64 << 20 << 9 << 2 << 1 << 0.0;
        QTest::newRow("window, prompt") << 80 << 0 << 70 << 2 << 16 << 0.0;
        QTest::newRow("window of a whole block") << 128 << 130 << 66 << 2 << 64 << 0.0;
        QTest::newRow("more rows than a tile") << 64 << 0 << 70 << 7 << 0 << 0.0;
        QTest::newRow("a group larger than a tile") << 16 << 4 << 2 << 100 << 0 << 0.0;
        QTest::newRow("softcap, decode") << 64 << 200 << 1 << 2 << 0 << 1.5;
        QTest::newRow("softcap and window, prompt") << 80 << 0 << 70 << 2 << 16 << 50.0;
    }

    void matchesDoublePrecision()
    {
        QFETCH(int, dimension);
        QFETCH(int, firstPosition);
        QFETCH(int, queries);
        QFETCH(int, group);
        QFETCH(int, window);
        QFETCH(double, softcap);
        const Case shape{std::size_t(dimension), std::size_t(firstPosition), std::size_t(queries),
                         std::size_t(group),     std::size_t(window),        static_cast<float>(softcap)};
        for (const KvType type : {KvType::Float32, KvType::Float16, KvType::Int8}) {
            const Problem problem(shape, type);
            for (const CpuTarget target : supportedTargets()) {
                setCpuTarget(target);
                const std::vector<float> out = problem.run();
                double worst = 0.0;
                for (std::size_t token = 0; token < shape.queries; ++token) {
                    for (std::size_t head = 0; head < shape.group; ++head) {
                        const std::vector<double> expected = problem.expected(token, head);
                        const float* row = out.data() + token * problem.stride() + head * shape.dimension;
                        for (std::size_t i = 0; i < shape.dimension; ++i) {
                            worst = std::max(worst, std::abs(expected[i] - static_cast<double>(row[i])));
                        }
                    }
                    QCOMPARE(out[token * problem.stride() + shape.group * shape.dimension], -77.0F);
                }
                QVERIFY2(
                    worst <= tolerance(type),
                    qPrintable(QStringLiteral("%1: off by %2").arg(QLatin1StringView(name(target).data())).arg(worst)));
            }
        }
    }

    void splitsAsItLikes()
    {
        const Problem problem({64, 40, 60, 4, 0}, KvType::Float16);
        const std::vector<float> whole = problem.run();
        for (std::size_t first = 0; first < 60; first += 7) {
            const std::size_t count = std::min<std::size_t>(7, 60 - first);
            std::vector<float> out(count * problem.stride());
            attend({&problem.cache, 1, 1, 40 + first, count, 4, problem.query.data() + first * problem.stride(),
                    problem.stride(), out.data(), problem.stride(), problem.scale(), 0});
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t j = 0; j < 4 * 64; ++j) {
                    const float expected = whole[(first + i) * problem.stride() + j];
                    QVERIFY(std::abs(out[i * problem.stride() + j] - expected) < 1e-5F);
                }
            }
        }
    }

    void survivesLargeScores()
    {
        for (const CpuTarget target : supportedTargets()) {
            setCpuTarget(target);
            // Scores of some thousands: without the running maximum their exponentials are infinite.
            Problem problem({64, 90, 1, 2, 0}, KvType::Float32);
            for (float& value : problem.query) {
                value *= 1000.0F;
            }
            const std::vector<float> out = problem.run();
            for (std::size_t head = 0; head < 2; ++head) {
                const std::vector<double> expected = problem.expected(0, head);
                for (std::size_t i = 0; i < 64; ++i) {
                    // The exact exponentials overflow too where the score is above 709: compare where they do not.
                    QVERIFY(std::isfinite(out[head * 64 + i]));
                    QVERIFY(!std::isfinite(expected[i]) ||
                            std::abs(static_cast<double>(out[head * 64 + i]) - expected[i]) < 1e-2);
                }
            }
        }
    }

    void notANumberStaysVisible()
    {
        for (const KvType type : {KvType::Float32, KvType::Float16, KvType::Int8}) {
            for (const CpuTarget target : supportedTargets()) {
                setCpuTarget(target);
                for (const float bad :
                     {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
                    Problem problem({64, 20, 1, 2, 0}, type);
                    problem.keys[10 * 64 + 3] = bad;
                    problem.query[3] = problem.query[64 + 3] = 1.0F; // an infinite key gives a score of +infinity
                    problem.store();
                    const std::vector<float> out = problem.run();
                    QVERIFY(std::isnan(out[0]) && std::isnan(out[64]));
                    // A query whose window has passed a bad value does not see it.
                    Problem later({64, 49, 1, 2, 5}, type);
                    later.values[10 * 64 + 3] = bad;
                    later.store();
                    const std::vector<float> clean = later.run();
                    for (std::size_t i = 0; i < 128; ++i) {
                        QVERIFY(std::isfinite(clean[i]));
                    }
                }
            }
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
