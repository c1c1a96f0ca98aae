// What the Sensitivity page is made of: its parts and where they stand.
#include "ui/sensitivity/sensitivity_page.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QSettings>
#include <QShortcut>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/sensitivity/budget_chart.h"
#include "ui/sensitivity/heat_map.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/scale_legend.h"

namespace espalier::ui {

namespace {

constexpr int kSliderSteps = 1000;

QLabel* wrapped(const QString& text = {})
{
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

SensitivityPage::SensitivityPage(const PageContext& context, const QStringList& workerCommand, QWidget* parent)
    : Page(context, parent), m_controller(workerCommand)
{
    setupActions();
    m_empty = new EmptyState(iconName(), {}, {});
    m_empty->addAction(m_sweepAction, true);
    m_empty->addAction(m_openModel, true);
    m_messages = new MessageBar(theme());
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(setupLeft());
    splitter->addWidget(setupRight());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* messages = new QVBoxLayout;
    messages->setContentsMargins(12, 0, 12, 0);
    m_messages->setGapAbove(12);
    messages->addWidget(m_messages);
    layout->addLayout(messages);
    layout->addWidget(m_stack, 1);
    auto* toSlider = new QShortcut(Qt::Key_S, this);
    toSlider->setContext(Qt::WidgetWithChildrenShortcut);
    connect(toSlider, &QShortcut::activated, this, [this] { m_slider->setFocus(Qt::ShortcutFocusReason); });
    connect(&m_controller, &SweepController::busyChanged, this, [this](bool busy) {
        showState();
        Q_EMIT busyChanged(busy);
    });
    connect(&workspace(), &Workspace::modelChanged, this, &SensitivityPage::fillSweeps);
    fillSweeps();
}

void SensitivityPage::setupActions()
{
    const auto make = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    m_sweepAction = make(tr("Sweep..."), tr("Asks for methods and levels, then measures them layer by layer."),
                         [this] { askToSweep(); });
    m_resume = make(tr("Resume sweep"), tr("Goes on after the last cell that was measured."), [this] { resume(); });
    m_cancel = make(tr("Cancel sweep"), tr("Cells that are measured are kept."), [this] { m_controller.cancel(); });
    m_make = make(tr("Make recipe"), tr("Opens a recipe that gives each layer the level that is outlined."),
                  [this] { makeRecipe(); });
    m_openModel = make(tr("Open model..."), {}, [this] { Q_EMIT openModelRequested(); });
    m_asTable = new QAction(tr("Show as table"), this);
    m_asTable->setToolTip(tr("The same figures as a table."));
    m_asTable->setCheckable(true);
    m_asTable->setChecked(settings().value(QStringLiteral("sensitivity/table")).toBool());
    connect(m_asTable, &QAction::toggled, this, [this](bool on) {
        settings().setValue(QStringLiteral("sensitivity/table"), on);
        m_views->setCurrentIndex(on ? 1 : 0);
    });
}

QWidget* SensitivityPage::setupHeader()
{
    auto* header = new QWidget;
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_list = new QComboBox;
    m_list->setAccessibleName(tr("Sweeps of this model"));
    m_list->setToolTip(tr("Sweeps of the current model, the newest first."));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setMinimumContentsLength(12);
    connect(m_list, &QComboBox::activated, this, [this](int index) { showSweep(m_sweeps.value(index)); });
    m_badge = new QLabel;
    m_badge->setObjectName(QStringLiteral("split"));
    m_badge->setFrameShape(QFrame::StyledPanel);
    m_badge->setMargin(3);
    auto* table = new QToolButton;
    table->setDefaultAction(m_asTable);
    table->setAutoRaise(true);
    table->setFocusPolicy(Qt::TabFocus);
    row->addWidget(new ActionButton(m_sweepAction));
    row->addWidget(m_list, 1);
    row->addWidget(m_badge);
    row->addWidget(table);
    return header;
}

QWidget* SensitivityPage::setupLeft()
{
    auto* left = new QWidget;
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(12, 12, 8, 12);
    layout->setSpacing(8);
    m_working = new QWidget;
    auto* working = new QHBoxLayout(m_working);
    working->setContentsMargins(0, 0, 0, 0);
    working->setSpacing(8);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setAccessibleName(tr("Progress of the sweep"));
    m_eta = new QLabel;
    working->addWidget(m_progress, 1);
    working->addWidget(m_eta);
    working->addWidget(new ActionButton(m_cancel));
    m_map = new HeatMap(theme());
    m_tableView = new QTableView;
    m_tableView->setModel(&m_table);
    m_tableView->setAccessibleName(tr("Sensitivity by layer and level"));
    m_tableView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tableView->setTabKeyNavigation(false);
    m_tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_views = new QStackedWidget;
    m_views->addWidget(m_map);
    m_views->addWidget(m_tableView);
    m_views->setCurrentIndex(m_asTable->isChecked() ? 1 : 0);
    m_legend = new ScaleLegend(theme());
    m_cell = new QLabel;
    m_cell->setForegroundRole(QPalette::PlaceholderText);
    m_cell->setWordWrap(true);
    m_cell->setMinimumHeight(2 * fontMetrics().height());
    m_cell->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(setupHeader());
    layout->addWidget(m_working);
    layout->addWidget(m_views, 1);
    layout->addWidget(m_legend, 0, Qt::AlignLeft);
    layout->addWidget(m_cell);
    connect(m_map, &HeatMap::currentChanged, this,
            [this](int layer, int level) { m_cell->setText(cellDescription(*m_sweep->record(), layer, level)); });
    connect(m_map, &HeatMap::layerActivated, this, [this](int layer) {
        Link link;
        link.model = m_sweep->model();
        link.module = QString::fromStdString(m_sweep->record()->layers[std::size_t(layer)]);
        Q_EMIT openRequested(link);
    });
    return left;
}

QWidget* SensitivityPage::setupRight()
{
    auto* right = new QWidget;
    right->setMinimumWidth(320);
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(8, 12, 12, 12);
    layout->setSpacing(8);
    m_kind = new QComboBox;
    m_kind->setAccessibleName(tr("What the budget bounds"));
    m_kind->addItem(tr("Size at most"), int(BudgetKind::Size));
    m_kind->addItem(tr("KL at most"), int(BudgetKind::Divergence));
    m_kind->addItem(tr("Perplexity at most"), int(BudgetKind::Perplexity));
    m_kind->setCurrentIndex(std::clamp(settings().value(QStringLiteral("sensitivity/kind"), 0).toInt(), 0, 2));
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setPageStep(kSliderSteps / 20);
    m_slider->setValue(settings().value(QStringLiteral("sensitivity/place"), kSliderSteps / 2).toInt());
    m_slider->setAccessibleName(tr("Budget"));
    m_slider->setToolTip(tr("From the smallest choice at the left to the dense model at the right (S)."));
    m_limit = new QLabel;
    m_limit->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_limit->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0000.0 MiB")));
    auto* budget = new QHBoxLayout;
    budget->setSpacing(8);
    budget->addWidget(m_kind);
    budget->addWidget(m_slider, 1);
    budget->addWidget(m_limit);
    m_chart = new BudgetChart(theme());
    m_summary = wrapped();
    m_summary->setFont(Theme::font(TextStyle::Title));
    m_summary->setObjectName(QStringLiteral("summary"));
    m_predicted = wrapped();
    m_predicted->setObjectName(QStringLiteral("predicted"));
    auto* assumption = wrapped(tr("Losses of single layers are added up, as if layers did not act on each other. The "
                                  "band is two standard errors of the sweep's windows."));
    assumption->setForegroundRole(QPalette::PlaceholderText);
    assumption->setFont(Theme::font(TextStyle::Caption));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(new ActionButton(m_make, true));
    buttons->addStretch();
    layout->addLayout(budget);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_summary);
    layout->addWidget(m_predicted);
    layout->addWidget(assumption);
    layout->addLayout(buttons);
    connect(m_kind, &QComboBox::activated, this, [this](int index) {
        settings().setValue(QStringLiteral("sensitivity/kind"), index);
        showPlan();
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        settings().setValue(QStringLiteral("sensitivity/place"), value);
        showPlan();
    });
    return right;
}

QList<QWidget*> SensitivityPage::regions() const
{
    if (m_stack->currentIndex() == 0) {
        return {m_empty};
    }
    return {m_list, m_views->currentWidget(), m_slider, m_chart};
}

QList<QAction*> SensitivityPage::commands() const
{
    return {m_sweepAction, m_resume, m_cancel, m_make, m_asTable};
}

} // namespace espalier::ui
