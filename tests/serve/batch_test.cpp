#include <cstring>

#include <QTemporaryDir>
#include <QTest>

#include "core/engine/kernels/cpu_target.h"
#include "core/serve/engine_backend.h"
#include "core/serve/scheduler.h"
#include "tests/engine/quantized_model.h"

using namespace espalier;
using namespace espalier::serve;
using engine::testing::QuantizedModel;
using engine::testing::QuantizedScheme;

namespace {

constexpr std::size_t kContext = 64;
constexpr std::size_t kSteps = 6;
constexpr std::size_t kSequences = Scheduler::kDecodeRows;

std::vector<text::TokenId> promptOf(std::size_t sequence)
{
    std::vector<text::TokenId> prompt;
    for (std::size_t i = 0; i < 3 + 2 * sequence; ++i) {
        prompt.push_back(static_cast<text::TokenId>((i * 7 + sequence * 5 + 3) % QuantizedModel::kVocabulary));
    }
    return prompt;
}

/// Reads a prompt by itself, as the scheduler does.
void read(EngineBackend& backend, std::size_t sequence)
{
    const auto prompt = promptOf(sequence);
    const Backend::Part part{sequence, prompt, false};
    QVERIFY(bool(backend.forward({&part, 1}, {})));
}

/// The logits of one more token of each of `sequences` in one pass.
std::vector<std::vector<float>> step(EngineBackend& backend, const std::vector<std::size_t>& sequences,
                                     std::size_t number)
{
    std::vector<text::TokenId> tokens;
    for (const std::size_t sequence : sequences) {
        tokens.push_back(static_cast<text::TokenId>((number * 11 + sequence * 3) % QuantizedModel::kVocabulary));
    }
    std::vector<Backend::Part> parts;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        parts.push_back({sequences[i], {&tokens[i], 1}, true});
    }
    std::vector<std::vector<float>> all;
    if (backend.forward(parts, {})) {
        for (std::size_t row = 0; row < sequences.size(); ++row) {
            const auto logits = backend.logits(row);
            all.emplace_back(logits.begin(), logits.end());
        }
    }
    return all;
}

} // namespace

/// What the scheduler rests on: the engine treats each row of a pass of up to kDecodeRows tokens alike, to the last
/// bit.
class BatchTest : public QObject
{
    Q_OBJECT

    std::vector<QuantizedScheme> m_schemes;
    std::vector<engine::WeightFormat> m_formats; ///< what each is packed in on this machine

private Q_SLOTS:
    void initTestCase()
    {
        const auto scheme = [](const char* name, int bits, std::size_t group, bool packed,
                               QuantizedScheme::Inputs inputs, int kept, int of, double density = 1.0) {
            QuantizedScheme result;
            result.name = name;
            result.bits = bits;
            result.groupSize = group;
            result.packed = packed;
            result.inputs = inputs;
            result.kept = kept;
            result.of = of;
            result.density = density;
            return result;
        };
        using Inputs = QuantizedScheme::Inputs;
        // With more zeros matrices this small would keep 8:16 by chance.
        m_schemes = {scheme("int8", 8, 0, false, Inputs::Token, 0, 0),
                     scheme("int8 weights alone", 8, 32, true, Inputs::Blocks, 0, 0),
                     scheme("int4 in groups", 4, 32, true, Inputs::Blocks, 0, 0),
                     scheme("2:4 int8", 8, 0, false, Inputs::Token, 2, 4),
                     scheme("int8, half of it zeros", 8, 0, false, Inputs::Token, 0, 0, 0.5),
                     scheme("int8, seven tenths zeros", 8, 0, false, Inputs::Token, 0, 0, 0.3)};
        using Format = engine::WeightFormat;
        using Target = engine::CpuTarget;
        const Target target = engine::cpuTarget();
        const bool windows = target == Target::Avx2 || target == Target::Avx512;
        const bool masks = windows || target == Target::Avx512Vnni;
        m_formats = {Format::Int8,
                     Format::Int8,
                     Format::Int4,
                     Format::NmInt8,
                     masks ? Format::Bitmask : Format::Int8,
                     windows ? Format::Window
                     : masks ? Format::Bitmask
                             : Format::Int8};
    }

    void othersChangeNoBit_data()
    {
        QTest::addColumn<int>("scheme"); // -1: the demo model, bf16
        QTest::newRow("bf16") << -1;
        for (std::size_t i = 0; i < m_schemes.size(); ++i) {
            QTest::newRow(m_schemes[i].name) << static_cast<int>(i);
        }
    }

    void othersChangeNoBit()
    {
        QFETCH(int, scheme);
        QTemporaryDir files;
        std::filesystem::path folder = ESPALIER_SOURCE_DIR "/resources/demo/model";
        if (scheme >= 0) {
            folder = files.filePath("model").toStdString();
            QuantizedModel(m_schemes[static_cast<std::size_t>(scheme)]).write(folder);
        }
        ThreadPool pool(2);
        engine::LoadOptions options;
        options.cache = false;
        auto model = engine::LoadedModel::load(folder, pool, options);
        QVERIFY2(bool(model), model ? "" : toString(model.error()).c_str());
        if (scheme >= 0) {
            QCOMPARE((*model)->layers()[0].query.weight.format, m_formats[static_cast<std::size_t>(scheme)]);
        }
        EngineBackend alone(*model, pool, kSequences, kContext, engine::KvType::Float16);
        EngineBackend together(*model, pool, kSequences, kContext, engine::KvType::Float16);
        std::vector<std::size_t> all;
        for (std::size_t sequence = 0; sequence < kSequences; ++sequence) {
            read(alone, sequence);
            read(together, sequence);
            all.push_back(sequence);
        }
        for (std::size_t number = 0; number < kSteps; ++number) {
            // As answers end, fewer and fewer run together.
            const std::vector<std::size_t> running(all.begin(), all.end() - static_cast<std::ptrdiff_t>(3 * number));
            const auto batched = step(together, running, number);
            QCOMPARE(batched.size(), running.size());
            for (std::size_t i = 0; i < running.size(); ++i) {
                const auto single = step(alone, {running[i]}, number);
                QCOMPARE(single.size(), std::size_t(1));
                QVERIFY2(std::memcmp(single[0].data(), batched[i].data(), single[0].size() * sizeof(float)) == 0,
                         qPrintable(QStringLiteral("step %1, sequence %2").arg(number).arg(i)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
