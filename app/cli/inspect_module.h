#pragma once

#include <string>

#include "app/cli/commands.h"
#include "core/model/checkpoint.h"

namespace espalier::cli {

/// `inspect --module`: what the weights of one module are. @return the exit code
int inspectModule(const model::Checkpoint& checkpoint, const std::string& module, bool spectrum, const Output& output);

} // namespace espalier::cli
