#pragma once

#include <QByteArray>

namespace espalier::ui {

/// A piece of one line of a document, in bytes from 0.
struct TextPiece
{
    int line = 0;
    int from = 0;
    int to = 0;

    bool operator==(const TextPiece&) const = default;
};

/// The word that a diagnostic marks: a quoted text with its quotes, else up to a blank, comma, bracket or colon.
/// @param line, column counted from 1, as diagnostics give them; a place outside the document gives an empty piece
TextPiece markedPiece(const QByteArray& document, int line, int column);

/// The suggestion as it has to stand in the document: in quotes where YAML needs them or the old text had them.
QByteArray replacementFor(const QByteArray& marked, const QByteArray& suggestion);

} // namespace espalier::ui
