#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>

#include <QTest>

#include "core/base/atomic_file.h"
#include "core/nn/language_model.h"
#include "core/text/tokenizer.h"
#include "tests/support/golden_families.h"

using namespace espalier;
using tests::GoldenFamily;

namespace {

model::Checkpoint openCheckpoint(const QString& folder)
{
    auto checkpoint = model::Checkpoint::open(folder.toStdString());
    if (!checkpoint)
        throw std::runtime_error(toString(checkpoint.error()));
    return checkpoint.take();
}

double largestDifference(const at::Tensor& tensor, const std::vector<float>& expected)
{
    const at::Tensor values = tensor.contiguous();
    return tests::largestDifference({values.data_ptr<float>(), std::size_t(values.numel())}, expected);
}

std::int32_t nextToken(const model::Checkpoint& checkpoint, const std::vector<std::int32_t>& ids)
{
    return std::int32_t(at::argmax(nn::sequenceLogits(checkpoint, ids)[-1]).item<std::int64_t>());
}

} // namespace

class GoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void familyMatchesTheReference_data() { tests::addGoldenFamilies(); }

    void familyMatchesTheReference()
    {
        QFETCH(const QString, folder);
        m_tolerance = tests::goldenTolerance(folder);
        const model::Checkpoint checkpoint = openCheckpoint(folder);
        const GoldenFamily golden(folder);
        int prompts = 0;
        for (; golden.has("prompt" + std::to_string(prompts + 1) + ".input_ids"); ++prompts)
            checkPrompt(checkpoint, golden, "prompt" + std::to_string(prompts + 1));
        QCOMPARE_GE(prompts, 2);
        checkHiddenStates(checkpoint, golden);
    }

    void stories260kTellsThePublishedStory()
    {
        const QString folder = tests::sharedData("models/stories260K");
        if (folder.isEmpty())
            QSKIP("The reference data is not there.");
        const model::Checkpoint checkpoint = openCheckpoint(folder);
        const auto tokenizer = text::Tokenizer::load(folder.toStdString());
        QVERIFY(bool(tokenizer));
        std::vector<std::int32_t> ids{1};
        for (int step = 0; step < 200; ++step)
            ids.push_back(nextToken(checkpoint, ids));
        const auto expected = readTextFile(folder.toStdString() + "/greedy_200.txt");
        QVERIFY(bool(expected));
        const std::string told = (*tokenizer)->decode(ids);
        QVERIFY2(told == *expected, told.c_str());
    }

private:
    void checkPrompt(const model::Checkpoint& checkpoint, const GoldenFamily& golden, const std::string& prompt)
    {
        std::vector<std::int32_t> ids = golden.ids(prompt + ".input_ids");
        const double difference =
            largestDifference(nn::sequenceLogits(checkpoint, ids), golden.floats(prompt + ".logits"));
        QCOMPARE_LT(difference, m_tolerance);
        for (const std::int32_t expected : golden.ids(prompt + ".greedy")) {
            ids.push_back(nextToken(checkpoint, ids));
            QCOMPARE(ids.back(), expected);
        }
    }

    void checkHiddenStates(const model::Checkpoint& checkpoint, const GoldenFamily& golden)
    {
        const at::NoGradGuard noGrad;
        const std::vector<std::int32_t> ids = golden.ids("prompt2.input_ids");
        at::Tensor input = at::empty({1, std::int64_t(ids.size())}, at::kLong);
        std::copy(ids.begin(), ids.end(), input.data_ptr<std::int64_t>());
        std::vector<at::Tensor> hidden{nn::embed(checkpoint.spec(), nn::loadEnds(checkpoint), input)};
        QCOMPARE_LT(largestDifference(hidden[0][0], golden.floats("prompt2.embed")), 1e-6);
        nn::forwardLayers(checkpoint, hidden, {}, [&](std::size_t layer) {
            const auto expected = golden.floats("prompt2.hidden." + std::to_string(layer));
            QCOMPARE_LT(largestDifference(hidden[0][0], expected), m_tolerance);
        });
    }

    double m_tolerance = 0.0;
};

QTEST_GUILESS_MAIN(GoldenTest)
#include "golden_test.moc"
