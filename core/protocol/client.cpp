#include "core/protocol/client.h"

#include <algorithm>
#include <cassert>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

namespace espalier::protocol {
namespace {

constexpr std::size_t kLastLines = 3;
constexpr double kSecondsToLeave = 5.0; ///< for a worker whose job is done and whose input is closed
constexpr std::size_t kMaxLineBytes = std::size_t(1)
                                      << 16; ///< a "line" without end is cut, so that memory stays bounded

std::string gibibytes(std::uint64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1024.0 * 1024.0 * 1024.0));
    return text;
}

/// Bytes of the character that begins at `at`; 0 if the bytes there are no UTF-8 (Unicode 15, table 3-7).
std::size_t characterBytes(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
    };
    const int lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    // The second byte tells overlong forms, surrogates and values beyond U+10FFFF
    const int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < least || byte(1) > most) {
        return 0;
    }
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

/// With '?' for every byte that is no UTF-8: a library may write anything to stderr, but messages become JSON.
std::string validUtf8(std::string_view text)
{
    std::string valid;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = characterBytes(text, at);
        valid += length > 0 ? text.substr(at, length) : "?";
        at += std::max<std::size_t>(length, 1);
    }
    return valid;
}

} // namespace

void Client::start(Start job)
{
    assert(!m_start && !job.job.empty());
    if (ended()) { // the process could not be started; the failure is there already
        return;
    }
    m_start = std::move(job);
    trySend();
}

void Client::trySend()
{
    if (m_state == State::Ready && m_start) {
        m_output += encodeFrame(toJson(Message(*m_start)));
        m_started = true;
        m_state = State::Running;
    }
}

void Client::cancel(double nowSeconds)
{
    if (ended() || m_cancelSeconds) {
        return;
    }
    m_cancelSeconds = nowSeconds;
    if (m_started) {
        m_output += encodeFrame(toJson(Message(Cancel{m_start->job})));
        m_state = State::Cancelling;
    } else { // nothing runs yet: the worker only has to go
        fail("cancelled", "The run was cancelled before it began.");
    }
}

void Client::kill()
{
    m_killNow = true;
    if (!m_cancelSeconds) {
        m_cancelSeconds = 0.0;
    }
}

void Client::feed(std::string_view standardOutput)
{
    m_frames.feed(standardOutput);
    while (true) {
        auto frame = m_frames.next();
        if (const std::string banner = m_frames.takeBanner(); !banner.empty()) {
            feedStderr(banner.back() == '\n' ? banner : banner + "\n");
        }
        if (!frame) {
            m_killNow = m_killNow || !ended();
            return fail(frame.error().code, frame.error().message);
        }
        if (!*frame) {
            return;
        }
        auto event = eventFromJson(**frame);
        if (!event) {
            m_killNow = m_killNow || !ended();
            return fail(event.error().code, event.error().message);
        }
        take(*event);
    }
}

void Client::take(const Event& event)
{
    if (const auto* hello = std::get_if<Hello>(&event.body)) {
        return m_state == State::Starting ? takeHello(*hello) : void(++m_dropped);
    }
    if (!m_started || event.job != m_start->job || ended()) {
        ++m_dropped;
        return;
    }
    m_lastEventSeconds = event.seconds;
    if (const auto* memory = std::get_if<Memory>(&event.body)) {
        m_peakBytes = std::max(m_peakBytes, memory->peakBytes);
    }
    m_events.push_back(event);
    if (const auto* finished = std::get_if<protocol::Finished>(&event.body)) {
        m_result = finished->result;
        m_state = State::Finished;
    } else if (const auto* failed = std::get_if<protocol::Failed>(&event.body)) {
        m_failure = *failed;
        m_state = State::Failed;
    }
}

void Client::takeHello(const Hello& hello)
{
    if (hello.version != Hello().version) {
        m_killNow = true;
        return fail("worker.version", "The worker speaks version " + std::to_string(hello.version) +
                                          " of the protocol, this program version " + std::to_string(Hello().version) +
                                          ". Install the same version on both sides.");
    }
    m_events.push_back(Event{"", 0.0, hello});
    m_state = State::Ready;
    trySend();
}

void Client::feedStderr(std::string_view bytes)
{
    for (const char c : bytes) {
        if (c == '\n' || m_partialLine.size() >= kMaxLineBytes) {
            addLogLine(std::exchange(m_partialLine, {}));
        }
        if (c != '\n' && c != '\r') {
            m_partialLine.push_back(c);
        }
    }
}

void Client::addLogLine(std::string line)
{
    if (line.empty()) {
        return;
    }
    line = validUtf8(line);
    m_lastLines.push_back(line);
    if (m_lastLines.size() > kLastLines) {
        m_lastLines.erase(m_lastLines.begin());
    }
    m_newLines.push_back(std::move(line));
}

void Client::exited(int exitCode, int signal)
{
    m_exited = true;
    addLogLine(std::exchange(m_partialLine, {}));
    if (ended()) {
        return;
    }
    if (m_cancelSeconds) {
        return fail("cancelled", "The run was cancelled; the worker was stopped.");
    }
    fail("worker.lost", lostMessage(exitCode, signal));
}

void Client::failedToStart(const std::string& reason)
{
    m_exited = true;
    fail("worker.start", "The worker could not be started: " + reason + ".");
}

std::string Client::lostMessage(int exitCode, int signal) const
{
    std::string message = "The worker ended before the work was done";
    if (signal == SIGKILL) {
        message += ": it was killed, probably for lack of memory";
        message += m_peakBytes > 0 ? " (it had used " + gibibytes(m_peakBytes) + ")" : "";
    } else if (signal != 0) {
        message += std::string(": ") + ::strsignal(signal) + " (signal " + std::to_string(signal) + ")";
    } else {
        message += ", with exit code " + std::to_string(exitCode);
    }
    message += ".";
    for (std::size_t i = 0; i < m_lastLines.size(); ++i) {
        message += (i == 0 ? " Its last words: " : " | ") + m_lastLines[i];
    }
    return message;
}

void Client::fail(std::string code, std::string message, std::string place)
{
    if (ended()) {
        return;
    }
    m_failure = protocol::Failed{std::move(code), std::move(message), std::move(place)};
    m_events.push_back(Event{m_start ? m_start->job : "", m_lastEventSeconds, *m_failure});
    m_state = State::Failed;
}

std::string Client::takeOutput()
{
    return std::exchange(m_output, {});
}
std::vector<Event> Client::takeEvents()
{
    return std::exchange(m_events, {});
}
std::vector<std::string> Client::takeLogLines()
{
    return std::exchange(m_newLines, {});
}

Client::Action Client::action(double nowSeconds)
{
    if (m_exited) {
        return Action::None;
    }
    if (ended() && !m_closedSeconds) {
        m_closedSeconds = nowSeconds;
        return Action::CloseInput;
    }
    const auto late = [nowSeconds](const std::optional<double>& since, double limit) {
        return since && nowSeconds >= *since + limit;
    };
    if (m_killNow || late(m_cancelSeconds, m_times.killSeconds) ||
        late(m_closedSeconds, kSecondsToLeave + m_times.killSeconds)) {
        return Action::Kill;
    }
    if (late(m_cancelSeconds, m_times.terminateSeconds) || late(m_closedSeconds, kSecondsToLeave)) {
        return Action::Terminate;
    }
    return Action::None;
}

} // namespace espalier::protocol
