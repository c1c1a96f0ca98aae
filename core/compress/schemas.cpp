#include "core/compress/schemas.h"

#include "core/compress/admm/schema.h"
#include "core/compress/awq/schema.h"
#include "core/compress/constant_pruning/schema.h"
#include "core/compress/depth/schema.h"
#include "core/compress/heads/schema.h"
#include "core/compress/distillation/schema.h"
#include "core/compress/gptq/schema.h"
#include "core/compress/later/schema.h"
#include "core/compress/lora/schema.h"
#include "core/compress/magnitude/schema.h"
#include "core/compress/osscar/schema.h"
#include "core/compress/quantization/schema.h"
#include "core/compress/reconstruction/schema.h"
#include "core/compress/refit/schema.h"
#include "core/compress/smoothquant/schema.h"
#include "core/compress/sparsegpt/schema.h"
#include "core/compress/student/schema.h"
#include "core/compress/training/schema.h"
#include "core/compress/wanda/schema.h"

namespace espalier::compress {

const recipe::SchemaRegistry& modifierSchemas()
{
    static const recipe::SchemaRegistry kRegistry = [] {
        recipe::SchemaRegistry registry;
        registry.add(sparseGptSchema());
        registry.add(admmSchema());
        registry.add(refitSchema());
        registry.add(wandaSchema());
        registry.add(magnitudeSchema());
        registry.add(quantizationSchema());
        registry.add(awqSchema());
        registry.add(smoothQuantSchema());
        registry.add(logarithmicEqualizationSchema());
        registry.add(gptqSchema());
        registry.add(constantPruningSchema());
        registry.add(osscarSchema());
        registry.add(headSchema());
        registry.add(depthSchema());
        registry.add(reconstructionSchema());
        registry.add(fineTuningSchema());
        registry.add(outputDistillationSchema());
        registry.add(hiddenDistillationSchema());
        registry.add(loraSchema());
        registry.add(studentSchema());
        for (recipe::ModifierSchema& schema : laterSchemas()) {
            registry.add(std::move(schema));
        }
        return registry;
    }();
    return kRegistry;
}

} // namespace espalier::compress
