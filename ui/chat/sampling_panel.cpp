#include "ui/chat/sampling_panel.h"

#include <limits>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {

constexpr int kFieldWidth = 108;
constexpr int kSystemPromptLines = 4;

struct Preset
{
    const char* name;
    double temperature;
    double topP;
    int topK;
    double minP;
};
constexpr Preset kPresets[] = {
    {QT_TRANSLATE_NOOP("espalier::ui::SamplingPanel", "Greedy"), 0.0, 1.0, 0, 0.0},
    {QT_TRANSLATE_NOOP("espalier::ui::SamplingPanel", "Balanced"), 0.7, 0.9, 0, 0.0},
    {QT_TRANSLATE_NOOP("espalier::ui::SamplingPanel", "Creative"), 1.0, 1.0, 0, 0.05},
};

QLabel* sectionTitle(const QString& text)
{
    auto* label = new QLabel(text);
    QFont font = Theme::font(TextStyle::Body);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

} // namespace

SamplingPanel::SamplingPanel(QWidget* parent)
    : QWidget(parent), m_system(new QPlainTextEdit), m_preset(new QComboBox), m_saveRow(new QWidget),
      m_name(new QLineEdit), m_save(new QToolButton), m_delete(new QToolButton)
{
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    auto* systemTitle = sectionTitle(tr("S&ystem prompt"));
    systemTitle->setBuddy(m_system);
    layout->addWidget(systemTitle);
    m_system->setTabChangesFocus(true);
    m_system->setPlaceholderText(tr("What every answer keeps to; may stay empty."));
    m_system->setAccessibleName(tr("System prompt"));
    m_system->setFixedHeight(kSystemPromptLines * fontMetrics().lineSpacing() + 12);
    connect(m_system, &QPlainTextEdit::textChanged, this, &SamplingPanel::changed);
    layout->addWidget(m_system);
    layout->addSpacing(4);
    layout->addWidget(sectionTitle(tr("Sampling")));
    layout->addWidget(makeSampling());
    layout->addWidget(makeSaveRow());
    layout->addStretch(1);

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    setFocusProxy(m_system);
    fillPresets();
    setSettings({});
}

void SamplingPanel::addRow(QGridLayout& form, const QString& name, QWidget* field, const QString& help)
{
    auto* label = new QLabel(name);
    label->setToolTip(help);
    label->setBuddy(field);
    field->setToolTip(help);
    field->setAccessibleName(name);
    field->setAccessibleDescription(help);
    field->setFixedWidth(kFieldWidth);
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(this);
    const int row = form.rowCount();
    form.addWidget(label, row, 0);
    form.addWidget(field, row, 1);
}

bool SamplingPanel::eventFilter(QObject* watched, QEvent* event)
{
    const auto* field = qobject_cast<const QWidget*>(watched);
    if (event->type() == QEvent::Wheel && field && !field->hasFocus()) {
        event->ignore(); // scrolling past a field must not change it
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QDoubleSpinBox* SamplingPanel::addNumber(QGridLayout& form, const QString& name, double low, double high, double step,
                                         const QString& help)
{
    auto* field = new QDoubleSpinBox;
    field->setRange(low, high);
    field->setSingleStep(step);
    field->setDecimals(2);
    field->setAlignment(Qt::AlignRight);
    addRow(form, name, field, help);
    connect(field, &QDoubleSpinBox::valueChanged, this, &SamplingPanel::changed);
    return field;
}

QSpinBox* SamplingPanel::addCount(QGridLayout& form, const QString& name, int low, const QString& lowText,
                                  const QString& help)
{
    auto* field = new QSpinBox;
    field->setRange(low, std::numeric_limits<int>::max());
    field->setSpecialValueText(lowText);
    field->setAlignment(Qt::AlignRight);
    addRow(form, name, field, help);
    connect(field, &QSpinBox::valueChanged, this, &SamplingPanel::changed);
    return field;
}

QWidget* SamplingPanel::makeSampling()
{
    auto* widget = new QWidget;
    auto* form = new QGridLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(4);
    form->setColumnStretch(0, 1);
    addRow(*form, tr("Preset"), m_preset, tr("Common settings at once. Unsaved: as set below."));
    connect(m_preset, &QComboBox::activated, this, &SamplingPanel::choosePreset);
    m_temperature = addNumber(*form, tr("Temperature"), 0.0, 2.0, 0.05,
                              tr("How freely tokens are chosen. 0 always takes the most likely one. Typical 0.7."));
    m_topP = addNumber(*form, tr("Top-p"), 0.0, 1.0, 0.05,
                       tr("Only the most likely tokens that have this probability together. 1: all. Typical 0.9."));
    m_topK = addCount(*form, tr("Top-k"), 0, tr("All"), tr("Only this many of the most likely tokens. Typical 40."));
    m_minP = addNumber(*form, tr("Min-p"), 0.0, 1.0, 0.01,
                       tr("Only tokens with this share of the best one's probability. 0: all. Typical 0.05."));
    m_penalty = addNumber(*form, tr("Repetition"), 0.1, 2.0, 0.05,
                          tr("Makes the last 64 tokens less likely to come again. 1: off. Typical 1.1."));
    m_seed = addCount(*form, tr("Seed"), -1, tr("Random"),
                      tr("With the same seed and settings, a model answers the same question alike."));
    m_maxTokens =
        addCount(*form, tr("Tokens"), 0, tr("No limit"),
                 tr("An answer ends after this many tokens at the latest. No limit: when the model ends it, or "
                    "the context is full."));
    return widget;
}

ChatSettings SamplingPanel::settings() const
{
    ChatSettings settings;
    settings.systemPrompt = m_system->toPlainText();
    settings.temperature = m_temperature->value();
    settings.topP = m_topP->value();
    settings.topK = m_topK->value();
    settings.minP = m_minP->value();
    settings.repetitionPenalty = m_penalty->value();
    if (m_seed->value() >= 0) {
        settings.seed = std::uint32_t(m_seed->value());
    }
    settings.maxTokens = m_maxTokens->value() > 0 ? m_maxTokens->value() : -1;
    return settings;
}

void SamplingPanel::setSettings(const ChatSettings& settings)
{
    m_filling = true;
    if (m_system->toPlainText() != settings.systemPrompt) {
        m_system->setPlainText(settings.systemPrompt);
    }
    m_temperature->setValue(settings.temperature);
    m_topP->setValue(settings.topP);
    m_topK->setValue(int(settings.topK));
    m_minP->setValue(settings.minP);
    m_penalty->setValue(settings.repetitionPenalty);
    m_seed->setValue(settings.seed ? int(std::min<std::uint32_t>(*settings.seed, std::numeric_limits<int>::max()))
                                   : -1);
    m_maxTokens->setValue(settings.maxTokens > 0 ? int(settings.maxTokens) : 0);
    m_filling = false;
    showPreset();
}

QWidget* SamplingPanel::makeSaveRow()
{
    auto* row = new QHBoxLayout(m_saveRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_name->setPlaceholderText(tr("Name of preset"));
    m_name->setAccessibleName(tr("Name of preset"));
    m_save->setText(tr("Save"));
    m_save->setToolTip(tr("Keeps these settings as a preset under this name."));
    m_delete->setText(tr("Delete"));
    m_delete->setToolTip(tr("Deletes the chosen preset. The settings stay as they are."));
    for (QToolButton* button : {m_save, m_delete}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
    row->addWidget(m_name, 1);
    row->addWidget(m_save);
    row->addWidget(m_delete);
    connect(m_name, &QLineEdit::textChanged, this, &SamplingPanel::showPreset);
    connect(m_name, &QLineEdit::returnPressed, this, &SamplingPanel::savePreset);
    connect(m_save, &QToolButton::clicked, this, &SamplingPanel::savePreset);
    connect(m_delete, &QToolButton::clicked, this, [this] {
        m_own.remove(m_preset->currentText());
        fillPresets();
        Q_EMIT ownPresetsChanged();
    });
    return m_saveRow;
}

void SamplingPanel::savePreset()
{
    const QString name = m_name->text().trimmed();
    if (!m_save->isEnabled()) {
        return;
    }
    ChatSettings kept = settings();
    kept.systemPrompt.clear(); // a preset is about sampling alone
    kept.seed.reset();
    kept.maxTokens = -1;
    m_own[name] = kept;
    m_name->clear();
    fillPresets();
    Q_EMIT ownPresetsChanged();
}

void SamplingPanel::setOwnPresets(const QMap<QString, ChatSettings>& presets)
{
    m_own = presets;
    fillPresets();
}

void SamplingPanel::fillPresets()
{
    m_preset->clear();
    for (const Preset& preset : kPresets) {
        m_preset->addItem(tr(preset.name));
    }
    m_preset->addItems(m_own.keys());
    m_preset->addItem(tr("Unsaved"));
    showPreset();
}

void SamplingPanel::choosePreset(int index)
{
    ChatSettings chosen = settings();
    if (index < int(std::size(kPresets))) {
        const Preset& preset = kPresets[index];
        chosen.temperature = preset.temperature;
        chosen.topP = preset.topP;
        chosen.topK = preset.topK;
        chosen.minP = preset.minP;
        chosen.repetitionPenalty = 1.0;
    } else if (const auto own = m_own.constFind(m_preset->itemText(index)); own != m_own.constEnd()) {
        chosen.temperature = own->temperature;
        chosen.topP = own->topP;
        chosen.topK = own->topK;
        chosen.minP = own->minP;
        chosen.repetitionPenalty = own->repetitionPenalty;
    } else {
        return;
    }
    setSettings(chosen);
    changed();
}

void SamplingPanel::showPreset()
{
    const ChatSettings now = settings();
    const auto is = [&now](double temperature, double topP, std::int64_t topK, double minP, double penalty) {
        return qFuzzyCompare(1.0 + now.temperature, 1.0 + temperature) && qFuzzyCompare(1.0 + now.topP, 1.0 + topP) &&
               now.topK == topK && qFuzzyCompare(1.0 + now.minP, 1.0 + minP) &&
               qFuzzyCompare(now.repetitionPenalty, penalty);
    };
    int index = m_preset->count() - 1; // unsaved
    for (int i = 0; i < int(std::size(kPresets)); ++i) {
        if (is(kPresets[i].temperature, kPresets[i].topP, kPresets[i].topK, kPresets[i].minP, 1.0)) {
            index = i;
        }
    }
    bool own = false;
    for (auto each = m_own.cbegin(); each != m_own.cend(); ++each) {
        if (is(each->temperature, each->topP, each->topK, each->minP, each->repetitionPenalty)) {
            index = m_preset->findText(each.key());
            own = true;
        }
    }
    m_preset->setCurrentIndex(index);
    const QString name = m_name->text().trimmed();
    bool taken = name == tr("Unsaved");
    for (const Preset& preset : kPresets) {
        taken = taken || name == tr(preset.name);
    }
    m_save->setEnabled(!name.isEmpty() && !taken);
    m_delete->setEnabled(own);
}

void SamplingPanel::changed()
{
    if (!m_filling) {
        showPreset();
        Q_EMIT settingsChanged();
    }
}

} // namespace espalier::ui
