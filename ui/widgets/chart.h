#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

#include "ui/theme/theme.h"

class QComboBox;
class QHBoxLayout;
class QMenu;
class QCPAbstractItem;
class QCPItemStraightLine;
class QCustomPlot;

namespace espalier::ui {

/// A point of a chart that the pointer or the arrow keys can stand on.
struct ChartPoint
{
    double x = 0.0;
    double y = 0.0;
    QString description; ///< "Layer 9 down_proj: error 0.042, sparsity 50.0 %"
    QString module;      ///< full name if the point is about one, else empty
    int run = 0;         ///< number of the run that the point is about, else 0
    int layer = -1;      ///< of the decoder that the point is about, else -1
    double seconds = -1; ///< since the run began, else -1
};

/// Common behaviour of every chart: the theme's look, axes with titles, crosshair, description of the nearest point,
/// wheel and drag zoom with Home to reset, arrow keys from point to point, export (PNG, SVG, PDF, CSV) and a table.
class Chart : public QWidget
{
    Q_OBJECT

public:
    Chart(const Theme& theme, const QString& title, const QString& xTitle, const QString& yTitle,
          QWidget* parent = nullptr);

    /// Draws what the data say now; called by the page at most ten times a second, only while visible.
    void refresh();
    const QString& title() const { return m_title; }

    /// Header row, then the figures in the C locale: for CSV and the table.
    virtual QList<QStringList> table() const = 0;
    /// By the suffix: png (2x), svg, pdf, csv; always on the light palette, 960 x 540. False if writing failed.
    bool save(const QString& file);
    /// The same as a drawing for embedding: on the light palette, without a title; empty if there is nothing to draw.
    QByteArray toSvg(const QSize& size);
    void saveAs(); ///< to a file that the reader chooses

    void setCrosshair(double x); ///< NaN hides it
    void resetZoom();
    /// Figures that the reader can choose from, above the plot; the first is chosen at first.
    void setChoices(const QStringList& names);
    int choice() const; ///< 0 without choices
    QString choiceName() const;
    void choose(int index); ///< as the reader would
    /// A control beside the choices.
    void addControl(QWidget* control);
    /// Chooses for the reader, unless the reader has chosen already.
    void proposeChoice(int index);
    /// Text beside the title in exports, e.g. the protocol of the figures.
    void setFootnote(const QString& text) { m_footnote = text; }

Q_SIGNALS:
    void crosshairMoved(double x); ///< NaN when the pointer left
    void moduleSelected(const QString& module);
    void moduleActivated(const QString& module); ///< double click or Enter
    void runActivated(int number);               ///< the same
    /// Before the context menu shows: whoever hears it may add actions. The point under the pointer; its description is
    /// empty for none.
    void menuRequested(QMenu* menu, const espalier::ui::ChartPoint& point);

protected:
    /// Rebuilds the plot's graphs from the data in these colours; calls setNaturalRanges(), setPoints(), setMessage().
    virtual void draw(const Colors& colors) = 0;

    QCustomPlot& plot() { return *m_plot; }
    void setPoints(QList<ChartPoint> points) { m_points = std::move(points); }
    /// Ranges that refresh() shows while the reader has not zoomed.
    void setNaturalRanges(double xLow, double xHigh, double yLow, double yHigh);
    void setLogarithmicY(bool on);
    void setAxisTitle(const QString& text); ///< of the y axis
    void setXAxisTitle(const QString& text);
    /// A line over the full height with a name at its top, until the next draw().
    void drawMarker(double x, const QString& name, const Colors& colors);
    /// Keeps an item of the plot until the next draw().
    void addItem(QCPAbstractItem* item) { m_markers << item; }
    void setMessage(const QString& text); ///< shown instead of an empty chart; empty hides it

    bool eventFilter(QObject* watched, QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyColors(const Colors& colors);
    void redraw(const Colors& colors);
    void placeLegend();
    void connectPlot();
    void pointerMoved(const QPointF& position);
    void select(int index);
    void stepSelection(int step);
    int nearest(const QPointF& position) const;
    void activate(int index);
    void showTable();
    bool saveSvg(const QString& file);
    QHBoxLayout* controls();

    const Theme& m_theme;
    QString m_title;
    QString m_footnote;
    QString m_message;
    QCustomPlot* m_plot = nullptr;
    QHBoxLayout* m_controls = nullptr;
    QComboBox* m_choices = nullptr; ///< null without choices
    bool m_chosen = false;          ///< by the reader
    QCPItemStraightLine* m_crosshair = nullptr;
    QList<QCPAbstractItem*> m_markers; ///< of the last draw()
    QList<ChartPoint> m_points;
    int m_selected = -1;
    bool m_zoomed = false;
    double m_natural[4] = {0.0, 1.0, 0.0, 1.0};
};

} // namespace espalier::ui
