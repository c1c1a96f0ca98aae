#pragma once

#include <memory>

#include <QWidget>

#include "ui/models/module_tree.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// One cell a decoder layer, coloured by its size or sparsity. Arrows move, Enter opens the layer in the tree.
class LayerStrip : public QWidget
{
    Q_OBJECT

public:
    enum class Measure { Sparsity, Size };

    explicit LayerStrip(const Theme& theme, QWidget* parent = nullptr);

    void setTree(const std::shared_ptr<ModuleTree>& tree);
    void setMeasure(Measure measure);
    Measure measure() const { return m_measure; }
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
    std::optional<double> value(int layer) const; ///< 0..1 on the colour scale
    QString description(int layer) const;
    void move(int layer);

    const Theme& m_theme;
    std::shared_ptr<ModuleTree> m_tree;
    Measure m_measure = Measure::Sparsity;
    int m_current = -1;
};

} // namespace espalier::ui
