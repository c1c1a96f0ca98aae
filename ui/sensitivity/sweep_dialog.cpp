#include "ui/sensitivity/sweep_dialog.h"

#include <algorithm>
#include <set>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/compress/sensitivity/forecast.h"
#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/models/machine.h"
#include "ui/models/path_kind.h"

namespace espalier::ui {

namespace {

namespace sensitivity = compress::sensitivity;
constexpr int kDelayMilliseconds = 200;
constexpr int kMostWindow = 1 << 20;
constexpr std::int64_t kUsualWindow = 2048;

/// What a sweep takes, or why it cannot be.
struct Estimate
{
    double seconds = 0.0;
    std::uint64_t bytes = 0;
    int cells = 0;
    std::string problem;
};

Estimate estimated(const protocol::SweepJob& job)
{
    const auto model = compress::plan::plannedModel(std::filesystem::path(job.model));
    const auto levels = sensitivity::parseLevels(job.levels);
    if (!model || !levels) {
        return {0.0, 0, 0, !levels ? levels.error().message : model.error().message};
    }
    sensitivity::ForecastSettings settings;
    settings.rates = machineRates();
    settings.windows = job.samples;
    settings.windowTokens =
        job.sequenceLength > 0 ? job.sequenceLength : std::min<std::int64_t>(kUsualWindow, model->spec.contextLength);
    settings.selectionWindows =
        job.windows > 0 ? job.windows : sensitivity::usualSelectionWindows(settings.windowTokens);
    const auto forecast = sensitivity::forecast(*model, *levels, settings);
    if (!forecast) {
        return {0.0, 0, 0, forecast.error().message};
    }
    return {forecast->seconds(),
            std::max(forecast->memory.layer, forecast->memory.rest) + 4 * forecast->statesBytes,
            int(model->spec.layers.size() * levels->size()),
            {}};
}

QSpinBox* spinBox(int least, int most, int value, const QString& name, const QString& toolTip)
{
    auto* box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    box->setAccessibleName(name);
    box->setToolTip(toolTip);
    return box;
}

} // namespace

SweepDialog::SweepDialog(const Workspace& workspace, const protocol::SweepJob& last, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_further(new QLineEdit), m_data(new QLineEdit), m_estimate(new QLabel)
{
    setWindowTitle(tr("Sweep"));
    auto* explanation =
        new QLabel(tr("Each decoder layer is changed alone, by each of these, and the predictions are compared with "
                      "the dense model's. The layers of the model stay as they are on the disk."));
    explanation->setWordWrap(true);
    m_samples = spinBox(1, 1 << 20, int(last.samples), tr("Calibration samples"),
                        tr("Texts that show which inputs matter. More cost memory and time. The papers use 128."));
    m_window = spinBox(0, kMostWindow, int(last.sequenceLength), tr("Tokens in a window"),
                       tr("Length of one sample. Automatic: 2048, or the model's context if that is shorter."));
    m_window->setSpecialValueText(tr("automatic"));
    m_windows = spinBox(0, 1024, int(last.windows), tr("Windows measured on"),
                        tr("Windows of the calibration text that nothing is calibrated on. More make the figures "
                           "more certain and take longer. Automatic: 4,096 tokens, at least 4 windows."));
    m_windows->setSpecialValueText(tr("automatic"));
    m_estimate->setWordWrap(true);
    m_estimate->setObjectName(QStringLiteral("estimate"));
    m_estimate->setAccessibleName(tr("What the sweep takes"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_accept = buttons->addButton(tr("Start sweep"), QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(explanation);
    layout->addWidget(setupLevels(last.levels.empty() ? sensitivity::defaultLevels() : last.levels));
    layout->addWidget(setupText());
    layout->addWidget(m_estimate);
    layout->addWidget(buttons);
    m_further->setMinimumHeight(m_further->sizeHint().height()); // a wrapped label's height comes late
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMilliseconds);
    connect(&m_delay, &QTimer::timeout, this, &SweepDialog::estimate);
    for (QSpinBox* box : {m_samples, m_window, m_windows}) {
        connect(box, &QSpinBox::valueChanged, this, &SweepDialog::follow);
    }
    for (QLineEdit* edit : {m_further, m_data}) {
        connect(edit, &QLineEdit::textChanged, this, &SweepDialog::follow);
    }
    follow();
    estimate();
}

QWidget* SweepDialog::setupLevels(const std::vector<std::string>& chosen)
{
    auto* group = new QGroupBox(tr("Methods and levels"));
    auto* grid = new QGridLayout(group);
    grid->setHorizontalSpacing(16);
    std::set<std::string> left(chosen.begin(), chosen.end());
    QString method;
    int row = -1;
    int column = 0;
    for (const std::string& text : sensitivity::offeredLevels()) {
        const sensitivity::Level level = sensitivity::parseLevel(text).value();
        const QString title = QString::fromStdString(level.method);
        if (title != method) {
            method = title;
            grid->addWidget(new QLabel(title), ++row, 0);
            column = 0;
        }
        auto* box = new QCheckBox(QString::fromStdString(level.label));
        box->setAccessibleName(title + QLatin1Char(' ') + box->text());
        box->setToolTip(QString::fromStdString(level.id));
        box->setChecked(left.erase(level.id) > 0);
        grid->addWidget(box, row, ++column);
        m_levels.emplace_back(level.id, box);
        connect(box, &QCheckBox::toggled, this, &SweepDialog::follow);
    }
    QStringList further;
    for (const std::string& each : left) {
        further << QString::fromStdString(each);
    }
    m_further->setText(further.join(QStringLiteral(", ")));
    m_further->setPlaceholderText(QStringLiteral("wanda:60, gptq:4g32, admm:2:4+rtn:8"));
    m_further->setAccessibleName(tr("Further levels"));
    m_further->setToolTip(tr("METHOD:LEVEL, joined by commas. Pruning takes N:M (N of M kept) or a percentage of "
                             "zeros, quantization takes bits; + joins the two."));
    auto* label = new QLabel(tr("&Further"));
    label->setBuddy(m_further);
    grid->addWidget(label, ++row, 0);
    grid->addWidget(m_further, row, 1, 1, 6);
    return group;
}

QWidget* SweepDialog::setupText()
{
    auto* group = new QGroupBox(tr("Text"));
    auto* form = new QFormLayout(group);
    QStringList files;
    for (const std::string& file : m_workspace.data().calibration.files) {
        files << QString::fromStdString(file);
    }
    m_data->setText(files.join(QStringLiteral("; ")));
    m_data->setAccessibleName(tr("Calibration text"));
    m_data->setToolTip(tr("The sweep calibrates on one part of it and measures on another. Evaluation text is "
                          "refused: what is chosen by a text looks better on it than it is."));
    auto* choose = new QPushButton(tr("Choose..."));
    connect(choose, &QPushButton::clicked, this, [this] {
        const QStringList chosen =
            QFileDialog::getOpenFileNames(this, tr("Calibration text"), {}, tr("Text (%1)").arg(dataFilePatterns()));
        if (!chosen.isEmpty()) {
            m_data->setText(chosen.join(QStringLiteral("; ")));
        }
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_data, 1);
    row->addWidget(choose);
    auto* label = new QLabel(tr("&Calibration text"));
    label->setBuddy(m_data);
    form->addRow(label, row);
    form->addRow(tr("&Samples"), m_samples);
    form->addRow(tr("&Tokens in a window"), m_window);
    form->addRow(tr("&Windows measured on"), m_windows);
    return group;
}

std::vector<std::string> SweepDialog::chosenLevels() const
{
    std::vector<std::string> levels;
    for (const auto& [level, box] : m_levels) {
        if (box->isChecked()) {
            levels.push_back(level);
        }
    }
    for (std::string& each : splitList(m_further->text(), QLatin1Char(','))) {
        levels.push_back(std::move(each));
    }
    return levels;
}

protocol::SweepJob SweepDialog::job() const
{
    protocol::SweepJob job;
    job.model = m_workspace.model() ? m_workspace.model()->folder.toStdString() : std::string();
    if (const auto levels = sensitivity::parseLevels(chosenLevels())) {
        for (const sensitivity::Level& level : *levels) {
            job.levels.push_back(level.id);
        }
    }
    job.calibration = m_workspace.data().calibration;
    job.calibration.files = splitList(m_data->text(), QLatin1Char(';'));
    job.evaluation = m_workspace.data().evaluation;
    job.samples = m_samples->value();
    job.sequenceLength = m_window->value();
    job.windows = m_windows->value();
    return job;
}

void SweepDialog::follow()
{
    ++m_estimates; // one on its way is of something else
    const auto levels = sensitivity::parseLevels(chosenLevels());
    QString problem;
    if (!levels) {
        problem = QString::fromStdString(levels.error().message);
    } else if (job().calibration.files.empty()) {
        problem = tr("A sweep needs text: choose calibration text.");
    } else {
        for (const std::string& file : job().calibration.files) {
            const auto& report = m_workspace.data().evaluation.files;
            if (!QFileInfo(QString::fromStdString(file)).isFile()) {
                problem = tr("%1 is not there.").arg(QString::fromStdString(file));
            } else if (std::find(report.begin(), report.end(), file) != report.end()) {
                problem = tr("%1 is the evaluation text: figures are reported on it, so nothing is chosen by it.")
                              .arg(QFileInfo(QString::fromStdString(file)).fileName());
            }
        }
    }
    m_accept->setEnabled(problem.isEmpty());
    m_estimate->setText(problem.isEmpty() ? tr("Estimating...") : problem);
    if (problem.isEmpty()) {
        m_delay.start();
    } else {
        m_delay.stop();
    }
}

void SweepDialog::estimate()
{
    if (!m_accept->isEnabled()) {
        return;
    }
    runInBackground(
        this, [asked = job()] { return estimated(asked); },
        [this, number = ++m_estimates](const Estimate& estimate) {
            if (number != m_estimates) {
                return;
            }
            m_estimate->setText(estimate.problem.empty()
                                    ? tr("%1 cells, about %2, %3 of memory and the activations.")
                                          .arg(format::count(estimate.cells), format::duration(estimate.seconds),
                                               format::bytes(estimate.bytes))
                                    : QString::fromStdString(estimate.problem));
        });
}

} // namespace espalier::ui
