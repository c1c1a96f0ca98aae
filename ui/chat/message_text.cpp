#include "ui/chat/message_text.h"

#include <algorithm>

#include <QRegularExpression>
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

MessageText::MessageText(QTextDocument& document, const Theme& theme, bool markdown)
    : m_document(document), m_theme(theme), m_markdown(markdown)
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
        if (m_code) {
            m_blocks << CodeBlock{cursor.blockNumber(), {}};
        }
    } else {
        if (m_code) {
            m_blocks.last().text += cursor.block().text() + QLatin1Char('\n');
        } else {
            formatLine(cursor);
        }
        cursor.insertBlock();
    }
    applyFormats(cursor);
}

void MessageText::formatLine(QTextCursor& cursor) const
{
    static const QRegularExpression heading(QStringLiteral("^#{1,6}\\s+"));
    static const QRegularExpression bullet(QStringLiteral("^(\\s*)[-*+]\\s+"));
    if (!m_markdown) {
        return;
    }
    QString line = cursor.block().text();
    QTextCharFormat format;
    if (const auto found = heading.match(line); found.hasMatch()) {
        line.remove(0, found.capturedLength());
        format.setFont(Theme::font(TextStyle::Title));
    } else if (const auto item = bullet.match(line); item.hasMatch()) {
        line.replace(0, item.capturedLength(), item.captured(1) + QStringLiteral("\u2022 "));
    }
    if (line == cursor.block().text() && !line.contains(QLatin1Char('*')) && !line.contains(QLatin1Char('`'))) {
        return;
    }
    clearLine(cursor);
    insertInline(cursor, line, format);
    cursor.setCharFormat({});
}

void MessageText::insertInline(QTextCursor& cursor, QStringView text, const QTextCharFormat& format) const
{
    struct Mark
    {
        QLatin1String sign;
        bool code;
        int weight;
        bool italic;
    };
    // the longer sign first: ** begins with *
    const Mark marks[] = {{QLatin1String("`"), true, 0, false},
                          {QLatin1String("**"), false, QFont::DemiBold, false},
                          {QLatin1String("*"), false, 0, true}};
    qsizetype plain = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        for (const Mark& mark : marks) {
            const qsizetype begin = at + mark.sign.size();
            if (!text.mid(at).startsWith(mark.sign) || begin >= text.size() || text[begin].isSpace()) {
                continue; // a lone star is one
            }
            const qsizetype end = text.indexOf(mark.sign, begin);
            if (end <= begin || text[end - 1].isSpace()) {
                continue;
            }
            cursor.insertText(text.mid(plain, at - plain).toString(), format);
            QTextCharFormat inner = format;
            if (mark.code) {
                inner.setFont(Theme::font(TextStyle::Code));
                inner.setBackground(mix(m_theme.colors().base, m_theme.colors().text, 0.07));
                cursor.insertText(text.mid(begin, end - begin).toString(), inner);
            } else {
                if (mark.weight > 0) {
                    inner.setFontWeight(mark.weight);
                }
                inner.setFontItalic(mark.italic || format.fontItalic());
                insertInline(cursor, text.mid(begin, end - begin), inner);
            }
            plain = end + mark.sign.size();
            at = plain - 1;
            break;
        }
    }
    cursor.insertText(text.mid(plain).toString(), format);
}

void MessageText::finish()
{
    QTextCursor cursor(&m_document);
    cursor.movePosition(QTextCursor::End);
    if (isFence(cursor.block())) {
        clearLine(cursor);
    } else if (m_code && !cursor.block().text().isEmpty()) {
        m_blocks.last().text += cursor.block().text(); // the fence at its end is missing
    } else if (!m_code) {
        formatLine(cursor);
    }
    while (m_document.blockCount() > 1 && cursor.block().text().trimmed().isEmpty()) {
        clearLine(cursor);
        cursor.deletePreviousChar(); // the line end before it
    }
}

} // namespace espalier::ui
