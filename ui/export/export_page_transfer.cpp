// Exports, drags and drops: the part of the Export page that moves files.
#include <QClipboard>
#include <QDesktopServices>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QUrl>

#include "ui/export/export_drag.h"
#include "ui/export/export_page.h"
#include "ui/models/path_kind.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {
constexpr qint64 kReceiverMilliseconds = 5000; ///< Qt's and GTK's receivers wait so long
}

void ExportPage::start(ExportTile* tile)
{
    ExportItem* item = itemOf(tile);
    if (item && m_predictions[tile].bytes) {
        m_exports.start(item, *m_predictions[tile].bytes);
    }
}

void ExportPage::exportTo(ExportTile* tile)
{
    const QString name = exportName(m_source->name, tile->target(), tile->type());
    const QString path = QFileDialog::getSaveFileName(this, tr("Export to"), QDir::home().filePath(name), {}, nullptr,
                                                      QFileDialog::DontConfirmOverwrite); // nothing is overwritten
    if (!path.isEmpty()) {
        showItem(tile,
                 m_exports.itemAt(*m_source, tile->target().id, tile->type(), QFileInfo(path).absoluteFilePath()));
        start(tile);
    }
}

void ExportPage::remove(ExportTile* tile)
{
    ExportItem* item = itemOf(tile);
    if (!item->isStaged()) {
        predict(tile); // what lies where the user wanted it is the user's
        return;
    }
    if (auto removed = m_exports.remove(item); !removed) {
        m_messages->showError(removed.error());
    }
}

void ExportPage::copy(ExportTile* tile)
{
    auto* mime = new QMimeData;
    mime->setUrls({QUrl::fromLocalFile(itemOf(tile)->path())});
    QGuiApplication::clipboard()->setMimeData(mime);
}

void ExportPage::showFolder(const ExportItem& item)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(item.path()).absolutePath()));
}

void ExportPage::drag(ExportTile* tile)
{
    ExportItem* item = itemOf(tile);
    if (!item) {
        return;
    }
    item->lookAtDisk();
    const ExportPrediction prediction = m_predictions[tile];
    DragPlan plan = dragPlan(*item, prediction.seconds);
    if (plan == DragPlan::MakeOnWay && !item->isActive() && m_exports.isBusy()) {
        plan = DragPlan::MakeFirst; // it would wait for the other one
    }
    if (plan != DragPlan::HandOver && !prediction.bytes) {
        return;
    }
    const bool begun = plan != DragPlan::HandOver && !item->isActive();
    if (begun) {
        start(tile);
    }
    if (plan == DragPlan::MakeFirst) {
        tile->setMakeFirst(item->isActive());
        return;
    }
    if (!item->isActive() && item->state() != ExportState::Ready) {
        return; // no room: the tile says so
    }
    const bool taken = dragExport(tile, m_exports, item, begun);
    if (taken && item->isActive()) {
        sayIfLate(item);
    }
}

/// A receiver that has given up says nothing.
void ExportPage::sayIfLate(ExportItem* item)
{
    auto* watch = new QObject(item);
    QElapsedTimer clock;
    clock.start();
    connect(item, &ExportItem::changed, watch, [this, item, watch, clock] {
        if (item->isActive()) {
            return;
        }
        if (item->state() == ExportState::Ready && clock.elapsed() > kReceiverMilliseconds) {
            m_messages->showMessage(MessageBar::Kind::Info,
                                    tr("%1 took longer than other programs wait. If it did not arrive, drag it again: "
                                       "it is ready now.")
                                        .arg(QFileInfo(item->path()).fileName()));
            m_messages->addAction(tr("Show in folder"), [this, item] { showFolder(*item); });
        }
        watch->deleteLater();
    });
}

std::optional<ExportPage::Dropped> ExportPage::droppedModel(const QMimeData* mime) const
{
    if (mime->hasFormat(QLatin1String(kLinkMimeType))) {
        const auto link = Link::fromString(QString::fromUtf8(mime->data(QLatin1String(kLinkMimeType))));
        const Run* run = link && link->run > 0 ? workspace().runs().find(link->run) : nullptr;
        if (run && !run->resultModel().isEmpty()) {
            return Dropped{run->resultModel(), run->title()};
        }
        return std::nullopt;
    }
    const QList<QUrl> urls = mime->urls();
    if (urls.isEmpty() || !urls.first().isLocalFile() || kindOfPath(urls.first().toLocalFile()) != PathKind::Model) {
        return std::nullopt;
    }
    const QString folder = modelFolderOf(urls.first().toLocalFile());
    return Dropped{folder, ModelDocument::displayName(folder)};
}

ExportTile* ExportPage::tileAt(const QPoint& position) const
{
    for (ExportTile* tile : m_tiles) {
        if (tile->isVisible() && tile->rect().contains(tile->mapFrom(this, position))) {
            return tile;
        }
    }
    return nullptr;
}

void ExportPage::hoverAt(const QPoint& position)
{
    const ExportTile* hovered = tileAt(position);
    for (ExportTile* tile : m_tiles) {
        tile->setDropHovered(tile == hovered);
    }
}

void ExportPage::dragEnterEvent(QDragEnterEvent* event)
{
    m_hovering.reset();
    if (!qobject_cast<ExportTile*>(event->source())) { // a tile's own data is not asked for before it is dropped
        m_hovering = droppedModel(event->mimeData());
    }
    event->setAccepted(m_hovering.has_value());
    if (m_hovering) {
        for (ExportTile* tile : m_tiles) {
            tile->setDropHint(tr("Drop %1 here to export it as %2").arg(m_hovering->name, tile->target().title));
        }
        hoverAt(event->position().toPoint());
    }
}

void ExportPage::dragMoveEvent(QDragMoveEvent* event)
{
    event->setAccepted(m_hovering.has_value());
    if (m_hovering) {
        hoverAt(event->position().toPoint());
    }
}

void ExportPage::dragLeaveEvent(QDragLeaveEvent*)
{
    endDrop();
}

void ExportPage::endDrop()
{
    m_hovering.reset();
    for (ExportTile* tile : m_tiles) {
        tile->setDropHint({});
        tile->setDropHovered(false);
    }
}

void ExportPage::dropEvent(QDropEvent* event)
{
    const auto dropped = m_hovering;
    endDrop();
    if (!dropped) {
        event->ignore();
        return;
    }
    event->acceptProposedAction();
    ExportTile* tile = tileAt(event->position().toPoint());
    const bool read = m_source && m_source->folder == dropped->folder && m_document;
    choose(dropped->folder);
    if (!tile) {
        return; // it is what is exported now, to whatever is chosen
    }
    setCurrent(tile);
    if (read) {
        start(tile);
    } else {
        m_pendingTarget = tile->target().id;
    }
}

} // namespace espalier::ui
