#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/cli/progress_line.h"
#include "core/base/cancel.h"
#include "core/base/thread_pool.h"
#include "core/engine/loaded_model.h"
#include "core/protocol/progress_tracker.h"

namespace espalier::cli {

/// Work of the inference engine inside this process. While one lives, Ctrl-C (or SIGTERM) asks it to cancel, a second
/// one ends the program. One at a time.
class EngineWork
{
public:
    /// @param phases what the progress bar goes through, loading included as the first
    EngineWork(bool json, int threads, std::vector<protocol::ProgressTracker::Phase> phases);
    ~EngineWork();
    EngineWork(const EngineWork&) = delete;
    EngineWork& operator=(const EngineWork&) = delete;

    const CancelToken& cancel() const { return m_cancel; }
    ThreadPool& pool() { return m_pool; }
    void progress(std::size_t phase, double fraction);
    void clearProgress() { m_line.clear(); }

    /// A model's weights ready to run; packing shows as phase 0. Errors: those of LoadedModel::load().
    Result<std::shared_ptr<const engine::LoadedModel>> load(const std::string& folder);

private:
    CancelToken m_cancel;
    ThreadPool m_pool;
    ProgressLine m_line;
    protocol::ProgressTracker m_tracker;
};

} // namespace espalier::cli
