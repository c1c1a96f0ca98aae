#include "ui/runs/run_report.h"

#include <array>

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextObjectInterface>

#include "core/base/atomic_file.h"
#include "core/protocol/run_directory.h"
#include "ui/models/format.h"
#include "ui/models/machine.h"
#include "ui/models/run_summary.h"
#include "ui/runs/layer_chart.h"
#include "ui/runs/module_table.h"
#include "ui/runs/time_charts.h"

namespace espalier::ui {
namespace {

constexpr QSize kChartSize(720, 320);
constexpr int kChartObject = QTextFormat::UserObject + 1;
constexpr int kChartProperty = QTextFormat::UserProperty + 1;
constexpr double kDotsPerInch = 96.0; ///< in which the size of a chart is given

/// A chart as a character of a text document, drawn as lines and not as dots.
class ChartObject : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    using QObject::QObject;

    QSizeF intrinsicSize(QTextDocument* document, int, const QTextFormat&) override
    {
        const QPaintDevice* device = document->documentLayout()->paintDevice();
        return QSizeF(kChartSize) * (device == nullptr ? 1.0 : device->logicalDpiX() / kDotsPerInch) * 0.9;
    }
    void drawObject(QPainter* painter, const QRectF& place, QTextDocument*, int, const QTextFormat& format) override
    {
        QSvgRenderer drawing(format.property(kChartProperty).toByteArray());
        drawing.render(painter, place);
    }
};

QString escaped(const QString& text)
{
    return text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
}

QString row(const QStringList& cells, const char* tag, qsizetype leftCells = 1, const char* style = "")
{
    QString html = QStringLiteral("<tr>");
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const QString align = i < leftCells ? QStringLiteral("left") : QStringLiteral("right");
        html += QStringLiteral("<%1 align=\"%2\" style=\"%3\">%4</%1>")
                    .arg(QLatin1String(tag), align, QLatin1String(style), escaped(cells[i]));
    }
    return html + QStringLiteral("</tr>\n");
}

QString heading(const QString& text)
{
    return QStringLiteral("<h2>%1</h2>\n").arg(escaped(text));
}

const QString kTable = QStringLiteral("<table cellspacing=\"0\" cellpadding=\"4\">\n");
const QString kTableEnd = QStringLiteral("</table>\n");
const QString kStyle = QStringLiteral(
    "<style>body{font-family:sans-serif;font-size:10pt;color:#1B1F24;background:#FFFFFF;max-width:60em;"
    "margin:2em auto;padding:0 1em}h1{font-size:16pt}h2{font-size:12pt;margin-top:1.6em}h3{font-size:10pt}"
    "table{border-collapse:collapse}th{color:#5B6470;font-weight:600;border-bottom:1px solid #868E99}"
    "td,th{padding:2px 12px 2px 0;vertical-align:top}.small{color:#5B6470;font-size:9pt}"
    "pre{font-size:9pt;background:#F7F8FA;padding:8px;white-space:pre-wrap}svg{max-width:100%;height:auto}</style>\n");

/// "evaluation name: papers, evaluation stride: 256, probeWindows: 8": every key of it, in lines that can be broken.
QString spelledOut(const nlohmann::json& protocol)
{
    QStringList parts;
    const nlohmann::json flat = protocol.flatten(); // items() refers to it
    for (const auto& [key, value] : flat.items()) {
        const QString name = QString::fromStdString(key).mid(1).replace(u'/', u' ');
        parts << QStringLiteral("%1: %2").arg(name, QString::fromStdString(value.dump()));
    }
    return parts.join(QStringLiteral(", "));
}

QString textIn(const nlohmann::json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_string()
               ? QString::fromStdString(found->get<std::string>())
               : QString();
}

} // namespace

RunReport::RunReport(const Run& run, const Theme& theme) : m_run(run)
{
    for (const protocol::Event& event : run.events()) {
        m_figures.apply(event);
    }
    const QString manifest = run.folder() + u'/' + QLatin1String(protocol::kManifestName);
    if (const auto text = readTextFile(manifest.toStdString())) {
        m_manifest = nlohmann::json::parse(*text, nullptr, false);
    }
    drawCharts(theme);
}

void RunReport::drawCharts(const Theme& theme)
{
    const auto add = [this](Chart& chart, const QString& title) {
        if (const QByteArray svg = chart.toSvg(kChartSize); !svg.isEmpty()) {
            m_drawings.push_back({title, svg});
        }
    };
    QualityChart quality(theme);
    quality.setRun(&m_figures);
    for (int choice = 0; choice < 3; ++choice) {
        quality.choose(choice);
        add(quality, quality.choiceName());
    }
    using Figure = LayerChart::Figure;
    for (const Figure figure : {Figure::RelativeError, Figure::Divergence, Figure::Sparsity}) {
        LayerChart chart(theme, {figure});
        chart.resize(kChartSize);
        chart.setRun(&m_figures);
        add(chart, LayerChart::axisTitle(figure));
    }
    MemoryChart memory(theme);
    memory.setRun(&m_figures);
    add(memory, memory.title());
}

QString RunReport::facts() const
{
    const protocol::CompressJob& job = m_run.request().job;
    QList<std::pair<QString, QString>> rows = {
        {tr("Model"), tr("%1 in %2").arg(m_run.request().modelName, m_run.request().modelFolder())},
        {tr("Recipe"), m_run.request().recipeName},
        {tr("Begun"), QLocale().toString(m_run.created(), QLocale::LongFormat)},
        {tr("State"), stateText(m_run)}};
    if (m_run.failure()) {
        rows << std::pair(tr("Ended because"), QString::fromStdString(m_run.failure()->message));
    }
    QStringList names;
    for (const std::string& file : job.calibration.files) {
        names << QString::fromStdString(file);
    }
    if (!names.isEmpty()) {
        rows << std::pair(
            tr("Calibration"),
            tr("%1, %2 windows at most, seed %3").arg(names.join(QStringLiteral(", "))).arg(job.samples).arg(job.seed));
    }
    names.clear();
    for (const std::string& file : job.evaluation.files) {
        names << QString::fromStdString(file);
    }
    if (!names.isEmpty()) {
        rows << std::pair(tr("Evaluation"), names.join(QStringLiteral(", ")));
    }
    if (!m_figures.protocol().is_null()) {
        rows << std::pair(tr("Protocol"), spelledOut(m_figures.protocol()));
    }
    const Machine machine = thisMachine();
    rows << std::pair(tr("Machine"), tr("%1, %2 of memory, this report's; the run used %3 threads")
                                         .arg(machine.processor, format::bytes(machine.memoryBytes),
                                              job.threads > 0 ? QString::number(job.threads) : tr("all")));
    const nlohmann::json program = m_manifest.is_object() ? m_manifest.value("program", nlohmann::json()) : nullptr;
    if (const QString version = textIn(program, "version"); !version.isEmpty()) {
        rows << std::pair(tr("Made by"), QStringLiteral("Espalier %1").arg(version));
    }
    if (!m_run.notes().tags.isEmpty()) {
        rows << std::pair(tr("Tags"), m_run.notes().tags.join(QStringLiteral(", ")));
    }
    QString html = kTable;
    for (const auto& [name, text] : rows) {
        html += row({name, text}, "td", 2);
    }
    return html + kTableEnd;
}

QString RunReport::figuresTable() const
{
    QString html = heading(tr("Before and after")) + kTable;
    html += row({QString(), tr("Before"), tr("After"), tr("Change")}, "th");
    for (const ChangedFigure& figure : RunSummary::figures(m_run, m_figures)) {
        html += row({figure.name, figure.before, figure.after, figure.change}, "td");
    }
    html += kTableEnd;
    for (const QString& sentence :
         {RunSummary::stages(m_figures), RunSummary::footnote(m_run.result(), m_figures.protocol())}) {
        if (!sentence.isEmpty()) {
            html += QStringLiteral("<p class=\"small\">%1</p>\n").arg(escaped(sentence));
        }
    }
    return html;
}

QString RunReport::chartsPart(Charts charts) const
{
    QString html = heading(tr("Charts"));
    for (const Drawing& drawing : m_drawings) {
        html += QStringLiteral("<h3>%1</h3>\n").arg(escaped(drawing.title));
        if (charts == Charts::Anchors) {
            html += QStringLiteral("<p>\uFFFC</p>\n");
            continue;
        }
        const auto begin = drawing.svg.indexOf("<svg"); // without the declarations of a file
        html += QStringLiteral("<div role=\"img\" aria-label=\"%1\">%2</div>\n")
                    .arg(drawing.title.toHtmlEscaped(), QString::fromUtf8(drawing.svg.mid(begin)));
    }
    return m_drawings.isEmpty() ? QString() : html;
}

QString RunReport::modulesTable() const
{
    if (m_figures.modules().empty()) {
        return {};
    }
    ModuleTableModel model;
    model.setFigures(&m_figures);
    model.update();
    const auto cell = [&model](int line, int column) {
        return model.data(model.index(line, column), Qt::DisplayRole).toString();
    };
    QList<int> columns; // those whose cells differ: others are said once, so that a page is wide enough
    QStringList names;
    QStringList common;
    for (int column = 0; column < model.columnCount(); ++column) {
        const QString name = model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const QString first = cell(0, column);
        int same = 1;
        while (same < model.rowCount() && cell(same, column) == first) {
            ++same;
        }
        if (same < model.rowCount() || column == ModuleTableModel::Module) {
            columns << column;
            names << name;
        } else if (!first.isEmpty() && first != format::unknown()) {
            common << tr("%1 %2", "column, its value in all rows").arg(name, first);
        }
    }
    QString html = heading(tr("Modules"));
    if (!common.isEmpty()) {
        html += QStringLiteral("<p class=\"small\">%1</p>\n")
                    .arg(escaped(tr("In all rows: %1.").arg(common.join(QStringLiteral(", ")))));
    }
    constexpr const char* kSmall = "font-size:7pt";
    html += kTable + row(names, "th", 1, kSmall);
    for (int line = 0; line < model.rowCount(); ++line) {
        QStringList cells;
        for (const int column : columns) {
            cells << cell(line, column);
        }
        html += row(cells, "td", 1, kSmall);
    }
    return html + kTableEnd;
}

QString RunReport::events() const
{
    QString html = heading(tr("Events")) + kTable;
    for (const RunFigures::Marker& marker : m_figures.markers()) {
        const QString level = marker.level == QLatin1String("warning") ? tr("warning")
                              : marker.level == QLatin1String("error") ? tr("error")
                                                                       : QString();
        html += row({format::clock(marker.at), level, marker.text}, "td", 3);
    }
    return m_figures.markers().empty() ? QString() : html + kTableEnd;
}

QString RunReport::document(Charts charts) const
{
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\"><title>%2</title>\n%3"
                       "</head><body>\n<h1>%2</h1>\n<p>%4</p>\n")
            .arg(QLocale().bcp47Name(), m_run.fullTitle().toHtmlEscaped(), kStyle,
                 escaped(RunSummary::sentence(m_run)));
    html += facts();
    if (const QString& notes = m_run.notes().text; !notes.isEmpty()) {
        html += heading(tr("Notes")) + QStringLiteral("<p>%1</p>\n").arg(escaped(notes));
    }
    html += figuresTable() + chartsPart(charts) + events() + modulesTable();
    html += heading(tr("Recipe")) + QStringLiteral("<pre>%1</pre>\n").arg(m_run.request().recipeText().toHtmlEscaped());
    return html + QStringLiteral("</body></html>\n");
}

QString RunReport::html() const
{
    return document(Charts::Embedded);
}

Result<void> RunReport::save(const QString& file) const
{
    if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        return savePdf(file);
    }
    return writeFileAtomically(file.toStdString(), html().toStdString());
}

Result<void> RunReport::savePdf(const QString& file) const
{
    QTextDocument text;
    text.documentLayout()->registerHandler(kChartObject, new ChartObject(&text));
    text.setHtml(document(Charts::Anchors));
    for (const Drawing& drawing : m_drawings) {
        QTextCursor anchor = text.find(QString(QChar::ObjectReplacementCharacter));
        while (!anchor.isNull() && anchor.charFormat().objectType() == kChartObject) {
            anchor = text.find(QString(QChar::ObjectReplacementCharacter), anchor);
        }
        QTextCharFormat format;
        format.setObjectType(kChartObject);
        format.setProperty(kChartProperty, drawing.svg);
        anchor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    }
    QSaveFile output(file);
    if (!output.open(QIODevice::WriteOnly)) {
        return Error{"file.write", "The report cannot be written: " + output.errorString().toStdString() + ".",
                     file.toStdString()};
    }
    {
        QPdfWriter writer(&output);
        writer.setTitle(m_run.fullTitle());
        writer.setCreator(QStringLiteral("Espalier %1").arg(QApplication::applicationVersion()));
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
        text.print(&writer);
    }
    if (!output.commit()) {
        return Error{"file.write", "The report cannot be written: " + output.errorString().toStdString() + ".",
                     file.toStdString()};
    }
    return {};
}

} // namespace espalier::ui

#include "run_report.moc"
