#include "ui/widgets/message_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/theme/espalier_style.h"
#include "ui/widgets/icon_label.h"

namespace espalier::ui {

namespace {

QColor Colors::*colorOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Ok:
        return &Colors::ok;
    case MessageBar::Kind::Warning:
        return &Colors::warning;
    case MessageBar::Kind::Error:
        return &Colors::error;
    case MessageBar::Kind::Info:
        break;
    }
    return &Colors::accent;
}

QString iconOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Ok:
        return QStringLiteral("ok");
    case MessageBar::Kind::Warning:
        return QStringLiteral("warning");
    case MessageBar::Kind::Error:
        return QStringLiteral("error");
    case MessageBar::Kind::Info:
        break;
    }
    return QStringLiteral("info");
}

} // namespace

MessageBar::MessageBar(const Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_icon(new IconLabel(theme.icon(QStringLiteral("info"), &Colors::accent), 20)),
      m_text(new QLabel), m_buttons(new QHBoxLayout), m_close(new QToolButton)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->setSpacing(8);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setFocusPolicy(Qt::NoFocus);
    m_close->setIcon(Theme::icon(QStringLiteral("close")));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close message"));
    m_close->setToolTip(tr("Close message"));
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
    hide();
}

void MessageBar::setGapAbove(int pixels)
{
    m_gapAbove = pixels;
    layout()->setContentsMargins(12, 6 + pixels, 8, 6);
}

void MessageBar::showMessage(Kind kind, const QString& text)
{
    m_kind = kind;
    while (QLayoutItem* item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_text->setText(text);
    setAccessibleName(text);
    updateIcon();
    show();
}

void MessageBar::showError(const Error& error)
{
    QString text = QString::fromStdString(error.message);
    if (!error.place.empty()) {
        text += QLatin1Char('\n') + QString::fromStdString(error.place);
    }
    showMessage(Kind::Error, text);
    m_text->setToolTip(QString::fromStdString(error.code));
}

QAction* MessageBar::addAction(const QString& text, const std::function<void()>& run, bool primary, bool stays)
{
    auto* button = new QPushButton(text);
    button->setProperty(kPrimaryProperty, primary);
    auto* action = new QAction(text, button);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::triggered, this, [this, run, stays] {
        if (!stays) {
            hide();
        }
        run();
    });
    m_buttons->addWidget(button);
    return action;
}

void MessageBar::updateIcon()
{
    m_icon->setIcon(m_theme.icon(iconOf(m_kind), colorOf(m_kind)));
    update();
}

void MessageBar::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    const QColor color = colors.*colorOf(m_kind);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(mix(colors.base, color, 0.5));
    painter.setBrush(mix(colors.base, color, 0.08));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5 + m_gapAbove, -0.5, -0.5), 4, 4);
}

} // namespace espalier::ui
