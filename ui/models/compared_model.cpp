#include "ui/models/compared_model.h"

#include <QFileInfo>

#include "core/compress/schemas.h"
#include "ui/models/model_document.h"
#include "ui/models/module_tree.h"
#include "ui/models/result_figures.h"
#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

QString evaluationText(const Run& run)
{
    QStringList names;
    for (const std::string& file : run.request().job.evaluation.files) {
        names << QFileInfo(QString::fromStdString(file)).fileName();
    }
    return names.join(QStringLiteral(" + "));
}

/// The last divergence that the run measured. Probes lie between layers, so only that of a finished stage is final.
const RunFigures::PerplexityRow* lastDivergence(const RunFigures& figures)
{
    const auto& rows = figures.perplexities();
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->kl) {
            return &*row;
        }
    }
    return nullptr;
}

} // namespace

MethodClass methodClassOf(const QStringList& modifiers)
{
    bool prunes = false;
    bool quantizes = false;
    for (const QString& modifier : modifiers) {
        if (const auto* schema = compress::modifierSchemas().find(modifier.toStdString())) {
            prunes = prunes || schema->kind == recipe::ModifierKind::Pruning;
            quantizes = quantizes || schema->kind == recipe::ModifierKind::Quantization;
        }
    }
    if (prunes && quantizes) {
        return MethodClass::Both;
    }
    return prunes ? MethodClass::Pruned : quantizes ? MethodClass::Quantized : MethodClass::Other;
}

QString methodName(MethodClass method)
{
    switch (method) {
    case MethodClass::Dense:
        return tr("dense");
    case MethodClass::Pruned:
        return tr("pruned");
    case MethodClass::Quantized:
        return tr("quantized");
    case MethodClass::Both:
        return tr("pruned and quantized");
    case MethodClass::Other:
        break;
    }
    return tr("other method");
}

std::optional<double> StoredSize::bits() const
{
    return parameters > 0 ? std::optional(8.0 * double(bytes) / double(parameters)) : std::nullopt;
}

std::optional<StoredSize> StoredSize::read(const QString& folder)
{
    const auto document = ModelDocument::open(folder);
    if (!document) {
        return std::nullopt;
    }
    const ModuleRow& whole = ModuleTree::build(*document)->rows().front();
    return StoredSize{whole.bytes, whole.parameters};
}

ComparedModel comparedResult(const Run& run, const RunFigures& figures)
{
    ComparedModel model;
    model.run = run.number();
    model.name = run.title();
    model.detail = run.request().recipeName;
    model.preliminary = run.state() != RunState::Finished;
    model.ended = !run.isActive() && run.state() != RunState::Waiting;
    model.folder = run.resultModel();
    QStringList modifiers;
    for (const RunFigures::StageRow& stage : figures.stages()) {
        modifiers << stage.modifiers;
    }
    model.method = methodClassOf(modifiers);
    model.bytes = bytesIn(run.result(), "bytesAfter");
    model.sparsity = numberIn(run.result(), "sparsity");
    model.seconds = numberIn(run.result(), "seconds");
    model.peakMemory = bytesIn(run.result(), "peakMemoryBytes");
    if (const auto after = figures.perplexity(QStringLiteral("after"))) {
        model.perplexity = measuredFigure(*after, Quality::Perplexity, evaluationText(run));
        if (model.folder.isEmpty()) {
            model.folder = QStringLiteral("%1/stage_%2").arg(run.folder(), after->stage);
        }
    }
    if (const auto* row = lastDivergence(figures)) {
        model.divergence = measuredFigure(*row, Quality::Divergence, evaluationText(run), run.request().modelFolder());
    }
    return model;
}

ComparedModel comparedDense(const Run& run, const RunFigures& figures)
{
    ComparedModel model;
    model.run = run.number();
    model.dense = true;
    model.name = tr("Dense");
    model.detail = run.request().modelName;
    model.folder = run.request().modelFolder();
    model.method = MethodClass::Dense;
    model.bytes = bytesIn(run.result(), "bytesBefore");
    if (const auto before = figures.perplexity(QStringLiteral("before"))) {
        model.perplexity = measuredFigure(*before, Quality::Perplexity, evaluationText(run));
    }
    if (const auto* row = lastDivergence(figures)) {
        model.divergence = measuredFigure(*row, Quality::Divergence, evaluationText(run), run.request().modelFolder());
        model.divergence->value = 0.0;
    }
    return model;
}

bool sameDense(const ComparedModel& first, const ComparedModel& second)
{
    const auto keyOf = [](const std::optional<MeasuredFigure>& figure) { return figure ? figure->key() : QString(); };
    return first.dense && second.dense && first.folder == second.folder &&
           keyOf(first.perplexity) == keyOf(second.perplexity) && keyOf(first.divergence) == keyOf(second.divergence);
}

} // namespace espalier::ui
