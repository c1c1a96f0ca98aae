// What the Explorer is made of: its parts and where they stand.
#include "ui/explorer/explorer_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/explorer/detail_pane.h"
#include "ui/explorer/layer_strip.h"
#include "ui/explorer/token_panel.h"
#include "ui/models/demo.h"
#include "ui/models/format.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/bar_delegate.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/scale_legend.h"

namespace espalier::ui {

namespace {
constexpr int kFilterDelayMilliseconds = 60;
constexpr int kColumnPadding = 8;
constexpr int kIndentation = 14;
constexpr int kWidestClassColumn = 208;
constexpr int kNarrowPage = 1100;
constexpr int kNarrowestPage = 900;
constexpr int kLowPage = 480;
} // namespace

void ExplorerPage::setupActions()
{
    connect(m_open, &QAction::triggered, this,
            [this] { requestModel(QFileDialog::getExistingDirectory(this, tr("Open model folder"))); });
    connect(m_openFile, &QAction::triggered, this, [this] {
        requestModel(QFileDialog::getOpenFileName(this, tr("Open GGUF file"), {}, tr("GGUF models (*.gguf)")));
    });
    connect(m_openDemo, &QAction::triggered, this,
            [this] { openDemo(workspace(), [this](const Error& error) { m_messages->showError(error); }); });
    m_compress->setEnabled(false);
    m_compress->setToolTip(tr("Open a model first."));
    connect(m_compress, &QAction::triggered, this, [this] {
        Link link;
        link.page = QStringLiteral("recipe");
        Q_EMIT openRequested(link);
    });
}

void ExplorerPage::requestModel(const QString& path)
{
    if (!path.isEmpty()) {
        Link link;
        link.model = path;
        Q_EMIT openRequested(link);
    }
}

void ExplorerPage::setupEmptyState()
{
    m_empty = new EmptyState(iconName(), {}, {});
    m_empty->addAction(m_open);
    m_empty->addAction(m_openFile);
    m_empty->addAction(m_openDemo);
    setEmptyText();
    m_stack->addWidget(m_empty);
}

void ExplorerPage::setEmptyText()
{
    m_empty->setText(tr("No model open"),
                     tr("Open a model folder or a GGUF file, or drop one here, to see its layers, sizes and zeros."));
}

QWidget* ExplorerPage::makeStrip()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_strip = new LayerStrip(theme());
    m_measure = new QComboBox;
    m_measure->addItem(tr("Sparsity"), int(LayerStrip::Measure::Sparsity));
    m_measure->addItem(tr("Size"), int(LayerStrip::Measure::Size));
    m_measure->setAccessibleName(tr("Colour of the layers"));
    auto* colourLabel = new QLabel(tr("C&olour"));
    colourLabel->setBuddy(m_measure);
    m_legend = new ScaleLegend(theme());
    layout->addWidget(new QLabel(tr("Layers")));
    layout->addWidget(m_strip, 1);
    layout->addWidget(colourLabel);
    layout->addWidget(m_measure);
    layout->addWidget(m_legend);
    layout->addSpacing(8);
    m_compressButton = new ActionButton(m_compress, true);
    layout->addWidget(m_compressButton);
    connect(m_measure, &QComboBox::currentIndexChanged, this, [this] {
        m_strip->setMeasure(LayerStrip::Measure(m_measure->currentData().toInt()));
        updateLegend();
    });
    connect(m_strip, &LayerStrip::layerChosen, this, &ExplorerPage::selectTreeRow);
    updateLegend();
    return bar;
}

void ExplorerPage::updateLegend()
{
    if (m_strip->measure() == LayerStrip::Measure::Sparsity) {
        m_legend->setEnds(format::percent(0.0, 0), format::percent(1.0, 0));
    } else {
        m_legend->setEnds(format::bytes(0), tr("largest"));
    }
}

QWidget* ExplorerPage::makeTree()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* filterRow = new QHBoxLayout;
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter modules: part of a name, or re:.*mlp"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter modules"));
    m_filterResult = new QLabel;
    m_filterResult->setForegroundRole(QPalette::PlaceholderText);
    m_filterResult->hide();
    filterRow->addWidget(m_filter, 1);
    filterRow->addWidget(m_filterResult);
    layout->addLayout(filterRow);
    m_tree = new QTreeView;
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(kIndentation);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setItemDelegate(new BarDelegate(theme(), ModuleTreeModel::BarRole, m_tree));
    m_tree->setAccessibleName(tr("Modules"));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ModuleTreeModel::ModuleColumn, QHeaderView::Stretch);
    m_tree->header()->setMinimumSectionSize(44);
    layout->addWidget(m_tree, 1);
    m_filterTimer.setSingleShot(true);
    m_filterTimer.setInterval(kFilterDelayMilliseconds);
    connect(&m_filterTimer, &QTimer::timeout, this, &ExplorerPage::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, &m_filterTimer, qOverload<>(&QTimer::start));
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid()) {
            const int row = m_model->rowOf(current);
            showDetail(row);
            workspace().setSelectedModule(m_model->tree()->isFold(row) ? QString() : m_model->tree()->name(row));
        }
    });
    return side;
}

void ExplorerPage::setupContent()
{
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeStrip());
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    m_detail = new DetailPane(theme());
    m_splitter->addWidget(makeTree());
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({660, 540});
    layout->addWidget(m_splitter, 1);
    m_tokens = new TokenPanel(theme());
    layout->addWidget(m_tokens);
    m_stack->addWidget(content);
}

void ExplorerPage::fitColumns()
{
    for (int column = ModuleTreeModel::ClassColumn; column <= ModuleTreeModel::SparsityColumn; ++column) {
        m_tree->resizeColumnToContents(column);
        const int widest = column == ModuleTreeModel::ClassColumn ? kWidestClassColumn : QWIDGETSIZE_MAX;
        m_tree->setColumnWidth(column, std::min(widest, m_tree->columnWidth(column) + kColumnPadding));
    }
}

void ExplorerPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    // narrow windows keep the names: classes and formats are in the detail pane, too
    m_tree->setColumnHidden(ModuleTreeModel::ClassColumn, width() < kNarrowPage);
    for (const int column : {ModuleTreeModel::ShapeColumn, ModuleTreeModel::DtypeColumn, ModuleTreeModel::BitsColumn}) {
        m_tree->setColumnHidden(column, width() < kNarrowestPage);
    }
    m_tokens->setVisible(height() >= kLowPage); // else the histogram would have no room
}

} // namespace espalier::ui
