#include "core/text/tokenizer.h"

#include "core/base/mapped_file.h"
#include "core/text/loaders.h"
#include "core/text/sentencepiece_tokenizer.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

Result<std::unique_ptr<Tokenizer>> loadFile(const fs::path& file, const TokenizerConfig& config)
{
    return loadTokenizerModel(file, config);
}

/// The first file of a folder that holds a vocabulary.
std::optional<fs::path> vocabularyFile(const fs::path& folder)
{
    for (const char* name : {"tokenizer.model"}) {
        if (fs::exists(folder / name)) {
            return folder / name;
        }
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizerModel(const fs::path& file, const TokenizerConfig& config)
{
    auto mapped = MappedFile::open(file);
    if (!mapped) {
        return mapped.error();
    }
    const auto bytes = mapped->bytes();
    auto model = parseSentencePieceModel({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!model) {
        return Error{model.error().code, model.error().message, file.string()};
    }
    auto tokenizer = makeSentencePieceTokenizer(model.take(), config);
    if (!tokenizer) {
        return Error{tokenizer.error().code, tokenizer.error().message, file.string()};
    }
    return tokenizer;
}

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
