#pragma once

#include <span>
#include <string>

#include "core/model/model_spec.h"

namespace espalier::model {

// Parts of decoder layers that several families share.

/// The modules are rows of one matrix in the files, one after the other.
void storeFused(std::span<LinearSpec> parts, const std::string& module);

/// Query, key, value and output of an attention module under the names q_proj, k_proj, v_proj, `output`.
std::vector<LinearSpec> attentionLinears(const ModelSpec& spec, const std::string& attention, const char* output,
                                         bool queryKeyValueBias, bool outputBias);

} // namespace espalier::model
