#include "ui/chat/token_popover.h"

#include <algorithm>

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/widgets/bar_delegate.h"

namespace espalier::ui {

namespace {

constexpr int kShareRole = Qt::UserRole;
constexpr int kWidth = 340;
constexpr int kLeaveMilliseconds = 300; ///< to get from the token into the popover
constexpr int kGap = 4;

/// Blanks and line ends as marks, for a token may be nothing else.
QString visible(QString text)
{
    return text.replace(QLatin1Char(' '), QChar(0x2423)).replace(QLatin1Char('\n'), QChar(0x21B5));
}

QTableWidgetItem* probabilityItem(double probability)
{
    auto* item = new QTableWidgetItem(format::percent(probability));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    item->setData(kShareRole, probability);
    return item;
}

} // namespace

TokenPopover::TokenPopover(const Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_title(new QLabel), m_figures(new QLabel), m_table(new QTableWidget(0, 3)),
      m_continue(new QPushButton(tr("Continue from here"))), m_leave(new QTimer(this))
{
    setFixedWidth(kWidth);
    setAccessibleName(tr("Alternatives of a token"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    QFont bold = Theme::font(TextStyle::Body);
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_figures->setWordWrap(true);
    m_figures->setTextFormat(Qt::PlainText);
    layout->addWidget(m_title);
    layout->addWidget(m_figures);
    m_table->setAccessibleName(tr("Most likely tokens"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    auto* bars = new BarDelegate(theme, kShareRole, this);
    m_table->setItemDelegateForColumn(1, bars);
    m_table->setItemDelegateForColumn(2, bars);
    m_table->installEventFilter(this);
    layout->addWidget(m_table);
    layout->addWidget(m_continue, 0, Qt::AlignLeft);
    m_leave->setSingleShot(true);
    m_leave->setInterval(kLeaveMilliseconds);
    connect(m_leave, &QTimer::timeout, this, [this] {
        if (!underMouse() && !isAncestorOf(QApplication::focusWidget())) {
            hide();
        }
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &TokenPopover::updateContinue);
    connect(m_table, &QTableWidget::itemDoubleClicked, this, &TokenPopover::go);
    connect(m_continue, &QPushButton::clicked, this, &TokenPopover::go);
    hide();
}

void TokenPopover::showFor(const Content& content, const QRect& at, bool focus)
{
    m_leave->stop();
    m_content = content;
    fill(content);
    adjustSize();
    place(at);
    show();
    raise();
    if (focus) {
        (m_table->isVisible() ? static_cast<QWidget*>(m_table) : m_continue)->setFocus(Qt::OtherFocusReason);
    }
}

void TokenPopover::fill(const Content& content)
{
    const ReplyToken& token = content.token;
    m_title->setText(tr("\"%1\"").arg(visible(content.text)));
    m_figures->setText(token.kl
                           ? tr("KL %1 nats. Rank %2 by %3.")
                                 .arg(format::significant(*token.kl), format::count(token.denseRank), content.dense)
                           : tr("Not scored yet."));
    m_figures->setToolTip(tr("KL: how far the next-token distribution moved from dense, in nats. 0 means equal; Chat "
                             "colours from 0.05."));
    const auto& alternatives = token.alternatives;
    m_table->setVisible(!alternatives.empty());
    if (alternatives.empty() && token.kl) {
        m_figures->setText(m_figures->text() + QLatin1Char('\n') +
                           tr("The alternatives are not kept. Score the reply again to see them."));
    }
    m_table->setHorizontalHeaderLabels({tr("Token"), QStringLiteral("A"), QStringLiteral("B")});
    m_table->horizontalHeaderItem(1)->setToolTip(content.dense);
    m_table->horizontalHeaderItem(2)->setToolTip(content.own);
    for (const int column : {1, 2}) {
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    m_table->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setRowCount(int(alternatives.size()));
    int chosen = -1;
    for (int row = 0; row < int(alternatives.size()); ++row) {
        const ReplyAlternative& each = alternatives[std::size_t(row)];
        auto* name = new QTableWidgetItem(visible(each.text));
        if (each.id == token.id) {
            chosen = row;
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            name->setFont(bold);
            name->setToolTip(tr("The token that came."));
        } else if (!each.isText) {
            name->setToolTip(tr("No text of its own, so that a reply cannot be continued with it."));
        }
        m_table->setItem(row, 0, name);
        m_table->setItem(row, 1, probabilityItem(each.dense));
        m_table->setItem(row, 2, probabilityItem(each.own));
    }
    const int rows = m_table->rowCount() * m_table->verticalHeader()->defaultSectionSize();
    m_table->setFixedHeight(rows + m_table->horizontalHeader()->sizeHint().height() + 2);
    m_table->selectRow(chosen);
    updateContinue();
}

void TokenPopover::updateContinue()
{
    const int row = m_table->currentRow();
    const auto& alternatives = m_content.token.alternatives;
    const bool picked = row >= 0 && row < int(alternatives.size());
    const bool other = picked && alternatives[std::size_t(row)].id != m_content.token.id;
    const bool usable = !other || alternatives[std::size_t(row)].isText;
    m_continue->setText(other ? tr("Continue with \"%1\"").arg(visible(alternatives[std::size_t(row)].text))
                              : tr("Continue from here"));
    m_continue->setEnabled(m_content.canContinue && usable);
    m_continue->setToolTip(!m_content.canContinue ? m_content.why
                                                  : tr("Both models go on from this token in a new branch."));
}

void TokenPopover::go()
{
    if (!m_continue->isEnabled()) {
        return;
    }
    const int row = m_table->currentRow();
    const auto& alternatives = m_content.token.alternatives;
    std::optional<ReplyAlternative> alternative;
    if (row >= 0 && row < int(alternatives.size()) && alternatives[std::size_t(row)].id != m_content.token.id) {
        alternative = alternatives[std::size_t(row)];
    }
    hide();
    Q_EMIT continueRequested(alternative);
}

void TokenPopover::place(const QRect& at)
{
    const QRect room = parentWidget()->rect().adjusted(kGap, kGap, -kGap, -kGap);
    int top = at.bottom() + kGap;
    if (top + height() > room.bottom()) {
        top = std::max(room.top(), at.top() - kGap - height());
    }
    move(std::clamp(at.left(), room.left(), std::max(room.left(), room.right() - width())), top);
}

void TokenPopover::leave()
{
    if (isVisible()) {
        m_leave->start();
    }
}

void TokenPopover::leaveEvent(QEvent* event)
{
    QFrame::leaveEvent(event);
    leave();
}

void TokenPopover::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_F2) {
        hide();
        Q_EMIT closed();
        return;
    }
    QFrame::keyPressEvent(event);
}

bool TokenPopover::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            go();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void TokenPopover::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.mid);
    painter.setBrush(colors.window);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace espalier::ui
