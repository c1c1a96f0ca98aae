// What the Explorer is made of: its parts and where they stand.
#include "ui/explorer/explorer_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/explorer/column_chooser.h"
#include "ui/explorer/config_dialog.h"
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
constexpr int kWidestClassColumn = 168;
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
    m_showMatrix->setShortcut(Qt::Key_M);
    m_showMatrix->setShortcutContext(Qt::WidgetShortcut); // a letter: only the tree, which has it as its own, takes it
    m_showMatrix->setToolTip(tr("Shows the weights of the selected module as a map of colours."));
    connect(m_showMatrix, &QAction::triggered, this, &ExplorerPage::showMatrix);
    m_showConfig->setEnabled(false);
    m_showConfig->setToolTip(tr("Shows the model's configuration, searchable."));
    connect(m_showConfig, &QAction::triggered, this, &ExplorerPage::showConfig);
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
    m_measure->addItem(tr("Weight range"), int(LayerStrip::Measure::Range));
    m_measure->addItem(tr("Error"), int(LayerStrip::Measure::Error));
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
    const double largest = m_strip->largest();
    switch (m_strip->measure()) {
    case LayerStrip::Measure::Sparsity:
        m_legend->setEnds(format::percent(0.0, 0), format::percent(1.0, 0));
        break;
    case LayerStrip::Measure::Size:
        m_legend->setEnds(format::bytes(0), format::bytes(std::uint64_t(largest)));
        break;
    case LayerStrip::Measure::Range:
        m_legend->setEnds(format::significant(0.0),
                          largest > 0.0 ? tr("±%1").arg(format::significant(largest)) : format::unknown());
        break;
    case LayerStrip::Measure::Error:
        m_legend->setEnds(format::significant(0.0), largest > 0.0 ? format::significant(largest) : format::unknown());
        break;
    }
}

/// Errors are known of models that a run made or works on.
void ExplorerPage::updateMeasures()
{
    const int place = m_measure->findData(int(LayerStrip::Measure::Error));
    const bool known = m_model->tree()->hasErrors();
    auto* item = static_cast<QStandardItemModel*>(m_measure->model())->item(place);
    item->setEnabled(known);
    item->setToolTip(known ? tr("Relative output error: squared change of the layer's output over its square. 0 is "
                                "perfect, 1 is no better than zeros.")
                           : tr("No run made this model or works on it, so errors are not known."));
    if (!known && m_measure->currentIndex() == place) {
        m_measure->setCurrentIndex(0);
    }
    updateLegend();
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
    auto* columns = new QToolButton;
    columns->setText(tr("Columns"));
    columns->setToolTip(tr("Which figures the list shows. Also with a right click on its header."));
    columns->setPopupMode(QToolButton::InstantPopup);
    filterRow->addWidget(columns);
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
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    m_columns = new ColumnChooser(m_tree, settings());
    columns->setMenu(m_columns->menu());
    connect(m_columns, &ColumnChooser::changed, this, &ExplorerPage::fitColumns);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ExplorerPage::showModuleMenu);
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
    m_splitter->setSizes({640, 560});
    layout->addWidget(m_splitter, 1);
    m_tokens = new TokenPanel(theme());
    layout->addWidget(m_tokens);
    m_tokens->addButton(m_showConfig);
    m_stack->addWidget(content);
}

void ExplorerPage::showMatrix()
{
    if (m_tree->currentIndex().isValid()) {
        m_detail->showTab(DetailPane::Tab::Matrix);
    }
}

void ExplorerPage::showConfig()
{
    auto* dialog = new ConfigDialog(*m_model->tree()->document(), theme(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

/// The letter M would else look for a module that begins with it.
bool ExplorerPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree && event->type() == QEvent::ContextMenu && m_tree->currentIndex().isValid() &&
        static_cast<QContextMenuEvent*>(event)->reason() == QContextMenuEvent::Keyboard) {
        showModuleMenu(m_tree->visualRect(m_tree->currentIndex()).center());
        return true;
    }
    if (watched == m_tree && event->type() == QEvent::KeyPress && m_tree->currentIndex().isValid()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (plain && key->key() == Qt::Key_M) {
            showMatrix();
            return true;
        }
        if (plain && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            m_detail->showTab(m_detail->tab());
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

void ExplorerPage::showModuleMenu(const QPoint& place)
{
    const QModelIndex index = m_tree->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    const auto tree = m_model->tree();
    const int row = m_model->rowOf(index);
    QMenu menu(this);
    QAction* name = menu.addAction(tr("Copy name"),
                                   [text = tree->targetEntry(row)] { QGuiApplication::clipboard()->setText(text); });
    QAction* pattern = menu.addAction(tr("Copy pattern for all layers"), [text = tree->patternAcross(row)] {
        QGuiApplication::clipboard()->setText(text);
    });
    name->setEnabled(row > 0);
    pattern->setEnabled(row > 0);
    pattern->setToolTip(tree->patternAcross(row));
    menu.addSeparator();
    QAction* matrix = menu.addAction(tr("Show matrix"), this, &ExplorerPage::showMatrix);
    matrix->setShortcut(Qt::Key_M);
    matrix->setEnabled(tree->hasOwnMatrix(row));
    menu.setToolTipsVisible(true);
    menu.exec(m_tree->viewport()->mapToGlobal(place));
}

void ExplorerPage::fitColumns()
{
    for (int column = 1; column < ModuleTreeModel::kColumns; ++column) {
        if (!m_tree->isColumnHidden(column)) {
            m_tree->resizeColumnToContents(column);
            const int widest = column == ModuleTreeModel::ClassColumn ? kWidestClassColumn : QWIDGETSIZE_MAX;
            m_tree->setColumnWidth(column, std::min(widest, m_tree->columnWidth(column) + kColumnPadding));
        }
    }
}

void ExplorerPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    // narrow windows keep the names: classes and formats are in the detail pane, too
    QSet<int> withoutRoom;
    if (width() < kNarrowPage) {
        withoutRoom << ModuleTreeModel::ClassColumn;
    }
    if (width() < kNarrowestPage) {
        withoutRoom << ModuleTreeModel::ShapeColumn << ModuleTreeModel::DtypeColumn << ModuleTreeModel::BitsColumn;
    }
    m_columns->setWithoutRoom(withoutRoom);
    m_tokens->setVisible(height() >= kLowPage); // else the histogram would have no room
}

} // namespace espalier::ui
