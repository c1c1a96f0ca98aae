#include <cmath>
#include <stdexcept>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/model/checkpoint.h"
#include "core/text/demo/demo_text.h"
#include "core/worker/demo/demo_model.h"
#include "core/worker/demo/trainer.h"

using namespace espalier;
using worker::demo::Trainer;
using worker::demo::TrainingOptions;

namespace {

/// A model small enough that twenty steps take a second.
nlohmann::json tinyConfig()
{
    nlohmann::json config = worker::demo::demoConfig(128);
    config["hidden_size"] = 32;
    config["intermediate_size"] = 64;
    config["num_hidden_layers"] = 2;
    config["head_dim"] = 8;
    return config;
}

/// Generated text as bytes: the trainer needs ids, not a tokenizer.
std::vector<text::TokenId> byteStream()
{
    const std::string text = text::demo::text(text::demo::Split::Training, 40000);
    return {text.begin(), text.end()};
}

TrainingOptions shortRun()
{
    TrainingOptions options;
    options.steps = 20;
    options.batchTokens = 512;
    options.windowTokens = 64;
    options.lateWindowTokens = 128;
    options.warmupSteps = 5;
    options.learningRate = 1e-2;
    return options;
}

} // namespace

class TrainerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twentyStepsLowerTheLoss()
    {
        const auto spec = model::modelSpecFromConfig(tinyConfig());
        QVERIFY(bool(spec));
        Trainer trainer(*spec, byteStream(), shortRun());
        const double first = trainer.step().loss;
        QVERIFY(std::abs(first - std::log(128.0)) < 0.3); // nothing is known yet
        double last = first;
        while (trainer.stepsDone() < 20)
            last = trainer.step().loss;
        QCOMPARE_LT(last, first - 1.0);
    }

    void sameSeedGivesTheSameWeights()
    {
        const auto spec = model::modelSpecFromConfig(tinyConfig());
        Trainer one(*spec, byteStream(), shortRun());
        Trainer two(*spec, byteStream(), shortRun());
        QVERIFY(at::equal(one.ends().embedding, two.ends().embedding));
        TrainingOptions other = shortRun();
        other.seed = 1;
        Trainer three(*spec, byteStream(), other);
        QVERIFY(!at::equal(one.ends().embedding, three.ends().embedding));
    }

    void savedModelLoadsAgain()
    {
        const QTemporaryDir folder;
        const nlohmann::json config = tinyConfig();
        const auto spec = model::modelSpecFromConfig(config);
        Trainer trainer(*spec, byteStream(), shortRun());
        trainer.step();
        QVERIFY(bool(
            worker::demo::saveModel(*spec, config, trainer.ends(), trainer.blocks(), folder.path().toStdString())));
        const auto checkpoint = model::Checkpoint::open(folder.path().toStdString());
        QVERIFY(bool(checkpoint));
        QVERIFY(bool(checkpoint->requireComplete()));
        QVERIFY(checkpoint->unexpectedTensors().empty());
        const nn::Block block = nn::loadBlock(*checkpoint, 1);
        const at::NoGradGuard noGrad;
        const at::Tensor& trained = trainer.blocks()[1].linear(model::Role::Down).weight;
        // bfloat16 keeps 8 bits: half a unit in the last place is at most 2^-8 of the value.
        QVERIFY(at::allclose(block.linear(model::Role::Down).weight, trained, 1.0 / 256.0, 0.0));
    }

    void tooLittleTextIsRefused()
    {
        const auto spec = model::modelSpecFromConfig(tinyConfig());
        QVERIFY_EXCEPTION_THROWN(Trainer(*spec, std::vector<text::TokenId>(100, 1), shortRun()), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TrainerTest)
#include "trainer_test.moc"
