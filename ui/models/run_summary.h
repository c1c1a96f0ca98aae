#pragma once

#include <QCoreApplication>
#include <QList>
#include <QString>

#include "ui/models/run.h"
#include "ui/models/run_figures.h"

namespace espalier::ui {

/// A figure of a model before and after a run, written out; "–" where it is not known, empty where there is none.
struct ChangedFigure
{
    QString name;
    QString before;
    QString after;
    QString change;
};

/// What a run came to, in words: for its page and its report.
class RunSummary
{
    Q_DECLARE_TR_FUNCTIONS(espalier::ui::RunSummary)

public:
    static QString sentence(const Run& run);
    /// "Perplexity at the end of each stage: ..."; empty for runs of one stage.
    static QString stages(const RunFigures& figures);
    /// What the run took, and the protocol of the perplexities.
    static QString footnote(const nlohmann::json& result, const nlohmann::json& protocol);
    /// Perplexity, divergence, size, zeros.
    static QList<ChangedFigure> figures(const Run& run, const RunFigures& figures);
};

} // namespace espalier::ui
