#include <cmath>
#include <numeric>

#include <QTest>

#include "core/base/sha256.h"
#include "core/eval/summary.h"
#include "core/eval/windows.h"

using namespace espalier;
using eval::PerplexityProtocol;
using Ids = std::vector<text::TokenId>;

namespace {

Ids counting(int count)
{
    Ids ids(std::size_t(count), 0);
    std::iota(ids.begin(), ids.end(), 0);
    return ids;
}

PerplexityProtocol protocol(const std::string& name, std::int64_t window, std::int64_t stride = 1)
{
    PerplexityProtocol result;
    result.name = name;
    result.windowTokens = window;
    result.stride = stride;
    return result;
}

} // namespace

class WindowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void papersWindowsStandEndToEndWithoutTheTail()
    {
        const auto windows = eval::cutWindows({counting(11)}, protocol("papers", 4), 99);
        QVERIFY(bool(windows));
        QCOMPARE(windows->size(), std::size_t(2));
        QCOMPARE((*windows)[1].ids, (Ids{4, 5, 6, 7}));
        QCOMPARE((*windows)[1].predictions(), 3);
    }

    void limitCutsTheText()
    {
        PerplexityProtocol limited = protocol("papers", 4);
        limited.limitTokens = 7;
        QCOMPARE(eval::cutWindows({counting(11)}, limited, {})->size(), std::size_t(1));
    }

    void llamaCppScoresTheSecondHalfAfterBos()
    {
        const auto windows = eval::cutWindows({counting(16)}, protocol("llama.cpp", 8), 99);
        QCOMPARE((*windows)[1].ids, (Ids{99, 9, 10, 11, 12, 13, 14, 15}));
        QCOMPARE((*windows)[1].firstTarget, 5);
        QCOMPARE((*windows)[1].predictions(), 3); // n_ctx - 1 - n_ctx / 2
    }

    void slidingScoresEveryTokenButTheFirstOnce()
    {
        const auto windows = eval::cutWindows({counting(15)}, protocol("sliding", 6, 4), {});
        Ids scored;
        for (const auto& window : *windows)
            scored.insert(scored.end(), window.ids.begin() + window.firstTarget, window.ids.end());
        Ids expected = counting(15);
        expected.erase(expected.begin());
        QCOMPARE(scored, expected);
        QCOMPARE((*windows)[1].ids.front(), 4);
        QCOMPARE((*windows)[1].firstTarget, 2); // two tokens of context
        QCOMPARE(windows->back().ids.back(), 14);
    }

    void samplesAreRecordsCutToTheWindow()
    {
        const auto windows = eval::cutWindows({counting(3), counting(1), counting(9)}, protocol("samples", 5), {});
        QCOMPARE(windows->size(), std::size_t(2));
        QCOMPARE((*windows)[0].ids.size(), std::size_t(3));
        QCOMPARE((*windows)[1].ids.size(), std::size_t(5));
    }

    void limitCountsTokensOverAllRecords()
    {
        eval::PerplexityProtocol limited = protocol("samples", 5);
        limited.limitTokens = 5;
        const auto windows = eval::cutWindows({counting(3), counting(9), counting(9)}, limited, {});
        QCOMPARE(windows->size(), std::size_t(2));
        QCOMPARE((*windows)[1].ids.size(), std::size_t(2));
    }

    void badInputIsNamed()
    {
        QCOMPARE(eval::cutWindows({counting(3)}, protocol("papers", 4), {}).error().code, std::string("data.short"));
        QCOMPARE(eval::cutWindows({}, protocol("papers", 4), {}).error().code, std::string("data.short"));
        QCOMPARE(eval::cutWindows({counting(1)}, protocol("samples", 4), {}).error().code, std::string("data.short"));
        QCOMPARE(eval::cutWindows({counting(9)}, protocol("paper", 4), {}).error().code,
                 std::string("evaluate.protocol"));
        QCOMPARE(eval::cutWindows({counting(9)}, protocol("papers", 1), {}).error().code,
                 std::string("evaluate.protocol"));
        QCOMPARE(eval::cutWindows({counting(9)}, protocol("sliding", 4, 4), {}).error().code,
                 std::string("evaluate.protocol"));
        QCOMPARE(eval::cutWindows({counting(9)}, protocol("sliding", 4, 0), {}).error().code,
                 std::string("evaluate.protocol"));
    }

    void hashIsOfTheLittleEndianIds()
    {
        QCOMPARE(eval::hashOfRecords({{1, 258}}), sha256(std::string_view("\1\0\0\0\2\1\0\0", 8)));
        QVERIFY(eval::hashOfRecords({{1}, {2, 3}}) != eval::hashOfRecords({{1, 2}, {3}}));
    }

    void perplexityIsTheExponentOfTheMeanOfMeans()
    {
        const auto figure = eval::summarize({{10.0, 10}, {20.0, 10}, {30.0, 10}}, "papers");
        QCOMPARE(figure.perplexity, std::exp(2.0));
        QCOMPARE(figure.standardError, std::exp(2.0) * 1.0 / std::sqrt(3.0));
        QCOMPARE(figure.windows, 3);
        QCOMPARE(figure.tokens, 30);
        QCOMPARE(eval::summarize({{10.0, 10}}, "papers").standardError, 0.0);
        QVERIFY(std::isnan(eval::summarize({}, "papers").perplexity));
        QVERIFY(nlohmann::json::parse(eval::toJson(eval::summarize({}, "papers")).dump())["perplexity"].is_null());
    }

    void samplesAverageAndSlidingWeighsByPredictions()
    {
        const std::vector<eval::WindowLoss> windows{{2.0, 2}, {12.0, 4}};
        QCOMPARE(eval::summarize(windows, "samples").perplexity, (std::exp(1.0) + std::exp(3.0)) / 2.0);
        QCOMPARE(eval::summarize(windows, "sliding").perplexity, std::exp(14.0 / 6.0));
        QCOMPARE(eval::summarize(windows, "papers").perplexity, std::exp(2.0));
    }
};

QTEST_GUILESS_MAIN(WindowsTest)
#include "windows_test.moc"
