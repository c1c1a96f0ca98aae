#pragma once

#include <QString>

#include "ui/theme/theme.h"

class QTextCursor;
class QTextDocument;

namespace espalier::ui {

/// Writes a message into a document as it comes: lines between ``` fences are set in the fixed font on a tinted ground,
/// everything else as it is. Only what is appended is laid out anew.
class MessageText
{
public:
    /// @param document emptied; must outlive this
    MessageText(QTextDocument& document, const Theme& theme);

    void append(QStringView text);
    void finish(); ///< nothing more comes: takes an empty last line away

private:
    void endLine(QTextCursor& cursor);
    void applyFormats(QTextCursor& cursor) const;

    QTextDocument& m_document;
    const Theme& m_theme;
    bool m_code = false;  ///< between fences
    bool m_begun = false; ///< something other than blanks has come
};

} // namespace espalier::ui
