#pragma once

#include <memory>

#include <QWidget>

#include "ui/explorer/weight_histogram.h"
#include "ui/models/module_tree.h"
#include "ui/theme/theme.h"

class QGridLayout;
class QLabel;

namespace espalier::ui {

/// What there is to know of one module: figures, and the distribution of its weights.
class DetailPane : public QWidget
{
    Q_OBJECT

public:
    explicit DetailPane(const Theme& theme, QWidget* parent = nullptr);

    void showRow(const std::shared_ptr<ModuleTree>& tree, int row); ///< -1: nothing
    void showHistogram(const Histogram& histogram);
    void showNoHistogram(const QString& why);
    void refresh(); ///< after figures of the row arrived

private:
    void setLine(int line, const QString& name, const QString& value, const QString& help = {});
    void clearLines(int from);

    const Theme& m_theme;
    std::shared_ptr<ModuleTree> m_tree;
    int m_row = -1;
    QLabel* m_title;
    QLabel* m_subtitle;
    QGridLayout* m_lines;
    QList<std::pair<QLabel*, QLabel*>> m_labels;
    WeightHistogram* m_histogram;
};

} // namespace espalier::ui
