#include "ui/explorer/spectrum_pane.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/custom_plot.h"

namespace espalier::ui {

namespace {
constexpr std::size_t kPoints = 1000; ///< that the arrow keys can stand on
constexpr double kNoise = 1e-8;       ///< of the largest value: what float64 sums of squares cannot tell from 0
constexpr int kProgressSteps = 1000;
} // namespace

SpectrumChart::SpectrumChart(const Theme& theme, QWidget* parent)
    : Chart(theme, tr("Singular values"), tr("Rank"), tr("Singular value"), parent)
{
}

void SpectrumChart::setSpectrum(const model::Spectrum& spectrum)
{
    m_spectrum = spectrum;
    resetZoom();
}

void SpectrumChart::setReason(const QString& why)
{
    m_spectrum = {};
    m_reason = why;
    resetZoom();
}

void SpectrumChart::draw(const Colors& colors)
{
    plot().legend->setVisible(false);
    const auto& values = m_spectrum.values;
    if (values.empty() || values.front() <= 0.0) {
        setMessage(values.empty() ? m_reason : tr("All singular values are 0: so are all weights."));
        return;
    }
    setLogarithmicY(true);
    auto* graph = plot().addGraph();
    graph->setPen(QPen(colors.series[0], 1.5));
    QVector<double> x;
    QVector<double> y;
    QList<ChartPoint> points;
    const std::size_t step = (values.size() + kPoints - 1) / kPoints;
    for (std::size_t i = 0; i < values.size() && values[i] > kNoise * values.front(); ++i) {
        x << double(i + 1);
        y << values[i];
        if (i % step == 0) {
            points << ChartPoint{
                x.last(), y.last(), tr("Value %1: %2").arg(QString::number(i + 1), format::significant(values[i])), {}};
        }
    }
    graph->setData(x, y, true);
    setPoints(std::move(points));
    const double last = double(values.size());
    setNaturalRanges(1.0 - 0.01 * last, 1.01 * last, y.last() * 0.7, y.first() * 1.5);
}

QList<QStringList> SpectrumChart::table() const
{
    QList<QStringList> rows = {{QStringLiteral("rank"), QStringLiteral("singular value")}};
    for (std::size_t i = 0; i < m_spectrum.values.size(); ++i) {
        rows << QStringList{QString::number(i + 1), QString::number(m_spectrum.values[i], 'g', 12)};
    }
    return rows;
}

SpectrumPane::SpectrumPane(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_chart(new SpectrumChart(theme)), m_compute(new QPushButton(tr("Compute singular values"))),
      m_cancel(new QPushButton(tr("Cancel"))), m_progress(new QProgressBar), m_text(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->addWidget(m_compute);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addWidget(m_text, 1);
    m_text->setWordWrap(true);
    m_progress->setRange(0, kProgressSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(96);
    m_progress->setAccessibleName(tr("Progress of the singular values"));
    m_compute->setToolTip(tr("How strongly the matrix acts in each of its directions. Values that fall off fast mean "
                             "that a matrix of lower rank would do nearly the same."));
    layout->addLayout(row);
    layout->addWidget(m_chart, 1);
    connect(m_compute, &QPushButton::clicked, this, &SpectrumPane::compute);
    connect(m_cancel, &QPushButton::clicked, this, &SpectrumPane::cancel);
    connect(&m_task, &SpectrumTask::progressed, this, &SpectrumPane::updateProgress);
    connect(&m_task, &SpectrumTask::finished, this, &SpectrumPane::take);
    showNothing({});
}

void SpectrumPane::showModule(const ModelDocumentPtr& document, const std::string& module)
{
    if (document == m_document && module == m_module) {
        return;
    }
    if (document != m_document) {
        m_known.clear();
    }
    m_document = document;
    m_module = module;
    m_task.cancel();
    showWorking(false);
    m_compute->setEnabled(true);
    if (const auto known = m_known.find(module); known != m_known.end()) {
        show(known->second);
    } else {
        offer();
    }
}

void SpectrumPane::showNothing(const QString& why)
{
    m_task.cancel();
    m_module.clear();
    showWorking(false);
    m_compute->setEnabled(false);
    m_text->clear();
    m_chart->setReason(why);
}

void SpectrumPane::offer()
{
    const auto shape = m_document->checkpoint->weightShape(m_module);
    const model::SpectrumCost cost = model::spectrumCost(shape[0], shape[1]);
    const auto seconds = m_task.predictedSeconds(shape[0], shape[1]);
    m_text->setText(
        seconds ? tr("Takes about %1 and %2 of memory.").arg(format::duration(*seconds), format::bytes(cost.bytes))
                : tr("Takes %1 of memory.").arg(format::bytes(cost.bytes)));
    m_chart->setReason(tr("Singular values are computed on demand."));
}

void SpectrumPane::compute()
{
    m_chart->setReason(tr("Computing singular values"));
    showWorking(true);
    m_task.start(m_document, m_module);
    updateProgress();
}

void SpectrumPane::cancel()
{
    m_task.cancel();
    showWorking(false);
    offer();
}

void SpectrumPane::showWorking(bool on)
{
    const bool focused = m_compute->hasFocus() || m_cancel->hasFocus();
    m_compute->setVisible(!on);
    m_progress->setVisible(on);
    m_cancel->setVisible(on);
    if (focused) {
        (on ? m_cancel : m_compute)->setFocus();
    }
}

void SpectrumPane::updateProgress()
{
    m_progress->setValue(int(m_task.share() * kProgressSteps));
    m_text->setText(format::remaining(m_task.secondsLeft()));
}

void SpectrumPane::take(const Result<model::Spectrum>& spectrum)
{
    showWorking(false);
    if (spectrum) {
        m_known[m_module] = *spectrum;
        show(*spectrum);
        return;
    }
    m_text->clear();
    m_chart->setReason(QString::fromStdString(spectrum.error().message));
}

void SpectrumPane::show(const model::Spectrum& spectrum)
{
    m_chart->setSpectrum(spectrum);
    m_compute->hide();
    const double largest = spectrum.values.front();
    m_text->setText(tr("Largest %1, effective rank %2, stable rank %3, of %4")
                        .arg(format::significant(largest), format::significant(spectrum.effectiveRank(), 4),
                             format::significant(spectrum.stableRank(), 4),
                             format::count(std::int64_t(spectrum.values.size()))));
    m_text->setToolTip(
        tr("Effective rank: exp of the entropy of the values as shares of their sum. Stable rank: squared "
           "norm over the squared largest value. Small ones mean few directions matter."));
}

} // namespace espalier::ui
