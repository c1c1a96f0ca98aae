#include "core/text/tokenizer.h"

#include "core/text/loaders.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

Result<std::unique_ptr<Tokenizer>> loadFile(const fs::path& file, const TokenizerConfig& config)
{
    const std::string name = file.filename().string();
    if (name.ends_with(".json")) {
        return loadTokenizerJson(file, config);
    }
    return loadSentencePiece(file, config);
}

/// The first file of a folder that holds a vocabulary.
std::optional<fs::path> vocabularyFile(const fs::path& folder)
{
    for (const char* name : {"tokenizer.json", "tokenizer.model"}) {
        if (fs::exists(folder / name)) {
            return folder / name;
        }
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Tokenizer>> Tokenizer::load(const fs::path& path)
{
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    const auto file = folder ? vocabularyFile(path) : std::optional(path);
    if (!file || !fs::exists(*file, ignored)) {
        return Error{
            "tokenizer.missing",
            "No tokenizer is there. A model needs tokenizer.json, tokenizer.model, or vocab.json with merges.txt "
            "beside its weights.",
            path.string()};
    }
    auto config = readTokenizerConfig(folder ? path : path.parent_path());
    if (!config) {
        return config.error();
    }
    return loadFile(*file, *config);
}

} // namespace espalier::text
