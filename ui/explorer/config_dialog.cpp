#include "ui/explorer/config_dialog.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QShortcut>
#include <QSyntaxHighlighter>
#include <QTextDocument>
#include <QVBoxLayout>

#include "core/base/atomic_file.h"

namespace espalier::ui {

namespace {

constexpr std::size_t kLimitBytes = 8 << 20;

/// Keys, texts, numbers and words of JSON.
class JsonHighlighter : public QSyntaxHighlighter
{
public:
    JsonHighlighter(const Theme& theme, QTextDocument* document) : QSyntaxHighlighter(document), m_theme(theme)
    {
        connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
    }

protected:
    void highlightBlock(const QString& line) override
    {
        static const QRegularExpression pieces(QStringLiteral(
            "(\"(?:[^\"\\\\]|\\\\.)*\")(\\s*:)?|(-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)|(true|false|null)"));
        const Colors& colors = m_theme.colors();
        for (auto found = pieces.globalMatch(line); found.hasNext();) {
            const QRegularExpressionMatch piece = found.next();
            const bool key = !piece.captured(2).isEmpty();
            const QColor color = !piece.captured(1).isEmpty()  ? (key ? colors.accent : colors.ok)
                                 : piece.captured(3).isEmpty() ? colors.warning
                                                               : colors.quantized;
            setFormat(int(piece.capturedStart()), int(key ? piece.capturedLength(1) : piece.capturedLength()), color);
        }
    }

private:
    const Theme& m_theme;
};

} // namespace

ConfigDialog::ConfigDialog(const ModelDocument& document, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_search(new QLineEdit), m_hits(new QLabel), m_text(new QPlainTextEdit)
{
    setWindowTitle(tr("config.json of %1").arg(document.name));
    resize(640, 560);
    auto* layout = new QVBoxLayout(this);
    auto* row = new QHBoxLayout;
    m_search->setPlaceholderText(tr("Search the configuration"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search the configuration"));
    m_hits->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_search, 1);
    row->addWidget(m_hits);
    layout->addLayout(row);
    if (document.checkpoint && !QFileInfo(document.folder).isDir()) {
        auto* note = new QLabel(tr("A GGUF file has no config.json. This is what its metadata come to."));
        note->setWordWrap(true);
        note->setForegroundRole(QPalette::PlaceholderText);
        layout->addWidget(note);
    }
    m_text->setReadOnly(true);
    m_text->setFont(Theme::font(TextStyle::Code));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(windowTitle());
    new JsonHighlighter(theme, m_text->document());
    m_text->setPlainText(textOf(document));
    layout->addWidget(m_text, 1);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        m_text->moveCursor(QTextCursor::Start);
        countHits();
        find(false);
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(false); });
    connect(new QShortcut(QKeySequence::FindNext, this), &QShortcut::activated, this, [this] { find(false); });
    connect(new QShortcut(QKeySequence::FindPrevious, this), &QShortcut::activated, this, [this] { find(true); });
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, m_search, qOverload<>(&QWidget::setFocus));
}

QString ConfigDialog::textOf(const ModelDocument& document)
{
    if (!QFileInfo(document.folder).isDir()) {
        return document.checkpoint ? QString::fromStdString(document.checkpoint->config().dump(2)) : QString();
    }
    const auto text =
        readTextFile(QDir(document.folder).filePath(QStringLiteral("config.json")).toStdString(), kLimitBytes);
    if (!text) {
        return QString::fromStdString(text.error().message);
    }
    const auto json = nlohmann::ordered_json::parse(*text, nullptr, false);
    return QString::fromStdString(json.is_discarded() ? *text : json.dump(2)); // files in one line are laid out
}

/// The next hit, from the start again after the last.
void ConfigDialog::find(bool backwards)
{
    if (m_search->text().isEmpty()) {
        return;
    }
    const auto flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (!m_text->find(m_search->text(), flags)) {
        m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
        m_text->find(m_search->text(), flags);
    }
}

void ConfigDialog::countHits()
{
    const QString wanted = m_search->text();
    const int hits = wanted.isEmpty() ? 0 : int(m_text->toPlainText().count(wanted, Qt::CaseInsensitive));
    m_hits->setText(wanted.isEmpty() ? QString() : hits == 1 ? tr("1 match") : tr("%n matches", nullptr, hits));
}

} // namespace espalier::ui
