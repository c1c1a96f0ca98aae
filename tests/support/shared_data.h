#pragma once

#include <QFileInfo>
#include <QString>

namespace espalier::tests {

/// Path of a file or folder of the optional reference data: below $ESPALIER_SHARED, else in `shared` beside the
/// sources. Empty if it is not there: QSKIP then.
inline QString sharedData(const QString& relative)
{
    const QString root = qEnvironmentVariable("ESPALIER_SHARED", QStringLiteral(ESPALIER_SOURCE_DIR "/../shared"));
    const QString path = root + QLatin1Char('/') + relative;
    return QFileInfo::exists(path) ? path : QString();
}

} // namespace espalier::tests
