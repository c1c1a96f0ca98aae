#include "app/cli/commands.h"

namespace espalier::cli {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(makeTokenizeCommand());
    return commands;
}

} // namespace espalier::cli
