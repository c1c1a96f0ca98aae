#pragma once

#include <string>

#include "core/protocol/events.h"

namespace espalier::cli {

/// Shows a job's events on stderr: a bar with the time left on a terminal, plain lines otherwise, so that stdout holds
/// the answer alone. Under --json plain lines are left out too, warnings excepted.
class ProgressLine
{
public:
    enum class Mode { Bar, Lines, WarningsOnly };

    explicit ProgressLine(Mode mode) : m_mode(mode) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Bar on a terminal; else Lines, or WarningsOnly under --json.
    static Mode modeFor(bool json);

    void show(const protocol::Event& event);
    /// Takes the bar away, before an answer or a message.
    void clear();

    /// The bar as text of at most `width` columns: "[####------]  42 %  calibration  1:05 left".
    static std::string bar(const protocol::Progress& progress, int width);
    /// What a line says of an event; empty for those that have none.
    static std::string line(const protocol::EventBody& body);

private:
    void showProgress(const protocol::Progress& progress);
    void print(const std::string& text);

    Mode m_mode;
    bool m_barShown = false;
    std::string m_lastBar;
    std::string m_phase;
    int m_tenths = -1; ///< of the work at the last plain line
};

/// 65 -> "1:05", 3665 -> "1:01:05".
std::string clockText(double seconds);

} // namespace espalier::cli
