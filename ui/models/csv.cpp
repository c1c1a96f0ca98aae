#include "ui/models/csv.h"

#include <QSaveFile>

namespace espalier::ui {

bool saveCsv(const QString& file, const QList<QStringList>& rows)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)) {
        return false;
    }
    for (const QStringList& row : rows) {
        QStringList cells;
        for (QString cell : row) {
            const bool quoted = cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n');
            cells << (quoted ? u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"' : cell);
        }
        out.write((cells.join(u',') + u'\n').toUtf8());
    }
    return out.commit();
}

} // namespace espalier::ui
