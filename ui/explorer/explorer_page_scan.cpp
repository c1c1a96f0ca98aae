// What the background finds in the weights, and where the Explorer shows it.
#include <algorithm>
#include <variant>

#include <QTreeView>

#include "ui/explorer/detail_pane.h"
#include "ui/explorer/explorer_page.h"
#include "ui/explorer/layer_strip.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

void ExplorerPage::scan()
{
    m_notFinite.clear();
    if (!m_model->tree()->document()->checkpoint) {
        return;
    }
    m_scan = std::make_unique<StatisticsScan>(m_model->tree());
    connect(m_scan.get(), &StatisticsScan::counted, this, &ExplorerPage::takeCounts);
    connect(m_scan.get(), &StatisticsScan::unreadable, this, &ExplorerPage::showUnreadable);
    connect(m_scan.get(), &StatisticsScan::finished, this, &ExplorerPage::showNotFinite);
    connectDetail();
    m_scan->start();
    if (m_tree->currentIndex().isValid()) {
        showDetail(m_model->rowOf(m_tree->currentIndex()));
    }
}

void ExplorerPage::connectDetail()
{
    const auto isCurrent = [this](int row) {
        return m_tree->currentIndex().isValid() && m_model->rowOf(m_tree->currentIndex()) == row;
    };
    connect(m_scan.get(), &StatisticsScan::profileReady, this,
            [this, isCurrent](int row, const model::WeightProfile& profile) {
                if (isCurrent(row)) {
                    m_detail->showProfile(profile);
                }
            });
    connect(m_scan.get(), &StatisticsScan::histogramReady, this,
            [this, isCurrent](int row, const Histogram& histogram) {
                if (isCurrent(row)) {
                    m_detail->showHistogram(histogram);
                }
            });
    connect(m_scan.get(), &StatisticsScan::detailFailed, this, [this, isCurrent](int row, const Error& error) {
        if (isCurrent(row)) {
            m_detail->showProblem(error);
        }
    });
}

void ExplorerPage::takeCounts(const QList<ModuleZeros>& batch)
{
    for (const ModuleZeros& each : batch) {
        if (each.counted > each.notFinite) {
            m_model->addRange(each.row, each.minimum, each.maximum);
        }
        m_model->addZeros(each.row, each.zeros, each.counted);
        if (each.notFinite > 0) {
            m_notFinite << each.row;
        }
    }
    m_strip->update();
    updateLegend();
    m_detail->refresh();
}

bool ExplorerPage::barIsFree() const
{
    return m_messages->isHidden() || (m_messages->kind() == MessageBar::Kind::Info && m_demoRun == nullptr);
}

void ExplorerPage::addShowModule(int row)
{
    m_messages->addAction(
        tr("Show module"), [this, row] { selectTreeRow(row); }, false, true);
}

void ExplorerPage::showUnreadable(const QList<UnreadableModule>& modules)
{
    // a missing tensor is named already
    const auto first = std::find_if(modules.begin(), modules.end(), [this](const UnreadableModule& each) {
        return !m_model->tree()->rows()[std::size_t(each.row)].missing;
    });
    if (first == modules.end() || !barIsFree()) {
        return;
    }
    const int count = int(std::count_if(modules.begin(), modules.end(), [this](const UnreadableModule& each) {
        return !m_model->tree()->rows()[std::size_t(each.row)].missing;
    }));
    m_messages->showMessage(
        MessageBar::Kind::Error,
        (count == 1 ? tr("The weight of %1 cannot be read: %2 The rest is shown.")
                    : tr("%n weights cannot be read, the first is that of %1: %2 The rest is shown.", nullptr, count))
            .arg(m_model->tree()->name(first->row), QString::fromStdString(first->error.message)));
    addShowModule(first->row);
}

void ExplorerPage::showNotFinite()
{
    if (m_notFinite.isEmpty() || !barIsFree()) {
        return;
    }
    m_messages->showMessage(
        MessageBar::Kind::Warning,
        (m_notFinite.size() == 1
             ? tr("%1 holds weights that are infinite or no number. The model cannot compute with them.")
             : tr("%n modules hold weights that are infinite or no number, the first is %1. The model cannot compute "
                  "with them.",
                  nullptr, int(m_notFinite.size())))
            .arg(m_model->tree()->name(m_notFinite.first())));
    addShowModule(m_notFinite.first());
}

void ExplorerPage::followRun()
{
    if (m_run) {
        disconnect(m_run, nullptr, this, nullptr);
    }
    m_run = workspace().currentRun();
    const auto tree = m_model->tree();
    if (!m_run || !tree || m_run->request().modelFolder() != tree->document()->folder) {
        m_run = nullptr;
        return;
    }
    connect(m_run, &Run::eventAppended, this, [this](int index) {
        const bool measured = std::holds_alternative<protocol::ModuleResult>(m_run->events()[std::size_t(index)].body);
        if (measured && !m_runTimer.isActive()) {
            m_runTimer.start();
        }
    });
    takeRunErrors();
}

void ExplorerPage::takeRunErrors()
{
    if (!m_run || !m_model->tree()) {
        return;
    }
    ModelOrigin origin = m_model->tree()->origin(); // the model may itself be the result of an earlier run
    if (auto errors = ModelOrigin::errorsOf(m_run->events(), {}); !errors.empty()) {
        origin.errors = std::move(errors);
    }
    m_model->setOrigin(origin);
    m_tree->viewport()->update();
    m_strip->update();
    updateMeasures();
}

} // namespace espalier::ui
