#pragma once

#include <QList>
#include <QString>

#include "ui/theme/theme.h"

class QTextCharFormat;
class QTextCursor;
class QTextDocument;

namespace espalier::ui {

/// Lines between fences.
struct CodeBlock
{
    int firstLine = 0; ///< number of its block in the document
    QString text;
};

/// Writes a message into a document as it comes: lines between ``` fences are set in the fixed font on a tinted ground.
/// Only what is appended is laid out anew. With Markdown, lines get headings, bullets, bold, italic and code when they
/// are complete; without, they stay as they came.
class MessageText
{
public:
    /// @param document emptied; must outlive this
    MessageText(QTextDocument& document, const Theme& theme, bool markdown = false);

    void append(QStringView text);
    void finish(); ///< nothing more comes: takes an empty last line away
    const QList<CodeBlock>& codeBlocks() const { return m_blocks; }

private:
    void endLine(QTextCursor& cursor);
    void applyFormats(QTextCursor& cursor) const;
    void formatLine(QTextCursor& cursor) const;
    void insertInline(QTextCursor& cursor, QStringView text, const QTextCharFormat& format) const;

    QTextDocument& m_document;
    const Theme& m_theme;
    const bool m_markdown;
    QList<CodeBlock> m_blocks;
    bool m_code = false;  ///< between fences
    bool m_begun = false; ///< something other than blanks has come
};

} // namespace espalier::ui
