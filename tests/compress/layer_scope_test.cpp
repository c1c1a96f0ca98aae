// What a layer's modules report of themselves while their inputs are scaled and cut.

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include "core/compress/layer_scope.h"
#include "core/compress/mixed_target.h"

#include <QTest>

using namespace espalier;
using namespace espalier::compress;

namespace {

constexpr std::int64_t kIn = 12;
constexpr std::int64_t kOut = 5;

/// || a ||^2 in float64.
double squares(const at::Tensor& a)
{
    return a.to(at::kDouble).pow(2).sum().item<double>();
}

/// One module "down" with inputs of two models, and what it reported.
struct Bench
{
    Bench()
    {
        at::manual_seed(7);
        weight = at::randn({kOut, kIn});
        inputs = at::randn({2, 40, kIn});
        denseInputs = inputs + 0.3 * at::randn({2, 40, kIn});
        plan.name = "model.layers.0.mlp.down_proj";
        plan.role = "down";
        plan.layer = 0;
        plan.group = InputGroup::Down;
        plan.shape = plan.outputShape = {kOut, kIn};
        HessianAccumulator hessian(kIn);
        HessianAccumulator denseHessian(kIn);
        CrossAccumulator cross(kIn);
        hessian.add(inputs);
        denseHessian.add(denseInputs);
        cross.add(denseInputs, inputs);
        scope.add(plan, weight, 1);
        scope.setMoments(InputGroup::Down, {hessian.take(), cross.take(), denseHessian.take()});
    }

    ModuleScope& module() { return scope.modules().front(); }
    double relative(const at::Tensor& got) const // ||(W - V) X'||^2 / ||W X'||^2
    {
        const at::Tensor x = inputs.reshape({-1, kIn}).to(at::kDouble).t();
        const at::Tensor w = weight.to(at::kDouble);
        return squares(at::matmul(w - got.to(at::kDouble), x)) / squares(at::matmul(w, x));
    }
    double againstDense(const at::Tensor& got) const // ||W X - V X'||^2 / ||W X||^2
    {
        const at::Tensor x = denseInputs.reshape({-1, kIn}).to(at::kDouble).t();
        const at::Tensor y = inputs.reshape({-1, kIn}).to(at::kDouble).t();
        const at::Tensor expected = at::matmul(weight.to(at::kDouble), x);
        return squares(expected - at::matmul(got.to(at::kDouble), y)) / squares(expected);
    }

    at::Tensor weight, inputs, denseInputs;
    ModulePlan plan;
    RunData data;
    std::vector<protocol::ModuleResult> results;
    RunContext context{[this](const protocol::EventBody& body) {
                           if (const auto* result = std::get_if<protocol::ModuleResult>(&body))
                               results.push_back(*result);
                       },
                       CancelToken(), 1.0, data};
    LayerScope scope{0, context};
};

// Float32 sums of 80 products of values near 1 in the moments, 12 of them in a trace: relative rounding stays below
// 80 * 2^-24 = 5e-6 of ||WX||^2; the errors compared are above a hundredth of it.
constexpr double kTolerance = 1e-3;

bool close(const std::optional<double>& got, double expected)
{
    return got && std::abs(*got - expected) <= kTolerance * expected;
}

} // namespace

class LayerScopeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsBothErrorsAndTheNoise()
    {
        Bench bench;
        const at::Tensor result = bench.weight + 0.2 * at::randn({kOut, kIn});
        bench.module().weight = result;
        bench.scope.finished(bench.module());
        QCOMPARE(bench.results.size(), std::size_t(1));
        const protocol::ModuleResult& reported = bench.results.front();
        QVERIFY(close(reported.relativeError, bench.relative(result)));
        QVERIFY(close(reported.denseError, bench.againstDense(result)));
        const double decibels = 10.0 * std::log10(squares(bench.weight) / squares(bench.weight - result));
        QVERIFY(std::abs(reported.signalToNoiseDb.value() - decibels) < 1e-3);
    }

    void unchangedWeightsHaveNoNoise()
    {
        Bench bench;
        bench.scope.finished(bench.module());
        QVERIFY(!bench.results.front().signalToNoiseDb);
        QCOMPARE(bench.results.front().relativeError.value(), 0.0);
        QVERIFY(close(bench.results.front().denseError, bench.againstDense(bench.weight)));
    }

    void scalingInputsLeavesTheErrors()
    {
        Bench bench;
        const at::Tensor noise = 0.2 * at::randn({kOut, kIn});
        const at::Tensor scale = at::arange(1, kIn + 1).to(at::kFloat) / 4.0;
        bench.scope.scaleInputs(InputGroup::Down, scale);
        QVERIFY(bench.module().weight.equal(bench.weight * scale));
        bench.module().weight = bench.module().weight + noise * scale;
        bench.scope.finished(bench.module());
        QVERIFY(close(bench.results.front().relativeError, bench.relative(bench.weight + noise)));
        QVERIFY(close(bench.results.front().denseError, bench.againstDense(bench.weight + noise)));
    }

    void cutInputsCountAsZeros()
    {
        Bench bench;
        const at::Tensor kept = at::tensor({0, 2, 3, 7, 11}, at::kLong);
        const at::Tensor hessian = bench.scope.hessian(bench.module());
        bench.scope.keepInputs(InputGroup::Down, kept);
        QCOMPARE(bench.module().weight.size(1), std::int64_t(5));
        QVERIFY(bench.scope.hessian(bench.module()).equal(hessian.index_select(0, kept).index_select(1, kept)));
        QCOMPARE(bench.scope.cross(bench.module()).size(1), std::int64_t(5));
        const HessianFactor* factor = bench.scope.factor(bench.module(), 0.01);
        QVERIFY(factor && factor->usable() && factor->inverseUpper.size(0) == 5);
        at::Tensor whole = at::zeros_like(bench.weight);
        whole.index_copy_(1, kept, bench.weight.index_select(1, kept));
        bench.scope.finished(bench.module());
        QVERIFY(close(bench.results.front().relativeError, bench.relative(whole)));
        QVERIFY(close(bench.results.front().denseError, bench.againstDense(whole)));
    }

    void aSecondCutIndexesTheFirst()
    {
        Bench bench;
        bench.scope.keepInputs(InputGroup::Down, at::tensor({1, 4, 6, 9}, at::kLong));
        bench.scope.keepInputs(InputGroup::Down, at::tensor({0, 2}, at::kLong));
        QVERIFY(bench.module().keptInputs.equal(at::tensor({1, 6}, at::kLong)));
        QVERIFY(bench.module().weight.equal(bench.weight.index_select(1, at::tensor({1, 6}, at::kLong))));
    }

    /// After OSSCAR, solvers aim at what the inputs that are left can give of the dense output.
    void targetsOfCutInputsComeNearerToTheDenseOutput()
    {
        Bench bench;
        const at::Tensor kept = at::tensor({0, 2, 3, 5, 6, 7, 10, 11}, at::kLong);
        bench.scope.keepInputs(InputGroup::Down, kept);
        const auto whole = [&](const at::Tensor& target) {
            return at::zeros_like(bench.weight).index_copy(1, kept, target);
        };
        QVERIFY(bench.scope.target(bench.module(), 0.0, 0.01).is_same(bench.module().weight));
        const double cut = bench.againstDense(whole(bench.module().weight));
        const double half = bench.againstDense(whole(bench.scope.target(bench.module(), 0.5, 0.01)));
        QVERIFY(half < cut);
        QVERIFY(bench.againstDense(whole(bench.scope.target(bench.module(), 1.0, 0.01))) < half);
    }

    void keptOutputsAreRows()
    {
        Bench bench;
        bench.scope.keepOutputs(bench.module(), at::tensor({0, 3}, at::kLong));
        QVERIFY(bench.module().weight.equal(bench.weight.index_select(0, at::tensor({0, 3}, at::kLong))));
        bench.scope.finished(bench.module());
        QCOMPARE(bench.results.front().relativeError.value(), 0.0);
    }

    void targetMixes()
    {
        Bench bench;
        QVERIFY(bench.scope.target(bench.module(), 0.0, 0.01).is_same(bench.module().weight));
        const at::Tensor half = bench.scope.target(bench.module(), 0.5, 0.01);
        const at::Tensor expected =
            mixedTarget(bench.weight, bench.scope.hessian(bench.module()), bench.scope.cross(bench.module()),
                        *bench.scope.factor(bench.module(), 0.01), 0.5);
        QVERIFY(half.equal(expected));
        // It is there to come nearer to the dense output on the disturbed inputs than the dense weights do.
        QVERIFY(bench.againstDense(half) < bench.againstDense(bench.weight));
    }

    void anExpertWithFewTokensHasNoHessian()
    {
        Bench bench;
        bench.scope.setFewInputs(InputGroup::Down, 3);
        const HessianFactor* factor = bench.scope.factor(bench.module(), 0.01);
        QVERIFY(factor && !factor->usable()); // what makes solvers fall back, with the reason in the log
    }

    void setVectorReachesTheBlock()
    {
        Bench bench;
        model::LayerSpec spec;
        spec.inputNorm = "model.layers.0.input_layernorm";
        spec.postAttentionNorm = "model.layers.0.post_attention_layernorm";
        nn::Block block;
        block.spec = &spec;
        block.inputNorm.weight = at::ones({3});
        LayerScope scope(0, bench.context, &block);
        scope.setVector("model.layers.0.input_layernorm.weight", at::arange(3));
        QVERIFY(scope.block().inputNorm.weight.equal(at::arange(3)));
        QVERIFY(!scope.block().postAttentionNorm.weight.defined());
        QCOMPARE(scope.vectors().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(LayerScopeTest)
#include "layer_scope_test.moc"
