#include "ui/runs/result_card.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/models/run_summary.h"
#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {
constexpr int kFigures = 4; ///< of RunSummary::figures()
}

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
    for (int line = 0; line < kFigures; ++line) {
        addRow(*grid);
    }
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

void ResultCard::addRow(QGridLayout& grid)
{
    const int line = grid.rowCount();
    Row row = {new QLabel, new QLabel, new QLabel, new QLabel};
    grid.addWidget(row.name, line, 0);
    int column = 1;
    for (QLabel* label : {row.before, row.after, row.change}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid.addWidget(label, line, column++, Qt::AlignRight);
    }
    m_rows << row;
}

void ResultCard::showRun(const Run* run, const RunFigures& figures)
{
    if (run == nullptr) {
        return;
    }
    m_sentence->setText(RunSummary::sentence(*run));
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    const QList<ChangedFigure> changed = RunSummary::figures(*run, figures);
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_rows[i].name->setText(changed[i].name);
        m_rows[i].before->setText(changed[i].before);
        m_rows[i].after->setText(changed[i].after);
        m_rows[i].change->setText(changed[i].change);
    }
    m_stages->setText(RunSummary::stages(figures));
    m_stages->setVisible(!m_stages->text().isEmpty());
    m_footnote->setText(RunSummary::footnote(run->result(), figures.protocol()));
}

} // namespace espalier::ui
