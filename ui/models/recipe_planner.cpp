#include "ui/models/recipe_planner.h"

#include "ui/models/background.h"
#include "ui/models/machine.h"

namespace espalier::ui {

QString RecipePlanner::reasonAgainst(const RecipeAnalysisPtr& analysis) const
{
    if (!analysis || analysis->recipe() == nullptr || analysis->recipe()->stages.empty()) {
        return tr("There is no recipe to plan yet.");
    }
    if (!analysis->model()) {
        return tr("Open a model to see what the recipe would do to it.");
    }
    if (!analysis->model()->checkpoint) {
        return tr("This model cannot be worked on; the Explorer says why.");
    }
    for (const recipe::Diagnostic& diagnostic : analysis->diagnostics()) {
        if (diagnostic.severity == recipe::Severity::Error) {
            return diagnostic.location.line > 0
                       ? tr("Line %1 stops the plan from following.").arg(diagnostic.location.line)
                       : tr("An error stops the plan from following.");
        }
    }
    return {};
}

void RecipePlanner::ask(const RecipeAnalysisPtr& analysis, const protocol::CompressJob& job,
                        const QString& outputFolder)
{
    m_reason = reasonAgainst(analysis);
    const ModelDocumentPtr document = analysis ? analysis->model() : nullptr;
    if (document != m_document) { // another model's figures say nothing of this one
        m_document = document;
        m_question.model.reset();
        m_forecast.reset();
    }
    if (!m_reason.isEmpty()) {
        Q_EMIT changed();
        return;
    }
    m_question.analysis = analysis;
    m_question.job = job;
    m_question.outputFolder = outputFolder;
    work();
}

void RecipePlanner::setSpeed(std::optional<MachineSpeed> speed)
{
    m_speed = std::move(speed);
    if (m_reason.isEmpty() && m_question.analysis) {
        work();
    }
}

void RecipePlanner::work()
{
    if (m_working) {
        m_askedAgain = true;
        return;
    }
    m_working = true;
    PlanQuestion question = m_question;
    question.speed = m_speed;
    runInBackground(
        this,
        [question]() mutable -> Answer {
            if (!question.model) {
                question.model = std::make_shared<const compress::plan::PlannedModel>(
                    compress::plan::plannedModel(*question.analysis->model()->checkpoint));
            }
            question.rates = machineRates();
            return {ui::forecast(question), question.model};
        },
        [this, document = m_document](Answer answer) { finish(document, std::move(answer)); });
    Q_EMIT changed();
}

void RecipePlanner::finish(const ModelDocumentPtr& document, Answer answer)
{
    m_working = false;
    const bool current = document == m_document;
    if (current) {
        m_question.model = answer.model;
    }
    if (m_askedAgain) {
        m_askedAgain = false;
        if (m_reason.isEmpty()) {
            work();
            return;
        }
    }
    if (current && m_reason.isEmpty()) {
        if (answer.forecast) {
            m_forecast = answer.forecast.take();
        } else {
            m_reason = QString::fromStdString(answer.forecast.error().message);
        }
    }
    Q_EMIT changed();
}

} // namespace espalier::ui
