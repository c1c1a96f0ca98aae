#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <QHash>
#include <QObject>

#include "ui/models/compared_model.h"
#include "ui/models/pareto.h"
#include "ui/models/run_history.h"

namespace espalier::ui {

/// Runs that were chosen to be compared, with their figures: what the Compare page shows. Runs that work are followed.
class Comparison : public QObject
{
    Q_OBJECT

public:
    explicit Comparison(RunHistory& history, QObject* parent = nullptr);
    ~Comparison() override;

    std::vector<Run*> ticked() const; ///< by number
    bool isTicked(const Run* run) const;
    void setTicked(Run* run, bool on);
    /// A small number that no other ticked run has: its colour. -1 if it is not ticked.
    int slotOf(int number) const;
    const RunFigures* figures(int number) const; ///< of a ticked run, else null

    /// The results by number of their runs, then the dense models.
    const std::vector<ComparedModel>& models() const { return m_models; }
    const ComparedModel* result(int number) const; ///< of a ticked run

    Cost cost() const { return m_cost; }
    void setCost(Cost cost);
    Quality quality() const { return m_quality; }
    void setQuality(Quality quality);
    const std::vector<ProtocolGroup>& groups() const { return m_groups; }
    /// Of the group that is shown: the one that was chosen, else the largest. Empty without any.
    const QString& protocol() const { return m_protocol; }
    void setProtocol(const QString& key);
    const ParetoView& view() const { return m_view; }
    QString protocolTitleShown() const;

    /// Tells the decoding speed of a model by its folder; nothing for what is not measured.
    void setSpeeds(std::function<std::optional<double>(const QString&)> speeds);
    void speedsChanged(); ///< ask again at the next refresh()

    /// Takes in what the runs said since the last call; the page calls it at most ten times a second.
    void refresh();

Q_SIGNALS:
    void tickedChanged(); ///< before changed()
    void changed();       ///< models, groups or view

private:
    struct Member;

    void forget(int number);
    void rebuild();
    void rebuildView();
    void complete(ComparedModel& model); ///< with what is known of its files
    void readSize(const QString& folder);
    void predictSize(const Run& run);

    RunHistory& m_history;
    std::map<int, std::unique_ptr<Member>> m_members; ///< by number
    std::vector<ComparedModel> m_models;
    std::vector<ProtocolGroup> m_groups;
    ParetoView m_view;
    Cost m_cost = Cost::Size;
    Quality m_quality = Quality::Perplexity;
    QString m_protocol;
    std::map<Quality, QString> m_chosenProtocol;          ///< by the reader
    QHash<QString, std::optional<StoredSize>> m_sizes;    ///< by folder; nothing while it is read, or if it cannot be
    QHash<int, std::optional<std::uint64_t>> m_predicted; ///< by run; the same
    std::function<std::optional<double>(const QString&)> m_speeds;
    bool m_stale = false;
};

} // namespace espalier::ui
