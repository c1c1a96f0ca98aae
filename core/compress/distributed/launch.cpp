#include "core/compress/distributed/launch.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace espalier::compress {
namespace {

constexpr std::uint16_t kDefaultPort = 29500; ///< torchrun's

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

std::optional<int> number(const char* name)
{
    const auto text = variable(name);
    int value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ptr != text->data() + text->size())
        return std::nullopt;
    return value;
}

/// The first name of "node[03-07,9],login1" is node03.
std::string firstNode(const std::string& list)
{
    const std::size_t end = list.find_first_of(",[");
    std::string name = list.substr(0, end);
    if (end != std::string::npos && list[end] == '[')
        name += list.substr(end + 1, list.find_first_of(",-]", end) - end - 1);
    return name;
}

/// Where rank 0 is if MASTER_ADDR does not say so.
std::optional<std::string> addressOfFirst(int size)
{
    if (const auto stated = variable("MASTER_ADDR"))
        return stated;
    if (number("SLURM_STEP_NUM_NODES") == 1 || number("OMPI_COMM_WORLD_LOCAL_SIZE") == size)
        return "127.0.0.1";
    for (const char* name : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST"}) {
        if (const auto nodes = variable(name))
            return firstNode(*nodes);
    }
    return std::nullopt;
}

int ranksHere(int size, const std::string& address)
{
    for (const char* name : {"LOCAL_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"}) {
        if (const auto stated = number(name))
            return std::clamp(*stated, 1, size);
    }
    return address == "127.0.0.1" || address == "localhost" ? size : 1;
}

} // namespace

Result<Launch> launchFromEnvironment()
{
    struct Launcher
    {
        const char* rank;
        const char* size;
    };
    for (const Launcher& launcher :
         {Launcher{"RANK", "WORLD_SIZE"}, Launcher{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
          Launcher{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"}}) {
        if (!variable(launcher.rank) || !variable(launcher.size))
            continue;
        const auto rank = number(launcher.rank);
        const auto size = number(launcher.size);
        if (!rank || !size || *size < 1 || *rank < 0 || *rank >= *size)
            return Error{"run.ranks",
                         std::string(launcher.rank) + " and " + launcher.size +
                             " make no sense: expected a rank from 0 to one less than the number of ranks.",
                         *variable(launcher.rank) + " of " + *variable(launcher.size)};
        if (*size == 1)
            return Launch{};
        const auto address = addressOfFirst(*size);
        if (!address)
            return Error{"run.ranks", "Several nodes were started: say with MASTER_ADDR where rank 0 runs.", {}};
        const int port =
            number("MASTER_PORT").value_or(kDefaultPort) + (variable("TORCHELASTIC_USE_AGENT_STORE") == "True" ? 1 : 0);
        if (port < 1 || port > 65535)
            return Error{"run.ranks", "MASTER_PORT is no port: expected 1 to 65535.", std::to_string(port)};
        return Launch{*rank, *size, *address, std::uint16_t(port), ranksHere(*size, *address)};
    }
    return Launch{};
}

} // namespace espalier::compress
