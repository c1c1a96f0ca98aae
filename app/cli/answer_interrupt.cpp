#include "app/cli/answer_interrupt.h"

#include <atomic>
#include <unistd.h>

namespace espalier::cli {
namespace {

constexpr int kInterrupted = 128 + SIGINT; ///< as shells say it

std::atomic<const CancelToken*> current = nullptr;
static_assert(std::atomic<const CancelToken*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

extern "C" void interruptAnswer(int)
{
    const CancelToken* cancel = current.load();
    if (cancel == nullptr || cancel->requested()) {
        ::_exit(kInterrupted);
    }
    cancel->request();
}

} // namespace

AnswerInterrupt::AnswerInterrupt(const CancelToken& cancel)
{
    current = &cancel;
    struct sigaction action = {};
    action.sa_handler = interruptAnswer;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &m_old);
}

AnswerInterrupt::~AnswerInterrupt()
{
    ::sigaction(SIGINT, &m_old, nullptr);
    current = nullptr;
}

} // namespace espalier::cli
