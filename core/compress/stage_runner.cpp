#include "core/compress/stage_runner.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/count_nonzero.h>

#include "core/compress/distributed/shared_layer.h"
#include "core/compress/distributed/shared_windows.h"
#include "core/compress/layer_moments.h"
#include "core/nn/device.h"
#include "core/nn/norm.h"

namespace espalier::compress {
namespace {

using Clock = ActiveClock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

} // namespace

StageRunner::StageRunner(StageInput input, RunContext& context)
    : m_input(std::move(input)), m_context(context), m_model(m_input.checkpoint),
      m_windows(shareOf(context.data().calibration, m_input.ranks)),
      m_references(m_input.checkpoint, m_input.source, m_input.modifiers, m_input.device),
      m_work(m_model.spec(), m_input.forecast, m_windows, m_references.needsDenseInputs()),
      m_probe(m_input.name, m_input.probe)
{
    for (const auto& modifier : m_input.modifiers)
        m_order.push_back(modifier.get());
    std::stable_partition(m_order.begin(), m_order.end(), [](const Modifier* m) { return !m->roundsLast(); });
}

Result<StageReport> StageRunner::run()
{
    const at::NoGradGuard noGrad;
    auto folder = StageFolder::open(m_input.folder, m_input.name, m_input.fingerprint, m_input.ranks);
    if (!folder)
        return folder.error();
    m_folder.emplace(folder.take());
    m_begin -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_folder->report().seconds));
    if (m_folder->isComplete()) // and its process ended before the report was stored
        m_context.skip(finishedWork());
    else if (auto made = make(); !made)
        return made.error();
    return verify();
}

Result<void> StageRunner::make()
{
    if (auto begun = begin(); !begun)
        return begun;
    if (!isFinished(StageWriter::kHead)) {
        if (auto done = embedding(); !done)
            return done;
        startWindows();
        for (int layer = 0; layer < int(m_model.spec().layers.size()); ++layer) {
            if (!m_model.keeps(layer))
                passLeftOutLayer(layer);
            else if (isFinished(layer))
                passFinishedLayer(layer);
            else if (auto done = decoderLayer(layer); !done)
                return done;
        }
        if (auto done = head(); !done)
            return done;
    }
    for (const auto& modifier : m_input.modifiers)
        modifier->finish(m_model, m_context);
    return commit();
}

/// Plans the stage and lays its folder out, or opens the folder that an earlier runner has left.
Result<void> StageRunner::begin()
{
    if (auto known = m_references.check(); !known)
        return known;
    if (auto begun = m_input.ranks.leads() ? lead() : Result<void>(); !begun)
        return begun;
    if (auto met = m_folder->meet(); !met)
        return met;
    if (!m_input.ranks.leads())
        prepareModifiers(); // with the decisions of rank 0
    if (!isFinished(StageWriter::kEmbedding))
        return {};
    auto finished = m_folder->finishedPart();
    if (!finished)
        return finished.error();
    m_finished.emplace(finished.take());
    m_context.skip(finishedWork());
    return {};
}

/// What only rank 0 does.
Result<void> StageRunner::lead()
{
    nlohmann::json decisions = prepareModifiers();
    if (auto same = m_input.fork ? checkFork() : Result<void>(); !same)
        return same;
    if (auto begun = m_folder->begin(m_model, std::move(decisions)); !begun)
        return begun;
    return m_input.fork ? takeFork() : Result<void>();
}

/// @return what they decide, as far as it is not known from before
nlohmann::json StageRunner::prepareModifiers()
{
    restoreDecisions();
    nlohmann::json decisions = nlohmann::json::array();
    for (const auto& modifier : m_input.modifiers) {
        modifier->prepare(m_model, m_context);
        decisions.push_back(modifier->decision());
    }
    return decisions;
}

/// What an earlier process has decided of this stage, else the run that its layers are taken from: the widths, layers
/// and sparsities that its first layers have were chosen together with those of the others.
void StageRunner::restoreDecisions()
{
    const nlohmann::json& own = m_folder->decisions();
    const nlohmann::json& known = own.empty() ? m_input.forkDecisions : own;
    for (std::size_t i = 0; i < m_input.modifiers.size() && i < known.size(); ++i) {
        if (!known[i].is_null())
            m_input.modifiers[i]->restore(known[i]);
    }
}

/// The layers that are taken over have to be those that this stage would store in their places.
Result<void> StageRunner::checkFork() const
{
    const Fork& fork = *m_input.fork;
    const std::set<int> removed = fork.removedLayers();
    for (int layer = 0; layer < fork.layer; ++layer) {
        const bool there = removed.count(layer) == 0;
        if (there != m_model.keeps(layer))
            return Error{"run.fork.mismatch",
                         "The layers before " + std::to_string(fork.layer) + " cannot be taken over: layer " +
                             std::to_string(layer) + " is " + (there ? "kept" : "left out") + " there and " +
                             (there ? "left out" : "kept") +
                             " here. Fork with the same depth pruning, or begin a new run.",
                         fork.checkpoint.folder().string()};
    }
    return StageWriter::checkSame(m_model, fork.checkpoint, fork.layer);
}

/// Fills the first sections from the other run's stage, as if this run had finished them.
Result<void> StageRunner::takeFork()
{
    const Fork& fork = *m_input.fork;
    const int layers = int(m_model.spec().layers.size());
    for (int section = StageWriter::kEmbedding; section < std::min(fork.layer, layers); ++section) {
        if (isFinished(section))
            continue;
        m_context.poll();
        if (auto copied = m_folder->copy(section, fork); !copied)
            return copied;
        m_part = fork.figures.part(section);
        if (section + 1 == layers)
            m_part.probes.clear(); // with the head, that is not taken
        for (protocol::EventBody& event : m_part.events(m_input.name))
            m_context.emit(std::move(event));
        if (auto closed = closeSection(section); !closed)
            return closed;
    }
    return {};
}

/// Of the sections that are finished, but for the pass that brings the windows to where the work goes on.
double StageRunner::finishedWork() const
{
    const bool all = isFinished(StageWriter::kHead);
    double sum = 0.0;
    for (int layer = 0; layer < int(m_model.spec().layers.size()) && isFinished(layer); ++layer)
        sum += m_work.layer(layer) - (all ? 0.0 : m_work.pass(m_model.spec().layers[std::size_t(layer)]));
    return sum;
}

Result<void> StageRunner::closeSection(int section)
{
    m_part.seconds = secondsSince(m_begin);
    m_part.spilledBytes = m_hidden.diskBytes() + m_references.diskBytes();
    return m_folder->close(section, std::exchange(m_part, {}));
}

ModuleScope& StageRunner::addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight)
{
    const auto modifiers = std::count_if(m_order.begin(), m_order.end(),
                                         [&](const Modifier* modifier) { return modifier->changes(plan.name); });
    ModuleScope& module = scope.add(plan, std::move(weight), int(modifiers));
    module.work = m_work.module(plan.name);
    return module;
}

InputMoments StageRunner::takeMoments(InputStatistics& statistics, InputGroup group) const
{
    const std::size_t sequences = statistics.sequences(group);
    InputMoments moments = statistics.takeMoments(group);
    sumMoments(moments, sequences, m_input.ranks);
    return moments;
}

void StageRunner::runModifiers(LayerScope& scope)
{
    std::optional<SharedLayer> shared;
    if (!m_input.ranks.alone())
        shared.emplace(scope, m_input.ranks);
    for (Modifier* modifier : m_order)
        modifier->layer(scope, m_context);
    scope.finishAll();
    for (const ModuleFigures& figures : shared ? shared->gather(m_context) : scope.figures())
        m_part.modules.push_back(toJson(figures));
}

Result<void> StageRunner::embedding()
{
    m_ends = nn::loadEmbedding(m_model.checkpoint());
    m_references.start(m_ends, m_windows, m_probe.windows(), m_input.hidden);
    m_hidden = HiddenStates(m_input.hidden);
    if (isFinished(StageWriter::kEmbedding)) {
        m_ends = nn::loadEmbedding(*m_finished);
        return {};
    }
    LayerScope scope(-1, m_context);
    ModuleScope& module = addModule(scope, m_model.embedding(), m_ends.embedding);
    runModifiers(scope);
    m_ends.embedding = module.weight;
    if (auto written = m_folder->write(StageWriter::kEmbedding, scope, {}); !written)
        return written;
    return closeSection(StageWriter::kEmbedding);
}

void StageRunner::startWindows()
{
    std::int64_t longest = m_probe.longestWindow();
    for (const at::Tensor& ids : idBatches(m_windows)) {
        m_hidden.add(nn::embed(m_model.spec(), m_ends, ids));
        longest = std::max(longest, ids.size(1));
    }
    m_rotary = nn::rotaryTable(m_model.spec().rope, longest);
    m_probe.start(m_model, m_ends);
    m_ends = {}; // as large as a decoder layer or more; the head comes last
}

std::optional<double> StageRunner::divergence() const
{
    return m_probe.hidden() ? m_references.divergence(*m_probe.hidden()) : std::nullopt;
}

/// Passes the windows through the layer as it was.
void StageRunner::observe(InputStatistics& statistics, KeyValueRanges& keysAndValues)
{
    nn::Block block = m_block;
    if (m_model.calibratesKeysAndValues()) {
        keysAndValues.emplace(*m_model.keysAndValues());
        block.keys.reset(); // of the input model
        block.values.reset();
        block.keyValueTap = [&](const at::Tensor& keys, const at::Tensor& values) {
            keysAndValues->keys.add(keys);
            keysAndValues->values.add(values);
        };
    }
    const PhaseTimer timer(m_context.phases(), "calibrate");
    const double step = m_work.observe(*block.spec) / double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.tap(*block.spec);
    const nn::InputTap denseTap = statistics.denseTap(*block.spec);
    const nn::LayerPass pass(m_model.spec(), block, m_rotary, m_input.device);
    for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
        m_context.poll();
        if (!statistics.empty() || keysAndValues)
            pass(m_hidden.get(batch), tap);
        if (!statistics.empty() && m_references.followsDenseInputs())
            m_references.tapDense(batch, m_rotary, denseTap);
        m_context.advance("calibration", step);
    }
    statistics.merge(m_input.ranks);
    if (keysAndValues) {
        mergeRange(keysAndValues->keys, m_input.ranks);
        mergeRange(keysAndValues->values, m_input.ranks);
    }
}

void StageRunner::propagate(const nn::Block& block, InputStatistics& statistics)
{
    const PhaseTimer timer(m_context.phases(), "forward");
    const double step = m_work.pass(*block.spec) / double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.empty() ? nn::InputTap() : statistics.tap(*block.spec);
    const nn::LayerPass pass(m_model.spec(), block, m_rotary, m_input.device);
    for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
        m_context.poll();
        m_hidden.set(batch, pass(m_hidden.get(batch), tap));
        m_context.advance("calibration", step);
    }
    statistics.merge(m_input.ranks);
    m_references.advance(m_rotary, m_context.cancel());
}

void StageRunner::countZeros(const nn::Block& block)
{
    for (const model::LinearSpec* linear : block.spec->allLinears()) {
        const at::Tensor& weight = block.linear(*linear).weight;
        m_part.weights += weight.numel();
        m_part.zeros += weight.numel() - at::count_nonzero(weight).item<std::int64_t>();
    }
}

Result<void> StageRunner::decoderLayer(int layer)
{
    const auto begin = Clock::now();
    const model::LayerSpec& spec = m_model.spec().layers[std::size_t(layer)];
    m_context.poll();
    m_context.emit(protocol::LayerBegun{m_input.name, layer});
    m_context.resetPhases();
    m_finishedBlock = {};
    {
        const PhaseTimer timer(m_context.phases(), "read");
        nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
    }
    m_context.advance("compression", plan::work::readLayer(spec));

    m_references.load(layer, m_block, m_rotary, m_context.cancel());
    InputStatistics before;
    if (!m_hidden.empty())
        before = statisticsBefore(m_model, layer, m_references.followsDenseInputs());
    KeyValueRanges keysAndValues;
    observe(before, keysAndValues);

    InputRanges ranges;
    const std::vector<ModulePlan*> plans = m_model.modulesOfLayer(layer);
    LayerScope scope(layer, m_context, &m_block);
    for (const ModulePlan* plan : plans) {
        // Moved: what a module's modifiers replace is free as soon as the module is done.
        addModule(scope, *plan, std::move(m_block.linear(*plan->linear).weight));
        giveMoments(scope, before, plan->group, takeMoments(before, plan->group));
        takeRange(*plan, false, before, ranges);
    }
    if (keysAndValues)
        takeKeyValueRanges(m_model, layer, *keysAndValues, m_block, ranges);
    const std::optional<BlockWindows> windows = m_references.windows(m_rotary, m_block, m_hidden);
    scope.setWindows(windows ? &*windows : nullptr);
    runModifiers(scope);
    for (const ModuleScope& module : scope.modules())
        m_block.linear(*module.plan->linear).weight = module.weight;

    simulateInputs(m_model, layer, ranges, m_block);
    InputStatistics after = statisticsAfter(m_model, layer);
    propagate(m_block, after);
    for (const ModulePlan* plan : plans)
        takeRange(*plan, true, after, ranges);
    simulateInputs(m_model, layer, ranges, m_block);
    countZeros(m_block);
    {
        const PhaseTimer timer(m_context.phases(), "write");
        if (auto written = m_folder->write(layer, scope, ranges); !written)
            return written;
    }
    m_context.advance("writing", plan::work::writeLayer(spec));
    finishLayer(layer, secondsSince(begin));
    return closeSection(layer);
}

/// Brings everything that goes from layer to layer past one that was finished before.
void StageRunner::passFinishedLayer(int layer)
{
    m_context.poll();
    nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
    m_references.load(layer, m_block, m_rotary, m_context.cancel());
    nn::loadBlock(*m_finished, m_model.outputLayer(layer), m_finishedBlock);
    nn::Block passed = m_finishedBlock;
    for (const ModulePlan* plan : m_model.modulesOfLayer(layer)) {
        // The pass that found these ranges could not know them yet, and its outputs are what the next layer got.
        if (plan->needsInputRange() && plan->observesCompressed())
            passed.linear(*plan->linear).input.reset();
    }
    InputStatistics none;
    propagate(passed, none);
    m_probe.advance(m_finishedBlock);
}

/// A layer that the output lacks: the models that are followed unchanged have it.
void StageRunner::passLeftOutLayer(int layer)
{
    m_context.poll();
    if (m_references.any()) {
        nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
        m_references.load(layer, m_block, m_rotary, m_context.cancel());
        m_references.advance(m_rotary, m_context.cancel());
    }
    m_probe.skip();
    if (!isFinished(layer))
        m_context.advance("calibration", m_work.layer(layer));
}

void StageRunner::finishLayer(int layer, double seconds)
{
    m_probe.advance(m_block);
    const std::optional<double> distance = divergence();
    m_part.layers.push_back({{"layer", layer},
                             {"seconds", seconds},
                             {"phases", m_context.phases().seconds()},
                             {"zeros", m_part.zeros},
                             {"weights", m_part.weights}});
    if (distance)
        m_part.layers.back()["divergence"] = *distance;
    m_context.info("Layer " + std::to_string(layer) + ": " + m_context.phases().summary());
    m_context.emit(protocol::LayerFinished{m_input.name, layer, seconds, distance});
    if (layer != m_model.keptLayers().back()) // after the last one the head comes first
        m_probe.measureIfCheap(m_begin, m_context, m_part);
}

Result<void> StageRunner::head()
{
    m_context.poll();
    m_context.resetPhases();
    const ModulePlan& plan = m_model.head();
    m_block = {};
    m_ends = nn::loadHead(m_model.checkpoint());
    InputStatistics before;
    if (!m_hidden.empty())
        before = statisticsBefore(m_model, -1, false);
    for (std::size_t batch = 0; batch < m_hidden.size() && !before.empty(); ++batch) {
        m_context.poll();
        before.add(InputGroup::Head, nn::normalize(m_model.spec(), m_hidden.get(batch), m_ends.finalNorm));
    }
    before.merge(m_input.ranks);
    m_hidden.clear();
    m_references.clear();
    InputRanges ranges;
    LayerScope scope(-1, m_context);
    ModuleScope& module = addModule(scope, plan, m_ends.head.weight);
    if (InputMoments moments = takeMoments(before, InputGroup::Head); moments.hessian.defined())
        scope.setMoments(InputGroup::Head, std::move(moments));
    for (const bool ofCompressed : {false, true}) // nothing comes after the head: its input is the same either way
        takeRange(plan, ofCompressed, before, ranges);
    runModifiers(scope);
    m_ends.head.weight = module.weight;
    if (plan.newScheme)
        m_ends.head.input = inputQuantizer(plan, ranges);
    if (auto written = m_folder->write(StageWriter::kHead, scope, ranges); !written)
        return written;
    m_probe.setHead(m_ends.head);
    m_probe.measure(m_context, m_part);
    return closeSection(StageWriter::kHead);
}

Result<void> StageRunner::commit()
{
    m_context.poll();
    if (auto committed = m_folder->commit(); !committed)
        return committed;
    m_probe.stop();
    m_ends = {}; // what follows loads the model again: not two of them at once
    m_block = {};
    m_finishedBlock = {};
    m_finished.reset();
    m_rotary = {};
    return {};
}

/// The folder as anyone will load it, and the report.
Result<StageReport> StageRunner::verify()
{
    StageReport report = m_folder->report();
    report.decisions = m_folder->decisions();
    if (!m_input.ranks.leads())
        return report;
    auto written = model::Checkpoint::open(m_input.folder);
    if (!written)
        return written.error();
    if (auto complete = written->requireComplete(); !complete)
        return complete.error();
    if (!report.probes.empty()) {
        const nlohmann::json& last = report.probes.back()["perplexity"];
        const double inMemory = last.is_number() ? last.get<double>() : std::numeric_limits<double>::quiet_NaN();
        eval::Probe again(*written, m_probe.windows());
        report.reloadedProbe = again.measure(m_context.cancel()).perplexity.perplexity;
        if (*report.reloadedProbe != inMemory)
            m_context.warn("The stage's folder, loaded again, has a probe perplexity of " +
                           std::to_string(*report.reloadedProbe) + " where memory had " + std::to_string(inMemory) +
                           ".");
    }
    report.seconds = secondsSince(m_begin);
    return report;
}

} // namespace espalier::compress
