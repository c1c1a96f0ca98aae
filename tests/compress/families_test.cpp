#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>

#include <ATen/TensorOperators.h>
#include <ATen/ops/all.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/sub.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/compress/pipeline.h"
#include "core/engine/executor.h"
#include "core/export/export.h"
#include "core/formats/safetensors.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/golden_families.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
namespace fs = std::filesystem;

namespace {

constexpr const char* kGptq = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    GPTQModifier:
      targets: [Linear]
      ignore: [lm_head, embed_out, transformer.output_layer]
      config_groups:
        group_0:
          targets: [Linear]
          weights: {num_bits: 4, symmetric: true, strategy: group, group_size: 16}
)";

constexpr const char* kHalf = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:.*(q_proj|v_proj|gate_proj|w1|fc1|c_fc|dense_h_to_4h|down_proj|w2)$']
)";

constexpr const char* kOsscar = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    OSSCARPruningModifier:
      mlp_pruning_ratio: 0.25
      multiple: 8
      targets: ['re:.*(down_proj|w2|fc2|mlp.c_proj|dense_4h_to_h)$']
)";

constexpr const char* kDepth = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    DepthPruningModifier:
      layers: 1
)";

/// A golden checkpoint with a tokenizer of letters, whose ids every vocabulary has.
fs::path withTokenizer(const QString& folder, const fs::path& copy)
{
    fs::copy(folder.toStdString(), copy, fs::copy_options::recursive);
    fs::remove(copy / "golden.safetensors");
    if (!writeFileAtomically(copy / "tokenizer.json", tests::letterTokenizer().dump())) {
        throw std::runtime_error("the tokenizer was not written");
    }
    return copy;
}

/// Logits of a few tokens; all of them finite.
at::Tensor logitsOf(const model::Checkpoint& checkpoint)
{
    const std::vector<std::int32_t> ids{3, 1, 4, 1, 5, 9, 2, 6};
    return nn::sequenceLogits(checkpoint, ids);
}

std::int64_t parametersOf(const model::Checkpoint& checkpoint)
{
    std::int64_t sum = 0;
    for (const std::string& name : checkpoint.tensorNames())
        sum += checkpoint.find(name)->info->elements();
    return sum;
}

} // namespace

class FamiliesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_root = fs::path(m_temporary.path().toStdString()) / std::to_string(++m_count); }

    void referenceAgrees_data() { tests::addGoldenFamilies(); }
    void referenceAgrees()
    {
        QFETCH(const QString, folder);
        const auto checkpoint = model::Checkpoint::open(folder.toStdString());
        QVERIFY(bool(checkpoint));
        const tests::GoldenFamily golden(folder);
        const at::Tensor logits = nn::sequenceLogits(*checkpoint, golden.ids("prompt2.input_ids")).contiguous();
        const std::span<const float> values(logits.data_ptr<float>(), std::size_t(logits.numel()));
        QVERIFY(tests::largestDifference(values, golden.floats("prompt2.logits")) < tests::goldenTolerance(folder));
        passed("reference");
    }

    void engineAgrees_data() { tests::addGoldenFamilies(); }
    void engineAgrees()
    {
        QFETCH(const QString, folder);
        ThreadPool pool(2);
        engine::LoadOptions options;
        options.cache = false; // nothing is written beside the reference data
        const auto loaded = engine::LoadedModel::load(fs::path(folder.toStdString()), pool, options);
        QVERIFY(bool(loaded));
        const tests::GoldenFamily golden(folder);
        const std::vector<text::TokenId> ids = golden.ids("prompt2.input_ids");
        engine::Executor executor(*loaded, pool);
        engine::Sequence sequence((*loaded)->spec(), ids.size(), engine::KvType::Float32);
        const engine::BatchPart part{&sequence, ids, engine::BatchPart::Logits::All};
        QVERIFY(bool(executor.forward({&part, 1})));
        std::vector<float> values;
        for (std::size_t row = 0; row < executor.logitRows(); ++row)
            values.insert(values.end(), executor.logits(row).begin(), executor.logits(row).end());
        QVERIFY(tests::largestDifference(values, golden.floats("prompt2.logits")) < tests::goldenTolerance(folder));
        passed("engine");
    }

    void sparseGptPrunesEachPart_data() { tests::addGoldenFamilies(); }
    void sparseGptPrunesEachPart()
    {
        run(kHalf);
        int pruned = 0;
        for (const model::LayerSpec& layer : m_before->spec().layers) {
            for (const model::LinearSpec* linear : layer.allLinears()) {
                if (linear->role != model::Role::Query && linear->role != model::Role::Gate)
                    continue;
                const auto statistics = model::weightStatistics(*m_after, linear->name);
                QVERIFY(bool(statistics));
                const double sparsity = statistics->sparsity();
                QVERIFY2(std::abs(sparsity - 0.5) < 0.01, linear->name.c_str());
                ++pruned;
            }
        }
        QVERIFY(pruned >= int(m_before->spec().layers.size()));
        unchangedTensorsAreCopied();
        filesAreLaidOutAsTheSource();
        passed("SparseGPT");
    }

    void gptqQuantizesEachPart_data() { tests::addGoldenFamilies(); }
    void gptqQuantizesEachPart()
    {
        run(kGptq);
        for (const model::LayerSpec& layer : m_after->spec().layers) {
            for (const model::LinearSpec* linear : layer.allLinears()) {
                const auto scheme = m_after->storedScheme(linear->name);
                QVERIFY2(scheme && scheme->weights && scheme->weights->bits == 4, linear->name.c_str());
            }
        }
        // Four bits in groups of 16 with fitted errors: the outputs stay near.
        const at::Tensor before = logitsOf(*m_before);
        const at::Tensor after = logitsOf(*m_after);
        const double error = ((after - before).norm() / before.norm()).item<double>();
        QVERIFY2(error < 0.6, std::to_string(error).c_str());
        passed("GPTQ");
    }

    void osscarNarrowsTheFeedForwardPart_data() { tests::addGoldenFamilies(); }
    void osscarNarrowsTheFeedForwardPart()
    {
        run(kOsscar);
        QVERIFY(parametersOf(*m_after) < parametersOf(*m_before));
        for (std::size_t layer = 0; layer < m_after->spec().layers.size(); ++layer) {
            const auto before = m_before->spec().layers[layer].allLinears();
            const auto after = m_after->spec().layers[layer].allLinears();
            for (std::size_t i = 0; i < before.size(); ++i) {
                if (before[i]->role == model::Role::Down)
                    QVERIFY2(after[i]->inFeatures < before[i]->inFeatures, after[i]->name.c_str());
            }
        }
        passed("OSSCAR");
    }

    void depthPruningLeavesALayerOut_data() { tests::addGoldenFamilies(); }
    void depthPruningLeavesALayerOut()
    {
        run(kDepth);
        QCOMPARE(m_after->spec().layers.size() + 1, m_before->spec().layers.size());
        passed("depth");
    }

    void ggufIsWrittenAndRead_data() { tests::addGoldenFamilies(); }
    void ggufIsWrittenAndRead()
    {
        QFETCH(const QString, folder);
        const auto report = exported(exporting::ExportTarget::Gguf, "F32");
        if (folder.endsWith(QLatin1String("opt"))) { // llama.cpp knows no such model
            QVERIFY(!report);
            QCOMPARE(report.error().code, std::string("export.family"));
            return;
        }
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto file = model::Checkpoint::open(report->path);
        QVERIFY2(bool(file), file ? "" : toString(file.error()).c_str());
        QVERIFY(bool(file->requireComplete()));
        QCOMPARE(file->unexpectedTensors(), std::vector<std::string>());
        // shorter than Mistral's window, which llama.cpp's architecture has not
        const at::Tensor expected = logitsOf(*model::Checkpoint::open(folder.toStdString()));
        const double difference = (logitsOf(*file) - expected).abs().max().item<double>();
        QVERIFY2(difference < tests::goldenTolerance(folder), std::to_string(difference).c_str());
        passed("GGUF");
    }

    void onnxIsWritten_data() { tests::addGoldenFamilies(); }
    void onnxIsWritten()
    {
        const auto report = exported(exporting::ExportTarget::Onnx, "fp32");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        passed("ONNX");
    }

    /// docs/families.md holds what was run, no more and no less.
    void thePageSaysWhatWasRun()
    {
        if (m_passed.empty())
            QSKIP("The reference data is not there.");
        const auto page = readTextFile(ESPALIER_SOURCE_DIR "/docs/families.md");
        QVERIFY(bool(page));
        const std::size_t begin = page->find("<!-- matrix -->\n") + 16;
        const std::string table = page->substr(begin, page->find("<!-- end -->") - begin);
        QVERIFY2(table == matrix(), ("docs/families.md should hold:\n" + matrix()).c_str());
    }

private:
    /// The last line of a test: its cell of the table.
    void passed(const std::string& column) { m_passed[QTest::currentDataTag()].insert(column); }

    std::string matrix() const
    {
        const std::vector<std::string> columns{"reference", "engine", "SparseGPT", "GPTQ",
                                               "OSSCAR",    "depth",  "GGUF",      "ONNX"};
        std::string table = "| checkpoint |";
        std::string rule = "|---|";
        for (const std::string& column : columns) {
            table += " " + column + " |";
            rule += "---|";
        }
        table += "\n" + rule + "\n";
        for (const auto& [checkpoint, cells] : m_passed) {
            table += "| " + checkpoint + " |";
            for (const std::string& column : columns)
                table += cells.contains(column) ? " yes |" : " no |";
            table += "\n";
        }
        return table;
    }

    /// With its certificate: every weight read again and compared.
    Result<exporting::ExportReport> exported(exporting::ExportTarget target, const std::string& type) const
    {
        QFETCH(const QString, folder);
        fs::create_directories(m_root);
        exporting::ExportRequest request;
        request.model = folder.toStdString();
        request.target = target;
        request.type = type;
        request.out = m_root / "exported";
        request.threads = 1;
        return exporting::exportModel(request, [](std::string_view, double) {}, {});
    }

    void run(const char* recipe)
    {
        QFETCH(const QString, folder);
        fs::create_directories(m_root);
        const fs::path copy = withTokenizer(folder, m_root / "model");
        const fs::path text = m_root / "text.txt";
        if (!writeFileAtomically(text, tests::letters(1600, 7)))
            throw std::runtime_error("the text was not written");
        compress::CompressOptions options;
        options.model = copy;
        options.recipe = tests::parsedRecipe(recipe);
        options.output = m_root / "run";
        options.calibrationFiles = {text};
        options.samples = 24;
        options.windowTokens = 24;
        options.threads = 1; // tiny matrices
        (void)tests::compressed(std::move(options));
        m_before = model::Checkpoint::open(copy).value();
        m_after = model::Checkpoint::open(m_root / "run" / "stage_test").value();
        QVERIFY(bool(m_after->requireComplete()));
        QVERIFY2(m_after->unexpectedTensors().empty(),
                 m_after->unexpectedTensors().empty() ? "" : m_after->unexpectedTensors().front().c_str());
        QVERIFY(at::isfinite(logitsOf(*m_after)).all().item<bool>());
    }

    /// Also those that stand in one tensor with compressed ones.
    void unchangedTensorsAreCopied()
    {
        for (const model::LayerSpec& layer : m_before->spec().layers) {
            const std::string& key = layer.find(model::Role::Key)->name;
            const auto a = m_before->find(key + ".weight")->bytes();
            const auto b = m_after->find(key + ".weight")->bytes();
            QVERIFY2(std::equal(a.span().begin(), a.span().end(), b.span().begin(), b.span().end()), key.c_str());
        }
    }

    QTemporaryDir m_temporary;
    fs::path m_root;
    int m_count = 0;
    /// So that other programs, which know the family's own tensors, load the result.
    void filesAreLaidOutAsTheSource()
    {
        std::map<std::string, std::vector<std::int64_t>> before;
        for (const fs::path& path : m_before->files()) {
            const auto file = formats::SafetensorsFile::open(path);
            for (const formats::TensorInfo& tensor : file->tensors())
                before[tensor.name] = tensor.shape;
        }
        std::size_t found = 0;
        for (const fs::path& path : m_after->files()) {
            const auto file = formats::SafetensorsFile::open(path);
            for (const formats::TensorInfo& tensor : file->tensors()) {
                const std::string base = m_before->spec().basePrefix; // which some sources leave out
                const auto same = before.find(before.contains(tensor.name)
                                                  ? tensor.name
                                                  : tensor.name.substr(std::min(base.size(), tensor.name.size())));
                QVERIFY2(same != before.end() && same->second == tensor.shape, tensor.name.c_str());
                ++found;
            }
        }
        QCOMPARE(found, before.size());
    }

    std::map<std::string, std::set<std::string>> m_passed; ///< columns by checkpoint
    std::optional<model::Checkpoint> m_before;
    std::optional<model::Checkpoint> m_after;
};

QTEST_GUILESS_MAIN(FamiliesTest)
#include "families_test.moc"
