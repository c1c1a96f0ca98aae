#include "app/cli/progress_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/protocol/run_log.h"

namespace espalier::cli {
namespace {

constexpr int kDefaultColumns = 80;
constexpr int kLongestBar = 40;
constexpr int kShortestBar = 5;

int terminalColumns()
{
    winsize size = {};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefaultColumns;
}

template <typename... Arguments> std::string format(const char* pattern, Arguments... arguments)
{
    char text[256];
    std::snprintf(text, sizeof text, pattern, arguments...);
    return text;
}

} // namespace

std::string clockText(double seconds)
{
    const long total = std::lround(std::clamp(seconds, 0.0, 1e8));
    return total < 3600 ? format("%ld:%02ld", total / 60, total % 60)
                        : format("%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
}

ProgressLine::Mode ProgressLine::modeFor(bool json)
{
    return ::isatty(STDERR_FILENO) != 0 ? Mode::Bar : json ? Mode::WarningsOnly : Mode::Lines;
}

std::string ProgressLine::bar(const protocol::Progress& progress, int width)
{
    const double fraction = std::clamp(progress.fraction, 0.0, 1.0);
    std::string text = format("%3d %%  ", static_cast<int>(fraction * 100.0)) + progress.phase;
    if (progress.etaSeconds) {
        text += "  " + clockText(*progress.etaSeconds) + " left";
    }
    const int room = std::min(kLongestBar, width - static_cast<int>(text.size()) - 4); // brackets and two spaces
    if (room < kShortestBar) {
        return text.substr(0, static_cast<std::size_t>(std::max(0, width)));
    }
    const auto filled = static_cast<std::size_t>(std::lround(fraction * room));
    return "[" + std::string(filled, '#') + std::string(static_cast<std::size_t>(room) - filled, '-') + "]  " + text;
}

std::string ProgressLine::line(const protocol::EventBody& body)
{
    if (const auto* stage = std::get_if<protocol::StageBegun>(&body)) {
        std::string modifiers;
        for (const std::string& modifier : stage->modifiers) {
            modifiers += (modifiers.empty() ? "" : ", ") + modifier;
        }
        return "stage " + stage->stage + ": " + modifiers;
    }
    if (const auto* layer = std::get_if<protocol::LayerFinished>(&body)) {
        const std::string text = format("layer %d done in %.1f s", layer->layer, layer->seconds);
        return layer->divergence ? text + format(", hidden state differs by %.3g", *layer->divergence) : text;
    }
    if (const auto* figure = std::get_if<protocol::Perplexity>(&body)) {
        const std::string when = figure->kind == "probe" ? format("after %d layers", figure->layersDone) : figure->kind;
        // Of other text than the evaluation's, the figure says what the run does with it otherwise.
        const std::string source = figure->protocol.is_object() ? figure->protocol.value("source", "") : "";
        const std::string text = "perplexity " + when +
                                 (source.empty() || source == "evaluation" ? "" : " (" + source + ")") +
                                 format(": %.4g +- %.2g", figure->perplexity, figure->standardError);
        return figure->kl ? text + format(", KL to the dense model %.3g", *figure->kl) : text;
    }
    if (const auto* step = std::get_if<protocol::TrainingStep>(&body); step != nullptr && step->heldOut) {
        const std::string where =
            step->layer < 0 ? "" : format("layer %d ", step->layer) + step->part + (step->part.empty() ? "" : ", ");
        return where + format("step %lld of %lld: loss %.4g, held-out %.4g", static_cast<long long>(step->step),
                              static_cast<long long>(step->steps), step->loss, *step->heldOut);
    }
    if (const auto* stage = std::get_if<protocol::StageFinished>(&body)) {
        return "stage " + stage->stage + format(" done in %.1f s: ", stage->seconds) + stage->folder;
    }
    if (const auto* module = std::get_if<protocol::ModuleResult>(&body); module != nullptr && !module->note.empty()) {
        return module->module + ": " + module->note;
    }
    if (const auto* log = std::get_if<protocol::Log>(&body)) {
        return log->level == protocol::kPauseLevel ? "went on after a pause of " + log->text + " s"
                                                   : log->level + ": " + log->text;
    }
    return {};
}

void ProgressLine::show(const protocol::Event& event)
{
    if (const auto* progress = std::get_if<protocol::Progress>(&event.body)) {
        return showProgress(*progress);
    }
    const auto* log = std::get_if<protocol::Log>(&event.body);
    if (m_mode == Mode::WarningsOnly &&
        (log == nullptr || log->level == "info" || log->level == protocol::kPauseLevel)) {
        return;
    }
    if (const std::string text = line(event.body); !text.empty()) {
        print(text);
    }
}

void ProgressLine::showProgress(const protocol::Progress& progress)
{
    if (m_mode == Mode::Bar) {
        m_lastBar = bar(progress, terminalColumns() - 1);
        std::fprintf(stderr, "\r%s\x1b[K", m_lastBar.c_str());
        m_barShown = true;
        return;
    }
    const int tenths = static_cast<int>(progress.fraction * 10.0);
    if (m_mode == Mode::Lines && (tenths != m_tenths || progress.phase != m_phase)) {
        m_tenths = tenths;
        m_phase = progress.phase;
        std::string text = format("%3d %%  ", static_cast<int>(progress.fraction * 100.0)) + progress.phase;
        text += progress.etaSeconds ? "  " + clockText(*progress.etaSeconds) + " left" : "";
        print(text);
    }
}

void ProgressLine::print(const std::string& text)
{
    const bool barShown = m_barShown;
    clear();
    std::fprintf(stderr, "%s\n", text.c_str());
    if (barShown) {
        std::fprintf(stderr, "\r%s\x1b[K", m_lastBar.c_str());
        m_barShown = true;
    }
}

void ProgressLine::clear()
{
    if (m_barShown) {
        std::fputs("\r\x1b[K", stderr);
        m_barShown = false;
    }
}

} // namespace espalier::cli
