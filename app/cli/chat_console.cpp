#include "app/cli/chat_console.h"

#include <cstdio>
#include <iostream>
#include <random>
#include <unistd.h>
#include <utility>

#include "app/cli/figures.h"
#include "app/cli/worker_process.h"
#include "core/text/utf8.h"

namespace espalier::cli {
namespace {

constexpr const char* kHelp = "/system TEXT  begin anew with a system message (without TEXT: none)\n"
                              "/reset        begin anew\n"
                              "/quit         end (or Ctrl-D)\n"
                              "Ctrl-C stops an answer, a second time it ends the program. A line that begins with a\n"
                              "space is said as it is, also with a slash.\n";

Result<void> checkUtf8(const std::string& text)
{
    return text::isValidUtf8(text)
               ? Result<void>()
               : Error{"prompt.utf8", "The prompt is not valid UTF-8. Convert it, or check the terminal's encoding.",
                       ""};
}

std::string tokens(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " token" : " tokens");
}

/// "12 tokens, 35.2 tok/s; prompt 20 tokens (8 known), 410.5 tok/s; first token after 0.05 s"
std::string figuresLine(const engine::GenerationFigures& figures)
{
    std::string line = tokens(figures.generatedTokens) + ", " + figure(figures.decodeTokensPerSecond()) + " tok/s";
    line += "; prompt " + tokens(figures.promptTokens);
    line += figures.reusedTokens > 0 ? " (" + std::to_string(figures.reusedTokens) + " known)" : "";
    line += ", " + figure(figures.prefillTokensPerSecond()) + " tok/s";
    line += "; first token after " + figure(figures.prefillSeconds) + " s";
    switch (figures.stop) {
    case engine::StopReason::MaximumTokens:
        return line + "; ended at --max-tokens";
    case engine::StopReason::ContextFull:
        return line + "; ended because the context is full";
    case engine::StopReason::Cancelled:
        return line + "; stopped";
    default:
        return line;
    }
}

void print(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void notice(const std::string& text)
{
    std::fprintf(stderr, "%s\n", text.c_str());
}

/// Nothing at the end of input.
std::optional<std::string> readLine(bool interactive)
{
    if (interactive) {
        print("> ");
    }
    std::string line;
    if (!std::getline(std::cin, line)) {
        if (interactive) {
            print("\n");
        }
        return {};
    }
    if (line.ends_with('\r')) {
        line.pop_back();
    }
    return line;
}

} // namespace

ChatConsole::ChatConsole(ChatBackend& backend, const Output& output, Settings settings)
    : m_backend(backend), m_output(output), m_settings(std::move(settings))
{
    reset();
    if (!m_settings.raw && !m_backend.hasTemplate()) {
        notice("The model has no chat template: it sees each message as a plain line. --raw continues a text instead.");
    }
}

void ChatConsole::reset()
{
    m_messages = nlohmann::ordered_json::array();
    if (m_settings.system) {
        m_messages.push_back({{"role", "system"}, {"content", *m_settings.system}});
    }
}

Result<ChatConsole::Answer> ChatConsole::answer(const std::string& prompt)
{
    if (auto valid = checkUtf8(m_settings.system.value_or("") + prompt); !valid) {
        return valid.error();
    }
    engine::GenerationOptions options = m_settings.generation;
    std::random_device random;
    options.sampling.seed = m_settings.seed.value_or(std::uint64_t(random()) << 32 | random());
    ChatPrompt said{m_messages, prompt, m_settings.raw};
    said.messages.push_back({{"role", "user"}, {"content", prompt}});
    Answer answer;
    auto figures = m_backend.answer(said, options, [&](const std::string& text) {
        answer.text += text;
        if (!m_output.json) {
            print(text);
        }
    });
    if (!figures) {
        if (!answer.text.empty() && !m_output.json) {
            print("\n");
        }
        return figures.error();
    }
    answer.figures = *figures;
    m_messages = std::move(said.messages);
    m_messages.push_back({{"role", "assistant"}, {"content", answer.text}});
    return answer;
}

int ChatConsole::answerOnce(const std::string& prompt)
{
    const auto answer = this->answer(prompt);
    if (!answer) {
        return m_output.fail(answer.error(), exitCodeOf(answer.error()));
    }
    const engine::GenerationFigures& figures = answer->figures;
    if (m_output.json) {
        m_output.done({{"text", answer->text},
                       {"promptTokens", figures.promptTokens},
                       {"generatedTokens", figures.generatedTokens},
                       {"stopReason", engine::name(figures.stop)},
                       {"prefillTokensPerSecond", figures.prefillTokensPerSecond()},
                       {"decodeTokensPerSecond", figures.decodeTokensPerSecond()}},
                      "");
    } else {
        print("\n");
        notice(figuresLine(figures));
    }
    return figures.stop == engine::StopReason::Cancelled ? kWorkFailed : kDone;
}

int ChatConsole::converse()
{
    const bool interactive = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
    notice(m_backend.description());
    if (interactive) {
        notice("/help lists the commands.");
    }
    int exitCode = kDone;
    while (const auto line = readLine(interactive)) {
        if (line->empty()) {
            continue;
        }
        if (line->starts_with('/')) {
            if (!command(*line)) {
                break;
            }
            continue;
        }
        const auto answer = this->answer(*line);
        if (!answer) {
            exitCode = m_output.fail(answer.error(), exitCodeOf(answer.error()));
            if (answer.error().code == "engine.context" && !m_settings.raw) {
                notice("/reset begins a new conversation.");
            }
            continue;
        }
        print("\n");
        notice(figuresLine(answer->figures));
    }
    return exitCode;
}

bool ChatConsole::command(std::string_view line)
{
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, space);
    const std::string argument(line.substr(std::min(space + 1, line.size())));
    if (name == "/quit" || name == "/exit") {
        return false;
    }
    if (name == "/help") {
        std::fputs(kHelp, stderr);
    } else if (name == "/reset") {
        reset();
    } else if (name == "/system" && m_settings.raw) {
        notice("There is no system message with --raw.");
    } else if (name == "/system") {
        m_settings.system = argument.empty() ? std::nullopt : std::optional(argument);
        reset();
    } else {
        notice("There is no command " + std::string(name) + "; /help lists those that there are.");
    }
    return true;
}

} // namespace espalier::cli
