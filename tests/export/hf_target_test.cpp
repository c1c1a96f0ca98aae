#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/formats/safetensors.h"
#include "core/model/checkpoint.h"
#include "tests/support/golden_families.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::exporting;
namespace fs = std::filesystem;

namespace {

Result<ExportReport> exported(const fs::path& model, const fs::path& out, const std::string& type,
                              const CancelToken& cancel = {})
{
    ExportRequest request;
    request.model = model;
    request.target = ExportTarget::HuggingFace;
    request.type = type;
    request.out = out;
    return exportModel(
        request, [](std::string_view, double) {}, cancel);
}

/// Bytes of every tensor of a folder by name.
std::map<std::string, std::vector<std::byte>> tensorsOf(const fs::path& folder)
{
    std::map<std::string, std::vector<std::byte>> tensors;
    const auto checkpoint = model::Checkpoint::open(folder);
    for (const fs::path& path : checkpoint->files()) {
        const auto file = formats::SafetensorsFile::open(path);
        for (const formats::TensorInfo& tensor : file->tensors()) {
            const auto bytes = file->data(tensor);
            tensors[tensor.name] = {bytes.begin(), bytes.end()};
        }
    }
    return tensors;
}

} // namespace

class HfTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_root = fs::path(m_temporary.path().toStdString()) / std::to_string(++m_count);
        fs::create_directories(m_root);
        m_model = m_root / "run" / "stage_pruned";
        fs::create_directories(m_model.parent_path());
        tests::writeModel(m_model, tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(bool(writeFileAtomically(m_model / "tokenizer.json", tests::letterTokenizer().dump())));
    }

    void tensorsAreCopiedAsTheyAre()
    {
        const auto report = exported(m_model, m_root / "out", "");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(tensorsOf(m_root / "out") == tensorsOf(m_model));
        QVERIFY(fs::exists(m_root / "out" / "tokenizer.json") && fs::exists(m_root / "out" / "certificate.json"));
        QVERIFY(report->certificate["modules"].size() >= 10 && report->bytes > 0);
    }

    void narrowTypesAreRounded()
    {
        const auto report = exported(m_model, m_root / "out", "BF16");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto written = model::Checkpoint::open(m_root / "out");
        QVERIFY(bool(written));
        QCOMPARE(written->find("model.norm.weight")->info->dtype, formats::DType::BF16);
        QVERIFY(written->config()["torch_dtype"] == "bfloat16");
    }

    /// Fused and turned matrices come out as the family has them: the very bytes of the source.
    void everyFamilyKeepsItsTensors_data() { tests::addGoldenFamilies(); }
    void everyFamilyKeepsItsTensors()
    {
        QFETCH(const QString, folder);
        const fs::path source = folder.toStdString();
        const auto checkpoint = model::Checkpoint::open(source);
        const bool half =
            checkpoint->find(checkpoint->spec().finalNorm + ".weight")->info->dtype != formats::DType::F32;
        const auto report = exported(source, m_root / "out", half ? "BF16" : "F32");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto before = tensorsOf(source);
        const std::string& prefix = checkpoint->spec().basePrefix;
        for (const auto& [name, bytes] : tensorsOf(m_root / "out")) {
            const auto same = before.find(before.contains(name) ? name : name.substr(prefix.size()));
            QVERIFY2(same != before.end() && same->second == bytes, name.c_str());
        }
    }

    void theCardSaysWhatWasMeasured()
    {
        nlohmann::json manifest = {{"stages", {{{"folder", "stage_pruned"}}}},
                                   {"figures", {{"perplexityBefore", 6.5}, {"perplexityAfter", nullptr}}}};
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "manifest.json", manifest.dump())));
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "recipe.yaml", "espalier: 1\n")));
        QVERIFY(bool(exported(m_model, m_root / "out", "F16")));
        const std::string card = readTextFile(m_root / "out" / "README.md").value();
        QVERIFY2(card.find("```yaml\nespalier: 1\n```") != std::string::npos, card.c_str());
        QVERIFY(card.find("| perplexity before | 6.5 |") != std::string::npos);
        QVERIFY(card.find("perplexity after") == std::string::npos); // it was not measured

        // What was measured after a later stage says nothing about this one.
        manifest["stages"].push_back({{"folder", "stage_later"}});
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "manifest.json", manifest.dump())));
        QVERIFY(bool(exported(m_model, m_root / "again", "F16")));
        QVERIFY(readTextFile(m_root / "again" / "README.md")->find("perplexity") == std::string::npos);
    }

    void whatCannotBeIsRefused()
    {
        QCOMPARE(exported(m_model, m_root / "out", "Q4_0").error().code, std::string("export.type"));
        QCOMPARE(exported(m_model, m_model, "").error().code, std::string("file.exists"));
        const CancelToken cancel;
        cancel.request();
        QVERIFY_EXCEPTION_THROWN((void)exported(m_model, m_root / "out", "", cancel), Cancelled);
        QVERIFY(!fs::exists(m_root / "out") && !fs::exists(m_root / "out.partial"));
    }

private:
    QTemporaryDir m_temporary;
    fs::path m_root;
    fs::path m_model;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(HfTargetTest)
#include "hf_target_test.moc"
