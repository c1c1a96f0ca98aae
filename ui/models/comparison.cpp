#include "ui/models/comparison.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/compress/plan/run_plan.h"
#include "core/compress/schemas.h"
#include "core/recipe/parse.h"
#include "ui/models/background.h"

namespace espalier::ui {

namespace {

/// Bytes of the weights that a recipe will leave, before a run has written them. Reads headers: off the GUI thread.
std::optional<std::uint64_t> predictedBytes(const std::string& folder, const std::string& recipeText)
{
    namespace plan = compress::plan;
    const auto model = plan::plannedModel(std::filesystem::path(folder));
    const auto parsed = recipe::parseRecipe(recipeText, compress::modifierSchemas());
    if (!model || !parsed.recipe) {
        return std::nullopt;
    }
    const auto planned = plan::planRun(*model, *parsed.recipe, {});
    return planned ? std::optional(planned->after.bytes() - planned->after.otherFileBytes) : std::nullopt;
}

} // namespace

/// A ticked run and what is read of it so far.
struct Comparison::Member
{
    Run* run = nullptr;
    int slot = 0;
    RunFigures figures;
    std::size_t eventsTaken = 0;
    QList<QMetaObject::Connection> connections;

    ~Member()
    {
        for (const QMetaObject::Connection& each : connections) {
            QObject::disconnect(each);
        }
    }

    void takeNewEvents()
    {
        const auto& events = run->events();
        for (; eventsTaken < events.size(); ++eventsTaken) {
            figures.apply(events[eventsTaken]);
        }
    }
};

Comparison::Comparison(RunHistory& history, QObject* parent) : QObject(parent), m_history(history)
{
    connect(&history, &RunHistory::aboutToRemove, this, [this](const Run* run) { forget(run->number()); });
}

Comparison::~Comparison() = default;

std::vector<Run*> Comparison::ticked() const
{
    std::vector<Run*> runs;
    for (const auto& [number, member] : m_members) {
        runs.push_back(member->run);
    }
    return runs;
}

bool Comparison::isTicked(const Run* run) const
{
    return run != nullptr && m_members.count(run->number()) > 0;
}

int Comparison::slotOf(int number) const
{
    const auto found = m_members.find(number);
    return found == m_members.end() ? -1 : found->second->slot;
}

const RunFigures* Comparison::figures(int number) const
{
    const auto found = m_members.find(number);
    return found == m_members.end() ? nullptr : &found->second->figures;
}

const ComparedModel* Comparison::result(int number) const
{
    const auto found = std::find_if(m_models.begin(), m_models.end(), [number](const ComparedModel& model) {
        return !model.dense && model.run == number;
    });
    return found == m_models.end() ? nullptr : &*found;
}

void Comparison::setTicked(Run* run, bool on)
{
    if (run == nullptr || isTicked(run) == on) {
        return;
    }
    if (!on) {
        forget(run->number());
        return;
    }
    std::set<int> taken;
    for (const auto& [number, each] : m_members) {
        taken.insert(each->slot);
    }
    auto member = std::make_unique<Member>();
    member->run = run;
    while (taken.count(member->slot) > 0) {
        ++member->slot;
    }
    const auto stale = [this] { m_stale = true; };
    member->connections = {connect(run, &Run::eventAppended, this, stale),
                           connect(run, &Run::stateChanged, this, stale)};
    m_members[run->number()] = std::move(member);
    rebuild();
    Q_EMIT tickedChanged();
    Q_EMIT changed();
}

void Comparison::forget(int number)
{
    if (m_members.erase(number) > 0) {
        m_predicted.remove(number);
        rebuild();
        Q_EMIT tickedChanged();
        Q_EMIT changed();
    }
}

void Comparison::setCost(Cost cost)
{
    if (cost != m_cost) {
        m_cost = cost;
        rebuildView();
        Q_EMIT changed();
    }
}

void Comparison::setQuality(Quality quality)
{
    if (quality != m_quality) {
        m_quality = quality;
        rebuildView();
        Q_EMIT changed();
    }
}

void Comparison::setProtocol(const QString& key)
{
    if (key != m_protocol) {
        m_chosenProtocol[m_quality] = key;
        rebuildView();
        Q_EMIT changed();
    }
}

QString Comparison::protocolTitleShown() const
{
    const auto found = std::find_if(m_groups.begin(), m_groups.end(),
                                    [this](const ProtocolGroup& group) { return group.key == m_protocol; });
    return found == m_groups.end() ? QString() : found->title;
}

void Comparison::setSpeeds(std::function<std::optional<double>(const QString&)> speeds)
{
    m_speeds = std::move(speeds);
    m_stale = true;
}

void Comparison::speedsChanged()
{
    m_stale = true;
}

void Comparison::refresh()
{
    if (m_stale) {
        rebuild();
        Q_EMIT changed();
    }
}

void Comparison::rebuild()
{
    m_stale = false;
    m_models.clear();
    std::vector<ComparedModel> dense;
    for (const auto& [number, member] : m_members) {
        member->takeNewEvents();
        m_models.push_back(comparedResult(*member->run, member->figures));
        complete(m_models.back());
        ComparedModel before = comparedDense(*member->run, member->figures);
        complete(before);
        const auto known = std::find_if(dense.begin(), dense.end(),
                                        [&before](const ComparedModel& each) { return sameDense(each, before); });
        if (known == dense.end()) {
            dense.push_back(std::move(before));
        } else if (!known->bytes) { // the first run of it may not have ended
            known->bytes = before.bytes;
        }
        if (m_models.back().preliminary && member->run->isActive()) {
            predictSize(*member->run);
        }
    }
    std::move(dense.begin(), dense.end(), std::back_inserter(m_models));
    rebuildView();
}

void Comparison::rebuildView()
{
    m_groups = protocolGroups(m_models, m_quality);
    const auto isGroup = [this](const QString& key) {
        return std::any_of(m_groups.begin(), m_groups.end(), [&key](const auto& group) { return group.key == key; });
    };
    const QString chosen = m_chosenProtocol[m_quality];
    m_protocol = isGroup(chosen) ? chosen : m_groups.empty() ? QString() : m_groups.front().key;
    m_view = paretoView(m_models, m_cost, m_quality, m_protocol);
}

void Comparison::complete(ComparedModel& model)
{
    if (!model.folder.isEmpty()) {
        readSize(model.folder);
        if (const auto size = m_sizes.value(model.folder)) {
            model.bits = size->bits();
            model.bytes = model.bytes ? model.bytes : size->bytes;
        }
        if (m_speeds) {
            model.tokensPerSecond = m_speeds(model.folder);
        }
    } else if (const auto predicted = m_predicted.value(model.run); predicted && !model.dense) {
        model.bytes = predicted;
        model.sizeIsPredicted = true;
    }
}

void Comparison::readSize(const QString& folder)
{
    if (m_sizes.contains(folder)) {
        return;
    }
    m_sizes.insert(folder, std::nullopt);
    runInBackground(
        this, [folder] { return StoredSize::read(folder); },
        [this, folder](const std::optional<StoredSize>& size) {
            if (size) {
                m_sizes[folder] = size;
                m_stale = true;
            }
        });
}

void Comparison::predictSize(const Run& run)
{
    if (m_predicted.contains(run.number())) {
        return;
    }
    m_predicted.insert(run.number(), std::nullopt);
    runInBackground(
        this,
        [model = run.request().job.model, recipe = run.request().job.recipeText] {
            return predictedBytes(model, recipe);
        },
        [this, number = run.number()](const std::optional<std::uint64_t>& bytes) {
            if (bytes && m_members.count(number) > 0) {
                m_predicted[number] = bytes;
                m_stale = true;
            }
        });
}

} // namespace espalier::ui
