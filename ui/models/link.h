#pragma once

#include <optional>

#include <QString>

namespace espalier::ui {

/// What drags within the app carry: a link as text.
inline constexpr const char* kLinkMimeType = "application/x-espalier-link";

/// Link::with of a run: the model that it was made of.
inline constexpr const char* kSourceModel = "source";

/// The address of anything in the app: payload of Back/Forward, the palette, and of the state restored at start.
/// As text it is a chain of pairs: `espalier:run/7/module/model.layers.14.mlp.down_proj`; paths are percent-encoded.
struct Link
{
    QString page;   ///< page id; empty: the page that the rest implies (run: runs, recipe: recipe, model: explorer)
    QString model;  ///< folder
    int run = 0;    ///< number of a run, 0 for none
    QString recipe; ///< file
    int line = 0;   ///< of the recipe, from 1
    QString module; ///< full module name
    /// Of the Chat page: the model that answers beside the linked one, a folder or kSourceModel.
    QString with;

    bool operator==(const Link&) const = default;
    bool isEmpty() const { return *this == Link{}; }
    QString targetPage() const;
    QString toString() const;
    static std::optional<Link> fromString(const QString& text); ///< nothing if it is not such an address
};

} // namespace espalier::ui
