#include "ui/models/run.h"

#include <algorithm>

#include "core/protocol/run_directory.h"
#include "core/protocol/run_log.h"
#include "ui/models/format.h"

namespace espalier::ui {

namespace {

constexpr int kLogLines = 2000;

QString text(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? QString::fromStdString(found->get<std::string>()) : QString();
}

} // namespace

nlohmann::json RunRequest::toJson() const
{
    return {{"modelName", modelName.toStdString()},
            {"recipeName", recipeName.toStdString()},
            {"job", protocol::toJson(job)}};
}

RunRequest RunRequest::fromJson(const nlohmann::json& json)
{
    RunRequest request;
    if (!json.is_object()) {
        return request;
    }
    request.modelName = text(json, "modelName");
    request.recipeName = text(json, "recipeName");
    protocol::CompressJob job;
    if (json.contains("job") && protocol::fromStored(json["job"], job)) {
        request.job = std::move(job);
    }
    return request;
}

Run::Run(int number, QString folder, RunRequest request, QObject* parent)
    : QObject(parent), m_number(number), m_folder(std::move(folder)), m_request(std::move(request)),
      m_created(QDateTime::currentDateTime())
{
}

QString Run::title() const
{
    return tr("Run %1").arg(m_number);
}

QString Run::fullTitle() const
{
    return m_notes.name.isEmpty() ? title() : tr("%1: %2", "run, its name").arg(title(), m_notes.name);
}

const std::vector<protocol::Event>& Run::events() const
{
    if (m_logUnread) {
        m_logUnread = false;
        if (auto log = protocol::readRunLog((m_folder + u'/').toStdString() + protocol::kRunLogName)) {
            m_events = std::move(log->events);
        }
    }
    return m_events;
}

void Run::restore(RunState state, int layers, nlohmann::json result, std::optional<protocol::Failed> failure)
{
    m_state = state;
    m_layers = layers;
    m_result = std::move(result);
    m_failure = std::move(failure);
    m_fraction = state == RunState::Finished ? 1.0 : 0.0;
    m_logUnread = true;
}

void Run::setNotes(const RunNotes& notes)
{
    if (notes != m_notes) {
        m_notes = notes;
        Q_EMIT notesChanged();
    }
}

QString Run::resultModel() const
{
    return m_result.is_object() ? text(m_result, "model") : QString();
}

void Run::append(protocol::Event event)
{
    m_events.push_back(std::move(event));
    note(m_events.back().body);
    Q_EMIT eventAppended(int(m_events.size()) - 1);
}

void Run::note(const protocol::EventBody& body)
{
    if (std::holds_alternative<protocol::RunBegun>(body) && m_failure) { // in the log of a run that went on
        goOn();
    }
    if (hasEnded()) { // what a log holds after the end changes no more how the run went
        return;
    }
    if (const auto* begun = std::get_if<protocol::RunBegun>(&body)) {
        m_layers = begun->layers;
    } else if (const auto* layer = std::get_if<protocol::LayerBegun>(&body)) {
        m_layer = layer->layer;
    } else if (const auto* progress = std::get_if<protocol::Progress>(&body)) {
        m_fraction = progress->fraction;
        m_eta = progress->etaSeconds;
        m_phase = QString::fromStdString(progress->phase);
    } else if (const auto* step = std::get_if<protocol::TrainingStep>(&body)) {
        m_phase = step->layer < 0 ? QStringLiteral("training") : QStringLiteral("reconstruction");
    } else if (const auto* memory = std::get_if<protocol::Memory>(&body)) {
        m_residentBytes = memory->residentBytes;
        m_peakBytes = std::max(m_peakBytes, memory->peakBytes);
    } else if (const auto* finished = std::get_if<protocol::Finished>(&body)) {
        m_result = finished->result;
        m_fraction = 1.0;
        m_eta.reset();
        setState(RunState::Finished);
    } else if (const auto* failed = std::get_if<protocol::Failed>(&body)) {
        fail(*failed);
    } else {
        return;
    }
    Q_EMIT progressChanged();
}

void Run::appendLog(const QString& line)
{
    m_log << line;
    if (m_log.size() > kLogLines) {
        m_log.removeFirst();
        ++m_logLinesDropped;
    }
    Q_EMIT logAppended(line);
}

void Run::setState(RunState state)
{
    if (state != m_state) {
        m_state = state;
        if (!isActive()) {
            m_residentBytes = 0;
        }
        Q_EMIT stateChanged();
    }
}

void Run::fail(protocol::Failed failure)
{
    const RunState state = failure.code == "cancelled"     ? RunState::Cancelled
                           : failure.code == "interrupted" ? RunState::Interrupted
                                                           : RunState::Failed;
    m_failure = std::move(failure);
    m_eta.reset();
    setState(state);
}

bool Run::canGoOn() const
{
    return m_state == RunState::Failed || m_state == RunState::Cancelled || m_state == RunState::Interrupted;
}

void Run::goOn()
{
    events(); // before a worker appends to the log
    m_failure.reset();
    m_layer = -1;
    setState(RunState::Waiting);
}

QString stateText(const Run& run)
{
    switch (run.state()) {
    case RunState::Waiting:
        return Run::tr("waiting");
    case RunState::Running:
        return format::percent(run.fraction(), 0);
    case RunState::Stopping:
        return Run::tr("stopping");
    case RunState::Paused:
        return Run::tr("paused at %1").arg(format::percent(run.fraction(), 0));
    case RunState::Finished:
        return Run::tr("finished");
    case RunState::Failed:
        return Run::tr("failed");
    case RunState::Cancelled:
        return Run::tr("cancelled");
    case RunState::Interrupted:
        return Run::tr("interrupted");
    }
    return {};
}

QString phaseName(const QString& phase)
{
    if (phase == QLatin1String("calibration")) {
        return Run::tr("calibrating");
    }
    if (phase == QLatin1String("evaluation")) {
        return Run::tr("measuring perplexity");
    }
    if (phase == QLatin1String("writing")) {
        return Run::tr("writing");
    }
    if (phase == QLatin1String("training")) {
        return Run::tr("training");
    }
    if (phase == QLatin1String("reconstruction")) {
        return Run::tr("reconstructing");
    }
    if (phase == QLatin1String("compression")) {
        return Run::tr("compressing");
    }
    if (phase == QLatin1String("finished")) {
        return Run::tr("finishing");
    }
    return phase;
}

QString phaseText(const Run& run)
{
    if (run.state() == RunState::Stopping) {
        return Run::tr("stopping");
    }
    if (run.state() == RunState::Paused) {
        return Run::tr("paused");
    }
    static const QStringList kOutsideLayers = {QStringLiteral("evaluation"), QStringLiteral("writing"),
                                               QStringLiteral("training"), QStringLiteral("finished")};
    const bool outsideLayers = kOutsideLayers.contains(run.phase());
    if (run.layer() >= 0 && run.layers() > 0 && !outsideLayers) {
        return Run::tr("layer %1/%2").arg(run.layer()).arg(run.layers());
    }
    return run.phase().isEmpty() ? Run::tr("starting") : phaseName(run.phase());
}

} // namespace espalier::ui
