// The three splits of a run's texts.

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/compress/run_texts.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using namespace espalier::compress;
namespace fs = std::filesystem;

namespace {

bool disjoint(const Windows& a, const Windows& b)
{
    return std::none_of(a.begin(), a.end(),
                        [&](const auto& window) { return std::find(b.begin(), b.end(), window) != b.end(); });
}

} // namespace

class RunTextsTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path m_root;

    CompressOptions options(std::size_t calibrationTokens, std::size_t samples, std::size_t evaluationTokens = 0)
    {
        CompressOptions result;
        result.model = m_root / "model";
        result.samples = samples;
        result.windowTokens = 16;
        result.calibrationFiles = {write("calibration.txt", tests::letters(calibrationTokens, 1))};
        if (evaluationTokens > 0)
            result.evaluationFiles = {write("evaluation.txt", tests::letters(evaluationTokens, 2))};
        return result;
    }

    fs::path write(const char* name, const std::string& text)
    {
        const auto written = writeFileAtomically(m_root / name, text);
        return written ? m_root / name : fs::path();
    }

    Result<RunTexts> load(const CompressOptions& asked, bool selects = true)
    {
        const auto checkpoint = model::Checkpoint::open(asked.model);
        return checkpoint ? RunTexts::load(asked, *checkpoint, selects) : checkpoint.error();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_folder.path().toStdString();
        tests::writeModel(m_root / "model", tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(bool(writeFileAtomically(m_root / "model" / "tokenizer.json", tests::letterTokenizer().dump())));
    }

    void splitsShareNothing()
    {
        const auto texts = load(options(16 * 40, 10, 16 * 12));
        QVERIFY2(bool(texts), texts ? "" : texts.error().message.c_str());
        QCOMPARE(texts->data.calibration.size(), std::size_t(10));
        QCOMPARE(texts->data.selection.size(), std::size_t(30));
        QVERIFY(disjoint(texts->data.calibration, texts->data.selection));
        QVERIFY(disjoint(texts->data.training, texts->data.selection));
        QVERIFY(disjoint(texts->probe, texts->data.training));
        QCOMPARE(texts->probeSource, std::string("evaluation"));
    }

    /// Without an evaluation text the probe is told from what it is not: held out.
    void probesSayWhatTheirWindowsAreUsedFor()
    {
        const auto texts = load(options(16 * 40, 10));
        QVERIFY(bool(texts));
        QCOMPARE(texts->probeSource, std::string("calibration text, windows that the run does not use"));
        QCOMPARE(texts->probe.size(), std::size_t(8));
        QCOMPARE(texts->data.selection.size(), std::size_t(22));
        QVERIFY(disjoint(texts->probe, texts->data.selection));
        QVERIFY(disjoint(texts->probe, texts->data.calibration));
        QVERIFY(disjoint(texts->probe, texts->data.training));

        const auto chosenOn = load(options(16 * 16, 128)); // all are calibrated on but those to choose by
        QVERIFY(bool(chosenOn));
        QCOMPARE(chosenOn->probeSource, std::string("calibration text, windows that choices are made on"));
        QVERIFY(chosenOn->probe == chosenOn->data.selection);
        QVERIFY(disjoint(chosenOn->probe, chosenOn->data.calibration));

        const auto seen = load(options(16 * 16, 128), false);
        QVERIFY(bool(seen));
        QCOMPARE(seen->probeSource, std::string("calibration text, windows that are calibrated on"));
        QVERIFY(!disjoint(seen->probe, seen->data.calibration));
    }

    void choicesTakeFromTheCalibrationWhereTheTextHasNoMore()
    {
        const auto texts = load(options(16 * 16, 128));
        QVERIFY(bool(texts));
        QCOMPARE(texts->data.selection.size(), std::size_t(2)); // an eighth
        QCOMPARE(texts->data.calibration.size(), std::size_t(14));
        QVERIFY(disjoint(texts->data.calibration, texts->data.selection));

        const auto all = load(options(16 * 16, 128), false); // nobody asks for it
        QVERIFY(bool(all));
        QCOMPARE(all->data.calibration.size(), std::size_t(16));
        QVERIFY(all->data.selection.empty());

        const auto one = load(options(20, 128));
        QVERIFY(!one);
        QCOMPARE(one.error().code, std::string("data.short"));
    }

    void evaluationTextThatIsCalibratedOnIsRefused()
    {
        CompressOptions asked = options(16 * 40, 10);
        asked.evaluationFiles = asked.calibrationFiles;
        QCOMPARE(load(asked).error().code, std::string("run.leak"));

        // Nine tokens further on, windows are cut at other places.
        asked.evaluationFiles = {write("shifted.txt", tests::letters(9, 3) + tests::letters(16 * 40, 1))};
        QCOMPARE(load(asked).error().code, std::string("run.leak"));
    }

    void windowsThatDoNotFitAreRefused()
    {
        CompressOptions asked = options(16 * 40, 10);
        asked.windowTokens = 4096;
        QCOMPARE(load(asked).error().code, std::string("run.window"));
        asked.windowTokens = 1;
        QCOMPARE(load(asked).error().code, std::string("run.window"));
    }
};

QTEST_GUILESS_MAIN(RunTextsTest)
#include "run_texts_test.moc"
