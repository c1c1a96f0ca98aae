#pragma once

#include <QDialog>

#include "core/base/result.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace espalier::ui {

/// The prompt exactly as the model is given it.
class RenderedDialog : public QDialog
{
    Q_OBJECT

public:
    explicit RenderedDialog(QWidget* parent = nullptr);

    /// @param source the template's file, empty if there is none
    void showPrompt(const Result<std::string>& prompt, int tokens, const QString& source);

private:
    QLabel* m_summary;
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
};

} // namespace espalier::ui
