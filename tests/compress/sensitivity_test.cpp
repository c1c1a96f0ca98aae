// A sweep over layers and levels: its figures against whole runs that change one layer, and what is left of a sweep
// that ended early.

#include <cmath>
#include <fstream>
#include <limits>
#include <random>

#include "core/base/atomic_file.h"
#include "core/base/thread_pool.h"
#include "core/compress/sensitivity/sweep.h"
#include "core/compress/sensitivity/sweep_rows.h"
#include "core/eval/loss.h"
#include "core/nn/language_model.h"
#include "core/protocol/events.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using namespace espalier::compress;
namespace fs = std::filesystem;
using sensitivity::Record;

namespace {

constexpr std::int64_t kWindow = 16;
constexpr std::int64_t kWindows = 4;

/// Of logits that two passes compute in float32 from the same weights, in batches of other sizes: sums of at most 12
/// products a matrix, seven matrices a layer, two layers.
constexpr double kLogitTolerance = 1e-5;
/// d KL = sum of (q - p) d logit, and |q - p| sums to 2 at most.
constexpr double kKlTolerance = 2.0 * kLogitTolerance;

tests::TinyTensors randomTensors()
{
    tests::TinyTensors tensors = tests::tinyTensors();
    std::mt19937 random(5);
    std::normal_distribution<float> normal(0.0F, 0.4F);
    for (auto& [name, tensor] : tensors) {
        for (float& value : tensor.floats)
            value = tensor.shape.size() == 1 ? 1.0F : normal(random);
    }
    return tensors;
}

at::Tensor logitsOf(const fs::path& folder, const std::vector<text::TokenId>& window)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint)
        throw std::runtime_error(toString(checkpoint.error()));
    return nn::sequenceLogits(*checkpoint, window).contiguous();
}

struct Measured
{
    double kl = 0.0;
    double klError = 0.0;
    double perplexity = 0.0;
};

/// Window by window with whole models, as `evaluate --baseline` compares them.
Measured measured(const fs::path& dense, const fs::path& changed, const Windows& windows)
{
    ThreadPool pool(1);
    std::vector<double> kl;
    double loss = 0.0;
    for (const auto& window : windows) {
        const at::Tensor a = logitsOf(dense, window);
        const at::Tensor b = logitsOf(changed, window);
        const std::size_t rows = window.size() - 1;
        const std::size_t values = rows * std::size_t(a.size(1));
        const std::vector<text::TokenId> targets(window.begin() + 1, window.end());
        kl.push_back(eval::divergence({a.data_ptr<float>(), values}, {b.data_ptr<float>(), values}, rows, pool).klSum /
                     double(rows));
        loss += eval::lossSum({b.data_ptr<float>(), values}, targets, pool) / double(rows) / double(windows.size());
    }
    Measured result;
    for (const double one : kl)
        result.kl += one / double(kl.size());
    for (const double one : kl)
        result.klError += (one - result.kl) * (one - result.kl);
    result.klError = std::sqrt(result.klError / double(kl.size() - 1) / double(kl.size()));
    result.perplexity = std::exp(loss);
    return result;
}

} // namespace

class SensitivityTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    fs::path m_root;

    fs::path write(const char* name, const std::string& text)
    {
        const auto written = writeFileAtomically(m_root / name, text);
        return written ? m_root / name : fs::path();
    }

    sensitivity::SweepOptions options(const std::vector<std::string>& levels)
    {
        sensitivity::SweepOptions asked;
        asked.model = m_root / "model";
        asked.output = m_root / "sweep";
        asked.levels = sensitivity::parseLevels(levels).value();
        asked.calibrationFiles = {m_root / "calibration.txt"};
        asked.samples = 16;
        asked.windowTokens = kWindow;
        asked.selectionWindows = kWindows;
        return asked;
    }

    /// Throws std::runtime_error with the error's code and text.
    nlohmann::json swept(sensitivity::SweepOptions asked, const CancelToken& cancel = {},
                         std::vector<protocol::EventBody>* events = nullptr)
    {
        auto sweep = sensitivity::Sweep::prepare(std::move(asked));
        if (!sweep)
            throw std::runtime_error(sweep.error().code);
        auto answer = (*sweep)->run(
            [&](protocol::EventBody event) {
                if (events)
                    events->push_back(std::move(event));
            },
            cancel);
        if (!answer)
            throw std::runtime_error(answer.error().code + ": " + answer.error().message);
        return answer.take();
    }

    std::string codeOf(sensitivity::SweepOptions asked)
    {
        try {
            swept(std::move(asked));
        } catch (const std::runtime_error& error) {
            const std::string text = error.what();
            return text.substr(0, text.find(": "));
        }
        return "";
    }

    Windows selection()
    {
        CompressOptions texts;
        texts.model = m_root / "model";
        texts.calibrationFiles = {m_root / "calibration.txt"};
        texts.samples = 16;
        texts.windowTokens = kWindow;
        Windows windows =
            RunTexts::load(texts, model::Checkpoint::open(texts.model).value(), true).value().data.selection;
        windows.resize(std::size_t(kWindows));
        return windows;
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = m_directory->path().toStdString();
        tests::writeModel(m_root / "model", tests::tinyConfig(), randomTensors());
        QVERIFY(!write("model/tokenizer.json", tests::letterTokenizer().dump()).empty());
        QVERIFY(!write("calibration.txt", tests::letters(std::size_t(kWindow) * 96, 1)).empty());
        QVERIFY(!write("report.txt", tests::letters(std::size_t(kWindow) * 8, 2)).empty());
    }

    void cellsAreWhatWholeRunsGive_data()
    {
        QTest::addColumn<QString>("level");
        for (const char* level :
             {"sparsegpt:2:4", "wanda:50", "admm:50", "gptq:4g8", "rtn:3", "sparsegpt:2:4+gptq:4g8"})
            QTest::newRow(level) << QString(level);
    }

    void cellsAreWhatWholeRunsGive()
    {
        QFETCH(QString, level);
        swept(options({level.toStdString()}));
        const auto record = Record::read(m_root / "sweep");
        QVERIFY(record && record->complete());
        const sensitivity::Level parsed = sensitivity::parseLevel(level.toStdString()).value();
        for (int layer = 0; layer < 2; ++layer) {
            CompressOptions run;
            run.model = m_root / "model";
            run.output = m_root / ("run" + std::to_string(layer));
            run.recipe = sensitivity::recipeOf(parsed, {"model.layers." + std::to_string(layer)}).value();
            run.calibrationFiles = {m_root / "calibration.txt"};
            run.samples = 16;
            run.windowTokens = kWindow;
            (void)tests::compressed(run);
            const Measured expected = measured(m_root / "model", run.output / "stage_compression", selection());
            const auto& cell = record->cells[std::size_t(layer)][0];
            QVERIFY2(cell->failure.empty(), cell->failure.c_str());
            QVERIFY(expected.kl > 20.0 * kKlTolerance); // else nothing is compared
            QVERIFY2(std::abs(cell->kl - expected.kl) < kKlTolerance,
                     qPrintable(QStringLiteral("%1, expected %2").arg(cell->kl).arg(expected.kl)));
            QVERIFY(std::abs(*cell->klError - expected.klError) < kKlTolerance);
            // d loss = sum of (q - e) d logit, at most 2 max |d logit| again
            QVERIFY(std::abs(std::log(cell->perplexity / expected.perplexity)) < kKlTolerance);
            QCOMPARE(cell->windows, kWindows);
            QCOMPARE(cell->tokens, kWindows * (kWindow - 1));
        }
    }

    void aRunOfAllLayersHasTheBytesThatWereForeseen()
    {
        swept(options({"gptq:4g8"}));
        const Record record = Record::read(m_root / "sweep").value();
        const sensitivity::Level level = record.levels.front();
        CompressOptions run;
        run.model = m_root / "model";
        run.output = m_root / "run";
        run.recipe = sensitivity::recipeOf(level, record.layers).value();
        run.calibrationFiles = {m_root / "calibration.txt"};
        run.samples = 16;
        run.windowTokens = kWindow;
        (void)tests::compressed(run);
        const auto after = plan::plannedModel(model::Checkpoint::open(run.output / "stage_compression").value());
        std::uint64_t folder = 0;
        for (const auto& bytes : record.levelBytes[0])
            folder += bytes.folder;
        std::uint64_t stored = 0;
        for (const auto& module : after.modules)
            stored += module.layer >= 0 ? plan::storedBytes(module, after.dtype) : 0;
        QCOMPARE(folder, stored);
    }

    void levelsAtATimeChangeNothing()
    {
        const std::vector<std::string> levels = {"sparsegpt:2:4", "wanda:50", "rtn:4g8"};
        swept(options(levels));
        const Record together = Record::read(m_root / "sweep").value();
        for (const std::string& level : levels) { // further columns of one sweep
            sensitivity::SweepOptions asked = options({level});
            asked.output = m_root / "alone";
            asked.resume = true;
            swept(asked);
        }
        const Record alone = Record::read(m_root / "alone").value();
        QCOMPARE(alone.levels.size(), levels.size());
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t level = 0; level < levels.size(); ++level)
                QCOMPARE(alone.cells[layer][level]->kl, together.cells[layer][level]->kl);
        }
    }

    void eachCellIsSaidAndStored()
    {
        std::vector<protocol::EventBody> events;
        const nlohmann::json answer = swept(options({"sparsegpt:2:4", "rtn:4g8"}), {}, &events);
        QCOMPARE(answer["cells"].size(), std::size_t(4));
        std::size_t said = 0;
        for (const auto& event : events) {
            const auto* log = std::get_if<protocol::Log>(&event);
            if (log && log->level == sensitivity::kCellLevel)
                QCOMPARE(nlohmann::json::parse(log->text).dump(), answer["cells"][said++].dump());
            QVERIFY(!std::holds_alternative<protocol::ModuleResult>(event)); // of layers that are thrown away
        }
        QCOMPARE(said, std::size_t(4));
        QVERIFY(answer["densePerplexity"].get<double>() > 1.0);
    }

    void aCancelledSweepGoesOnWithTheSameNumbers()
    {
        const std::vector<std::string> levels = {"sparsegpt:2:4", "gptq:4g8"};
        sensitivity::SweepOptions whole = options(levels);
        whole.output = m_root / "whole";
        swept(whole);

        CancelToken cancel;
        auto sweep = sensitivity::Sweep::prepare(options(levels)).take();
        bool cancelled = false;
        try {
            (void)sweep->run(
                [&](const protocol::EventBody& event) {
                    const auto* log = std::get_if<protocol::Log>(&event);
                    if (log && log->level == sensitivity::kCellLevel)
                        cancel.request();
                },
                cancel);
        } catch (const Cancelled&) {
            cancelled = true;
        }
        QVERIFY(cancelled);
        sweep.reset();
        const Record part = Record::read(m_root / "sweep").value();
        QVERIFY(part.cellsDone() > 0 && !part.complete());
        { // what a crash leaves of a line
            std::ofstream cut(m_root / "sweep" / Record::kCellsName, std::ios::app);
            cut << "{\"layer\":1,\"level\":\"spar";
        }
        sensitivity::SweepOptions again = options(levels);
        again.resume = true;
        std::vector<protocol::EventBody> events;
        swept(again, {}, &events);
        std::size_t said = 0;
        for (const auto& event : events) {
            const auto* log = std::get_if<protocol::Log>(&event);
            said += log && log->level == sensitivity::kCellLevel ? 1 : 0;
        }
        QCOMPARE(said, 4 - part.cellsDone()); // what was there is not computed again
        const Record record = Record::read(m_root / "sweep").value();
        const Record expected = Record::read(m_root / "whole").value();
        QVERIFY(record.complete());
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (std::size_t level = 0; level < 2; ++level)
                QCOMPARE(record.cells[layer][level]->kl, expected.cells[layer][level]->kl);
        }
    }

    void aLevelThatCannotBeIsAColumnWithItsReason()
    {
        const auto checkpoint = model::Checkpoint::open(m_root / "model").value();
        const sensitivity::SweepOptions asked = options({"sparsegpt:2:4", "rtn:4g8"});
        sensitivity::ForecastSettings settings;
        settings.windowTokens = kWindow;
        auto forecast = sensitivity::forecast(plan::plannedModel(checkpoint), asked.levels, settings).value();
        forecast.failures[0] = "It does not fit.";
        Record record;
        record.levels = asked.levels;
        record.layers = {"model.layers.0", "model.layers.1"};
        record.denseBytes = forecast.denseBytes;
        record.levelBytes = forecast.levelBytes;
        record.shape();
        RunData data;
        data.calibration = selection();
        data.selection = selection();
        sensitivity::SweepRows rows({checkpoint, data, forecast, {}, 1, m_root / "rows"}, record,
                                    [](const protocol::EventBody&) {}, {});
        QVERIFY(rows.run());
        const Record stored = Record::read(m_root / "rows").value();
        QVERIFY(stored.complete());
        for (std::size_t layer = 0; layer < 2; ++layer) {
            QCOMPARE(stored.cells[layer][0]->failure, std::string("It does not fit."));
            QVERIFY(stored.cells[layer][1]->failure.empty());
            QVERIFY(stored.cells[layer][1]->kl > 0.0);
        }
    }

    void aModelThatPredictsNothingFiniteIsRefused()
    {
        tests::TinyTensors tensors = randomTensors();
        tensors["model.layers.1.mlp.down_proj.weight"].floats[0] = std::numeric_limits<float>::infinity();
        tests::writeModel(m_root / "model", tests::tinyConfig(), tensors);
        QCOMPARE(codeOf(options({"rtn:4"})), std::string("sweep.dense"));
        QVERIFY(!fs::exists(m_root / "sweep" / Record::kHeadName));
    }

    void nothingIsChosenByTheReportText()
    {
        sensitivity::SweepOptions same = options({"rtn:4"});
        same.reportFiles = {m_root / "calibration.txt"};
        QCOMPARE(codeOf(same), std::string("sweep.split"));

        // the same text under another name
        fs::copy_file(m_root / "calibration.txt", m_root / "copy.txt");
        sensitivity::SweepOptions copy = options({"rtn:4"});
        copy.reportFiles = {m_root / "copy.txt"};
        QCOMPARE(codeOf(copy), std::string("run.leak"));
        QVERIFY(!fs::exists(m_root / "sweep"));

        sensitivity::SweepOptions apart = options({"rtn:4"});
        apart.reportFiles = {m_root / "report.txt"};
        QCOMPARE(codeOf(apart), std::string());
        QCOMPARE(Record::read(m_root / "sweep")->protocol["split"].get<std::string>(), std::string("calibration"));
    }

    void whatDoesNotFitIsRefused()
    {
        QCOMPARE(codeOf(options({"rtn:4"})), std::string());
        QCOMPARE(codeOf(options({"rtn:4"})), std::string("run.exists"));
        sensitivity::SweepOptions other = options({"rtn:4"});
        other.resume = true;
        other.seed = 7;
        QCOMPARE(codeOf(other), std::string("sweep.resume.mismatch"));
        sensitivity::SweepOptions fewer = options({"rtn:4"});
        fewer.resume = true;
        fewer.selectionWindows = 2;
        QCOMPARE(codeOf(fewer), std::string("sweep.resume.mismatch"));

        sensitivity::SweepOptions small = options({"rtn:4"});
        small.output = m_root / "small";
        small.memoryBytes = 1;
        QCOMPARE(codeOf(small), std::string("run.memory"));
        sensitivity::SweepOptions none = options({"rtn:4"});
        none.output = m_root / "none";
        none.calibrationFiles.clear();
        QCOMPARE(codeOf(none), std::string("run.data"));
        sensitivity::SweepOptions missing = options({"rtn:4"});
        missing.model = m_root / "nothing";
        missing.output = m_root / "none";
        QVERIFY(QString::fromStdString(codeOf(missing)).startsWith("model."));
        QVERIFY(write("sweep/sweep.json", "{").string().ends_with("sweep.json"));
        sensitivity::SweepOptions damaged = options({"rtn:4"});
        damaged.resume = true;
        QCOMPARE(codeOf(damaged), std::string("sweep.format"));
    }
};

QTEST_GUILESS_MAIN(SensitivityTest)
#include "sensitivity_test.moc"
