#include "ui/recipe/recipe_editor.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include "core/compress/schemas.h"
#include "ui/models/quick_fix.h"
#include "ui/models/recipe_completion.h"
#include "ui/models/recipe_text.h"

namespace espalier::ui {

namespace {

constexpr int kLineMargin = 0;
constexpr int kMarkMargin = 1;
constexpr int kMarkWidth = 20;

int slotOf(recipe::Severity severity)
{
    return severity == recipe::Severity::Error ? 2 : severity == recipe::Severity::Warning ? 1 : 0;
}

struct Look
{
    const char* icon;
    QColor Colors::*color;
};

Look lookOf(int slot)
{
    static const Look kLooks[] = {{"info", &Colors::accent}, {"warning", &Colors::warning}, {"error", &Colors::error}};
    return kLooks[slot];
}

} // namespace

RecipeEditor::RecipeEditor(Theme& theme, QWidget* parent)
    : QsciScintilla(parent), m_theme(theme), m_lexer(new QsciLexerYAML(this))
{
    setUtf8(true);
    setLexer(m_lexer);
    setEolMode(QsciScintilla::EolUnix);
    setIndentationsUseTabs(false);
    setIndentationWidth(2);
    setTabWidth(2);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setIndentationGuides(true);
    setBraceMatching(QsciScintilla::SloppyBraceMatch);
    setFolding(QsciScintilla::NoFoldStyle);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setAcceptDrops(false); // files dropped here open as recipes, which the window does
    viewport()->setAcceptDrops(false);
    setMarginType(kLineMargin, QsciScintilla::NumberMargin);
    setMarginWidth(kLineMargin, QStringLiteral("0000"));
    setMarginType(kMarkMargin, QsciScintilla::SymbolMargin);
    setMarginWidth(kMarkMargin, kMarkWidth);
    setMarginMarkerMask(kMarkMargin, 0x7);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Recipe in YAML"));
    setAccessibleDescription(tr("Problems are listed below and marked in the margin. Ctrl+Space completes a word, F6 "
                                "leaves the editor."));
    // Tab indents here, so Ctrl+Return and F6 must reach the window
    SendScintilla(SCI_CLEARCMDKEY, static_cast<unsigned long>(SCK_RETURN + (SCMOD_CTRL << 16)));
    setupCompletion();
    connect(&theme, &Theme::changed, this, &RecipeEditor::applyTheme);
    applyTheme();
}

void RecipeEditor::setupCompletion()
{
    SendScintilla(SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>('\n'));
    SendScintilla(SCI_AUTOCSETIGNORECASE, 1UL);
    SendScintilla(SCI_AUTOCSETORDER, static_cast<unsigned long>(SC_ORDER_PERFORMSORT));
    SendScintilla(SCI_AUTOCSETMAXHEIGHT, 12UL);
    connect(this, &QsciScintillaBase::SCN_CHARADDED, this, [this](int character) {
        constexpr int kFewestCharacters = 2; // fewer would open the list at every turn
        if (QChar(character).isLetter() || character == '_') {
            showCompletions(kFewestCharacters);
        }
    });
}

void RecipeEditor::showCompletions(int fewestCharacters)
{
    int line = 0;
    int column = 0;
    getCursorPosition(&line, &column);
    const RecipeCompletion completion =
        completeRecipe(text().split(QLatin1Char('\n')), line, column, compress::modifierSchemas());
    if (completion.typed.size() < fewestCharacters || completion.words.isEmpty()) {
        SendScintilla(SCI_AUTOCCANCEL);
        return;
    }
    const QByteArray words = completion.words.join(QLatin1Char('\n')).toUtf8();
    SendScintilla(SCI_AUTOCSHOW, static_cast<unsigned long>(completion.typed.toUtf8().size()), words.constData());
}

void RecipeEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        showCompletions(0);
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::AltModifier) {
        offerFixes();
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

/// One fix is taken at once; of several a menu asks.
void RecipeEditor::offerFixes()
{
    int line = 0;
    int column = 0;
    getCursorPosition(&line, &column);
    std::vector<recipe::Diagnostic> fixes;
    for (const recipe::Diagnostic& diagnostic : m_diagnostics) {
        if (diagnostic.location.line == line + 1 && hasFix(diagnostic)) {
            fixes.push_back(diagnostic);
        }
    }
    if (fixes.size() == 1) {
        Q_EMIT fixRequested(fixes.front());
    } else if (!fixes.empty()) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const recipe::Diagnostic& diagnostic : fixes) {
            menu->addAction(fixHelp(diagnostic), this, [this, diagnostic] { Q_EMIT fixRequested(diagnostic); });
        }
        const long position = SendScintilla(SCI_GETCURRENTPOS);
        const auto x = SendScintilla(SCI_POINTXFROMPOSITION, 0UL, position);
        const auto y = SendScintilla(SCI_POINTYFROMPOSITION, 0UL, position) + textHeight(line);
        menu->popup(viewport()->mapToGlobal(QPoint(int(x), int(y))));
    }
}

void RecipeEditor::applyTheme()
{
    const Colors& colors = m_theme.colors();
    const QFont font = Theme::font(TextStyle::Code);
    const auto style = [&](int id, const QColor& color) { m_lexer->setColor(color, id); };
    m_lexer->setDefaultFont(font);
    m_lexer->setFont(font, -1);
    m_lexer->setDefaultPaper(colors.base);
    m_lexer->setPaper(colors.base, -1);
    m_lexer->setDefaultColor(colors.text);
    m_lexer->setColor(colors.text, -1);
    style(QsciLexerYAML::Comment, colors.placeholder);
    style(QsciLexerYAML::Identifier, colors.accent);
    style(QsciLexerYAML::Keyword, colors.series[3]);
    style(QsciLexerYAML::Number, colors.series[2]);
    style(QsciLexerYAML::Reference, colors.series[1]);
    style(QsciLexerYAML::Operator, colors.text);
    style(QsciLexerYAML::SyntaxErrorMarker, colors.error);
    setPaper(colors.base);
    setColor(colors.text);
    setMarginsFont(Theme::font(TextStyle::Code));
    setMarginsForegroundColor(colors.placeholder);
    setMarginsBackgroundColor(colors.alternateBase);
    setCaretForegroundColor(colors.text);
    setCaretLineVisible(true);
    setCaretLineBackgroundColor(colors.alternateBase);
    setSelectionBackgroundColor(colors.highlight);
    setSelectionForegroundColor(colors.highlightedText);
    setMatchedBraceForegroundColor(colors.accent);
    setMatchedBraceBackgroundColor(colors.base);
    setIndentationGuidesForegroundColor(colors.mid);
    setIndentationGuidesBackgroundColor(colors.base);
    for (int slot = 0; slot < 3; ++slot) {
        const Look look = lookOf(slot);
        const QPixmap pixmap = m_theme.icon(QString::fromLatin1(look.icon), look.color).pixmap(QSize(16, 16), 1.0);
        markerDefine(pixmap, slot);
        indicatorDefine(QsciScintilla::SquiggleLowIndicator, slot);
        setIndicatorForegroundColor(colors.*look.color, slot);
    }
}

void RecipeEditor::openText(const QString& text)
{
    setScrollWidth(1);
    setText(text);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    setCursorPosition(0, 0);
    setModified(false);
}

void RecipeEditor::replaceAll(const QString& text)
{
    beginUndoAction();
    const QByteArray bytes = text.toUtf8();
    SendScintilla(SCI_SETTARGETSTART, 0UL);
    SendScintilla(SCI_SETTARGETEND, static_cast<unsigned long>(length()));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(bytes.size()), bytes.constData());
    endUndoAction();
    setCursorPosition(0, 0);
}

void RecipeEditor::applyEdit(const std::vector<TextReplacement>& replacements)
{
    beginUndoAction();
    for (auto one = replacements.rbegin(); one != replacements.rend(); ++one) { // places before it stay true
        SendScintilla(SCI_SETTARGETSTART, static_cast<unsigned long>(one->begin));
        SendScintilla(SCI_SETTARGETEND, static_cast<unsigned long>(one->begin + one->length));
        SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(one->text.size()), one->text.c_str());
    }
    endUndoAction();
}

void RecipeEditor::showDiagnostics(const std::vector<recipe::Diagnostic>& diagnostics)
{
    m_diagnostics = diagnostics;
    const QByteArray document = text().toUtf8();
    for (int slot = 0; slot < 3; ++slot) {
        markerDeleteAll(slot);
        SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(slot));
        SendScintilla(SCI_INDICATORCLEARRANGE, 0UL, static_cast<long>(length()));
    }
    for (const recipe::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.location.line == 0) {
            continue;
        }
        const int slot = slotOf(diagnostic.severity);
        const TextPiece piece = markedPiece(document, diagnostic.location.line, diagnostic.location.column);
        markerAdd(piece.line, slot);
        const long start = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(piece.line)) + piece.from;
        SendScintilla(SCI_SETINDICATORCURRENT, static_cast<unsigned long>(slot));
        SendScintilla(SCI_INDICATORFILLRANGE, static_cast<unsigned long>(start),
                      static_cast<long>(piece.to - piece.from));
    }
}

void RecipeEditor::goTo(const recipe::Location& location)
{
    if (location.line == 0) {
        return;
    }
    const TextPiece piece = markedPiece(text().toUtf8(), location.line, location.column);
    const long start = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(piece.line));
    ensureLineVisible(piece.line);
    SendScintilla(SCI_SETSEL, static_cast<unsigned long>(start + piece.from), start + piece.to);
    setFocus();
}

void RecipeEditor::applySuggestion(const recipe::Diagnostic& diagnostic)
{
    const QByteArray document = text().toUtf8();
    const TextPiece piece = markedPiece(document, diagnostic.location.line, diagnostic.location.column);
    if (piece.to == piece.from) {
        return;
    }
    const QByteArray line = document.split('\n').at(piece.line);
    const QByteArray replacement =
        replacementFor(line.mid(piece.from, piece.to - piece.from), QByteArray::fromStdString(diagnostic.suggestion));
    const long start = SendScintilla(SCI_POSITIONFROMLINE, static_cast<unsigned long>(piece.line)) + piece.from;
    beginUndoAction();
    SendScintilla(SCI_SETTARGETSTART, static_cast<unsigned long>(start));
    SendScintilla(SCI_SETTARGETEND, static_cast<unsigned long>(start + piece.to - piece.from));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(replacement.size()), replacement.constData());
    endUndoAction();
}

QString RecipeEditor::diagnosticsAt(const QPoint& position) const
{
    const int line = lineAt(position);
    QStringList texts;
    for (const recipe::Diagnostic& diagnostic : m_diagnostics) {
        if (diagnostic.location.line == line + 1) {
            texts << QString::fromStdString(diagnostic.message);
            if (hasFix(diagnostic)) {
                texts << tr("Alt+Return: %1", "a key and what it does").arg(fixHelp(diagnostic));
            }
        }
    }
    return texts.join(QStringLiteral("\n"));
}

bool RecipeEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = diagnosticsAt(viewport()->mapFrom(this, help->pos()));
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    return QsciScintilla::event(event);
}

void RecipeEditor::paintEvent(QPaintEvent* event)
{
    QsciScintilla::paintEvent(event);
    if (hasFocus()) { // QScintilla draws no focus of its own
        QPainter painter(viewport());
        painter.setPen(QPen(m_theme.colors().accent, 2));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace espalier::ui
