#pragma once

#include <string>
#include <vector>

#include "core/worker/job.h"

namespace espalier::worker {

/// The worker's side of the protocol for one job: greets, waits for Start, runs the job, sends Finished or Failed and
/// returns the process's exit code (0 finished or never asked, 1 failed).
///
/// The job runs on the calling thread; another reads the input. A Cancel message requests the job's CancelToken; the
/// end of the input does too, and the job then has 0.8 s before the process is stopped by force, its run marked
/// "interrupted". SIGTERM stops it by force at once, marked "cancelled". Stopped by force: temporary files are
/// removed, the manifest and the log are ended, then _exit(1).
///
/// What a job throws becomes Failed: Cancelled "cancelled" ("interrupted" at the end of the input), JobError its error,
/// std::bad_alloc "worker.memory", std::invalid_argument "worker.shapes", std::exception "worker.internal".
///
/// Call once a process, before any other thread runs: signals are set up here.
/// @param input, output descriptors of the protocol; nothing else may write into `output`
int serve(int input, int output, const std::vector<JobKind>& kinds, const std::string& build);

/// Keeps the real standard output for frames and lets everything else that prints to it go to stderr.
/// @return the descriptor for frames
int takeStandardOutput();

} // namespace espalier::worker
