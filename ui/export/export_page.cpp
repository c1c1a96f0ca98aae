#include "ui/export/export_page.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QComboBox>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/export/certificate_view.h"
#include "ui/export/tile_grid.h"
#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {
namespace {

/// Where exports of a model that is no run's are made, beside the runs.
QString stagingFolder(const Workspace& workspace, const QString& model)
{
    const QByteArray hash = QCryptographicHash::hash(model.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    return QFileInfo(workspace.runs().folder()).absolutePath() + QStringLiteral("/exports/") +
           QString::fromLatin1(hash);
}

} // namespace

ExportPage::ExportPage(const PageContext& context, const QStringList& workerCommand, QWidget* parent)
    : Page(context, parent), m_exports(context.settings, workerCommand)
{
    setAcceptDrops(true);
    setupActions();
    m_empty = new EmptyState(iconName(), tr("No model"),
                             tr("An export writes a model in a format that other programs load. Open a model, or run a "
                                "recipe and export its result."));
    m_empty->addAction(m_openModel);
    m_messages = new MessageBar(theme());
    m_certificate = new CertificateView(theme());
    auto* content = new QWidget;
    auto* rows = new QVBoxLayout(content);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(12);
    rows->addWidget(setupHeader());
    rows->addWidget(m_messages);
    rows->addWidget(setupTiles());
    rows->addWidget(m_certificate, 1);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(content);
    m_stack->addWidget(m_scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    connect(&m_exports, &ExportController::changed, this, &ExportPage::refresh);
    connect(&m_exports, &ExportController::busyChanged, this, [this] { Q_EMIT busyChanged(m_exports.isBusy()); });
    connect(&workspace(), &Workspace::modelChanged, this, [this] { choose(workspace().model()->folder); });
    connect(&workspace().runs(), &RunHistory::added, this, &ExportPage::fillSources);
    connect(&workspace().runs(), &RunHistory::changed, this, [this](const Run* run) {
        if (!run->isActive()) {
            fillSources();
        }
    });
    connect(&workspace().runs(), &RunHistory::aboutToRemove, this, [this](const Run* run) {
        m_exports.forget(run->folder());
        fillSources();
    });
    setCurrent(m_tiles.first());
    fillSources();
}

void ExportPage::setupActions()
{
    m_export = new QAction(tr("Export"), this);
    connect(m_export, &QAction::triggered, this, [this] { start(m_current); });
    m_cancel = new QAction(tr("Cancel export"), this);
    connect(m_cancel, &QAction::triggered, this, [this] { m_exports.cancel(itemOf(m_current)); });
    m_openModel = new QAction(tr("Open model..."), this);
    connect(m_openModel, &QAction::triggered, this, &ExportPage::openModelRequested);
}

QWidget* ExportPage::setupHeader()
{
    m_sources = new QComboBox;
    m_sources->setAccessibleName(tr("Model to export"));
    m_sources->setMinimumWidth(320);
    m_sources->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_sources, &QComboBox::activated, this, [this] { choose(m_sources->currentData().toString()); });
    auto* label = new QLabel(tr("&Model"));
    label->setBuddy(m_sources);
    m_free = new QLabel;
    m_free->setForegroundRole(QPalette::PlaceholderText);
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_sources);
    layout->addStretch();
    layout->addWidget(m_free);
    return header;
}

QWidget* ExportPage::setupTiles()
{
    auto* tiles = new TileGrid;
    for (const ExportTarget& target : exportTargets()) {
        auto* tile = new ExportTile(theme(), target);
        tiles->add(tile);
        m_tiles << tile;
        connectTile(tile);
        offerTypes(tile);
    }
    return tiles;
}

void ExportPage::connectTile(ExportTile* tile)
{
    connect(tile, &ExportTile::typeChanged, this, [this, tile] {
        settings().setValue(QStringLiteral("exportType/") + tile->target().id, tile->type());
        predict(tile);
        setCurrent(tile);
    });
    connect(tile, &ExportTile::chosen, this, [this, tile] {
        setCurrent(tile);
        m_scroll->ensureWidgetVisible(tile, 0, 12);
    });
    connect(tile, &ExportTile::exportRequested, this, [this, tile] { start(tile); });
    connect(tile, &ExportTile::exportToRequested, this, [this, tile] { exportTo(tile); });
    connect(tile, &ExportTile::cancelRequested, this, [this, tile] { m_exports.cancel(itemOf(tile)); });
    connect(tile, &ExportTile::dragRequested, this, [this, tile] { drag(tile); });
    connect(tile, &ExportTile::copyRequested, this, [this, tile] { copy(tile); });
    connect(tile, &ExportTile::showFolderRequested, this, [this, tile] { showFolder(*itemOf(tile)); });
    connect(tile, &ExportTile::removeRequested, this, [this, tile] { remove(tile); });
    connect(tile, &ExportTile::moveRequested, this, [this, tile](int step) {
        const auto next = std::clamp(m_tiles.indexOf(tile) + step, qsizetype(0), m_tiles.size() - 1);
        m_tiles[next]->setFocus(Qt::TabFocusReason);
    });
}

QList<QWidget*> ExportPage::regions() const
{
    return m_source ? QList<QWidget*>{m_sources, m_current, m_certificate->table()} : QList<QWidget*>{m_empty};
}

void ExportPage::showLink(const Link& link)
{
    const Run* run = link.run > 0 ? workspace().runs().find(link.run) : nullptr;
    if (run && !run->resultModel().isEmpty()) {
        choose(run->resultModel());
    } else if (!link.model.isEmpty()) {
        choose(link.model);
    }
}

void ExportPage::setActive(bool active)
{
    if (active) {
        for (ExportItem* each : m_items) {
            each->lookAtDisk(); // a file manager may have moved it
        }
        refreshFree();
    }
}

ExportSource ExportPage::sourceOf(const QString& folder) const
{
    for (const Run* run : workspace().runs().runs()) {
        if (!run->resultModel().isEmpty() && run->resultModel() == folder) {
            const QString model = run->request().modelName;
            return {QStringLiteral("%1-run%2").arg(model).arg(run->number()), tr("%1 (%2)").arg(run->title(), model),
                    folder, run->folder() + QStringLiteral("/exports")};
        }
    }
    const QString name = ModelDocument::displayName(folder);
    return {name, name, folder, stagingFolder(workspace(), folder)};
}

void ExportPage::fillSources()
{
    m_sources->clear();
    const auto add = [this](const QString& folder) {
        if (!folder.isEmpty() && m_sources->findData(folder) < 0) {
            m_sources->addItem(sourceOf(folder).title, folder);
            m_sources->setItemData(m_sources->count() - 1, folder, Qt::ToolTipRole);
        }
    };
    add(workspace().model() ? workspace().model()->folder : QString());
    add(m_extraFolder);
    const auto& runs = workspace().runs().runs();
    for (auto each = runs.crbegin(); each != runs.crend(); ++each) {
        if (QFileInfo::exists((*each)->resultModel())) {
            add((*each)->resultModel());
        }
    }
    if (m_source && m_sources->findData(m_source->folder) < 0) {
        m_source.reset(); // a deleted run's
    }
    if (!m_source && m_sources->count() > 0) {
        choose(m_sources->itemData(0).toString());
    }
    m_sources->setCurrentIndex(m_source ? m_sources->findData(m_source->folder) : -1);
    m_stack->setCurrentIndex(m_source ? 1 : 0);
}

void ExportPage::choose(const QString& folder)
{
    const ExportSource source = sourceOf(folder);
    if (!m_source || m_source->folder != folder) {
        m_source = source;
        m_document.reset();
        refreshFree();
        if (m_sources->findData(folder) < 0) {
            m_extraFolder = folder;
        }
        for (ExportTile* tile : m_tiles) {
            predict(tile);
        }
        runInBackground(
            this, [folder] { return ModelDocument::open(folder); },
            [this, folder](const Result<ModelDocumentPtr>& opened) { accept(folder, opened); });
    }
    fillSources();
}

void ExportPage::accept(const QString& folder, const Result<ModelDocumentPtr>& opened)
{
    if (!m_source || m_source->folder != folder) {
        return; // another one was chosen meanwhile
    }
    m_document = opened;
    for (ExportTile* tile : m_tiles) {
        offerTypes(tile);
        predict(tile);
    }
    const QString target = std::exchange(m_pendingTarget, {});
    for (ExportTile* tile : m_tiles) {
        if (tile->target().id == target) {
            start(tile);
        }
    }
}

void ExportPage::offerTypes(ExportTile* tile)
{
    const ExportTarget& target = tile->target();
    const bool isRead = m_document && *m_document && (**m_document)->checkpoint;
    tile->setTypes(isRead ? exportTypes(target, *(**m_document)->checkpoint) : target.types,
                   settings().value(QStringLiteral("exportType/") + target.id).toString());
}

void ExportPage::predict(ExportTile* tile)
{
    if (!m_source) {
        return;
    }
    ExportPrediction prediction;
    const QString target = tile->target().id;
    if (m_document && *m_document) {
        const ModelDocument& document = ***m_document;
        if (document.checkpoint) {
            prediction.bytes = predictedExportBytes(*document.checkpoint, target, tile->type());
            prediction.seconds = m_exports.predictedSeconds(target, tile->type(), weightCount(*document.checkpoint));
        } else {
            prediction.bytes = *document.problem;
        }
    } else if (m_document) {
        prediction.bytes = m_document->error();
    } else {
        prediction.bytes = Error{kStillReading, "", ""};
    }
    m_predictions[tile] = prediction;
    showItem(tile, m_exports.item(*m_source, tile->target(), tile->type()));
}

void ExportPage::showItem(ExportTile* tile, ExportItem* item)
{
    item->lookAtDisk();
    m_items[tile] = item;
    tile->setMakeFirst(false);
    tile->showItem(item, m_predictions[tile]);
    if (tile == m_current) {
        setCurrent(tile);
    }
}

void ExportPage::refresh(ExportItem* item)
{
    for (ExportTile* tile : m_tiles) {
        if (itemOf(tile) != item) {
            continue;
        }
        if (!item->isActive()) {
            tile->setMakeFirst(false);
        }
        tile->showItem(item, m_predictions[tile]);
        if (tile == m_current && (item->state() != ExportState::Working)) {
            setCurrent(tile);
        }
    }
    if (!item->isActive()) {
        refreshFree();
    }
}

void ExportPage::refreshFree()
{
    if (m_source) {
        m_free->setText(tr("%1 free").arg(format::bytes(ExportController::freeBytes(m_source->staging))));
        m_free->setToolTip(m_source->staging);
    }
}

void ExportPage::setCurrent(ExportTile* tile)
{
    m_current = tile;
    for (ExportTile* each : m_tiles) {
        each->setCurrent(each == tile);
    }
    m_certificate->showItem(itemOf(tile), tr("%1: %2").arg(tile->target().title, tile->typeLabel()));
    updateActions();
}

void ExportPage::updateActions()
{
    const ExportItem* item = itemOf(m_current);
    const bool active = item && item->isActive();
    m_export->setEnabled(item && !active && m_predictions[m_current].bytes);
    m_cancel->setEnabled(active);
}

} // namespace espalier::ui
