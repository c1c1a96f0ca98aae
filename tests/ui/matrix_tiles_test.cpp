#include <cmath>
#include <limits>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tiny_model.h"
#include "ui/models/matrix_tiles.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

constexpr const char* kModule = "model.layers.0.mlp.up_proj";
constexpr recipe::MaskStructure kTwoOfFour{2, 4};

std::vector<float> weights(std::int64_t rows, std::int64_t columns)
{
    std::vector<float> values;
    std::uint32_t state = 7;
    for (std::int64_t i = 0; i < rows * columns; ++i) {
        state = state * 1664525U + 1013904223U;
        values.push_back((state >> 24) % 3 == 0 ? 0.0F : float(std::int32_t(state >> 8) - (1 << 23)) / float(1 << 23));
    }
    return values;
}

/// A cell by its definition, weight by weight.
MatrixCell reference(const std::vector<float>& values, const MatrixForm& form, std::int64_t cellRow,
                     std::int64_t cellColumn, int level)
{
    const std::int64_t side = std::int64_t(1) << level;
    const std::int64_t bottom = std::min(form.rows, (cellRow + 1) * side);
    const std::int64_t right = std::min(form.columns, (cellColumn + 1) * side);
    double sum = 0.0;
    double zeros = 0.0;
    double count = 0.0;
    double groups = 0.0;
    double conforming = 0.0;
    MatrixCell cell;
    for (std::int64_t row = cellRow * side; row < bottom; ++row) {
        for (std::int64_t column = cellColumn * side; column < right; ++column) {
            const float value = values[std::size_t(row * form.columns + column)];
            sum += double(value);
            zeros += value == 0.0F ? 1.0 : 0.0;
            count += 1.0;
            cell.maximum = std::max(cell.maximum, std::abs(value));
        }
        const int size = form.pattern.group;
        for (std::int64_t begin = cellColumn * side / size * size; begin < right; begin += size) {
            std::int64_t kept = 0;
            const std::int64_t end = std::min(form.columns, begin + size);
            for (std::int64_t column = begin; column < end; ++column) {
                kept += values[std::size_t(row * form.columns + column)] != 0.0F ? 1 : 0;
            }
            const std::int64_t members = end - begin;
            groups += 1.0;
            conforming += kept <= members - members * (size - form.pattern.kept) / size ? 1.0 : 0.0;
        }
    }
    cell.mean = float(sum / count);
    cell.zeros = float(zeros / count);
    cell.conforming = float(conforming / groups);
    return cell;
}

bool near(float first, float second)
{
    return std::abs(first - second) <= 2e-6F;
}

} // namespace

class MatrixTilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactTilesAreTheDefinition_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<QString>("pattern");
        for (const int level : {0, 1, 3, 5}) {
            for (const char* pattern : {"2:4", "8:16", "3:7"}) {
                QTest::addRow("level %d, %s", level, pattern) << level << QString::fromLatin1(pattern);
            }
        }
    }

    void exactTilesAreTheDefinition()
    {
        QFETCH(const int, level);
        QFETCH(const QString, pattern);
        const auto mask = recipe::parseMaskStructure(pattern.toStdString());
        open(600, 530); // no multiple of anything
        MatrixTiles tiles(m_weight, *mask);
        const auto side = [level](std::int64_t weights) { return int((weights - 1) >> level) / kTileCells + 1; };
        const QRect all(0, 0, side(530), side(600));
        tiles.want(level, all, QPointF(0.5, 0.5));
        QTRY_VERIFY(tiles.isComplete());
        std::int64_t cells = 0;
        for (int row = 0; row < all.height(); ++row) {
            for (int column = 0; column < all.width(); ++column) {
                const MatrixTilePtr tile = tiles.exact({level, row, column});
                QVERIFY(tile && tile->isComplete() && !tile->sampled);
                for (int i = 0; i < tile->height; ++i) {
                    for (int j = 0; j < tile->width; ++j) {
                        const MatrixCell expected =
                            reference(m_values, tiles.form(), row * kTileCells + i, column * kTileCells + j, level);
                        const MatrixCell& found = tile->at(i, j);
                        QVERIFY2(near(found.mean, expected.mean) && near(found.zeros, expected.zeros) &&
                                     near(found.conforming, expected.conforming) && found.maximum == expected.maximum,
                                 qPrintable(QStringLiteral("%1, %2").arg(i).arg(j)));
                    }
                }
                cells += std::int64_t(tile->height) * tile->width;
            }
        }
        QCOMPARE(cells, tiles.form().cells(600, level) * tiles.form().cells(530, level));
    }

    void overviewComesFirstAsASample()
    {
        open(3000, 2100);
        MatrixTiles tiles(m_weight, kTwoOfFour);
        QCOMPARE(tiles.form().coarsestLevel(), 4);
        QSignalSpy changed(&tiles, &MatrixTiles::changed);
        tiles.want(2, QRect(0, 0, 3, 3), QPointF(1.5, 1.5));
        QVERIFY(!tiles.overview());
        QVERIFY(changed.wait());
        QVERIFY(tiles.overview());
        QVERIFY(tiles.overview()->sampled);
        QCOMPARE(tiles.overview()->key, (TileKey{4, 0, 0}));
        QTRY_VERIFY(tiles.isComplete());
        QVERIFY(tiles.exact({2, 2, 2})->isComplete());
    }

    void sampleIsNearTheTruth()
    {
        open(2048, 2048);
        MatrixTiles tiles(m_weight, kTwoOfFour);
        tiles.want(3, QRect(0, 0, 1, 1), QPointF(0.5, 0.5));
        QTRY_VERIFY(tiles.isComplete());
        const MatrixTilePtr guess = tiles.overview();
        const MatrixTilePtr exact = tiles.exact({3, 0, 0});
        double guessed = 0.0;
        double counted = 0.0;
        for (std::size_t i = 0; i < exact->cells.size(); ++i) {
            guessed += double(guess->cells[i].zeros);
            counted += double(exact->cells[i].zeros);
            QVERIFY(guess->cells[i].maximum <= exact->cells[i].maximum || guess == exact);
        }
        const double cells = double(exact->cells.size());
        QVERIFY(std::abs(guessed / cells - counted / cells) < 0.05);
    }

    void notANumberIsToBeSeen()
    {
        m_values = weights(64, 64);
        m_values[70] = std::numeric_limits<float>::quiet_NaN();
        openValues(64, 64);
        MatrixTiles tiles(m_weight, kTwoOfFour);
        tiles.want(1, QRect(0, 0, 1, 1), QPointF(0.5, 0.5));
        QTRY_VERIFY(tiles.isComplete());
        const MatrixTilePtr tile = tiles.exact({1, 0, 0});
        QVERIFY(std::isnan(tile->at(0, 3).mean));
        QVERIFY(std::isfinite(tile->at(0, 2).mean));
        QVERIFY(std::isfinite(tile->at(0, 3).maximum));
    }

    void cacheIsBoundedAndKeepsWhatIsShown()
    {
        open(4096, 4096);
        MatrixTiles tiles(m_weight, kTwoOfFour); // 256 tiles of 1 MiB at level 0
        for (int row = 0; row < 16; row += 4) {
            tiles.want(0, QRect(0, row, 16, 4), QPointF(8, row + 2));
            QTRY_VERIFY(tiles.isComplete());
        }
        QVERIFY(tiles.cachedBytes() <= MatrixTiles::kCacheBytes + (std::size_t(2) << 20));
        QVERIFY(tiles.exact({0, 15, 15}));
        QVERIFY(!tiles.exact({0, 0, 0})); // gone, and made again when it is wanted again
        QVERIFY(tiles.overview());
        tiles.want(0, QRect(0, 0, 1, 1), QPointF(0.5, 0.5));
        QTRY_VERIFY(tiles.isComplete());
        QVERIFY(tiles.exact({0, 0, 0}));
    }

    void anotherViewEndsTheWorkOnTheLast()
    {
        open(4096, 4096);
        MatrixTiles tiles(m_weight, kTwoOfFour);
        tiles.want(4, QRect(0, 0, 1, 1), QPointF(0.5, 0.5));
        QTest::qWait(5);
        tiles.want(0, QRect(3, 3, 1, 1), QPointF(3.5, 3.5));
        QTRY_VERIFY(tiles.isComplete());
        QVERIFY(tiles.exact({0, 3, 3})->isComplete());
    }

    void goingAwayWhileWorkGoesOn()
    {
        open(4096, 4096);
        for (int i = 0; i < 5; ++i) {
            MatrixTiles tiles(m_weight, kTwoOfFour);
            tiles.want(4, QRect(0, 0, 1, 1), QPointF(0.5, 0.5));
            QTest::qWait(i * 3);
        }
    }

private:
    void open(std::int64_t rows, std::int64_t columns)
    {
        m_values = weights(rows, columns);
        openValues(rows, columns);
    }

    void openValues(std::int64_t rows, std::int64_t columns)
    {
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = columns;
        config["intermediate_size"] = rows;
        config["head_dim"] = 4;
        tests::TinyTensors tensors;
        tensors[std::string(kModule) + ".weight"].shape = {rows, columns};
        tensors[std::string(kModule) + ".weight"].floats = m_values;
        m_folder = std::make_unique<QTemporaryDir>();
        tests::writeModel(m_folder->path().toStdString(), config, tensors);
        const auto checkpoint = model::Checkpoint::open(m_folder->path().toStdString());
        QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
        auto weight = model::WeightRows::open(*checkpoint, kModule);
        QVERIFY(bool(weight));
        m_weight = weight.take();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<float> m_values;
    std::shared_ptr<const model::WeightRows> m_weight;
};

QTEST_GUILESS_MAIN(MatrixTilesTest)
#include "matrix_tiles_test.moc"
