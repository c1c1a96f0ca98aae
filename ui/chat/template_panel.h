#pragma once

#include <optional>

#include <QTimer>
#include <QWidget>

#include "core/base/result.h"
#include "ui/theme/theme.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace espalier::ui {

/// The chat template of a model, to be edited, and what it makes of the conversation.
class TemplatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TemplatePanel(const Theme& theme, QWidget* parent = nullptr);

    /// What is loaded.
    struct Source
    {
        QString folder; ///< of the model; empty: none is loaded
        QString file;   ///< that its own template is from; empty: it has none
        QString own;    ///< the template as that file has it
        std::optional<QString> edited;
    };
    void setSource(const Source& source);     ///< keeps what is being typed if it is of the same model
    void setModels(const QStringList& names); ///< of A and B; one or none: there is no choice
    int pane() const;
    void flush(); ///< tells at once what was typed just now
    void showRendered(const Result<std::string>& prompt, int tokens);

Q_SIGNALS:
    void paneChosen();
    void edited(const QString& folder, const std::optional<QString>& source); ///< nothing: the model's own

private:
    void takeEdit();
    void check(const QString& source);
    void showError(const QString& text);

    Source m_source;
    QComboBox* m_models;
    QLabel* m_origin;
    QPlainTextEdit* m_raw;
    QLabel* m_error;
    QPushButton* m_reset;
    QLabel* m_summary;
    QPlainTextEdit* m_rendered;
    QTimer m_typing;
    bool m_filling = false;
};

} // namespace espalier::ui
