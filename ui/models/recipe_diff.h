#pragma once

#include <vector>

#include <QString>
#include <QStringList>

namespace espalier::ui {

/// One line of two recipes side by side.
struct DiffRow
{
    enum class Kind { Same, Changed, OnlyLeft, OnlyRight };

    Kind kind = Kind::Same;
    QString left;
    QString right;
    int leftLine = 0; ///< from 1; 0: the side has none
    int rightLine = 0;

    bool operator==(const DiffRow&) const = default;
};

/// Line by line, as few differences as there are; a replaced line stands beside what replaced it.
/// @param ignoreComments lines of comments alone and blank ones are left out, comments behind keys too
std::vector<DiffRow> diffLines(const QString& left, const QString& right, bool ignoreComments);

/// Key by key: "stages[0].modifiers[0].SparseGPTModifier.sparsity: 0.5", wherever the keys stand in their mapping.
/// A text that is no YAML falls back to diffLines().
std::vector<DiffRow> diffKeys(const QString& left, const QString& right);

/// As diffKeys() of both recipes in Espalier's own dialect, so that only what they do differs. Without line numbers. A
/// text that is no recipe falls back to diffKeys() of the texts.
std::vector<DiffRow> diffMeaning(const QString& left, const QString& right);

/// Rows that are not Same.
int differenceCount(const std::vector<DiffRow>& rows);

/// A line of YAML without its comment and the blanks before it.
QString withoutComment(const QString& line);

} // namespace espalier::ui
