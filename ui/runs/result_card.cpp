#include "ui/runs/result_card.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/models/result_figures.h"
#include "ui/theme/theme.h"

namespace espalier::ui {
namespace {

/// How the figures came about: what the run took, and the protocol of the perplexities.
QString footnote(const nlohmann::json& result, const nlohmann::json& protocol)
{
    QStringList sentences;
    if (const auto seconds = numberIn(result, "seconds")) {
        sentences << ResultCard::tr("The run took %1 and %2 of memory at most.")
                         .arg(format::duration(seconds), format::bytes(bytesIn(result, "peakMemoryBytes")));
    }
    if (const auto window = numberIn(protocol, "windowTokens")) {
        const QString name = QString::fromStdString(protocol.value("name", std::string()));
        if (!name.isEmpty()) {
            sentences << ResultCard::tr("Perplexity by the protocol \"%1\", windows of %2 tokens.")
                             .arg(name)
                             .arg(int(*window));
        }
    }
    return sentences.join(u' ');
}

QString sentenceFor(const Run& run)
{
    const nlohmann::json& result = run.result();
    switch (run.state()) {
    case RunState::Finished:
        break;
    case RunState::Failed:
    case RunState::Cancelled:
        return run.failure() ? QString::fromStdString(run.failure()->message) : QString();
    case RunState::Interrupted:
        return ResultCard::tr("The run was interrupted when the app or the machine stopped. Resume goes on after its "
                              "last finished layer.");
    default:
        return ResultCard::tr("The figures appear when the run is finished.");
    }
    const auto before = bytesIn(result, "bytesBefore");
    const auto after = bytesIn(result, "bytesAfter");
    const auto sparsity = numberIn(result, "sparsity");
    if (!before || !after || *before == 0 || !sparsity) {
        return {};
    }
    const QString share = format::percent(double(*after) / double(*before), 0);
    return ResultCard::tr(
               "The model takes %1 of its size on disk, and %2 of the weights in its decoder layers are exactly zero.")
        .arg(share, format::percent(*sparsity));
}

/// "After pruning 24.9 (KL 1.31) · finetuning 9.1 · quantization 9.4": the last figure that each stage measured.
QString stagesText(const RunFigures& figures)
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
            text += ResultCard::tr(" (KL %1)").arg(format::significant(last->kl));
        }
        parts << text;
    }
    const QString figuresText = parts.join(QStringLiteral(" · "));
    return source.isEmpty() ? ResultCard::tr("Perplexity at the end of each stage: %1").arg(figuresText)
                            : ResultCard::tr("Perplexity at the end of each stage, not of held-out text (%1): %2")
                                  .arg(source, figuresText);
}

} // namespace

ResultCard::ResultCard(QWidget* parent) : QWidget(parent)
{
    m_sentence = new QLabel;
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_stages = new QLabel;
    m_stages->setWordWrap(true);
    m_stages->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footnote = new QLabel;
    m_footnote->setFont(Theme::font(TextStyle::Caption));
    m_footnote->setForegroundRole(QPalette::PlaceholderText);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    const QStringList titles = {QString(), tr("Before"), tr("After"), tr("Change")};
    for (int column = 1; column < titles.size(); ++column) {
        auto* title = new QLabel(titles[column]);
        title->setFont(Theme::font(TextStyle::Caption));
        title->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(title, 0, column, Qt::AlignRight);
    }
    m_perplexity = addRow(*grid, tr("Perplexity"));
    m_divergence = addRow(*grid, tr("KL to the dense model"));
    m_size = addRow(*grid, tr("Size on disk"));
    m_sparsity = addRow(*grid, tr("Zeros in decoder layers"));
    grid->setColumnStretch(4, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_sentence);
    layout->addLayout(grid);
    layout->addWidget(m_stages);
    layout->addWidget(m_footnote);
    layout->addStretch(1);
}

ResultCard::Row ResultCard::addRow(QGridLayout& grid, const QString& name)
{
    const int line = grid.rowCount();
    grid.addWidget(new QLabel(name), line, 0);
    Row row = {new QLabel, new QLabel, new QLabel};
    int column = 1;
    for (QLabel* label : {row.before, row.after, row.change}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid.addWidget(label, line, column++, Qt::AlignRight);
    }
    return row;
}

void ResultCard::showRun(const Run* run, const RunFigures& figures)
{
    static const nlohmann::json nothing;
    const nlohmann::json& result = run == nullptr ? nothing : run->result();
    m_sentence->setText(run == nullptr ? QString() : sentenceFor(*run));
    m_sentence->setVisible(!m_sentence->text().isEmpty());

    const auto before = figures.perplexity(QStringLiteral("before"));
    const auto after = figures.perplexity(QStringLiteral("after"));
    const auto show = [](const auto& row) {
        return row ? format::perplexity(row->perplexity, row->standardError) : format::unknown();
    };
    m_perplexity.before->setText(show(before));
    m_perplexity.after->setText(show(after));
    m_perplexity.change->setText(before && after ? format::delta(after->perplexity - before->perplexity)
                                                 : format::unknown());

    m_divergence.after->setText(after && after->kl ? tr("%1 nats a token").arg(format::significant(after->kl))
                                                   : format::unknown());
    m_stages->setText(stagesText(figures));
    m_stages->setVisible(!m_stages->text().isEmpty());

    const auto bytesBefore = bytesIn(result, "bytesBefore");
    const auto bytesAfter = bytesIn(result, "bytesAfter");
    m_size.before->setText(format::bytes(bytesBefore));
    m_size.after->setText(format::bytes(bytesAfter));
    const bool both = bytesBefore && bytesAfter && *bytesBefore > 0;
    m_size.change->setText(
        both ? tr("%1 × smaller")
                   .arg(QLocale().toString(double(*bytesBefore) / double(std::max<std::uint64_t>(*bytesAfter, 1)), 'f',
                                           2))
             : format::unknown());
    m_sparsity.after->setText(format::percent(numberIn(result, "sparsity")));
    m_footnote->setText(footnote(result, figures.protocol()));
}

} // namespace espalier::ui
