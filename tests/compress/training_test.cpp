// Train stages as whole runs of one, two and three stages.

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/compress/distillation/teacher.h"
#include "core/compress/lora/low_rank_weight.h"
#include "core/compress/training/rounded_weight.h"
#include "core/compress/training/training_loop.h"
#include "core/compress/training/training_stage.h"
#include "core/compress/training/training_state.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::compress;

namespace {

std::string recipeOf(const std::string& stages)
{
    return "espalier: 1\nstages:\n" + stages;
}

const std::string kPrune = "  - name: pruning\n"
                           "    modifiers:\n"
                           "      - MagnitudePruningModifier: {sparsity: 0.5, mask_structure: '2:4'}\n";

std::string trainStage(const std::string& modifiers)
{
    return "  - name: training\n    run_type: train\n    modifiers:\n" + modifiers;
}

const std::string kTune = "      - FineTuningModifier: {learning_rate: 0.01, epochs: 6, batch_size: 4}\n";

} // namespace

class TrainingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Plain text and chats together; the loss leaves out what the user says.
    void chatsAreTrainedOn()
    {
        const std::string model = m_directory.filePath("chat").toStdString();
        writeModel(model, tests::tinyConfig(), tests::tinyTensors());
        const auto setTemplate = [&](const char* source) {
            return bool(writeFileAtomically(model + "/chat_template.jinja", source));
        };
        QVERIFY(setTemplate("{% for m in messages %}{{ 'n' if m.role == 'user' else 'o' }}{{ m.content }}{% endfor %}"
                            "{% if add_generation_prompt %}o{% endif %}"));
        std::string chats;
        for (unsigned i = 0; i < 30; ++i) // what the user says cannot be foretold, the answer always can
            chats += "{\"messages\": [{\"role\": \"user\", \"content\": \"" + tests::letters(12, i) +
                     "\"}, {\"role\": \"assistant\", \"content\": \"abcabcabc\"}]}\n";
        const std::string file = m_directory.filePath("chats.jsonl").toStdString();
        QVERIFY(bool(writeFileAtomically(file, chats)));
        const auto run = [&](const std::string& keys) {
            CompressOptions options = optionsFor(trainStage("      - FineTuningModifier: {learning_rate: 0.01, epochs: "
                                                            "8, batch_size: 4" +
                                                            keys + "}\n"),
                                                 model);
            options.calibrationFiles = {m_text, file};
            return tests::compressed(std::move(options));
        };
        const auto bestLoss = [](const tests::CompressRun& done) {
            double best = 1e9;
            for (const auto& step : done.all<protocol::TrainingStep>())
                best = std::min(best, step.heldOut.value_or(best));
            return best;
        };
        const auto predictions = [](const tests::CompressRun& done) {
            for (const auto& log : done.all<protocol::Log>()) {
                if (const auto at = log.text.find(" predictions an epoch"); at != std::string::npos)
                    return std::stol(log.text.substr(log.text.rfind(' ', at - 1)));
            }
            return 0L;
        };
        const tests::CompressRun all = run("");
        const tests::CompressRun answers = run(", loss_on: assistant");
        qInfo("%ld and %ld predictions, losses %g and %g", predictions(all), predictions(answers), bestLoss(all),
              bestLoss(answers));
        QVERIFY(predictions(answers) > 0 && predictions(answers) < predictions(all));
        QVERIFY(bestLoss(answers) < bestLoss(all));

        QVERIFY(setTemplate("{% if messages | length > 1 %}b{% else %}c{% endif %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
        try {
            run(", loss_on: assistant");
            QFAIL("it ran");
        } catch (const std::runtime_error& error) {
            QVERIFY2(QString(error.what()).startsWith("train.chat"), error.what());
        }
        std::filesystem::remove(model + "/chat_template.jinja");
        try {
            run("");
            QFAIL("it ran");
        } catch (const std::runtime_error& error) {
            QVERIFY2(QString(error.what()).startsWith("data.chat.template"), error.what());
        }
    }

    void aPrunedModelIsTrainedUnderItsMask()
    {
        const auto run = trained(kPrune + trainStage(kTune));
        const auto pruned = opened(run, "pruning");
        const auto tuned = opened(run, "training");
        QVERIFY(tuned.spec().tiedEmbeddings == pruned.spec().tiedEmbeddings);
        for (std::size_t layer = 0; layer < 2; ++layer) {
            const nn::Block before = nn::loadBlock(pruned, layer);
            const nn::Block after = nn::loadBlock(tuned, layer);
            for (std::size_t role = 0; role < model::kRoleCount; ++role) {
                QVERIFY(at::equal(before.linears[role].weight.eq(0.0), after.linears[role].weight.eq(0.0)));
                QVERIFY(!at::equal(before.linears[role].weight, after.linears[role].weight));
            }
            QVERIFY(!at::equal(before.inputNorm.weight, after.inputNorm.weight));
        }
        const auto steps = run.all<protocol::TrainingStep>();
        QVERIFY(steps.size() > 4);
        QCOMPARE(steps.back().stage, std::string("training"));
        double first = 0.0;
        double best = 1e9;
        for (const auto& step : steps) {
            if (step.heldOut && step.step == 0)
                first = *step.heldOut;
            if (step.heldOut)
                best = std::min(best, *step.heldOut);
        }
        QVERIFY2(best < first - 0.1, qPrintable(QString("%1 -> %2").arg(first).arg(best)));
        QCOMPARE(run.result["stages"].size(), std::size_t(2));
        const auto perplexities = run.all<protocol::Perplexity>();
        QVERIFY(std::any_of(perplexities.begin(), perplexities.end(),
                            [](const auto& figure) { return figure.kind == "heldOut"; }));
    }

    void withoutTheModifierDefaultsHold()
    {
        const auto run = trained(kPrune + trainStage("      - ConstantPruningModifier: {targets: ['re:.*weight']}\n"));
        const auto logs = run.all<protocol::Log>();
        QVERIFY(std::any_of(logs.begin(), logs.end(), [](const auto& log) {
            return log.text.find("trains with the defaults") != std::string::npos;
        }));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
    }

    void normsAlone()
    {
        const auto run = trained(
            trainStage("      - FineTuningModifier: {learning_rate: 0.01, epochs: 2, train: norms, batch_size: 4}\n"));
        const auto before = openedFolder(m_model);
        const auto after = opened(run, "training");
        QVERIFY(at::equal(nn::loadBlock(before, 1).linears[0].weight, nn::loadBlock(after, 1).linears[0].weight));
        QVERIFY(!at::equal(nn::loadBlock(before, 1).inputNorm.weight, nn::loadBlock(after, 1).inputNorm.weight));
        QVERIFY(!at::equal(nn::loadEnds(before).finalNorm.weight, nn::loadEnds(after).finalNorm.weight));
        QVERIFY(at::equal(nn::loadEnds(before).embedding, nn::loadEnds(after).embedding));
    }

    void aTiedModelStaysTied()
    {
        auto config = tests::tinyConfig();
        config["tie_word_embeddings"] = true;
        auto tensors = tests::tinyTensors();
        tensors.erase("lm_head.weight");
        const std::string folder = m_directory.filePath("tied").toStdString();
        writeModel(folder, config, tensors);
        const auto run = trained(trainStage(kTune), folder);
        const auto after = opened(run, "training");
        QVERIFY(after.spec().tiedEmbeddings);
        QVERIFY(!after.find("lm_head.weight"));
        QVERIFY(!at::equal(nn::loadEnds(openedFolder(folder)).embedding, nn::loadEnds(after).embedding));
    }

    void theSameRunGivesTheSameBytes()
    {
        const auto bytes = [this] {
            const auto run = trained(kPrune + trainStage(kTune));
            return *readTextFile(run.result["model"].get<std::string>() + "/model.safetensors");
        };
        QVERIFY(bytes() == bytes());
    }

    void distilledModelsComeNearToTheTeacher()
    {
        const auto run = trained(kPrune + trainStage(kTune + "      - OutputDistillationModifier: {orig_scale: 0}\n"
                                                             "      - HiddenDistillationModifier: {orig_scale: 0}\n"));
        const double pruned = run.result["stages"][0]["kl"];
        const double distilled = run.result["stages"][1]["kl"];
        QVERIFY2(distilled < 0.5 * pruned, qPrintable(QString("%1 -> %2").arg(pruned).arg(distilled)));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
    }

    void roundedTrainingIsStoredAsItsScheme()
    {
        const auto run = trained(
            kPrune + trainStage(kTune + "      - QuantizationModifier:\n"
                                        "          ignore: [lm_head]\n"
                                        "          config_groups:\n"
                                        "            all: {targets: [Linear], weights: {num_bits: 8, symmetric: true, "
                                        "strategy: channel}}\n"));
        const auto after = opened(run, "training");
        QVERIFY(after.storedScheme("model.layers.0.mlp.up_proj").has_value());
        QVERIFY(!after.storedScheme("lm_head").has_value());
        const nn::Block pruned = nn::loadBlock(opened(run, "pruning"), 0);
        const nn::Block block = nn::loadBlock(after, 0);
        const auto& zeros = pruned.linears[4].weight.eq(0.0);
        QCOMPARE((block.linears[4].weight * zeros).abs().max().item<float>(), 0.0F);
    }

    void threeStagesKeepEveryZero()
    {
        const auto run = trained(kPrune + trainStage(kTune) +
                                 "  - name: quantization\n"
                                 "    modifiers:\n"
                                 "      - QuantizationModifier:\n"
                                 "          ignore: [lm_head]\n"
                                 "          config_groups:\n"
                                 "            all: {targets: [Linear], weights: {num_bits: 4, symmetric: true, "
                                 "strategy: group, group_size: 4}}\n");
        QCOMPARE(run.result["stages"].size(), std::size_t(3));
        const auto pruned = opened(run, "pruning");
        const auto stored = opened(run, "quantization");
        for (std::size_t layer = 0; layer < 2; ++layer) {
            const nn::Block before = nn::loadBlock(pruned, layer);
            const nn::Block after = nn::loadBlock(stored, layer);
            for (std::size_t role = 0; role < model::kRoleCount; ++role) {
                const at::Tensor zeros = before.linears[role].weight.eq(0.0);
                // Two of four at the least: the model had some before.
                QVERIFY(zeros.sum().item<std::int64_t>() * 2 >= zeros.numel());
                QCOMPARE((after.linears[role].weight * zeros).abs().max().item<float>(), 0.0F);
            }
        }
    }

    void integersAreNotTrainedAsTheyAre()
    {
        const std::string quantize = "  - name: quantization\n"
                                     "    modifiers:\n"
                                     "      - QuantizationModifier:\n"
                                     "          config_groups:\n"
                                     "            all: {targets: [Linear], weights: {num_bits: 8, symmetric: true, "
                                     "strategy: channel}}\n";
        QCOMPARE(failure(quantize + trainStage(kTune)), std::string("train.quantized"));
        // Norms may be.
        const auto run = trained(
            quantize +
            trainStage("      - FineTuningModifier: {learning_rate: 0.01, epochs: 1, train: norms, batch_size: 4}\n"));
        QVERIFY(opened(run, "training").storedScheme("model.layers.0.mlp.up_proj").has_value());
    }

    void lowRankTrainingIsMergedUnderTheMask()
    {
        const auto run =
            trained(kPrune + trainStage(kTune + "      - LoRAModifier: {rank: 2, targets: ['re:.*up_proj']}\n"));
        const auto pruned = opened(run, "pruning");
        const auto after = opened(run, "training");
        const nn::Block before = nn::loadBlock(pruned, 0);
        const nn::Block block = nn::loadBlock(after, 0);
        const auto up = std::size_t(model::Role::Up);
        const auto down = std::size_t(model::Role::Down);
        QVERIFY(!at::equal(before.linears[up].weight, block.linears[up].weight));
        QVERIFY(at::equal(before.linears[up].weight.eq(0.0), block.linears[up].weight.eq(0.0)));
        QVERIFY(at::equal(before.linears[down].weight, block.linears[down].weight));
    }

    void sparsityRisesWhileTraining()
    {
        const auto run = trained(trainStage(
            kTune + "      - MagnitudePruningModifier: {sparsity: 0.5, init_sparsity: 0.1, start: 1, end: 4}\n"));
        const nn::Block block = nn::loadBlock(opened(run, "training"), 0);
        for (const nn::Linear& linear : block.linears) {
            const auto nonzero = at::count_nonzero(linear.weight).item<std::int64_t>();
            // Zeros of the model stay and are the smallest weights, so they are among the pruned half.
            QCOMPARE(nonzero, linear.weight.numel() / 2);
        }
    }

    void aStudentIsMadeAndTaught()
    {
        const auto run =
            trained(trainStage("      - FineTuningModifier: {learning_rate: 0.01, epochs: 12, batch_size: 4}\n"
                               "      - StudentModifier: {num_hidden_layers: 1, hidden_size: 4, intermediate_size: 6}\n"
                               "      - OutputDistillationModifier: {orig_scale: 0}\n"));
        const auto student = opened(run, "training");
        QCOMPARE(student.spec().layers.size(), std::size_t(1));
        QCOMPARE(student.spec().hiddenSize, std::int64_t(4));
        QVERIFY(std::filesystem::exists(student.folder() / "tokenizer.json"));
        QVERIFY(!std::filesystem::exists(m_output + "/stage_training.student"));
        const auto steps = run.all<protocol::TrainingStep>();
        QVERIFY(*steps.back().heldOut < *steps.front().heldOut);
        QCOMPARE(failure(trainStage("      - StudentModifier: {num_attention_heads: 3}\n")),
                 std::string("model.config"));
    }

    void modifiersStandInTheirStages()
    {
        QCOMPARE(failure("  - name: a\n    modifiers:\n" + kTune), std::string("recipe.modifier.stage"));
        QCOMPARE(failure(trainStage("      - SparseGPTModifier: {sparsity: 0.5}\n")),
                 std::string("recipe.modifier.stage"));
        QCOMPARE(failure(trainStage(kTune + kTune)), std::string("recipe.modifier.twice"));
    }

    void trainingNeedsText()
    {
        CompressOptions options = optionsFor(kPrune + trainStage(kTune), m_model);
        options.calibrationFiles.clear();
        const auto prepared = Pipeline::prepare(std::move(options));
        QVERIFY(!prepared);
        QCOMPARE(prepared.error().code, std::string("run.data"));
    }

    void cancelEndsTheTraining()
    {
        auto pipeline = Pipeline::prepare(optionsFor(trainStage(kTune), m_model));
        QVERIFY(pipeline);
        const CancelToken cancel;
        const auto events = [&](const protocol::EventBody& event) {
            if (const auto* step = std::get_if<protocol::TrainingStep>(&event); step && step->step == 2)
                cancel.request();
        };
        QVERIFY_EXCEPTION_THROWN((void)pipeline->run(events, cancel), Cancelled);
        QVERIFY(!std::filesystem::exists(m_output + "/stage_training"));
    }

    void anInterruptedTrainingGoesOn()
    {
        RunData data;
        for (int window = 0; window < 15; ++window) {
            std::vector<text::TokenId> ids;
            for (int token = 0; token < 8; ++token)
                ids.push_back(text::TokenId((window * 5 + token * token) % 16));
            (window % 5 == 4 ? data.selection : data.training).push_back(std::move(ids));
        }
        TrainingPlan plan;
        plan.tuning.learningRate = 0.01;
        plan.tuning.epochs = 4.0;
        plan.tuning.batchWindows = 2;
        plan.tuning.accumulation = 2;
        plan.tuning.saveEvery = 2;
        plan.pruning = MagnitudeRecipe{};
        plan.sparsity["model.layers.0.mlp.up_proj"] = 0.75;
        const auto run = [&](const std::string& name, std::int64_t cancelAt) {
            const std::filesystem::path folder = m_directory.filePath(QString::fromStdString(name)).toStdString();
            const CancelToken cancel;
            std::int64_t first = -1;
            RunContext context(
                [&](const protocol::EventBody& event) {
                    const auto* step = std::get_if<protocol::TrainingStep>(&event);
                    if (!step)
                        return;
                    first = first < 0 ? step->step : first;
                    if (step->step == cancelAt)
                        cancel.request();
                },
                cancel, 1.0, data);
            const Windows none;
            const model::Checkpoint input = openedFolder(m_model);
            try {
                const auto report =
                    runTraining({"training", folder, input, input, plan, {&none, nullptr, {}}}, context);
                if (!report)
                    throw std::runtime_error(toString(report.error()));
            } catch (const Cancelled&) {
                return std::pair(first, std::string());
            }
            return std::pair(first, *readTextFile(folder / "model.safetensors"));
        };
        const auto whole = run("undisturbed", -1);
        QCOMPARE(whole.first, std::int64_t(0));
        for (const std::int64_t step : {3, 8}) {
            const std::string name = "interrupted" + std::to_string(step);
            QCOMPARE(run(name, step).second, std::string());
            const auto rest = run(name, -1);
            QCOMPARE(rest.first, step / 2 * 2 + 1);
            QVERIFY(rest.second == whole.second);
            QVERIFY(!std::filesystem::exists(m_directory.filePath(QString::fromStdString(name)).toStdString() +
                                             ".training.safetensors"));
        }
    }

    void aStateOfOtherWeightsIsRefused()
    {
        const std::string file = m_directory.filePath("state.safetensors").toStdString();
        TrainingState state;
        state.figures = {{"step", 3}};
        state.parameters = {at::ones({2, 3})};
        state.moments = {3, {at::ones({2, 3})}, {at::full({2, 3}, 2.0)}};
        QVERIFY(bool(state.save(file)));
        const auto same = TrainingState::load(file, {at::zeros({2, 3})});
        QVERIFY(same && *same);
        QCOMPARE((*same)->moments.steps, std::int64_t(3));
        QVERIFY(at::equal((*same)->moments.square[0], state.moments.square[0]));
        QVERIFY((*same)->best.empty());
        QCOMPARE(TrainingState::load(file, {at::zeros({3, 3})}).error().code, std::string("train.state"));
        QVERIFY(!*TrainingState::load(file + "x", {}));
    }

    void storiesDistilled()
    {
        const std::string model = tests::sharedData("models/stories260K").toStdString();
        if (model.empty())
            QSKIP("needs models/stories260K of the shared reference data");
        CompressOptions options = optionsFor(
            "  - name: pruning\n    modifiers:\n      - SparseGPTModifier: {sparsity: 0.5, mask_structure: '8:16'}\n" +
                trainStage("      - FineTuningModifier: {learning_rate: 0.001, epochs: 4, warmup_ratio: 0, windows: "
                           "calibration}\n"
                           "      - OutputDistillationModifier: {orig_scale: 0}\n"),
            model);
        options.calibrationFiles = {tests::sharedData("text/tinystories/first_half.txt").toStdString()};
        options.evaluationFiles = {tests::sharedData("text/tinystories/second_half.txt").toStdString()};
        options.samples = 64;
        options.windowTokens = 256;
        const tests::CompressRun run = tests::compressed(std::move(options));
        const double pruned = run.result["stages"][0]["perplexity"];
        const double after = run.result["perplexityAfter"];
        qInfo("%.3f -> %.3f", pruned, after);
        // An independent implementation of these steps has 11.58.
        QVERIFY2(after < 11.9, qPrintable(QString::number(after)));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
        // At least half of the gap that pruning opened is closed.
        const double dense = run.result["perplexityBefore"];
        QVERIFY(after - dense < 0.5 * (pruned - dense));
    }

    void initTestCase()
    {
        m_model = m_directory.filePath("model").toStdString();
        writeModel(m_model, tests::tinyConfig(), tests::tinyTensors());
        // Letters that follow each other by a rule, so that there is something to learn.
        std::string text;
        for (int i = 0; i < 700; ++i)
            text += char('a' + (i * i / 3 + i % 3) % 15);
        m_text = m_directory.filePath("text.txt").toStdString();
        QVERIFY(bool(writeFileAtomically(m_text, text)));
    }

private:
    static void writeModel(const std::string& folder, const nlohmann::json& config, const tests::TinyTensors& tensors)
    {
        tests::writeModel(folder, config, tensors);
        if (!writeFileAtomically(folder + "/tokenizer.json", tests::letterTokenizer().dump()))
            throw std::runtime_error("the tokenizer cannot be written");
    }

    CompressOptions optionsFor(const std::string& stages, const std::string& model)
    {
        m_output = m_directory.filePath(QString("run%1").arg(++m_runs)).toStdString();
        CompressOptions options;
        options.model = model;
        options.output = m_output;
        options.recipe = tests::parsedRecipe(recipeOf(stages));
        options.calibrationFiles = {m_text};
        options.samples = 16;
        options.windowTokens = 16;
        options.threads = 1;
        return options;
    }

    tests::CompressRun trained(const std::string& stages) { return trained(stages, m_model); }
    tests::CompressRun trained(const std::string& stages, const std::string& model)
    {
        return tests::compressed(optionsFor(stages, model));
    }

    /// The code that a run ends with.
    std::string failure(const std::string& stages)
    {
        auto pipeline = Pipeline::prepare(optionsFor(stages, m_model));
        if (!pipeline)
            return pipeline.error().code;
        const auto result = pipeline->run([](const protocol::EventBody&) {}, {});
        return result ? std::string() : result.error().code;
    }

    static model::Checkpoint openedFolder(const std::string& folder)
    {
        auto checkpoint = model::Checkpoint::open(folder);
        if (!checkpoint)
            throw std::runtime_error(toString(checkpoint.error()));
        return checkpoint.take();
    }
    static model::Checkpoint opened(const tests::CompressRun& run, const std::string& stage)
    {
        return openedFolder(run.result["runDirectory"].get<std::string>() + "/stage_" + stage);
    }

    QTemporaryDir m_directory;
    std::string m_model;
    std::string m_text;
    std::string m_output;
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(TrainingTest)
#include "training_test.moc"
