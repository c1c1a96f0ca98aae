#include "core/engine/pack_cache.h"

#include <fstream>
#include <functional>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/engine/kernels/window.h"
#include "core/engine/loaded_model.h"
#include "tests/engine/coded_weights.h"
#include "tests/engine/quantized_model.h"

using namespace espalier;
using namespace espalier::engine;
using namespace espalier::engine::testing;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kRows = 40; // two and a half blocks
constexpr std::size_t kColumns = 200;

/// A packed matrix whose figures and parts can be changed.
struct Editable
{
    explicit Editable(const PackedMatrix& packed)
        : matrix(packed), data(packed.data.begin(), packed.data.end()),
          offsets(packed.offsets.begin(), packed.offsets.end()), scales(packed.scales.begin(), packed.scales.end()),
          zeroPoints(packed.zeroPoints.begin(), packed.zeroPoints.end()),
          rowSums(packed.rowSums.begin(), packed.rowSums.end()),
          extremes(packed.extremes.begin(), packed.extremes.end()),
          firstExtreme(packed.firstExtreme.begin(), packed.firstExtreme.end()),
          bias(packed.bias.begin(), packed.bias.end())
    {
    }

    PackedMatrix view() const
    {
        PackedMatrix result = matrix;
        result.data = data;
        result.offsets = offsets;
        result.scales = scales;
        result.zeroPoints = zeroPoints;
        result.rowSums = rowSums;
        result.extremes = extremes;
        result.firstExtreme = firstExtreme;
        result.bias = bias;
        return result;
    }

    PackedMatrix matrix;
    std::vector<std::byte> data;
    std::vector<std::uint64_t> offsets;
    std::vector<float> scales;
    std::vector<float> zeroPoints;
    std::vector<std::int32_t> rowSums;
    std::vector<ExtremeCode> extremes;
    std::vector<std::uint32_t> firstExtreme;
    std::vector<float> bias;
};

PackedMatrix packedAs(WeightFormat format)
{
    std::mt19937 random(5);
    OwnedWeight weight = randomWeight(kRows, kColumns, 8, 0, false, random);
    SparsePattern pattern;
    const bool fixed = format == WeightFormat::NmInt8;
    const unsigned kept = format == WeightFormat::Window ? 1 : 2;
    for (std::size_t i = 0; format != WeightFormat::Int8 && i < weight.codes.size(); ++i) {
        if (fixed ? i % 4 >= 2 : random() % 5 >= kept) {
            weight.codes[i] = 0;
        }
    }
    pattern.kept = fixed ? 2 : 0;
    pattern.of = fixed ? 4 : 0;
    return pack(weight.view(), format, pattern);
}

/// Places that all point to the last column of their windows, in every step of the first pair of rows.
void pointBehindTheEnd(Editable& edited)
{
    std::uint32_t steps = 0;
    std::memcpy(&steps, edited.data.data(), sizeof steps);
    for (std::uint32_t step = 0; step < steps; ++step) {
        std::byte* bytes = edited.data.data() + kWindowHeaderBytes + step * kWindowStepBytes;
        std::fill(bytes + 32, bytes + 56, std::byte{0xFF});
    }
}

struct Damage
{
    const char* name;
    WeightFormat format;
    std::function<void(Editable&)> apply;
};

const std::vector<Damage>& damages()
{
    using Format = WeightFormat;
    static const std::vector<Damage> kDamages = {
        {"a block of rows more", Format::Int8,
         [](Editable& e) {
             e.matrix.rows += kBlockRows;
             e.bias.clear();
         }},
        {"no rows", Format::Int8, [](Editable& e) { e.matrix.rows = 0; }},
        {"columns more", Format::Int8, [](Editable& e) { e.matrix.groupColumns = e.matrix.columns += 4; }},
        {"columns without end", Format::Int8, [](Editable& e) { e.matrix.columns = std::size_t(1) << 62; }},
        {"data cut", Format::Int8, [](Editable& e) { e.data.resize(e.data.size() - 64); }},
        {"groups of nothing", Format::Int8, [](Editable& e) { e.matrix.groupColumns = 0; }},
        {"groups of odd columns", Format::Int8, [](Editable& e) { e.matrix.groupColumns = 100; }},
        {"a group beyond the columns", Format::Int8, [](Editable& e) { e.matrix.groupColumns += 32; }},
        {"too few scales", Format::Int8, [](Editable& e) { e.scales.pop_back(); }},
        {"too few sums", Format::Int8, [](Editable& e) { e.rowSums.pop_back(); }},
        {"too few zero points", Format::Int8, [](Editable& e) { e.zeroPoints = {1.0F}; }},
        {"too short a bias", Format::Int8, [](Editable& e) { e.bias.pop_back(); }},
        {"offsets of equal blocks", Format::Int8,
         [](Editable& e) {
             e.offsets = {0, 1};
         }},
        {"extremes of dense codes", Format::Int8,
         [](Editable& e) {
             e.extremes = {{0, 0}};
             e.firstExtreme = {0, 1, 1, 1};
         }},
        {"codes as floats", Format::Int8, [](Editable& e) { e.matrix.format = Format::Float32; }},
        {"an unknown pattern", Format::NmInt8, [](Editable& e) { e.matrix.kept = 3; }},
        {"no pattern", Format::NmInt8, [](Editable& e) { e.matrix.kept = e.matrix.of = 0; }},
        {"too few offsets", Format::Bitmask, [](Editable& e) { e.offsets.pop_back(); }},
        {"no offsets", Format::Bitmask, [](Editable& e) { e.offsets.clear(); }},
        {"offsets that go back", Format::Bitmask, [](Editable& e) { std::swap(e.offsets[1], e.offsets[2]); }},
        {"an offset behind the data", Format::Bitmask, [](Editable& e) { e.offsets.back() += 64; }},
        {"more bits than codes", Format::Bitmask,
         [](Editable& e) { std::fill_n(e.data.begin(), 256, std::byte{0xFF}); }},
        {"bits behind the columns", Format::Bitmask,
         [](Editable& e) { e.matrix.groupColumns = e.matrix.columns -= 8; }},
        {"an extreme of another block", Format::Bitmask, [](Editable& e) { e.extremes.front().row += kBlockRows; }},
        {"an extreme behind the rows", Format::Bitmask, [](Editable& e) { e.extremes.back().row = kRows; }},
        {"an extreme behind the columns", Format::Bitmask, [](Editable& e) { e.extremes.front().column = kColumns; }},
        {"extremes out of order", Format::Bitmask, [](Editable& e) { e.extremes[0].column = kColumns - 1; }},
        {"too few first extremes", Format::Bitmask, [](Editable& e) { e.firstExtreme.pop_back(); }},
        {"no first extremes", Format::Bitmask, [](Editable& e) { e.firstExtreme.clear(); }},
        {"first extremes beyond", Format::Bitmask, [](Editable& e) { ++e.firstExtreme.back(); }},
        {"first extremes that go back", Format::Bitmask,
         [](Editable& e) { std::swap(e.firstExtreme[1], e.firstExtreme[2]); }},
        {"steps without end", Format::Window, [](Editable& e) { std::fill_n(e.data.begin(), 4, std::byte{0xFF}); }},
        {"steps that the last pair has not", Format::Window, [](Editable& e) { e.data[28] |= std::byte{0x40}; }},
        {"a window behind the columns", Format::Window,
         [](Editable& e) { e.data[kWindowHeaderBytes + 56] = std::byte{0xFF}; }},
        {"codes behind the columns", Format::Window, pointBehindTheEnd},
    };
    return kDamages;
}

fs::path path(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

void touch(const fs::path& file)
{
    std::ofstream(file) << "unfinished";
}

} // namespace

class PackCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        tests::writeModel(path(m_folder), tests::tinyConfig(), tests::tinyTensors());
        const auto checkpoint = model::Checkpoint::open(path(m_folder));
        QVERIFY(bool(checkpoint));
        m_cache = PackCache::of(*checkpoint);
        QVERIFY(m_cache.has_value());
    }

    void soundMatricesAreRead()
    {
        for (const WeightFormat format :
             {WeightFormat::Int8, WeightFormat::NmInt8, WeightFormat::Bitmask, WeightFormat::Window}) {
            const PackedMatrix matrix = packedAs(format);
            QCOMPARE(matrix.extremes.empty(), format == WeightFormat::Int8);
            const auto read = readBack(matrix);
            QVERIFY(read.has_value());
            const PackedMatrix& got = read->at("matrix");
            QCOMPARE(got.format, format);
            QVERIFY(got.bitmaskOrder == matrix.bitmaskOrder);
            std::vector<std::int8_t> expected(matrix.blocks() * kBlockRows * kColumns);
            std::vector<std::int8_t> codes(expected.size());
            unpack(matrix, 0, matrix.blocks(), expected);
            unpack(got, 0, got.blocks(), codes);
            QVERIFY(codes == expected);
        }
    }

    void tablesThatLieAreRefused_data()
    {
        QTest::addColumn<int>("damage");
        for (std::size_t i = 0; i < damages().size(); ++i) {
            QTest::newRow(damages()[i].name) << static_cast<int>(i);
        }
    }

    /// All sums of the file are right: only what they say makes no sense.
    void tablesThatLieAreRefused()
    {
        QFETCH(const int, damage);
        const Damage& chosen = damages()[static_cast<std::size_t>(damage)];
        Editable edited(packedAs(chosen.format));
        QVERIFY(readBack(edited.view()).has_value());
        chosen.apply(edited);
        QVERIFY(!readBack(edited.view()).has_value());
    }

    void packsOfAnotherKindAreMadeAnew()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        const auto checkpoint = model::Checkpoint::open(path(folder));
        const auto first = LoadedModel::load(*checkpoint, m_pool);
        QVERIFY(bool(first));
        const auto cache = PackCache::of(*checkpoint);
        auto matrices = cache->read(m_pool);
        QVERIFY(matrices.has_value());
        PackedMatrix& head = matrices->at("lm_head");
        const std::vector<std::byte> values(head.rows * head.columns * 4);
        PackedMatrix floats;
        floats.format = WeightFormat::Float32;
        floats.rows = head.rows;
        floats.columns = floats.groupColumns = head.columns;
        floats.data = values;
        head = floats;
        std::vector<std::pair<std::string, const PackedMatrix*>> list;
        for (const auto& [name, matrix] : *matrices) {
            list.emplace_back(name, &matrix);
        }
        QVERIFY(bool(cache->write(list, {})));
        QVERIFY(cache->read(m_pool).has_value()); // a sound file
        const auto second = LoadedModel::load(*checkpoint, m_pool);
        QVERIFY(bool(second));
        QVERIFY(!(*second)->head().weight.isFloat());
        QVERIFY(std::ranges::equal((*second)->head().weight.data, (*first)->head().weight.data));
    }

    void unfinishedPacksOfKilledProcessesGo()
    {
        const std::string name = m_cache->file().string();
        const fs::path gone = name + ".partial-2147483646-0"; // beyond any process number of Linux
        const fs::path living = name + ".partial-" + std::to_string(::getpid()) + "-77";
        const fs::path old = name + ".partial-" + std::to_string(::getpid()) + "-78";
        const fs::path other = path(m_folder) / ".espalier-other.partial-2147483646-0";
        for (const fs::path& file : {gone, living, old, other}) {
            touch(file);
        }
        fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
        QVERIFY(readBack(packedAs(WeightFormat::Int8)).has_value());
        QVERIFY(!fs::exists(gone));
        QVERIFY(!fs::exists(old));
        QVERIFY(fs::exists(living));
        QVERIFY(fs::exists(other));
        fs::remove(living);
    }

    void theEnvironmentTurnsItOff()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        const auto checkpoint = model::Checkpoint::open(path(folder));
        const auto cache = PackCache::of(*checkpoint);
        qputenv("ESPALIER_PACK_CACHE", "0");
        const bool loaded = bool(LoadedModel::load(*checkpoint, m_pool));
        const bool written = fs::exists(cache->file());
        qunsetenv("ESPALIER_PACK_CACHE");
        QVERIFY(loaded);
        QVERIFY(!written);
        QVERIFY(bool(LoadedModel::load(*checkpoint, m_pool)));
        QVERIFY(fs::exists(cache->file()));
    }

private:
    std::optional<std::map<std::string, PackedMatrix>> readBack(const PackedMatrix& matrix)
    {
        if (!m_cache->write({{"matrix", &matrix}}, {})) {
            return std::nullopt;
        }
        return m_cache->read(m_pool);
    }

    QTemporaryDir m_folder;
    std::optional<PackCache> m_cache;
    ThreadPool m_pool{2};
};

QTEST_GUILESS_MAIN(PackCacheTest)
#include "pack_cache_test.moc"
