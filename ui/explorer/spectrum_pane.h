#pragma once

#include <map>

#include "ui/models/spectrum_task.h"
#include "ui/widgets/chart.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace espalier::ui {

/// Singular values on a logarithmic axis, largest first.
class SpectrumChart : public Chart
{
    Q_OBJECT

public:
    explicit SpectrumChart(const Theme& theme, QWidget* parent = nullptr);

    void setSpectrum(const model::Spectrum& spectrum);
    void setReason(const QString& why); ///< shown where there is nothing to draw
    const model::Spectrum& spectrum() const { return m_spectrum; }
    QList<QStringList> table() const override;

protected:
    void draw(const Colors& colors) override;

private:
    model::Spectrum m_spectrum;
    QString m_reason;
};

/// The chart, made on demand: what it takes, progress, Cancel; the ranks once it is there. Spectra of the model are
/// kept while it is open.
class SpectrumPane : public QWidget
{
    Q_OBJECT

public:
    explicit SpectrumPane(const Theme& theme, QWidget* parent = nullptr);

    void showModule(const ModelDocumentPtr& document, const std::string& module);
    void showNothing(const QString& why);
    const SpectrumChart& chart() const { return *m_chart; }

private:
    void offer();
    void compute();
    void cancel();
    void updateProgress();
    void take(const Result<model::Spectrum>& spectrum);
    void show(const model::Spectrum& spectrum);
    void showWorking(bool on);

    SpectrumTask m_task;
    SpectrumChart* m_chart;
    QPushButton* m_compute;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    QLabel* m_text;
    ModelDocumentPtr m_document;
    std::string m_module;
    std::map<std::string, model::Spectrum> m_known; ///< of this model
};

} // namespace espalier::ui
