#include "core/compress/training/training_stage.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/count_nonzero.h>

#include "core/compress/layer_scope.h"
#include "core/compress/stage_writer.h"
#include "core/compress/student/student.h"
#include "core/compress/training/trained_model.h"
#include "core/compress/training/training_loop.h"

namespace espalier::compress {
namespace {

constexpr double kNoticedZeros = 0.05; ///< share from which a matrix counts as pruned

const Windows& trainingWindows(const TrainingPlan& plan, const RunData& data)
{
    return plan.tuning.calibrationWindowsAlone || data.training.empty() ? data.calibration : data.training;
}

/// A run from its input to its folder.
class TrainingStage
{
public:
    TrainingStage(const TrainingInput& input, RunContext& context)
        : m_input(input), m_context(context), m_view(input.checkpoint)
    {
    }

    Result<StageReport> run()
    {
        std::error_code ignored;
        if (!std::filesystem::exists(m_input.folder, ignored)) {
            if (auto done = train(); !done)
                return done.error();
        }
        if (auto done = verify(); !done)
            return done.error();
        m_report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
        return std::move(m_report);
    }

private:
    Result<void> train()
    {
        const RunData& data = m_context.data();
        const FineTuningRecipe& tuning = m_input.plan.tuning;
        warnOfPlainText();
        const PromptTokens none;
        const PromptTokens& prompts = tuning.answersAlone ? data.prompts : none;
        std::vector<TrainingBatch> training = trainingBatches(trainingWindows(m_input.plan, data), tuning.maxLength,
                                                              tuning.batchWindows, data.seed, prompts);
        std::vector<TrainingBatch> heldOut =
            trainingBatches(data.selection, tuning.maxLength, tuning.batchWindows, data.seed, prompts);
        if (training.empty())
            return Error{"train.data",
                         "The stage \"" + m_input.name +
                             "\" trains, but there is no text to train on: "
                             "name a file of it with --data.",
                         {}};
        std::optional<Teacher> teacher;
        if (auto taught = teach(training, heldOut, teacher); !taught)
            return taught;
        auto created = TrainedModel::create(m_view, m_input.plan, data.seed);
        if (!created)
            return created.error();
        TrainedModel model = created.take();
        describe(model, training);
        TrainingLoop loop(m_view.spec(), model, m_input.plan, std::move(training), std::move(heldOut),
                          teacher ? &*teacher : nullptr, m_input.name, stateFile(), m_context);
        const auto figures = loop.run();
        if (!figures)
            return figures.error();
        tell(*figures);
        countZeros(model);
        if (auto written = write(model); !written)
            return written;
        std::error_code ignored; // it is of no use any more, and of no harm
        std::filesystem::remove(stateFile(), ignored);
        return {};
    }

    void warnOfPlainText() const
    {
        const RunData& data = m_context.data();
        if (m_input.plan.tuning.answersAlone && !data.chats)
            m_context.warn("The text has no chats, so \"loss_on: assistant\" leaves nothing out.");
    }

    /// Beside the stage's folder.
    std::filesystem::path stateFile() const
    {
        std::filesystem::path file = m_input.folder;
        file += ".training.safetensors";
        return file;
    }

    Result<void> teach(const std::vector<TrainingBatch>& training, const std::vector<TrainingBatch>& heldOut,
                       std::optional<Teacher>& teacher) const
    {
        const TrainingPlan& plan = m_input.plan;
        if (!plan.output && !plan.hidden)
            return {};
        auto created = Teacher::create(m_input.source, m_view.spec(), plan.output, plan.hidden);
        if (!created)
            return created.error();
        teacher = created.take();
        std::vector<at::Tensor> ids;
        for (const auto* batches : {&training, &heldOut})
            for (const TrainingBatch& batch : *batches)
                ids.push_back(batch.ids);
        m_context.info("The teacher reads the text.");
        teacher->run(ids, m_context.cancel());
        return {};
    }

    void describe(TrainedModel& model, const std::vector<TrainingBatch>& training)
    {
        if (m_input.plan.defaults)
            m_context.info("The stage \"" + m_input.name +
                           "\" has no FineTuningModifier, so it trains with the defaults: AdamW, learning rate " +
                           std::to_string(m_input.plan.tuning.learningRate) + ", one epoch, zeros kept.");
        std::int64_t predictions = 0;
        for (const TrainingBatch& batch : training)
            predictions += batch.predictions;
        m_context.info("Training " + std::to_string(model.parameters()) + " parameters on " +
                       std::to_string(predictions) + " predictions an epoch.");
        for (const ModulePlan& plan : m_view.modules()) {
            const auto weight = plan.written ? model.result(plan.name) : std::nullopt;
            if (!weight || m_input.plan.keepsZeros(plan.name))
                continue;
            const double zeros =
                1.0 - double(at::count_nonzero(*weight).item<std::int64_t>()) / double(weight->numel());
            if (zeros >= kNoticedZeros)
                m_context.warn("The zeros of " + plan.name +
                               " are not kept: no ConstantPruningModifier names it and "
                               "preserve_sparsity_mask is off.");
        }
    }

    void tell(const TrainingLoop::Figures& figures) const
    {
        std::ostringstream text;
        text << figures.steps << " steps.";
        if (figures.heldOut && figures.perplexity)
            text << " The best held-out loss is " << *figures.heldOut << " after step " << figures.bestStep << " ("
                 << figures.heldOutBefore.value_or(0.0) << " before), perplexity " << *figures.perplexity << ".";
        m_context.info(text.str());
    }

    void countZeros(const TrainedModel& model)
    {
        for (const nn::Block& block : model.model().blocks) {
            for (const model::LinearSpec* linear : block.spec->allLinears()) {
                const at::Tensor& weight = block.linear(*linear).weight;
                m_report.weights += weight.numel();
                m_report.zeros += weight.numel() - at::count_nonzero(weight).item<std::int64_t>();
            }
        }
    }

    /// A trained matrix as it was before the stage, for the figures, and as it is now.
    void addModule(LayerScope& scope, const TrainedModel& model, const ModulePlan& plan, const at::Tensor& dense) const
    {
        if (!plan.written)
            return;
        ModuleScope& module = scope.add(plan, dense, 1);
        if (const auto weight = model.result(plan.name))
            module.weight = *weight;
        module.modifier = m_input.plan.modifiers.empty() ? "FineTuningModifier" : m_input.plan.modifiers.front();
        scope.finished(module);
    }

    void addVector(LayerScope& scope, const TrainedModel& model, const std::string& tensor) const
    {
        if (const auto found = model.vectors().find(tensor); found != model.vectors().end())
            scope.setVector(tensor, found->second->result());
    }

    Result<void> write(const TrainedModel& model)
    {
        const at::NoGradGuard noGrad;
        auto created = StageWriter::create(m_input.folder, m_view);
        if (!created)
            return created.error();
        StageWriter writer = created.take();
        const nn::Ends ends = nn::loadEnds(m_view.checkpoint());
        const auto section = [&](int index, LayerScope& scope) -> Result<void> {
            auto written = index == StageWriter::kHead ? writer.writeHead(scope, {}) : writer.write(index, scope, {});
            for (const ModuleFigures& figures : scope.figures())
                m_report.modules.push_back(toJson(figures));
            return written;
        };
        LayerScope first(-1, m_context);
        addModule(first, model, m_view.embedding(), ends.embedding);
        if (auto written = section(StageWriter::kEmbedding, first); !written)
            return written;
        for (std::size_t layer = 0; layer < m_view.spec().layers.size(); ++layer) {
            m_context.poll();
            nn::Block block = nn::loadBlock(m_view.checkpoint(), layer);
            LayerScope scope(int(layer), m_context, &block);
            for (const ModulePlan* plan : m_view.modulesOfLayer(int(layer))) {
                addModule(scope, model, *plan, block.linear(*plan->linear).weight);
                addVector(scope, model, plan->name + ".bias");
            }
            for (const nn::NamedVector& norm : nn::normVectors(block))
                addVector(scope, model, norm.name);
            if (auto written = section(int(layer), scope); !written)
                return written;
        }
        LayerScope last(-1, m_context);
        addVector(last, model, m_view.spec().finalNorm + ".weight");
        addVector(last, model, m_view.spec().finalNorm + ".bias");
        addModule(last, model, m_view.head(), ends.head.weight);
        if (auto written = section(StageWriter::kHead, last); !written)
            return written;
        return writer.commit();
    }

    /// The folder as anyone will load it, and how it does on the probe windows.
    Result<void> verify()
    {
        auto written = model::Checkpoint::open(m_input.folder);
        if (!written)
            return written.error();
        if (auto complete = written->requireComplete(); !complete)
            return complete;
        if (m_input.probe.windows->empty())
            return {};
        eval::Probe probe(*written, *m_input.probe.windows);
        probe.setReference(m_input.probe.reference);
        const auto [figure, kl] = probe.measure(m_context.cancel());
        nlohmann::json protocol = eval::toJson(figure.protocol);
        protocol.update(m_input.probe.protocol);
        const int layers = int(written->spec().layers.size());
        m_report.probes.push_back({{"layersDone", layers}, {"perplexity", figure.perplexity}});
        m_report.kl = kl;
        if (kl)
            m_report.probes.back()["kl"] = *kl;
        m_report.reloadedProbe = figure.perplexity;
        m_context.emit(protocol::Perplexity{"probe", m_input.name, layers, figure.perplexity, figure.standardError,
                                            figure.windows, std::move(protocol), kl});
        return {};
    }

    const TrainingInput& m_input;
    RunContext& m_context;
    ModelView m_view;
    StageReport m_report;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace

Result<void> requireAnswers(const TrainingPlan& plan, const RunData& data)
{
    if (plan.tuning.answersAlone && data.chats && data.prompts.empty())
        return Error{"train.chat",
                     "The model's chat template does not tell which words are the assistant's (an answer is not "
                     "written behind the prompt for it). Train with \"loss_on: all\".",
                     {}};
    return {};
}

Result<StageReport> runTraining(const TrainingInput& input, RunContext& context)
{
    if (!input.plan.student)
        return TrainingStage(input, context).run();
    std::filesystem::path folder = input.folder;
    folder += ".student"; // the random weights that it begins with
    auto student = writeStudent(*input.plan.student, input.checkpoint, folder, context.data().seed);
    if (!student)
        return student.error();
    TrainingInput replaced = input;
    replaced.checkpoint = student.take();
    auto report = TrainingStage(replaced, context).run();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return report;
}

} // namespace espalier::compress
