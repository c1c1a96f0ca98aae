#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/models/recipe_templates.h"
#include "ui/recipe/data_form.h"
#include "ui/recipe/entry_list.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/target_model.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

constexpr int kMargin = 12;

QLabel* sectionTitle(const QString& text)
{
    auto* label = new QLabel(text);
    QFont font = Theme::font(TextStyle::Body);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(kMargin, 8, kMargin, 4);
    return label;
}

/// Lists stand in from the page's edges and splitters.
QWidget* inset(QWidget* content)
{
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(kMargin, 0, kMargin, kMargin);
    layout->addWidget(content);
    return box;
}

QWidget* titled(QLabel* title, QWidget* content)
{
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(content, 1);
    return box;
}

} // namespace

void RecipePage::setupLayout()
{
    m_message = new MessageBar(theme());
    m_message->hide();
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->addWidget(makeSide());
    columns->addWidget(makeCenter());
    columns->addWidget(makeTargets());
    columns->setStretchFactor(1, 1);
    columns->setSizes({232, 552, 440});
    columns->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(m_message);
    layout->addWidget(columns, 1);
    m_plan = new PlanStrip(theme(), settings());
    layout->addWidget(m_plan);
}

QWidget* RecipePage::makeHeader()
{
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(kMargin, 8, kMargin, 8);
    layout->setSpacing(8);
    m_name = new QLabel;
    m_name->setFont(Theme::font(TextStyle::Title));
    m_summary = new QLabel;
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_name);
    layout->addWidget(m_summary, 1);
    layout->addWidget(new ActionButton(m_open));
    layout->addWidget(new ActionButton(m_save));
    layout->addWidget(new ActionButton(m_start, true));
    return header;
}

QWidget* RecipePage::makeSide()
{
    m_templates = new QListWidget;
    m_templates->setFrameShape(QFrame::NoFrame);
    m_templates->setAccessibleName(tr("Templates"));
    m_templates->setAccessibleDescription(tr("Enter puts a ready recipe into the editor."));
    for (const RecipeTemplate& ready : recipeTemplates()) {
        auto* item = new QListWidgetItem(ready.name, m_templates);
        item->setData(Qt::UserRole, ready.resource);
        item->setToolTip(ready.help);
        item->setSizeHint(QSize(0, 28));
    }
    m_data = new DataForm(workspace(), settings());
    m_data->layout()->setContentsMargins(kMargin, 0, kMargin, kMargin);
    auto* side = new QWidget;
    side->setMinimumWidth(200);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(sectionTitle(tr("Templates")));
    layout->addWidget(inset(m_templates), 1);
    layout->addWidget(sectionTitle(tr("Data")));
    layout->addWidget(m_data);
    return side;
}

QWidget* RecipePage::makeCenter()
{
    m_editor = new RecipeEditor(theme());
    auto* empty = new EmptyState(iconName(), tr("No recipe yet"), tr("A recipe says what is done to which modules."));
    auto* first = new QAction(tr("Use SparseGPT 50 % and int8"), this);
    connect(first, &QAction::triggered, this,
            [this] { useTemplate(QStringLiteral(":/recipes/sparsegpt-50-int8.yaml")); });
    empty->addAction(first);
    empty->addAction(m_open);
    m_document = new QStackedWidget;
    m_document->setMinimumWidth(280);
    m_document->addWidget(m_editor);
    m_document->addWidget(empty);
    m_problems = new ProblemsList(theme());
    m_problemsTitle = sectionTitle({});
    auto* center = new QSplitter(Qt::Vertical);
    center->addWidget(m_document);
    m_problemsPane = titled(m_problemsTitle, inset(m_problems));
    center->addWidget(m_problemsPane);
    center->setStretchFactor(0, 1);
    center->setSizes({520, 150});
    center->setChildrenCollapsible(false);
    return center;
}

QWidget* RecipePage::makeTargets()
{
    m_entries = new EntryList(theme());
    m_targetModel = new TargetModel(theme(), this);
    m_tree = new QTreeView;
    m_tree->setModel(m_targetModel);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIconSize(QSize(20, 14));
    m_tree->setIndentation(16);
    m_tree->setAccessibleName(tr("Modules that the recipe hits"));
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(60);
    m_tree->header()->setSectionResizeMode(TargetModel::Module, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(TargetModel::Class, QHeaderView::Interactive);
    m_tree->header()->setSectionResizeMode(TargetModel::Effect, QHeaderView::Interactive);
    m_tree->header()->resizeSection(TargetModel::Class, 84);
    m_tree->header()->resizeSection(TargetModel::Effect, 116);
    m_tree->installEventFilter(this);
    m_modelHint = new QLabel(tr("Open a model to see what each target hits."));
    m_modelHint->setWordWrap(true);
    m_modelHint->setAlignment(Qt::AlignCenter);
    m_modelHint->setForegroundRole(QPalette::PlaceholderText);
    m_modelHint->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_targetsTitle = sectionTitle(tr("Modules"));
    auto* both = new QStackedWidget; // the tree, or why there is none
    both->addWidget(inset(m_tree));
    both->addWidget(m_modelHint);
    m_modules = both;
    auto* modules = titled(m_targetsTitle, both);
    auto* targets = new QSplitter(Qt::Vertical);
    targets->addWidget(inset(m_entries));
    targets->addWidget(modules);
    targets->setStretchFactor(1, 1);
    targets->setSizes({220, 450});
    targets->setChildrenCollapsible(false);
    targets->setMinimumWidth(248);
    return targets;
}

/// A narrow tree does without the classes; names and effects stay readable.
bool RecipePage::eventFilter(QObject* watched, QEvent* event)
{
    constexpr int kRoomForClasses = 380;
    if (watched == m_tree && event->type() == QEvent::Resize) {
        m_tree->setColumnHidden(TargetModel::Class, m_tree->width() < kRoomForClasses);
    }
    return Page::eventFilter(watched, event);
}

} // namespace espalier::ui
