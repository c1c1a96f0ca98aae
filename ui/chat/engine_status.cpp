#include "ui/chat/engine_status.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/models/format.h"

namespace espalier::ui {

namespace {
constexpr int kBarHeight = 4;
constexpr double kNearlyFull = 0.9;
} // namespace

ShareBar::ShareBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(kBarHeight);
}

QSize ShareBar::sizeHint() const
{
    return {96, kBarHeight};
}

void ShareBar::setShare(std::optional<double> share)
{
    if (share != m_share) {
        m_share = share;
        update();
    }
}

void ShareBar::setWarning(bool warning)
{
    if (warning != m_warning) {
        m_warning = warning;
        update();
    }
}

void ShareBar::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double radius = height() / 2.0;
    painter.setBrush(mix(colors.button, colors.mid, 0.2));
    painter.drawRoundedRect(rect(), radius, radius);
    if (m_share && *m_share > 0.0) {
        QRectF filled = rect();
        filled.setWidth(std::clamp(filled.width() * *m_share, 2.0 * radius, filled.width()));
        painter.setBrush(m_warning ? colors.warning : colors.highlight);
        painter.drawRoundedRect(filled, radius, radius);
    }
}

EngineStatus::EngineStatus(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(24);
    m_speed = addFigure(tr("Speed"), tr("Tokens that are generated in a second, after the first one."), false);
    m_first = addFigure(tr("First token"),
                        tr("From sending to the first token: the prompt is read then. What an earlier answer had read "
                           "already is not read again."),
                        false);
    m_context = addFigure(tr("Context"), tr("Tokens of this conversation, of those that fit."), true);
    m_rate = addFigure(tr("Weights read"), {}, true);
    show(nullptr, {}, {}, {});
}

EngineStatus::Figure EngineStatus::addFigure(const QString& name, const QString& help, bool withBar)
{
    Figure figure{new QWidget, new QLabel, nullptr};
    auto* layout = new QVBoxLayout(figure.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* caption = new QLabel(name);
    caption->setFont(Theme::font(TextStyle::Caption));
    caption->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(caption);
    layout->addWidget(figure.value);
    if (withBar) {
        figure.bar = new ShareBar(m_theme);
        layout->addWidget(figure.bar);
    } else {
        layout->addSpacing(kBarHeight + 2);
    }
    figure.widget->setToolTip(help);
    figure.widget->setAccessibleName(name);
    static_cast<QHBoxLayout*>(this->layout())->addWidget(figure.widget);
    return figure;
}

void EngineStatus::set(const Figure& figure, const QString& text, const QString& toolTip)
{
    figure.value->setText(text);
    figure.widget->setAccessibleDescription(text);
    if (!toolTip.isEmpty()) {
        figure.widget->setToolTip(toolTip);
    }
}

void EngineStatus::show(const ChatModel* model, const AnswerProgress& progress, std::optional<std::int64_t> usedTokens,
                        std::optional<double> readBandwidth)
{
    const double speed = progress.tokensPerSecond();
    set(m_speed, format::tokensPerSecond(speed > 0.0 ? std::optional(speed) : std::nullopt));
    set(m_first, format::latency(progress.firstTokenSeconds));
    showContext(model, usedTokens);
    showRate(model, speed, readBandwidth);
}

void EngineStatus::showContext(const ChatModel* model, std::optional<std::int64_t> usedTokens)
{
    if (!model) {
        set(m_context, format::unknown());
        m_context.bar->setShare({});
        return;
    }
    const QString used = usedTokens ? format::count(*usedTokens) : format::unknown();
    set(m_context, tr("%1 of %2").arg(used, format::count(model->contextTokens)));
    const double share = double(usedTokens.value_or(0)) / double(std::max<std::int64_t>(1, model->contextTokens));
    m_context.bar->setShare(share);
    m_context.bar->setWarning(share >= kNearlyFull);
}

void EngineStatus::showRate(const ChatModel* model, double tokensPerSecond, std::optional<double> readBandwidth)
{
    if (!model) {
        set(m_rate, format::unknown(), tr("How near decoding comes to what the memory can give."));
        m_rate.bar->setShare({});
        return;
    }
    std::optional<double> rate;
    if (tokensPerSecond > 0.0) {
        rate = double(model->bytesPerToken) * tokensPerSecond;
    }
    set(m_rate,
        readBandwidth ? tr("%1 of %2").arg(format::rate(rate), format::rate(readBandwidth)) : format::rate(rate),
        tr("A token reads %1 of weights; times tokens per second, that is how fast they are read. The limit is what "
           "the "
           "memory gave in a measurement just after loading. A model that fits into the processor's cache may exceed "
           "it.")
            .arg(format::bytes(model->bytesPerToken)));
    m_rate.bar->setShare(rate && readBandwidth ? std::optional(*rate / *readBandwidth) : std::nullopt);
}

} // namespace espalier::ui
