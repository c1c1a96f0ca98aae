#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace espalier::ui {

/// Writes rows as RFC 4180 has them, in UTF-8 with line feeds. False if writing failed; then the file is as it was.
bool saveCsv(const QString& file, const QList<QStringList>& rows);

} // namespace espalier::ui
