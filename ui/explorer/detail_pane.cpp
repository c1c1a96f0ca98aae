#include "ui/explorer/detail_pane.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/models/format.h"

namespace espalier::ui {

DetailPane::DetailPane(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(new QLabel), m_subtitle(new QLabel), m_lines(new QGridLayout),
      m_histogram(new WeightHistogram(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(8);
    m_title->setFont(Theme::font(TextStyle::Title));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_lines->setHorizontalSpacing(24);
    m_lines->setVerticalSpacing(4);
    m_lines->setColumnStretch(1, 1);
    layout->addWidget(m_title);
    layout->addWidget(m_subtitle);
    layout->addLayout(m_lines);
    layout->addWidget(m_histogram, 1);
}

void DetailPane::setLine(int line, const QString& name, const QString& value, const QString& help)
{
    while (m_labels.size() <= line) {
        auto* nameLabel = new QLabel;
        auto* valueLabel = new QLabel;
        nameLabel->setForegroundRole(QPalette::PlaceholderText);
        valueLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_lines->addWidget(nameLabel, int(m_labels.size()), 0);
        m_lines->addWidget(valueLabel, int(m_labels.size()), 1);
        m_labels << std::pair(nameLabel, valueLabel);
    }
    m_labels[line].first->setText(name);
    m_labels[line].second->setText(value);
    for (QLabel* label : {m_labels[line].first, m_labels[line].second}) {
        label->setToolTip(help);
        label->show();
    }
}

void DetailPane::clearLines(int from)
{
    for (qsizetype line = from; line < m_labels.size(); ++line) {
        m_labels[line].first->hide();
        m_labels[line].second->hide();
    }
}

void DetailPane::showRow(const std::shared_ptr<ModuleTree>& tree, int row)
{
    m_tree = tree;
    m_row = row;
    m_histogram->showNothing({});
    refresh();
}

void DetailPane::showHistogram(const Histogram& histogram)
{
    if (histogram.isEmpty()) {
        m_histogram->showNothing({});
    } else {
        m_histogram->showData(histogram);
    }
}

void DetailPane::showNoHistogram(const QString& why)
{
    m_histogram->showNothing(why);
}

void DetailPane::refresh()
{
    if (!m_tree || m_row < 0) {
        m_title->setText(tr("No module selected"));
        m_subtitle->clear();
        clearLines(0);
        return;
    }
    const ModuleRow& row = m_tree->rows()[std::size_t(m_row)];
    const bool fold = m_tree->isFold(m_row);
    const QString name = m_row == 0 ? m_tree->document()->name : m_tree->name(m_row);
    m_title->setText(fontMetrics().elidedText(name, Qt::ElideMiddle, 4000));
    m_title->setToolTip(name);
    m_subtitle->setText(m_tree->classText(m_row));
    int line = 0;
    if (!fold && !row.node->shape.empty()) {
        setLine(line++, tr("Shape"), format::shape(row.node->shape), tr("Outputs × inputs."));
    }
    if (!fold && !row.node->storedIn.empty()) {
        setLine(line++, tr("Part of"), QString::fromStdString(row.node->storedIn),
                tr("The files hold several modules in this one. Each of them is compressed as the module that it is; "
                   "the targets of a recipe may name either."));
    }
    if (row.parameters > 0) {
        const QString parameters = format::parameters(row.parameters);
        setLine(line++, tr("Parameters"),
                row.parameters < 1000 ? parameters : tr("%1 (%2)").arg(parameters, format::count(row.parameters)));
        setLine(line++, tr("Size as stored"), format::bytes(row.bytes));
    }
    if (m_tree->isTiedHead(m_row)) {
        setLine(line++, tr("Stored as"), tr("the embedding's weight"));
    } else if (row.bits != 0) {
        const auto& checkpoint = m_tree->document()->checkpoint;
        const QString foreign =
            m_row == 0 && checkpoint ? QString::fromStdString(checkpoint->dequantizedFrom()) : QString();
        const QString stored = foreign.isEmpty() ? m_tree->dtypeText(m_row) : foreign;
        setLine(line++, tr("Stored as"),
                row.bits > 0 ? tr("%1, %2 bits a weight").arg(stored, format::bits(double(row.bits))) : stored,
                foreign.isEmpty() ? QString()
                                  : tr("Another program's quantization: dequantized when the model is compressed."));
    }
    if (row.weights > 0) {
        const auto sparsity = row.counted > 0 ? std::optional(double(row.zeros) / double(row.counted)) : std::nullopt;
        QString text = format::percent(sparsity);
        if (row.counted > 0 && row.counted < row.weights) {
            text = tr("%1 of the %2 counted so far")
                       .arg(text, format::percent(double(row.counted) / double(row.weights), 0));
        } else if (row.counted > 0) {
            text = tr("%1 (%2 zeros)").arg(text, format::count(row.zeros));
        }
        setLine(
            line++, tr("Sparsity"), text,
            tr("Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. "
               "Typical 50 %."));
    }
    if (row.missing) {
        setLine(line++, tr("Missing"), tr("A tensor here is not in the files."));
    }
    clearLines(line);
}

} // namespace espalier::ui
