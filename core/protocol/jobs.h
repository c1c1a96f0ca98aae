#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::protocol {

/// Parameters of the worker's jobs. Paths are as the worker sees them. Reading is strict: a missing, mistyped or
/// unknown key is `protocol.job`.

/// How files of text become tokens (text::DatasetOptions without its room).
struct TextSource
{
    std::vector<std::string> files;
    std::vector<std::string> textColumns; ///< empty: "text", else the only string column
    std::string columnJoin;
    std::string recordJoin = "\n\n";

    bool operator==(const TextSource&) const = default;
};

/// kind "compress"
struct CompressJob
{
    static constexpr const char* kKind = "compress";

    std::string model;      ///< folder or GGUF file
    std::string recipePath; ///< of `recipeText`, for messages; may be empty
    std::string recipeText; ///< YAML
    TextSource calibration; ///< no files: no modifier needs any
    std::int64_t samples = 128;
    std::int64_t sequenceLength = 0; ///< tokens; 0: min(2048, context)
    std::string out;                 ///< run directory; must not exist but to resume
    bool resume = false;             ///< go on with the run in `out`, if there is one
    std::string forkFrom;            ///< stage folder of another run whose first layers are taken over; may be empty
    int forkLayer = 0;               ///< that work begins at
    std::int64_t seed = 0;
    int threads = 0;              ///< 0: all
    double memoryGiB = 0.0;       ///< to stay within; 0: what the machine has free
    bool halfActivations = false; ///< hidden states between layers in bf16
    std::string device = "cpu";   ///< cpu, cuda or cuda:N
    TextSource evaluation;        ///< held-out text for the figures before and after; no files: none
    bool dryRun = false;          ///< plans and checks, writes nothing

    bool operator==(const CompressJob&) const = default;
};

/// kind "evaluate"
struct EvaluateJob
{
    static constexpr const char* kKind = "evaluate";

    std::string model;
    TextSource text;
    std::int64_t sequenceLength = 0; ///< tokens; 0: min(2048, context)
    std::string protocol = "papers"; ///< papers, samples, llama.cpp, sliding
    std::int64_t stride = 0;         ///< sliding only; 0: half a window
    std::int64_t limitTokens = 0;    ///< 0: all
    std::string baseline;            ///< folder of the model to compare with; may be empty
    int threads = 0;

    bool operator==(const EvaluateJob&) const = default;
};

/// kind "logits"
struct LogitsJob
{
    static constexpr const char* kKind = "logits";

    std::string model;
    std::vector<std::int32_t> ids; ///< as given, no BOS added
    std::string out;               ///< safetensors file with tensor `logits`, f32 [tokens, vocabulary]; may be empty
    int threads = 0;

    bool operator==(const LogitsJob&) const = default;
};

/// kind "generate": one answer by the reference forward pass, which runs the whole text for each token. Each piece of
/// the answer comes as a Log event of level kTextLevel.
struct GenerateJob
{
    static constexpr const char* kKind = "generate";
    static constexpr const char* kTextLevel = "text";

    std::string model;
    std::vector<std::int32_t> ids; ///< of the prompt
    std::int64_t maxTokens = -1;   ///< -1: until the context is full
    double temperature = 0.0;      ///< this and the following as in engine::SamplingOptions
    std::int64_t topK = 0;
    double topP = 1.0;
    double minP = 0.0;
    double repetitionPenalty = 1.0;
    std::uint64_t seed = 0;
    int threads = 0;

    bool operator==(const GenerateJob&) const = default;
};

/// kind "train-demo"
struct TrainDemoJob
{
    static constexpr const char* kKind = "train-demo";

    std::string out;        ///< folder that receives the model; must not exist
    std::int64_t steps = 0; ///< 0: the trainer's own number
    std::int64_t seed = 0;
    int threads = 0;

    bool operator==(const TrainDemoJob&) const = default;
};

/// kind "export": a model in another format (exporting::ExportRequest)
struct ExportJob
{
    static constexpr const char* kKind = "export";

    std::string model;       ///< folder or GGUF file
    std::string target;      ///< gguf, onnx or hf
    std::string type;        ///< of the target; empty: what the model stores
    std::string out;         ///< file or folder; must not exist
    bool certificate = true; ///< read again and compared
    TextSource text;         ///< whose inputs say how much errors of a weight count; no files: all alike
    std::int64_t samples = 128;
    std::int64_t sequenceLength = 0; ///< tokens; 0: min(2048, context)
    int threads = 0;

    bool operator==(const ExportJob&) const = default;
};

nlohmann::json toJson(const CompressJob& job);
nlohmann::json toJson(const EvaluateJob& job);
nlohmann::json toJson(const LogitsJob& job);
nlohmann::json toJson(const GenerateJob& job);
nlohmann::json toJson(const TrainDemoJob& job);
nlohmann::json toJson(const ExportJob& job);

Result<void> fromJson(const nlohmann::json& json, CompressJob& job);
/// The same for one that was stored, perhaps by an earlier version: what it lacks has its default.
Result<void> fromStored(const nlohmann::json& json, CompressJob& job);
Result<void> fromJson(const nlohmann::json& json, EvaluateJob& job);
Result<void> fromJson(const nlohmann::json& json, LogitsJob& job);
Result<void> fromJson(const nlohmann::json& json, GenerateJob& job);
Result<void> fromJson(const nlohmann::json& json, TrainDemoJob& job);
Result<void> fromJson(const nlohmann::json& json, ExportJob& job);

} // namespace espalier::protocol
