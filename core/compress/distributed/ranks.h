#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/compress/distributed/launch.h"

namespace espalier::compress {

/// Another rank does not answer any more (it died, or nothing came for the whole timeout): the run cannot go on.
struct RankLost : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The ranks of one run and what they say to each other (LibTorch's c10d over Gloo). Every rank calls the same
/// functions in the same order. Alone, each is done at once. Not thread-safe; copies share the connections.
class Ranks
{
public:
    Ranks() = default;       ///< alone
    static bool available(); ///< built with Gloo
    /// Meets the others. Errors: `run.ranks.unavailable` (built without Gloo), `run.ranks` (they did not come in time).
    static Result<Ranks> join(const Launch& launch, std::chrono::seconds timeout);

    int rank() const { return m_launch.rank; }
    int size() const { return m_launch.size; }
    int onThisMachine() const { return m_launch.onThisMachine; }
    bool alone() const { return m_launch.alone(); }
    bool leads() const { return m_launch.leads(); }

    /// Replaces `values` on every rank by the sum over all (same bits everywhere). Contiguous float32, float64 or int64
    /// of one shape. @throws RankLost
    void allReduceSum(at::Tensor values) const;
    /// Replaces `values` (contiguous, of one type and shape) on every rank by those of `root`. @throws RankLost
    void broadcast(at::Tensor values, int root) const;
    /// @return on every rank the text of `root`. @throws RankLost
    std::string share(const std::string& text, int root) const;
    /// @return on every rank what `root` gave, of its type and shape; may be undefined. @throws RankLost
    at::Tensor share(const at::Tensor& values, int root) const;
    /// Comes back when all ranks are here. @throws RankLost
    void barrier() const;

private:
    struct Group;
    Launch m_launch;
    std::shared_ptr<Group> m_group;
};

} // namespace espalier::compress
