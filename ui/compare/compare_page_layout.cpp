// What the Compare page is made of: its parts and where they stand.
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/compare/compare_page.h"
#include "ui/compare/delta_view.h"
#include "ui/compare/diff_view.h"
#include "ui/compare/layer_pair_chart.h"
#include "ui/compare/pareto_chart.h"
#include "ui/compare/run_pair_bar.h"
#include "ui/compare/run_picker.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

namespace {

constexpr int kSideWidth = 240;

QComboBox* addChoice(QHBoxLayout& row, const QString& text, const QString& accessibleName)
{
    auto* box = new QComboBox;
    box->setAccessibleName(accessibleName);
    auto* label = new QLabel(text);
    label->setBuddy(box);
    row.addWidget(label);
    row.addWidget(box);
    return box;
}

} // namespace

void ComparePage::setupActions()
{
    const auto make = [this](const QString& text, const QString& toolTip, auto run) {
        auto* action = new QAction(text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    m_add = make(tr("Add runs"), tr("Ticks the two newest finished runs, then the others."), [this] { addRuns(); });
    m_clear = make(tr("Clear comparison"), tr("Unticks all runs. The runs stay."), [this] {
        for (Run* run : m_comparison.ticked()) {
            m_comparison.setTicked(run, false);
        }
    });
    m_clear->setIconText(tr("Clear")); // on its button
    m_openRuns = make(tr("Go to Runs"), {}, [this] {
        Link link;
        link.page = QStringLiteral("runs");
        Q_EMIT openRequested(link);
    });
    m_measure = make(tr("Measure speeds"), {}, [this] { measureSpeeds(); });
    m_saveChart = make(tr("Save plot..."), tr("As a picture, a drawing or a table of its figures."),
                       [this] { m_chart->saveAs(); });
    m_saveTable = make(tr("Save table..."), tr("As comma-separated values."), [this] { m_delta->saveAs(); });
}

QWidget* ComparePage::setupSide()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(12, 12, 0, 12);
    layout->setSpacing(8);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* add = new ActionButton(m_add);
    add->setIcon(Theme::icon(QStringLiteral("add")));
    auto* clear = new QToolButton;
    clear->setDefaultAction(m_clear);
    clear->setAccessibleName(m_clear->text());
    clear->setAutoRaise(true);
    clear->setFocusPolicy(Qt::TabFocus);
    buttons->addWidget(add, 1);
    buttons->addWidget(clear);
    m_picker = new RunPicker(workspace().runs(), m_comparison, theme());
    m_picker->setMinimumWidth(160);
    m_hidden = new QLabel;
    m_hidden->setWordWrap(true);
    m_hidden->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_why = new QToolButton;
    m_why->setAutoRaise(true);
    m_why->setFocusPolicy(Qt::TabFocus);
    connect(m_why, &QToolButton::clicked, this, [this] {
        m_reasons = !m_reasons;
        showHidden();
    });
    layout->addLayout(buttons);
    layout->addWidget(m_picker, 1);
    layout->addWidget(m_hidden);
    layout->addWidget(m_why, 0, Qt::AlignLeft);
    return side;
}

QWidget* ComparePage::setupChoices()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_cost = addChoice(*row, tr("&x"), tr("What quality is weighed against"));
    m_cost->addItem(tr("Size"), int(Cost::Size));
    m_cost->addItem(tr("Bits a weight"), int(Cost::Bits));
    m_cost->addItem(tr("Tokens a second"), int(Cost::Speed));
    m_quality = addChoice(*row, tr("&y"), tr("Quality that is shown"));
    m_quality->addItem(tr("Perplexity"), int(Quality::Perplexity));
    m_quality->addItem(tr("KL to dense"), int(Quality::Divergence));
    row->addWidget(new ActionButton(m_measure));
    m_protocol = addChoice(*row, tr("&Protocol"), tr("How the figures were measured"));
    m_protocol->setToolTip(tr("Perplexities are comparable only if they are of the same text, cut in the same windows. "
                              "Runs of other protocols are not drawn."));
    m_protocol->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_protocol->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_protocol->setMinimumContentsLength(12);
    connect(m_cost, &QComboBox::activated, this, [this] { m_comparison.setCost(Cost(m_cost->currentData().toInt())); });
    connect(m_quality, &QComboBox::activated, this,
            [this] { m_comparison.setQuality(Quality(m_quality->currentData().toInt())); });
    connect(m_protocol, &QComboBox::activated, this,
            [this] { m_comparison.setProtocol(m_protocol->currentData().toString()); });
    return bar;
}

QWidget* ComparePage::setupTabs()
{
    m_delta = new DeltaView(theme(), m_comparison);
    m_diff = new DiffView(theme());
    m_layers = new QWidget;
    m_layerPair = new RunPairBar;
    m_layerPair->row()->addStretch();
    m_errors = new LayerPairChart(theme(), LayerPairChart::Figure::Errors);
    m_ratio = new LayerPairChart(theme(), LayerPairChart::Figure::Ratio);
    auto* layers = new QVBoxLayout(m_layers);
    layers->setContentsMargins(0, 0, 0, 0);
    layers->setSpacing(8);
    layers->addWidget(m_layerPair);
    auto* charts = new QHBoxLayout;
    charts->setSpacing(8);
    charts->addWidget(m_errors, 1);
    charts->addWidget(m_ratio, 1);
    layers->addLayout(charts, 1);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_delta, tr("Delta table"));
    m_tabs->addTab(m_diff, tr("Recipe diff"));
    m_tabs->addTab(m_layers, tr("Layers"));
    for (RunPairBar* bar : {m_diff->pairBar(), m_layerPair}) {
        connect(bar, &RunPairBar::pairChosen, this, &ComparePage::choosePair);
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, &ComparePage::showPair);
    return m_tabs;
}

QWidget* ComparePage::setupMain()
{
    m_chart = new ParetoChart(theme(), m_comparison);
    connect(m_chart, &Chart::runActivated, this, &ComparePage::openRun);
    auto* vertical = new QSplitter(Qt::Vertical);
    vertical->addWidget(m_chart);
    vertical->addWidget(setupTabs());
    vertical->setStretchFactor(0, 1);
    vertical->setStretchFactor(1, 1);
    vertical->setSizes({400, 280});
    vertical->setChildrenCollapsible(false);
    auto* shown = new QWidget;
    auto* rows = new QVBoxLayout(shown);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(8);
    m_messages = new MessageBar(theme());
    rows->addWidget(m_messages);
    rows->addWidget(setupChoices());
    rows->addWidget(vertical, 1);
    m_empty = new EmptyState(iconName(), tr("Pick two runs"),
                             tr("Tick runs in the list. Their results stand on one plot of quality over size, with the "
                                "dense model that they began with."));
    m_empty->addAction(m_add);
    m_body = new QStackedWidget;
    m_body->addWidget(m_empty);
    m_body->addWidget(shown);
    auto* across = new QSplitter;
    across->addWidget(setupSide());
    across->addWidget(m_body);
    across->setStretchFactor(1, 1);
    across->setSizes({kSideWidth, 984});
    across->setChildrenCollapsible(false);
    return across;
}

} // namespace espalier::ui
