#include "core/engine/kv_cache.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <QTest>

using namespace espalier;
using namespace espalier::engine;

namespace {

model::ModelSpec spec(std::int64_t layers, std::int64_t heads, std::int64_t dimension)
{
    model::ModelSpec spec;
    spec.keyValueHeads = heads;
    spec.headDimension = dimension;
    spec.layers.resize(static_cast<std::size_t>(layers));
    return spec;
}

float scaleOf(const std::byte* vector, std::size_t dimension)
{
    float scale = 0.0F;
    std::memcpy(&scale, vector + dimension, sizeof scale);
    return scale;
}

class KvCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTypes()
    {
        QVERIFY(kvTypeFromName("f32") == KvType::Float32);
        QVERIFY(kvTypeFromName("f16") == KvType::Float16);
        QVERIFY(kvTypeFromName("int8") == KvType::Int8);
        QVERIFY(!kvTypeFromName("f8"));
    }

    void countsBytes()
    {
        // 3 layers, keys and values of 2 heads of 10 numbers each.
        QCOMPARE(KvCache::bytesPerToken(spec(3, 2, 10), KvType::Float32), 3U * 2U * 2U * 40U);
        QCOMPARE(KvCache::bytesPerToken(spec(3, 2, 10), KvType::Float16), 3U * 2U * 2U * 20U);
        QCOMPARE(KvCache::bytesPerToken(spec(3, 2, 10), KvType::Int8), 3U * 2U * 2U * 14U);
    }

    void keepsVectorsApart()
    {
        KvCache cache(spec(2, 3, 4), 5, KvType::Float32);
        float number = 0.0F;
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t head = 0; head < 3; ++head) {
                for (std::size_t position = 0; position < 5; ++position) {
                    const std::vector<float> key(4, ++number);
                    const std::vector<float> value(4, -number);
                    cache.storeKey(layer, head, position, key.data());
                    cache.storeValue(layer, head, position, value.data());
                }
            }
        }
        number = 0.0F;
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t head = 0; head < 3; ++head) {
                for (std::size_t position = 0; position < 5; ++position) {
                    ++number;
                    float read[2][4];
                    std::memcpy(read[0], cache.keys(layer, head) + position * cache.vectorBytes(), sizeof read[0]);
                    std::memcpy(read[1], cache.values(layer, head) + position * cache.vectorBytes(), sizeof read[1]);
                    for (std::size_t i = 0; i < 4; ++i) {
                        QCOMPARE(read[0][i], number);
                        QCOMPARE(read[1][i], -number);
                    }
                }
            }
        }
    }

    void roundsToCodes()
    {
        KvCache cache(spec(1, 1, 5), 2, KvType::Int8);
        const float values[] = {-2.54F, 1.0F, 0.01F, 0.0F, 2.54F}; // scale 0.02
        cache.storeKey(0, 0, 1, values);
        const std::byte* vector = cache.keys(0, 0) + cache.vectorBytes();
        QVERIFY(std::abs(scaleOf(vector, 5) - 0.02F) < 1e-8F);
        const int expected[] = {-127, 50, 0, 0, 127};
        for (std::size_t i = 0; i < 5; ++i) {
            // 0.01 is half a step: either neighbour is right.
            QVERIFY(std::abs(int(std::int8_t(vector[i])) - expected[i]) <= (i == 2 ? 1 : 0));
        }
    }

    void roundsZerosAndTinyNumbers()
    {
        KvCache cache(spec(1, 1, 3), 1, KvType::Int8);
        const float zeros[] = {0.0F, 0.0F, 0.0F};
        cache.storeKey(0, 0, 0, zeros);
        QCOMPARE(scaleOf(cache.keys(0, 0), 3), 0.0F);
        const float tiny[] = {1e-38F, -1e-40F, 0.0F};
        cache.storeKey(0, 0, 0, tiny);
        const float scale = scaleOf(cache.keys(0, 0), 3);
        for (std::size_t i = 0; i < 3; ++i) {
            const float code = static_cast<float>(static_cast<std::int8_t>(cache.keys(0, 0)[i]));
            QVERIFY(std::abs(code * scale - tiny[i]) <= 1e-40F + scale);
        }
    }

    void infiniteNumbersStayVisible()
    {
        for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
            KvCache cache(spec(1, 1, 3), 1, KvType::Int8);
            const float values[] = {1.0F, bad, 2.0F};
            cache.storeValue(0, 0, 0, values);
            QVERIFY(std::isnan(scaleOf(cache.values(0, 0), 3)));
        }
    }

    void reservesMoreThanThereIsMemory()
    {
        // 2^22 tokens of 512 KiB each: the memory is given page by page only.
        KvCache cache(spec(32, 32, 128), std::size_t(1) << 22, KvType::Float16);
        const std::vector<float> ones(128, 1.0F);
        cache.storeKey(31, 31, cache.capacity() - 1, ones.data());
        QVERIFY_THROWS_EXCEPTION(
            std::bad_alloc, KvCache(spec(32, 32, 128), std::numeric_limits<std::size_t>::max() / 8, KvType::Float16));
    }

    void releasesTheRest()
    {
        KvCache cache(spec(2, 2, 64), 4096, KvType::Float32);
        const std::vector<float> ones(64, 1.0F);
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t head = 0; head < 2; ++head) {
                for (std::size_t position = 0; position < 4096; ++position) {
                    cache.storeKey(layer, head, position, ones.data());
                    cache.storeValue(layer, head, position, ones.data());
                }
            }
        }
        cache.release(100);
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t head = 0; head < 2; ++head) {
                for (const std::byte* vectors : {cache.keys(layer, head), cache.values(layer, head)}) {
                    float number = 0.0F;
                    for (std::size_t position = 0; position < 100; ++position) {
                        std::memcpy(&number, vectors + position * cache.vectorBytes(), sizeof number);
                        QCOMPARE(number, 1.0F);
                    }
                    // A page holds 16 vectors: all is gone from there on, but for the page that two heads share.
                    std::memcpy(&number, vectors + 120 * cache.vectorBytes(), sizeof number);
                    QCOMPARE(number, 0.0F);
                    std::memcpy(&number, vectors + 4000 * cache.vectorBytes(), sizeof number);
                    QCOMPARE(number, 0.0F);
                }
            }
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(KvCacheTest)
#include "kv_cache_test.moc"
