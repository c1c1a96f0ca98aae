#pragma once

#include <optional>

#include <QFrame>
#include <QPoint>

#include "core/base/result.h"
#include "ui/models/export_item.h"
#include "ui/models/export_target.h"
#include "ui/theme/theme.h"

class QComboBox;
class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace espalier::ui {

class IconLabel;

/// Code of a prediction that waits for the model to be read.
inline constexpr const char* kStillReading = "export.reading";

/// What an export will take, or why it cannot be made.
struct ExportPrediction
{
    Result<std::uint64_t> bytes = Error{};
    double seconds = 0.0;
};

/// A target on the Export page: what it holds, its type, its size, who loads it, and how far its export is. The tile is
/// dragged out; nothing is done here, all is asked for by signals.
class ExportTile : public QFrame
{
    Q_OBJECT

public:
    ExportTile(const Theme& theme, const ExportTarget& target, QWidget* parent = nullptr);

    const ExportTarget& target() const { return m_target; }
    QString type() const;
    QString typeLabel() const; ///< what it is called
    void setType(const QString& id);
    /// Offers others and takes `chosen`, or the first where it is not among them; typeChanged() is not emitted.
    void setTypes(const QList<ExportType>& types, const QString& chosen);

    /// @param item null: there is no model. Kept until the next call
    void showItem(const ExportItem* item, const ExportPrediction& prediction);
    void setCurrent(bool current);             ///< its button is the page's primary one
    void setMakeFirst(bool makeFirst);         ///< it was dragged but takes too long for that
    void setDropHint(const QString& sentence); ///< what a drop would do; empty: nothing is dragged over the page
    void setDropHovered(bool hovered);

Q_SIGNALS:
    void typeChanged();
    void chosen(); ///< it has the focus
    void exportRequested();
    void exportToRequested(); ///< at a place that is asked for
    void cancelRequested();
    void dragRequested();
    void copyRequested(); ///< of the made file, to the clipboard
    void showFolderRequested();
    void removeRequested();
    void moveRequested(int step); ///< the focus, by keys

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void setupLayout();
    void setupMenu();
    void refresh();
    void showStatus(const QString& icon, QColor Colors::*color, const QString& text);
    QString idleText() const;
    QString workingText() const;
    void act(); ///< what the button says
    ExportState state() const { return m_item ? m_item->state() : ExportState::Idle; }

    const Theme& m_theme;
    const ExportTarget m_target;
    const ExportItem* m_item = nullptr;
    ExportPrediction m_prediction;
    bool m_current = false;
    bool m_makeFirst = false;
    bool m_dropHovered = false;
    QString m_dropHint;
    std::optional<QPoint> m_pressed;
    QLabel* m_title;
    QLabel* m_size;
    QComboBox* m_types;
    QLabel* m_holds;
    QLabel* m_loaders;
    IconLabel* m_statusIcon;
    QLabel* m_status;
    QProgressBar* m_progress;
    QPushButton* m_button;
    QToolButton* m_more;
    QMenu* m_menu;
    QList<QAction*> m_madeActions; ///< of the menu, for what is made
    QAction* m_exportTo = nullptr;
};

} // namespace espalier::ui
