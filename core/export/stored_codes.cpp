#include "core/export/stored_codes.h"

#include "core/model/module_tree.h"

namespace espalier::exporting {

std::vector<std::string> quantizedModules(const model::Checkpoint& checkpoint)
{
    std::vector<std::string> modules;
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        const auto scheme = checkpoint.storedScheme(module->name);
        const bool tied = checkpoint.spec().tiedEmbeddings && module->name == checkpoint.spec().head;
        if (!tied && !module->shape.empty() && scheme && scheme->weights) {
            modules.push_back(module->name);
        }
    }
    return modules;
}

bool holdsCodes(const model::Checkpoint& checkpoint)
{
    return checkpoint.quantization() && !quantizedModules(checkpoint).empty();
}

} // namespace espalier::exporting
