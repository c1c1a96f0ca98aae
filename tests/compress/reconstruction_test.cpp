// Block reconstruction against plain regressions that have a known answer, and on a real trained model.

#include <cmath>
#include <random>
#include <set>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/compress/reconstruction/reconstruction_math.h"
#include "core/compress/training/trained_weight.h"
#include "core/model/checkpoint.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::compress;
using model::Role;

namespace {

at::Tensor randomStates(std::int64_t windows, std::int64_t tokens, std::int64_t hidden, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    at::Tensor states = at::empty({windows, tokens, hidden}, at::kFloat);
    for (std::int64_t i = 0; i < states.numel(); ++i)
        states.data_ptr<float>()[i] = normal(random);
    return states;
}

/// All modules of a layer.
std::set<std::string> allOf(const nn::Block& block)
{
    std::set<std::string> names;
    for (const model::LinearSpec* linear : block.spec->allLinears())
        names.insert(linear->name);
    return names;
}

/// A layer of which half is pruned, beside its dense original.
struct PrunedLayer
{
    QTemporaryDir folder;
    model::Checkpoint checkpoint;
    nn::RotaryTable rotary;
    nn::Block dense;
    nn::Block pruned;
    HiddenStates inputs;
    HiddenStates referenceInputs;

    PrunedLayer() : checkpoint(written(folder)), dense(nn::loadBlock(checkpoint, 0)), pruned(dense)
    {
        rotary = nn::rotaryTable(checkpoint.spec().rope, 8);
        for (nn::Linear& linear : pruned.linears) {
            at::Tensor weight = linear.weight.clone();
            const at::Tensor limit = weight.abs().median();
            linear.weight = weight * weight.abs().gt(limit);
        }
        for (unsigned batch = 0; batch < 4; ++batch) {
            const at::Tensor states = randomStates(4, 8, 8, batch);
            referenceInputs.add(states);
            inputs.add(states + 0.01 * randomStates(4, 8, 8, 100 + batch));
        }
    }

    static model::Checkpoint written(const QTemporaryDir& folder)
    {
        tests::writeModel(folder.path().toStdString(), tests::tinyConfig(), tests::tinyTensors());
        auto opened = model::Checkpoint::open(folder.path().toStdString());
        if (!opened)
            throw std::runtime_error(toString(opened.error()));
        return opened.take();
    }

    BlockWindows windows() const
    {
        return {checkpoint.spec(), rotary, inputs, checkpoint.spec(), dense, referenceInputs};
    }

    /// ||layer(x^) - dense(x)||^2 / ||dense(x)||^2 over all batches.
    double error(const nn::Block& block) const
    {
        double wrong = 0.0;
        double whole = 0.0;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const at::Tensor target = nn::forward(checkpoint.spec(), dense, referenceInputs.get(i), rotary);
            const at::Tensor output = nn::forward(checkpoint.spec(), block, inputs.get(i), rotary);
            wrong += std::pow((output - target).norm().item<double>(), 2.0);
            whole += std::pow(target.norm().item<double>(), 2.0);
        }
        return wrong / whole;
    }
};

ReconstructionRecipe recipeOf(ReconstructionUnit unit)
{
    ReconstructionRecipe recipe;
    recipe.unit = unit;
    recipe.epochs = 20;
    recipe.batchWindows = 4;
    recipe.learningRate = 1e-2;
    return recipe;
}

} // namespace

class ReconstructionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maskedWeightsKeepTheirZerosAndMoments()
    {
        at::Tensor start = at::empty({2, 2}, at::kFloat);
        start.fill_(1.0);
        start[0][1].zero_();
        start[1][0].zero_();
        TrainedWeights weights;
        const at::Tensor weight = weights.add(trainedMatrix(start, true)).weight();
        nn::AdamWOptions options;
        options.weightDecay = 0.1;
        options.gradientNorm = 0.0;
        weights.start(options);
        for (int step = 0; step < 3; ++step) {
            (weight * 2.0).sum().backward();
            // The norm is that of the weights that are trained alone: two gradients of 2.
            QVERIFY(std::abs(weights.step(0.1) - std::sqrt(8.0)) < 1e-6);
        }
        QCOMPARE(weight[0][1].item<float>(), 0.0F);
        QCOMPARE(weight[1][0].item<float>(), 0.0F);
        QVERIFY(weight[0][0].item<float>() < 0.75F);
        QCOMPARE(weights.optimizer().state().mean[0][0][1].item<float>(), 0.0F);
        QCOMPARE(weights.optimizer().state().square[0][1][0].item<float>(), 0.0F);
        QVERIFY(start[0][0].item<float>() == 1.0F); // a copy was trained
    }

    void snapshotsComeBack()
    {
        TrainedWeights weights;
        const at::Tensor weight = weights.add(std::make_unique<PlainWeight>(randomStates(1, 2, 3, 1)[0])).weight();
        const at::Tensor before = weight.detach().clone();
        weights.start({});
        const auto kept = weights.snapshot();
        weight.sum().backward();
        weights.step(0.1);
        QVERIFY(!at::equal(weight, before));
        weights.restore(kept);
        QVERIFY(at::equal(weight, before));
        QVERIFY_EXCEPTION_THROWN(weights.restore({}), std::invalid_argument);
    }

    void theErrorFallsAndZerosStay_data()
    {
        QTest::addColumn<int>("unit");
        QTest::newRow("parts") << int(ReconstructionUnit::Parts);
        QTest::newRow("block") << int(ReconstructionUnit::Block);
    }

    void theErrorFallsAndZerosStay()
    {
        QFETCH(int, unit);
        PrunedLayer layer;
        nn::Block block = layer.pruned;
        const double before = layer.error(block);
        int steps = 0;
        const auto figures = reconstruct(block, allOf(block), layer.windows(), recipeOf(ReconstructionUnit(unit)), 1,
                                         [&](const ReconstructionStep&) { ++steps; });
        const double after = layer.error(block);
        qInfo("%g -> %g", before, after);
        QVERIFY(after < 0.5 * before);
        QVERIFY(figures.after < figures.before);
        QCOMPARE(figures.steps, std::int64_t(steps));
        for (int role = 0; role < model::kRoleCount; ++role) {
            const at::Tensor& was = layer.pruned.linear(Role(role)).weight;
            const at::Tensor& is = block.linear(Role(role)).weight;
            QVERIFY(at::equal(was.eq(0.0), is.eq(0.0)));
            QVERIFY(!at::equal(was, is));
            QVERIFY(!is.requires_grad());
        }
        QVERIFY(!at::equal(block.inputNorm.weight, layer.pruned.inputNorm.weight));
    }

    void whatIsNotAskedForStays()
    {
        PrunedLayer layer;
        nn::Block block = layer.pruned;
        const std::set<std::string> some{block.spec->find(Role::Down)->name};
        ReconstructionRecipe recipe = recipeOf(ReconstructionUnit::Block);
        recipe.norms = false;
        reconstruct(block, some, layer.windows(), recipe, 1, [](const ReconstructionStep&) {});
        QVERIFY(!at::equal(block.linear(Role::Down).weight, layer.pruned.linear(Role::Down).weight));
        QVERIFY(block.linear(Role::Query).weight.is_same(layer.pruned.linear(Role::Query).weight));
        QVERIFY(block.inputNorm.weight.is_same(layer.pruned.inputNorm.weight));
    }

    void sameSeedGivesTheSameBits()
    {
        PrunedLayer layer;
        const auto result = [&](std::uint64_t seed) {
            nn::Block block = layer.pruned;
            reconstruct(block, allOf(block), layer.windows(), recipeOf(ReconstructionUnit::Parts), seed,
                        [](const ReconstructionStep&) {});
            return block.linear(Role::Up).weight;
        };
        const at::Tensor once = result(3);
        QVERIFY(at::equal(once, result(3)));
        QVERIFY(!at::equal(once, result(4)));
    }

    void theBestEpochIsKept()
    {
        PrunedLayer layer;
        nn::Block block = layer.pruned;
        ReconstructionRecipe recipe = recipeOf(ReconstructionUnit::Block);
        recipe.learningRate = 1.0; // far too much: every epoch is worse than the start
        recipe.patience = 3;
        int epochs = 0;
        const auto figures = reconstruct(block, allOf(block), layer.windows(), recipe, 1,
                                         [&](const ReconstructionStep& step) { epochs += step.heldOut ? 1 : 0; });
        QCOMPARE(epochs, 3);
        QCOMPARE(figures.after, figures.before);
        QVERIFY(at::equal(block.linear(Role::Up).weight, layer.pruned.linear(Role::Up).weight));
    }

    void batchesMustBelongTogether()
    {
        PrunedLayer layer;
        nn::Block block = layer.pruned;
        layer.inputs.add(randomStates(4, 8, 8, 9));
        QVERIFY_EXCEPTION_THROWN(reconstruct(block, allOf(block), layer.windows(), recipeOf(ReconstructionUnit::Block),
                                             1, [](const ReconstructionStep&) {}),
                                 std::invalid_argument);
    }

    void storiesAtEightOfSixteen()
    {
        const std::string model = tests::sharedData("models/stories260K").toStdString();
        if (model.empty())
            QSKIP("needs models/stories260K of the shared reference data");
        const QTemporaryDir folder;
        CompressOptions options;
        options.model = model;
        options.output = folder.filePath("run").toStdString();
        options.threads = 1;
        options.recipe = tests::parsedRecipe("espalier: 1\n"
                                             "stages:\n"
                                             "  - name: pruning\n"
                                             "    modifiers:\n"
                                             "      - SparseGPTModifier: {sparsity: 0.5, mask_structure: '8:16'}\n"
                                             "      - BlockReconstructionModifier: {}\n");
        options.calibrationFiles = {tests::sharedData("text/tinystories/first_half.txt").toStdString()};
        options.evaluationFiles = {tests::sharedData("text/tinystories/second_half.txt").toStdString()};
        options.samples = 64;
        options.windowTokens = 256;
        const tests::CompressRun run = tests::compressed(std::move(options));
        const double after = run.result["perplexityAfter"];
        qInfo("perplexity %.3f", after);
        // SparseGPT alone has 22.96; an independent implementation 12.27, on whole blocks with larger batches.
        QVERIFY2(after < 11.9, qPrintable(QString::number(after)));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
        const auto steps = run.all<protocol::TrainingStep>();
        QVERIFY(!steps.empty());
        QCOMPARE(steps.front().layer, 0);
        QCOMPARE(steps.front().part, std::string("attention"));
        QVERIFY(std::any_of(steps.begin(), steps.end(), [](const auto& step) { return step.heldOut.has_value(); }));
    }
};

QTEST_GUILESS_MAIN(ReconstructionTest)
#include "reconstruction_test.moc"
