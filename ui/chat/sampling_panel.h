#pragma once

#include <QMap>
#include <QWidget>

#include "ui/models/conversation.h"

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QToolButton;

namespace espalier::ui {

/// The settings of the shown conversation: system prompt and sampling, with presets.
class SamplingPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SamplingPanel(QWidget* parent = nullptr);

    void setSettings(const ChatSettings& settings); ///< emits nothing
    ChatSettings settings() const;
    /// Presets that the user has made, by name.
    const QMap<QString, ChatSettings>& ownPresets() const { return m_own; }
    void setOwnPresets(const QMap<QString, ChatSettings>& presets);

Q_SIGNALS:
    void settingsChanged();
    void ownPresetsChanged();

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
    void fillPresets();
    QWidget* makeSaveRow();
    void savePreset();
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
    QMap<QString, ChatSettings> m_own;
    QWidget* m_saveRow;
    QLineEdit* m_name;
    QToolButton* m_save;
    QToolButton* m_delete;
    bool m_filling = false;
};

} // namespace espalier::ui
