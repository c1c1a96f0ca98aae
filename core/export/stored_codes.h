#pragma once

#include <string>
#include <vector>

#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// Modules whose weights have a scheme. A model without any is dense, also where its config.json has a
/// `quantization_config` (of zeros that are left out).
std::vector<std::string> quantizedModules(const model::Checkpoint& checkpoint);
bool holdsCodes(const model::Checkpoint& checkpoint);

} // namespace espalier::exporting
