#include "ui/chat/loading_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

#include "ui/models/format.h"
#include "ui/widgets/action_button.h"

namespace espalier::ui {

namespace {
constexpr int kSteps = 100;
constexpr int kAnnouncedSteps = 10;
} // namespace

LoadingBar::LoadingBar(QAction* cancel, QWidget* parent)
    : QFrame(parent), m_text(new QLabel), m_progress(new QProgressBar)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(12);
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Progress of loading"));
    layout->addWidget(m_text);
    layout->addWidget(m_progress, 1);
    layout->addWidget(new ActionButton(cancel));
    hide();
}

void LoadingBar::showEngine(const ChatEngine& engine)
{
    const bool loading = engine.state() == ChatEngine::State::Loading;
    if (loading) {
        const int step = int(engine.loadingFraction() * kSteps);
        m_text->setText(
            tr("Packing the weights of %1, %2").arg(engine.loadingName(), format::percent(step / 100.0, 0)));
        m_progress->setValue(step);
        if (step % kAnnouncedSteps == 0) {
            m_progress->setAccessibleDescription(m_text->text());
        }
    }
    setVisible(loading);
}

} // namespace espalier::ui
