#include "ui/recipe/data_form.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/recipe_page.h"

namespace espalier::ui {

/// What the page shows of what the recipe would do.
void RecipePage::connectPlan()
{
    connect(m_data, &DataForm::edited, this, &RecipePage::updatePlan);
    connect(&workspace(), &Workspace::dataChanged, this, &RecipePage::updatePlan);
    connect(m_plan, &PlanStrip::dataRequested, m_data, &DataForm::setSamples);
    const auto open = [this](const QString& page) {
        Link link;
        link.page = page;
        Q_EMIT openRequested(link);
    };
    connect(m_plan, &PlanStrip::settingsRequested, this, [open] { open(QStringLiteral("settings")); });
    connect(m_plan, &PlanStrip::runsRequested, this, [open] { open(QStringLiteral("runs")); });
}

/// Limits of runs may have changed meanwhile, and what is free always does.
void RecipePage::setActive(bool active)
{
    if (active) {
        updatePlan();
    }
}

void RecipePage::updatePlan()
{
    protocol::CompressJob job = workspace().currentRequest().job;
    m_data->fill(job);
    m_plan->setRecipe(m_analysis, job, workspace().runs().folder());
}

} // namespace espalier::ui
