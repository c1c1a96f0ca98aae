#pragma once

#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>

#include "core/base/cancel.h"
#include "core/model/spectrum.h"
#include "ui/models/model_document.h"

namespace espalier::ui {

/// The singular values of one module at a time, on a thread of their own. Destroying it cancels.
class SpectrumTask : public QObject
{
    Q_OBJECT

public:
    explicit SpectrumTask(QObject* parent = nullptr);
    ~SpectrumTask() override; ///< waits for the block in work

    void start(const ModelDocumentPtr& document, const std::string& module);
    void cancel(); ///< no answer comes any more
    bool isRunning() const { return m_running; }
    double share() const { return m_share; } ///< done of the whole
    std::optional<double> secondsLeft() const;
    /// What a matrix will take, by what the last ones took; nothing before the first one.
    std::optional<double> predictedSeconds(std::int64_t rows, std::int64_t columns) const;

Q_SIGNALS:
    void progressed(); ///< at most ten times a second
    void finished(const espalier::Result<espalier::model::Spectrum>& spectrum);

private:
    QThreadPool m_pool;
    CancelToken m_cancel;
    QElapsedTimer m_clock;
    int m_number = 0; ///< of the task: answers of older ones are dropped
    bool m_running = false;
    double m_share = 0.0;
    double m_operations = 0.0; ///< of the task
    std::optional<double> m_operationsPerSecond;
};

} // namespace espalier::ui
