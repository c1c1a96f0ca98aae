#include "ui/compare/compare_page.h"

#include <algorithm>

#include <QAction>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/compare/delta_view.h"
#include "ui/compare/diff_view.h"
#include "ui/compare/layer_pair_chart.h"
#include "ui/compare/pareto_chart.h"
#include "ui/compare/run_pair_bar.h"
#include "ui/compare/run_picker.h"
#include "ui/widgets/drop_overlay.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

constexpr int kRefreshMilliseconds = 100; ///< charts redraw at most ten times a second
const QString kSettingsKey = QStringLiteral("compare/runs");

} // namespace

ComparePage::ComparePage(const PageContext& context, QWidget* parent)
    : Page(context, parent),
      m_speeds(QFileInfo(context.workspace.runs().folder()).absolutePath() + QStringLiteral("/speeds.json")),
      m_comparison(context.workspace.runs())
{
    setAcceptDrops(true);
    setupActions();
    m_none =
        new EmptyState(iconName(), tr("Pick two runs"),
                       tr("There are no runs yet. A run applies a recipe to a model; two of them can be compared."));
    m_none->addAction(m_openRuns);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_none);
    m_stack->addWidget(setupMain());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_overlay = new DropOverlay(theme(), this);
    for (const QString& number : settings().value(kSettingsKey).toStringList()) {
        m_pending.insert(number.toInt());
    }
    connectComparison();
    for (Run* run : workspace().runs().runs()) {
        m_comparison.setTicked(run, m_pending.erase(run->number()) > 0);
    }
    refresh();
}

void ComparePage::connectComparison()
{
    m_comparison.setSpeeds([this](const QString& folder) { return m_speeds.tokensPerSecond(folder); });
    connect(&m_speeds, &SpeedBook::changed, this, [this] {
        m_comparison.speedsChanged();
        m_comparison.refresh();
    });
    connect(&m_speeds, &SpeedBook::failed, this,
            [this](const QString&, const Error& error) { m_messages->showError(error); });
    connect(m_picker, &RunPicker::runActivated, this, &ComparePage::openRun);
    connect(&m_comparison, &Comparison::tickedChanged, this, &ComparePage::remember);
    connect(&m_comparison, &Comparison::changed, this, &ComparePage::refresh);
    RunHistory& history = workspace().runs();
    connect(&history, &RunHistory::added, this, [this](Run* run) {
        if (m_pending.erase(run->number()) > 0) {
            m_comparison.setTicked(run, true);
        }
        updateActions();
    });
    connect(&history, &RunHistory::aboutToRemove, this, &ComparePage::updateActions);
    connect(&history, &RunHistory::changed, this, &ComparePage::updateActions);
    m_timer.setInterval(kRefreshMilliseconds);
    connect(&m_timer, &QTimer::timeout, &m_comparison, &Comparison::refresh);
}

QAction* ComparePage::primaryAction() const
{
    return workspace().runs().runs().isEmpty() ? m_openRuns : m_add;
}

QList<QWidget*> ComparePage::regions() const
{
    if (m_stack->currentIndex() == 0) {
        return {m_none};
    }
    return m_body->currentIndex() == 0 ? QList<QWidget*>{m_picker, m_empty}
                                       : QList<QWidget*>{m_picker, m_cost, m_chart, m_tabs};
}

void ComparePage::showLink(const Link& link)
{
    m_comparison.setTicked(workspace().runs().find(link.run), true);
}

void ComparePage::setActive(bool active)
{
    if (active) {
        m_pending.clear(); // what is not there by now is gone; another run may get its number
        m_comparison.refresh();
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

QList<Run*> ComparePage::addable() const
{
    QList<Run*> runs;
    for (Run* run : workspace().runs().runs()) {
        if (run->state() == RunState::Finished && !m_comparison.isTicked(run)) {
            runs.prepend(run);
        }
    }
    return runs;
}

void ComparePage::addRuns()
{
    const QList<Run*> runs = addable();
    const bool begins = m_comparison.ticked().empty();
    for (Run* run : begins ? runs.mid(0, 2) : runs) {
        m_comparison.setTicked(run, true);
    }
}

void ComparePage::openRun(int number)
{
    Link link;
    link.run = number;
    Q_EMIT openRequested(link);
}

void ComparePage::choosePair(int first, int second)
{
    m_first = first;
    m_second = second;
    m_pairChosen = true;
    showPair();
}

QStringList ComparePage::unmeasured() const
{
    QStringList folders;
    for (const ComparedModel& model : m_comparison.models()) {
        if (!model.folder.isEmpty() && !model.preliminary && !model.tokensPerSecond) {
            folders << model.folder;
        }
    }
    folders.removeDuplicates();
    return folders;
}

void ComparePage::measureSpeeds()
{
    if (m_speeds.isMeasuring()) {
        m_speeds.stop();
    } else {
        m_speeds.measure(unmeasured());
    }
}

void ComparePage::remember()
{
    QStringList numbers;
    for (const Run* run : m_comparison.ticked()) {
        numbers << QString::number(run->number());
    }
    for (const int number : m_pending) {
        numbers << QString::number(number);
    }
    settings().setValue(kSettingsKey, numbers);
}

void ComparePage::refresh()
{
    updateActions();
    m_body->setCurrentIndex(m_comparison.ticked().empty() ? 0 : 1);
    showChoices();
    showHidden();
    m_chart->refresh();
    m_delta->refresh();
    showPair();
}

void ComparePage::showChoices()
{
    m_cost->setCurrentIndex(m_cost->findData(int(m_comparison.cost())));
    m_quality->setCurrentIndex(m_quality->findData(int(m_comparison.quality())));
    m_protocol->clear();
    for (const ProtocolGroup& group : m_comparison.groups()) {
        const QString runs = group.models == 1 ? tr("1 run") : tr("%n runs", nullptr, group.models);
        m_protocol->addItem(tr("%1 (%2)").arg(group.title, runs), group.key);
    }
    m_protocol->setCurrentIndex(m_protocol->findData(m_comparison.protocol()));
    m_protocol->setEnabled(m_protocol->count() > 1);
}

void ComparePage::showHidden()
{
    const auto& hidden = m_comparison.view().hidden;
    const int others =
        int(std::count_if(hidden.begin(), hidden.end(), [](const HiddenModel& each) { return each.otherProtocol; }));
    const int rest = int(hidden.size()) - others;
    QStringList lines;
    if (others > 0) {
        lines << (others == 1 ? tr("1 run hidden: other protocol")
                              : tr("%n runs hidden: other protocol", nullptr, others));
    }
    if (rest > 0) {
        lines << (rest == 1 ? tr("1 run hidden: no such figure") : tr("%n runs hidden: no such figure", nullptr, rest));
    }
    if (m_reasons) {
        for (const HiddenModel& each : hidden) {
            lines << tr("%1: %2").arg(m_comparison.models()[std::size_t(each.model)].name, each.reason);
        }
    }
    for (const ComparedModel& model : m_comparison.models()) {
        if (m_speeds.isMeasuring() && model.folder == m_speeds.current()) {
            lines << tr("Measuring the speed of %1").arg(model.dense ? model.detail : model.name);
            break;
        }
    }
    m_hidden->setText(lines.join(u'\n'));
    m_hidden->setVisible(!lines.isEmpty());
    m_why->setText(m_reasons ? tr("Hide reasons") : tr("Why?"));
    m_why->setAccessibleName(m_reasons ? tr("Hide reasons") : tr("Say why runs are hidden"));
    m_why->setVisible(!hidden.empty());
}

void ComparePage::showPair()
{
    const std::vector<Run*> runs = m_comparison.ticked();
    const auto isTicked = [&](int number) { return m_comparison.figures(number) != nullptr; };
    m_pairChosen = m_pairChosen && isTicked(m_first) && isTicked(m_second);
    if (!m_pairChosen) {
        m_first = m_second = 0;
    }
    if (!m_pairChosen && runs.size() > 1) {
        m_first = runs[0]->number();
        m_second = runs[1]->number();
    }
    m_diff->pairBar()->setRuns(runs, m_first, m_second);
    m_layerPair->setRuns(runs, m_first, m_second);
    const Run* first = workspace().runs().find(m_first);
    const Run* second = workspace().runs().find(m_second);
    if (first == nullptr || second == nullptr) {
        m_diff->setRecipes(nullptr, nullptr);
        for (LayerPairChart* chart : {m_errors, m_ratio}) {
            chart->setPair({QString(), QString()}, {0, 1}, {});
        }
        return;
    }
    const QString left = first->request().recipeText();
    const QString right = second->request().recipeText();
    m_diff->setRecipes(&left, &right);
    const auto layers = compareLayers(*m_comparison.figures(m_first), *m_comparison.figures(m_second));
    for (LayerPairChart* chart : {m_errors, m_ratio}) {
        chart->setPair({first->title(), second->title()}, {m_comparison.slotOf(m_first), m_comparison.slotOf(m_second)},
                       layers);
    }
}

void ComparePage::updateActions()
{
    const bool begins = m_comparison.ticked().empty();
    m_add->setEnabled(!addable().isEmpty());
    m_add->setText(begins ? tr("Add runs") : tr("Add all runs"));
    m_add->setToolTip(m_add->isEnabled()
                          ? begins ? tr("Ticks the two newest finished runs.") : tr("Ticks the other finished runs.")
                          : tr("No other run is finished."));
    m_clear->setEnabled(!begins);
    const bool measuring = m_speeds.isMeasuring();
    const bool busy = workspace().runs().active() != nullptr;
    m_measure->setText(measuring ? tr("Stop measuring") : tr("Measure speeds"));
    m_measure->setVisible(measuring || m_comparison.cost() == Cost::Speed);
    m_measure->setEnabled(measuring || (!busy && !unmeasured().isEmpty()));
    m_measure->setToolTip(busy ? tr("A run is working: speeds would come out too low.")
                               : tr("Lets each model generate some tokens on this machine, one model after another."));
    m_saveChart->setEnabled(!begins);
    m_saveTable->setEnabled(!begins);
    m_stack->setCurrentIndex(workspace().runs().runs().isEmpty() ? 0 : 1);
}

Run* ComparePage::droppedRun(const QMimeData* mime) const
{
    if (!mime->hasFormat(QLatin1String(kLinkMimeType))) {
        return nullptr;
    }
    const auto link = Link::fromString(QString::fromUtf8(mime->data(QLatin1String(kLinkMimeType))));
    return link ? workspace().runs().find(link->run) : nullptr;
}

void ComparePage::dragEnterEvent(QDragEnterEvent* event)
{
    const Run* run = droppedRun(event->mimeData());
    event->setAccepted(run != nullptr);
    if (run != nullptr) {
        m_overlay->showFor(m_comparison.isTicked(run) ? tr("%1 is in the comparison").arg(run->title())
                                                      : tr("Add %1 to the comparison").arg(run->title()),
                           true);
    }
}

void ComparePage::dragLeaveEvent(QDragLeaveEvent*)
{
    m_overlay->hide();
}

void ComparePage::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    Run* run = droppedRun(event->mimeData());
    event->setAccepted(run != nullptr);
    m_comparison.setTicked(run, true);
}

} // namespace espalier::ui
