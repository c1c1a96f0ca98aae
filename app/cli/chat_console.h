#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/cli/chat_backend.h"
#include "app/cli/command.h"

namespace espalier::cli {

/// A conversation in the terminal: lines of standard input are what the user says, answers stream to standard output,
/// figures and notices go to standard error.
class ChatConsole
{
public:
    struct Settings
    {
        bool raw = false;
        std::optional<std::string> system;
        engine::GenerationOptions generation;
        std::optional<std::uint64_t> seed; ///< none: another one for each answer
    };

    ChatConsole(ChatBackend& backend, const Output& output, Settings settings);

    /// One answer. @return the exit code: kWorkFailed if Ctrl-C ended it early
    int answerOnce(const std::string& prompt);
    /// Until `/quit` or the end of input. @return kDone, or the exit code of the last answer that failed
    int converse();

private:
    struct Answer
    {
        std::string text;
        engine::GenerationFigures figures;
    };

    Result<Answer> answer(const std::string& prompt);
    /// Does a line that begins with a slash. @return false: the conversation is over
    bool command(std::string_view line);
    void reset();

    ChatBackend& m_backend;
    const Output& m_output;
    Settings m_settings;
    nlohmann::ordered_json m_messages;
};

} // namespace espalier::cli
