#pragma once

#include <csignal>

#include "core/base/cancel.h"

namespace espalier::cli {

/// As long as it lives, Ctrl-C asks `cancel` and ends the program the second time; afterwards the old
/// handling is back. One at a time.
class AnswerInterrupt
{
public:
    explicit AnswerInterrupt(const CancelToken& cancel);
    ~AnswerInterrupt();
    AnswerInterrupt(const AnswerInterrupt&) = delete;
    AnswerInterrupt& operator=(const AnswerInterrupt&) = delete;

private:
    struct sigaction m_old = {};
};

} // namespace espalier::cli
