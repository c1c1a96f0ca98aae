#include "core/base/mapped_file.h"
#include "core/text/loaders.h"
#include "core/text/sentencepiece_tokenizer.h"

namespace espalier::text {

Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& file, const TokenizerConfig& config)
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

} // namespace espalier::text
