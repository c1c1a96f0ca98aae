#pragma once

#include <vector>

#include <QAbstractScrollArea>

#include "core/compress/sensitivity/record.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// A sweep as colours: a row for each layer, a column for each level, KL on a logarithmic scale. What is not computed
/// is hatched, what failed is crossed, the level that is chosen for a layer is outlined. Arrows move, Enter opens the
/// layer.
class HeatMap : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HeatMap(const Theme& theme, QWidget* parent = nullptr);

    /// @param record outlives the map, or null; to be called again when it has changed
    void setRecord(const compress::sensitivity::Record* record);
    /// Level of each layer that is chosen, -1: dense; may be empty.
    void setChosen(std::vector<int> levels);
    int currentLayer() const { return m_layer; } ///< -1: none
    int currentLevel() const { return m_level; }
    /// Smallest and largest KL above 0 that is shown; both 0 without any.
    std::pair<double, double> range() const { return {m_low, m_high}; }
    QRect cellRect(int layer, int level) const; ///< in the viewport
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, 120}; }

Q_SIGNALS:
    void currentChanged(int layer, int level);
    void layerActivated(int layer);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    /// Columns of one method, which share a title.
    struct Method
    {
        QString title;
        int first = 0;
        int count = 0;
    };

    int layers() const { return m_record ? int(m_record->layers.size()) : 0; }
    int levels() const { return m_record ? int(m_record->levels.size()) : 0; }
    bool cellAt(const QPoint& position, int& layer, int& level) const;
    void setCurrent(int layer, int level);
    void layOut();
    void paintHeader(QPainter& painter, const Colors& colors) const;
    void paintRow(QPainter& painter, const Colors& colors, int layer) const;
    void paintCell(QPainter& painter, const Colors& colors, int layer, int level) const;

    const Theme& m_theme;
    const compress::sensitivity::Record* m_record = nullptr;
    std::vector<int> m_chosen;
    QList<Method> m_methods;
    std::vector<int> m_left;  ///< of each column, before scrolling
    std::vector<int> m_width; ///< of each column
    int m_header = 0;         ///< height of the titles
    int m_names = 0;          ///< width of the layers' numbers
    int m_row = 24;           ///< height
    int m_layer = -1;
    int m_level = -1;
    double m_low = 0.0;
    double m_high = 0.0;
};

} // namespace espalier::ui
