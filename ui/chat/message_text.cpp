#include "ui/chat/message_text.h"

#include <algorithm>

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace espalier::ui {

namespace {

bool isFence(const QTextBlock& line)
{
    return line.text().trimmed().startsWith(QLatin1String("```"));
}

void clearLine(QTextCursor& cursor)
{
    cursor.movePosition(QTextCursor::StartOfBlock);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
}

} // namespace

MessageText::MessageText(QTextDocument& document, const Theme& theme) : m_document(document), m_theme(theme)
{
    m_document.setUndoRedoEnabled(false);
    m_document.clear();
    m_document.setDocumentMargin(0);
}

void MessageText::applyFormats(QTextCursor& cursor) const
{
    QTextBlockFormat block;
    QTextCharFormat characters;
    if (m_code) {
        const Colors& colors = m_theme.colors();
        block.setBackground(mix(colors.base, colors.text, 0.07));
        characters.setFont(Theme::font(TextStyle::Code));
    }
    cursor.setBlockFormat(block);
    cursor.setBlockCharFormat(characters);
    cursor.setCharFormat(characters);
}

void MessageText::append(QStringView text)
{
    if (!m_begun) {
        // many models begin with a blank or an empty line
        const auto* first = std::ranges::find_if(text, [](QChar each) { return !each.isSpace(); });
        text = text.mid(first - text.begin());
        m_begun = !text.isEmpty();
    }
    QTextCursor cursor(&m_document);
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf(u'\n');
        cursor.insertText(text.first(end < 0 ? text.size() : end).toString());
        if (end < 0) {
            break;
        }
        text = text.mid(end + 1);
        endLine(cursor);
    }
    cursor.endEditBlock();
}

void MessageText::endLine(QTextCursor& cursor)
{
    if (isFence(cursor.block())) {
        clearLine(cursor); // the fence goes; its empty line becomes the first one of what follows
        m_code = !m_code;
    } else {
        cursor.insertBlock();
    }
    applyFormats(cursor);
}

void MessageText::finish()
{
    QTextCursor cursor(&m_document);
    cursor.movePosition(QTextCursor::End);
    if (isFence(cursor.block())) {
        clearLine(cursor);
    }
    while (m_document.blockCount() > 1 && cursor.block().text().trimmed().isEmpty()) {
        clearLine(cursor);
        cursor.deletePreviousChar(); // the line end before it
    }
}

} // namespace espalier::ui
