#pragma once

#include <functional>

#include <QObject>

#include "ui/models/link.h"

class QSettings;

namespace espalier::ui {

class ChatPage;
class MessageBar;
class Run;
class RunController;
class Workspace;

/// Leads through the first run of the demo: a caption at each place, with a button to the next one. A caption never
/// blocks anything, each comes once, and whoever closes one is left alone.
class FirstRunGuide : public QObject
{
    Q_OBJECT

public:
    using Open = std::function<void(const Link&)>;

    /// @param bar of its own, above the pages  @param open brings up what a link names
    FirstRunGuide(Workspace& workspace, RunController& controller, ChatPage& chat, QSettings& settings, MessageBar& bar,
                  Open open);

private:
    enum class Step { Waiting, Running, Finished, Asking, Scored, Module, Recipe, Done };

    void begin(const Run& run);
    void tellResult(const Run& run);
    void tellQuestion();
    void tellDivergence();
    void tellModule();
    void tellRecipe();
    void end();

    Workspace& m_workspace;
    ChatPage& m_chat;
    QSettings& m_settings;
    MessageBar& m_bar;
    Open m_open;
    Step m_step = Step::Waiting;
    int m_run = 0;
};

} // namespace espalier::ui
