#pragma once

#include <optional>

#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace espalier::ui {

/// What the user adds to a run: nothing of it changes how the run works.
struct RunNotes
{
    QString name; ///< the user's own; empty: the run is its number alone
    QString text;
    QStringList tags;
    bool pinned = false; ///< stands above the others in the history

    bool operator==(const RunNotes&) const = default;
    bool isEmpty() const { return *this == RunNotes(); }

    nlohmann::json toJson() const;
    static std::optional<RunNotes> fromJson(const nlohmann::json& json); ///< nothing if it is no object
    /// "a, b  c" as it is typed: no blanks around, none twice.
    static QStringList tagsFrom(const QString& typed);
};

} // namespace espalier::ui
