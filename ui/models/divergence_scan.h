#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "ui/models/chat.h"

namespace espalier::ui {

/// Scores the second model's replies of the shown conversation against the first model, the last one first, in the
/// background and only while nothing is being answered.
class DivergenceScan : public QObject
{
    Q_OBJECT

public:
    struct State
    {
        enum class Kind { None, Waiting, Scoring, Scored, Stopped, Failed };
        Kind kind = Kind::None; ///< None: there is nothing to score, or not with the models that are loaded
        double fraction = 0.0;  ///< of Scoring
        QString reason;         ///< of Failed
        bool canScore = false;  ///< of Scored: again, for its alternatives are not known any more
    };

    explicit DivergenceScan(Chat& chat, QObject* parent = nullptr); ///< chat must outlive this

    void setSecond(ChatEngine* engine); ///< the same as Chat's; null: none
    bool isEnabled() const { return m_enabled; }
    void setEnabled(bool enabled); ///< false ends what is under way
    State state(int index) const;  ///< of a message of the shown conversation
    void stop();                   ///< the reply that is being scored, and those that wait
    void scoreAgain(int index);    ///< also where it was stopped, or its alternatives are not known any more

Q_SIGNALS:
    void changed(int index); ///< state() of a message, and with Scored its tokens
    void reset();            ///< of all messages

private:
    void noteLoaded(); ///< which models are there says what can be scored
    void consider();
    bool canScore(int index) const;
    bool isScored(int index) const;
    void start(int index);
    void take(const Result<TokenScores>& scores);
    void drop(); ///< what is under way belongs to nothing any more

    Chat& m_chat;
    ChatEngine* m_second = nullptr;
    bool m_enabled = true;
    std::optional<int> m_current;
    int m_asked = 0; ///< of the engine; what it says of an earlier request than the last is of nothing shown
    int m_taken = 0;
    bool m_stopping = false; ///< by the user
    double m_fraction = 0.0;
    std::set<int> m_left;              ///< stopped by the user, not to be begun by itself
    std::map<int, QString> m_failures; ///< of the shown conversation, by message
    std::set<int> m_again;
    std::pair<QString, QString> m_loaded;
};

} // namespace espalier::ui
