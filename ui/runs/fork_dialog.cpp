#include "ui/runs/fork_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace espalier::ui {

ForkDialog::ForkDialog(const QString& run, std::vector<ForkSource> sources, const QString& recipe, QWidget* parent)
    : QDialog(parent), m_sources(std::move(sources)), m_recipe(recipe), m_stage(new QComboBox), m_layer(new QSpinBox),
      m_explanation(new QLabel)
{
    setWindowTitle(tr("Fork from %1").arg(run));
    for (const ForkSource& source : m_sources) {
        m_stage->addItem(source.stage);
    }
    m_stage->setCurrentIndex(m_stage->count() - 1);
    m_stage->setAccessibleName(tr("Stage"));
    m_layer->setAccessibleName(tr("Layer to begin at"));
    m_explanation->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_accept = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    auto* form = new QFormLayout;
    form->addRow(tr("Stage"), m_stage);
    form->addRow(tr("Begin at layer"), m_layer);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_explanation);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_stage, &QComboBox::currentIndexChanged, this, [this] {
        m_layer->setRange(0, source().layers);
        m_layer->setValue(source().layers);
        follow();
    });
    connect(m_layer, &QSpinBox::valueChanged, this, &ForkDialog::follow);
    m_layer->setRange(0, source().layers);
    m_layer->setValue(source().layers);
    follow();
}

const ForkSource& ForkDialog::source() const
{
    return m_sources[std::size_t(m_stage->currentIndex())];
}

int ForkDialog::layer() const
{
    return m_layer->value();
}

void ForkDialog::setLayer(int layer)
{
    m_layer->setValue(layer);
}

void ForkDialog::follow()
{
    m_accept->setText(tr("Fork from layer %1").arg(layer()));
    m_explanation->setText(
        layer() == 0   ? tr("The embedding is taken as it is. %1 is applied to every layer.").arg(m_recipe)
        : layer() == 1 ? tr("Layer 0 is taken as it is. %1 is applied from layer 1 on.").arg(m_recipe)
                       : tr("Layers 0 to %1 are taken as they are. %2 is applied from layer %3 on.")
                             .arg(layer() - 1)
                             .arg(m_recipe)
                             .arg(layer()));
}

} // namespace espalier::ui
