#include "ui/sensitivity/sensitivity_page.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QSettings>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>

#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/sensitivity/budget_chart.h"
#include "ui/sensitivity/heat_map.h"
#include "ui/sensitivity/sweep_dialog.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/scale_legend.h"

namespace espalier::ui {

namespace {

bool sameModel(const QString& a, const QString& b)
{
    return a == b || QFileInfo(a) == QFileInfo(b);
}

QString titleOf(const Sweep& sweep)
{
    QStringList labels;
    for (const auto& level : sweep.record()->levels) {
        labels << QString::fromStdString(level.label);
    }
    return SensitivityPage::tr("%1: %2").arg(QLocale().toString(sweep.changed(), QLocale::ShortFormat),
                                             labels.join(SensitivityPage::tr(", ")));
}

} // namespace

SensitivityPage::~SensitivityPage()
{
    m_chart->setChoices(nullptr);
}

QString SensitivityPage::folder() const
{
    return QFileInfo(workspace().runs().folder()).absolutePath() + QStringLiteral("/sweeps");
}

QAction* SensitivityPage::primaryAction() const
{
    if (m_stack->currentIndex() != 0) {
        return m_make;
    }
    return workspace().model() ? m_sweepAction : m_openModel;
}

void SensitivityPage::setActive(bool active)
{
    if (active) {
        showCells(); // what came while another page was shown
    }
}

/// The current model's sweeps, and the one that was shown last.
void SensitivityPage::fillSweeps()
{
    const QString model = workspace().model() ? workspace().model()->folder : QString();
    const QString last = settings().value(QStringLiteral("sensitivity/sweep")).toString();
    QList<Sweep*> listed;
    // nothing is read before there is a model that they could be of
    for (const QString& path : model.isEmpty() ? QStringList() : sweepFolders(folder())) {
        const auto known =
            std::find_if(m_sweeps.begin(), m_sweeps.end(), [&](const Sweep* each) { return each->folder() == path; });
        Sweep* sweep = known == m_sweeps.end() ? new Sweep(path, this) : *known;
        if (!sweep->record() && !sweep->isActive()) {
            (void)sweep->load();
        }
        if (sweep->record() && !model.isEmpty() && sameModel(sweep->model(), model)) {
            listed << sweep;
        } else if (known == m_sweeps.end()) {
            delete sweep; // of another model, or damaged
        }
    }
    if (Sweep* working = m_controller.working(); working && !listed.contains(working)) {
        listed.prepend(working);
    }
    for (Sweep* each : std::as_const(m_sweeps)) {
        if (!listed.contains(each)) {
            if (each == m_sweep) {
                showSweep(nullptr);
            }
            each->deleteLater();
        }
    }
    m_sweeps = listed;
    m_list->clear();
    Sweep* shown = m_sweeps.contains(m_sweep) ? m_sweep : nullptr;
    for (Sweep* each : std::as_const(m_sweeps)) {
        m_list->addItem(each->record() ? titleOf(*each) : tr("New sweep"));
        m_list->setItemData(m_list->count() - 1, each->folder(), Qt::ToolTipRole);
        if (!shown && each->folder() == last) {
            shown = each;
        }
    }
    showSweep(shown ? shown : m_sweeps.value(0));
}

void SensitivityPage::showSweep(Sweep* sweep)
{
    if (sweep != m_sweep) {
        if (m_sweep) {
            m_sweep->disconnect(this);
        }
        m_sweep = sweep;
        accept(nullptr); // nothing of the sweep before is shown beside this one's cells
        m_messages->hide();
        if (sweep) {
            connect(sweep, &Sweep::cellsChanged, this, &SensitivityPage::showCells);
            connect(sweep, &Sweep::progressChanged, this, &SensitivityPage::showProgress);
            connect(sweep, &Sweep::stateChanged, this, &SensitivityPage::showState);
            settings().setValue(QStringLiteral("sensitivity/sweep"), sweep->folder());
        }
    }
    m_list->setCurrentIndex(int(m_sweeps.indexOf(m_sweep)));
    const bool hasModel = workspace().model() != nullptr;
    m_empty->setText(hasModel ? tr("No sweep yet") : tr("No model"),
                     hasModel ? tr("A sweep changes one layer at a time and measures what the predictions lose. A "
                                   "recipe is made of it that loses least for its size.")
                              : tr("A sweep finds out which layers of a model can be made smaller. Open a model "
                                   "first."));
    m_openModel->setVisible(!hasModel);
    m_sweepAction->setVisible(hasModel);
    m_stack->setCurrentIndex(m_sweep ? 1 : 0);
    showCells();
    showState();
}

void SensitivityPage::showCells()
{
    const auto* record = m_sweep && m_sweep->record() ? &*m_sweep->record() : nullptr;
    m_map->setRecord(record);
    m_table.setRecord(record);
    m_badge->setVisible(record != nullptr);
    m_legend->setVisible(record != nullptr);
    if (!record) {
        choose();
        return;
    }
    const auto [low, high] = m_map->range();
    m_legend->setEnds(tr("KL %1").arg(format::significant(low)), format::significant(high));
    m_badge->setText(tr("%1 split").arg(QString::fromStdString(record->protocol.value("split", "calibration"))));
    m_badge->setToolTip(tr("Measured on %1 windows of %2 tokens of the calibration text that nothing was calibrated "
                           "on. Figures of the evaluation text play no part in the choice.")
                            .arg(record->protocol.value("windows", 0))
                            .arg(record->protocol.value("windowTokens", 0)));
    const int place = int(m_sweeps.indexOf(m_sweep));
    if (place >= 0 && m_list->itemText(place) != titleOf(*m_sweep)) {
        m_list->setItemText(place, titleOf(*m_sweep));
    }
    if (m_map->currentLayer() >= 0) {
        m_cell->setText(cellDescription(*record, m_map->currentLayer(), m_map->currentLevel()));
    } else {
        m_cell->setText(tr("Hatched: not computed. Crossed: failed. Outlined: chosen for the layer."));
    }
    choose();
}

void SensitivityPage::showProgress()
{
    if (!m_sweep) {
        return;
    }
    m_progress->setValue(int(m_sweep->fraction() * 1000.0));
    m_eta->setText(m_sweep->state() == Sweep::State::Stopping ? tr("stopping")
                                                              : format::remaining(m_sweep->etaSeconds()));
}

void SensitivityPage::showState()
{
    const bool active = m_sweep && m_sweep->isActive();
    const bool busy = m_controller.working() != nullptr;
    const auto* record = m_sweep && m_sweep->record() ? &*m_sweep->record() : nullptr;
    const bool part = record && !record->complete();
    m_working->setVisible(active);
    m_cancel->setEnabled(busy && m_controller.working()->state() == Sweep::State::Working);
    m_sweepAction->setEnabled(!busy && workspace().model());
    m_sweepAction->setToolTip(busy ? tr("A sweep is working. Cancel it, or wait for its end.")
                                   : tr("Asks for methods and levels, then measures them layer by layer."));
    m_resume->setEnabled(part && !busy && m_sweep->request().has_value());
    showProgress();
    if (active) {
        m_messages->hide();
        return;
    }
    if (m_sweep && m_sweep->failure()) {
        m_messages->showError(*m_sweep->failure());
    } else if (part) {
        m_messages->showMessage(MessageBar::Kind::Info,
                                tr("This sweep ended early: %1 of %2 cells are measured.")
                                    .arg(format::count(std::int64_t(record->cellsDone())),
                                         format::count(std::int64_t(record->layers.size() * record->levels.size()))));
    } else {
        return;
    }
    if (m_resume->isEnabled()) {
        m_messages->addAction(tr("Resume sweep"), [this] { resume(); });
    }
    if (m_sweep->failure() && !record) { // nothing of it is there
        Sweep* failed = m_sweep;
        const Error error = *failed->failure();
        m_sweeps.removeOne(failed);
        m_sweep = nullptr;
        failed->deleteLater();
        fillSweeps();
        m_messages->showError(error);
    }
}

void SensitivityPage::askToSweep()
{
    protocol::SweepJob last;
    if (m_sweep && m_sweep->request()) {
        last = *m_sweep->request();
    }
    SweepDialog dialog(workspace(), last, this);
    if (dialog.exec() == QDialog::Accepted) {
        start(dialog.job());
    }
}

void SensitivityPage::start(protocol::SweepJob job)
{
    if (m_controller.working()) {
        return;
    }
    const RunRequest limits = workspace().currentRequest();
    job.threads = limits.job.threads;
    job.memoryGiB = limits.job.memoryGiB;
    Sweep* sweep = m_sweep;
    if (!job.resume) {
        job.out = newSweepFolder(folder()).toStdString();
        sweep = new Sweep(QString::fromStdString(job.out), this);
        m_sweeps.prepend(sweep);
        m_list->insertItem(0, tr("New sweep"));
    }
    showSweep(sweep);
    m_controller.start(sweep, job);
    showState();
}

void SensitivityPage::resume()
{
    if (auto job = m_sweep ? m_sweep->request() : std::nullopt) {
        job->resume = true;
        start(std::move(*job));
    }
}

/// The front of all choices, off this thread; cells that come meanwhile are looked at afterwards.
void SensitivityPage::choose()
{
    if (!m_sweep || !m_sweep->record()) {
        accept(nullptr);
        return;
    }
    if (m_choosing) {
        m_stale = true;
        return;
    }
    m_choosing = true;
    m_stale = false;
    runInBackground(
        this,
        [record = *m_sweep->record()]() mutable -> SweepChoicesPtr {
            return std::make_shared<const SweepChoices>(std::move(record));
        },
        [this, sweep = m_sweep](const SweepChoicesPtr& choices) {
            m_choosing = false;
            if (sweep == m_sweep) {
                accept(choices);
            }
            if (m_stale || sweep != m_sweep) {
                choose();
            }
        });
}

void SensitivityPage::accept(SweepChoicesPtr choices)
{
    m_choices = std::move(choices);
    m_chart->setChoices(m_choices);
    showPlan();
}

QString SensitivityPage::budgetText(double limit) const
{
    switch (BudgetKind(m_kind->currentData().toInt())) {
    case BudgetKind::Size:
        return format::bytes(std::uint64_t(limit));
    case BudgetKind::Divergence:
        return format::significant(limit);
    case BudgetKind::Perplexity:
        break;
    }
    return format::perplexity(limit);
}

void SensitivityPage::showPlan()
{
    const bool any = m_choices && m_choices->any();
    m_slider->setEnabled(any);
    m_plan.reset();
    m_limit->setText(format::unknown());
    m_summary->clear();
    m_predicted->clear();
    if (any) {
        const auto kind = BudgetKind(m_kind->currentData().toInt());
        const double limit = m_choices->limit(kind, double(m_slider->value()) / double(m_slider->maximum()));
        m_limit->setText(budgetText(limit));
        if (auto plan = m_choices->plan(kind, limit)) {
            m_plan = plan.take();
        } else {
            m_summary->setText(QString::fromStdString(plan.error().message));
        }
    }
    if (m_plan) {
        const auto& record = m_choices->record();
        QStringList counts;
        for (const auto& [level, count] : m_plan->counts(record)) {
            const auto column = record.column(level);
            const QString name = column ? QString::fromStdString(record.levels[*column].label) : tr("dense");
            counts << (count == 1 ? tr("1 layer %1").arg(name) : tr("%n layers %1", nullptr, count).arg(name));
        }
        m_summary->setText(counts.join(tr(", ")));
        const auto& predicted = m_plan->predicted;
        QString text =
            tr("Predicted: KL %1 (%2 to %3), perplexity %4 (dense %5), %6 with zeros left out, %7 as a folder.")
                .arg(format::significant(predicted.kl), format::significant(predicted.klLow),
                     format::significant(predicted.klHigh), format::perplexity(predicted.perplexity),
                     format::perplexity(record.densePerplexity), format::bytes(predicted.bytes),
                     format::bytes(predicted.folderBytes));
        if (m_plan->klGap > 0.0) {
            text += QLatin1Char(' ') + tr("At most %1 above the best choice.").arg(format::significant(m_plan->klGap));
        }
        m_predicted->setText(text);
    }
    m_slider->setAccessibleDescription(m_limit->text());
    m_make->setEnabled(m_plan.has_value());
    m_map->setChosen(m_plan ? m_plan->levels : std::vector<int>());
    m_table.setChosen(m_plan ? m_plan->levels : std::vector<int>());
    m_chart->setPlan(m_plan);
    m_chart->refresh();
}

void SensitivityPage::makeRecipe()
{
    if (!m_plan) {
        return;
    }
    const QString name = tr("By sensitivity, %1").arg(format::bytes(m_plan->predicted.bytes));
    workspace().setRecipe({{}, name, QString::fromStdString(madeRecipe(m_choices->record(), *m_plan))});
    Link link;
    link.page = QStringLiteral("recipe");
    link.model = QString::fromStdString(m_choices->record().model);
    Q_EMIT openRequested(link);
}

} // namespace espalier::ui
