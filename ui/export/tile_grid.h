#pragma once

#include <QList>
#include <QWidget>

namespace espalier::ui {

/// Tiles of one width, as many in a row as fit. Those of a row are of one height.
class TileGrid : public QWidget
{
    Q_OBJECT

public:
    explicit TileGrid(QWidget* parent = nullptr);

    void add(QWidget* tile);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, false); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override; ///< of a single column

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int tileWidth() const; ///< the least that each of them can do with
    /// @return the height that all of them take in a given width
    int arrange(int width, bool move) const;

    QList<QWidget*> m_tiles;
};

} // namespace espalier::ui
