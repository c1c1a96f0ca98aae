#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/models/recipe_templates.h"
#include "ui/recipe/data_form.h"
#include "ui/recipe/entry_list.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/palette_view.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/target_model.h"
#include "ui/recipe/template_delegate.h"
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
    m_body = new QStackedWidget;
    m_body->addWidget(makeBoard());
    m_body->addWidget(makeEmptyPage());
    auto* rows = new QSplitter(Qt::Vertical);
    rows->addWidget(m_body);
    rows->addWidget(makeProblems());
    rows->setStretchFactor(0, 1);
    rows->setSizes({520, 130});
    rows->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(m_message);
    layout->addWidget(rows, 1);
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
    auto* templates = new QPushButton(tr("Templates"));
    templates->setToolTip(tr("Puts a ready recipe in place of this one; undo brings this one back"));
    auto* menu = new QMenu(templates);
    menu->setToolTipsVisible(true);
    for (const RecipeTemplate& ready : recipeTemplates()) {
        QAction* action = menu->addAction(ready.name);
        action->setToolTip(ready.sentence());
        connect(action, &QAction::triggered, this, [this, resource = ready.resource] { useTemplate(resource); });
    }
    templates->setMenu(menu);
    layout->addWidget(templates);
    layout->addWidget(new ActionButton(m_open));
    layout->addWidget(new ActionButton(m_save));
    layout->addWidget(new ActionButton(m_start, true));
    return header;
}

QWidget* RecipePage::makeEmptyPage()
{
    auto* empty = new EmptyState(iconName(), tr("No recipe yet"), tr("A recipe says what is done to which modules."));
    auto* first = new QAction(tr("Use SparseGPT 50 % and int8"), this);
    connect(first, &QAction::triggered, this,
            [this] { useTemplate(QStringLiteral(":/recipes/sparsegpt-50-int8.yaml")); });
    auto* begin = new QAction(tr("Begin with an empty stage"), this);
    connect(begin, &QAction::triggered, m_addStage, &QAction::trigger);
    empty->addAction(first);
    empty->addAction(begin);
    empty->addAction(m_open);
    constexpr int kSentence = Qt::UserRole + 1;
    m_templates = new QListWidget;
    m_templates->setFrameShape(QFrame::NoFrame);
    m_templates->setAccessibleName(tr("Templates"));
    m_templates->setAccessibleDescription(tr("Enter puts a ready recipe into the editor."));
    for (const RecipeTemplate& ready : recipeTemplates()) {
        auto* item = new QListWidgetItem(ready.name, m_templates);
        item->setData(Qt::UserRole, ready.resource);
        item->setData(kSentence, ready.sentence());
        item->setToolTip(ready.help);
    }
    auto* page = new QWidget;
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QWidget* list = titled(sectionTitle(tr("Templates")), inset(m_templates));
    constexpr int kListWidth = 400;
    constexpr int kScrollBar = 16;
    m_templates->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_templates->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_templates->setItemDelegate(
        new TemplateDelegate(theme(), kSentence, kListWidth - 2 * kMargin - kScrollBar, m_templates));
    list->setFixedWidth(kListWidth);
    layout->addWidget(list);
    layout->addWidget(empty, 1);
    return page;
}

QWidget* RecipePage::makeBoard()
{
    m_palette = new PaletteView;
    m_palettePane = titled(sectionTitle(tr("Modifiers")), m_palette);
    m_palettePane->setMinimumWidth(140);
    m_form = new ModifierForm(theme());
    m_editor = new RecipeEditor(theme());
    m_data = new DataForm(workspace(), settings());
    m_data->layout()->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_dataTab = new QWidget;
    auto* dataLayout = new QVBoxLayout(m_dataTab);
    dataLayout->setContentsMargins(0, 0, 0, 0);
    dataLayout->addWidget(m_data);
    dataLayout->addStretch(1);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_editor, tr("YAML"));
    m_tabs->addTab(makeTargets(), tr("Modules"));
    m_tabs->addTab(m_dataTab, tr("Data"));
    m_tabs->setMinimumWidth(280);
    m_board = new QSplitter(Qt::Horizontal);
    m_board->addWidget(m_palettePane);
    m_board->addWidget(makeLanes());
    m_board->addWidget(m_form);
    m_board->addWidget(m_tabs);
    m_board->setStretchFactor(1, 1);
    m_board->setSizes({168, 400, 300, 356});
    m_board->setChildrenCollapsible(false);
    return m_board;
}

QWidget* RecipePage::makeLanes()
{
    m_lanes = new LanesView(theme());
    m_lanes->setMinimumWidth(232);
    m_add = new QToolButton;
    m_add->setText(tr("Add modifier"));
    m_add->setToolTip(tr("Puts a modifier behind the current card"));
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_add);
    PaletteView::fillMenu(*menu, [this](const QString& type) { addFromPalette(type); });
    m_add->setMenu(menu);
    m_add->hide();
    m_fault = new QToolButton;
    m_fault->setIcon(theme().icon(QStringLiteral("warning"), &Colors::warning));
    m_fault->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fault->setAutoRaise(true);
    m_fault->setToolTip(tr("Goes to the line"));
    m_fault->hide();
    m_convert = new QToolButton;
    m_convert->setText(tr("Rewrite for Espalier"));
    m_convert->setToolTip(tr("This configuration holds algorithms and no list of modifiers. Rewritten as a recipe of "
                             "Espalier it has cards; undo brings it back."));
    m_convert->hide();
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, kMargin, 0);
    head->addWidget(sectionTitle(tr("Stages")));
    head->addStretch(1);
    head->addWidget(m_convert);
    head->addWidget(m_add);
    auto* pane = new QWidget;
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    auto* fault = new QHBoxLayout;
    fault->setContentsMargins(kMargin - 4, 0, kMargin, 0); // its icon stands under the title
    fault->addWidget(m_fault);
    fault->addStretch(1);
    layout->addLayout(fault);
    layout->addWidget(m_lanes, 1);
    return pane;
}

QWidget* RecipePage::makeProblems()
{
    m_problems = new ProblemsList(theme());
    m_problemsTitle = sectionTitle({});
    m_problemsPane = titled(m_problemsTitle, inset(m_problems));
    return m_problemsPane;
}

void RecipePage::setNarrow(bool narrow)
{
    if (narrow == m_narrow) {
        return;
    }
    m_narrow = narrow;
    m_palettePane->setVisible(!narrow);
    m_add->setVisible(narrow);
    if (narrow) {
        m_tabs->insertTab(0, m_form, tr("Form"));
        m_tabs->setCurrentIndex(0);
    } else {
        m_tabs->removeTab(m_tabs->indexOf(m_form));
        m_board->insertWidget(2, m_form);
        m_form->setVisible(true);
        m_board->setSizes({168, 400, 300, 356});
    }
}

void RecipePage::resizeEvent(QResizeEvent* event)
{
    constexpr int kRoomForColumns = 1100;
    Page::resizeEvent(event);
    setNarrow(width() < kRoomForColumns);
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
