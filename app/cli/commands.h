#pragma once

#include <memory>
#include <vector>

#include "app/cli/command.h"

namespace espalier::cli {

// One line a command; each lives in its own file.
std::unique_ptr<Command> makeInspectCommand();
std::unique_ptr<Command> makeRecipeCommand();
std::unique_ptr<Command> makeTokenizeCommand();
std::unique_ptr<Command> makeTemplateCommand();
std::unique_ptr<Command> makeLogitsCommand();
std::unique_ptr<Command> makeEvaluateCommand();
std::unique_ptr<Command> makeSensitivityCommand();
std::unique_ptr<Command> makeCompressCommand();
std::unique_ptr<Command> makeDemoCommand();
std::unique_ptr<Command> makeExportCommand();
std::unique_ptr<Command> makeChatCommand();
std::unique_ptr<Command> makeBenchCommand();
std::unique_ptr<Command> makeServeCommand();

/// All commands, in the order of the help text.
std::vector<std::unique_ptr<Command>> allCommands();

} // namespace espalier::cli
