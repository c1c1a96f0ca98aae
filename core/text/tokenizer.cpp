#include "core/text/tokenizer.h"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "core/formats/gguf.h"
#include "core/text/loaders.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

/// tiktoken's files are text: base64, a blank, a rank.
bool isTiktoken(const fs::path& file)
{
    std::string line;
    std::ifstream stream(file, std::ios::binary);
    std::getline(stream, line);
    const std::size_t space = line.find(' ');
    return space != std::string::npos && space > 0 &&
           line.find_first_not_of("0123456789\r", space + 1) == std::string::npos &&
           std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(space),
                       [](unsigned char c) { return std::isalnum(c) || c == '+' || c == '/' || c == '='; });
}

Result<std::unique_ptr<Tokenizer>> loadFile(const fs::path& file, const TokenizerConfig& config)
{
    const std::string name = file.filename().string();
    if (name.ends_with("vocab.json")) {
        return loadVocabularyAndMerges(file, config);
    }
    if (name.ends_with(".json")) {
        return loadTokenizerJson(file, config);
    }
    return isTiktoken(file) ? loadTiktoken(file, config) : loadSentencePiece(file, config);
}

/// The first file of a folder that holds a vocabulary.
std::optional<fs::path> vocabularyFile(const fs::path& folder)
{
    for (const char* name : {"tokenizer.json", "tokenizer.model", "vocab.json"}) {
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
    if (formats::isGgufFile(*file)) {
        return loadGgufVocabulary(*file);
    }
    auto config = readTokenizerConfig(folder ? path : path.parent_path());
    if (!config) {
        return config.error();
    }
    return loadFile(*file, *config);
}

} // namespace espalier::text
