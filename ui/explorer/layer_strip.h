#pragma once

#include <memory>

#include <QWidget>

#include "ui/models/module_tree.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// One cell a decoder layer, coloured by one of its figures. Arrows move, Enter opens the layer in the tree.
class LayerStrip : public QWidget
{
    Q_OBJECT

public:
    enum class Measure { Sparsity, Size, Range, Error };

    explicit LayerStrip(const Theme& theme, QWidget* parent = nullptr);

    void setTree(const std::shared_ptr<ModuleTree>& tree);
    void setMeasure(Measure measure);
    Measure measure() const { return m_measure; }
    /// What the end of the colour scale stands for: bytes, the largest absolute weight, an error; 1 of sparsity.
    double largest() const;
    void setCurrentLayer(int layer); ///< -1 for none
    QSize sizeHint() const override { return {400, 24}; }

Q_SIGNALS:
    void layerChosen(int treeRow);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int layers() const;
    int layerAt(const QPoint& position) const; ///< -1 outside
    QRectF cell(int layer) const;
    std::optional<double> figure(int layer) const;                ///< in its own unit
    std::optional<double> value(int layer, double largest) const; ///< 0..1 on the colour scale
    QString description(int layer) const;
    void move(int layer);

    const Theme& m_theme;
    std::shared_ptr<ModuleTree> m_tree;
    Measure m_measure = Measure::Sparsity;
    int m_current = -1;
};

} // namespace espalier::ui
