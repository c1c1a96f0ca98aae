#include "ui/models/pareto.h"

#include <algorithm>
#include <cmath>

#include <QHash>

#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

/// Why a model without a point has none, if it is not the protocol.
QString missingFigure(const ComparedModel& model, Quality quality)
{
    if (model.preliminary && model.ended) {
        return tr("it ended before that was measured");
    }
    if (model.preliminary) {
        return quality == Quality::Perplexity ? tr("no perplexity of held-out text yet")
                                              : tr("no divergence measured yet");
    }
    return quality == Quality::Perplexity ? tr("it ran without held-out text, so there is no perplexity")
                                          : tr("it measured no divergence from the dense model");
}

QString missingCost(const ComparedModel& model, Cost cost)
{
    if (cost == Cost::Speed) {
        return tr("its speed is not measured");
    }
    return !model.ended ? tr("its size is not known yet") : tr("its size is not known");
}

/// Of two groups of the same title the start of the text's hash tells which is which.
void tellApart(std::vector<ProtocolGroup>& groups, const std::vector<ComparedModel>& models, Quality quality)
{
    QHash<QString, int> titles;
    for (const ProtocolGroup& group : groups) {
        ++titles[group.title];
    }
    for (ProtocolGroup& group : groups) {
        if (titles.value(group.title) < 2) {
            continue;
        }
        for (const ComparedModel& model : models) {
            if (const auto& figure = model.figure(quality); figure && figure->key() == group.key) {
                const auto hash = figure->protocol.find("dataHash");
                group.title += QStringLiteral(" (%1)").arg(QString::fromStdString(hash->get<std::string>()).left(6));
                break;
            }
        }
    }
}

} // namespace

std::optional<double> costOf(const ComparedModel& model, Cost cost)
{
    switch (cost) {
    case Cost::Size:
        return model.bytes ? std::optional(double(*model.bytes)) : std::nullopt;
    case Cost::Bits:
        return model.bits;
    case Cost::Speed:
        break;
    }
    return model.tokensPerSecond;
}

bool higherIsBetter(Cost cost)
{
    return cost == Cost::Speed;
}

std::vector<ProtocolGroup> protocolGroups(const std::vector<ComparedModel>& models, Quality quality)
{
    std::vector<ProtocolGroup> groups;
    for (const ComparedModel& model : models) {
        const auto& figure = model.figure(quality);
        const QString key = figure ? figure->key() : QString();
        if (key.isEmpty()) {
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.key == key; });
        if (group == groups.end()) {
            groups.push_back({key, protocolTitle(*figure), 0});
            group = std::prev(groups.end());
        }
        group->models += model.dense ? 0 : 1;
    }
    tellApart(groups, models, quality);
    std::stable_sort(groups.begin(), groups.end(),
                     [](const ProtocolGroup& a, const ProtocolGroup& b) { return a.models > b.models; });
    return groups;
}

ParetoView paretoView(const std::vector<ComparedModel>& models, Cost cost, Quality quality, const QString& protocolKey)
{
    ParetoView view;
    const auto shown = std::find_if(models.begin(), models.end(), [&](const ComparedModel& model) {
        return !protocolKey.isEmpty() && model.figure(quality) && model.figure(quality)->key() == protocolKey;
    });
    for (int i = 0; i < int(models.size()); ++i) {
        const ComparedModel& model = models[std::size_t(i)];
        const auto& figure = model.figure(quality);
        const auto x = costOf(model, cost);
        const auto hide = [&](const QString& reason, bool otherProtocol) {
            if (!model.dense) {
                view.hidden.push_back({i, reason, otherProtocol});
            }
        };
        if (!figure) {
            hide(missingFigure(model, quality), false);
        } else if (shown == models.end() || figure->key() != protocolKey) {
            hide(shown == models.end() ? protocolDifference(*figure, *figure)
                                       : protocolDifference(*shown->figure(quality), *figure),
                 true);
        } else if (!std::isfinite(figure->value)) {
            hide(tr("its figure is not finite: the model broke down"), false);
        } else if (!x) {
            hide(missingCost(model, cost), false);
        } else {
            view.points.push_back({i, *x, figure->value, figure->standardError, false});
        }
    }
    std::stable_sort(view.points.begin(), view.points.end(),
                     [](const ParetoPoint& a, const ParetoPoint& b) { return a.x < b.x; });
    markFront(view.points, models, higherIsBetter(cost));
    return view;
}

void markFront(std::vector<ParetoPoint>& points, const std::vector<ComparedModel>& models, bool higherXIsBetter)
{
    const auto beats = [&](const ParetoPoint& one, const ParetoPoint& other) {
        const double gain = higherXIsBetter ? one.x - other.x : other.x - one.x;
        return gain >= 0.0 && one.y <= other.y && (gain > 0.0 || one.y < other.y);
    };
    for (ParetoPoint& point : points) {
        const auto counts = [&](const ParetoPoint& each) { return !models[std::size_t(each.model)].preliminary; };
        point.onFront = counts(point) && std::none_of(points.begin(), points.end(), [&](const ParetoPoint& other) {
                            return counts(other) && beats(other, point);
                        });
    }
}

} // namespace espalier::ui
