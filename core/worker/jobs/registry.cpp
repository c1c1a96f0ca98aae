#include "core/worker/jobs/registry.h"

#include "core/protocol/sweep_job.h"

namespace espalier::worker {

const std::vector<JobKind>& jobKinds()
{
    static const std::vector<JobKind> kinds = {
        {protocol::LogitsJob::kKind, createLogitsJob},       {protocol::GenerateJob::kKind, createGenerateJob},
        {protocol::EvaluateJob::kKind, createEvaluateJob},   {protocol::CompressJob::kKind, createCompressJob},
        {protocol::TrainDemoJob::kKind, createTrainDemoJob}, {protocol::ExportJob::kKind, createExportJob},
        {protocol::SweepJob::kKind, createSweepJob},
    };
    return kinds;
}

} // namespace espalier::worker
