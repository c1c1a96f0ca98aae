#include "ui/export/tile_grid.h"

#include <algorithm>

#include <QEvent>

namespace espalier::ui {
namespace {

constexpr int kGap = 12;

} // namespace

TileGrid::TileGrid(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TileGrid::add(QWidget* tile)
{
    tile->setParent(this);
    m_tiles << tile;
    updateGeometry();
}

int TileGrid::tileWidth() const
{
    int width = 1;
    for (const QWidget* tile : m_tiles) {
        width = std::max(width, tile->minimumSizeHint().width());
    }
    return width;
}

QSize TileGrid::sizeHint() const
{
    const int count = int(m_tiles.size());
    const int width = count * tileWidth() + std::max(0, count - 1) * kGap;
    return {width, heightForWidth(width)};
}

QSize TileGrid::minimumSizeHint() const
{
    return {tileWidth(), 0};
}

int TileGrid::arrange(int width, bool move) const
{
    const int columns = std::clamp((width + kGap) / (tileWidth() + kGap), 1, std::max(1, int(m_tiles.size())));
    const int each = (width - (columns - 1) * kGap) / columns;
    int top = 0;
    for (qsizetype first = 0; first < m_tiles.size(); first += columns) {
        const QList<QWidget*> row = m_tiles.mid(first, columns);
        int height = 0;
        for (const QWidget* tile : row) {
            height =
                std::max(height, tile->hasHeightForWidth() ? tile->heightForWidth(each) : tile->sizeHint().height());
        }
        for (qsizetype i = 0; move && i < row.size(); ++i) {
            const int left = int(i) * (width + kGap) / columns;
            const int next = int(i + 1) * (width + kGap) / columns;
            row[i]->setGeometry(left, top, next - left - kGap, height); // together exactly as wide as the page
        }
        top += height + kGap;
    }
    return std::max(0, top - kGap);
}

bool TileGrid::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) { // a tile has more to say than before
        updateGeometry();
        arrange(width(), true);
    }
    return QWidget::event(event);
}

void TileGrid::resizeEvent(QResizeEvent*)
{
    arrange(width(), true);
}

} // namespace espalier::ui
