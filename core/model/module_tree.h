#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/model_spec.h"

namespace espalier::model {

/// One module as Hugging Face prints it, the parameterless ones (rotary embedding, activation, norms) included.
struct ModuleNode
{
    std::string name;                    ///< full dotted name; empty for the root
    std::vector<std::string> classNames; ///< class first, then its bases and aliases: {"SiLU", "SiLUActivation"}
    std::vector<std::int64_t> shape;     ///< of the weight; empty without one
    bool bias = false;
    std::string storedIn; ///< the fused module that the files hold it in; targets may name that as well
    int layer = -1;       ///< decoder layer index, -1 outside
    std::vector<ModuleNode> children;

    const std::string& className() const { return classNames.front(); }
    bool isLinear() const { return className() == "Linear"; }
};

/// The tree of a spec. `QuantizableMatMul` (attention products of the SparseML dialect) stand below each attention
/// module as parameterless nodes.
ModuleNode buildModuleTree(const ModelSpec& spec);

/// Depth first, parents before children, in model order. Pointers live as long as the tree.
std::vector<const ModuleNode*> allModules(const ModuleNode& root);

} // namespace espalier::model
