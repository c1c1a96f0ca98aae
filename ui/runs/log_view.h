#pragma once

#include <vector>

#include <QWidget>

#include "ui/models/run.h"
#include "ui/models/run_figures.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace espalier::ui {

/// The Log tab of a run: what it said and what its worker wrote to stderr, with a filter; follows the end if asked to.
class LogView : public QWidget
{
    Q_OBJECT

public:
    explicit LogView(QWidget* parent = nullptr);

    void clear();
    void takeNewLines(const Run& run, const RunFigures& figures);
    /// Brings the line nearest to a time of the run into sight, whatever the filter says.
    void showTime(double seconds);
    QLineEdit* filterField() const { return m_filter; }

private:
    struct Line
    {
        double at;
        QString level;
        QString text;
    };
    void add(Line line);
    bool isShown(const Line& line) const;
    void fill();
    void append(const QString& text);
    void showCount();

    std::vector<Line> m_lines;
    std::vector<int> m_shown; ///< index into m_lines of each block
    int m_logTaken = 0;
    int m_workerTaken = 0; ///< of all lines that ever came
    QLineEdit* m_filter;
    QComboBox* m_level;
    QCheckBox* m_follow;
    QLabel* m_count;
    QPlainTextEdit* m_text;
};

} // namespace espalier::ui
