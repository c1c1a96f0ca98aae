#pragma once

#include <vector>

#include <QDialog>

#include "ui/models/fork_sources.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace espalier::ui {

/// Asks which layers of a run a new one takes over.
class ForkDialog : public QDialog
{
    Q_OBJECT

public:
    /// @param sources not empty; the last one is offered first
    /// @param recipe name of the recipe that goes on
    ForkDialog(const QString& run, std::vector<ForkSource> sources, const QString& recipe, QWidget* parent = nullptr);

    const ForkSource& source() const;
    int layer() const;
    void setLayer(int layer); ///< as far as the stage has it

private:
    void follow();

    std::vector<ForkSource> m_sources;
    QString m_recipe;
    QComboBox* m_stage;
    QSpinBox* m_layer;
    QLabel* m_explanation;
    QPushButton* m_accept;
};

} // namespace espalier::ui
