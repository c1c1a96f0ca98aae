#pragma once

#include "core/model/model_spec.h"

namespace espalier::model {

// One line a family; each lives in its own file, registry.cpp lists them.
Family llamaFamily();
Family mistralFamily();
Family mixtralFamily();
Family deepseekMoeFamily();
Family qwen2Family();

} // namespace espalier::model
