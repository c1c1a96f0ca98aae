#pragma once

#include <QAction>
#include <QList>
#include <QWidget>

#include "ui/models/link.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

class QSettings;

namespace espalier::ui {

class RunController;

/// What every page may use; all of it outlives the pages. Passed to their constructors.
struct PageContext
{
    Workspace& workspace;
    RunController& controller; ///< starts and stops runs (ui/worker/run_controller.h)
    Theme& theme;
    QSettings& settings;
};

/// One page of the main window. Pages do not know each other: they emit openRequested and the window routes.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(const PageContext& context, QWidget* parent = nullptr) : QWidget(parent), m_context(context) {}

    virtual QString id() const = 0;       ///< "explorer"; never translated, used in links and settings
    virtual QString title() const = 0;    ///< one translated word for the activity bar
    virtual QString iconName() const = 0; ///< of resources/icons

    /// Run by Ctrl+Return; its text and enabled state are shown by the page's one primary button. May be null.
    virtual QAction* primaryAction() const { return nullptr; }
    /// Run by Ctrl+. while it is enabled, instead of stopping the run. May be null.
    virtual QAction* stopAction() const { return nullptr; }
    /// What F6 goes round, in reading order.
    virtual QList<QWidget*> regions() const { return {}; }
    /// What Ctrl+F focuses; may be null.
    virtual QWidget* filterField() const { return nullptr; }
    /// Further actions for the command palette.
    virtual QList<QAction*> commands() const { return {}; }
    /// Shows what the link names within this page (the window has already brought the page to the front).
    virtual void showLink(const Link& /*link*/) {}
    /// Where the user is, for Back and Forward and for the next start.
    virtual Link location() const
    {
        Link link;
        link.page = id();
        return link;
    }
    /// Called when the page comes to the front or is hidden: live updates are for the visible page only.
    virtual void setActive(bool /*active*/) {}

Q_SIGNALS:
    void openRequested(const espalier::ui::Link& link);

protected:
    Workspace& workspace() const { return m_context.workspace; }
    RunController& controller() const { return m_context.controller; }
    Theme& theme() const { return m_context.theme; }
    QSettings& settings() const { return m_context.settings; }

private:
    PageContext m_context;
};

} // namespace espalier::ui
