#include "ui/recipe/target_picker.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/recipe/target_choice_model.h"
#include "ui/theme/espalier_style.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

TargetPicker::TargetPicker(const Theme& theme, const RecipeAnalysisPtr& analysis, ModifierPlace place,
                           const QString& key, const QStringList& entries, QWidget* parent)
    : QDialog(parent), m_theme(theme), m_choice(std::make_shared<TargetChoice>(analysis, place, entries)),
      m_model(new TargetChoiceModel(theme, m_choice, this)), m_tree(new QTreeView), m_list(new QListWidget),
      m_count(new QLabel), m_icon(new IconLabel(theme.icon(QStringLiteral("ok"), &Colors::ok), 16)),
      m_use(new QPushButton), m_key(key)
{
    const QString title = QString::fromStdString(m_choice->schema().title);
    setWindowTitle(key == QLatin1String("ignore") ? tr("Modules that %1 leaves alone").arg(title)
                                                  : tr("Modules that %1 works on").arg(title));
    resize(640, 600);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(makeTree(), 1);
    layout->addLayout(makeResult(key));
    connect(m_model, &TargetChoiceModel::chosenChanged, this, &TargetPicker::choose);
    revealFirst();
    showEntries(entries);
}

QLayout* TargetPicker::makeTree()
{
    auto* filterField = new QLineEdit;
    filterField->setPlaceholderText(tr("Filter"));
    filterField->setClearButtonEnabled(true);
    filterField->setAccessibleName(tr("Filter"));
    filterField->setToolTip(tr("Shows modules whose name or class holds this text"));
    connect(filterField, &QLineEdit::textChanged, this, &TargetPicker::filter);
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, filterField, qOverload<>(&QWidget::setFocus));
    auto* all = new QPushButton(tr("Tick all"));
    auto* none = new QPushButton(tr("Tick none"));
    for (QPushButton* button : {all, none}) {
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, chosen = button == all] {
            m_choice->setAll(chosen);
            m_model->refresh();
        });
    }
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(filterField, 1);
    top->addWidget(all);
    top->addWidget(none);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setIconSize(QSize(20, 14));
    m_tree->setIndentation(16);
    m_tree->setAccessibleName(tr("Modules"));
    m_tree->setAccessibleDescription(tr("Space ticks a module and everything in it."));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(TargetModel::Module, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(TargetModel::Class, QHeaderView::Interactive);
    m_tree->header()->setSectionResizeMode(TargetModel::Effect, QHeaderView::Interactive);
    m_tree->header()->resizeSection(TargetModel::Class, 140);
    m_tree->header()->resizeSection(TargetModel::Effect, 160);
    auto* layout = new QVBoxLayout;
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addWidget(m_tree, 1);
    return layout;
}

QLayout* TargetPicker::makeResult(const QString& key)
{
    m_count->setWordWrap(true);
    auto* countRow = new QHBoxLayout;
    countRow->setSpacing(4);
    countRow->addWidget(m_icon);
    countRow->addWidget(m_count, 1);
    constexpr int kListHeight = 76; // three entries
    m_list->setFixedHeight(kListHeight);
    m_list->setFont(Theme::font(TextStyle::Code));
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->viewport()->installEventFilter(this);
    m_list->setAccessibleName(tr("Entries of %1").arg(key));
    m_list->setToolTip(tr("What the recipe will say. Pointing at an entry shows what it hits alone."));
    connect(m_list, &QListWidget::itemEntered, this, [this](QListWidgetItem* item) { preview(m_list->row(item)); });
    connect(m_list, &QListWidget::currentRowChanged, this, &TargetPicker::preview);
    m_use->setText(key == QLatin1String("ignore") ? tr("Ignore these") : tr("Use these targets"));
    m_use->setProperty(kPrimaryProperty, true);
    m_use->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setAutoDefault(false);
    connect(m_use, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_use);
    auto* layout = new QVBoxLayout;
    layout->setSpacing(8);
    layout->addLayout(countRow);
    layout->addWidget(m_list);
    layout->addLayout(buttons);
    return layout;
}

/// Opens the tree down to the first decoder layer.
void TargetPicker::revealFirst()
{
    QModelIndex parent;
    for (bool deeper = true; deeper;) {
        deeper = false;
        for (int row = 0; row < m_model->rowCount(parent) && !deeper; ++row) {
            const QModelIndex child = m_model->index(row, 0, parent);
            if (m_model->rowCount(child) > 0 && m_choice->holdsWeights(*m_model->moduleAt(child))) {
                m_tree->expand(child);
                parent = child;
                deeper = m_model->moduleAt(child)->layer < 0;
                if (!deeper) {
                    m_tree->expandRecursively(child);
                }
                break;
            }
        }
    }
    m_tree->setCurrentIndex(m_model->index(0, 0));
    m_tree->setFocus();
}

void TargetPicker::filter(const QString& text)
{
    filterBelow({}, text.trimmed());
}

/// @return whether anything in or below is shown
bool TargetPicker::filterBelow(const QModelIndex& parent, const QString& text)
{
    bool any = false;
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        const model::ModuleNode& module = *m_model->moduleAt(index);
        const bool self = text.isEmpty() || QString::fromStdString(module.name).contains(text, Qt::CaseInsensitive) ||
                          QString::fromStdString(module.className()).contains(text, Qt::CaseInsensitive);
        const bool shown = filterBelow(index, text) || self;
        m_tree->setRowHidden(row, parent, !shown);
        if (shown && !text.isEmpty()) {
            m_tree->expand(index);
        }
        any = any || shown;
    }
    return any;
}

void TargetPicker::choose()
{
    showCount();
    write();
}

/// Entries are sought aside: boxes answer at once.
void TargetPicker::write()
{
    m_use->setEnabled(false);
    runInBackground(
        this,
        [writer = m_choice->writer(), keep = m_choice->analysis(), chosen = m_choice->chosen()] {
            QStringList entries;
            for (const std::string& entry : writer->write(chosen)) {
                entries << QString::fromStdString(entry);
            }
            return entries;
        },
        [this, generation = ++m_generation](const QStringList& entries) {
            if (generation == m_generation) {
                showEntries(entries);
            }
        });
}

void TargetPicker::showEntries(const QStringList& entries)
{
    m_entries = entries;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const QString& entry : entries) {
        auto* item = new QListWidgetItem(entry, m_list);
        item->setToolTip(entry);
    }
    showCount();
}

void TargetPicker::showCount()
{
    const std::size_t count = m_choice->chosen().size();
    const bool ignoring = m_key == QLatin1String("ignore");
    const bool error = count == 0 && !ignoring;
    m_icon->setIcon(error ? m_theme.icon(QStringLiteral("error"), &Colors::error)
                          : m_theme.icon(QStringLiteral("ok"), &Colors::ok));
    QString text = tr("%1 of %2 hit")
                       .arg(format::count(std::int64_t(count)), format::count(std::int64_t(m_choice->weightCount())));
    if (error) {
        text = tr("Nothing is ticked. A modifier without targets does nothing: tick a module.");
    } else if (const std::size_t ignored = ignoring ? 0 : m_choice->ignoredCount(); ignored > 0) {
        text = tr("%1. The ignore entries take %2 of them out again.").arg(text, format::count(std::int64_t(ignored)));
    }
    m_count->setText(text);
    m_use->setEnabled(!error);
}

/// A preview ends where the pointer leaves.
bool TargetPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list->viewport() && event->type() == QEvent::Leave) {
        preview(-1);
    }
    return QDialog::eventFilter(watched, event);
}

void TargetPicker::preview(int row)
{
    if (row < 0 || row >= m_entries.size()) {
        m_model->setEntryPreview({});
        return;
    }
    m_model->setEntryPreview(m_choice->writer()->hits({m_entries[row].toStdString()}));
}

} // namespace espalier::ui
