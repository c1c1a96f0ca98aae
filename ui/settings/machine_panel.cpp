#include "ui/settings/machine_panel.h"

#include <algorithm>

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>

#include "ui/models/background.h"
#include "ui/models/format.h"
#include "ui/widgets/bar_delegate.h"

namespace espalier::ui {

namespace {

constexpr int kBarRole = Qt::UserRole;
constexpr double kGiga = 1e9;
enum Column { Name, Bits, Rate, Gain };

QString factsOf(const Machine& machine)
{
    const QString memory = machine.memoryBytes > 0 ? format::bytes(machine.memoryBytes) : format::unknown();
    const QString processor = machine.processor.isEmpty() ? format::unknown() : machine.processor;
    return MachinePanel::tr("%1, %n threads, %2 of memory. Kernels: %3.", nullptr, machine.threads)
        .arg(processor, memory, machine.kernels);
}

} // namespace

MachinePanel::MachinePanel(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_facts(new QLabel(factsOf(thisMachine()))), m_result(new QLabel),
      m_measure(new QPushButton(tr("Measure"))), m_progress(new QProgressBar), m_formats(new QTreeWidget)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 6);
    layout->setSpacing(8);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_facts);
    auto* row = new QHBoxLayout;
    m_result->setText(tr("Not measured yet. It takes some seconds and half a GiB of memory."));
    m_result->setWordWrap(true);
    m_result->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_result, 1);
    m_progress->setRange(0, 100);
    m_progress->setFixedWidth(120);
    m_progress->hide();
    row->addWidget(m_progress);
    m_measure->setAccessibleDescription(tr("Measures memory bandwidth and the speed of each format of weights."));
    row->addWidget(m_measure);
    layout->addLayout(row);
    m_formats->setHeaderLabels(
        {tr("Weights"), tr("Bits a weight"), tr("Billion weights a second"), tr("Against bfloat16")});
    m_formats->setRootIsDecorated(false);
    m_formats->setUniformRowHeights(true);
    m_formats->setSelectionMode(QAbstractItemView::NoSelection);
    m_formats->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // as high as its rows: the page scrolls
    m_formats->setAccessibleName(tr("Speed of each format of weights"));
    m_formats->setItemDelegateForColumn(Rate, new BarDelegate(theme, kBarRole, m_formats));
    m_formats->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_formats->header()->setStretchLastSection(false);
    m_formats->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    for (const int column : {Bits, Rate, Gain}) {
        m_formats->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    m_formats->hide();
    layout->addWidget(m_formats);
    connect(m_measure, &QPushButton::clicked, this, [this] { m_isMeasuring ? m_cancel.request() : measure(); });
}

MachinePanel::~MachinePanel()
{
    m_cancel.request();
}

void MachinePanel::measure()
{
    m_isMeasuring = true;
    m_cancel = CancelToken();
    m_measure->setText(tr("Cancel"));
    m_progress->setValue(0);
    m_progress->show();
    m_result->setText(tr("Measuring. Other work makes the figures smaller."));
    const auto say = [guard = QPointer<MachinePanel>(this)](double done) {
        QMetaObject::invokeMethod(qApp, [guard, done] {
            if (guard) {
                guard->m_progress->setValue(int(100.0 * done));
            }
        });
    };
    runInBackground(
        this, [say, cancel = m_cancel] { return measureMachine(say, cancel); },
        [this](const Result<MachineSpeed>& measured) { finish(measured); });
}

void MachinePanel::finish(const Result<MachineSpeed>& speed)
{
    m_isMeasuring = false;
    m_measure->setText(tr("Measure"));
    m_progress->hide();
    if (speed) {
        showSpeed(*speed);
        Q_EMIT measured(*speed);
    } else {
        m_result->setText(QString::fromStdString(speed.error().message));
    }
}

void MachinePanel::showSpeed(const MachineSpeed& speed)
{
    m_formats->clear();
    double fastest = 0.0;
    for (const engine::FormatSpeed& each : speed.formats) {
        fastest = std::max(fastest, each.weightsPerSecond);
    }
    const double plain = speed.formats.empty() ? 0.0 : speed.formats.front().weightsPerSecond;
    for (const engine::FormatSpeed& each : speed.formats) {
        auto* item = new QTreeWidgetItem(m_formats);
        item->setText(Name, QString::fromUtf8(each.kind.name.data(), qsizetype(each.kind.name.size())));
        item->setText(Bits, format::bits(8.0 * each.bytesPerWeight));
        item->setText(Rate, QLocale().toString(each.weightsPerSecond / kGiga, 'f', 1));
        item->setData(Rate, kBarRole, fastest > 0.0 ? each.weightsPerSecond / fastest : 0.0);
        item->setText(Gain, tr("%1×", "times as fast").arg(QLocale().toString(each.weightsPerSecond / plain, 'f', 2)));
        for (const int column : {Bits, Rate, Gain}) {
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
    }
    const int rows = int(speed.formats.size());
    const int height = rows > 0 ? m_formats->sizeHintForRow(0) : 0;
    m_formats->setFixedHeight(m_formats->header()->sizeHint().height() + rows * height + 2 * m_formats->frameWidth());
    m_formats->setVisible(rows > 0);
    const QString rate =
        speed.bandwidth > 0.0 ? QLocale().toString(speed.bandwidth / kGiga, 'f', 1) : format::unknown();
    m_result->setText(tr("Memory gives %1 GB/s. A generated token reads every weight once, so its time is that of the "
                         "weights below; zeros count as weights.")
                          .arg(rate));
}

QStringList MachinePanel::texts() const
{
    return {m_facts->text(), m_result->text(), tr("Processor, kernels, memory bandwidth, formats, speed")};
}

} // namespace espalier::ui
