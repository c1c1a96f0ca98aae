#include "app/cli/engine_work.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>

#include "app/cli/text_options.h"

namespace espalier::cli {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM};
constexpr int kInterruptedExit = 130; ///< as shells report it

std::atomic<const CancelToken*> active = nullptr;

extern "C" void cancelActiveWork(int)
{
    const int error = errno;
    const CancelToken* token = active.load();
    if (token == nullptr || token->requested()) {
        ::_exit(kInterruptedExit);
    }
    token->request(); // a store to an atomic: allowed in a handler
    errno = error;
}

} // namespace

EngineWork::EngineWork(bool json, int threads, std::vector<protocol::ProgressTracker::Phase> phases)
    : m_pool(threads), m_line(ProgressLine::modeFor(json)), m_tracker(std::move(phases))
{
    active = &m_cancel;
    struct sigaction action = {};
    action.sa_handler = cancelActiveWork;
    for (const int signal : kSignals) {
        ::sigaction(signal, &action, nullptr);
    }
}

EngineWork::~EngineWork()
{
    for (const int signal : kSignals) {
        std::signal(signal, SIG_DFL);
    }
    active = nullptr;
}

void EngineWork::progress(std::size_t phase, double fraction)
{
    if (auto progress = m_tracker.advance(phase, fraction, 1.0)) {
        m_line.show({"", 0.0, std::move(*progress)});
    }
}

Result<std::shared_ptr<const engine::LoadedModel>> EngineWork::load(const std::string& folder)
{
    if (auto model = checkModel(folder); !model) {
        return model.error();
    }
    engine::LoadOptions options;
    options.cancel = m_cancel;
    options.progress = [this](double fraction) { progress(0, fraction); };
    return engine::LoadedModel::load(folder, m_pool, options);
}

} // namespace espalier::cli
