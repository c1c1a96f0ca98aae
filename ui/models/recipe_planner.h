#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "ui/models/plan_forecast.h"

namespace espalier::ui {

/// Predicts, in the background, what the recipe in work would do; what was predicted last stays until then. Of edits
/// that come faster than predictions the last one counts.
class RecipePlanner : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// @param job samples, window, texts and limits
    void ask(const RecipeAnalysisPtr& analysis, const protocol::CompressJob& job, const QString& outputFolder);
    /// What formats of weights give on this machine; nothing: not measured.
    void setSpeed(std::optional<MachineSpeed> speed);
    bool knowsSpeed() const { return m_speed.has_value(); }

    /// Of the recipe as it was asked about last, unless isStale().
    const std::optional<PlanForecast>& forecast() const { return m_forecast; }
    bool isStale() const { return m_working || !m_reason.isEmpty(); }
    bool isWorking() const { return m_working; }
    /// Why there is no forecast of the recipe as it is; empty if there is one, or will be.
    const QString& reason() const { return m_reason; }

Q_SIGNALS:
    void changed();

private:
    struct Answer
    {
        Result<PlanForecast> forecast;
        std::shared_ptr<const compress::plan::PlannedModel> model;
    };

    QString reasonAgainst(const RecipeAnalysisPtr& analysis) const;
    void work();
    void finish(const ModelDocumentPtr& document, Answer answer);

    PlanQuestion m_question;
    ModelDocumentPtr m_document; ///< that m_question.model is of
    std::optional<MachineSpeed> m_speed;
    std::optional<PlanForecast> m_forecast;
    QString m_reason;
    bool m_working = false;
    bool m_askedAgain = false; ///< while it worked
};

} // namespace espalier::ui
