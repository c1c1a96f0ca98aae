#include "core/worker/jobs/inputs.h"

#include <algorithm>
#include <thread>

#include "core/nn/threads.h"

namespace espalier::worker {

Result<model::Checkpoint> openComplete(const std::string& folder)
{
    auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint) {
        return checkpoint.error();
    }
    if (auto complete = checkpoint->requireComplete(); !complete) {
        return complete.error();
    }
    return checkpoint;
}

text::DatasetOptions datasetOptions(const protocol::TextSource& source)
{
    return {source.textColumns, source.columnJoin, source.recordJoin};
}

std::vector<std::filesystem::path> paths(const std::vector<std::string>& files)
{
    return {files.begin(), files.end()};
}

void useThreads(int threads)
{
    nn::setThreads(threads > 0 ? threads : int(std::max(1U, std::thread::hardware_concurrency())));
}

} // namespace espalier::worker
