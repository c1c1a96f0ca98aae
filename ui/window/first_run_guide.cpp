#include "ui/window/first_run_guide.h"

#include <algorithm>

#include <QSettings>

#include "ui/chat/chat_page.h"
#include "ui/models/demo.h"
#include "ui/models/format.h"
#include "ui/models/result_figures.h"
#include "ui/models/run_figures.h"
#include "ui/models/workspace.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {

namespace {

const QString kDone = QStringLiteral("guideDone");

RunFigures figuresOf(const Run& run)
{
    RunFigures figures;
    for (const protocol::Event& event : run.events()) {
        figures.apply(event);
    }
    return figures;
}

/// Of the largest error; empty without any.
QString worstModule(const RunFigures& figures)
{
    const auto& modules = figures.modules();
    const auto worst = std::max_element(modules.begin(), modules.end(), [](const auto& a, const auto& b) {
        return a.relativeError.value_or(-1.0) < b.relativeError.value_or(-1.0);
    });
    return worst == modules.end() ? QString() : worst->module;
}

QString resultSentence(const Run& run)
{
    const RunFigures figures = figuresOf(run);
    const auto before = figures.perplexity(QStringLiteral("before"));
    const auto after = figures.perplexity(QStringLiteral("after"));
    const auto bytesBefore = bytesIn(run.result(), "bytesBefore");
    const auto bytesAfter = bytesIn(run.result(), "bytesAfter");
    if (!before || !after || !bytesBefore || !bytesAfter || *bytesBefore == 0) {
        return FirstRunGuide::tr("The model is smaller now. Is it still good? Ask it.");
    }
    return FirstRunGuide::tr("The model takes %1 of its size now, and its perplexity went from %2 to %3. Is it still "
                             "good? Ask both.")
        .arg(format::percent(double(*bytesAfter) / double(*bytesBefore), 0), format::perplexity(before->perplexity),
             format::perplexity(after->perplexity));
}

} // namespace

FirstRunGuide::FirstRunGuide(Workspace& workspace, RunController& controller, ChatPage& chat, QSettings& settings,
                             MessageBar& bar, Open open)
    : m_workspace(workspace), m_chat(chat), m_settings(settings), m_bar(bar), m_open(std::move(open))
{
    if (settings.value(kDone).toBool()) {
        m_step = Step::Done;
        return;
    }
    connect(&controller, &RunController::runStarted, this, [this](const Run* run) { begin(*run); });
    connect(&controller, &RunController::runEnded, this, [this](const Run* run) {
        if (m_step == Step::Running && run->number() == m_run) {
            run->state() == RunState::Finished ? tellResult(*run) : end();
        }
    });
    connect(&chat.scan(), &DivergenceScan::changed, this, [this](int index) {
        if (m_step == Step::Asking && m_chat.scan().state(index).kind == DivergenceScan::State::Kind::Scored) {
            tellDivergence();
        }
    });
    connect(&bar, &MessageBar::dismissed, this, &FirstRunGuide::end);
}

void FirstRunGuide::begin(const Run& run)
{
    const QString demo = demoFolder(m_workspace) + QStringLiteral("/model");
    if (m_step != Step::Waiting || run.request().modelFolder() != demo) {
        return;
    }
    m_step = Step::Running;
    m_run = run.number();
    m_bar.showMessage(MessageBar::Kind::Info,
                      tr("Each point will be one matrix: how far its output moved. In the perplexity chart the dashed "
                         "line is the model as it was."));
}

void FirstRunGuide::tellResult(const Run& run)
{
    m_step = Step::Finished;
    m_bar.showMessage(MessageBar::Kind::Ok, resultSentence(run));
    m_bar.addAction(
        tr("Chat with both"), [this] { tellQuestion(); }, true);
}

void FirstRunGuide::tellQuestion()
{
    Link link;
    link.page = QStringLiteral("chat");
    link.run = m_run;
    link.with = QLatin1String(kSourceModel);
    m_step = Step::Asking;
    m_open(link);
    m_chat.suggest(demoQuestion());
    m_bar.showMessage(MessageBar::Kind::Info,
                      tr("A is the model as it was, B the smaller one. Send the question once both are loaded."));
}

void FirstRunGuide::tellDivergence()
{
    m_step = Step::Scored;
    m_bar.showMessage(MessageBar::Kind::Info,
                      tr("Coloured tokens are those where the two models disagree. Rest the pointer on one to see what "
                         "each of them would have said."));
    m_bar.addAction(
        tr("See why"), [this] { tellModule(); }, true);
}

void FirstRunGuide::tellModule()
{
    const Run* run = m_workspace.runs().find(m_run);
    if (!run) {
        end();
        return;
    }
    Link link;
    link.page = QStringLiteral("explorer");
    link.model = run->resultModel();
    link.module = worstModule(figuresOf(*run));
    m_step = Step::Module;
    m_open(link);
    m_bar.showMessage(MessageBar::Kind::Info,
                      tr("This matrix lost most: its output moved furthest. The tab Matrix shows which of its weights "
                         "are zero."));
    m_bar.addAction(
        tr("See the recipe"), [this] { tellRecipe(); }, true);
}

void FirstRunGuide::tellRecipe()
{
    Link link;
    link.page = QStringLiteral("recipe");
    m_step = Step::Recipe;
    m_open(link);
    m_bar.showMessage(MessageBar::Kind::Info,
                      tr("This recipe has just run. Drop a model of your own on the window to use it on that."));
    m_bar.addAction(
        tr("Done"), [this] { end(); }, true);
}

void FirstRunGuide::end()
{
    m_step = Step::Done;
    m_settings.setValue(kDone, true);
    m_bar.hide();
}

} // namespace espalier::ui
