#include "ui/runs/run_header.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/action_button.h"

namespace espalier::ui {
namespace {

/// The worker's phases in the user's language.
QString phaseText(const QString& phase)
{
    if (phase == QLatin1String("calibration")) {
        return RunHeader::tr("calibrating");
    }
    if (phase == QLatin1String("evaluation")) {
        return RunHeader::tr("measuring perplexity");
    }
    if (phase == QLatin1String("writing")) {
        return RunHeader::tr("writing");
    }
    if (phase == QLatin1String("training")) {
        return RunHeader::tr("training");
    }
    return phase;
}

} // namespace

RunHeader::RunHeader(QAction* cancel, QAction* chat, QAction* openResult, QAction* showFolder, QWidget* parent) : QWidget(parent)
{
    m_title = new QLabel;
    m_title->setFont(Theme::font(TextStyle::Title));
    m_subtitle = new QLabel;
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_progressText = new QLabel;
    m_bar = new QProgressBar;
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->setAccessibleName(tr("Progress of the run"));

    auto* titles = new QHBoxLayout;
    titles->setSpacing(12);
    titles->addWidget(m_title);
    titles->addWidget(m_subtitle, 1);
    titles->addWidget(new ActionButton(showFolder));
    titles->addWidget(new ActionButton(cancel));
    titles->addWidget(new ActionButton(openResult));
    titles->addWidget(new ActionButton(chat, true));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(titles);
    layout->addWidget(m_progressText);
    layout->addWidget(m_bar);
}

QString RunHeader::progressText(const Run& run, const QString& stage) const
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
    if (!stage.isEmpty()) {
        parts << tr("stage %1").arg(stage);
    }
    if (run.layer() >= 0 && run.layers() > 0) {
        parts << tr("layer %1 of %2").arg(run.layer()).arg(run.layers());
    }
    if (!run.phase().isEmpty()) {
        parts << phaseText(run.phase());
    }
    if (run.etaSeconds()) {
        parts << format::remaining(run.etaSeconds());
    }
    return parts.join(u", ");
}

void RunHeader::showRun(const Run* run, const QString& stage)
{
    if (run == nullptr) {
        return;
    }
    m_title->setText(run->title());
    m_subtitle->setText(tr("%1 · %2 · %3").arg(run->request().modelName, run->request().recipeName,
                                                QLocale().toString(run->created(), QLocale::ShortFormat)));
    m_progressText->setText(progressText(*run, stage));
    m_progressText->setToolTip(m_progressText->text());
    m_bar->setVisible(run->isActive());
    m_bar->setValue(int(run->fraction() * 1000.0));
}

} // namespace espalier::ui
