#include "ui/recipe/data_form.h"

#include <limits>

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/path_kind.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {

constexpr QLatin1Char kSeparator(';');

QString joined(const std::vector<std::string>& files)
{
    QStringList list;
    for (const std::string& file : files) {
        list << QString::fromStdString(file);
    }
    return list.join(kSeparator);
}

QSpinBox* spinBox(int low, int high, int value, const QString& toolTip)
{
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setValue(value);
    box->setToolTip(toolTip);
    box->setGroupSeparatorShown(true);
    return box;
}

} // namespace

DataForm::DataForm(Workspace& workspace, QSettings& settings, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_settings(settings), m_calibration(new QLineEdit),
      m_evaluation(new QLineEdit), m_columns(new QLineEdit)
{
    m_samples = spinBox(1, 100'000, settings.value(QStringLiteral("samples"), 128).toInt(),
                        tr("Texts that show which inputs matter. More cost memory and time. The papers use 128."));
    m_window = spinBox(0, 1 << 20, settings.value(QStringLiteral("window"), 0).toInt(),
                       tr("Tokens of one sample. Auto is 2048, or the model's context if that is less."));
    m_window->setSpecialValueText(tr("auto"));
    m_seed = spinBox(0, std::numeric_limits<int>::max(), settings.value(QStringLiteral("seed"), 0).toInt(),
                     tr("Stored with the run. Same seed, same threads: the same bytes."));
    m_columns->setPlaceholderText(tr("text"));
    m_columns->setToolTip(tr("Columns of jsonl, json, csv and Parquet files that are joined, separated by commas."));
    m_evaluation->setPlaceholderText(tr("none"));

    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(8);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->addRow(tr("Ca&libration text"), fileRow(m_calibration, tr("Calibration text")));
    form->addRow(tr("E&valuation text"), fileRow(m_evaluation, tr("Evaluation text")));
    form->addRow(tr("Text &columns"), m_columns);
    auto* numbers = new QHBoxLayout;
    numbers->setSpacing(8);
    for (const auto& [title, box] :
         {std::pair{tr("&Samples"), m_samples}, std::pair{tr("&Window"), m_window}, std::pair{tr("S&eed"), m_seed}}) {
        auto* column = new QVBoxLayout;
        column->setSpacing(4);
        auto* label = new QLabel(title);
        label->setBuddy(box);
        column->addWidget(label);
        column->addWidget(box);
        numbers->addLayout(column, 1);
        connect(box, &QSpinBox::valueChanged, this, &DataForm::storeData);
    }
    form->addRow(numbers);
    for (QLineEdit* edit : {m_calibration, m_evaluation, m_columns}) {
        connect(edit, &QLineEdit::editingFinished, this, &DataForm::storeData);
    }
    connect(&workspace, &Workspace::dataChanged, this, &DataForm::showData);
    setFocusProxy(m_calibration);
    showData();
}

QWidget* DataForm::fileRow(QLineEdit* edit, const QString& title)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* choose = new QToolButton;
    choose->setIcon(Theme::icon(QStringLiteral("folder")));
    choose->setToolTip(tr("Choose files..."));
    choose->setAccessibleName(tr("Choose files: %1").arg(title));
    edit->setAccessibleName(title);
    layout->addWidget(edit, 1);
    layout->addWidget(choose);
    row->setFocusProxy(edit);
    connect(choose, &QToolButton::clicked, this, [this, edit, title] {
        const QStringList files = QFileDialog::getOpenFileNames(this, title, QFileInfo(edit->text()).path(),
                                                                tr("Text (%1);;All files (*)").arg(dataFilePatterns()));
        if (!files.isEmpty()) {
            edit->setText(files.join(kSeparator));
            storeData();
        }
    });
    return row;
}

void DataForm::showData()
{
    const DataState& state = m_workspace.data();
    const auto show = [](QLineEdit* edit, const QString& text) {
        if (edit->text() != text) {
            edit->setText(text);
        }
        edit->setToolTip(text);
    };
    show(m_calibration, joined(state.calibration.files));
    show(m_evaluation, joined(state.evaluation.files));
    QStringList columns;
    for (const std::string& column : state.calibration.textColumns) {
        columns << QString::fromStdString(column);
    }
    show(m_columns, columns.join(QLatin1Char(',')));
}

void DataForm::storeData()
{
    DataState state = m_workspace.data();
    state.calibration.files = splitList(m_calibration->text(), kSeparator);
    state.evaluation.files = splitList(m_evaluation->text(), kSeparator);
    state.calibration.textColumns = splitList(m_columns->text(), QLatin1Char(','));
    state.evaluation.textColumns = state.calibration.textColumns;
    m_settings.setValue(QStringLiteral("samples"), m_samples->value());
    m_settings.setValue(QStringLiteral("window"), m_window->value());
    m_settings.setValue(QStringLiteral("seed"), m_seed->value());
    if (!(state == m_workspace.data())) {
        m_workspace.setData(state);
    }
    Q_EMIT edited();
}

void DataForm::setSamples(int samples, int window, bool evaluate)
{
    {
        const QSignalBlocker one(m_samples);
        const QSignalBlocker other(m_window);
        if (samples > 0) { // 0: the recipe calibrates on nothing
            m_samples->setValue(samples);
        }
        m_window->setValue(window);
    }
    if (!evaluate) {
        m_evaluation->clear();
    }
    storeData();
}

void DataForm::fill(protocol::CompressJob& job) const
{
    job.samples = m_samples->value();
    job.sequenceLength = m_window->value();
    job.seed = m_seed->value();
}

void DataForm::setCalibrationNeeded(bool needed)
{
    m_calibration->setPlaceholderText(needed ? tr("needed by this recipe") : tr("not needed by this recipe"));
}

} // namespace espalier::ui
