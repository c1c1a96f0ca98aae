#include "ui/export/export_drag.h"

#include <algorithm>

#include <QDrag>
#include <QEventLoop>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPainter>
#include <QUrl>
#include <QWidget>

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/worker/export_controller.h"

namespace espalier::ui {
namespace {

QString uriList()
{
    return QStringLiteral("text/uri-list");
}

/// The name of the file on a card, with its icon; below it, while there is none, that it is being made. How far that is
/// is shown on the tile: Qt does not draw a drag's image anew.
QPixmap dragImage(const QWidget* widget, const ExportItem& item)
{
    const QString name = QFileInfo(item.path()).fileName();
    const QString state = item.state() == ExportState::Ready ? QString() : ExportMimeData::tr("is made on the way");
    const QFont caption = Theme::font(TextStyle::Caption);
    const int textWidth = std::max(widget->fontMetrics().horizontalAdvance(name),
                                   state.isEmpty() ? 0 : QFontMetrics(caption).horizontalAdvance(state));
    const QSize size(textWidth + 44, state.isEmpty() ? 32 : 44);
    QPixmap image(size * widget->devicePixelRatioF());
    image.setDevicePixelRatio(widget->devicePixelRatioF());
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(widget->font());
    painter.setPen(widget->palette().color(QPalette::Mid));
    painter.setBrush(widget->palette().base());
    painter.drawRoundedRect(QRectF(QPointF(), QSizeF(size)).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    Theme::icon(QStringLiteral("export")).paint(&painter, QRect(8, (size.height() - 20) / 2, 20, 20));
    painter.setPen(widget->palette().color(QPalette::Text));
    painter.drawText(QRect(36, state.isEmpty() ? 0 : 4, textWidth, state.isEmpty() ? size.height() : 20),
                     Qt::AlignVCenter, name);
    painter.setFont(caption);
    painter.setPen(widget->palette().color(QPalette::PlaceholderText));
    painter.drawText(QRect(36, 22, textWidth, 16), Qt::AlignVCenter, state);
    return image;
}

} // namespace

ExportMimeData::ExportMimeData(ExportItem* item) : m_item(item) {}

QStringList ExportMimeData::formats() const
{
    return {uriList()};
}

QVariant ExportMimeData::retrieveData(const QString& mimeType, QMetaType type) const
{
    if (mimeType != uriList() || !m_item) {
        return {};
    }
    const QUrl url = QUrl::fromLocalFile(m_item->path());
    // after the wait, nothing of this may be used
    if (!m_hovering && !waitForFile(this, m_item)) {
        return {};
    }
    if (type.id() == QMetaType::QByteArray) {
        return url.toEncoded() + "\r\n";
    }
    return QVariantList{url};
}

bool ExportMimeData::waitForFile(const QObject* drag, QPointer<ExportItem> item)
{
    if (item->isActive()) {
        QEventLoop loop;
        QObject::connect(item, &ExportItem::changed, &loop, [&item, &loop] {
            if (!item->isActive()) {
                loop.quit();
            }
        });
        QObject::connect(item, &QObject::destroyed, &loop, &QEventLoop::quit);
        QObject::connect(drag, &QObject::destroyed, &loop, &QEventLoop::quit); // nobody waits any longer
        item->beginAwait();
        loop.exec();
        if (item) {
            item->endAwait();
        }
    }
    return item && item->state() == ExportState::Ready && QFileInfo::exists(item->path());
}

DragPlan dragPlan(const ExportItem& item, double predictedSeconds)
{
    if (item.state() == ExportState::Ready) {
        return DragPlan::HandOver;
    }
    const bool soon = item.isActive() ? item.etaSeconds().value_or(predictedSeconds) < kQuickSeconds
                                      : predictedSeconds < kQuickSeconds;
    return soon && item.state() != ExportState::Waiting ? DragPlan::MakeOnWay : DragPlan::MakeFirst;
}

bool dragExport(QWidget* origin, ExportController& controller, ExportItem* item, bool begun)
{
    auto* mime = new ExportMimeData(item);
    mime->setHovering(QGuiApplication::platformName() == QLatin1String("xcb"));
    const QPointer<ExportMimeData> guard(mime);
    auto* drag = new QDrag(origin);
    drag->setMimeData(mime);
    drag->setPixmap(dragImage(origin, *item));
    drag->setHotSpot({-12, -12});
    // X11: this returns when the button is released; the receiver asks for the address after that
    const Qt::DropAction action = drag->exec(Qt::CopyAction | Qt::MoveAction, Qt::CopyAction);
    if (guard) {
        guard->setHovering(false);
    }
    if (action == Qt::IgnoreAction && begun) {
        controller.cancel(item);
    }
    return action != Qt::IgnoreAction;
}

} // namespace espalier::ui
