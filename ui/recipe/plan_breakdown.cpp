#include "ui/recipe/plan_breakdown.h"

#include <algorithm>

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include "ui/models/background.h"
#include "ui/theme/espalier_style.h"

namespace espalier::ui {

namespace {

constexpr int kRow = 24;
constexpr int kBarWidth = 160;
constexpr int kBarHeight = 10;
constexpr int kGap = 12;

/// Label, bar and figure of each row; where it was before stands as an outline.
class Bars : public QWidget
{
public:
    Bars(const Theme& theme, const QList<PlanBar>& bars) : m_theme(theme), m_bars(bars)
    {
        const QFontMetrics metrics(Theme::font(TextStyle::Body));
        QStringList texts;
        for (const PlanBar& bar : bars) {
            m_labelWidth = std::max(m_labelWidth, metrics.horizontalAdvance(bar.label));
            m_valueWidth = std::max(m_valueWidth, metrics.horizontalAdvance(bar.value));
            texts << PlanBreakdownPopup::tr("%1: %2", "a part and its figure").arg(bar.label, bar.value);
        }
        setMinimumSize(m_labelWidth + m_valueWidth + kBarWidth + 2 * kGap, kRow * int(bars.size()));
        setAccessibleName(texts.join(QStringLiteral(", ")));
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Colors& colors = m_theme.colors();
        QPainter painter(this);
        painter.setFont(Theme::font(TextStyle::Body));
        const double room = width() - m_labelWidth - m_valueWidth - 2 * kGap;
        for (int i = 0; i < m_bars.size(); ++i) {
            const PlanBar& bar = m_bars[i];
            const QRect row(0, i * kRow, width(), kRow);
            painter.setPen(colors.text);
            painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, bar.label);
            painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, bar.value);
            const QRectF whole(m_labelWidth + kGap, row.center().y() - kBarHeight / 2.0, room, kBarHeight);
            QRectF filled = whole;
            filled.setWidth(room * bar.share);
            painter.fillRect(filled, colors.series[0]);
            if (bar.before && *bar.before > 0.0) {
                QRectF outline = whole.adjusted(0.5, 0.5, -0.5, -0.5);
                outline.setWidth(std::max(room * *bar.before - 1.0, 1.0));
                painter.setPen(colors.mid);
                painter.drawRect(outline);
            }
        }
    }

private:
    const Theme& m_theme;
    QList<PlanBar> m_bars;
    int m_labelWidth = 0;
    int m_valueWidth = 0;
};

} // namespace

PlanBreakdownPopup::PlanBreakdownPopup(const Theme& theme, const PlanBreakdown& breakdown, bool canMeasure,
                                       QWidget* parent)
    : QFrame(parent, Qt::Popup), m_sentence(new QLabel(breakdown.sentence))
{
    setFrameShape(QFrame::StyledPanel);
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(breakdown.title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    auto* title = new QLabel(breakdown.title);
    QFont bold = Theme::font(TextStyle::Body);
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    layout->addWidget(title);
    m_sentence->setWordWrap(true);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setMinimumWidth(280);
    layout->addWidget(m_sentence);
    if (!breakdown.bars.isEmpty()) {
        layout->addWidget(new Bars(theme, breakdown.bars));
    }
    if (canMeasure) {
        auto* row = new QHBoxLayout;
        m_progress = new QProgressBar;
        m_progress->setRange(0, 100);
        m_progress->hide();
        m_measure = new QPushButton(tr("Measure this machine"));
        m_measure->setProperty(kPrimaryProperty, true);
        row->addWidget(m_progress, 1);
        row->addStretch();
        row->addWidget(m_measure);
        layout->addLayout(row);
        connect(m_measure, &QPushButton::clicked, this, [this] { m_isMeasuring ? m_cancel.request() : measure(); });
    }
}

PlanBreakdownPopup::~PlanBreakdownPopup()
{
    m_cancel.request();
}

void PlanBreakdownPopup::openAbove(const QWidget& cell)
{
    adjustSize();
    QPoint place = cell.mapToGlobal(QPoint(0, -height() - 4));
    if (const QScreen* screen = cell.screen()) {
        const QRect room = screen->availableGeometry();
        place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
        place.setY(std::max(place.y(), room.top()));
    }
    move(place);
    show();
    if (m_measure != nullptr) {
        m_measure->setFocus();
    }
}

void PlanBreakdownPopup::measure()
{
    m_isMeasuring = true;
    m_cancel = CancelToken();
    m_measure->setText(tr("Cancel"));
    m_progress->setValue(0);
    m_progress->show();
    m_sentence->setText(tr("Measuring. Other work makes the figures smaller."));
    const auto say = [guard = QPointer<PlanBreakdownPopup>(this)](double done) {
        QMetaObject::invokeMethod(qApp, [guard, done] {
            if (guard) {
                guard->m_progress->setValue(int(100.0 * done));
            }
        });
    };
    runInBackground(
        this, [say, cancel = m_cancel] { return measureMachine(say, cancel); },
        [this](const Result<MachineSpeed>& speed) {
            m_isMeasuring = false;
            if (speed) {
                Q_EMIT measured(*speed);
                close();
                return;
            }
            m_measure->setText(tr("Measure this machine"));
            m_progress->hide();
            m_sentence->setText(QString::fromStdString(speed.error().message));
        });
}

} // namespace espalier::ui
