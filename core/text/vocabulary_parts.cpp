#include "core/text/vocabulary_parts.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/mapped_file.h"
#include "core/formats/gguf.h"
#include "core/text/byte_tokens.h"
#include "core/text/json_fields.h"
#include "core/text/model_patterns.h"
#include "core/text/pattern.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Kind = VocabularyParts::Kind;
using Type = SentencePieceModel::Type;

Error unsupported(const std::string& what)
{
    return {"tokenizer.unsupported", what + ", which files of other programs cannot hold.", ""};
}

void addTokens(const std::vector<AddedToken>& added, VocabularyParts& parts)
{
    for (const AddedToken& token : added) {
        const auto id = static_cast<std::size_t>(token.id);
        if (token.id < 0) {
            continue;
        }
        if (id >= parts.tokens.size()) {
            parts.tokens.resize(id + 1, {"", 0.0F, Type::Unused});
        }
        SentencePieceModel::Piece& piece = parts.tokens[id];
        piece.text = token.content;
        if (piece.type != Type::Unknown && piece.type != Type::Byte) {
            piece.type = token.special ? Type::Control : Type::UserDefined;
        }
    }
}

int idOf(const VocabularyParts& parts, const std::string& text)
{
    const auto found = std::ranges::find(parts.tokens, text, &SentencePieceModel::Piece::text);
    return text.empty() || found == parts.tokens.end() ? -1 : static_cast<int>(found - parts.tokens.begin());
}

Result<std::optional<VocabularyParts>> fromSentencePiece(const fs::path& file, const TokenizerConfig& config)
{
    auto mapped = MappedFile::open(file);
    if (!mapped) {
        return mapped.error();
    }
    const auto bytes = mapped->bytes();
    auto model = parseSentencePieceModel({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!model) {
        return std::optional<VocabularyParts>(); // a tiktoken file of the same name
    }
    const bool bpe = model->algorithm == SentencePieceModel::Algorithm::Bpe;
    if (!bpe && model->algorithm != SentencePieceModel::Algorithm::Unigram) {
        return unsupported("The SentencePiece model is made of words or characters");
    }
    VocabularyParts parts;
    parts.kind = bpe ? Kind::SentencePieceBpe : Kind::SentencePieceUnigram;
    parts.tokens = std::move(model->pieces);
    parts.unknownId = model->unknownId;
    parts.charsMap = std::move(model->charsMap);
    parts.addDummyPrefix = model->addDummyPrefix;
    parts.removeExtraWhitespaces = model->removeExtraWhitespaces;
    addTokens(config.addedTokens, parts);
    return std::optional(std::move(parts));
}

Result<void> readPieces(const json& vocabulary, VocabularyParts& parts)
{
    for (const auto& [piece, id] : vocabulary.items()) {
        constexpr std::size_t kLargestVocabulary = std::size_t(1) << 24;
        if (!id.is_number_unsigned() || id.get<std::size_t>() >= kLargestVocabulary) {
            return Error{"tokenizer.format", "The piece \"" + piece + "\" has no id that can be used.", ""};
        }
        const auto index = id.get<std::size_t>();
        parts.tokens.resize(std::max(parts.tokens.size(), index + 1), {"", 0.0F, Type::Unused});
        parts.tokens[index] = {piece, 0.0F, Type::Normal};
    }
    return {};
}

/// "left right" of each merge; a space inside a piece cannot be told from the one between them.
Result<void> readMerges(const json& merges, VocabularyParts& parts)
{
    for (const json& merge : merges) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            parts.merges.push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
        } else if (merge.is_string()) {
            parts.merges.push_back(merge.get<std::string>());
        } else {
            return Error{"tokenizer.format", "A merge is neither a string nor a pair of strings.", ""};
        }
    }
    return {};
}

/// The expressions of a byte-level pre-tokenizer, one after another; nothing if there are other steps in it.
bool collectPatterns(const json& step, std::vector<std::string>& patterns)
{
    const std::string type = typeOf(step);
    if (type == "Sequence") {
        const json steps = step.value("pretokenizers", json::array());
        return std::ranges::all_of(steps, [&](const json& each) { return collectPatterns(each, patterns); });
    }
    if (type == "ByteLevel") {
        if (boolField(step, "use_regex", true)) {
            patterns.emplace_back(kGpt2Pattern);
        }
        return true;
    }
    if (type == "Digits") {
        patterns.emplace_back(R"(\p{N})");
        return boolField(step, "individual_digits", false);
    }
    const json pattern = step.is_object() ? step.value("pattern", json::object()) : json::object();
    patterns.push_back(stringField(pattern, "Regex"));
    return type == "Split" && !patterns.back().empty() && !boolField(step, "invert", false);
}

/// The models that cut text with these expressions, the one that treats words alike before others.
std::string nameOfPatterns(const std::vector<std::string>& patterns, bool ignoreMerges, bool composes)
{
    const ModelPatterns* best = nullptr;
    const auto likeness = [&](const ModelPatterns& model) {
        return 2 * int(model.ignoreMerges == ignoreMerges) + int(model.composes == composes);
    };
    for (const ModelPatterns& model : allModelPatterns()) {
        if (std::ranges::equal(model.patterns, patterns) && (best == nullptr || likeness(model) > likeness(*best))) {
            best = &model;
        }
    }
    return best != nullptr ? std::string(best->name) : std::string();
}

bool hasComponent(const json& component, const std::string& type)
{
    if (typeOf(component) == type) {
        return true;
    }
    for (const char* key : {"normalizers", "pretokenizers"}) {
        const json steps = component.is_object() ? component.value(key, json::array()) : json::array();
        if (std::ranges::any_of(steps, [&](const json& step) { return hasComponent(step, type); })) {
            return true;
        }
    }
    return false;
}

Result<void> readByteLevel(const json& object, const json& model, VocabularyParts& parts)
{
    parts.kind = Kind::ByteLevelBpe;
    parts.addDummyPrefix = false;
    std::vector<std::string> patterns;
    if (collectPatterns(object.value("pre_tokenizer", json()), patterns)) {
        parts.preTokenizer = nameOfPatterns(patterns, boolField(model, "ignore_merges", false),
                                            hasComponent(object.value("normalizer", json()), "NFC"));
    }
    return parts.preTokenizer.empty() ? unsupported("The tokenizer cuts text with expressions of its own")
                                      : Result<void>();
}

/// A BPE whose pieces are characters, made of a SentencePiece model: merges in the order of the scores of what they
/// make. Scores are had back from that order; those of single characters are never compared.
void scoresFromMerges(VocabularyParts& parts)
{
    std::unordered_map<std::string, std::size_t> rank;
    for (std::size_t i = 0; i < parts.merges.size(); ++i) {
        std::string made = parts.merges[i];
        made.erase(made.find(' '), 1);
        rank.try_emplace(std::move(made), i);
    }
    for (SentencePieceModel::Piece& piece : parts.tokens) {
        const auto found = rank.find(piece.text);
        piece.score = -static_cast<float>(found == rank.end() ? rank.size() : found->second);
        if (byteOfToken(piece.text)) {
            piece.type = Type::Byte;
        }
    }
    parts.merges.clear();
}

Result<VocabularyParts> fromTokenizerJson(const fs::path& file, const TokenizerConfig& config)
{
    auto object = readTokenizerJsonFile(file);
    if (!object) {
        return object.error();
    }
    const json model = object->value("model", json::object());
    const std::string type = typeOf(model);
    if (type != "BPE" && !(type.empty() && model.contains("merges"))) {
        return unsupported("The tokenizer is a " + (type.empty() ? "nameless" : type) + " model");
    }
    VocabularyParts parts;
    if (auto read = readPieces(model.value("vocab", json::object()), parts); !read) {
        return read.error();
    }
    if (auto read = readMerges(model.value("merges", json::array()), parts); !read) {
        return read.error();
    }
    const bool byteLevel = hasComponent(object->value("pre_tokenizer", json()), "ByteLevel");
    if (byteLevel) {
        if (auto read = readByteLevel(*object, model, parts); !read) {
            return read.error();
        }
    } else if (boolField(model, "byte_fallback", false)) {
        parts.kind = Kind::SentencePieceBpe;
        parts.addDummyPrefix = hasComponent(object->value("normalizer", json()), "Prepend") ||
                               hasComponent(object->value("pre_tokenizer", json()), "Metaspace");
        scoresFromMerges(parts);
    } else {
        return unsupported("The tokenizer is a BPE over characters without byte pieces");
    }
    if (parts.unknownId = idOf(parts, stringField(model, "unk_token")); parts.unknownId >= 0) {
        parts.tokens[static_cast<std::size_t>(parts.unknownId)].type = Type::Unknown;
    }
    std::vector<AddedToken> added = config.addedTokens;
    for (const json& entry : object->value("added_tokens", json::array())) {
        AddedToken token = addedTokenFrom(entry);
        token.id = entry.is_object() && entry.contains("id") && entry["id"].is_number_integer()
                       ? entry["id"].get<TokenId>()
                       : -1;
        added.push_back(std::move(token));
    }
    addTokens(added, parts);
    return parts;
}

Result<VocabularyParts> fromVocabularyAndMerges(const fs::path& folder, const TokenizerConfig& config)
{
    auto object = readTokenizerJsonFile(folder / "vocab.json");
    if (!object) {
        return object.error();
    }
    VocabularyParts parts;
    if (auto read = readPieces(*object, parts); !read) {
        return read.error();
    }
    auto text = readTextFile(folder / "merges.txt");
    if (!text) {
        return Error{"tokenizer.missing", "The merges that belong to vocab.json are not there.", folder.string()};
    }
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        std::string line = text->substr(begin, end - begin);
        line.erase(std::min(line.find('\r'), line.size()));
        if (!line.empty() && !(begin == 0 && line.starts_with("#version"))) {
            parts.merges.push_back(std::move(line));
        }
        begin = end + 1;
    }
    parts.preTokenizer = config.tokenizerClass.starts_with("Qwen2") ? "qwen2" : "gpt-2";
    parts.addDummyPrefix = config.addPrefixSpace.value_or(false);
    for (const std::string& name : {config.beginOfSequence, config.endOfSequence, std::string("<|endoftext|>")}) {
        if (const int id = idOf(parts, name); id >= 0) {
            parts.tokens[static_cast<std::size_t>(id)].type = Type::Control;
        }
    }
    addTokens(config.addedTokens, parts);
    return parts;
}

} // namespace

Result<VocabularyParts> readVocabularyParts(const fs::path& folder)
try {
    if (formats::isGgufFile(folder)) {
        return readGgufVocabularyParts(folder);
    }
    const auto config = readTokenizerConfig(folder);
    if (!config) {
        return config.error();
    }
    if (fs::exists(folder / "tokenizer.model")) {
        auto parts = fromSentencePiece(folder / "tokenizer.model", *config);
        if (!parts) {
            return parts.error();
        }
        if (*parts) {
            return std::move(**parts);
        }
    }
    if (fs::exists(folder / "tokenizer.json")) {
        return fromTokenizerJson(folder / "tokenizer.json", *config);
    }
    if (fs::exists(folder / "vocab.json")) {
        return fromVocabularyAndMerges(folder, *config);
    }
    if (fs::exists(folder / "tokenizer.model")) {
        return unsupported("The tokenizer is a tiktoken file without a tokenizer.json beside it");
    }
    return Error{"tokenizer.missing", "No tokenizer is there.", folder.string()};
} catch (const json::exception& error) { // a value of another type than the format says
    return Error{"tokenizer.format", std::string("The tokenizer file is damaged: ") + error.what() + ".",
                 folder.string()};
}

} // namespace espalier::text
