#include "ui/chat/message_item.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {

constexpr int kPadding = 12;

QString stopText(const ReplyFigures& figures)
{
    switch (figures.stop) {
    case engine::StopReason::MaximumTokens:
        return MessageItem::tr("stopped at the limit of tokens");
    case engine::StopReason::ContextFull:
        return MessageItem::tr("stopped: the context is full");
    case engine::StopReason::Cancelled:
        return MessageItem::tr("stopped");
    case engine::StopReason::EndOfSequence:
    case engine::StopReason::StopText:
        break;
    }
    return {};
}

QString tokensText(std::int64_t tokens)
{
    return MessageItem::tr("%Ln tokens", nullptr, int(tokens));
}

} // namespace

QString figuresText(const ReplyFigures& figures)
{
    QStringList parts;
    if (figures.tokensPerSecond > 0.0) {
        parts << format::tokensPerSecond(figures.tokensPerSecond);
    }
    parts << MessageItem::tr("first token after %1").arg(format::latency(figures.firstTokenSeconds));
    parts << tokensText(figures.generatedTokens);
    if (figures.contextTokens > 0) {
        parts << MessageItem::tr("context %1 of %2")
                     .arg(format::count(figures.usedTokens), format::count(figures.contextTokens));
    }
    if (const QString stop = stopText(figures); !stop.isEmpty()) {
        parts << stop;
    }
    return parts.join(QStringLiteral(", "));
}

MessageItem::MessageItem(const Theme& theme, const ChatMessage& message, const MessageState& state, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_question(message.role == ChatMessage::Role::User), m_pane(state.pane),
      m_text(message.text), m_footer(new QLabel), m_tokens(state.scored ? new TokenView(theme) : nullptr),
      m_body(m_tokens ? m_tokens : new MessageBody)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPadding, 8, kPadding, 8);
    layout->setSpacing(4);
    if (state.changedModel) {
        auto* divider = new QLabel(tr("Another model answers from here on: %1").arg(message.modelName));
        divider->setFont(Theme::font(TextStyle::Caption));
        divider->setForegroundRole(QPalette::PlaceholderText);
        divider->setAlignment(Qt::AlignCenter);
        divider->setWordWrap(true);
        layout->addWidget(divider);
    }
    addTop(*layout, message, state);
    if (!m_pane.isEmpty()) {
        m_gap = new QWidget; // both replies begin at the same height, whether shown as tokens or not
        m_gap->setFixedHeight(TokenView::kMarkerRoom - layout->spacing());
        layout->addWidget(m_gap);
    }
    layout->addWidget(m_body);
    m_footer->setFont(Theme::font(TextStyle::Caption));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setWordWrap(true);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->hide();
    layout->addWidget(m_footer);
    if (m_tokens) {
        addScore(*layout);
    }
    layout->addStretch(1); // beside a longer reply
    setTabStop(false);
    connect(m_body, &MessageBody::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    connect(&theme, &Theme::changed, this, &MessageItem::restyle);
    if (state.writing) {
        restyle();
    } else {
        finish(message);
    }
}

void MessageItem::addTop(QVBoxLayout& layout, const ChatMessage& message, const MessageState& state)
{
    const QString name = message.modelName.isEmpty() ? tr("Model") : message.modelName;
    auto* who = new QLabel(m_question ? tr("You") : m_pane.isEmpty() ? name : tr("%1: %2").arg(m_pane, name));
    QFont bold = Theme::font(TextStyle::Caption);
    bold.setWeight(QFont::DemiBold);
    who->setFont(bold);
    who->setForegroundRole(QPalette::PlaceholderText);
    who->setMinimumWidth(24);
    who->setToolTip(message.modelFolder);
    auto* top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(who, 1);
    if (state.branches > 1) {
        addBranchSwitch(*top, message.place, state.branches);
    }
    if (m_question) {
        auto* edit = addButton(*top, QStringLiteral("edit"), tr("Edit question"));
        m_branching << edit;
        connect(edit, &QToolButton::clicked, this, &MessageItem::editRequested);
    }
    m_copy = addButton(*top, QStringLiteral("copy"), tr("Copy message"));
    connect(m_copy, &QToolButton::clicked, this, &MessageItem::copy);
    layout.addLayout(top);
}

QToolButton* MessageItem::addButton(QHBoxLayout& top, const QString& icon, const QString& text)
{
    auto* button = new QToolButton;
    button->setIcon(Theme::icon(icon));
    button->setAutoRaise(true);
    button->setFixedSize(24, 24);
    button->setToolTip(text);
    button->setAccessibleName(text);
    top.addWidget(button);
    m_buttons << button;
    return button;
}

void MessageItem::addBranchSwitch(QHBoxLayout& top, int place, int count)
{
    auto* back = addButton(top, QStringLiteral("back"), tr("Show the branch before"));
    auto* number = new QLabel(tr("%1/%2", "branch of all branches").arg(place + 1).arg(count));
    number->setFont(Theme::font(TextStyle::Caption));
    number->setToolTip(tr("The conversation goes on here in %n ways.", nullptr, count));
    number->setAccessibleName(tr("Branch %1 of %2").arg(place + 1).arg(count));
    top.addWidget(number);
    auto* next = addButton(top, QStringLiteral("forward"), tr("Show the next branch"));
    back->setEnabled(place > 0);
    next->setEnabled(place + 1 < count);
    connect(back, &QToolButton::clicked, this, [this, place] { Q_EMIT branchRequested(place - 1); });
    connect(next, &QToolButton::clicked, this, [this, place] { Q_EMIT branchRequested(place + 1); });
    for (QToolButton* button : {back, next}) {
        if (button->isEnabled()) {
            m_branching << button;
        }
    }
}

void MessageItem::setCanBranch(bool can)
{
    for (QToolButton* button : m_branching) {
        button->setEnabled(can);
    }
}

void MessageItem::addScore(QVBoxLayout& layout)
{
    m_score = new QWidget;
    auto* row = new QHBoxLayout(m_score);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_scoreText = new QLabel;
    m_scoreText->setFont(Theme::font(TextStyle::Caption));
    m_scoreText->setForegroundRole(QPalette::PlaceholderText);
    m_scoreText->setWordWrap(true);
    m_scoreButton = new QToolButton;
    m_scoreButton->setAutoRaise(true);
    m_scoreButton->setFocusPolicy(Qt::TabFocus);
    row->addWidget(m_scoreText, 1);
    row->addWidget(m_scoreButton);
    layout.addWidget(m_score);
    m_score->hide();
    connect(m_scoreButton, &QToolButton::clicked, this, [this] {
        if (m_scoring) {
            Q_EMIT stopScoringRequested();
        } else {
            Q_EMIT scoreRequested();
        }
    });
}

void MessageItem::showWaiting()
{
    setFooter(tr("Answers after A"));
}

void MessageItem::showDivergence(const ChatMessage& message, const DivergenceScan::State& state,
                                 std::optional<int> difference, bool isAsLong)
{
    using Kind = DivergenceScan::State::Kind;
    const bool known = state.kind == Kind::Scored || (state.kind != Kind::None && difference);
    if (known) {
        m_body->setCodeBlocks({});
        m_tokens->showTokens(message.text, message.tokens, difference);
    } else if (m_tokens->hasTokens()) {
        m_tokens->hideTokens();
        restyle();
    }
    m_gap->setVisible(!m_tokens->hasTokens());
    m_scoring = state.kind == Kind::Scoring || state.kind == Kind::Waiting;
    m_score->setVisible(state.kind != Kind::None);
    double sum = 0.0;
    for (const ReplyToken& token : message.tokens) {
        sum += token.kl.value_or(0.0);
    }
    switch (state.kind) {
    case Kind::None:
        return;
    case Kind::Waiting:
        m_scoreText->setText(tr("Waiting to be scored"));
        break;
    case Kind::Scoring:
        m_scoreText->setText(tr("Scoring %1").arg(format::percent(state.fraction, 0)));
        break;
    case Kind::Stopped:
        m_scoreText->setText(tr("Not scored"));
        break;
    case Kind::Failed:
        m_scoreText->setText(tr("Not scored: %1").arg(state.reason));
        break;
    case Kind::Scored: {
        const QString mean = format::significant(sum / double(std::max<std::size_t>(1, message.tokens.size())));
        m_scoreText->setText(
            difference ? tr("Mean KL %1 nats, differs from A first at token %L2").arg(mean).arg(*difference + 1)
            : isAsLong ? tr("Mean KL %1 nats, no token differs from A").arg(mean)
                       : tr("Mean KL %1 nats").arg(mean)); // one of them was stopped early, or A has failed
        break;
    }
    }
    m_scoreButton->setVisible(state.kind != Kind::Scored || state.canScore);
    m_scoreButton->setText(m_scoring ? tr("Cancel") : state.kind == Kind::Scored ? tr("Score again") : tr("Score"));
    m_scoreButton->setToolTip(m_scoring ? tr("Ends the comparison of this reply with the dense model.")
                                        : tr("Compares this reply token by token with what the dense model predicts."));
}

void MessageItem::restyle()
{
    if (m_tokens && m_tokens->hasTokens()) {
        m_tokens->restyle();
        return;
    }
    m_body->setCodeBlocks({});
    m_writer.emplace(*m_body->document(), m_theme, !m_question);
    m_writer->append(m_text);
    if (m_finished) {
        m_writer->finish();
        m_body->setCodeBlocks(m_writer->codeBlocks());
        setTabStop(m_tabStop);
    }
    update();
}

void MessageItem::append(const QString& piece)
{
    m_text += piece;
    m_writer->append(piece);
}

void MessageItem::setFooter(const QString& text)
{
    m_footer->setText(text);
    m_footer->setVisible(!text.isEmpty());
}

void MessageItem::showProgress(const AnswerProgress& progress)
{
    if (!progress.firstTokenSeconds) {
        setFooter(tr("Reading the prompt"));
        return;
    }
    QStringList parts;
    if (progress.tokensPerSecond() > 0.0) {
        parts << format::tokensPerSecond(progress.tokensPerSecond());
    }
    parts << tokensText(progress.generatedTokens);
    setFooter(parts.join(QStringLiteral(", ")));
}

void MessageItem::finish(const ChatMessage& message)
{
    m_text = message.text;
    m_finished = true;
    restyle();
    if (!message.failure.isEmpty()) {
        setFooter(message.failure);
    } else if (message.figures) {
        setFooter(figuresText(*message.figures));
        m_footer->setToolTip(tr("Seed %1. Of the prompt's %2 tokens, %3 were known from an earlier answer.")
                                 .arg(QString::number(message.figures->seed),
                                      format::count(message.figures->promptTokens),
                                      format::count(message.figures->reusedTokens)));
    } else {
        setFooter(message.unfinished ? tr("The app ended during this answer.") : QString());
    }
    if (m_text.trimmed().isEmpty() && message.failure.isEmpty()) {
        m_body->setPlaceholderText(tr("The model ended its answer at once."));
    }
    setAccessibleName(m_question ? tr("You: %1").arg(m_text) : tr("%1: %2").arg(message.modelName, m_text));
    setAccessibleDescription(m_footer->text());
}

void MessageItem::setTabStop(bool tabStop)
{
    m_tabStop = tabStop;
    setFocusPolicy(tabStop ? Qt::StrongFocus : Qt::ClickFocus);
    for (QToolButton* button : m_buttons + m_body->codeButtons()) {
        button->setFocusPolicy(tabStop ? Qt::TabFocus : Qt::NoFocus);
    }
}

void MessageItem::copy()
{
    QApplication::clipboard()->setText(m_text);
}

void MessageItem::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        Q_EMIT moveRequested(event->key());
        return;
    case Qt::Key_J:
        Q_EMIT jumpRequested();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_body->setFocus(Qt::OtherFocusReason);
        return;
    default:
        break;
    }
    QFrame::keyPressEvent(event);
}

void MessageItem::focusInEvent(QFocusEvent* event)
{
    QFrame::focusInEvent(event);
    update();
}

void MessageItem::focusOutEvent(QFocusEvent* event)
{
    QFrame::focusOutEvent(event);
    update();
}

void MessageItem::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_question) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(colors.base, colors.accent, 0.08));
        painter.drawRoundedRect(rect(), 4, 4);
    }
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

} // namespace espalier::ui
