#include "ui/explorer/explorer_page.h"

#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/explorer/detail_pane.h"
#include "ui/explorer/layer_strip.h"
#include "ui/explorer/token_panel.h"
#include "ui/models/background.h"
#include "ui/models/demo.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

namespace {
const QString kDemoOffered = QStringLiteral("demoOffered"); ///< the first start is over
constexpr int kExpandMatchesUpTo = 300;
constexpr int kRunMilliseconds = 500; ///< between looks at a working run's errors
} // namespace

ExplorerPage::ExplorerPage(const PageContext& context, QWidget* parent)
    : Page(context, parent), m_open(new QAction(tr("Open model folder..."), this)),
      m_openFile(new QAction(tr("Open GGUF file..."), this)), m_openDemo(new QAction(tr("Open demo"), this)),
      m_compress(new QAction(tr("Compress..."), this)), m_showMatrix(new QAction(tr("Show matrix"), this)),
      m_showConfig(new QAction(tr("config.json"), this)), m_model(new ModuleTreeModel(this)),
      m_stack(new QStackedWidget), m_messages(new MessageBar(theme()))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    setupActions();
    setupEmptyState();
    setupContent();
    connect(m_messages, &MessageBar::dismissed, this, [this] {
        if (m_demoRun) {
            endDemoOffer();
        }
    });
    connect(&workspace(), &Workspace::modelOpening, this, [this](const QString& folder) {
        m_empty->setText(tr("Opening %1").arg(QFileInfo(folder).fileName()), tr("The headers of its files are read."));
    });
    connect(&workspace(), &Workspace::modelFailed, this, [this] { setEmptyText(); });
    connect(&workspace(), &Workspace::modelChanged, this, &ExplorerPage::openModel);
    connect(&workspace(), &Workspace::selectedModuleChanged, this, &ExplorerPage::followSelection);
    connect(&workspace(), &Workspace::currentRunChanged, this, &ExplorerPage::followRun);
    m_runTimer.setSingleShot(true);
    m_runTimer.setInterval(kRunMilliseconds);
    connect(&m_runTimer, &QTimer::timeout, this, &ExplorerPage::takeRunErrors);
    if (workspace().model()) {
        openModel();
    }
}

ExplorerPage::~ExplorerPage()
{
    m_filterCancel.request();
}

QList<QWidget*> ExplorerPage::regions() const
{
    return {m_strip, m_filter, m_tree, m_detail, m_tokens->input()};
}

QWidget* ExplorerPage::filterField() const
{
    return m_filter;
}

QList<QAction*> ExplorerPage::commands() const
{
    return {m_open, m_openFile, m_openDemo, m_compress, m_showMatrix, m_showConfig};
}

Link ExplorerPage::location() const
{
    Link link = Page::location();
    if (workspace().model()) {
        link.model = workspace().model()->folder;
        link.module = workspace().selectedModule();
    }
    return link;
}

void ExplorerPage::openModel()
{
    m_scan.reset();
    const int number = ++m_building;
    m_tokens->setFolder(workspace().model()->folder);
    const auto build = [document = workspace().model()] {
        auto tree = ModuleTree::build(document);
        if (const auto origin = ModelOrigin::read(document->folder)) {
            tree->setOrigin(*origin);
        }
        auto view = tree->filtered({}, {});
        return std::pair(tree, view.take());
    };
    runInBackground(this, build, [this, number](std::pair<std::shared_ptr<ModuleTree>, ModuleTree::View> built) {
        if (number == m_building) {
            showTree(built.first, std::move(built.second));
        }
    });
}

void ExplorerPage::showTree(const std::shared_ptr<ModuleTree>& tree, ModuleTree::View view)
{
    m_filter->clear();
    m_filterTimer.stop();
    showFilterResult({});
    m_model->setTree(tree, std::move(view));
    m_strip->setTree(tree);
    updateMeasures();
    m_showConfig->setEnabled(true);
    const ModelDocument& document = *tree->document();
    const auto complete =
        document.checkpoint ? document.checkpoint->requireComplete() : Result<void>(*document.problem);
    m_compress->setEnabled(bool(complete));
    m_compress->setToolTip(complete ? QString() : QString::fromStdString(complete.error().message));
    expandStart();
    fitColumns();
    m_stack->setCurrentIndex(1);
    showProblems();
    if (workspace().selectedModule().isEmpty()) {
        selectTreeRow(0);
    } else {
        followSelection();
    }
    scan();
    followRun();
}

void ExplorerPage::showProblems()
{
    const ModelDocument& document = *m_model->tree()->document();
    m_messages->hide();
    m_demoRun = nullptr;
    m_compressButton->setPrimary(true);
    if (isDemoOpen(workspace()) && !settings().value(kDemoOffered).toBool()) {
        offerDemoRun();
        return;
    }
    if (!document.damaged.empty()) {
        const Error& first = document.damaged.front();
        m_messages->showMessage(
            MessageBar::Kind::Error,
            (document.damaged.size() == 1
                 ? tr("%1 cannot be read: %2 The tensors of the other files remain viewable.")
                 : tr("%n files cannot be read, the first is %1: %2 The tensors of the others remain viewable.",
                      nullptr, int(document.damaged.size())))
                .arg(QFileInfo(QString::fromStdString(first.place)).fileName(), QString::fromStdString(first.message)));
        return;
    }
    if (document.problem) {
        m_messages->showMessage(
            MessageBar::Kind::Warning,
            tr("%1 Its tensors remain viewable.").arg(QString::fromStdString(document.problem->message)));
        return;
    }
    const auto& missing = document.checkpoint->missingTensors();
    const auto& unexpected = document.checkpoint->unexpectedTensors();
    if (!missing.empty()) {
        m_messages->showMessage(
            MessageBar::Kind::Error,
            (missing.size() == 1
                 ? tr("The tensor %1 is missing. Download the model again; the rest is shown.")
                 : tr("%n tensors are missing, the first is %1. Download the model again; the rest is shown.", nullptr,
                      int(missing.size())))
                .arg(QString::fromStdString(missing.front())));
        addShowModule(m_model->tree()->find(QString::fromStdString(missing.front()).section(QLatin1Char('.'), 0, -2)));
    } else if (!unexpected.empty()) {
        m_messages->showMessage(MessageBar::Kind::Info,
                                unexpected.size() == 1
                                    ? tr("One tensor belongs to no module of this model and is left alone.")
                                    : tr("%n tensors belong to no module of this model and are left alone.", nullptr,
                                         int(unexpected.size())));
    }
}

QAction* ExplorerPage::primaryAction() const
{
    return m_demoRun ? m_demoRun : m_compress;
}

void ExplorerPage::offerDemoRun()
{
    m_messages->showMessage(MessageBar::Kind::Info, tr("Make this model half as large in a minute."));
    m_demoRun = m_messages->addAction(
        tr("Start the demo run"), [this] { startDemoRun(); }, true);
    m_demoRun->setToolTip(tr("Applies the demo's recipe to the demo's model and shows each layer as it finishes."));
    m_messages->addAction(tr("Skip"), [this] { endDemoOffer(); });
    m_compressButton->setPrimary(false); // one primary button at a time
}

void ExplorerPage::startDemoRun()
{
    endDemoOffer();
    const auto run = controller().start(workspace().currentRequest());
    if (!run) {
        m_messages->showError(run.error());
        return;
    }
    Link link;
    link.run = (*run)->number();
    Q_EMIT openRequested(link);
}

void ExplorerPage::endDemoOffer()
{
    settings().setValue(kDemoOffered, true);
    m_demoRun = nullptr;
    m_compressButton->setPrimary(true);
}

void ExplorerPage::expandStart()
{
    // the model, what is below it, but not every layer
    const QModelIndex root = m_model->index(0, 0);
    m_tree->expand(root);
    for (int row = 0; row < m_model->rowCount(root); ++row) {
        m_tree->expand(m_model->index(row, 0, root));
    }
}

void ExplorerPage::applyFilter()
{
    const auto tree = m_model->tree();
    if (!tree) {
        return;
    }
    m_filterCancel.request();
    m_filterCancel = CancelToken();
    const QString filter = m_filter->text();
    runInBackground(
        this, [tree, filter, cancel = m_filterCancel] { return tree->filtered(filter, cancel); },
        [this, tree, filter](Result<ModuleTree::View> view) {
            if (tree != m_model->tree() || filter != m_filter->text()) {
                return;
            }
            if (!view) {
                showFilterResult(QString::fromStdString(view.error().message));
                return;
            }
            const int matches = view->matches;
            m_model->setView(view.take());
            showFilterResult(filter.trimmed().isEmpty() ? QString()
                             : matches == 1             ? tr("1 match")
                                                        : tr("%n matches", nullptr, matches));
            if (!filter.trimmed().isEmpty() && matches <= kExpandMatchesUpTo) {
                m_tree->expandAll();
            } else {
                expandStart();
            }
        });
}

void ExplorerPage::showFilterResult(const QString& text)
{
    m_filterResult->setText(text);
    m_filterResult->setVisible(!text.isEmpty());
}

void ExplorerPage::selectTreeRow(int row)
{
    if (row < 0) {
        return;
    }
    if (!m_model->indexOf(row).isValid()) {
        m_filter->clear(); // it was filtered out; the selection follows when the filter is gone
        m_filterTimer.stop();
        if (auto all = m_model->tree()->filtered({}, {})) {
            m_model->setView(all.take());
            showFilterResult({});
        }
    }
    const QModelIndex index = m_model->indexOf(row);
    m_tree->expand(index);
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void ExplorerPage::followSelection()
{
    if (!m_model->tree() || workspace().selectedModule().isEmpty()) {
        return;
    }
    const QModelIndex current = m_tree->currentIndex();
    if (current.isValid() && m_model->tree()->name(m_model->rowOf(current)) == workspace().selectedModule()) {
        return;
    }
    selectTreeRow(m_model->tree()->find(workspace().selectedModule()));
}

void ExplorerPage::showDetail(int row)
{
    m_detail->showRow(m_model->tree(), row);
    const auto& layerRows = m_model->tree()->layerRows();
    const int layer = m_model->tree()->isFold(row) ? -1 : m_model->tree()->rows()[std::size_t(row)].node->layer;
    m_strip->setCurrentLayer(layer < int(layerRows.size()) ? layer : -1);
    if (m_scan) {
        m_scan->requestDetail(row);
    }
}

} // namespace espalier::ui
