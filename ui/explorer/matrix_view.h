#pragma once

#include <map>
#include <memory>
#include <optional>

#include <QHash>
#include <QImage>
#include <QWidget>

#include "ui/models/matrix_tiles.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// The map of a weight matrix: inputs to the right, outputs downwards. The wheel zooms at the pointer, dragging pans,
/// a small map shows where one is; from 4 pixels a weight each weight can be told from its neighbours.
class MatrixView : public QWidget
{
    Q_OBJECT

public:
    enum class Mode { SignedMean, Maximum, Zeros, Pattern };
    static constexpr double kWeightsFrom = 4.0; ///< pixels a weight from which weights are drawn one by one

    explicit MatrixView(const Theme& theme, QWidget* parent = nullptr);
    ~MatrixView() override;

    /// @param patternKept see setPattern()
    void showWeight(const std::shared_ptr<const model::WeightRows>& weight, const recipe::MaskStructure& pattern,
                    bool patternKept);
    void showNothing(const QString& why);
    void setMode(Mode mode);
    Mode mode() const { return m_mode; }
    /// The same weight, judged by another pattern.
    /// @param kept the matrix keeps to it: groups that do not are framed in every mode
    void setPattern(const recipe::MaskStructure& pattern, bool kept);

    bool isSampled() const;                      ///< something on the screen is a guess from a few weights
    double scale() const { return m_scale; }     ///< pixels a weight
    QPointF origin() const { return m_origin; }  ///< column and row at the upper left corner
    void zoom(double factor, const QPointF& at); ///< the weight at this place stays there
    void zoomToFit();
    void centreOn(double column, double row);
    /// Largest figure on the colour scale, 1 of shares.
    double colourEnd() const;
    /// What is under a place: a weight and its group, or what a cell comes to. Empty outside.
    QString describe(const QPointF& place) const;
    /// Rows of what is on the screen, header first, in the C locale.
    QList<QStringList> visibleTable() const;
    const MatrixTiles* tiles() const { return m_tiles.get(); }

    QSize sizeHint() const override { return {480, 320}; }
    QSize minimumSizeHint() const override { return {200, 140}; }

Q_SIGNALS:
    void pointedAt(const QString& description);
    void changed(); ///< the scale of the colours, or whether it is a sample

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Picture
    {
        MatrixTilePtr tile;
        QImage image;
    };

    int level() const;
    double fitScale() const;
    QRectF visibleWeights() const; ///< columns and rows
    QRectF placeOf(const TileKey& key, const MatrixTile& tile) const;
    QRect minimap() const; ///< empty where the whole matrix is on the screen
    void keepInside();
    void moveTo(const QPointF& origin);
    void follow(); ///< asks for what is on the screen now
    void takeTiles();
    void dropPictures();
    void updateScale();
    void panFromMinimap(const QPointF& place);
    void pan(double columns, double rows);
    void point(const QPointF& place);
    QImage pictureOf(const MatrixTile& tile) const;
    const QImage& cachedPicture(const MatrixTilePtr& tile);
    float figureOf(const MatrixCell& cell) const;
    std::optional<MatrixCell> cellAt(std::int64_t row, std::int64_t column, int level) const;
    QString describeWeight(std::int64_t row, std::int64_t column) const;
    QString describeCell(std::int64_t row, std::int64_t column, int level) const;
    void paintTiles(QPainter& painter);
    void paintWeights(QPainter& painter);
    void paintGroups(QPainter& painter, const QRect& weights);
    void paintMinimap(QPainter& painter);

    const Theme& m_theme;
    std::shared_ptr<const model::WeightRows> m_weight;
    std::unique_ptr<MatrixTiles> m_tiles;
    bool m_patternKept = false;
    QString m_reason;
    Mode m_mode = Mode::SignedMean;
    double m_scale = 1.0;
    QPointF m_origin;
    bool m_fits = true; ///< nothing was zoomed: stays fitted when the size changes
    QHash<qint64, Picture> m_pictures;
    std::map<int, double> m_colourEnds; ///< by level, of this mode
    std::optional<QPointF> m_dragged;   ///< where the pointer was
    bool m_onMinimap = false;
    std::optional<QPointF> m_pointer;
};

} // namespace espalier::ui
