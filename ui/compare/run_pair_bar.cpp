#include "ui/compare/run_pair_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

namespace espalier::ui {

RunPairBar::RunPairBar(QWidget* parent)
    : QWidget(parent), m_first(new QComboBox), m_second(new QComboBox), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 8, 0, 0);
    m_row->setSpacing(8);
    m_first->setAccessibleName(tr("Run on the left"));
    m_second->setAccessibleName(tr("Run on the right"));
    for (QComboBox* box : {m_first, m_second}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::activated, this,
                [this] { Q_EMIT pairChosen(m_first->currentData().toInt(), m_second->currentData().toInt()); });
    }
    m_row->addWidget(m_first);
    m_row->addWidget(new QLabel(tr("and", "between two runs that are compared")));
    m_row->addWidget(m_second);
}

void RunPairBar::setRuns(const std::vector<Run*>& runs, int first, int second)
{
    for (QComboBox* box : {m_first, m_second}) {
        box->clear();
        for (const Run* run : runs) {
            box->addItem(run->title(), run->number());
        }
        box->setCurrentIndex(box->findData(box == m_first ? first : second));
    }
}

} // namespace espalier::ui
