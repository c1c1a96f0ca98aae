#include "ui/recipe/recipe_page.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include "core/base/atomic_file.h"
#include "ui/recipe/data_form.h"
#include "ui/recipe/entry_list.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/target_model.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/row_delegate.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

namespace {

constexpr int kTypingPause = 150; // ms
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

/// "2 errors, 1 warning": only what there is.
QString problemCounts(int errors, int warnings)
{
    QStringList parts;
    if (errors > 0) {
        parts << (errors == 1 ? RecipePage::tr("1 error") : RecipePage::tr("%1 errors").arg(errors));
    }
    if (warnings > 0) {
        parts << (warnings == 1 ? RecipePage::tr("1 warning") : RecipePage::tr("%1 warnings").arg(warnings));
    }
    return parts.join(QStringLiteral(", "));
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

QString readText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The `name:` of a template.
QString templateName(const QString& resource)
{
    for (const QString& line : readText(resource).split(QLatin1Char('\n'))) {
        if (line.startsWith(QStringLiteral("name: "))) {
            return line.mid(6).trimmed();
        }
    }
    return QFileInfo(resource).completeBaseName();
}

/// The first comment, as a tooltip.
QString templateHelp(const QString& resource)
{
    QStringList words;
    for (const QString& line : readText(resource).split(QLatin1Char('\n'))) {
        if (!line.startsWith(QLatin1Char('#'))) {
            break;
        }
        words << line.mid(1).trimmed();
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

RecipePage::RecipePage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    setupActions();
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
    connectParts();
    readWorkspace();
}

void RecipePage::setupActions()
{
    m_start = new QAction(tr("Start run"), this);
    connect(m_start, &QAction::triggered, this, &RecipePage::startRun);
    m_open = new QAction(tr("Open recipe..."), this);
    connect(m_open, &QAction::triggered, this, &RecipePage::openFile);
    m_save = new QAction(tr("Save"), this);
    m_save->setShortcut(QKeySequence::Save);
    m_save->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_save, &QAction::triggered, this, [this] { save(false); });
    m_saveAs = new QAction(tr("Save as..."), this);
    connect(m_saveAs, &QAction::triggered, this, [this] { save(true); });
    addAction(m_save);
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
    for (const QFileInfo& file :
         QDir(QStringLiteral(":/recipes")).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        auto* item = new QListWidgetItem(templateName(file.filePath()), m_templates);
        item->setData(Qt::UserRole, file.filePath());
        item->setToolTip(templateHelp(file.filePath()));
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

void RecipePage::connectParts()
{
    connect(m_editor, &QsciScintilla::textChanged, this, &RecipePage::textEdited);
    connect(&m_typing, &QTimer::timeout, this, &RecipePage::analyse);
    connect(&workspace(), &Workspace::recipeChanged, this, &RecipePage::readWorkspace);
    connect(&workspace(), &Workspace::modelChanged, this, &RecipePage::analyse);
    connect(&workspace(), &Workspace::dataChanged, this, &RecipePage::updateState);
    connect(m_problems, &ProblemsList::goToRequested, this,
            [this](const recipe::Diagnostic& diagnostic) { m_editor->goTo(diagnostic.location); });
    connect(m_problems, &ProblemsList::fixRequested, this, [this](const recipe::Diagnostic& diagnostic) {
        m_editor->applySuggestion(diagnostic);
        analyse(); // at once: the places of the other problems may have moved
    });
    connect(m_entries, &EntryList::previewChanged, this, &RecipePage::preview);
    connect(m_entries, &EntryList::goToRequested, m_editor, &RecipeEditor::goTo);
    connect(m_templates, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { useTemplate(item->data(Qt::UserRole).toString()); });
    connect(m_templates, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { useTemplate(item->data(Qt::UserRole).toString()); });
}

QList<QWidget*> RecipePage::regions() const
{
    return {m_templates, m_data, m_editor, m_problems, m_entries, m_tree};
}

Link RecipePage::location() const
{
    Link link = Page::location();
    link.recipe = workspace().recipe().path;
    return link;
}

void RecipePage::readWorkspace()
{
    const RecipeState& state = workspace().recipe();
    if (m_editor->text() != state.text) {
        m_reading = true;
        m_editor->openText(state.text);
        m_reading = false;
        analyse();
    }
    updateState();
}

void RecipePage::textEdited()
{
    if (m_reading) {
        return;
    }
    m_typing.start();
}

void RecipePage::analyse()
{
    m_typing.stop();
    const QString text = m_editor->text();
    if (text != workspace().recipe().text) {
        RecipeState state = workspace().recipe();
        state.text = text;
        workspace().setRecipe(state);
    }
    m_analysis = std::make_shared<const RecipeAnalysis>(text, workspace().model());
    m_editor->showDiagnostics(m_analysis->diagnostics());
    m_problems->show(m_analysis->diagnostics());
    const bool firstOfModel = m_targetModel->rowCount() == 0;
    m_targetModel->setAnalysis(m_analysis);
    m_entries->setAnalysis(m_analysis);
    m_targetsTitle->setText(tr("Modules")); // a preview ends with its entries
    if (firstOfModel) {
        revealHits();
    }
    updateState();
}

/// Opens the tree down to the first decoder layer, where most recipes do their work.
void RecipePage::revealHits()
{
    QModelIndex index;
    while (m_targetModel->rowCount(index) > 0) {
        QModelIndex next;
        for (int row = 0; row < m_targetModel->rowCount(index) && !next.isValid(); ++row) {
            const QModelIndex child = m_targetModel->index(row, 0, index);
            if (m_targetModel->rowCount(child) > 0) {
                next = child;
            }
        }
        if (!next.isValid()) {
            break;
        }
        m_tree->expand(next);
        const model::ModuleNode* module = m_targetModel->moduleAt(next);
        if (module->layer >= 0) {
            m_tree->expandRecursively(next);
            break;
        }
        index = next;
    }
}

void RecipePage::preview(const recipe::EntryHits* entry)
{
    std::vector<const model::ModuleNode*> modules;
    if (entry != nullptr) {
        modules = entry->modules;
        if (entry->kind == recipe::EntryKind::Ignore) {
            modules.insert(modules.end(), entry->hits.begin(), entry->hits.end());
        }
    }
    m_targetModel->setPreview(modules, entry == nullptr ? recipe::EntryKind::Target : entry->kind, entry != nullptr);
    m_targetsTitle->setText(entry == nullptr ? tr("Modules")
                                             : tr("Modules hit by %1").arg(QString::fromStdString(entry->entry)));
}

QString RecipePage::reasonNotToStart() const
{
    if (!m_analysis || m_editor->text().trimmed().isEmpty()) {
        return tr("Choose a template or open a recipe.");
    }
    if (const int errors = m_analysis->count(recipe::Severity::Error); errors > 0) {
        return errors == 1 ? tr("The recipe has an error.") : tr("The recipe has %1 errors.").arg(errors);
    }
    if (!workspace().model()) {
        return tr("Open a model first.");
    }
    if (!workspace().model()->checkpoint) {
        return tr("This model cannot be worked on; the Explorer says why.");
    }
    if (m_analysis->needsCalibration() && workspace().data().calibration.files.empty()) {
        return tr("Choose a calibration text.");
    }
    return {};
}

void RecipePage::updateState()
{
    const RecipeState& state = workspace().recipe();
    const bool empty = m_editor->text().trimmed().isEmpty();
    m_document->setCurrentIndex(empty && !m_editor->hasFocus() ? 1 : 0);
    m_name->setText(state.name.isEmpty() ? tr("Untitled recipe") : state.name);
    const int errors = m_analysis && !empty ? m_analysis->count(recipe::Severity::Error) : 0;
    const int warnings = m_analysis && !empty ? m_analysis->count(recipe::Severity::Warning) : 0;
    const int notes = m_analysis && !empty ? m_analysis->count(recipe::Severity::Note) : 0;
    m_problemsTitle->setText(errors + warnings > 0 ? tr("Problems: %1").arg(problemCounts(errors, warnings))
                             : notes > 0           ? tr("No problems, notes: %1").arg(notes)
                                                   : tr("No problems"));
    m_problemsPane->setVisible(!empty);
    if (m_analysis) {
        m_data->setCalibrationNeeded(m_analysis->needsCalibration());
    }
    m_modules->setCurrentIndex(workspace().model() ? 0 : 1);
    const QString reason = reasonNotToStart();
    m_start->setEnabled(reason.isEmpty());
    m_start->setToolTip(reason.isEmpty() ? tr("Runs this recipe on the current model") : reason);
    QString dialect;
    if (m_analysis && !empty && m_analysis->dialect() && *m_analysis->dialect() != recipe::Dialect::Espalier) {
        const std::string_view program = recipe::programName(*m_analysis->dialect());
        dialect = tr("%1 dialect").arg(QString::fromUtf8(program.data(), static_cast<int>(program.size())));
    }
    m_summary->setText(reason.isEmpty() || dialect.isEmpty() ? dialect + reason
                                                             : dialect + QStringLiteral(". ") + reason);
}

void RecipePage::useTemplate(const QString& resource)
{
    m_editor->replaceAll(readText(resource));
    RecipeState state;
    state.name = templateName(resource);
    state.text = m_editor->text();
    workspace().setRecipe(state);
    analyse();
    m_document->setCurrentIndex(0);
    m_editor->setFocus();
}

void RecipePage::openFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open recipe"), QFileInfo(workspace().recipe().path).path(),
                                     tr("Recipes (*.yaml *.yml *.json);;All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    if (const Result<void> loaded = workspace().loadRecipe(path); !loaded) {
        m_message->showError(loaded.error());
    }
}

void RecipePage::save(bool askForName)
{
    RecipeState state = workspace().recipe();
    state.text = m_editor->text();
    if (askForName || state.path.isEmpty()) {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Save recipe"), state.path.isEmpty() ? QStringLiteral("recipe.yaml") : state.path,
            tr("Recipes (*.yaml)"));
        if (path.isEmpty()) {
            return;
        }
        state.path = path;
        state.name = QFileInfo(path).fileName();
    }
    if (const Result<void> written = writeFileAtomically(state.path.toStdString(), state.text.toStdString());
        !written) {
        m_message->showError(written.error());
        return;
    }
    m_editor->setModified(false);
    workspace().setRecipe(state);
}

void RecipePage::startRun()
{
    analyse(); // what is on the screen, not what was there before the last keystroke
    if (!m_start->isEnabled()) {
        return;
    }
    RunRequest request = workspace().currentRequest();
    if (!m_analysis->needsCalibration()) {
        request.job.calibration.files.clear();
    }
    m_data->fill(request.job);
    const Result<Run*> run = controller().start(request);
    if (!run) {
        m_message->showError(run.error());
        return;
    }
    Link link;
    link.page = QStringLiteral("runs");
    link.run = run.value()->number();
    Q_EMIT openRequested(link);
}

} // namespace espalier::ui
