#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;
class QHBoxLayout;
class QAction;

namespace espalier::ui {

/// What a page shows before there is anything: an icon, a title, one sentence, and buttons (the first is the primary
/// one).
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    void addAction(QAction* action);
    void addAction(QAction* action, bool primary); ///< where one of several primary ones is visible at a time
    void setText(const QString& title, const QString& sentence);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitSentence();

    QLabel* m_title;
    QLabel* m_sentence;
    QHBoxLayout* m_buttons;
};

} // namespace espalier::ui
