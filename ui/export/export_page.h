#pragma once

#include <optional>

#include "ui/export/export_tile.h"
#include "ui/page.h"
#include "ui/worker/export_controller.h"

class QComboBox;
class QMimeData;
class QLabel;
class QScrollArea;
class QStackedWidget;

namespace espalier::ui {

class CertificateView;
class EmptyState;
class MessageBar;

/// The Export page: a tile for each format that other programs load, for the current model or the result of a run.
/// Models and runs are dropped on tiles, tiles are dragged out; exports go on while other pages are shown.
class ExportPage : public Page
{
    Q_OBJECT

public:
    /// @param workerCommand see WorkerClient
    ExportPage(const PageContext& context, const QStringList& workerCommand, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("export"); }
    QString title() const override { return tr("Export"); }
    QString iconName() const override { return QStringLiteral("export"); }
    QAction* primaryAction() const override { return m_source ? m_export : m_openModel; }
    QAction* stopAction() const override { return m_cancel; }
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override { return {m_export, m_cancel}; }
    /// A run: its result is what is exported. A model: that one.
    void showLink(const Link& link) override;
    void setActive(bool active) override;

    ExportController& exports() { return m_exports; }
    const QList<ExportTile*>& tiles() const { return m_tiles; }
    const std::optional<ExportSource>& source() const { return m_source; }
    /// The export that a tile shows; null without a model.
    ExportItem* itemOf(const ExportTile* tile) const { return m_items.value(tile); }

Q_SIGNALS:
    void busyChanged(bool busy); ///< something is being exported
    void openModelRequested();   ///< by a dialog

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// A model that could be dropped: its folder and what it is called.
    struct Dropped
    {
        QString folder;
        QString name;
    };

    void setupActions();
    QWidget* setupHeader();
    QWidget* setupTiles();
    void connectTile(ExportTile* tile);
    ExportSource sourceOf(const QString& folder) const;
    void fillSources();
    void choose(const QString& folder); ///< as what is exported; opened in the background
    void accept(const QString& folder, const Result<ModelDocumentPtr>& opened);

    void offerTypes(ExportTile* tile); ///< that fit the model
    void predict(ExportTile* tile);
    void showItem(ExportTile* tile, ExportItem* item);
    void refresh(ExportItem* item);
    void refreshFree();
    void setCurrent(ExportTile* tile);
    void updateActions();

    void start(ExportTile* tile);
    void exportTo(ExportTile* tile);
    void remove(ExportTile* tile);
    void copy(ExportTile* tile);
    void showFolder(const ExportItem& item);
    void drag(ExportTile* tile);
    void sayIfLate(ExportItem* item);
    std::optional<Dropped> droppedModel(const QMimeData* mime) const;
    ExportTile* tileAt(const QPoint& position) const;
    void hoverAt(const QPoint& position);
    void endDrop();

    ExportController m_exports;
    std::optional<ExportSource> m_source;
    std::optional<Result<ModelDocumentPtr>> m_document; ///< of m_source, once it is read
    QString m_extraFolder;                              ///< a model that is neither the current one nor a run's
    QString m_pendingTarget;                            ///< to be exported to once the document is there
    QHash<const ExportTile*, ExportItem*> m_items;
    QHash<const ExportTile*, ExportPrediction> m_predictions;
    ExportTile* m_current = nullptr;
    std::optional<Dropped> m_hovering;

    QAction* m_export = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_openModel = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QScrollArea* m_scroll = nullptr;
    QComboBox* m_sources = nullptr;
    QLabel* m_free = nullptr;
    MessageBar* m_messages = nullptr;
    QList<ExportTile*> m_tiles;
    CertificateView* m_certificate = nullptr;
};

} // namespace espalier::ui
