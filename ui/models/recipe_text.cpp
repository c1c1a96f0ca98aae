#include "ui/models/recipe_text.h"

#include <algorithm>

#include <QList>

namespace espalier::ui {

TextPiece markedPiece(const QByteArray& document, int line, int column)
{
    const QList<QByteArray> lines = document.split('\n');
    if (line < 1 || line > lines.size() || column < 1 || column > lines[line - 1].size()) {
        return {std::max(line - 1, 0), 0, 0};
    }
    const QByteArray& text = lines[line - 1];
    TextPiece piece{line - 1, column - 1, column - 1};
    const char first = text[piece.from];
    if (first == '\'' || first == '"') {
        const qsizetype end = text.indexOf(first, column);
        piece.to = int(end < 0 ? text.size() : end + 1);
        return piece;
    }
    const auto ends = [&](int i) {
        const char c = text[i];
        const bool colon = c == ':' && (i + 1 == text.size() || text[i + 1] == ' ');
        return colon || c == ' ' || c == ',' || c == ']' || c == '}' || c == '\r' || c == '\t';
    };
    while (piece.to < text.size() && !ends(piece.to)) {
        ++piece.to;
    }
    if (piece.to == piece.from) {
        piece.to = std::min(piece.from + 1, int(text.size()));
    }
    return piece;
}

QByteArray replacementFor(const QByteArray& marked, const QByteArray& suggestion)
{
    const bool quoted = marked.startsWith('\'') || marked.startsWith('"');
    const bool plain = std::all_of(suggestion.begin(), suggestion.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == '-';
    });
    if (plain && !quoted) {
        return suggestion;
    }
    QByteArray inner = suggestion;
    return '\'' + inner.replace('\'', "''") + '\''; // in single quotes a backslash is itself
}

} // namespace espalier::ui
