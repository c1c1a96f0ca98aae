#pragma once

#include <memory>

#include <QWidget>

#include "ui/explorer/matrix_view.h"
#include "ui/models/model_document.h"

class QComboBox;
class QLabel;

namespace espalier::ui {

class ScaleLegend;

/// The matrix of one module with what it shows, its scale, and what is under the pointer. Nothing is read before the
/// pane is on the screen.
class MatrixPane : public QWidget
{
    Q_OBJECT

public:
    explicit MatrixPane(const Theme& theme, QWidget* parent = nullptr);

    void showModule(const ModelDocumentPtr& document, const std::string& module);
    void showNothing(const QString& why);
    /// The pattern that the whole matrix keeps to, once it is known; unstructured: none.
    void setFoundPattern(const recipe::MaskStructure& pattern);
    MatrixView* view() const { return m_view; }

protected:
    void showEvent(QShowEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void load();
    void modeChanged();
    void patternChanged();
    void updateState();
    recipe::MaskStructure pattern() const;
    void savePicture();
    void saveCells();
    void showUnwritten(const QString& file);

    const Theme& m_theme;
    QComboBox* m_mode;
    QComboBox* m_pattern;
    ScaleLegend* m_legend;
    MatrixView* m_view;
    QLabel* m_pointed;
    QLabel* m_state;
    ModelDocumentPtr m_document;
    std::string m_module;
    recipe::MaskStructure m_found;
    bool m_chosen = false; ///< the pattern, by the reader
    bool m_loaded = true;  ///< nothing is to be read when the pane comes up
};

} // namespace espalier::ui
