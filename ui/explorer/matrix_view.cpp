#include "ui/explorer/matrix_view.h"

#include <array>
#include <cmath>

#include <QPainter>

namespace espalier::ui {

namespace {
constexpr double kLargestScale = 64.0; ///< pixels a weight
constexpr int kMargin = 4;
constexpr double kColourShare = 0.995; ///< of the cells lie within the colour scale
} // namespace

MatrixView::MatrixView(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Matrix of the weights"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, &MatrixView::dropPictures);
}

MatrixView::~MatrixView() = default;

void MatrixView::showWeight(const std::shared_ptr<const model::WeightRows>& weight,
                            const recipe::MaskStructure& pattern, bool patternKept)
{
    m_tiles.reset();
    m_weight = weight;
    m_reason.clear();
    m_fits = true;
    m_pointer.reset();
    setPattern(pattern, patternKept);
}

void MatrixView::showNothing(const QString& why)
{
    m_tiles.reset();
    m_weight.reset();
    m_reason = why;
    dropPictures();
}

void MatrixView::setMode(Mode mode)
{
    m_mode = mode;
    dropPictures();
    updateScale();
    takeTiles();
}

void MatrixView::setPattern(const recipe::MaskStructure& pattern, bool kept)
{
    m_patternKept = kept;
    update();
    const bool same =
        m_tiles && m_tiles->form().pattern.kept == pattern.kept && m_tiles->form().pattern.group == pattern.group;
    if (!m_weight || same) {
        return;
    }
    m_tiles = std::make_unique<MatrixTiles>(m_weight, pattern);
    connect(m_tiles.get(), &MatrixTiles::changed, this, &MatrixView::takeTiles);
    dropPictures();
    if (m_fits) {
        zoomToFit();
    } else {
        follow();
    }
}

bool MatrixView::isSampled() const
{
    return m_tiles && !m_tiles->isComplete();
}

int MatrixView::level() const
{
    const double devicePixels = m_scale * devicePixelRatioF();
    return devicePixels >= 1.0 ? 0
                               : std::min(int(std::ceil(-std::log2(devicePixels))), m_tiles->form().coarsestLevel());
}

double MatrixView::fitScale() const
{
    const MatrixForm& form = m_tiles->form();
    return std::min({(width() - 2.0 * kMargin) / double(std::max<std::int64_t>(1, form.columns)),
                     (height() - 2.0 * kMargin) / double(std::max<std::int64_t>(1, form.rows)), kLargestScale});
}

void MatrixView::zoomToFit()
{
    m_fits = true;
    if (m_tiles) {
        m_scale = std::max(fitScale(), 1e-6);
        moveTo({});
    }
}

void MatrixView::zoom(double factor, const QPointF& at)
{
    if (!m_tiles) {
        return;
    }
    const QPointF fixed = m_origin + at / m_scale;
    const double scale = std::clamp(m_scale * factor, std::max(fitScale(), 1e-6), kLargestScale);
    m_fits = scale <= fitScale();
    m_scale = scale;
    moveTo(fixed - at / m_scale);
}

void MatrixView::centreOn(double column, double row)
{
    m_fits = false;
    moveTo(QPointF(column, row) - QPointF(width(), height()) / (2.0 * m_scale));
}

void MatrixView::moveTo(const QPointF& origin)
{
    m_origin = origin;
    keepInside();
    follow();
    if (m_pointer) {
        point(*m_pointer);
    }
}

/// What is narrower than the view stands in its middle, the rest leaves no empty border.
void MatrixView::keepInside()
{
    const auto place = [this](double origin, double view, double weights) {
        const double shown = view / m_scale;
        const double border = kMargin / m_scale;
        return shown >= weights + 2.0 * border ? (weights - shown) / 2.0
                                               : std::clamp(origin, -border, weights + border - shown);
    };
    m_origin = {place(m_origin.x(), width(), double(m_tiles->form().columns)),
                place(m_origin.y(), height(), double(m_tiles->form().rows))};
}

QRectF MatrixView::visibleWeights() const
{
    const MatrixForm& form = m_tiles->form();
    return QRectF(m_origin, QSizeF(width(), height()) / m_scale)
        .intersected(QRectF(0, 0, double(form.columns), double(form.rows)));
}

void MatrixView::follow()
{
    const QRectF shown = visibleWeights();
    if (!shown.isEmpty()) {
        const double tile = double(TileKey{level(), 0, 0}.weights());
        const QRect tiles(QPoint(int(shown.left() / tile), int(shown.top() / tile)),
                          QPoint(int(std::ceil(shown.right() / tile)) - 1, int(std::ceil(shown.bottom() / tile)) - 1));
        m_tiles->want(level(), tiles, shown.center() / tile);
    }
    takeTiles();
}

void MatrixView::takeTiles()
{
    // pictures of tiles that the cache let go of
    m_pictures.removeIf([](const auto& each) { return each.value().tile.use_count() == 1; });
    updateScale();
    update();
    Q_EMIT changed();
}

void MatrixView::dropPictures()
{
    m_pictures.clear();
    m_colourEnds.clear();
    update();
}

float MatrixView::figureOf(const MatrixCell& cell) const
{
    switch (m_mode) {
    case Mode::SignedMean:
        return cell.mean;
    case Mode::Maximum:
        return cell.maximum;
    case Mode::Zeros:
        return cell.zeros;
    case Mode::Pattern:
        return cell.conforming;
    }
    return 0.0F;
}

/// The colours of a level reach as far as nearly all figures of its first tile; they stay while one pans.
void MatrixView::updateScale()
{
    if (!m_tiles || m_mode == Mode::Zeros || m_mode == Mode::Pattern) {
        return;
    }
    const int shown = level();
    if (m_colourEnds.count(shown) > 0) {
        return;
    }
    std::vector<float> figures;
    const QRectF weights = visibleWeights();
    const auto side = double(TileKey{shown, 0, 0}.weights());
    for (int row = int(weights.top() / side); row <= int(weights.bottom() / side); ++row) {
        for (int column = int(weights.left() / side); column <= int(weights.right() / side); ++column) {
            const TileKey key{shown, row, column};
            const MatrixTilePtr whole = m_tiles->exact(key);
            const MatrixTilePtr tile = whole && whole->isComplete() ? whole : m_tiles->sampled(key);
            for (const MatrixCell& cell : tile ? std::span(tile->cells) : std::span<const MatrixCell>()) {
                if (const float figure = std::abs(figureOf(cell)); std::isfinite(figure) && figure > 0.0F) {
                    figures.push_back(figure);
                }
            }
        }
    }
    if (!figures.empty()) {
        const auto place = figures.begin() + std::ptrdiff_t(kColourShare * double(figures.size() - 1));
        std::nth_element(figures.begin(), place, figures.end());
        m_colourEnds[shown] = double(*place);
        m_pictures.clear();
    }
}

double MatrixView::colourEnd() const
{
    if (!m_tiles || m_mode == Mode::Zeros || m_mode == Mode::Pattern) {
        return 1.0;
    }
    const auto found = m_colourEnds.find(level());
    return found == m_colourEnds.end() ? 0.0 : found->second;
}

QImage MatrixView::pictureOf(const MatrixTile& tile) const
{
    const Colors& colors = m_theme.colors();
    constexpr int kSteps = 256; // a ramp, because mixing in OKLab is slow
    std::array<QRgb, kSteps + 1> ramp{};
    const bool diverging = m_mode == Mode::SignedMean;
    for (int i = 0; i <= kSteps; ++i) {
        const double place = double(i) / kSteps;
        ramp[std::size_t(i)] = (diverging ? divergingColor(colors, 2.0 * place - 1.0) : sequentialColor(place)).rgb();
    }
    const double end = colourEnd() > 0.0 ? colourEnd() : 1.0;
    const bool single = tile.key.level == 0;
    QImage image(tile.width, tile.height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    for (int row = 0; row < tile.done; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
        for (int column = 0; column < tile.width; ++column) {
            const MatrixCell& cell = tile.at(row, column);
            const float figure = figureOf(cell);
            if (!std::isfinite(figure) || (single && cell.zeros > 0.0F)) {
                line[column] = (std::isfinite(figure) ? colors.base : colors.error).rgb();
                continue;
            }
            const double place = diverging ? (double(figure) / end + 1.0) / 2.0 : double(figure) / end;
            line[column] = ramp[std::size_t(std::lround(std::clamp(place, 0.0, 1.0) * kSteps))];
        }
    }
    return image;
}

const QImage& MatrixView::cachedPicture(const MatrixTilePtr& tile)
{
    const qint64 id = ((qint64(tile->key.level) * 2 + (tile->sampled ? 1 : 0)) << 48) ^ (qint64(tile->key.row) << 24) ^
                      qint64(tile->key.column);
    Picture& picture = m_pictures[id];
    if (picture.tile != tile) {
        picture = {tile, pictureOf(*tile)};
    }
    return picture.image;
}

QRectF MatrixView::placeOf(const TileKey& key, const MatrixTile& tile) const
{
    const double side = double(std::int64_t(1) << key.level) * m_scale;
    const QPointF corner = (QPointF(key.column, key.row) * double(key.weights()) - m_origin) * m_scale;
    return {corner, QSizeF(tile.width * side, tile.height * side)};
}

QRect MatrixView::minimap() const
{
    if (!m_tiles || m_fits || !m_tiles->overview()) {
        return {};
    }
    const MatrixForm& form = m_tiles->form();
    constexpr double kSide = 96.0;
    const double scale = kSide / double(std::max(form.rows, form.columns));
    const QSize size(std::max(6, qRound(double(form.columns) * scale)), std::max(6, qRound(double(form.rows) * scale)));
    return {QPoint(width() - size.width() - 8, height() - size.height() - 8), size};
}

void MatrixView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colors& colors = m_theme.colors();
    painter.fillRect(rect(), colors.base);
    if (!m_tiles) {
        painter.setPen(colors.placeholder);
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_reason);
    } else {
        paintTiles(painter);
        if (m_scale >= kWeightsFrom) {
            paintWeights(painter);
        }
        paintMinimap(painter);
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

/// The whole matrix coarsely, above it the sample, above that what is exact.
void MatrixView::paintTiles(QPainter& painter)
{
    const int shown = level();
    const QRectF weights = visibleWeights();
    const auto side = double(TileKey{shown, 0, 0}.weights());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, shown > 0);
    const MatrixForm& form = m_tiles->form();
    const QRectF matrix(-m_origin * m_scale, QSizeF(double(form.columns), double(form.rows)) * m_scale);
    painter.setClipRect(matrix);
    if (const MatrixTilePtr whole = m_tiles->overview()) {
        painter.drawImage(placeOf(whole->key, *whole), cachedPicture(whole));
    } else {
        painter.fillRect(matrix, QBrush(m_theme.colors().mid, Qt::BDiagPattern)); // not computed
    }
    for (int row = int(weights.top() / side); double(row) * side < weights.bottom(); ++row) {
        for (int column = int(weights.left() / side); double(column) * side < weights.right(); ++column) {
            const TileKey key{shown, row, column};
            const MatrixTilePtr exact = m_tiles->exact(key);
            if (const MatrixTilePtr guess = m_tiles->sampled(key); guess && !(exact && exact->isComplete())) {
                painter.drawImage(placeOf(key, *guess), cachedPicture(guess));
            }
            if (exact) {
                painter.drawImage(placeOf(key, *exact), cachedPicture(exact));
            }
        }
    }
    painter.setClipping(false);
    painter.setPen(m_theme.colors().mid);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(matrix.adjusted(-0.5, -0.5, 0.5, 0.5));
}

/// Grid, borders of the groups, and a dot in each zero.
void MatrixView::paintWeights(QPainter& painter)
{
    const QRectF shown = visibleWeights();
    const QRect weights(QPoint(int(shown.left()), int(shown.top())),
                        QPoint(int(std::ceil(shown.right())) - 1, int(std::ceil(shown.bottom())) - 1));
    QColor grid = m_theme.colors().mid;
    grid.setAlphaF(0.35F);
    painter.setPen(QPen(grid, 0));
    const auto x = [this](double column) { return (column - m_origin.x()) * m_scale; };
    const auto y = [this](double row) { return (row - m_origin.y()) * m_scale; };
    for (int column = weights.left(); column <= weights.right() + 1; ++column) {
        painter.drawLine(QPointF(x(column), y(weights.top())), QPointF(x(column), y(weights.bottom() + 1)));
    }
    for (int row = weights.top(); row <= weights.bottom() + 1; ++row) {
        painter.drawLine(QPointF(x(weights.left()), y(row)), QPointF(x(weights.right() + 1), y(row)));
    }
    QList<QRectF> dots;
    const double dot = std::clamp(m_scale / 5.0, 1.0, 4.0);
    for (int row = weights.top(); row <= weights.bottom(); ++row) {
        for (int column = weights.left(); column <= weights.right(); ++column) {
            if (const auto cell = cellAt(row, column, 0); cell && cell->zeros > 0.0F) {
                dots << QRectF(x(column + 0.5) - dot / 2, y(row + 0.5) - dot / 2, dot, dot);
            }
        }
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().mid);
    painter.drawRects(dots);
    paintGroups(painter, weights);
}

void MatrixView::paintGroups(QPainter& painter, const QRect& weights)
{
    const MatrixForm& form = m_tiles->form();
    const int size = form.pattern.group;
    const auto x = [this](double column) { return (column - m_origin.x()) * m_scale; };
    const auto y = [this](double row) { return (row - m_origin.y()) * m_scale; };
    painter.setPen(QPen(m_theme.colors().placeholder, m_scale >= 8.0 ? 2 : 1)); // stronger than the grid
    for (int column = (weights.left() + size - 1) / size * size; column <= weights.right() + 1; column += size) {
        painter.drawLine(QPointF(x(column), y(weights.top())), QPointF(x(column), y(weights.bottom() + 1)));
    }
    if (m_mode != Mode::Pattern && !m_patternKept) {
        return; // of a matrix without the pattern nearly all groups would be framed
    }
    painter.setPen(QPen(m_theme.colors().error, m_scale >= 8.0 ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    QList<QRectF> frames;
    for (int row = weights.top(); row <= weights.bottom(); ++row) {
        for (int begin = weights.left() / size * size; begin <= weights.right(); begin += size) {
            const auto cell = cellAt(row, std::max(begin, weights.left()), 0);
            if (cell && cell->conforming < 1.0F) {
                const double end = double(std::min<std::int64_t>(begin + size, form.columns));
                frames << QRectF(x(begin) + 1, y(row) + 1, (end - begin) * m_scale - 2, m_scale - 2);
            }
        }
    }
    painter.drawRects(frames);
}

void MatrixView::paintMinimap(QPainter& painter)
{
    const QRect map = minimap();
    if (map.isEmpty()) {
        return;
    }
    const MatrixTilePtr whole = m_tiles->overview();
    const Colors& colors = m_theme.colors();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(map.adjusted(-3, -3, 3, 3), colors.base);
    painter.drawImage(map, cachedPicture(whole));
    painter.setPen(colors.mid);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(map.adjusted(-1, -1, 0, 0));
    const MatrixForm& form = m_tiles->form();
    const QRectF shown = visibleWeights();
    QRectF frame(map.left() + shown.left() / double(form.columns) * map.width(),
                 map.top() + shown.top() / double(form.rows) * map.height(),
                 shown.width() / double(form.columns) * map.width(), shown.height() / double(form.rows) * map.height());
    if (frame.width() < 4 || frame.height() < 4) {
        const QPointF centre = frame.center();
        frame.setSize({std::max(4.0, frame.width()), std::max(4.0, frame.height())});
        frame.moveCenter(centre);
    }
    painter.setPen(QPen(colors.accent, 2));
    painter.drawRect(frame);
}

} // namespace espalier::ui
