#include "ui/models/run_summary.h"

#include <algorithm>

#include "ui/models/format.h"
#include "ui/models/result_figures.h"

namespace espalier::ui {

QString RunSummary::footnote(const nlohmann::json& result, const nlohmann::json& protocol)
{
    QStringList sentences;
    if (const auto seconds = numberIn(result, "seconds")) {
        sentences << tr("The run took %1 and %2 of memory at most.")
                         .arg(format::duration(seconds), format::bytes(bytesIn(result, "peakMemoryBytes")));
    }
    if (const auto window = numberIn(protocol, "windowTokens")) {
        const QString name = QString::fromStdString(protocol.value("name", std::string()));
        if (!name.isEmpty()) {
            sentences << tr("Perplexity by the protocol \"%1\", windows of %2 tokens.").arg(name).arg(int(*window));
        }
    }
    return sentences.join(u' ');
}

QString RunSummary::sentence(const Run& run)
{
    const nlohmann::json& result = run.result();
    switch (run.state()) {
    case RunState::Finished:
        break;
    case RunState::Failed:
    case RunState::Cancelled:
        return run.failure() ? QString::fromStdString(run.failure()->message) : QString();
    case RunState::Interrupted:
        return tr("The run was interrupted when the app or the machine stopped. Resume goes on after its "
                  "last finished layer.");
    default:
        return tr("The figures appear when the run is finished.");
    }
    const auto before = bytesIn(result, "bytesBefore");
    const auto after = bytesIn(result, "bytesAfter");
    const auto sparsity = numberIn(result, "sparsity");
    if (!before || !after || *before == 0 || !sparsity) {
        return {};
    }
    const QString share = format::percent(double(*after) / double(*before), 0);
    return tr("The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.")
        .arg(share, format::percent(*sparsity));
}

QString RunSummary::stages(const RunFigures& figures)
{
    if (figures.stages().size() < 2) {
        return {};
    }
    QStringList parts;
    QString source; // of those that are not of the evaluation text
    for (const RunFigures::StageRow& stage : figures.stages()) {
        const RunFigures::PerplexityRow* last = nullptr;
        for (const RunFigures::PerplexityRow& row : figures.perplexities()) {
            last = row.stage == stage.name ? &row : last;
        }
        QString text = stage.name + u' ' + (last == nullptr ? format::unknown() : format::perplexity(last->perplexity));
        if (last != nullptr && !last->source.isEmpty()) {
            source = last->source;
        }
        if (last != nullptr && last->kl) {
            text += tr(" (KL %1)").arg(format::significant(last->kl));
        }
        parts << text;
    }
    const QString figuresText = parts.join(QStringLiteral(" · "));
    return source.isEmpty()
               ? tr("Perplexity at the end of each stage: %1").arg(figuresText)
               : tr("Perplexity at the end of each stage, not of held-out text (%1): %2").arg(source, figuresText);
}

QList<ChangedFigure> RunSummary::figures(const Run& run, const RunFigures& figures)
{
    const auto before = figures.perplexity(QStringLiteral("before"));
    const auto after = figures.perplexity(QStringLiteral("after"));
    const auto text = [](const auto& row) {
        return row ? format::perplexity(row->perplexity, row->standardError) : format::unknown();
    };
    const auto bytesBefore = bytesIn(run.result(), "bytesBefore");
    const auto bytesAfter = bytesIn(run.result(), "bytesAfter");
    const bool both = bytesBefore && bytesAfter && *bytesBefore > 0;
    const auto smaller = [&] {
        const double ratio = double(*bytesBefore) / double(std::max<std::uint64_t>(*bytesAfter, 1));
        return tr("%1 × smaller").arg(QLocale().toString(ratio, 'f', 2));
    };
    return {{tr("Perplexity"), text(before), text(after),
             before && after ? format::delta(after->perplexity - before->perplexity) : format::unknown()},
            {tr("KL to the dense model"),
             {},
             after && after->kl ? tr("%1 nats a token").arg(format::significant(after->kl)) : format::unknown(),
             {}},
            {tr("Size on disk"), format::bytes(bytesBefore), format::bytes(bytesAfter),
             both ? smaller() : format::unknown()},
            {tr("Zeros in decoder layers"), {}, format::percent(numberIn(run.result(), "sparsity")), {}}};
}

} // namespace espalier::ui
