#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace espalier::compress {

/// This process among those that a launcher started together for one run.
struct Launch
{
    int rank = 0;
    int size = 1;
    std::string address; ///< host on which rank 0 listens
    std::uint16_t port = 0;
    int onThisMachine = 1; ///< ranks that share its memory, as far as the launcher says

    bool alone() const { return size == 1; }
    bool leads() const { return rank == 0; } ///< the one that speaks and writes files
};

/// Reads the variables of torchrun (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), of srun (SLURM_PROCID,
/// SLURM_STEP_NUM_TASKS) or of mpirun (OMPI_COMM_WORLD_RANK, OMPI_COMM_WORLD_SIZE); alone without any. Where
/// MASTER_ADDR is not set, it is the local host on one node, or the first of Slurm's nodes. Under torchrun's own agent,
/// which listens at MASTER_PORT itself, the port after it is taken. Error `run.ranks`: variables that make no sense, or
/// several nodes and nobody says which is the first.
Result<Launch> launchFromEnvironment();

} // namespace espalier::compress
