#include <cmath>
#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/model/weight_profile.h"
#include "core/model/weight_rows.h"
#include "tests/support/grouped_codes.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;

namespace {

constexpr const char* kModule = "model.layers.0.mlp.up_proj";

/// Of 32 inputs: as many ones at the start of each group as are kept.
std::vector<float> patterned(std::int64_t rows, int kept, int group)
{
    std::vector<float> values;
    for (std::int64_t i = 0; i < rows * kGroupedHidden; ++i) {
        values.push_back(i % group < kept ? 1.0F + float(i % 7) : 0.0F);
    }
    return values;
}

} // namespace

class WeightProfileTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    int m_count = 0;

    Checkpoint opened(const std::vector<float>& values)
    {
        TinyTensors tensors = wordOthers();
        TinyTensor& weight = tensors[std::string(kModule) + ".weight"];
        weight.shape = {64, kGroupedHidden};
        weight.floats = values;
        return open(wordConfig(), tensors);
    }

    Checkpoint open(const nlohmann::json& config, const TinyTensors& tensors)
    {
        const std::filesystem::path folder = m_root.filePath(QString::number(m_count++)).toStdString();
        writeModel(folder, config, tensors);
        auto checkpoint = Checkpoint::open(folder);
        return checkpoint.take();
    }

private Q_SLOTS:
    void normsAreThoseOfTheDefinition()
    {
        std::vector<float> values;
        for (int i = 0; i < 64 * kGroupedHidden; ++i) {
            values.push_back(std::sin(float(i)));
        }
        const auto profile = weightProfile(opened(values), kModule);
        QVERIFY(bool(profile));
        QCOMPARE(profile->rowNorms.size(), std::size_t(64));
        QCOMPARE(profile->columnNorms.size(), std::size_t(kGroupedHidden));
        double row = 0.0;
        for (std::size_t i = 0; i < std::size_t(kGroupedHidden); ++i) {
            row += double(values[5 * kGroupedHidden + i]) * double(values[5 * kGroupedHidden + i]);
        }
        QCOMPARE(profile->rowNorms[5], std::sqrt(row));
        double column = 0.0;
        for (std::size_t i = 0; i < 64; ++i) {
            column += double(values[i * kGroupedHidden + 31]) * double(values[i * kGroupedHidden + 31]);
        }
        QCOMPARE(profile->columnNorms[31], std::sqrt(column));
        QCOMPARE(profile->statistics.count, 64 * kGroupedHidden);
        QVERIFY(!profile->pattern());
    }

    void patternsAreFound_data()
    {
        QTest::addColumn<int>("kept");
        QTest::addColumn<int>("group");
        for (const auto& [kept, group] : {std::pair(1, 4), {2, 8}, {1, 2}, {2, 4}, {4, 8}, {8, 16}, {16, 32}}) {
            QTest::addRow("%d:%d", kept, group) << kept << group;
        }
    }

    void patternsAreFound()
    {
        QFETCH(const int, kept);
        QFETCH(const int, group);
        const auto profile = weightProfile(opened(patterned(64, kept, group)), kModule);
        QVERIFY(profile->pattern());
        QCOMPARE(profile->pattern()->kept, kept);
        QCOMPARE(profile->pattern()->group, group);
    }

    void oneGroupTooManyEndsThePattern()
    {
        std::vector<float> values = patterned(64, 2, 4);
        values[3] = 1.0F; // the first group keeps three
        const auto profile = weightProfile(opened(values), kModule);
        const auto two = std::find_if(profile->patterns.begin(), profile->patterns.end(),
                                      [](const PatternShare& each) { return each.kept == 2 && each.group == 4; });
        QCOMPARE(two->groups, 64 * kGroupedHidden / 4);
        QCOMPARE(two->conforming, two->groups - 1);
        QVERIFY(!profile->pattern()); // the longer groups of that density hold it, too
    }

    void shortLastGroupsKeepTheirShare()
    {
        QCOMPARE(keptInGroup(8, 16, 16), 8);
        QCOMPARE(keptInGroup(8, 16, 5), 3); // loses floor(5 * 8 / 16)
        QCOMPARE(keptInGroup(2, 4, 1), 1);
    }

    void whatIsNotFiniteIsCounted()
    {
        std::vector<float> values(64 * kGroupedHidden, 1.0F);
        values[0] = std::numeric_limits<float>::quiet_NaN();
        const auto profile = weightProfile(opened(values), kModule);
        QCOMPARE(profile->statistics.notFinite, 1);
        QVERIFY(std::isnan(profile->rowNorms[0]));
        QCOMPARE(profile->rowNorms[1], std::sqrt(32.0));
    }

    /// Any rows of any stored form are those of Checkpoint::readWeight().
    void rowsAreThoseOfTheWholeWeight()
    {
        for (const bool awq : {false, true}) {
            GroupedFolder folder;
            folder.awq = awq;
            TinyTensors tensors = wordOthers();
            nlohmann::json config = wordConfig();
            config["quantization_config"] = awq ? nlohmann::json{{"quant_method", "awq"},
                                                                 {"bits", 4},
                                                                 {"group_size", 16},
                                                                 {"version", "gemm"},
                                                                 {"zero_point", true}}
                                                : nlohmann::json{{"quant_method", "gptq"},
                                                                 {"bits", 4},
                                                                 {"group_size", 16},
                                                                 {"desc_act", false},
                                                                 {"sym", false}};
            unsigned seed = 3;
            for (const auto& [name, shape] : wordLinears()) {
                GroupedCodes(shape.first, shape.second, folder, seed++).addTo(tensors, name);
            }
            const Checkpoint checkpoint = open(config, tensors);
            std::vector<float> whole(64 * kGroupedHidden);
            QVERIFY(bool(checkpoint.readWeight(kModule, whole)));
            const auto rows = WeightRows::open(checkpoint, kModule);
            QVERIFY(bool(rows));
            std::vector<float> part(3 * kGroupedHidden);
            (*rows)->read(41, part);
            QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + 41 * kGroupedHidden));
        }
    }

    void errorsAreNamed()
    {
        const Checkpoint checkpoint = opened(std::vector<float>(64 * kGroupedHidden, 1.0F));
        QCOMPARE(weightProfile(checkpoint, "no.such").error().code, std::string("model.tensor.missing"));
        QCOMPARE(weightProfile(checkpoint, "model.layers.0.mlp.down_proj").error().code,
                 std::string("model.tensor.missing"));
        CancelToken cancelled;
        cancelled.request();
        QCOMPARE(weightProfile(checkpoint, kModule, cancelled).error().code, std::string("cancelled"));
    }
};

QTEST_GUILESS_MAIN(WeightProfileTest)
#include "weight_profile_test.moc"
