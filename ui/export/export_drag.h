#pragma once

#include <QMimeData>
#include <QPointer>

#include "ui/models/export_item.h"

class QWidget;

namespace espalier::ui {

class ExportController;

/// The address of an export for whoever it is dropped on. While it hovers, that is where the file will be; after the
/// drop the answer waits, in a loop of its own, until the file is whole. What was cancelled or failed gives nothing.
class ExportMimeData : public QMimeData
{
    Q_OBJECT

public:
    explicit ExportMimeData(ExportItem* item);

    /// Whether the receiver only looks: no drop has been made that could need the file.
    void setHovering(bool hovering) { m_hovering = hovering; }
    QStringList formats() const override;

protected:
    QVariant retrieveData(const QString& mimeType, QMetaType type) const override;

private:
    /// Static, because a receiver that gives up ends the drag, and this with it, in the middle of the wait.
    static bool waitForFile(const QObject* drag, QPointer<ExportItem> item);

    QPointer<ExportItem> m_item;
    bool m_hovering = false;
};

/// What a drag would do with an export in its present state.
enum class DragPlan {
    HandOver,  ///< it is there
    MakeOnWay, ///< it will be there within the time that receivers wait
    MakeFirst  ///< it takes longer: made, then dragged
};
/// Receivers give up after some seconds (Qt's after five); three leave room for a slow disk.
inline constexpr double kQuickSeconds = 3.0;
DragPlan dragPlan(const ExportItem& item, double predictedSeconds);

/// Drags an export that is there or being made, until the button is released. One that was begun for the drag ends with
/// it where nobody takes it.
/// @param begun whether it was begun for this drag  @return whether somebody took it
bool dragExport(QWidget* origin, ExportController& controller, ExportItem* item, bool begun);

} // namespace espalier::ui
