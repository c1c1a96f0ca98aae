#include <functional>
#include <random>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include "core/nn/device.h"
#include "core/nn/threads.h"
#include "tests/nn/scalar_block.h"

using namespace espalier;
using model::Role;

namespace {

std::mt19937 s_random(7);

at::Tensor randomTensor(std::vector<std::int64_t> shape, double scale = 1.0, double offset = 0.0)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::normal_distribution<double> normal(offset, scale);
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        tensor.data_ptr<float>()[i] = float(normal(s_random));
    return tensor;
}

/// A small model with weights drawn at random.
struct TinyModel
{
    model::ModelSpec spec;
    model::LayerSpec layer;
    nn::Block block;

    explicit TinyModel(const std::function<void(TinyModel&)>& change = {})
    {
        spec.hiddenSize = 24;
        spec.heads = 4;
        spec.keyValueHeads = 2;
        spec.headDimension = 8;
        spec.attentionScale = 1.0 / std::sqrt(8.0);
        spec.rope.rotaryDimensions = 8;
        if (change)
            change(*this);
        block.spec = &layer;
        const std::int64_t keys = spec.keyValueHeads * spec.headDimension;
        const std::int64_t queries = spec.heads * spec.headDimension;
        set(Role::Query, queries, spec.hiddenSize);
        set(Role::Key, keys, spec.hiddenSize);
        set(Role::Value, keys, spec.hiddenSize);
        set(Role::AttentionOutput, spec.hiddenSize, queries);
        set(Role::Gate, 40, spec.hiddenSize);
        set(Role::Up, 40, spec.hiddenSize);
        set(Role::Down, spec.hiddenSize, 40);
        block.inputNorm.weight = randomTensor({spec.hiddenSize}, 0.2, 1.0);
        block.postAttentionNorm.weight = randomTensor({spec.hiddenSize}, 0.2, 1.0);
    }
    TinyModel(const TinyModel&) = delete;

    void set(Role role, std::int64_t out, std::int64_t in)
    {
        layer.linears.push_back({role, std::string(model::name(role)), out, in});
        block.linear(role).weight = randomTensor({out, in}, 1.5 / std::sqrt(double(in)));
    }

    at::Tensor run(const at::Tensor& hidden, const nn::InputTap& tap = {}) const
    {
        return nn::forward(spec, block, hidden, nn::rotaryTable(spec.rope, hidden.size(1)), tap);
    }
};

double largestDifference(const TinyModel& tiny, const at::Tensor& hidden)
{
    const at::Tensor result = tiny.run(hidden).contiguous();
    double largest = 0.0;
    for (std::int64_t row = 0; row < hidden.size(0); ++row) {
        tests::ScalarBlock::Rows input(std::size_t(hidden.size(1)), std::vector<double>(std::size_t(hidden.size(2))));
        const float* values = hidden[row].data_ptr<float>();
        for (auto& token : input)
            for (double& value : token)
                value = *values++;
        const float* got = result[row].data_ptr<float>();
        for (const auto& token : tests::ScalarBlock(tiny.spec, tiny.block).forward(input))
            for (const double value : token)
                largest = std::max(largest, std::abs(value - double(*got++)));
    }
    return largest;
}

} // namespace

Q_DECLARE_METATYPE(std::function<void(TinyModel&)>)

class BlockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPassIsTheLayer_data()
    {
        QTest::addColumn<QString>("device");
        QTest::newRow("cpu") << "cpu";
        QTest::newRow("cuda") << "cuda";
    }

    /// On the CPU a pass is forward() itself; a GPU adds in another order, some 1e-6 of values of about 1.
    void aPassIsTheLayer()
    {
        QFETCH(QString, device);
        const auto place = nn::deviceFrom(device.toStdString());
        if (!place)
            QSKIP(place.error().message.c_str());
        TinyModel tiny;
        const nn::RotaryTable rotary = nn::rotaryTable(tiny.spec.rope, 6);
        const at::Tensor hidden = randomTensor({2, 6, 24});
        int tapped = 0;
        const nn::LayerPass pass(tiny.spec, tiny.block, rotary, *place);
        const at::Tensor got = pass(hidden, [&](const model::LinearSpec&, const at::Tensor& input) {
            tapped += input.device().type() == place->type() ? 1 : 0;
        });
        QCOMPARE(tapped, 7);
        QVERIFY(got.is_cpu());
        const at::Tensor expected = nn::forward(tiny.spec, tiny.block, hidden, rotary);
        QVERIFY(at::max(at::abs(got - expected)).item<float>() <= (place->is_cpu() ? 0.0F : 1e-4F));
    }

    void halvesMakeTheLayer()
    {
        const TinyModel tiny;
        const at::Tensor hidden = randomTensor({2, 5, 24});
        const nn::RotaryTable rotary = nn::rotaryTable(tiny.spec.rope, 5);
        std::vector<Role> seen;
        const nn::InputTap tap = [&](const model::LinearSpec& linear, const at::Tensor&) {
            seen.push_back(linear.role);
        };
        const at::Tensor middle = nn::attentionPart(tiny.spec, tiny.block, hidden, rotary, tap);
        QCOMPARE(seen.size(), std::size_t(4));
        const at::Tensor end = nn::feedForwardPart(tiny.spec, tiny.block, middle, hidden, tap);
        QCOMPARE(seen.size(), std::size_t(7));
        QVERIFY(at::equal(end, tiny.run(hidden)));
        QVERIFY(!at::equal(end, middle));
    }

    void matchesPlainLoops_data()
    {
        using Change = std::function<void(TinyModel&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("tokens");
        const auto row = [](const char* name, int tokens, const Change& change) {
            QTest::newRow(name) << change << tokens;
        };
        row("grouped queries", 9, {});
        row("one head a query", 9, [](TinyModel& m) { m.spec.keyValueHeads = 4; });
        row("one key head", 9, [](TinyModel& m) { m.spec.keyValueHeads = 1; });
        row("window", 12, [](TinyModel& m) { m.layer.slidingWindow = 5; });
        row("several steps of queries", 530, [](TinyModel& m) { m.spec.heads = m.spec.keyValueHeads = 1; });
        row("several steps and a window", 530, [](TinyModel& m) {
            m.spec.heads = m.spec.keyValueHeads = 1;
            m.layer.slidingWindow = 270;
        });
        row("interleaved rotary", 9, [](TinyModel& m) { m.spec.rope.interleaved = true; });
        row("partial rotary", 9, [](TinyModel& m) { m.spec.rope.rotaryDimensions = 4; });
        row("partial interleaved rotary", 9, [](TinyModel& m) {
            m.spec.rope.rotaryDimensions = 4;
            m.spec.rope.interleaved = true;
        });
        row("linear scaling", 30, [](TinyModel& m) {
            m.spec.rope.scaling = model::RopeScaling::Linear;
            m.spec.rope.factor = 4.0;
        });
        row("Llama 3 scaling", 60,
            [](TinyModel& m) { m.spec.rope = {20.0, 8, false, model::RopeScaling::Llama3, 8.0, 1.0, 4.0, 64}; });
        row("layer norm", 9, [](TinyModel& m) { m.spec.norm = model::NormKind::Layer; });
        row("gelu", 9, [](TinyModel& m) { m.spec.activation = model::Activation::Gelu; });
        row("gelu tanh", 9, [](TinyModel& m) { m.spec.activation = model::Activation::GeluTanh; });
        row("relu", 9, [](TinyModel& m) { m.spec.activation = model::Activation::Relu; });
    }

    void matchesPlainLoops()
    {
        QFETCH(const std::function<void(TinyModel&)>, change);
        QFETCH(const int, tokens);
        TinyModel tiny(change);
        tiny.block.linear(Role::Query).bias = randomTensor({tiny.spec.heads * 8}, 0.3);
        tiny.block.linear(Role::Down).bias = randomTensor({tiny.spec.hiddenSize}, 0.3);
        // Sums of at most 40 products of size ~1 in float32: 40 * 2^-24 an operation, a dozen operations deep.
        QCOMPARE_LT(largestDifference(tiny, randomTensor({2, tokens, tiny.spec.hiddenSize})), 5e-5);
    }

    void modelsWithoutGateHaveAPlainFeedForward()
    {
        TinyModel tiny;
        tiny.block.linear(Role::Gate) = {};
        QCOMPARE_LT(largestDifference(tiny, randomTensor({1, 5, tiny.spec.hiddenSize})), 5e-5);
    }

    void expertsMatchPlainLoops_data()
    {
        QTest::addColumn<int>("perToken");
        QTest::addColumn<bool>("renormalize");
        QTest::addColumn<bool>("shared");
        QTest::newRow("best of six") << 1 << false << false;
        QTest::newRow("three of six, renormalized") << 3 << true << false;
        QTest::newRow("three of six and a shared one") << 3 << false << true;
        QTest::newRow("all") << 6 << true << true;
    }

    void expertsMatchPlainLoops()
    {
        QFETCH(int, perToken);
        TinyModel tiny;
        tiny.layer.moe.emplace();
        tiny.layer.moe->expertsPerToken = perToken;
        QFETCH(bool, renormalize);
        tiny.layer.moe->renormalize = renormalize;
        const std::int64_t hidden = tiny.spec.hiddenSize;
        const auto linear = [](std::int64_t out, std::int64_t in) {
            return nn::Linear{randomTensor({out, in}, 1.5 / std::sqrt(double(in))), {}, {}};
        };
        nn::Experts& experts = tiny.block.experts.emplace();
        experts.router = randomTensor({6, hidden}, 0.5);
        for (int i = 0; i < 6; ++i)
            experts.routed.push_back({linear(16, hidden), linear(16, hidden), linear(hidden, 16)});
        QFETCH(bool, shared);
        if (shared)
            experts.shared = nn::Expert{linear(32, hidden), linear(32, hidden), linear(hidden, 32)};
        QCOMPARE_LT(largestDifference(tiny, randomTensor({2, 9, hidden})), 5e-5);
    }

    void laterTokensDoNotChangeEarlierOnes()
    {
        const TinyModel tiny;
        const at::Tensor hidden = randomTensor({1, 10, tiny.spec.hiddenSize});
        at::Tensor changed = hidden.clone();
        changed[0][6].fill_(3.0);
        const at::Tensor before = tiny.run(hidden);
        const at::Tensor after = tiny.run(changed);
        QVERIFY(at::equal(before.narrow(1, 0, 6), after.narrow(1, 0, 6)));
        QCOMPARE_GT(at::max(at::abs(before - after).narrow(1, 9, 1)).item<double>(), 1e-3);
    }

    void aWindowOfWSeesWKeysItselfIncluded()
    {
        const TinyModel tiny([](TinyModel& m) { m.layer.slidingWindow = 4; });
        const at::Tensor hidden = randomTensor({1, 12, tiny.spec.hiddenSize});
        at::Tensor changed = hidden.clone();
        changed[0][3].fill_(3.0);
        const at::Tensor difference = at::abs(tiny.run(hidden) - tiny.run(changed));
        QCOMPARE_GT(at::max(difference[0][6]).item<double>(), 1e-4); // 3..6 are four keys
        QCOMPARE(at::max(difference[0][7]).item<double>(), 0.0);
    }

    void gradientsAreThoseOfDifferences()
    {
        const TinyModel tiny;
        at::Tensor hidden = randomTensor({1, 4, tiny.spec.hiddenSize});
        const at::Tensor weights = randomTensor({1, 4, tiny.spec.hiddenSize});
        at::Tensor matrix = tiny.block.linear(Role::Key).weight;
        hidden.set_requires_grad(true);
        matrix.set_requires_grad(true);
        at::sum(tiny.run(hidden) * weights).backward();
        const at::NoGradGuard noGrad;
        const auto loss = [&] { return at::sum(tiny.run(hidden).to(at::kDouble) * weights).item<double>(); };
        for (at::Tensor& variable : std::vector<at::Tensor>{hidden, matrix}) {
            float* value = variable.data_ptr<float>() + 30;
            constexpr float kStep = 1e-2F;
            const float kept = *value;
            *value = kept + kStep;
            const double up = loss();
            *value = kept - kStep;
            const double down = loss();
            *value = kept;
            const double slope = (up - down) / (2.0 * double(kStep));
            const double gradient = double(variable.grad().data_ptr<float>()[30]);
            // Second-order differences leave kStep^2 times the third derivative, which is of order 1 here.
            QVERIFY2(std::abs(slope - gradient) < 2e-3 * (1.0 + std::abs(slope)),
                     qPrintable(QString("%1 against %2").arg(slope).arg(gradient)));
        }
    }

    void tapSeesTheInputOfEachLinearInOrder()
    {
        const TinyModel tiny;
        std::vector<Role> roles;
        std::vector<at::Tensor> inputs;
        tiny.run(randomTensor({2, 3, tiny.spec.hiddenSize}),
                 [&](const model::LinearSpec& linear, const at::Tensor& input) {
                     roles.push_back(linear.role);
                     inputs.push_back(input);
                 });
        const std::vector<Role> expected{Role::Query, Role::Key, Role::Value, Role::AttentionOutput,
                                         Role::Gate,  Role::Up,  Role::Down};
        QCOMPARE(roles, expected);
        QVERIFY(inputs[0].is_same(inputs[1]) && inputs[1].is_same(inputs[2]) && inputs[4].is_same(inputs[5]));
        QVERIFY(inputs[3].sizes() == at::IntArrayRef({2, 3, 32}));
        QVERIFY(inputs[6].sizes() == at::IntArrayRef({2, 3, 40}));
    }

    void wrongShapesAreNamed()
    {
        const TinyModel tiny;
        QVERIFY_EXCEPTION_THROWN(tiny.run(at::zeros({1, 3, 25})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(tiny.run(at::zeros({3, 24})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            nn::forward(tiny.spec, tiny.block, at::zeros({1, 3, 24}), nn::rotaryTable(tiny.spec.rope, 2)),
            std::invalid_argument);
    }

    void threadsMustBePositive()
    {
        QVERIFY_EXCEPTION_THROWN(nn::setThreads(0), std::invalid_argument);
        nn::setThreads(2);
    }
};

QTEST_GUILESS_MAIN(BlockTest)
#include "block_test.moc"
