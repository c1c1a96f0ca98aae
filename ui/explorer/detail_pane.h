#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "core/model/weight_profile.h"
#include "ui/explorer/weight_histogram.h"
#include "ui/models/module_tree.h"
#include "ui/theme/theme.h"

class QGridLayout;
class QLabel;
class QTabWidget;

namespace espalier::ui {

class MatrixPane;
class NormsPane;
class SpectrumPane;

/// What there is to know of one module: figures, the distribution of its weights, the matrix itself, norms, singular
/// values.
class DetailPane : public QWidget
{
    Q_OBJECT

public:
    enum class Tab { Summary, Histogram, Matrix, Norms, Spectrum };

    explicit DetailPane(const Theme& theme, QWidget* parent = nullptr);

    void showRow(const std::shared_ptr<ModuleTree>& tree, int row); ///< -1: nothing
    /// What the background found of the row's weight.
    void showProfile(const model::WeightProfile& profile);
    void showHistogram(const Histogram& histogram);
    void showProblem(const Error& error); ///< the weight cannot be read
    void refresh();                       ///< after figures of the row arrived
    void showTab(Tab tab);                ///< and focuses what is in it
    Tab tab() const;

private:
    void addLine(const QString& name, const QString& value, const QString& help = {});
    void addOrigin();
    void addStorage(const ModuleRow& row);
    void addSparsity(const ModuleRow& row);
    void addProfile();
    void clearLines(int from);
    void showReason(const QString& why);

    const Theme& m_theme;
    std::shared_ptr<ModuleTree> m_tree;
    int m_row = -1;
    std::optional<model::WeightProfile> m_profile;
    QLabel* m_title;
    QLabel* m_subtitle;
    QTabWidget* m_tabs;
    QGridLayout* m_lines;
    QList<std::pair<QLabel*, QLabel*>> m_labels;
    int m_line = 0; ///< the next one that addLine() fills
    WeightHistogram* m_histogram;
    MatrixPane* m_matrix;
    NormsPane* m_norms;
    SpectrumPane* m_spectrum;
};

} // namespace espalier::ui
