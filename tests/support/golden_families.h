#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <QString>
#include <QTest>

#include "core/formats/safetensors.h"
#include "tests/support/shared_data.h"

namespace espalier::tests {

/// Adds a row for each small checkpoint of the reference data, with the column `folder`.
inline void addGoldenFamilies()
{
    QTest::addColumn<QString>("folder");
    const QString root = sharedData(QStringLiteral("golden/families"));
    if (root.isEmpty()) {
        QSKIP("The reference data is not there.");
    }
    for (const auto& entry : std::filesystem::directory_iterator(root.toStdString())) {
        if (entry.is_directory()) {
            QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().string());
        }
    }
}

/// A checkpoint's golden.safetensors: what an independent implementation computed.
class GoldenFamily
{
public:
    explicit GoldenFamily(const QString& folder)
        : m_file(formats::SafetensorsFile::open((folder + "/golden.safetensors").toStdString()))
    {
    }

    bool has(const std::string& name) const { return m_file && m_file->find(name) != nullptr; }

    std::vector<float> floats(const std::string& name) const
    {
        const formats::TensorInfo* info = m_file->find(name);
        std::vector<float> values(static_cast<std::size_t>(info->elements()));
        formats::convertToFloat32(info->dtype, m_file->data(*info), values);
        return values;
    }

    std::vector<std::int32_t> ids(const std::string& name) const
    {
        const std::vector<float> values = floats(name); // ids are far below 2^24
        return {values.begin(), values.end()};
    }

private:
    Result<formats::SafetensorsFile> m_file;
};

/// max|a - b|; infinite if they differ in size or hold a NaN.
inline double largestDifference(std::span<const float> a, std::span<const float> b)
{
    double largest = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double difference = std::abs(double(a[i]) - double(b[i]));
        largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
    }
    return largest;
}

/// max|logit difference| to float64 arithmetic that the reference data suggests for a float32 forward pass. Gemma 2's
/// embeddings are multiplied by sqrt(hidden), its logits are up to 30.
inline double goldenTolerance(const QString& folder)
{
    return folder.endsWith(QLatin1String("gemma2")) ? 5e-4 : 2e-4;
}

} // namespace espalier::tests
