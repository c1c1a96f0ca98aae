#include "ui/export/certificate_view.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/models/export_item.h"
#include "ui/models/format.h"

namespace espalier::ui {
namespace {

constexpr int kLeastHeight = 160;
constexpr int kLeastWidth = 140;   ///< of a column
constexpr int kVerdictWidth = 110; ///< of the last one

} // namespace

CertificateView::CertificateView(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(new QLabel(tr("Certificate"))), m_summary(new QLabel),
      m_copy(new QPushButton(tr("Copy JSON"))), m_stack(new QStackedWidget), m_nothing(new QLabel),
      m_table(new QTreeWidget)
{
    m_title->setFont(Theme::font(TextStyle::Title));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_copy->setAutoDefault(false);
    m_copy->setToolTip(tr("Copies the certificate as it is stored beside the export."));
    connect(m_copy, &QPushButton::clicked, this, &CertificateView::copyJson);
    auto* titles = new QHBoxLayout;
    titles->setSpacing(12);
    titles->addWidget(m_title);
    titles->addWidget(m_summary, 1);
    titles->addWidget(m_copy);

    m_nothing->setWordWrap(true);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_table->setHeaderLabels({tr("Check"), tr("Expected"), tr("Found"), tr("Tolerance"), tr("Verdict")});
    m_table->setAccessibleName(tr("Certificate"));
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->header()->setStretchLastSection(true);
    setMinimumHeight(kLeastHeight);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(m_table);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(titles);
    layout->addWidget(m_stack, 1);
    showItem(nullptr, {});
}

void CertificateView::showItem(const ExportItem* item, const QString& name)
{
    const nlohmann::json json = item ? item->certificate() : nlohmann::json();
    const auto rows = certificateRows(json, item ? item->error() : std::nullopt);
    m_summary->setText(name);
    m_copy->setEnabled(json.is_object());
    m_stack->setCurrentIndex(rows.isEmpty() ? 0 : 1);
    const bool made = item && item->state() == ExportState::Ready;
    m_nothing->setText(
        made
            ? tr("This export has no certificate. Export it again to compare it with the model.")
            : tr("Every export is read again before it gets its name, and compared with the model: "
                 "weights, zeros, token ids, chat template and, but for ONNX, predictions. The result is shown here."));
    m_json = json;
    m_table->clear();
    for (const CertificateRow& row : rows) {
        addRow(m_table->invisibleRootItem(), row);
    }
    fitColumns();
}

QSize CertificateView::sizeHint() const
{
    return {QWidget::sizeHint().width(), kLeastHeight}; // it takes what there is
}

void CertificateView::resizeEvent(QResizeEvent*)
{
    fitColumns();
}

/// What was found may be a long sentence: it gets what the others leave.
void CertificateView::fitColumns()
{
    constexpr int kFound = 2;
    const int last = m_table->columnCount() - 1;
    int room = m_table->viewport()->width() - kVerdictWidth;
    int wanted = 0;
    for (int column = 0; column < last; ++column) {
        m_table->resizeColumnToContents(column);
        const int width = std::clamp(m_table->columnWidth(column) + 16, kLeastWidth, 400);
        m_table->setColumnWidth(column, width);
        room -= column == kFound ? 0 : width;
        wanted = column == kFound ? width : wanted;
    }
    m_table->setColumnWidth(kFound, std::clamp(room, kLeastWidth, wanted));
}

void CertificateView::addRow(QTreeWidgetItem* parent, const CertificateRow& row)
{
    auto* item =
        new QTreeWidgetItem(parent, {row.check, row.expected, row.found, row.tolerance, verdictWord(row.verdict)});
    for (int column = 0; column < item->columnCount(); ++column) {
        item->setToolTip(column, item->text(column));
    }
    if (row.verdict == CertificateRow::Verdict::Ok) {
        item->setIcon(4, m_theme.icon(QStringLiteral("ok"), &Colors::ok));
    } else if (row.verdict == CertificateRow::Verdict::Failed) {
        item->setIcon(4, m_theme.icon(QStringLiteral("error"), &Colors::error));
    }
    for (const CertificateRow& detail : row.details) {
        addRow(item, detail);
    }
    item->setExpanded(row.verdict == CertificateRow::Verdict::Failed);
}

void CertificateView::copyJson()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_json.dump(2)));
}

} // namespace espalier::ui
