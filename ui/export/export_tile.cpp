#include "ui/export/export_tile.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/export/export_drag.h"
#include "ui/models/format.h"
#include "ui/theme/espalier_style.h"
#include "ui/widgets/icon_label.h"

namespace espalier::ui {
namespace {

constexpr int kSteps = 1000;

QLabel* wrapped()
{
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

QString phaseText(const QString& phase)
{
    if (phase == QLatin1String("certificate")) {
        return ExportTile::tr("Comparing");
    }
    if (phase == QLatin1String("counting")) {
        return ExportTile::tr("counting zeros");
    }
    return phase == QLatin1String("calibration") ? ExportTile::tr("Measuring") : ExportTile::tr("Writing");
}

} // namespace

ExportTile::ExportTile(const Theme& theme, const ExportTarget& target, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_target(target), m_title(new QLabel(target.title)), m_size(new QLabel),
      m_types(new QComboBox), m_holds(wrapped()), m_loaders(wrapped()),
      m_statusIcon(new IconLabel(Theme::icon(QStringLiteral("info")), 16)), m_status(wrapped()),
      m_progress(new QProgressBar), m_button(new QPushButton), m_more(new QToolButton), m_menu(new QMenu(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(target.title);
    setTypes(target.types, {});
    m_types->setAccessibleName(tr("Type of the weights in %1").arg(target.title));
    m_types->setToolTip(tr("What the weights are stored as. Fewer bits make a smaller and less exact model."));
    connect(m_types, &QComboBox::currentIndexChanged, this, &ExportTile::typeChanged);
    m_holds->setText(target.holds);
    m_loaders->setText(tr("Loads in %1").arg(target.loaders));
    m_loaders->setFont(Theme::font(TextStyle::Caption));
    m_loaders->setForegroundRole(QPalette::PlaceholderText);
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_progress->setAccessibleName(tr("Progress of the export to %1").arg(target.title));
    m_button->setAutoDefault(false);
    connect(m_button, &QPushButton::clicked, this, &ExportTile::act);
    setupMenu();
    setupLayout();
    refresh();
}

void ExportTile::setupMenu()
{
    m_exportTo = m_menu->addAction(tr("Export to..."), this, &ExportTile::exportToRequested);
    m_menu->addSeparator();
    m_madeActions = {
        m_menu->addAction(tr("Show in folder"), this, &ExportTile::showFolderRequested),
        m_menu->addAction(Theme::icon(QStringLiteral("copy")), tr("Copy file"), this, &ExportTile::copyRequested),
        m_menu->addAction(tr("Delete export"), this, &ExportTile::removeRequested)};
    if (m_target.suffix.isEmpty()) {
        m_madeActions[1]->setText(tr("Copy folder"));
    }
    m_more->setText(tr("More"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    m_more->setAccessibleName(tr("More for %1").arg(m_target.title));
    m_more->setFocusPolicy(Qt::TabFocus);
}

void ExportTile::setupLayout()
{
    m_title->setFont(Theme::font(TextStyle::Title));
    m_size->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* titles = new QHBoxLayout;
    titles->setSpacing(8);
    titles->addWidget(m_title);
    titles->addWidget(m_size, 1);
    auto* status = new QHBoxLayout;
    status->setSpacing(8);
    status->addWidget(m_statusIcon, 0, Qt::AlignTop);
    status->addWidget(m_status, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_button);
    buttons->addStretch();
    buttons->addWidget(m_more);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(titles);
    layout->addWidget(m_types);
    layout->addWidget(m_holds);
    layout->addWidget(m_loaders);
    layout->addStretch();
    layout->addLayout(status);
    layout->addWidget(m_progress);
    layout->addLayout(buttons);
    QSizePolicy keeps = m_progress->sizePolicy();
    keeps.setRetainSizeWhenHidden(true); // nothing moves when an export begins
    m_progress->setSizePolicy(keeps);
    m_status->setMinimumHeight(2 * m_status->fontMetrics().lineSpacing());
}

QString ExportTile::type() const
{
    return m_types->currentData().toString();
}

QString ExportTile::typeLabel() const
{
    return m_types->currentText();
}

void ExportTile::setType(const QString& id)
{
    m_types->setCurrentIndex(std::max(0, m_types->findData(id)));
}

void ExportTile::setTypes(const QList<ExportType>& types, const QString& chosen)
{
    const QSignalBlocker blocked(m_types); // what fits a model is no choice of the user's
    m_types->clear();
    for (const ExportType& each : types) {
        m_types->addItem(each.label, each.id);
    }
    setType(chosen);
    m_types->setEnabled(m_types->count() > 1);
}

void ExportTile::showItem(const ExportItem* item, const ExportPrediction& prediction)
{
    m_item = item;
    m_prediction = prediction;
    refresh();
}

void ExportTile::setCurrent(bool current)
{
    m_current = current;
    refresh();
}

void ExportTile::setMakeFirst(bool makeFirst)
{
    m_makeFirst = makeFirst;
    refresh();
}

void ExportTile::setDropHint(const QString& sentence)
{
    m_dropHint = sentence;
    refresh();
}

void ExportTile::setDropHovered(bool hovered)
{
    m_dropHovered = hovered;
    update();
}

QString ExportTile::idleText() const
{
    if (!m_item) {
        return {};
    }
    if (m_prediction.seconds < kQuickSeconds) {
        return tr("Drag it to a folder: it is made on the way.");
    }
    return tr("Takes about %1: make first, then drag.").arg(format::duration(m_prediction.seconds));
}

QString ExportTile::workingText() const
{
    QString text = m_item->phase().isEmpty()
                       ? tr("Starting")
                       : tr("%1 %2").arg(phaseText(m_item->phase()), format::percent(m_item->fraction(), 0));
    if (const QString rest = format::remaining(m_item->etaSeconds()); !rest.isEmpty()) {
        text = tr("%1, %2").arg(text, rest);
    }
    if (m_item->isAwaited()) {
        return tr("%1. The other program waits for it.").arg(text);
    }
    return m_makeFirst ? tr("%1. Drag it when it is ready.").arg(text) : text;
}

void ExportTile::showStatus(const QString& icon, QColor Colors::*color, const QString& text)
{
    m_statusIcon->setIcon(m_theme.icon(icon, color));
    m_statusIcon->setVisible(!text.isEmpty());
    m_status->setText(text);
    setAccessibleDescription(text);
}

void ExportTile::refresh()
{
    const bool active = m_item && m_item->isActive();
    const bool made = state() == ExportState::Ready;
    const bool possible = m_item && m_prediction.bytes;
    m_size->setText(made       ? format::bytes(m_item->bytes())
                    : possible ? tr("about %1").arg(format::bytes(*m_prediction.bytes))
                               : format::unknown());
    m_size->setForegroundRole(made ? QPalette::WindowText : QPalette::PlaceholderText);
    QString tip;
    if (!m_dropHint.isEmpty()) {
        showStatus(QStringLiteral("export"), &Colors::accent, m_dropHint);
    } else if (state() == ExportState::Failed) {
        const Error& error = *m_item->error();
        showStatus(QStringLiteral("error"), &Colors::error, QString::fromStdString(error.message));
        tip = QString::fromStdString(error.place.empty() ? error.code : error.code + "\n" + error.place);
    } else if (made) {
        const QString ready =
            m_target.suffix.isEmpty() ? tr("Ready: drag the folder out.") : tr("Ready: drag the file out.");
        showStatus(QStringLiteral("ok"), &Colors::ok,
                   m_item->notes().isEmpty() ? ready : ready + u' ' + m_item->notes().join(u' '));
        tip = m_item->path();
    } else if (state() == ExportState::Waiting) {
        showStatus(QStringLiteral("info"), &Colors::accent, tr("Waiting for the other export"));
    } else if (state() == ExportState::Stopping) {
        showStatus(QStringLiteral("info"), &Colors::accent, tr("Stopping"));
    } else if (active) {
        showStatus(QStringLiteral("info"), &Colors::accent, workingText());
    } else if (m_item && !m_prediction.bytes && m_prediction.bytes.error().code == kStillReading) {
        showStatus(QStringLiteral("info"), &Colors::placeholder, tr("Reading the model."));
    } else if (m_item && !m_prediction.bytes) {
        showStatus(QStringLiteral("warning"), &Colors::warning,
                   QString::fromStdString(m_prediction.bytes.error().message));
    } else {
        showStatus(QStringLiteral("info"), &Colors::placeholder, idleText());
    }
    m_status->setToolTip(tip);
    m_progress->setVisible(active);
    m_progress->setValue(active ? int(m_item->fraction() * kSteps) : 0);
    m_button->setText(active ? tr("Cancel") : made ? tr("Export again") : tr("Export"));
    m_button->setEnabled(active ? state() != ExportState::Stopping : possible);
    m_button->setProperty(kPrimaryProperty, m_current && !active && !made);
    m_button->update();
    m_exportTo->setEnabled(possible && !active);
    for (QAction* action : m_madeActions) {
        action->setEnabled(made);
    }
    m_more->setEnabled(m_item != nullptr);
    setCursor(possible ? Qt::OpenHandCursor : Qt::ArrowCursor);
    update();
}

void ExportTile::act()
{
    if (m_item && m_item->isActive()) {
        Q_EMIT cancelRequested();
    } else {
        Q_EMIT exportRequested();
    }
}

void ExportTile::paintEvent(QPaintEvent*)
{
    const Colors& colors = m_theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colors.base);
    painter.setPen(mix(colors.window, colors.mid, m_current ? 1.0 : 0.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setBrush(Qt::NoBrush);
    if (!m_dropHint.isEmpty()) {
        painter.setPen(QPen(colors.accent, 2, m_dropHovered ? Qt::SolidLine : Qt::DashLine));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    } else if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void ExportTile::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::LeftButton) {
        m_pressed = event->pos();
    }
}

void ExportTile::mouseMoveEvent(QMouseEvent* event)
{
    const bool far = m_pressed && event->buttons().testFlag(Qt::LeftButton) &&
                     (event->pos() - *m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (far) {
        m_pressed.reset();
        Q_EMIT dragRequested();
    }
}

void ExportTile::keyPressEvent(QKeyEvent* event)
{
    const bool active = m_item && m_item->isActive();
    const bool made = state() == ExportState::Ready;
    if (event->matches(QKeySequence::Copy) && made) {
        Q_EMIT copyRequested();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        Q_EMIT moveRequested(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        Q_EMIT moveRequested(1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_button->isEnabled() && !active) {
            act();
        }
        return;
    case Qt::Key_Escape:
        if (active) {
            Q_EMIT cancelRequested();
        }
        return;
    case Qt::Key_Delete:
        if (made) {
            Q_EMIT removeRequested();
        }
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

void ExportTile::focusInEvent(QFocusEvent*)
{
    Q_EMIT chosen();
    update();
}

void ExportTile::focusOutEvent(QFocusEvent*)
{
    update();
}

void ExportTile::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_item) {
        m_menu->popup(event->globalPos());
    }
}

} // namespace espalier::ui
