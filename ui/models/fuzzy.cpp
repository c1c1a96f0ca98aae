#include "ui/models/fuzzy.h"

#include <algorithm>

namespace espalier::ui {

std::optional<int> fuzzyScore(const QString& pattern, const QString& text)
{
    constexpr int kNeighbour = 8;
    constexpr int kWordBegin = 6;
    constexpr int kMatch = 1;
    // an exact part beats scattered letters
    if (const qsizetype place = text.indexOf(pattern, 0, Qt::CaseInsensitive); place >= 0 && !pattern.isEmpty()) {
        return int(pattern.size()) * (kNeighbour + kWordBegin) - int(std::min<qsizetype>(place, 20)) +
               (place == 0 ? 20 : 0);
    }
    int score = 0;
    qsizetype next = 0;
    qsizetype last = -2;
    for (const QChar wanted : pattern) {
        if (wanted.isSpace()) {
            continue;
        }
        const qsizetype found = text.indexOf(wanted, next, Qt::CaseInsensitive);
        if (found < 0) {
            return std::nullopt;
        }
        const bool begins = found == 0 || QStringLiteral("._-/ ").contains(text[found - 1]);
        score += found == last + 1 ? kNeighbour : begins ? kWordBegin : kMatch;
        last = found;
        next = found + 1;
    }
    return score;
}

} // namespace espalier::ui
