#pragma once

#include <QWidget>

#include "ui/models/conversation.h"

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QSpinBox;

namespace espalier::ui {

/// The settings of the shown conversation: system prompt, sampling, and which template makes the prompt.
class SamplingPanel : public QWidget
{
    Q_OBJECT

public:
    /// @param showRendered shows the prompt as the template gives it
    explicit SamplingPanel(QAction* showRendered, QWidget* parent = nullptr);

    void setSettings(const ChatSettings& settings); ///< emits nothing
    ChatSettings settings() const;
    /// @param text which template the model has, or that it has none
    void setTemplateText(const QString& text, const QString& toolTip);

Q_SIGNALS:
    void settingsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QDoubleSpinBox* addNumber(QGridLayout& form, const QString& name, double low, double high, double step,
                              const QString& help);
    QSpinBox* addCount(QGridLayout& form, const QString& name, int low, const QString& lowText, const QString& help);
    void addRow(QGridLayout& form, const QString& name, QWidget* field, const QString& help);
    QWidget* makeSampling();
    void choosePreset(int index);
    void showPreset();
    void changed();

    QPlainTextEdit* m_system;
    QComboBox* m_preset;
    QDoubleSpinBox* m_temperature;
    QDoubleSpinBox* m_topP;
    QSpinBox* m_topK;
    QDoubleSpinBox* m_minP;
    QDoubleSpinBox* m_penalty;
    QSpinBox* m_seed;
    QSpinBox* m_maxTokens;
    QLabel* m_template;
    bool m_filling = false;
};

} // namespace espalier::ui
