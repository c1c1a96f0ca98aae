// Levels as text, and the choice of one for each layer, against all choices that there are.

#include <cmath>
#include <random>

#include "core/compress/schemas.h"
#include "core/compress/sensitivity/planner.h"
#include "core/recipe/parse.h"

#include <QTest>

using namespace espalier;
using namespace espalier::compress::sensitivity;

namespace {

std::vector<std::vector<LayerOption>> randomLayers(std::size_t layers, std::size_t options, unsigned seed,
                                                   std::uint64_t mostBytes)
{
    std::mt19937 random(seed);
    std::vector<std::vector<LayerOption>> result(layers);
    for (auto& layer : result) {
        for (std::size_t i = 0; i < options; ++i)
            layer.push_back({1 + random() % mostBytes, double(random() % 1000) / 100.0});
    }
    return result;
}

/// By trying every choice.
std::optional<double> leastLoss(const std::vector<std::vector<LayerOption>>& layers, std::uint64_t bytes)
{
    std::optional<double> best;
    std::vector<std::size_t> at(layers.size(), 0);
    for (;;) {
        std::uint64_t sum = 0;
        double loss = 0.0;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            sum += layers[i][at[i]].bytes;
            loss += layers[i][at[i]].loss;
        }
        if (sum <= bytes && (!best || loss < *best))
            best = loss;
        std::size_t i = 0;
        while (i < layers.size() && ++at[i] == layers[i].size())
            at[i++] = 0;
        if (i == layers.size())
            return best;
    }
}

Record record(std::size_t layers)
{
    Record made;
    made.model = "/models/tiny";
    made.levels = parseLevels({"sparsegpt:8:16", "gptq:4", "sparsegpt:2:4+gptq:4"}).value();
    made.otherBytes = 1000;
    made.densePerplexity = 8.0;
    made.protocol = {{"windows", 4}, {"windowTokens", 512}};
    made.levelBytes.resize(made.levels.size());
    for (std::size_t layer = 0; layer < layers; ++layer) {
        made.layers.push_back("model.layers." + std::to_string(layer));
        made.denseBytes.push_back({1600, 1600});
        made.levelBytes[0].push_back({900, 1600});
        made.levelBytes[1].push_back({425, 425});
        made.levelBytes[2].push_back({320, 425});
    }
    made.shape();
    for (std::size_t layer = 0; layer < layers; ++layer) {
        for (std::size_t level = 0; level < made.levels.size(); ++level) {
            Cell cell;
            cell.layer = int(layer);
            cell.level = made.levels[level].id;
            cell.kl = 0.01 * double(layer + 1) * double(level + 1);
            cell.klError = 0.001;
            cell.perplexity = 8.0 * std::exp(cell.kl);
            cell.lossError = 0.002;
            made.add(cell);
        }
    }
    return made;
}

} // namespace

class SensitivityPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void levelsReadAsTheyAreWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("label");
        QTest::newRow("pattern") << "sparsegpt:2:4"
                                 << "SparseGPT"
                                 << "2:4";
        QTest::newRow("share") << "wanda:50"
                               << "Wanda"
                               << "50 %";
        QTest::newRow("small share") << "wanda:5"
                                     << "Wanda"
                                     << "5 %";
        QTest::newRow("bits") << "gptq:4"
                              << "GPTQ"
                              << "4b";
        QTest::newRow("group") << "rtn:4g32"
                               << "Rounding"
                               << "4b g32";
        QTest::newRow("joint") << "sparsegpt:8:16+gptq:8"
                               << "SparseGPT + GPTQ"
                               << "8:16 + 8b";
    }

    void levelsReadAsTheyAreWritten()
    {
        QFETCH(QString, text);
        QFETCH(QString, method);
        QFETCH(QString, label);
        const auto level = parseLevel(text.toStdString());
        QVERIFY(level);
        QCOMPARE(QString::fromStdString(level->id), text);
        QCOMPARE(QString::fromStdString(level->method), method);
        QCOMPARE(QString::fromStdString(level->label), label);
        const auto recipe = recipeOf(*level, {"model.layers.0"});
        QVERIFY2(recipe, recipe ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->stages.front().modifiers.size(), level->parts.size());
    }

    void wrongLevelsAreExplained_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "sparsegpt", "sparsegpt:", "sparsegpt:4:2", "sparsegpt:0:4", "wanda:100", "gptq:1",
                                 "gptq:9", "gptq:4g", "gptq:4g2", "magic:4", "gptq:4+sparsegpt:2:4",
                                 "wanda:50+wanda:50", "sparsegpt:2:4+", "sparsegpt:2:4+gptq:4+gptq:4"})
            QTest::newRow(text) << QString(text);
    }

    void wrongLevelsAreExplained()
    {
        QFETCH(QString, text);
        const auto level = parseLevel(text.toStdString());
        QVERIFY(!level);
        QCOMPARE(level.error().code, std::string("sweep.level"));
    }

    void levelsStandOnce()
    {
        QCOMPARE(parseLevels({"gptq:4", "gptq:4", "rtn:4"})->size(), std::size_t(2));
        QCOMPARE(parseLevels({}).error().code, std::string("sweep.levels"));
        QVERIFY(parseLevels(defaultLevels()));
    }

    void theChoiceIsTheBestOfAll_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 0; seed < 20; ++seed)
            QTest::newRow(QByteArray::number(seed).constData()) << seed;
    }

    void theChoiceIsTheBestOfAll()
    {
        QFETCH(unsigned, seed);
        const auto layers = randomLayers(6, 4, seed, 40);
        const ChoiceFront front(layers);
        QVERIFY(front.exact());
        for (std::uint64_t bytes = 0; bytes <= 240; bytes += 3) {
            const auto expected = leastLoss(layers, bytes);
            const auto point = front.within(bytes);
            QCOMPARE(point.has_value(), expected.has_value());
            if (!point)
                continue;
            QVERIFY(std::abs(front.points()[*point].loss - *expected) < 1e-9);
            const std::vector<int> choice = front.choice(*point);
            std::uint64_t sum = 0;
            double loss = 0.0;
            for (std::size_t i = 0; i < layers.size(); ++i) {
                sum += layers[i][std::size_t(choice[i])].bytes;
                loss += layers[i][std::size_t(choice[i])].loss;
            }
            QVERIFY(sum <= bytes);
            QVERIFY(std::abs(loss - *expected) < 1e-9);
            QCOMPARE(front.gap(*point), 0.0);
        }
        // and the other way round: the fewest bytes for a loss
        const double middle = front.points()[front.points().size() / 2].loss;
        const auto point = front.losingAtMost(middle);
        QVERIFY(point);
        QVERIFY(!leastLoss(layers, front.points()[*point].bytes - 1) ||
                *leastLoss(layers, front.points()[*point].bytes - 1) > middle);
    }

    void aThinnedFrontSaysWhatItMayHaveLost()
    {
        int apart = 0;
        for (unsigned seed = 0; seed < 10; ++seed) {
            const auto layers = randomLayers(7, 5, seed, 100000);
            const ChoiceFront front(layers, 10);
            QVERIFY(!front.exact());
            QVERIFY(front.points().size() <= 11);
            for (std::size_t point = 0; point < front.points().size(); ++point) {
                const double best = *leastLoss(layers, front.points()[point].bytes);
                const double lost = front.points()[point].loss - best;
                QVERIFY(lost > -1e-9);
                QVERIFY(lost <= front.gap(point) + 1e-9); // the bound holds
                apart += lost > 1e-9 ? 1 : 0;
            }
            QCOMPARE(front.points().front().bytes, ChoiceFront(layers).points().front().bytes); // what fits, fits
        }
        QVERIFY(apart > 0); // else the case tests nothing
    }

    void predictionsAddUp()
    {
        const Record made = record(3);
        const Planner planner(made);
        const Prediction sum = planner.predict({-1, 0, 2});
        QCOMPARE(sum.bytes, std::uint64_t(1000 + 1600 + 900 + 320));
        QCOMPARE(sum.folderBytes, std::uint64_t(1000 + 1600 + 1600 + 425));
        QVERIFY(std::abs(sum.kl - (0.02 + 0.09)) < 1e-12);
        QVERIFY(std::abs(sum.klHigh - (0.11 + 2.0 * 0.002)) < 1e-12);
        QVERIFY(std::abs(sum.perplexity - 8.0 * std::exp(0.11)) < 1e-9);
        QVERIFY(std::abs(sum.perplexityLow - 8.0 * std::exp(0.11 - 2.0 * 0.004)) < 1e-9);
        const Prediction dense = planner.predict({-1, -1, -1});
        QCOMPARE(dense.kl, 0.0);
        QVERIFY(std::abs(dense.perplexity - 8.0) < 1e-9);
        QCOMPARE(dense.bytes, made.denseModelBytes());
    }

    void budgetsAreKept()
    {
        const Record made = record(8);
        const Planner planner(made);
        const auto size = planner.withinBytes(8000);
        QVERIFY(size);
        QVERIFY(size->predicted.bytes <= 8000);
        QCOMPARE(size->levels.front() >= 0, true); // the first layers lose least, so they go first
        const auto kl = planner.withinKl(0.1);
        QVERIFY(kl && kl->predicted.kl <= 0.1);
        const auto perplexity = planner.withinPerplexity(8.5);
        QVERIFY(perplexity && perplexity->predicted.perplexity <= 8.5);
        QCOMPARE(planner.withinBytes(1000).error().code, std::string("sweep.budget"));
        QCOMPARE(planner.withinKl(-1.0).error().code, std::string("sweep.budget"));
        QCOMPARE(planner.withinPerplexity(7.9).error().code, std::string("sweep.budget"));
        const auto curve = planner.curve(10);
        QVERIFY(curve.size() <= 10 && curve.size() > 2);
        for (std::size_t i = 1; i < curve.size(); ++i) {
            QVERIFY(curve[i].bytes > curve[i - 1].bytes);
            QVERIFY(curve[i].kl < curve[i - 1].kl);
        }
    }

    void cellsThatFailedOrLackAreNotChosen()
    {
        Record made = record(2);
        made.cells[0][2].reset();
        made.cells[1][2]->failure = "no";
        made.cells[1][1]->kl = std::numeric_limits<double>::quiet_NaN();
        const Planner planner(made);
        QCOMPARE(planner.leastBytes(), std::uint64_t(1000 + 425 + 900));
    }

    void theMadeRecipeGivesEachLayerItsLevel()
    {
        const Record made = record(3);
        const Planner planner(made);
        LayerPlan plan;
        plan.levels = {2, -1, 0};
        plan.predicted = planner.predict(plan.levels);
        const std::string document = madeRecipe(made, plan);
        const auto parsed = recipe::parseRecipe(document, compress::modifierSchemas());
        QVERIFY2(parsed.recipe, document.c_str());
        QVERIFY(parsed.diagnostics.empty());
        const auto& modifiers = parsed.recipe->stages.front().modifiers;
        QCOMPARE(modifiers.size(), std::size_t(3)); // 8:16, then 2:4, then the codes of what is 2:4
        QCOMPARE(modifiers[0].targets(), std::vector<std::string>{"model.layers.2"});
        QCOMPARE(modifiers[1].targets(), std::vector<std::string>{"model.layers.0"});
        QCOMPARE(modifiers[2].type, std::string("GPTQModifier"));
        QVERIFY(document.find("# Made from a sensitivity sweep of /models/tiny") != std::string::npos);
        QVERIFY(document.find("1 layer sparsegpt:8:16, 1 layer sparsegpt:2:4+gptq:4, 1 layer dense") !=
                std::string::npos);
    }

    void aRecordReadsAsItWasWritten()
    {
        const Record made = record(2);
        const auto head = Record::parseHead(made.headText(), "/sweep");
        QVERIFY(head);
        QCOMPARE(head->headText(), made.headText());
        for (const char* text : {"", "{}", "[]", R"({"format": 2})"})
            QCOMPARE(Record::parseHead(text, "/sweep").error().code, std::string("sweep.format"));
        const Cell& cell = *made.cells[1][2];
        QCOMPARE(toJson(*cellFromJson(toJson(cell))).dump(), toJson(cell).dump());
        QVERIFY(!cellFromJson(nlohmann::json::parse(R"({"layer": 0, "level": "x"})")));
        QVERIFY(!cellFromJson(nlohmann::json(3)));
    }
};

QTEST_GUILESS_MAIN(SensitivityPlanTest)
#include "sensitivity_plan_test.moc"
