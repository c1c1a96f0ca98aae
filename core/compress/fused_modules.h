#pragma once

#include <string>
#include <vector>

#include "core/compress/model_view.h"

namespace espalier::compress {

/// Modules that the family's files hold in one tensor each and that this stage stores so that they still can be: parts
/// of one matrix, or a matrix that is stored as [in, out].
struct FusedModule
{
    std::string name; ///< of the whole
    std::vector<const ModulePlan*> parts;
};

/// Those of the layers that are kept. Parts that are stored under different schemes, or whose packed words would not
/// meet at the seams, are not among them: such modules are written under their own names, which Espalier alone reads.
std::vector<FusedModule> fusedModules(const ModelView& model);

/// What a module is called in the stage's output: a part's whole where that is written, else by its own name.
std::string storedName(const ModelView& model, const std::vector<FusedModule>& fused, const std::string& module);

} // namespace espalier::compress
