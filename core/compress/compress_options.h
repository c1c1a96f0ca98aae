#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/compress/distributed/ranks.h"
#include "core/recipe/recipe.h"
#include "core/text/dataset.h"

namespace espalier::compress {

/// What `compress` is asked to do.
struct CompressOptions
{
    std::filesystem::path model;  ///< Hugging Face folder or GGUF file
    std::filesystem::path output; ///< run directory; must hold no manifest.json and no stage_* folder but to resume
    recipe::Recipe recipe;
    std::vector<std::filesystem::path> calibrationFiles; ///< needed when a modifier calibrates
    std::vector<std::filesystem::path> evaluationFiles;  ///< empty: no held-out perplexity
    text::DatasetOptions dataset;
    std::size_t samples = 128;        ///< calibration windows; fewer if the text has fewer
    std::int64_t windowTokens = 0;    ///< 0: min(2048, the model's context)
    std::uint64_t seed = 0;           ///< stored; of everything that draws random numbers
    int threads = 0;                  ///< 0: as LibTorch is set
    std::uint64_t memoryBytes = 0;    ///< to stay within; 0: what the machine has free
    bool halfActivations = false;     ///< hidden states between layers in bf16
    at::Device device = at::kCPU;     ///< where windows pass the layers; what solves and measures is on the CPU
    Ranks ranks;                      ///< that run together; rank 0 alone writes and has figures
    bool resume = false;              ///< go on with the run that is in `output`, if one is
    std::filesystem::path forkFrom;   ///< stage of another run whose first layers are taken over (Fork); may be empty
    int forkLayer = 0;                ///< that work begins at
    nlohmann::json request = nullptr; ///< what the caller was asked, kept in the manifest for whoever resumes
    /// The process' peak memory so far in bytes, for the result and the manifest (the worker's sampler knows it).
    std::function<std::uint64_t()> peakMemory;
};

} // namespace espalier::compress
