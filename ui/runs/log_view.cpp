#include "ui/runs/log_view.h"

#include <algorithm>
#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/theme/theme.h"

namespace espalier::ui {
namespace {

constexpr std::size_t kLines = 20'000; ///< kept; the whole log is in the run's folder
const QString kWorker = QStringLiteral("worker");

} // namespace

LogView::LogView(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit), m_level(new QComboBox), m_follow(new QCheckBox(tr("Follow"))),
      m_count(new QLabel), m_text(new QPlainTextEdit)
{
    m_filter->setPlaceholderText(tr("Filter lines"));
    m_filter->setAccessibleName(tr("Filter lines of the log"));
    m_filter->setClearButtonEnabled(true);
    m_level->addItems({tr("All lines"), tr("Warnings and errors"), tr("Worker's own output")});
    m_level->setAccessibleName(tr("Kind of lines"));
    m_level->setToolTip(tr("Which lines are shown."));
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keeps the newest line in sight."));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(Theme::font(TextStyle::Code));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Log"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_filter, 1);
    row->addWidget(m_level);
    row->addWidget(m_follow);
    row->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_text, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &LogView::fill);
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogView::fill);
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on) {
            m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
        }
    });
}

void LogView::clear()
{
    m_lines.clear();
    m_logTaken = m_workerTaken = 0;
    fill();
}

bool LogView::isShown(const Line& line) const
{
    if (m_level->currentIndex() == 1 && line.level != QLatin1String("warning") &&
        line.level != QLatin1String("error")) {
        return false;
    }
    if (m_level->currentIndex() == 2 && line.level != kWorker) {
        return false;
    }
    return line.text.contains(m_filter->text(), Qt::CaseInsensitive);
}

void LogView::add(Line line)
{
    if (m_lines.size() >= kLines) { // rarely: a tenth at once
        m_lines.erase(m_lines.begin(), m_lines.begin() + kLines / 10);
        m_lines.push_back(std::move(line));
        fill();
        return;
    }
    m_lines.push_back(std::move(line));
    if (isShown(m_lines.back())) {
        m_shown.push_back(int(m_lines.size()) - 1);
        append(m_lines.back().text);
    }
}

void LogView::append(const QString& text)
{
    QScrollBar* bar = m_text->verticalScrollBar();
    const int place = bar->value();
    m_text->appendPlainText(text); // scrolls only if it was at the end
    bar->setValue(m_follow->isChecked() ? bar->maximum() : place);
}

void LogView::fill()
{
    m_shown.clear();
    QStringList texts;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        if (isShown(m_lines[i])) {
            m_shown.push_back(int(i));
            texts << m_lines[i].text;
        }
    }
    m_text->setPlainText(texts.join(u'\n'));
    if (m_follow->isChecked()) {
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    }
    showCount();
}

void LogView::showCount()
{
    m_count->setText(tr("%1 of %2", "lines shown, lines").arg(m_shown.size()).arg(m_lines.size()));
}

void LogView::takeNewLines(const Run& run, const RunFigures& figures)
{
    const auto& log = figures.log();
    for (; m_logTaken < int(log.size()); ++m_logTaken) {
        const RunFigures::LogLine& line = log[std::size_t(m_logTaken)];
        add({line.at, line.level,
             QStringLiteral("%1  %2  %3").arg(format::clock(line.at), line.level.leftJustified(7), line.text)});
    }
    const QStringList& worker = run.workerLog();
    const int dropped = run.logLinesDropped(); // the run keeps only the newest lines
    m_workerTaken = std::max(m_workerTaken, dropped);
    for (; m_workerTaken < dropped + int(worker.size()); ++m_workerTaken) {
        const QString& text = worker[m_workerTaken - dropped];
        add({figures.elapsedSeconds(), kWorker,
             QStringLiteral("%1  %2  %3")
                 .arg(format::clock(figures.elapsedSeconds()), kWorker.leftJustified(7), text)});
    }
    showCount();
}

void LogView::showTime(double seconds)
{
    m_follow->setChecked(false);
    m_level->setCurrentIndex(0);
    m_filter->clear();
    int best = -1;
    for (int i = 0; i < int(m_lines.size()); ++i) {
        const auto distance = [&](int index) { return std::abs(m_lines[std::size_t(index)].at - seconds); };
        best = best < 0 || distance(i) < distance(best) ? i : best;
    }
    if (best >= 0) {
        m_text->setTextCursor(QTextCursor(m_text->document()->findBlockByNumber(best)));
        m_text->centerCursor();
    }
}

} // namespace espalier::ui
