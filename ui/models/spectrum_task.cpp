#include "ui/models/spectrum_task.h"

namespace espalier::ui {

namespace {
constexpr qint64 kReportMilliseconds = 100;
constexpr double kTellingShare = 0.03;   ///< of the work: before it, an estimate says nothing
constexpr double kTellingSeconds = 0.05; ///< shorter ones say nothing of how fast longer ones are
} // namespace

SpectrumTask::SpectrumTask(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

SpectrumTask::~SpectrumTask()
{
    m_cancel.request();
    m_pool.waitForDone();
}

void SpectrumTask::start(const ModelDocumentPtr& document, const std::string& module)
{
    cancel();
    m_cancel = CancelToken();
    m_running = true;
    m_share = 0.0;
    const auto shape = document->checkpoint->weightShape(module);
    m_operations = shape.size() == 2 ? model::spectrumCost(shape[0], shape[1]).operations : 0.0;
    m_clock.start();
    m_pool.start([this, document, module, cancel = m_cancel, number = m_number] {
        QElapsedTimer sinceReport;
        sinceReport.start();
        const auto report = [&](double share) {
            if (sinceReport.elapsed() < kReportMilliseconds) {
                return;
            }
            sinceReport.restart();
            QMetaObject::invokeMethod(
                this,
                [this, share, number] {
                    if (number == m_number) {
                        m_share = share;
                        Q_EMIT progressed();
                    }
                },
                Qt::QueuedConnection);
        };
        auto spectrum = model::weightSpectrum(*document->checkpoint, module, cancel, report);
        QMetaObject::invokeMethod(
            this,
            [this, spectrum = std::move(spectrum), number] {
                if (number != m_number) {
                    return;
                }
                m_running = false;
                const double seconds = double(m_clock.elapsed()) / 1000.0;
                if (spectrum && seconds > kTellingSeconds) {
                    m_operationsPerSecond = m_operations / seconds;
                }
                Q_EMIT finished(spectrum);
            },
            Qt::QueuedConnection);
    });
}

void SpectrumTask::cancel()
{
    m_cancel.request();
    ++m_number;
    m_running = false;
}

std::optional<double> SpectrumTask::secondsLeft() const
{
    if (!m_running || m_share < kTellingShare) {
        return std::nullopt;
    }
    return double(m_clock.elapsed()) / 1000.0 * (1.0 - m_share) / m_share;
}

std::optional<double> SpectrumTask::predictedSeconds(std::int64_t rows, std::int64_t columns) const
{
    return m_operationsPerSecond ? std::optional(model::spectrumCost(rows, columns).operations / *m_operationsPerSecond)
                                 : std::nullopt;
}

} // namespace espalier::ui
