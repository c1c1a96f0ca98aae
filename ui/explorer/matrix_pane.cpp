#include "ui/explorer/matrix_pane.h"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolTip>
#include <QVBoxLayout>

#include "ui/models/background.h"
#include "ui/models/csv.h"
#include "ui/models/format.h"
#include "ui/widgets/scale_legend.h"

namespace espalier::ui {

MatrixPane::MatrixPane(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_mode(new QComboBox), m_pattern(new QComboBox),
      m_legend(new ScaleLegend(theme)), m_view(new MatrixView(theme)), m_pointed(new QLabel), m_state(new QLabel)
{
    m_mode->addItem(tr("Signed mean"), int(MatrixView::Mode::SignedMean));
    m_mode->addItem(tr("Largest |w|"), int(MatrixView::Mode::Maximum));
    m_mode->addItem(tr("Zeros"), int(MatrixView::Mode::Zeros));
    m_mode->addItem(tr("N:M pattern"), int(MatrixView::Mode::Pattern));
    m_mode->setAccessibleName(tr("What the matrix shows"));
    m_mode->setToolTip(tr("What the colour of a place stands for: the mean of its weights, the largest absolute value, "
                          "the share of zeros, or the share of groups that keep to the pattern."));
    m_pattern->addItems({QStringLiteral("2:4"), QStringLiteral("4:8"), QStringLiteral("8:16"), QStringLiteral("16:32"),
                         QStringLiteral("1:2"), QStringLiteral("1:4"), QStringLiteral("2:8"), QStringLiteral("4:16"),
                         QStringLiteral("1:8")});
    m_pattern->setAccessibleName(tr("Pattern that groups are judged by"));
    m_pattern->setToolTip(tr("2:4: at most 2 of every 4 consecutive inputs are not zero. Borders of the groups show "
                             "once weights can be told apart, groups that do not keep to it are framed."));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->addWidget(m_mode);
    top->addWidget(m_pattern);
    top->addStretch(1);
    top->addWidget(m_legend);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    auto* bottom = new QHBoxLayout;
    m_pointed->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_pointed->setForegroundRole(QPalette::PlaceholderText);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setToolTip(tr("A few weights of each place were looked at. The exact figures follow."));
    bottom->addWidget(m_pointed, 1);
    bottom->addWidget(m_state);
    layout->addLayout(bottom);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &MatrixPane::modeChanged);
    connect(m_pattern, &QComboBox::currentIndexChanged, this, &MatrixPane::patternChanged);
    connect(m_pattern, &QComboBox::activated, this, [this] { m_chosen = true; });
    connect(m_view, &MatrixView::pointedAt, m_pointed, [this](const QString& text) {
        m_pointed->setText(text.isEmpty() ? tr("Wheel: zoom. Drag: move. Home: the whole matrix.") : text);
        m_pointed->setToolTip(text);
    });
    connect(m_view, &MatrixView::changed, this, &MatrixPane::updateState);
    Q_EMIT m_view->pointedAt({});
    updateState();
}

recipe::MaskStructure MatrixPane::pattern() const
{
    return recipe::parseMaskStructure(m_pattern->currentText().toStdString()).value_or(recipe::MaskStructure{2, 4});
}

void MatrixPane::showModule(const ModelDocumentPtr& document, const std::string& module)
{
    if (document == m_document && module == m_module) {
        return;
    }
    m_document = document;
    m_module = module;
    m_found = {};
    m_loaded = false;
    m_view->showNothing({});
    updateState();
    if (isVisible()) {
        load();
    }
}

void MatrixPane::showNothing(const QString& why)
{
    m_document.reset();
    m_module.clear();
    m_loaded = true;
    m_view->showNothing(why);
    updateState();
}

void MatrixPane::load()
{
    m_loaded = true;
    runInBackground(
        this,
        [document = m_document, module = m_module] { return model::WeightRows::open(*document->checkpoint, module); },
        [this, document = m_document,
         module = m_module](const Result<std::shared_ptr<const model::WeightRows>>& weight) {
            if (document != m_document || module != m_module) {
                return;
            }
            if (weight) {
                m_view->showWeight(*weight, pattern(), m_found.group > 0);
            } else {
                m_view->showNothing(QString::fromStdString(weight.error().message));
            }
            updateState();
        });
}

void MatrixPane::setFoundPattern(const recipe::MaskStructure& found)
{
    m_found = found;
    const QString text = QStringLiteral("%1:%2").arg(found.kept).arg(found.group);
    if (!m_chosen && found.group > 0 && m_pattern->findText(text) >= 0) {
        m_pattern->setCurrentText(text);
    }
    patternChanged();
}

void MatrixPane::patternChanged()
{
    const recipe::MaskStructure now = pattern();
    m_view->setPattern(now, m_found.group > 0 && now.kept == m_found.kept && now.group == m_found.group);
}

void MatrixPane::modeChanged()
{
    m_view->setMode(MatrixView::Mode(m_mode->currentData().toInt()));
    updateState();
}

void MatrixPane::updateState()
{
    const MatrixView::Mode mode = m_view->mode();
    const bool shown = m_view->tiles() != nullptr;
    for (QWidget* part : {static_cast<QWidget*>(m_legend), static_cast<QWidget*>(m_pointed)}) {
        part->setVisible(shown);
    }
    m_mode->setEnabled(shown);
    m_pattern->setEnabled(shown);
    m_legend->setDiverging(mode == MatrixView::Mode::SignedMean);
    if (mode == MatrixView::Mode::SignedMean) {
        const QString end = format::significant(m_view->colourEnd(), 2);
        m_legend->setEnds(QStringLiteral("−") + end, end);
    } else if (mode == MatrixView::Mode::Maximum) {
        m_legend->setEnds(format::significant(0.0), format::significant(m_view->colourEnd(), 2));
    } else {
        m_legend->setEnds(format::percent(0.0, 0), format::percent(1.0, 0));
    }
    m_state->setText(m_view->isSampled() ? tr("sampled", "a few weights of each place") : QString());
}

void MatrixPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_loaded) {
        load();
    }
}

void MatrixPane::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_view->tiles() == nullptr) {
        return;
    }
    QMenu menu(this);
    menu.addAction(tr("Show the whole matrix"), m_view, &MatrixView::zoomToFit)->setShortcut(Qt::Key_Home);
    menu.addSeparator();
    menu.addAction(tr("Save picture..."), this, &MatrixPane::savePicture);
    menu.addAction(tr("Save shown figures..."), this, &MatrixPane::saveCells);
    menu.exec(event->globalPos());
}

void MatrixPane::savePicture()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save picture"), QString::fromStdString(m_module) + QStringLiteral(".png"), tr("Picture (*.png)"));
    if (!file.isEmpty() && !m_view->grab().save(file)) {
        showUnwritten(file);
    }
}

void MatrixPane::saveCells()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save shown figures"),
                                     QString::fromStdString(m_module) + QStringLiteral(".csv"), tr("Figures (*.csv)"));
    if (!file.isEmpty() && !saveCsv(file, m_view->visibleTable())) {
        showUnwritten(file);
    }
}

void MatrixPane::showUnwritten(const QString& file)
{
    QToolTip::showText(mapToGlobal(rect().center()), tr("%1 could not be written.").arg(file), this);
}

} // namespace espalier::ui
