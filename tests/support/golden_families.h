#pragma once

#include <filesystem>

#include <QString>
#include <QTest>

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

/// max|logit difference| to float64 arithmetic that the reference data suggests for a float32 forward pass. Gemma 2's
/// embeddings are multiplied by sqrt(hidden), its logits are up to 30.
inline double goldenTolerance(const QString& folder)
{
    return folder.endsWith(QLatin1String("gemma2")) ? 5e-4 : 2e-4;
}

} // namespace espalier::tests
