#include "ui/runs/run_details.h"

#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>

#include "ui/models/format.h"
#include "ui/runs/log_view.h"
#include "ui/runs/module_table.h"
#include "ui/runs/notes_editor.h"
#include "ui/runs/result_card.h"

namespace espalier::ui {

namespace {
constexpr int kTimeRole = Qt::UserRole + 1;
}

RunDetails::RunDetails(RunHistory& history, const Theme& theme, QWidget* parent)
    : QTabWidget(parent), m_theme(theme), m_events(new QListWidget), m_log(new LogView), m_modules(new ModuleTable),
      m_result(new ResultCard), m_notes(new NotesEditor(history))
{
    setDocumentMode(true);
    m_events->setFrameShape(QFrame::NoFrame);
    m_events->setAccessibleName(tr("Events"));
    m_events->setToolTip(tr("Enter opens the module of an event, or the log at its time."));
    connect(m_events, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        if (const QString module = item->data(Qt::UserRole).toString(); !module.isEmpty()) {
            Q_EMIT moduleActivated(module);
        } else {
            showLogAt(item->data(kTimeRole).toDouble());
        }
    });
    connect(m_modules, &ModuleTable::moduleActivated, this, &RunDetails::moduleActivated);
    addTab(m_events, tr("Events"));
    addTab(m_log, tr("Log"));
    addTab(m_modules, tr("Modules"));
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_result);
    addTab(scroll, tr("Before/after"));
    addTab(m_notes, tr("Notes"));
}

void RunDetails::setRun(Run* run, const RunFigures* figures)
{
    m_run = run;
    m_figures = figures;
    m_markersShown = 0;
    m_events->clear();
    m_log->clear();
    m_modules->setFigures(figures);
    m_notes->showRun(run);
}

void RunDetails::update()
{
    if (m_run == nullptr) {
        return;
    }
    m_result->showRun(m_run, *m_figures);
    m_modules->update();
    m_log->takeNewLines(*m_run, *m_figures);
    takeMarkers();
}

void RunDetails::takeMarkers()
{
    const auto& markers = m_figures->markers();
    for (; m_markersShown < int(markers.size()); ++m_markersShown) {
        const RunFigures::Marker& marker = markers[std::size_t(m_markersShown)];
        auto* item = new QListWidgetItem(QStringLiteral("%1  %2").arg(format::clock(marker.at), marker.text), m_events);
        item->setData(Qt::UserRole, marker.module);
        item->setData(kTimeRole, marker.at);
        item->setToolTip(marker.text);
        if (marker.level == QLatin1String("warning")) {
            item->setIcon(m_theme.icon(QStringLiteral("warning"), &Colors::warning));
        } else if (marker.level == QLatin1String("error")) {
            item->setIcon(m_theme.icon(QStringLiteral("error"), &Colors::error));
        } else {
            item->setIcon(m_theme.icon(QStringLiteral("info"), &Colors::accent));
        }
    }
    setTabText(indexOf(m_events), tr("Events %1").arg(markers.size()));
}

void RunDetails::showResult()
{
    setCurrentIndex(3);
}

void RunDetails::showLogAt(double seconds)
{
    setCurrentWidget(m_log);
    m_log->showTime(seconds);
}

void RunDetails::selectModule(const QString& module)
{
    m_modules->selectModule(module);
}

void RunDetails::editName()
{
    setCurrentWidget(m_notes);
    m_notes->editName();
}

QWidget* RunDetails::logFilter() const
{
    return currentWidget() == m_log ? m_log->filterField() : nullptr;
}

} // namespace espalier::ui
