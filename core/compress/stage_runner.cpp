#include "core/compress/stage_runner.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/sum.h>

#include "core/compress/stored_weight.h"
#include "core/model/stored_schemes.h"
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

bool wantsDenseInputs(const std::vector<std::unique_ptr<Modifier>>& modifiers)
{
    return std::any_of(modifiers.begin(), modifiers.end(), [](const auto& m) { return m->needsDenseInputs(); });
}

bool compares(const std::vector<std::unique_ptr<Modifier>>& modifiers, BlockReference reference)
{
    return std::any_of(modifiers.begin(), modifiers.end(),
                       [&](const auto& m) { return m->blockReference() == reference; });
}

bool sameModel(const model::Checkpoint& a, const model::Checkpoint& b)
{
    return a.folder() == b.folder();
}

/// ||a - b||^2 / ||a||^2 over all windows.
double relativeDistance(const HiddenStates& expected, const std::vector<at::Tensor>& got)
{
    double distance = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const at::Tensor reference = expected.get(i);
        distance += (reference - got[i]).pow(2).sum(at::kDouble).item<double>();
        norm += reference.pow(2).sum(at::kDouble).item<double>();
    }
    return norm > 0.0 ? distance / norm : 0.0;
}

} // namespace

StageRunner::StageRunner(StageInput input, RunContext& context)
    : m_input(std::move(input)), m_context(context), m_model(m_input.checkpoint)
{
    for (const auto& modifier : m_input.modifiers)
        m_order.push_back(modifier.get());
    std::stable_partition(m_order.begin(), m_order.end(), [](const Modifier* m) { return !m->roundsLast(); });
}

/// Seconds of one pass of all windows through a layer.
double StageRunner::passWork(const model::LayerSpec& layer) const
{
    const Windows& calibration = m_context.data().calibration;
    const std::int64_t length = calibration.empty() ? 0 : std::int64_t(calibration.front().size());
    return plan::work::forward(m_model.spec(), layer, tokensIn(calibration), length);
}

/// Of watching the windows go through a layer.
double StageRunner::observeWork(const model::LayerSpec& layer) const
{
    const bool dense = wantsDenseInputs(m_input.modifiers);
    return passWork(layer) * (dense ? 2.0 : 1.0) +
           plan::work::moments(layer, tokensIn(m_context.data().calibration), dense);
}

double StageRunner::workOf(int layer) const
{
    const model::LayerSpec& spec = m_model.spec().layers[std::size_t(layer)];
    double sum = plan::work::readLayer(spec) + observeWork(spec) + passWork(spec) + plan::work::writeLayer(spec);
    for (const plan::ModuleForecast& module : m_input.forecast.modules) {
        if (module.before.layer == layer)
            sum += module.seconds;
    }
    return sum;
}

Result<StageReport> StageRunner::run()
{
    const at::NoGradGuard noGrad;
    std::error_code ignored;
    if (std::filesystem::exists(m_input.folder, ignored)) {
        if (auto taken = takeUp(); !taken)
            return taken.error();
    } else {
        if (auto begun = begin(); !begun)
            return begun.error();
        if (auto done = isFinished(StageWriter::kHead) ? Result<void>() : sections(); !done)
            return done.error();
        for (const auto& modifier : m_input.modifiers)
            modifier->finish(m_model, m_context);
        if (auto done = commit(); !done)
            return done.error();
    }
    if (auto verified = verify(); !verified)
        return verified.error();
    m_report.seconds = secondsSince(m_begin);
    m_report.decisions = m_journal->decisions();
    return std::move(m_report);
}

/// The stage's folder is complete, and its process ended before the report was stored.
Result<void> StageRunner::takeUp()
{
    auto journal = StageJournal::read(m_input.folder);
    if (!journal)
        return journal.error();
    m_journal = journal.take();
    if (!m_journal || !isFinished(StageWriter::kHead) || m_journal->fingerprint() != m_input.fingerprint)
        return Error{"run.resume.mismatch",
                     "The stage's folder was not made by this run. Remove it to make the stage again.",
                     m_input.folder.string()};
    m_report = m_journal->report();
    m_begin -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_report.seconds));
    m_context.skip(finishedWork());
    return {};
}

Result<void> StageRunner::checkReference() const
{
    if (compares(m_input.modifiers, BlockReference::Source) &&
        (m_input.source.spec().layers.size() != m_model.spec().layers.size() ||
         m_input.source.spec().hiddenSize != m_model.spec().hiddenSize))
        return Error{"recipe.reference",
                     "The stage compares its layers with those of the model that the run starts from, which has " +
                         std::to_string(m_input.source.spec().layers.size()) + " where this stage has " +
                         std::to_string(m_model.spec().layers.size()) +
                         ". Compare with the stage's own input (reference: stage) or distil in a train stage.",
                     {}};
    return {};
}

/// Plans the stage and lays its folder out, or opens the folder that an earlier runner has left.
Result<void> StageRunner::begin()
{
    const std::filesystem::path partial = exporting::partialFolder(m_input.folder);
    auto journal = StageJournal::read(partial);
    if (!journal)
        return journal.error();
    m_journal = journal.take();
    const bool resumes = m_journal.has_value();
    if (auto known = checkReference(); !known)
        return known;
    if (resumes && m_journal->fingerprint() != m_input.fingerprint)
        return Error{"run.resume.mismatch",
                     "The stage was begun by another run. Remove its folder to begin the stage again.",
                     partial.string()};
    for (std::size_t i = 0; resumes && i < m_input.modifiers.size() && i < m_journal->decisions().size(); ++i) {
        if (const nlohmann::json& decision = m_journal->decisions()[i]; !decision.is_null())
            m_input.modifiers[i]->restore(decision);
    }
    for (const auto& modifier : m_input.modifiers)
        modifier->prepare(m_model, m_context);
    if (m_input.fork) {
        if (auto same = StageWriter::checkSame(m_model, m_input.fork->checkpoint, m_input.fork->layer); !same)
            return same;
    }
    auto writer =
        StageWriter::create(m_input.folder, m_model, resumes ? std::optional(m_journal->tensors()) : std::nullopt);
    if (!writer)
        return writer.error();
    m_writer.emplace(writer.take());
    if (!resumes) {
        m_journal.emplace(partial, m_input.name, m_input.fingerprint);
        nlohmann::json decisions = nlohmann::json::array();
        for (const auto& modifier : m_input.modifiers)
            decisions.push_back(modifier->decision());
        m_journal->setDecisions(std::move(decisions));
        if (auto saved = m_journal->save(); !saved)
            return saved;
    }
    m_report = m_journal->report();
    m_begin -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_report.seconds));
    if (m_input.fork) {
        if (auto taken = takeFork(); !taken)
            return taken;
    }
    return m_journal->sections().empty() ? Result<void>() : goOn();
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
        if (auto copied = m_writer->copy(section, fork.checkpoint); !copied)
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

/// Opens what is finished, so that the windows can pass it.
Result<void> StageRunner::goOn()
{
    auto finished = model::Checkpoint::open(m_writer->partialFolder());
    if (!finished)
        return finished.error();
    m_finished.emplace(finished.take());
    m_context.skip(finishedWork());
    return {};
}

Result<void> StageRunner::sections()
{
    m_ends.embedding = nn::loadEmbedding(m_model.checkpoint());
    if (auto done = embedding(); !done)
        return done;
    for (int layer = 0; layer < int(m_model.spec().layers.size()); ++layer) {
        if (!m_model.keeps(layer))
            passLeftOutLayer(layer);
        else if (isFinished(layer))
            passFinishedLayer(layer);
        else if (auto done = decoderLayer(layer); !done)
            return done;
    }
    return head();
}

bool StageRunner::isFinished(int section) const
{
    return !m_journal->sections().empty() && m_journal->sections().back().section >= section;
}

/// Of the sections that are finished, but for the pass that brings the windows to where the work goes on.
double StageRunner::finishedWork() const
{
    const bool all = isFinished(StageWriter::kHead);
    double sum = 0.0;
    for (int layer = 0; layer < int(m_model.spec().layers.size()) && isFinished(layer); ++layer)
        sum += workOf(layer) - (all ? 0.0 : passWork(m_model.spec().layers[std::size_t(layer)]));
    return sum;
}

/// Puts a section that is written on the record, once it is on the disk.
Result<void> StageRunner::closeSection(int section)
{
    if (auto synced = m_writer->sync(); !synced)
        return synced;
    m_part.seconds = secondsSince(m_begin);
    m_report.add(m_part);
    return m_journal->add({section, m_writer->written(), std::exchange(m_part, {})});
}

void StageRunner::forgetJournal(const std::filesystem::path& folder)
{
    std::error_code ignored;
    std::filesystem::remove(folder / StageJournal::kFileName, ignored);
}

std::optional<int> StageRunner::nextSection(const std::filesystem::path& folder)
{
    const auto journal = StageJournal::read(exporting::partialFolder(folder));
    if (!journal || !*journal)
        return std::nullopt;
    const auto& sections = (*journal)->sections();
    if (sections.empty())
        return StageWriter::kEmbedding;
    return sections.back().section == StageWriter::kHead ? StageWriter::kHead : sections.back().section + 1;
}

ModuleScope& StageRunner::addModule(LayerScope& scope, const ModulePlan& plan, at::Tensor weight)
{
    const auto modifiers = std::count_if(m_order.begin(), m_order.end(),
                                         [&](const Modifier* modifier) { return modifier->changes(plan.name); });
    ModuleScope& module = scope.add(plan, std::move(weight), int(modifiers));
    for (const plan::ModuleForecast& forecast : m_input.forecast.modules) {
        if (forecast.before.name == plan.name)
            module.work = forecast.seconds;
    }
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
    startReferences();
    if (isFinished(StageWriter::kEmbedding)) {
        m_ends.embedding = nn::loadEmbedding(*m_finished);
    } else {
        LayerScope scope(-1, m_context);
        ModuleScope& module = addModule(scope, m_model.embedding(), m_ends.embedding);
        runModifiers(scope);
        m_ends.embedding = module.weight;
        if (auto written = m_writer->write(StageWriter::kEmbedding, scope, {}); !written)
            return written;
        collect(scope);
        if (auto closed = closeSection(StageWriter::kEmbedding); !closed)
            return closed;
    }
    std::int64_t longest = 0;
    const Windows& calibration = m_context.data().calibration;
    for (const at::Tensor& ids : idBatches(calibration)) {
        m_hidden.add(nn::embed(m_ends, ids));
        longest = std::max(longest, ids.size(1));
    }
    for (const auto& window : *m_input.probe)
        longest = std::max(longest, std::int64_t(window.size()));
    m_tokens = tokensIn(calibration);
    m_rotary = nn::rotaryTable(m_model.spec().rope, longest);
    if (!m_input.probe->empty()) {
        m_probe.emplace(m_model.checkpoint(), *m_input.probe, m_ends.embedding);
        m_probe->setReference(m_input.probeReference);
        m_probe->keepLayers(m_model.keptLayers());
    }
    m_ends = {}; // as large as a decoder layer or more; the head comes last
    return {};
}

/// Embeds the windows for the models that are followed unchanged, before this stage changes the embedding.
void StageRunner::startReferences()
{
    const bool wantsStage = wantsDenseInputs(m_input.modifiers) || compares(m_input.modifiers, BlockReference::Stage);
    const bool wantsSource = compares(m_input.modifiers, BlockReference::Source);
    const bool fromSource = sameModel(m_input.source, m_input.checkpoint);
    const bool followsStage = wantsStage || (wantsSource && fromSource);
    const bool followsSource = wantsSource && !fromSource;
    HiddenStorage storage = m_input.hidden;
    storage.memoryBytes /= 1U + (followsStage ? 1U : 0U) + (followsSource ? 1U : 0U);
    m_hidden = HiddenStates(storage);
    const auto start = [&](const model::Checkpoint& checkpoint, const Windows& windows, const nn::Ends& ends) {
        HiddenStates hidden(storage);
        for (const at::Tensor& ids : idBatches(windows))
            hidden.add(nn::embed(ends, ids));
        return ReferenceStream(checkpoint, std::move(hidden));
    };
    nn::Ends sourceEnds = m_ends;
    if (!fromSource)
        sourceEnds.embedding = nn::loadEmbedding(m_input.source);
    const Windows& calibration = m_context.data().calibration;
    if (followsStage)
        m_stageStream.emplace(start(m_model.checkpoint(), calibration, m_ends));
    if (followsSource)
        m_sourceStream.emplace(start(m_input.source, calibration, sourceEnds));
    if (m_input.source.spec().layers.size() != m_model.spec().layers.size() || m_input.probe->empty())
        return;
    HiddenStates probes;
    for (const auto& window : *m_input.probe)
        probes.add(nn::embed(sourceEnds, idBatches({window}).front()));
    m_sourceProbe.emplace(m_input.source, std::move(probes));
}

void StageRunner::loadReferences(int layer)
{
    if (m_stageStream)
        m_stageStream->take(m_block);
    if (m_sourceStream)
        m_sourceStream->load(std::size_t(layer));
    if (!m_sourceProbe)
        return;
    // Before anything is compressed, so that no dense weights need to be kept for it.
    if (sameModel(m_input.source, m_input.checkpoint))
        m_sourceProbe->take(m_block);
    else if (m_sourceStream)
        m_sourceProbe->take(m_sourceStream->block());
    else
        m_sourceProbe->load(std::size_t(layer));
    m_sourceProbe->advance(m_rotary, m_context.cancel());
    m_sourceProbe->release();
}

bool StageRunner::comparesBlocks() const
{
    return compares(m_input.modifiers, BlockReference::Source) || compares(m_input.modifiers, BlockReference::Stage);
}

std::optional<BlockWindows> StageRunner::blockWindows() const
{
    const std::optional<ReferenceStream>& reference = m_sourceStream ? m_sourceStream : m_stageStream;
    if (comparesBlocks() && reference)
        return BlockWindows{m_model.spec(),    m_rotary,           m_hidden,
                            reference->spec(), reference->block(), reference->inputs()};
    if (compares(m_input.modifiers, BlockReference::Inputs))
        return BlockWindows{m_model.spec(), m_rotary, m_hidden, m_model.spec(), m_block, m_hidden};
    return std::nullopt;
}

std::optional<double> StageRunner::divergence()
{
    if (!m_sourceProbe || !m_probe)
        return std::nullopt;
    return relativeDistance(m_sourceProbe->inputs(), m_probe->hidden());
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
        if (m_stageStream && layer >= 0 && wantsDenseInputs(m_input.modifiers))
            statistics.wantCross(plan.group, plan.shape[1]);
        if (plan.needsInputRange() && (!plan.observesCompressed() || layer < 0))
            statistics.wantRange(plan.group, *plan.scheme->inputActivations);
    }
    return statistics;
}

InputStatistics StageRunner::wantedAfter(int layer) const
{
    InputStatistics statistics;
    for (const ModulePlan& plan : m_model.modules()) {
        if (plan.linear && plan.layer == layer && plan.needsInputRange() && plan.observesCompressed())
            statistics.wantRange(plan.group, *plan.scheme->inputActivations);
    }
    return statistics;
}

void StageRunner::observe(const nn::Block& layer, InputStatistics& statistics, KeyValueRanges& keysAndValues)
{
    nn::Block block = layer;
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
    const double step = observeWork(*block.spec) / double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.tap(*block.spec);
    const nn::InputTap denseTap = statistics.denseTap(*block.spec);
    const bool paired = m_stageStream && wantsDenseInputs(m_input.modifiers) && !statistics.empty();
    // The pass gives the next layer's inputs as well; only who compares blocks asks for this one's again.
    m_stageAdvanced = paired && !comparesBlocks();
    for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
        m_context.poll();
        if (!statistics.empty() || keysAndValues) {
            nn::forward(m_model.spec(), block, m_hidden.get(batch), m_rotary, tap);
            if (paired) {
                at::Tensor next =
                    nn::forward(m_model.spec(), layer, m_stageStream->inputs().get(batch), m_rotary, denseTap);
                if (m_stageAdvanced)
                    m_stageStream->set(batch, std::move(next));
            }
        }
        m_context.advance("calibration", step);
    }
    if (m_stageAdvanced)
        m_stageStream->release();
}

void StageRunner::propagate(const nn::Block& block, InputStatistics& statistics)
{
    const PhaseTimer timer(m_context.phases(), "forward");
    const double step = passWork(*block.spec) / double(std::max<std::size_t>(1, m_hidden.size()));
    const nn::InputTap tap = statistics.empty() ? nn::InputTap() : statistics.tap(*block.spec);
    for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
        m_context.poll();
        m_hidden.set(batch, nn::forward(m_model.spec(), block, m_hidden.get(batch), m_rotary, tap));
        m_context.advance("calibration", step);
    }
    if (m_stageStream && !m_stageAdvanced)
        m_stageStream->advance(m_rotary, m_context.cancel());
    if (m_sourceStream)
        m_sourceStream->advance(m_rotary, m_context.cancel());
    for (std::optional<ReferenceStream>* stream : {&m_stageStream, &m_sourceStream}) {
        if (*stream)
            (*stream)->release();
    }
}

void StageRunner::takeKeyValueRanges(int layer, const KeyValueRanges& observed, InputRanges& ranges)
{
    if (!observed)
        return;
    const formats::QuantizationArgs& args = *m_model.keysAndValues();
    const auto take = [&](const RangeObserver& observer, const std::string& name) {
        RangeObserver::Parameters range = observer.parameters(args);
        range.scale = roundedToStored(at::scalar_tensor(range.scale), m_model.keyValueScaleType(layer)).item<float>();
        ranges[name] = range;
        return nn::InputQuantizer{args, at::scalar_tensor(range.scale).reshape({1}), {}};
    };
    const auto [keys, values] = model::keyValueScales(*m_block.spec);
    m_block.keys = take(observed->keys, keys);
    m_block.values = take(observed->values, values);
}

void StageRunner::takeRanges(const std::vector<const ModulePlan*>& plans, bool ofCompressed,
                             const InputStatistics& statistics, InputRanges& ranges) const
{
    for (const ModulePlan* plan : plans) {
        if (!plan->needsInputRange() || plan->observesCompressed() != ofCompressed)
            continue;
        const formats::QuantizationArgs& args = *plan->scheme->inputActivations;
        const RangeObserver* observer = statistics.range(plan->group, args);
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
        m_part.weights += linear.weight.numel();
        m_part.zeros += linear.weight.numel() - at::count_nonzero(linear.weight).item<std::int64_t>();
    }
}

void StageRunner::collect(LayerScope& scope)
{
    for (const ModuleFigures& figures : scope.figures())
        m_part.modules.push_back(toJson(figures));
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

    loadReferences(layer);
    InputStatistics before = wantedBefore(layer);
    KeyValueRanges keysAndValues;
    observe(m_block, before, keysAndValues);
    InputRanges ranges;
    std::vector<const ModulePlan*> plans;
    LayerScope scope(layer, m_context, &m_block);
    for (const ModulePlan* plan : m_model.modulesOfLayer(layer)) {
        plans.push_back(plan);
        // Moved: what a module's modifiers replace is free as soon as the module is done.
        addModule(scope, *plan, std::move(m_block.linear(plan->linear->role).weight));
        if (InputMoments moments = before.takeMoments(plan->group); moments.hessian.defined())
            scope.setMoments(plan->group, std::move(moments));
    }
    const std::optional<BlockWindows> windows = blockWindows();
    scope.setWindows(windows ? &*windows : nullptr);
    takeRanges(plans, false, before, ranges);
    takeKeyValueRanges(layer, keysAndValues, ranges);
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
    m_context.advance("writing", plan::work::writeLayer(spec));
    collect(scope);
    finishLayer(layer, secondsSince(begin));
    return closeSection(layer);
}

/// Brings everything that goes from layer to layer past one that was finished before.
void StageRunner::passFinishedLayer(int layer)
{
    m_context.poll();
    nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
    loadReferences(layer);
    nn::loadBlock(*m_finished, m_model.outputLayer(layer), m_finishedBlock);
    nn::Block passed = m_finishedBlock;
    for (const ModulePlan* plan : m_model.modulesOfLayer(layer)) {
        // The pass that found these ranges could not know them yet, and its outputs are what the next layer got.
        if (plan->needsInputRange() && plan->observesCompressed())
            passed.linear(plan->linear->role).input.reset();
    }
    InputStatistics none;
    propagate(passed, none);
    if (m_probe)
        m_probe->advance(m_finishedBlock);
    divergence();
}

/// A layer that the output lacks: the models that are followed unchanged have it.
void StageRunner::passLeftOutLayer(int layer)
{
    m_context.poll();
    if (m_stageStream || m_sourceStream || m_sourceProbe) {
        nn::loadBlock(m_model.checkpoint(), std::size_t(layer), m_block);
        loadReferences(layer);
        for (std::optional<ReferenceStream>* stream : {&m_stageStream, &m_sourceStream}) {
            if (*stream)
                (*stream)->advance(m_rotary, m_context.cancel());
        }
    }
    if (m_probe)
        m_probe->skip();
    if (!isFinished(layer))
        m_context.advance("calibration", workOf(layer));
}

void StageRunner::finishLayer(int layer, double seconds)
{
    if (m_probe) {
        const auto begin = Clock::now();
        m_probe->advance(m_block);
        m_advanceSeconds = secondsSince(begin);
        m_probeSeconds += m_advanceSeconds;
    }
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
    const auto [figure, kl] = m_probe->measure(m_context.cancel());
    m_lastProbe = figure.seconds;
    m_probeSeconds += figure.seconds;
    nlohmann::json protocol = eval::toJson(figure.protocol);
    protocol.update(m_input.probeProtocol);
    const int layers = int(m_probe->layersDone());
    m_part.probes.push_back({{"layersDone", layers},
                             {"perplexity", figure.perplexity},
                             {"standardError", figure.standardError},
                             {"windows", figure.windows}});
    m_part.kl = kl;
    if (kl)
        m_part.probes.back()["kl"] = *kl;
    m_context.emit(protocol::Perplexity{"probe", m_input.name, layers, figure.perplexity, figure.standardError,
                                        figure.windows, std::move(protocol), kl});
}

Result<void> StageRunner::head()
{
    m_context.poll();
    m_context.resetPhases();
    const ModulePlan& plan = m_model.head();
    m_block = {};
    m_ends = nn::loadHead(m_model.checkpoint());
    InputStatistics before = wantedBefore(-1);
    if (!before.empty()) {
        for (std::size_t batch = 0; batch < m_hidden.size(); ++batch) {
            m_context.poll();
            before.add(InputGroup::Head, nn::normalize(m_model.spec(), m_hidden.get(batch), m_ends.finalNorm));
        }
    }
    m_hidden.clear();
    m_stageStream.reset();
    m_sourceStream.reset();
    m_sourceProbe.reset();
    InputRanges ranges;
    LayerScope scope(-1, m_context);
    ModuleScope& module = addModule(scope, plan, m_ends.head.weight);
    if (InputMoments moments = before.takeMoments(InputGroup::Head); moments.hessian.defined())
        scope.setMoments(InputGroup::Head, std::move(moments));
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
    return closeSection(StageWriter::kHead);
}

Result<void> StageRunner::commit()
{
    m_context.poll();
    if (auto committed = m_writer->commit(); !committed)
        return committed;
    m_writer.reset();
    m_probe.reset();
    m_ends = {}; // what follows loads the model again: not two of them at once
    m_block = {};
    m_finishedBlock = {};
    m_finished.reset();
    m_rotary = {};
    return {};
}

/// The folder as anyone will load it.
Result<void> StageRunner::verify()
{
    auto written = model::Checkpoint::open(m_input.folder);
    if (!written)
        return written.error();
    if (auto complete = written->requireComplete(); !complete)
        return complete;
    if (m_report.probes.empty())
        return {};
    const nlohmann::json& last = m_report.probes.back()["perplexity"];
    const double inMemory = last.is_number() ? last.get<double>() : std::numeric_limits<double>::quiet_NaN();
    eval::Probe again(*written, *m_input.probe);
    m_report.reloadedProbe = again.measure(m_context.cancel()).perplexity.perplexity;
    if (*m_report.reloadedProbe != inMemory)
        m_context.warn("The stage's folder, loaded again, has a probe perplexity of " +
                       std::to_string(*m_report.reloadedProbe) + " where memory had " + std::to_string(inMemory) + ".");
    return {};
}

} // namespace espalier::compress
