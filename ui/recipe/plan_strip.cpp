#include "ui/recipe/plan_strip.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/recipe/plan_breakdown.h"
#include "ui/recipe/plan_cell_button.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

PlanStrip::PlanStrip(const Theme& theme, QSettings& settings, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_settings(settings), m_problem(new MessageBar(theme)), m_state(new QLabel)
{
    m_problem->setObjectName(QStringLiteral("planProblem"));
    auto* cells = new QHBoxLayout;
    cells->setContentsMargins(4, 2, 12, 2);
    cells->setSpacing(4);
    for (const PlanCell which : kPlanCells) {
        auto* cell = new PlanCellButton(theme);
        cell->setFocusPolicy(which == PlanCell::Parameters ? Qt::StrongFocus : Qt::ClickFocus);
        connect(cell, &PlanCellButton::clicked, this, [this, which] { open(which); });
        m_cells[std::size_t(which)] = cell;
        cells->addWidget(cell);
    }
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setFont(Theme::font(TextStyle::Caption));
    m_state->setWordWrap(true);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    cells->addWidget(m_state, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_problem);
    layout->addLayout(cells);
    setFocusProxy(m_cells.front());
    setAccessibleName(tr("Plan"));
    connect(&m_planner, &RecipePlanner::changed, this, &PlanStrip::showPlan);
    showPlan();
}

void PlanStrip::setRecipe(const RecipeAnalysisPtr& analysis, const protocol::CompressJob& job,
                          const QString& outputFolder)
{
    m_planner.ask(analysis, job, outputFolder);
}

/// The settings page measures as well.
void PlanStrip::readSpeed()
{
    if (!m_planner.knowsSpeed()) {
        if (const auto speed = storedSpeed(m_settings)) {
            m_planner.setSpeed(speed);
        }
    }
}

void PlanStrip::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    readSpeed();
}

void PlanStrip::showPlan()
{
    const QString& reason = m_planner.reason();
    const bool stale = m_planner.isStale();
    for (const PlanCell which : kPlanCells) {
        cell(which)->setCell(cellText(which, m_planner.forecast()), stale, reason);
    }
    m_state->setText(!reason.isEmpty()       ? reason
                     : m_planner.isWorking() ? tr("Planning", "while figures of an edit are predicted")
                                             : QString());
    showProblem();
}

void PlanStrip::showProblem()
{
    const auto found = m_planner.forecast() ? problem(*m_planner.forecast()) : std::nullopt;
    if (!found) {
        m_problem->hide();
        return;
    }
    if (m_planner.isStale()) {
        return; // the last one stays until the next is known
    }
    const PlanForecast& forecast = *m_planner.forecast();
    m_problem->showMessage(MessageBar::Kind::Error, found->text);
    if (!found->remedy.isEmpty()) {
        const compress::plan::RunSettings other = *forecast.fitsInstead;
        m_problem->addAction(
            found->remedy,
            [this, other] {
                Q_EMIT dataRequested(int(other.windows), int(other.windowTokens), other.evaluationTokens > 0);
            },
            false, true);
    }
    if (!forecast.fitsMemory() && forecast.memoryIsLimited) {
        m_problem->addAction(
            tr("Change the budget..."), [this] { Q_EMIT settingsRequested(); }, false, true);
    }
    if (!forecast.fitsDisk()) {
        m_problem->addAction(
            tr("Remove old runs..."), [this] { Q_EMIT runsRequested(); }, false, true);
    }
}

void PlanStrip::open(PlanCell which)
{
    readSpeed();
    const auto& forecast = m_planner.forecast();
    PlanBreakdown what;
    if (forecast) {
        what = breakdown(which, *forecast);
    } else {
        what.title = cellText(which, forecast).title;
        what.sentence = m_planner.reason().isEmpty() ? tr("The figures are being predicted.") : m_planner.reason();
    }
    const bool canMeasure = which == PlanCell::Speed && forecast && !m_planner.knowsSpeed();
    m_popup = new PlanBreakdownPopup(m_theme, what, canMeasure, this);
    connect(m_popup, &PlanBreakdownPopup::measured, this, [this](const MachineSpeed& speed) {
        storeSpeed(m_settings, speed);
        m_planner.setSpeed(speed);
    });
    m_popup->openAbove(*cell(which));
}

void PlanStrip::keyPressEvent(QKeyEvent* event)
{
    const auto focused =
        std::find_if(m_cells.begin(), m_cells.end(), [](const PlanCellButton* each) { return each->hasFocus(); });
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (focused != m_cells.end() && step != 0) {
        const auto next = (focused - m_cells.begin()) + step;
        if (next >= 0 && next < std::ptrdiff_t(m_cells.size())) {
            m_cells[std::size_t(next)]->setFocus(Qt::OtherFocusReason);
        }
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace espalier::ui
