#include "ui/runs/run_header.h"

#include <algorithm>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/action_button.h"

namespace espalier::ui {

RunHeader::RunHeader(const QList<QAction*>& actions, const QList<QAction*>& primary, const QList<QAction*>& more,
                     QWidget* parent)
    : QWidget(parent)
{
    m_title = new QLabel;
    m_title->setFont(Theme::font(TextStyle::Title));
    m_subtitle = new QLabel;
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the buttons go first
    m_progressText = new QLabel;
    m_stages = new QComboBox;
    m_stages->setAccessibleName(tr("Stage whose figures are shown by layer"));
    m_stages->setToolTip(m_stages->accessibleName());
    m_stages->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_stages->hide();
    connect(m_stages, &QComboBox::activated, this, &RunHeader::stageChosen);
    m_bar = new QProgressBar;
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->setAccessibleName(tr("Progress of the run"));

    auto* titles = new QHBoxLayout;
    titles->setSpacing(12);
    titles->addWidget(m_title);
    titles->addWidget(m_subtitle, 1);
    for (QAction* action : actions) {
        titles->addWidget(new ActionButton(action));
    }
    for (QAction* action : primary) {
        titles->addWidget(new ActionButton(action, true));
    }
    auto* button = new QToolButton;
    button->setText(QStringLiteral("\u22EF")); // dots
    button->setFixedSize(28, 28);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(tr("More actions of the run"));
    button->setToolTip(tr("Report, name, folder, delete."));
    auto* menu = new QMenu(button);
    menu->addActions(more);
    connect(button, &QToolButton::clicked, menu, // without the arrow that a button with a menu of its own has
            [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
    titles->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(titles);
    auto* progress = new QHBoxLayout;
    progress->setSpacing(12);
    progress->addWidget(m_progressText, 1);
    progress->addWidget(m_stages);
    layout->addLayout(progress);
    layout->addWidget(m_bar);
}

QString RunHeader::progressText(const Run& run, const RunFigures& figures) const
{
    if (!run.isActive()) {
        QString text = stateText(run);
        const bool failed = run.state() == RunState::Failed && run.failure().has_value();
        if (failed) {
            text += QStringLiteral(": ") + QString::fromStdString(run.failure()->message);
        }
        return text;
    }
    QStringList parts = {stateText(run)};
    if (const QString& stage = figures.currentStage(); !stage.isEmpty()) {
        parts << tr("stage %1").arg(stage);
    }
    const RunFigures::LossRow* step = figures.losses().empty() ? nullptr : &figures.losses().back();
    if (step != nullptr && run.phase() == QLatin1String("training")) {
        parts << tr("step %1 of %2").arg(step->step).arg(step->steps);
    } else if (figures.currentLayer() >= 0 && run.layers() > 0) {
        parts << tr("layer %1 of %2").arg(figures.currentLayer()).arg(run.layers());
    }
    if (step != nullptr && run.phase() == QLatin1String("reconstruction")) {
        parts << tr("reconstructing %1, step %2 of %3").arg(step->part).arg(step->step).arg(step->steps);
    } else if (!run.phase().isEmpty()) {
        parts << phaseName(run.phase());
    }
    if (run.state() == RunState::Paused) {
        return parts.join(u", ");
    }
    if (const auto stage = figures.stageRemainingSeconds(); stage) {
        parts << tr("stage about %1").arg(format::duration(stage));
        if (run.etaSeconds()) {
            parts << tr("total about %1").arg(format::duration(run.etaSeconds()));
        }
    } else if (run.etaSeconds()) {
        parts << format::remaining(run.etaSeconds());
    }
    return parts.join(u", ");
}

void RunHeader::showStages(const RunFigures& figures)
{
    QStringList names = {tr("All stages")};
    for (const RunFigures::StageRow& stage : figures.stages()) {
        names << stage.name;
    }
    QStringList shown;
    for (int i = 0; i < m_stages->count(); ++i) {
        shown << m_stages->itemText(i);
    }
    if (shown != names) {
        const QString chosen = m_stages->currentText();
        m_stages->clear();
        m_stages->addItems(names);
        m_stages->setCurrentIndex(std::max(0, m_stages->findText(chosen)));
    }
    m_stages->setVisible(names.size() > 2);
}

QString RunHeader::chosenStage() const
{
    return m_stages->currentIndex() <= 0 ? QString() : m_stages->currentText();
}

void RunHeader::showRun(const Run* run, const RunFigures& figures)
{
    if (run == nullptr) {
        return;
    }
    constexpr int kTitleWidth = 360; // a name of the user's may be long
    m_title->setText(m_title->fontMetrics().elidedText(run->fullTitle(), Qt::ElideRight, kTitleWidth));
    m_title->setToolTip(run->fullTitle());
    m_subtitle->setText(tr("%1 · %2 · %3")
                            .arg(run->request().modelName, run->request().recipeName,
                                 QLocale().toString(run->created(), QLocale::ShortFormat)));
    showStages(figures);
    m_progressText->setText(progressText(*run, figures));
    m_progressText->setToolTip(m_progressText->text());
    m_bar->setVisible(run->isActive());
    m_bar->setValue(int(run->fraction() * 1000.0));
}

} // namespace espalier::ui
