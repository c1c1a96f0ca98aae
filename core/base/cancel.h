#pragma once

#include <atomic>
#include <memory>

namespace espalier {

/// Asked for by one thread, polled by another. Copies share one flag.
class CancelToken
{
public:
    void request() const { m_flag->store(true, std::memory_order_relaxed); }
    bool requested() const { return m_flag->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_flag = std::make_shared<std::atomic<bool>>(false);
};

/// Thrown by long numeric work that polled a requested CancelToken; caught once, in the job runner.
struct Cancelled
{
};

} // namespace espalier
