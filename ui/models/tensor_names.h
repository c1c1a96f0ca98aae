#pragma once

#include <string_view>
#include <vector>

#include "core/formats/safetensors.h"
#include "core/model/module_tree.h"

namespace espalier::ui {

/// "model.layers.0.mlp" of "model.layers.0.mlp.weight"; empty if there is no dot.
std::string_view moduleOfTensor(std::string_view tensorName);
/// "2" of "model.layers.2".
std::string_view lastPart(std::string_view name);
/// The number that a part is, -1 if it is none.
int numberOf(std::string_view part);

/// Order of tree views: digits by value, so that layers.2 stands before layers.10.
bool naturallyLess(std::string_view left, std::string_view right);

/// A tree by the dots of the tensors' names, for models whose family is unknown. Classes are empty.
model::ModuleNode treeOfTensors(std::vector<const formats::TensorInfo*> tensors);

} // namespace espalier::ui
