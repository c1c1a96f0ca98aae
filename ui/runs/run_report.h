#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include "core/base/result.h"
#include "ui/models/run.h"
#include "ui/models/run_figures.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

/// A run on paper: model, recipe, protocol and machine, figures before and after, charts, modules, warnings and notes.
/// Always on the light palette.
class RunReport
{
    Q_DECLARE_TR_FUNCTIONS(espalier::ui::RunReport)

public:
    /// Reads the run's events. @param theme of the application, for the charts
    RunReport(const Run& run, const Theme& theme);

    /// One file without links to others; charts as embedded SVG.
    QString html() const;
    /// By the suffix: .pdf (A4), else HTML. Error `file.write`.
    Result<void> save(const QString& file) const;

private:
    struct Drawing
    {
        QString title;
        QByteArray svg;
    };
    enum class Charts { Embedded, Anchors }; ///< anchors: a character for each, which a text document draws

    QString document(Charts charts) const;
    QString facts() const;
    QString figuresTable() const;
    QString chartsPart(Charts charts) const;
    QString modulesTable() const;
    QString events() const;
    Result<void> savePdf(const QString& file) const;
    void drawCharts(const Theme& theme);

    const Run& m_run;
    RunFigures m_figures;
    nlohmann::json m_manifest;
    QList<Drawing> m_drawings;
};

} // namespace espalier::ui
