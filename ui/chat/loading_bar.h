#pragma once

#include <QFrame>

#include "ui/models/chat_engine.h"

class QAction;
class QLabel;
class QProgressBar;

namespace espalier::ui {

/// Shown while a model is loaded: its name, how far it is, and Cancel.
class LoadingBar : public QFrame
{
    Q_OBJECT

public:
    explicit LoadingBar(QAction* cancel, QWidget* parent = nullptr);

    void showEngine(const ChatEngine& engine); ///< hidden unless it loads

private:
    QLabel* m_text;
    QProgressBar* m_progress;
};

} // namespace espalier::ui
