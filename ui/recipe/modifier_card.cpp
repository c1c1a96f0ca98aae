#include "ui/recipe/modifier_card.h"

#include <QApplication>
#include <QCheckBox>
#include <QContextMenuEvent>
#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

namespace espalier::ui {

namespace {

constexpr int kBar = 28; // with the letter in it
constexpr int kPadding = 8;
constexpr int kGap = 4;
constexpr int kIcon = 16;

/// "88 of 155 modules": what the card hits.
QString hitsText(const RecipeCard& card, const RecipeAnalysis* analysis)
{
    if (!card.enabled) {
        return ModifierCard::tr("switched off");
    }
    const recipe::ResolvedModifier* resolved = resolvedOf(card, analysis);
    if (resolved == nullptr) {
        return {};
    }
    if (resolved->entries.empty() && resolved->modules.empty()) {
        return ModifierCard::tr("whole model");
    }
    const auto count = resolved->modules.size();
    return count == 1 ? ModifierCard::tr("1 matrix") : ModifierCard::tr("%1 matrices").arg(QLocale().toString(count));
}

} // namespace

ModifierCard::ModifierCard(const Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_switch(new QCheckBox(this))
{
    m_switch->setFocusPolicy(Qt::NoFocus); // Space on the lane does it
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_switch, &QCheckBox::clicked, this, [this](bool on) {
        m_switch->setChecked(m_enabled); // the document decides
        Q_EMIT enabledChanged(m_place, on);
    });
}

void ModifierCard::show(CardPlace place, const RecipeCard& card, const recipe::ModifierSchema* schema,
                        const RecipeAnalysis* analysis)
{
    m_place = place;
    m_enabled = card.enabled;
    m_class = cardClass(card, schema);
    m_title = cardTitle(card, schema);
    m_settings = cardSettings(card, schema);
    m_hits = hitsText(card, analysis);
    const recipe::Diagnostic* problem = problemOf(card, analysis);
    m_problemIcon = problem == nullptr                             ? QString()
                    : problem->severity == recipe::Severity::Error ? QStringLiteral("error")
                                                                   : QStringLiteral("warning");
    m_switch->setChecked(m_enabled);
    m_switch->setAccessibleName(tr("%1 takes part in the run").arg(m_title));
    m_switch->setToolTip(m_enabled ? tr("Leaves %1 out of the run; its lines become a comment").arg(m_title)
                                   : tr("Lets %1 take part in the run again").arg(m_title));
    QStringList words{m_title, m_settings, m_hits};
    if (problem != nullptr) {
        words << QString::fromStdString(problem->message);
    }
    words.removeAll(QString());
    setAccessibleName(words.join(QStringLiteral(", ")));
    setToolTip(problem != nullptr  ? QString::fromStdString(problem->message)
               : schema != nullptr ? QString::fromStdString(schema->help)
                                   : tr("This version does not know %1.").arg(m_title));
    updateGeometry();
    update();
}

void ModifierCard::setCurrent(bool current)
{
    m_current = current;
    update();
}

void ModifierCard::setFrozen(bool frozen)
{
    m_frozen = frozen;
    m_switch->setEnabled(!frozen);
    update();
}

QSize ModifierCard::sizeHint() const
{
    const int body = QFontMetrics(Theme::font(TextStyle::Body)).height();
    const int caption = QFontMetrics(Theme::font(TextStyle::Caption)).height();
    return {176, 2 * kPadding + body + kGap + 2 * caption + 2};
}

QSize ModifierCard::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void ModifierCard::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    const QSize box = m_switch->sizeHint();
    m_switch->setGeometry(width() - box.width() - kPadding, kPadding - 1, box.width(), box.height());
}

QColor ModifierCard::classColor() const
{
    const Colors& colors = m_theme.colors();
    switch (m_class) {
    case CardClass::Pruned:
        return colors.pruned;
    case CardClass::Quantized:
        return colors.quantized;
    case CardClass::Both:
        return colors.both;
    case CardClass::Dense:
        break;
    }
    return colors.dense;
}

void ModifierCard::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool faint = m_frozen || !m_enabled;
    const QRectF frame = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    painter.setPen(QPen(m_current ? colors.accent : colors.mid, m_current ? 2 : 1));
    painter.setBrush(faint ? colors.window : colors.base);
    painter.drawRoundedRect(frame, 4, 4);
    QColor bar = classColor();
    if (faint) {
        bar = mix(colors.window, bar, 0.35);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(bar);
    painter.drawRoundedRect(QRectF(frame.left() + 2, frame.top() + 2, kBar - 4, frame.height() - 4), 2, 2);
    QFont letter = Theme::font(TextStyle::Body);
    letter.setWeight(QFont::DemiBold);
    painter.setFont(letter);
    painter.setPen(contrastRatio(colors.base, bar) > contrastRatio(colors.text, bar) ? colors.base : colors.text);
    painter.drawText(QRectF(frame.left() + 2, frame.top(), kBar - 4, frame.height()), Qt::AlignCenter,
                     cardLetter(m_class));
    const int left = kBar + kPadding;
    const int right = width() - kPadding;
    int y = kPadding;
    const auto line = [&](const QString& text, const QFont& font, const QColor& color, int to) {
        const QFontMetrics metrics(font);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QRect(left, y, to - left, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, to - left));
        y += metrics.height();
    };
    QFont title = letter;
    title.setStrikeOut(!m_enabled);
    line(m_title, title, faint ? colors.placeholder : colors.text, m_switch->x() - kGap);
    y += kGap;
    const QFont caption = Theme::font(TextStyle::Caption);
    line(m_settings, caption, faint ? colors.placeholder : colors.text, right);
    const int iconRoom = m_problemIcon.isEmpty() ? 0 : kIcon + kGap;
    line(m_hits, caption, colors.placeholder, right - iconRoom);
    if (iconRoom > 0) {
        const QIcon icon =
            m_theme.icon(m_problemIcon, m_problemIcon == QLatin1String("error") ? &Colors::error : &Colors::warning);
        icon.paint(&painter, QRect(right - kIcon, height() - kPadding - kIcon, kIcon, kIcon));
    }
}

void ModifierCard::mousePressEvent(QMouseEvent* event)
{
    m_pressedAt = event->pos();
    Q_EMIT pressed(m_place);
    event->accept();
}

void ModifierCard::mouseMoveEvent(QMouseEvent* event)
{
    if ((event->buttons() & Qt::LeftButton) != 0 && !m_frozen &&
        (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
        Q_EMIT dragRequested(m_place);
    }
}

void ModifierCard::mouseDoubleClickEvent(QMouseEvent*)
{
    Q_EMIT opened(m_place);
}

void ModifierCard::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuRequested(m_place, event->globalPos());
}

} // namespace espalier::ui
