#include "ui/window/status_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

#include "ui/models/format.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {
constexpr int kRefreshMilliseconds = 500;
constexpr int kSteps = 1000;
} // namespace

StatusStrip::StatusStrip(Workspace& workspace, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_theme(theme), m_run(new QToolButton), m_stage(new QLabel),
      m_progress(new QProgressBar), m_remaining(new QLabel), m_cancel(new QToolButton), m_memory(new QLabel)
{
    setFixedHeight(29);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 1, 12, 0);
    layout->setSpacing(12);
    for (QToolButton* button : {m_run, m_cancel}) {
        button->setAutoRaise(true);
        button->setFixedHeight(24);
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_cancel->setText(tr("Cancel"));
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(160, 8);
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_memory->setToolTip(tr("Memory of the worker that runs now."));
    layout->addWidget(m_run);
    layout->addWidget(m_stage);
    layout->addWidget(m_progress);
    layout->addWidget(m_remaining);
    layout->addWidget(m_cancel);
    layout->addStretch();
    layout->addWidget(m_memory);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (Run* run = m_workspace.runs().active()) {
            Q_EMIT cancelRequested(run);
        }
    });
    connect(m_run, &QToolButton::clicked, this, [this] {
        if (const Run* run = m_workspace.runs().active()) {
            Q_EMIT runRequested(run->number());
        }
    });
    m_timer.setSingleShot(true);
    m_timer.setInterval(kRefreshMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &StatusStrip::refresh);
    connect(&workspace.runs(), &RunHistory::changed, this, [this] {
        if (!m_timer.isActive()) {
            m_timer.start();
        }
    });
    refresh();
}

void StatusStrip::refresh()
{
    const Run* run = m_workspace.runs().active();
    for (QWidget* part :
         {static_cast<QWidget*>(m_run), static_cast<QWidget*>(m_stage), static_cast<QWidget*>(m_progress),
          static_cast<QWidget*>(m_remaining), static_cast<QWidget*>(m_cancel)}) {
        part->setVisible(run != nullptr);
    }
    if (!run) {
        m_announcedTenth = -1;
        m_memory->setText(tr("No run in progress"));
        return;
    }
    m_run->setText(run->title());
    m_stage->setText(phaseText(*run));
    m_progress->setValue(int(run->fraction() * kSteps));
    QString rest = format::percent(run->fraction(), 0);
    if (const QString remaining = format::remaining(run->etaSeconds()); !remaining.isEmpty()) {
        rest = tr("%1, %2").arg(rest, remaining);
    }
    m_remaining->setText(rest);
    m_cancel->setEnabled(run->state() == RunState::Running || run->state() == RunState::Paused);
    m_memory->setText(run->residentBytes() > 0 ? tr("Worker %1").arg(format::bytes(run->residentBytes())) : QString());
    announce(*run);
}

void StatusStrip::announce(const Run& run)
{
    // screen readers: every 10 %
    if (const int tenth = int(run.fraction() * 10.0); tenth != m_announcedTenth) {
        m_announcedTenth = tenth;
        m_progress->setAccessibleDescription(tr("%1 %2").arg(run.title(), format::percent(tenth / 10.0, 0)));
    }
}

void StatusStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, 0, width(), 1, mix(m_theme.colors().window, m_theme.colors().mid, 0.4));
}

} // namespace espalier::ui
