#include "core/compress/stage_runner.h"

#include <algorithm>
#include <stdexcept>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/scalar_tensor.h>

#include "core/compress/stored_weight.h"
#include "core/compress/work_estimate.h"
#include "core/nn/norm.h"

namespace espalier::compress {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

constexpr double kProbeShare = 0.15;       ///< of a stage's time, at most
constexpr double kCheapProbeSeconds = 0.1; ///< below it every layer is followed by a probe

std::int64_t tokensIn(const Windows& windows)
{
    std::int64_t tokens = 0;
    for (const auto& window : windows)
        tokens += std::int64_t(window.size());
    return tokens;
}

bool wantsHessian(const std::vector<std::unique_ptr<Modifier>>& modifiers, const std::string& module)
{
    return std::any_of(modifiers.begin(), modifiers.end(),
                       [&](const auto& modifier) { return modifier->needsHessian() && modifier->changes(module); });
}

} // namespace

StageRunner::StageRunner(StageInput input, RunContext& context)
    : m_input(std::move(input)), m_context(context), m_model(m_input.checkpoint)
{
    for (const auto& modifier : m_input.modifiers) {
        m_order.push_back(modifier.get());
        m_report.modifiers.emplace_back(modifier->id());
    }
    std::stable_partition(m_order.begin(), m_order.end(), [](const Modifier* m) { return !m->roundsLast(); });
}

double StageRunner::work(const model::Checkpoint& checkpoint, const std::vector<std::unique_ptr<Modifier>>& modifiers,
                         const Windows& calibration)
{
    const ModelView model{checkpoint};
    const std::int64_t tokens = tokensIn(calibration);
    double sum = 0.0;
    for (const model::LayerSpec& layer : model.spec().layers)
        sum += work::readLayer(layer) + 2.0 * work::forward(layer, tokens) + work::hessians(layer, tokens) +
               work::writeLayer(layer);
    for (const ModulePlan& plan : model.modules()) {
        if (std::any_of(modifiers.begin(), modifiers.end(), [&](const auto& m) { return m->changes(plan.name); }))
            sum += work::module(plan, wantsHessian(modifiers, plan.name));
    }
    return sum;
}

Result<StageReport> StageRunner::run()
{
    const at::NoGradGuard noGrad;
    for (const auto& modifier : m_input.modifiers)
        modifier->prepare(m_model, m_context);
    auto writer = StageWriter::create(m_input.folder, m_model);
    if (!writer)
        return writer.error();
    m_writer.emplace(writer.take());
    m_ends = nn::loadEnds(m_model.checkpoint());
    if (auto done = embedding(); !done)
        return done.error();
    for (int layer = 0; layer < int(m_model.spec().layers.size()); ++layer) {
        if (auto done = decoderLayer(layer); !done)
            return done.error();
    }
    if (auto done = head(); !done)
        return done.error();
    for (const auto& modifier : m_input.modifiers)
        modifier->finish(m_model, m_context);
    if (auto done = commit(); !done)
        return done.error();
    m_report.seconds = secondsSince(m_begin);
    return std::move(m_report);
}

ModuleScope& StageRunner::addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight)
{
    const auto modifiers = std::count_if(m_order.begin(), m_order.end(),
                                         [&](const Modifier* modifier) { return modifier->changes(plan.name); });
    ModuleScope& module = scope.add(plan, std::move(weight), int(modifiers));
    module.work = work::module(plan, wantsHessian(m_input.modifiers, plan.name));
    return module;
}

void StageRunner::runModifiers(LayerScope& scope)
{
    for (Modifier* modifier : m_order)
        modifier->layer(scope, m_context);
    scope.finishAll();
}

Result<void> StageRunner::embedding()
{
    LayerScope scope(-1, m_context);
    ModuleScope& module = addModule(scope, m_model.embedding(), m_ends.embedding);
    runModifiers(scope);
    m_ends.embedding = module.weight;
    if (auto written = m_writer->write(StageWriter::kEmbedding, scope, {}); !written)
        return written;
    collect(scope);
    std::int64_t longest = 0;
    for (const at::Tensor& ids : idBatches(*m_input.calibration)) {
        m_hidden.push_back(nn::embed(m_ends, ids));
        longest = std::max(longest, ids.size(1));
    }
    m_tokens = tokensIn(*m_input.calibration);
    m_rotary = nn::rotaryTable(m_model.spec().rope, longest);
    if (!m_input.probe->empty())
        m_probe.emplace(m_model.checkpoint(), *m_input.probe, m_ends);
    return {};
}

InputStatistics StageRunner::wantedBefore(int layer) const
{
    InputStatistics statistics;
    if (m_hidden.empty())
        return statistics;
    for (const ModulePlan& plan : m_model.modules()) {
        const bool here = layer < 0 ? plan.group == InputGroup::Head : plan.linear && plan.layer == layer;
        if (!here || !plan.written)
            continue;
        statistics.wantHessian(plan.group, plan.shape[1]);
        if (plan.needsInputRange() && (!plan.rangeOfCompressed || layer < 0))
            statistics.wantRange(plan.group, plan.scheme->inputActivations->observer);
    }
    return statistics;
}

InputStatistics StageRunner::wantedAfter(int layer) const
{
    InputStatistics statistics;
    for (const ModulePlan& plan : m_model.modules()) {
        if (plan.linear && plan.layer == layer && plan.needsInputRange() && plan.rangeOfCompressed)
            statistics.wantRange(plan.group, plan.scheme->inputActivations->observer);
    }
    return statistics;
}

void StageRunner::observe(const nn::Block& block, InputStatistics& statistics)
{
    const PhaseTimer timer(m_context.phases(), "calibrate");
    const double step = (work::forward(*block.spec, m_tokens) + work::hessians(*block.spec, m_tokens)) /
                        double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.tap(*block.spec);
    for (const at::Tensor& batch : m_hidden) {
        m_context.poll();
        if (!statistics.empty())
            nn::forward(m_model.spec(), block, batch, m_rotary, tap);
        m_context.advance("calibration", step);
    }
}

void StageRunner::propagate(const nn::Block& block, InputStatistics& statistics)
{
    const PhaseTimer timer(m_context.phases(), "forward");
    const double step = work::forward(*block.spec, m_tokens) / double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.empty() ? nn::InputTap() : statistics.tap(*block.spec);
    for (at::Tensor& batch : m_hidden) {
        m_context.poll();
        batch = nn::forward(m_model.spec(), block, batch, m_rotary, tap);
        m_context.advance("calibration", step);
    }
}

void StageRunner::takeRanges(const std::vector<const ModulePlan*>& plans, bool ofCompressed,
                             const InputStatistics& statistics, InputRanges& ranges) const
{
    for (const ModulePlan* plan : plans) {
        if (!plan->needsInputRange() || plan->rangeOfCompressed != ofCompressed)
            continue;
        const formats::QuantizationArgs& args = *plan->scheme->inputActivations;
        const RangeObserver* observer = statistics.range(plan->group, args.observer);
        if (!observer)
            throw std::logic_error("no input range was observed for " + plan->name);
        RangeObserver::Parameters range = observer->parameters(args);
        range.scale = roundedToStored(at::scalar_tensor(range.scale), plan->dtype).item<float>();
        ranges[plan->name] = range;
    }
}

std::optional<nn::InputQuantizer> StageRunner::inputQuantizer(const ModulePlan& plan, const InputRanges& ranges) const
{
    if (!plan.scheme || !plan.scheme->inputActivations)
        return std::nullopt;
    nn::InputQuantizer quantizer{*plan.scheme->inputActivations, {}, {}};
    if (quantizer.args.dynamic)
        return quantizer;
    const auto range = ranges.find(plan.name);
    if (range == ranges.end()) // observed later, in this very pass
        return std::nullopt;
    quantizer.scale = at::scalar_tensor(range->second.scale).reshape({1});
    if (!quantizer.args.symmetric)
        quantizer.zeroPoint = at::scalar_tensor(float(range->second.zeroPoint)).reshape({1});
    return quantizer;
}

void StageRunner::simulateInputs(nn::Block& block, int layer, const InputRanges& ranges) const
{
    for (const ModulePlan& plan : m_model.modules()) {
        if (plan.linear && plan.layer == layer && plan.newScheme)
            block.linear(plan.linear->role).input = inputQuantizer(plan, ranges);
    }
}

void StageRunner::countZeros(const nn::Block& block)
{
    for (const nn::Linear& linear : block.linears) {
        if (!linear.weight.defined())
            continue;
        m_report.weights += linear.weight.numel();
        m_report.zeros += linear.weight.numel() - at::count_nonzero(linear.weight).item<std::int64_t>();
    }
}

void StageRunner::collect(LayerScope& scope)
{
    m_report.modules.insert(m_report.modules.end(), scope.figures().begin(), scope.figures().end());
}

Result<void> StageRunner::decoderLayer(int layer)
{
    const auto begin = Clock::now();
    const model::LayerSpec& spec = m_model.spec().layers[std::size_t(layer)];
    m_context.poll();
    m_context.emit(protocol::LayerBegun{m_input.name, layer});
    m_context.resetPhases();
    {
        const PhaseTimer timer(m_context.phases(), "read");
        nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
    }
    m_context.advance("compression", work::readLayer(spec));

    InputStatistics before = wantedBefore(layer);
    observe(m_block, before);
    InputRanges ranges;
    std::vector<const ModulePlan*> plans;
    LayerScope scope(layer, m_context);
    for (const ModulePlan* plan : m_model.modulesOfLayer(layer)) {
        plans.push_back(plan);
        addModule(scope, *plan, m_block.linear(plan->linear->role).weight);
        if (at::Tensor hessian = before.takeHessian(plan->group); hessian.defined())
            scope.setHessian(plan->group, std::move(hessian));
    }
    takeRanges(plans, false, before, ranges);
    runModifiers(scope);
    for (const ModuleScope& module : scope.modules())
        m_block.linear(module.plan->linear->role).weight = module.weight;

    simulateInputs(m_block, layer, ranges);
    InputStatistics after = wantedAfter(layer);
    propagate(m_block, after);
    takeRanges(plans, true, after, ranges);
    simulateInputs(m_block, layer, ranges);
    countZeros(m_block);
    {
        const PhaseTimer timer(m_context.phases(), "write");
        if (auto written = m_writer->write(layer, scope, ranges); !written)
            return written;
    }
    m_context.advance("writing", work::writeLayer(spec));
    collect(scope);
    finishLayer(layer, secondsSince(begin));
    return {};
}

void StageRunner::finishLayer(int layer, double seconds)
{
    if (m_probe) {
        const auto begin = Clock::now();
        m_probe->advance(m_block);
        m_advanceSeconds = secondsSince(begin);
        m_probeSeconds += m_advanceSeconds;
    }
    m_report.layers.push_back({{"layer", layer}, {"seconds", seconds}, {"phases", m_context.phases().seconds()}});
    m_context.info("Layer " + std::to_string(layer) + ": " + m_context.phases().summary());
    m_context.emit(protocol::LayerFinished{m_input.name, layer, seconds});
    if (layer + 1 < int(m_model.spec().layers.size())) // after the last one the head comes first
        probe(false);
}

void StageRunner::probe(bool always)
{
    if (!m_probe)
        return;
    // The head costs about as much as a layer or two; each remaining layer is read and run.
    const double remaining = double(m_model.spec().layers.size() - m_probe->layersDone()) + 2.0;
    const double read = m_context.phases().seconds().count("read") ? m_context.phases().seconds().at("read") : 0.0;
    const double cost = std::max(m_lastProbe * 0.5, remaining * (m_advanceSeconds + read));
    const double allowed = kProbeShare * secondsSince(m_begin);
    if (!always && cost > kCheapProbeSeconds && m_probeSeconds + cost > allowed)
        return;
    const eval::PerplexityFigure figure = m_probe->measure(m_context.cancel());
    m_lastProbe = figure.seconds;
    m_probeSeconds += figure.seconds;
    nlohmann::json protocol = eval::toJson(figure.protocol);
    protocol.update(m_input.probeProtocol);
    const int layers = int(m_probe->layersDone());
    m_report.probes.push_back({{"layersDone", layers}, {"perplexity", figure.perplexity}});
    m_context.emit(protocol::Perplexity{"probe", m_input.name, layers, figure.perplexity, figure.standardError,
                                        figure.windows, std::move(protocol)});
}

Result<void> StageRunner::head()
{
    m_context.poll();
    m_context.resetPhases();
    const ModulePlan& plan = m_model.head();
    InputStatistics before = wantedBefore(-1);
    if (!before.empty()) {
        for (const at::Tensor& batch : m_hidden) {
            m_context.poll();
            before.add(InputGroup::Head, nn::normalize(m_model.spec(), batch, m_ends.finalNorm));
        }
    }
    m_hidden.clear();
    InputRanges ranges;
    LayerScope scope(-1, m_context);
    ModuleScope& module = addModule(scope, plan, m_ends.head.weight);
    if (at::Tensor hessian = before.takeHessian(InputGroup::Head); hessian.defined())
        scope.setHessian(InputGroup::Head, std::move(hessian));
    for (const bool ofCompressed : {false, true}) // nothing comes after the head: its input is the same either way
        takeRanges({&plan}, ofCompressed, before, ranges);
    runModifiers(scope);
    m_ends.head.weight = module.weight;
    if (plan.newScheme)
        m_ends.head.input = inputQuantizer(plan, ranges);
    if (auto written = m_writer->writeHead(scope, ranges); !written)
        return written;
    collect(scope);
    if (m_probe)
        m_probe->setHead(m_ends.head);
    probe(true);
    return {};
}

Result<void> StageRunner::commit()
{
    m_context.poll();
    if (auto committed = m_writer->commit(); !committed)
        return committed;
    m_writer.reset();
    const bool probed = m_probe.has_value();
    m_probe.reset();
    m_ends = {}; // what follows loads the model again: not two of them at once
    m_block = {};
    m_rotary = {};
    auto written = model::Checkpoint::open(m_input.folder);
    if (!written)
        return written.error();
    if (auto complete = written->requireComplete(); !complete)
        return complete;
    if (!probed)
        return {};
    const double inMemory = m_report.probes.back()["perplexity"];
    eval::Probe again(*written, *m_input.probe);
    m_report.reloadedProbe = again.measure(m_context.cancel()).perplexity;
    if (*m_report.reloadedProbe != inMemory)
        m_context.warn("The stage's folder, loaded again, has a probe perplexity of " +
                       std::to_string(*m_report.reloadedProbe) + " where memory had " + std::to_string(inMemory) + ".");
    return {};
}

} // namespace espalier::compress
