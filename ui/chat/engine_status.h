#pragma once

#include <optional>

#include <QWidget>

#include "ui/models/chat_engine.h"
#include "ui/theme/theme.h"

class QLabel;

namespace espalier::ui {

/// A bar that is filled to a share; more than all is drawn as all.
class ShareBar : public QWidget
{
    Q_OBJECT

public:
    explicit ShareBar(const Theme& theme, QWidget* parent = nullptr);

    void setShare(std::optional<double> share); ///< nothing: empty
    void setWarning(bool warning);              ///< nearly full is bad here
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    std::optional<double> m_share;
    bool m_warning = false;
};

/// What the engine does: tokens per second, time to the first token, context in use, and how near reading the weights
/// comes to what the memory can give.
class EngineStatus : public QWidget
{
    Q_OBJECT

public:
    explicit EngineStatus(const Theme& theme, QWidget* parent = nullptr);

    /// @param model null: dashes
    /// @param progress of the last answer
    /// @param usedTokens of the context, by the shown conversation
    void show(const ChatModel* model, const AnswerProgress& progress, std::optional<std::int64_t> usedTokens,
              std::optional<double> readBandwidth);

private:
    struct Figure
    {
        QWidget* widget;
        QLabel* value;
        ShareBar* bar; ///< null where the figure has none
    };
    Figure addFigure(const QString& name, const QString& help, bool withBar);
    void showContext(const ChatModel* model, std::optional<std::int64_t> usedTokens);
    void showRate(const ChatModel* model, double tokensPerSecond, std::optional<double> readBandwidth);
    static void set(const Figure& figure, const QString& text, const QString& toolTip = {});

    const Theme& m_theme;
    Figure m_speed;
    Figure m_first;
    Figure m_context;
    Figure m_rate;
};

} // namespace espalier::ui
