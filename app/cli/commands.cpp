#include "app/cli/commands.h"

namespace espalier::cli {

std::vector<std::unique_ptr<Command>> allCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(makeInspectCommand());
    commands.push_back(makeRecipeCommand());
    commands.push_back(makeTokenizeCommand());
    commands.push_back(makeTemplateCommand());
    commands.push_back(makeLogitsCommand());
    commands.push_back(makeEvaluateCommand());
    commands.push_back(makeSensitivityCommand());
    commands.push_back(makeCompressCommand());
    commands.push_back(makeExportCommand());
    commands.push_back(makeDemoCommand());
    commands.push_back(makeChatCommand());
    commands.push_back(makeBenchCommand());
    commands.push_back(makeServeCommand());
    return commands;
}

} // namespace espalier::cli
