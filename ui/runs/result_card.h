#pragma once

#include <QWidget>

#include "ui/models/run.h"
#include "ui/models/run_figures.h"

class QGridLayout;
class QLabel;

namespace espalier::ui {

/// What a finished run changed: perplexity, size and zeros before and after, each with its difference, and one sentence
/// that says what the figures mean.
class ResultCard : public QWidget
{
    Q_OBJECT

public:
    explicit ResultCard(QWidget* parent = nullptr);

    void showRun(const Run* run, const RunFigures& figures);

private:
    struct Row
    {
        QLabel* name;
        QLabel* before;
        QLabel* after;
        QLabel* change;
    };
    void addRow(QGridLayout& grid);

    QLabel* m_sentence;
    QLabel* m_stages; ///< of runs with more than one: what each left behind
    QLabel* m_footnote;
    QList<Row> m_rows;
};

} // namespace espalier::ui
