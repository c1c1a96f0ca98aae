#include <cmath>

#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/compress/plan/machine_rates.h"
#include "tests/support/tiny_model.h"
#include "ui/models/format.h"
#include "ui/recipe/plan_breakdown.h"
#include "ui/recipe/plan_cell_button.h"
#include "ui/recipe/plan_strip.h"
#include "ui/widgets/message_bar.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

QString recipeText(const QString& modifier)
{
    return QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - %1\n").arg(modifier);
}
const QString kHalf = recipeText(QStringLiteral("MagnitudePruningModifier: {sparsity: 0.5}"));
const QString kInt8 = recipeText(QStringLiteral("QuantizationModifier: {scheme: W8A16, targets: [Linear]}"));
const QString kCalibrated = recipeText(QStringLiteral("SparseGPTModifier: {sparsity: 0.5, mask_structure: '2:4'}"));

ModelDocumentPtr demoModel()
{
    return ModelDocument::open(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model")).take();
}

/// A Llama as large as its config says, without weights: plans look at sizes alone.
compress::plan::PlannedModel largeModel(const QTemporaryDir& folder, int hidden, int layers)
{
    nlohmann::json config = tests::tinyConfig();
    config["hidden_size"] = hidden;
    config["intermediate_size"] = 4 * hidden;
    config["num_attention_heads"] = hidden / 128;
    config["num_key_value_heads"] = hidden / 128;
    config["num_hidden_layers"] = layers;
    config["vocab_size"] = 32000;
    config["max_position_embeddings"] = 4096;
    const std::string path = folder.filePath(QStringLiteral("config.json")).toStdString();
    if (!writeFileAtomically(path, config.dump())) {
        qFatal("The scratch folder cannot be written.");
    }
    return compress::plan::plannedModel(std::filesystem::path(folder.path().toStdString())).take();
}

/// Every format equally fast but for what is asked.
MachineSpeed speedOf(double floats, double int8)
{
    MachineSpeed speed;
    speed.bandwidth = 20e9;
    speed.formats.push_back({engine::floatCase(), 2.0, floats});
    for (const engine::FormatCase& kind : engine::formatCases()) {
        speed.formats.push_back({kind, 1.0, int8});
    }
    return speed;
}

PlanForecast forecastOf(const QString& text, protocol::CompressJob job = {}, std::optional<MachineSpeed> speed = {})
{
    PlanQuestion question;
    const ModelDocumentPtr document = demoModel();
    question.analysis = std::make_shared<const RecipeAnalysis>(text, document);
    question.model =
        std::make_shared<const compress::plan::PlannedModel>(compress::plan::plannedModel(*document->checkpoint));
    question.job = std::move(job);
    question.outputFolder = QDir::tempPath();
    question.speed = std::move(speed);
    return forecast(question).take();
}

} // namespace

/// The line below a recipe that says what it would do.
class PlanStripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
    }

    void halfOfTheMatricesBecomesZero()
    {
        const PlanForecast plan = forecastOf(kHalf);
        const PlanPartFigures& attention = plan.parts[std::size_t(PlanPart::Attention)];
        const PlanPartFigures& feedForward = plan.parts[std::size_t(PlanPart::FeedForward)];
        QVERIFY(attention.nonzeroBefore > 0);
        QVERIFY(std::abs(double(attention.nonzeroAfter) / double(attention.nonzeroBefore) - 0.5) < 0.01);
        QVERIFY(std::abs(double(feedForward.nonzeroAfter) / double(feedForward.nonzeroBefore) - 0.5) < 0.01);
        const PlanPartFigures& embedding = plan.parts[std::size_t(PlanPart::Embedding)];
        QCOMPARE(embedding.nonzeroAfter, embedding.nonzeroBefore);
        QCOMPARE(plan.bytesAfter, plan.bytesBefore); // zeros alone save nothing
        std::int64_t sum = 0;
        for (const PlanPartFigures& part : plan.parts) {
            sum += part.nonzeroBefore;
        }
        QCOMPARE(sum, plan.nonzeroBefore);
        QCOMPARE(plan.settings.windows, std::int64_t(0)); // needs no text
    }

    void codesSaveBytes()
    {
        const PlanForecast plan = forecastOf(kInt8);
        QVERIFY(plan.bytesAfter < plan.bytesBefore);
        QCOMPARE(plan.nonzeroAfter, plan.nonzeroBefore);
        std::uint64_t sum = 0;
        for (const PlanPartFigures& part : plan.parts) {
            sum += part.bytesAfter;
        }
        QCOMPARE(sum, plan.bytesAfter);
    }

    void aBudgetThatIsTooSmallNamesWhatFits()
    {
        protocol::CompressJob job;
        job.samples = 4096;
        job.memoryGiB = 0.05;
        const PlanForecast plan = forecastOf(kCalibrated, job);
        QVERIFY(!plan.fitsMemory());
        QVERIFY(plan.memoryIsLimited);
        const auto found = problem(plan);
        QVERIFY(found.has_value());
        QVERIFY(found->text.contains(format::bytes(plan.peakBytes)));
        QVERIFY(found->text.contains(format::bytes(plan.memoryBytes)));
        QVERIFY(cellText(PlanCell::Memory, plan).exceeds);
        QVERIFY(!cellText(PlanCell::Disk, plan).exceeds);
        if (plan.fitsInstead) { // then it does
            job.samples = plan.fitsInstead->windows;
            job.sequenceLength = plan.fitsInstead->windowTokens;
            QVERIFY(forecastOf(kCalibrated, job).fitsMemory());
        }
    }

    void textsAreGuessedByTheirSize()
    {
        const QTemporaryDir folder;
        const std::string text = folder.filePath(QStringLiteral("text.txt")).toStdString();
        QVERIFY(writeFileAtomically(text, std::string(4096, 'a')));
        protocol::CompressJob job;
        job.sequenceLength = 64;
        job.samples = 512;
        job.calibration.files = {text};
        job.evaluation.files = {text};
        const PlanForecast plan = forecastOf(kCalibrated, job);
        QCOMPARE(plan.settings.windows, std::int64_t(16)); // 1,024 tokens
        QCOMPARE(plan.settings.evaluationTokens, std::int64_t(1024));
        QVERIFY(plan.evaluationSeconds > 0.0);
        QVERIFY(plan.seconds > plan.evaluationSeconds);
    }

    void speedFollowsTheFormats()
    {
        const QTemporaryDir folder;
        const compress::plan::PlannedModel model = largeModel(folder, 2048, 8);
        double weights = 0.0;
        for (const compress::plan::PlannedModule& module : model.modules) {
            weights += module.role == "embedding" ? 0.0 : double(module.weights());
        }
        const auto dense = predictedTokensPerSecond(model, {}, speedOf(10e9, 20e9));
        QVERIFY(dense.has_value());
        QVERIFY(std::abs(*dense * weights / 10e9 - 1.0) < 1e-9);
        compress::plan::PlannedModel coded = model;
        formats::QuantizationScheme scheme;
        scheme.weights = formats::QuantizationArgs{};
        scheme.weights->strategy = formats::Strategy::Channel;
        for (compress::plan::PlannedModule& module : coded.modules) {
            module.scheme = scheme;
        }
        const auto int8 = predictedTokensPerSecond(coded, {}, speedOf(10e9, 20e9));
        QVERIFY(std::abs(*int8 / *dense - 2.0) < 1e-9);
        QVERIFY(!predictedTokensPerSecond(coded, {}, {}).has_value());
        // the engine's own formats
        const recipe::MaskStructure pattern{8, 16};
        QCOMPARE(matrixTime(coded, coded.modules[1], pattern, speedOf(1e9, 1e9)).format, std::string_view("8:16 int8"));
        QCOMPARE(matrixTime(coded, coded.modules[1], {}, speedOf(1e9, 1e9)).format, std::string_view("dense int8"));
        QCOMPARE(matrixTime(model, model.modules[1], pattern, speedOf(1e9, 1e9)).format, std::string_view("bfloat16"));
        scheme.weights->bits = 4;
        scheme.weights->strategy = formats::Strategy::Group;
        scheme.weights->groupSize = 128;
        coded.modules[1].scheme = scheme;
        QCOMPARE(matrixTime(coded, coded.modules[1], {}, speedOf(1e9, 1e9)).format,
                 std::string_view("dense int4, groups of 128"));
    }

    void smallModelsAreNotTimed()
    {
        const PlanForecast plan = forecastOf(kHalf, {}, speedOf(10e9, 20e9));
        QVERIFY(!plan.tokensPerSecondAfter.has_value());
        QCOMPARE(cellText(PlanCell::Speed, plan).value, format::unknown());
        QVERIFY(cellText(PlanCell::Speed, plan).toolTip.contains(QStringLiteral("small")));
    }

    void measurementsAreKeptForThisMachineAlone()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        QVERIFY(!storedSpeed(settings).has_value());
        storeSpeed(settings, speedOf(1e9, 2e9));
        const auto stored = storedSpeed(settings);
        QVERIFY(stored.has_value());
        QCOMPARE(stored->formats.size(), engine::formatCases().size() + 1);
        QCOMPARE(stored->formats.front().weightsPerSecond, 1e9);
        QCOMPARE(stored->formats.back().weightsPerSecond, 2e9);
        QCOMPARE(stored->bandwidth, 20e9);
        const QString mine = settings.value(QStringLiteral("machine/speed")).toString();
        QString other = mine;
        other.replace(QStringLiteral("\"threads\":"), QStringLiteral("\"threads\":9"));
        settings.setValue(QStringLiteral("machine/speed"), other);
        QVERIFY(!storedSpeed(settings).has_value());
        settings.setValue(QStringLiteral("machine/speed"), mine.left(mine.size() / 2));
        QVERIFY(!storedSpeed(settings).has_value());
    }

    void breakdownsAddUp()
    {
        const PlanForecast plan = forecastOf(kInt8);
        for (const PlanCell cell : kPlanCells) {
            const PlanBreakdown parts = breakdown(cell, plan);
            QVERIFY(!parts.title.isEmpty());
            QVERIFY(!parts.sentence.isEmpty());
            double longest = 0.0;
            for (const PlanBar& bar : parts.bars) {
                QVERIFY(!bar.label.isEmpty() && !bar.value.isEmpty());
                QVERIFY(bar.share >= 0.0 && bar.share <= 1.0);
                longest = std::max({longest, bar.share, bar.before.value_or(0.0)});
            }
            QVERIFY(parts.bars.isEmpty() || longest == 1.0);
            QCOMPARE(parts.bars.isEmpty(), cell == PlanCell::Speed);
        }
    }

    void largeModelsArePlannedAsWell()
    {
        const QTemporaryDir folder;
        PlanQuestion question;
        question.analysis = std::make_shared<const RecipeAnalysis>(kCalibrated, demoModel());
        question.model = std::make_shared<const compress::plan::PlannedModel>(largeModel(folder, 8192, 80));
        question.job.memoryGiB = 2.0; // too little, so that settings that fit are sought, too
        question.outputFolder = folder.path();
        QElapsedTimer timer;
        timer.start();
        const auto plan = forecast(question);
        qInfo("80 layers: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(plan);
        QVERIFY(!plan->fitsMemory());
        QVERIFY(plan->nonzeroAfter < plan->nonzeroBefore);
        QVERIFY(cellText(PlanCell::Time, *plan).value.contains(QStringLiteral("h")));
    }

    void nothingKnownIsADash()
    {
        for (const PlanCell cell : kPlanCells) {
            QCOMPARE(cellText(cell, {}).value, format::unknown());
        }
    }

    void theStripFollowsAndMarksWhatIsStale()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        PlanStrip strip(*m_theme, settings);
        strip.resize(1200, 100);
        strip.show();
        PlanCellButton* size = strip.cell(PlanCell::Size);
        QCOMPARE(size->cell().value, format::unknown());
        const ModelDocumentPtr model = demoModel();
        const auto ask = [&](const QString& text, const ModelDocumentPtr& of) {
            strip.setRecipe(std::make_shared<const RecipeAnalysis>(text, of), {}, folder.path());
        };
        ask(kHalf, nullptr);
        QVERIFY(size->isStale());
        QVERIFY(size->toolTip().contains(QStringLiteral("Open a model")));
        ask(kHalf, model);
        QVERIFY(strip.planner().isWorking());
        QTRY_VERIFY_WITH_TIMEOUT(!size->isStale(), 20000);
        const QString dense = size->cell().value;
        QVERIFY(dense != format::unknown());
        ask(kInt8, model);
        QVERIFY(size->isStale()); // and shows what it knew
        QCOMPARE(size->cell().value, dense);
        ask(kHalf, model);
        ask(kInt8, model); // faster than predictions: the last one counts
        QTRY_VERIFY_WITH_TIMEOUT(!size->isStale(), 20000);
        QVERIFY(size->cell().value != dense);
        const QString coded = size->cell().value;
        ask(recipeText(QStringLiteral("MagnitudePruningModifier: {sparsity: 2}")), model);
        QVERIFY(size->isStale());
        QVERIFY(size->toolTip().contains(QStringLiteral("Line 5")));
        QCOMPARE(size->cell().value, coded);
    }

    void aRemedyIsAButton()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        PlanStrip strip(*m_theme, settings);
        strip.show();
        protocol::CompressJob job;
        job.memoryGiB = 0.05;
        job.samples = 4096;
        strip.setRecipe(std::make_shared<const RecipeAnalysis>(kCalibrated, demoModel()), job, folder.path());
        auto* bar = strip.findChild<MessageBar*>(QStringLiteral("planProblem"));
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 20000);
        QSignalSpy settingsAsked(&strip, &PlanStrip::settingsRequested);
        QSignalSpy dataAsked(&strip, &PlanStrip::dataRequested);
        const auto buttons = bar->findChildren<QPushButton*>();
        QVERIFY(!buttons.isEmpty());
        for (QPushButton* button : buttons) {
            button->click();
        }
        QCOMPARE(settingsAsked.size(), 1);
        QCOMPARE(dataAsked.size(), strip.planner().forecast()->fitsInstead ? 1 : 0);
        job.memoryGiB = 0.0;
        job.samples = 1;
        strip.setRecipe(std::make_shared<const RecipeAnalysis>(kHalf, demoModel()), job, folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), 20000);
    }

    void cellsOpenByKeyboard()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        PlanStrip strip(*m_theme, settings);
        strip.show();
        strip.setRecipe(std::make_shared<const RecipeAnalysis>(kInt8, demoModel()), {}, folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(!strip.cell(PlanCell::Size)->isStale(), 20000);
        strip.activateWindow();
        strip.cell(PlanCell::Parameters)->setFocus();
        QTRY_VERIFY(strip.cell(PlanCell::Parameters)->hasFocus());
        QTest::keyClick(strip.cell(PlanCell::Parameters), Qt::Key_Right);
        QVERIFY(strip.cell(PlanCell::Size)->hasFocus());
        QTest::keyClick(strip.cell(PlanCell::Size), Qt::Key_Return);
        auto* popup = strip.findChild<PlanBreakdownPopup*>();
        QVERIFY(popup != nullptr && popup->isVisible());
        QVERIFY(!popup->accessibleName().isEmpty());
        QTest::keyClick(popup, Qt::Key_Escape);
        QTRY_VERIFY(strip.findChild<PlanBreakdownPopup*>() == nullptr);
        for (const PlanCell cell : kPlanCells) {
            QVERIFY(!strip.cell(cell)->accessibleName().isEmpty());
            QVERIFY(!strip.cell(cell)->toolTip().isEmpty());
        }
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(PlanStripTest)
#include "plan_strip_test.moc"
