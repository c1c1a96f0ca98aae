#include <algorithm>
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/export/onnx.h"
#include "core/formats/safetensors.h"
#include "core/model/checkpoint.h"
#include "tests/clients/onnx_run.h"
#include "tests/support/golden_values.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::tests;

/// onnxruntime runs the export of a small checkpoint of each family; the logits are those of an independent
/// implementation in float64.
class OnnxFamiliesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logitsAreTheGoldenOnes_data()
    {
        QTest::addColumn<QString>("family");
        for (const char* family :
             {"llama", "llama3", "llama3_v5config", "mistral", "mixtral", "qwen2", "qwen2_sharded_bf16", "qwen3",
              "phi3", "phi3_longrope", "cohere", "opt", "chatglm3", "deepseek_moe", "gemma2", "gpt2", "gpt_neox"}) {
            QTest::newRow(family) << family;
        }
    }

    void logitsAreTheGoldenOnes()
    {
        QFETCH(QString, family);
        const QString folder = sharedData("golden/families/" + family);
        if (folder.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node 20, npm or the npm packages are not there");
        }
        const auto checkpoint = model::Checkpoint::open(folder.toStdString());
        if (!checkpoint && checkpoint.error().code == "model.family.unknown") {
            QSKIP(toString(checkpoint.error()).c_str());
        }
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        const QTemporaryDir root;
        exporting::OnnxExportOptions options;
        options.out = root.filePath("out").toStdString();
        const auto report = exporting::exportOnnx(*checkpoint, options);
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());

        const auto file = formats::SafetensorsFile::open((folder + "/golden.safetensors").toStdString());
        QVERIFY(bool(file));
        const auto ids = goldenValues<std::int64_t>(*file, "prompt2.input_ids");
        const auto shortIds = goldenValues<std::int64_t>(*file, "prompt1.input_ids");
        nlohmann::json cases = {{{"ids", shortIds}}, {{"ids", ids}}, {{"ids", shortIds}, {"greedy", 8}}};
        // In parts, the last of one token; longrope takes other frequencies once the text is long, and what is cached
        // then is wrong: its second part must stay on the short side.
        const bool longrope = family == "phi3_longrope";
        const auto& parted = longrope ? shortIds : ids;
        const int length = int(parted.size());
        cases.push_back({{"ids", parted}, {"parts", {length - 3, 2, 1}}});
        cases.push_back({{"ids", parted}, {"padding", 4}});
        const QList<QByteArray> lines = runOnnx(node, report->model, cases);
        QCOMPARE(lines.size(), qsizetype(cases.size()));
        // What plain float32 arithmetic may differ by from float64 (the reference's own figure times ten).
        const float tolerance = family == "gemma2" ? 5e-4F : 2e-4F;
        const auto expected = goldenValues<float>(*file, "prompt2.logits");
        const auto expectedShort = goldenValues<float>(*file, "prompt1.logits");
        const float differences[] = {largestDifference(logitsOf(lines[0]), expectedShort),
                                     largestDifference(logitsOf(lines[1]), expected),
                                     largestDifference(logitsOf(lines[3]), longrope ? expectedShort : expected),
                                     largestDifference(logitsOf(lines[4]), longrope ? expectedShort : expected)};
        for (const float difference : differences) {
            QVERIFY2(difference < tolerance, qPrintable(QString::number(difference)));
        }
        QCOMPARE(nlohmann::json::parse(lines[2].toStdString()).get<std::vector<std::int64_t>>(),
                 goldenValues<std::int64_t>(*file, "prompt1.greedy"));
    }
};

QTEST_GUILESS_MAIN(OnnxFamiliesTest)
#include "onnx_families_test.moc"
