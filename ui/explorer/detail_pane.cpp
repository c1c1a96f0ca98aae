#include "ui/explorer/detail_pane.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/explorer/matrix_pane.h"
#include "ui/explorer/norms_pane.h"
#include "ui/explorer/spectrum_pane.h"
#include "ui/models/format.h"
#include "ui/models/scheme_text.h"

namespace espalier::ui {

namespace {

QString patternText(const model::PatternShare& pattern)
{
    return QStringLiteral("%1:%2").arg(pattern.kept).arg(pattern.group);
}

} // namespace

DetailPane::DetailPane(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(new QLabel), m_subtitle(new QLabel), m_tabs(new QTabWidget),
      m_lines(new QGridLayout), m_histogram(new WeightHistogram(theme)), m_matrix(new MatrixPane(theme)),
      m_norms(new NormsPane(theme)), m_spectrum(new SpectrumPane(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(4);
    m_title->setFont(Theme::font(TextStyle::Title));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_lines->setHorizontalSpacing(24);
    m_lines->setVerticalSpacing(4);
    m_lines->setColumnStretch(1, 1);
    auto* summary = new QWidget;
    auto* summaryLayout = new QVBoxLayout(summary);
    summaryLayout->setContentsMargins(0, 8, 0, 8);
    summaryLayout->addLayout(m_lines);
    summaryLayout->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(summary);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_title);
    layout->addWidget(m_subtitle);
    layout->addWidget(m_tabs, 1);
    setFocusProxy(m_tabs->tabBar());
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Detail of the module"));
    m_tabs->addTab(scroll, tr("Summary"));
    m_tabs->addTab(m_histogram, tr("Histogram"));
    m_tabs->addTab(m_matrix, tr("Matrix"));
    m_tabs->addTab(m_norms, tr("Norms"));
    m_tabs->addTab(m_spectrum, tr("Spectrum"));
    for (QWidget* page : {static_cast<QWidget*>(m_histogram), static_cast<QWidget*>(m_matrix),
                          static_cast<QWidget*>(m_norms), static_cast<QWidget*>(m_spectrum)}) {
        page->layout()->setContentsMargins(0, 8, 0, 0);
    }
}

void DetailPane::addLine(const QString& name, const QString& value, const QString& help)
{
    while (m_labels.size() <= m_line) {
        auto* nameLabel = new QLabel;
        auto* valueLabel = new QLabel;
        nameLabel->setForegroundRole(QPalette::PlaceholderText);
        nameLabel->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        valueLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
        valueLabel->setWordWrap(true);
        m_lines->addWidget(nameLabel, int(m_labels.size()), 0);
        m_lines->addWidget(valueLabel, int(m_labels.size()), 1);
        m_labels << std::pair(nameLabel, valueLabel);
    }
    m_labels[m_line].first->setText(name);
    m_labels[m_line].second->setText(value);
    for (QLabel* label : {m_labels[m_line].first, m_labels[m_line].second}) {
        label->setToolTip(help);
        label->show();
    }
    ++m_line;
}

void DetailPane::clearLines(int from)
{
    for (qsizetype line = from; line < m_labels.size(); ++line) {
        m_labels[line].first->hide();
        m_labels[line].second->hide();
    }
}

DetailPane::Tab DetailPane::tab() const
{
    return Tab(m_tabs->currentIndex());
}

void DetailPane::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
    if (tab == Tab::Matrix) {
        m_matrix->view()->setFocus();
    } else {
        m_tabs->setFocus();
    }
}

void DetailPane::showReason(const QString& why)
{
    m_histogram->showNothing(why);
    m_matrix->showNothing(why);
    m_norms->showNothing(why);
    m_spectrum->showNothing(why);
}

void DetailPane::showRow(const std::shared_ptr<ModuleTree>& tree, int row)
{
    m_tree = tree;
    m_row = row;
    m_profile.reset();
    if (!tree || row < 0 || !tree->hasOwnMatrix(row)) {
        showReason(tr("Select a module with a weight matrix."));
    } else {
        m_histogram->showNothing(tr("Counting weights"));
        m_norms->showNothing(tr("Summing squares"));
        const std::string& name = tree->rows()[std::size_t(row)].node->name;
        m_matrix->showModule(tree->document(), name);
        m_spectrum->showModule(tree->document(), name);
    }
    refresh();
}

void DetailPane::showProfile(const model::WeightProfile& profile)
{
    m_profile = profile;
    m_norms->showProfile(profile);
    const auto pattern = profile.pattern();
    m_matrix->setFoundPattern(pattern ? recipe::MaskStructure{pattern->kept, pattern->group} : recipe::MaskStructure{});
    refresh();
}

void DetailPane::showHistogram(const Histogram& histogram)
{
    m_histogram->showData(histogram);
}

void DetailPane::showProblem(const Error& error)
{
    showReason(QString::fromStdString(error.message));
}

void DetailPane::refresh()
{
    m_line = 0;
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
    if (!fold && !row.node->shape.empty()) {
        addLine(tr("Shape"), format::shape(row.node->shape), tr("Outputs × inputs."));
    }
    if (!fold && !row.node->storedIn.empty()) {
        addLine(tr("Part of"), QString::fromStdString(row.node->storedIn),
                tr("The files hold several modules in this one. Each of them is compressed as the module that it is; "
                   "the targets of a recipe may name either."));
    }
    if (row.parameters > 0) {
        const QString parameters = format::parameters(row.parameters);
        addLine(tr("Parameters"),
                row.parameters < 1000 ? parameters : tr("%1 (%2)").arg(parameters, format::count(row.parameters)));
        addLine(tr("Size as stored"), format::bytes(row.bytes));
    }
    addOrigin();
    addStorage(row);
    addSparsity(row);
    addProfile();
    if (row.missing) {
        addLine(tr("Missing"), tr("A tensor here is not in the files."));
    }
    clearLines(m_line);
}

/// What the run knows that made the model, or works on it.
void DetailPane::addOrigin()
{
    if (const auto before = m_tree->bytesBefore(m_row)) {
        addLine(tr("Size before the run"), format::bytes(before));
    }
    if (const auto error = m_tree->error(m_row)) {
        addLine(tr("Relative output error"), format::significant(error),
                tr("Squared change of the layer's output over its square. 0 is perfect, 1 is no better than zeros. Of "
                   "several modules the mean."));
    }
}

void DetailPane::addStorage(const ModuleRow& row)
{
    if (m_tree->isTiedHead(m_row)) {
        addLine(tr("Stored as"), tr("the embedding's weight"));
        return;
    }
    if (row.bits == 0) {
        return;
    }
    const auto& checkpoint = m_tree->document()->checkpoint;
    const QString foreign =
        m_row == 0 && checkpoint ? QString::fromStdString(checkpoint->dequantizedFrom()) : QString();
    const QString stored = foreign.isEmpty() ? m_tree->dtypeText(m_row) : foreign;
    addLine(tr("Stored as"),
            row.bits > 0 ? tr("%1, %2 bits a weight").arg(stored, format::bits(double(row.bits))) : stored,
            foreign.isEmpty() ? QString()
                              : tr("Another program's quantization: dequantized when the model is compressed."));
    const auto scheme =
        checkpoint && m_tree->hasOwnMatrix(m_row) ? checkpoint->storedScheme(row.node->name) : std::nullopt;
    if (scheme && scheme->weights) {
        addLine(tr("Quantization"), SchemeText::of(*scheme->weights));
    }
    if (scheme && scheme->inputActivations) {
        addLine(tr("Inputs are quantized"), SchemeText::of(*scheme->inputActivations),
                tr("Values that come into the module are rounded, too, when the model runs as it is stored."));
    }
}

void DetailPane::addSparsity(const ModuleRow& row)
{
    if (row.weights == 0) {
        return;
    }
    const auto sparsity = row.counted > 0 ? std::optional(double(row.zeros) / double(row.counted)) : std::nullopt;
    QString text = format::percent(sparsity);
    if (row.counted > 0 && row.counted < row.weights) {
        text =
            tr("%1 of the %2 counted so far").arg(text, format::percent(double(row.counted) / double(row.weights), 0));
    } else if (row.counted > 0) {
        text = tr("%1 (%2 zeros)").arg(text, format::count(row.zeros));
    }
    addLine(tr("Sparsity"), text,
            tr("Share of weights that are exactly zero. Saves time only in patterns that the engine has a kernel for. "
               "Typical 50 %."));
}

void DetailPane::addProfile()
{
    if (!m_profile) {
        return;
    }
    const model::WeightStatistics& statistics = m_profile->statistics;
    addLine(tr("Range"),
            tr("%1 to %2")
                .arg(format::significant(double(statistics.minimum)), format::significant(double(statistics.maximum))));
    if (statistics.notFinite > 0) {
        addLine(tr("Not finite"), format::count(statistics.notFinite),
                tr("Weights that are infinite or no number. The model cannot compute with them."));
    }
    if (statistics.zeros == 0 || m_profile->patterns.empty()) {
        return;
    }
    const auto kept = m_profile->pattern();
    addLine(tr("N:M pattern"), kept ? tr("%1 in every group").arg(patternText(*kept)) : tr("none"),
            tr("8:16: 8 of every 16 consecutive inputs are kept. Nearly unstructured quality, fast here."));
    QStringList shares;
    for (const model::PatternShare& pattern : m_profile->patterns) {
        if (pattern.kept * 2 == pattern.group && pattern.group >= 4) {
            shares << tr("%1 in %2", "2:4 in 68.9 % of the groups")
                          .arg(patternText(pattern), format::percent(pattern.share()));
        }
    }
    addLine(tr("Groups that keep to"), shares.join(QStringLiteral(", ")));
}

} // namespace espalier::ui
