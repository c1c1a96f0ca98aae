// What the command palette of the main window offers.
#include "ui/help/help_page.h"
#include "ui/models/format.h"
#include "ui/window/main_window.h"

namespace espalier::ui {

PaletteItem MainWindow::paletteItemOf(QAction* action) const
{
    PaletteItem item;
    item.text = action->text();
    item.enabled = action->isEnabled();
    item.detail = action->isEnabled()                   ? action->shortcut().toString(QKeySequence::NativeText)
                  : action->toolTip() != action->text() ? action->toolTip() // why it is disabled
                                                        : QString();
    item.run = [action] { action->trigger(); };
    return item;
}

QList<PaletteItem> MainWindow::modulePaletteItems()
{
    QList<PaletteItem> items;
    if (!m_workspace.model()) {
        return items;
    }
    for (const model::ModuleNode* node : model::allModules(m_workspace.model()->tree())) {
        if (node->name.empty()) {
            continue;
        }
        PaletteItem item;
        item.text = QString::fromStdString(node->name);
        item.detail = QString::fromStdString(node->className());
        item.run = [this, name = item.text] {
            Link link;
            link.page = QStringLiteral("explorer");
            link.module = name;
            open(link);
        };
        items << item;
    }
    return items;
}

QList<PaletteItem> MainWindow::linePaletteItems()
{
    QList<PaletteItem> items;
    const QStringList lines = m_workspace.recipe().text.split(QLatin1Char('\n'));
    for (int line = 1; line <= lines.size(); ++line) {
        if (!lines[line - 1].trimmed().isEmpty()) {
            items << PaletteItem{tr("%1: %2").arg(line).arg(lines[line - 1].trimmed()), {}, true, [this, line] {
                                     Link link;
                                     link.page = QStringLiteral("recipe");
                                     link.line = line;
                                     open(link);
                                 }};
        }
    }
    return items;
}

QList<PaletteItem> MainWindow::helpPaletteItems()
{
    QList<PaletteItem> items;
    const auto show = [this] { setCurrentPage(int(m_pages.indexOf(m_helpPage))); };
    for (const HelpTopic& topic : helpTopics()) {
        items << PaletteItem{topic.title, tr("Help"), true, [this, show, id = topic.id] {
                                 remember();
                                 m_helpPage->showTopic(id);
                                 show();
                             }};
    }
    for (const HelpTerm& term : helpTerms()) {
        items << PaletteItem{term.name, tr("Term"), true, [this, show, name = term.name] {
                                 remember();
                                 m_helpPage->showTopic(QStringLiteral("terms"));
                                 m_helpPage->search(name);
                                 show();
                             }};
    }
    return items;
}

QList<PaletteItem> MainWindow::paletteItems(char prefix)
{
    QList<PaletteItem> items;
    switch (prefix) {
    case '#':
        return modulePaletteItems();
    case ':':
        return linePaletteItems();
    case '?':
        return helpPaletteItems();
    default:
        break;
    }
    if (prefix != '@') {
        for (QAction* action : currentPage()->commands()) {
            items << paletteItemOf(action);
        }
        for (QAction* action : m_commands) {
            items << paletteItemOf(action);
        }
    }
    if (prefix != '>') {
        const auto& runs = m_workspace.runs().runs();
        for (auto each = runs.crbegin(); each != runs.crend(); ++each) {
            PaletteItem item;
            item.text = tr("%1 %2").arg((*each)->title(), (*each)->request().recipeName);
            item.detail = stateText(**each);
            item.run = [this, number = (*each)->number()] {
                Link link;
                link.run = number;
                open(link);
            };
            items << item;
        }
    }
    if (prefix == '\0') {
        for (const QString& folder : m_workspace.recentModels()) {
            items << PaletteItem{
                tr("Open model %1").arg(folder), {}, true, [this, folder] { m_workspace.openModel(folder); }};
        }
        for (const FoundModel& each : m_workspace.foundModels()) {
            if (!m_workspace.recentModels().contains(each.path)) {
                items << PaletteItem{tr("Open model %1").arg(each.name), {}, true, [this, path = each.path] {
                                         m_workspace.openModel(path);
                                     }};
            }
        }
    }
    return items;
}

} // namespace espalier::ui
