#pragma once

#include "core/model/model_spec.h"

namespace espalier::model {

// One line a family; each lives in its own file, registry.cpp lists them.
Family llamaFamily();
Family mistralFamily();
Family mixtralFamily();
Family deepseekMoeFamily();
Family qwen2Family();
Family qwen3Family();
Family phi3Family();
Family chatglm3Family();
Family cohereFamily();
Family gemma2Family();
Family gpt2Family();
Family gptNeoxFamily();
Family optFamily();

} // namespace espalier::model
