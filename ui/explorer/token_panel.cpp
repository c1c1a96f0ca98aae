#include "ui/explorer/token_panel.h"

#include <array>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/widgets/action_button.h"

namespace espalier::ui {

namespace {

constexpr int kMaximumCharacters = 4000;

/// What one token stands for, readable: blanks as ␣, line ends as ⏎, bytes that are no text as <0xNN>.
QString visible(const std::string& bytes)
{
    const QString decoded = QString::fromStdString(bytes);
    if (decoded.contains(QChar::ReplacementCharacter) || bytes.empty()) {
        QString hex;
        for (const char byte : bytes) {
            hex +=
                QStringLiteral("<0x%1>").arg(int(static_cast<unsigned char>(byte)), 2, 16, QLatin1Char('0')).toUpper();
        }
        return hex.replace(QStringLiteral("<0X"), QStringLiteral("<0x"));
    }
    QString shown = decoded;
    shown.replace(QLatin1Char(' '), QStringLiteral("␣"));
    shown.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
    shown.replace(QLatin1Char('\t'), QStringLiteral("⇥"));
    return shown;
}

} // namespace

TokenPanel::TokenPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_input(new QLineEdit), m_pieces(new QTextBrowser), m_summary(new QLabel),
      m_top(new QHBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* label = new QLabel(tr("&Tokens"));
    label->setBuddy(m_input);
    m_top->addWidget(label);
    m_top->addWidget(m_input, 1);
    m_top->addWidget(m_summary);
    layout->addLayout(m_top);
    layout->addWidget(m_pieces);
    m_input->setPlaceholderText(tr("Type text to see its tokens"));
    m_input->setMaxLength(kMaximumCharacters);
    m_input->setText(tr("Once upon a time"));
    m_pieces->setFixedHeight(64);
    m_pieces->setAccessibleName(tr("Pieces and ids"));
    m_pieces->setOpenLinks(false);
    connect(m_input, &QLineEdit::textChanged, this, &TokenPanel::refresh);
    connect(&theme, &Theme::changed, this, &TokenPanel::refresh);
}

void TokenPanel::addButton(QAction* action)
{
    m_top->addWidget(new ActionButton(action));
}

void TokenPanel::setFolder(const QString& folder)
{
    m_folder = folder;
    m_tokenizer.reset();
    m_problem.clear();
    refresh();
    runInBackground(
        this, [folder] { return text::Tokenizer::load(folder.toStdString()); },
        [this, folder](Result<std::unique_ptr<text::Tokenizer>> loaded) {
            if (folder != m_folder) {
                return;
            }
            if (loaded) {
                m_tokenizer = loaded.take();
            } else {
                m_problem = QString::fromStdString(loaded.error().message);
            }
            refresh();
        });
}

void TokenPanel::refresh()
{
    m_input->setEnabled(m_tokenizer != nullptr);
    if (!m_tokenizer) {
        m_pieces->setPlainText(m_problem);
        m_summary->hide();
        return;
    }
    const QString typed = m_input->text();
    const auto ids = m_tokenizer->encode(typed.toStdString());
    const Colors& colors = m_theme.colors();
    const std::array tints = {mix(colors.base, colors.series[0], 0.22), mix(colors.base, colors.series[1], 0.22)};
    QString pieces;
    QStringList numbers;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string bytes = m_tokenizer->bytesOf(ids[i]);
        const QString piece = QString::fromStdString(m_tokenizer->piece(ids[i]));
        // the title becomes the tooltip
        pieces += QStringLiteral("<span style=\"background:%1\" title=\"%2\">%3</span>&#8203;")
                      .arg(tints[i % tints.size()].name(), tr("id %1, piece %2").arg(ids[i]).arg(piece.toHtmlEscaped()),
                           (bytes.empty() ? piece : visible(bytes)).toHtmlEscaped());
        numbers << QString::number(ids[i]);
    }
    m_pieces->setHtml(QStringLiteral("<p style=\"margin:2px 0\">%1</p><p style=\"margin:2px 0; color:%3\">%2</p>")
                          .arg(pieces, tr("ids %1").arg(numbers.join(QLatin1Char(' '))), colors.placeholder.name()));
    const double perToken = ids.empty() ? 0.0 : double(typed.size()) / double(ids.size());
    m_summary->setText(ids.empty()
                           ? QString()
                           : (ids.size() == 1 ? tr("1 token, %1 characters")
                                              : tr("%n tokens, %1 characters a token", nullptr, int(ids.size())))
                                 .arg(QLocale().toString(perToken, 'f', 1)));
    m_summary->setVisible(!ids.empty());
}

} // namespace espalier::ui
