#include "core/text/tokenizer_json_writer.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>

#include "core/base/mapped_file.h"
#include "core/text/chars_map.h"
#include "core/text/loaders.h"
#include "core/text/model_patterns.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/space_boundaries.h"
#include "core/text/tokenizer_config.h"
#include "core/text/utf8.h"
#include "core/text/vocabulary_parts.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Type = SentencePieceModel::Type;

const std::string kSpace(kSpaceSymbol);

json replace(json pattern, const std::string& content)
{
    return {{"type", "Replace"}, {"pattern", std::move(pattern)}, {"content", content}};
}

/// A regular expression for these very characters, in the syntax that Rust's and JavaScript's share.
std::string escaped(const std::string& text)
{
    std::string pattern;
    for (const char c : text) {
        if (std::string_view("^$\\.*+?()[]{}|/").find(c) != std::string_view::npos) {
            pattern.push_back('\\');
        }
        pattern.push_back(c);
    }
    return pattern;
}

/// User-defined symbols, the longest first. Where text is not normalized by a table, they can be cut out after the
/// dummy prefix was put before the whole part, as SentencePiece does; added tokens are cut out before.
std::vector<std::string> symbolsToSplit(const SentencePieceModel& model)
{
    std::vector<std::string> symbols;
    for (const auto& piece : model.pieces) {
        if (piece.type == Type::UserDefined && model.charsMap.empty()) {
            symbols.push_back(piece.text);
        }
    }
    std::ranges::sort(symbols, std::greater(), &std::string::size);
    return symbols;
}

json preTokenizerOf(const SentencePieceModel& model, bool firstOnly)
{
    json steps = json::array();
    if (firstOnly) {
        steps.push_back(
            {{"type", "Metaspace"}, {"replacement", kSpace}, {"prepend_scheme", "first"}, {"split", false}});
    }
    std::string pattern;
    for (const std::string& symbol : symbolsToSplit(model)) {
        pattern += (pattern.empty() ? "" : "|") + escaped(symbol);
    }
    if (!pattern.empty()) {
        steps.push_back(
            {{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}});
    }
    return steps.size() < 2 ? (steps.empty() ? json() : steps.front())
                            : json{{"type", "Sequence"}, {"pretokenizers", std::move(steps)}};
}

/// @param prepends each part between added tokens gets the model's dummy prefix
json normalizerOf(const SentencePieceModel& model, bool prepends)
{
    json steps = json::array();
    if (!model.charsMap.empty()) {
        steps.push_back({{"type", "Precompiled"}, {"precompiled_charsmap", encodeBase64(model.charsMap)}});
    }
    if (model.removeExtraWhitespaces) {
        // Spaces alone, in the end escaped ones as well, and at the ends of the whole part: `^` is the beginning of a
        // line to some.
        steps.push_back(replace({{"Regex", R"((?<![\s\S]) +|[ )" + kSpace + R"(]+(?![\s\S]))"}}, ""));
        steps.push_back(replace({{"Regex", " {2,}"}}, " "));
    }
    const std::string space = model.escapeWhitespaces ? kSpace : " ";
    if (prepends) {
        steps.push_back({{"type", "Prepend"}, {"prepend", space}});
    }
    if (model.escapeWhitespaces) {
        steps.push_back(replace({{"String", " "}}, kSpace));
    }
    return steps.empty() ? json() : json{{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

json decoderOf(const SentencePieceModel& model)
{
    json steps = json::array();
    steps.push_back(replace({{"String", kSpace}}, " "));
    if (model.byteFallback) {
        steps.push_back({{"type", "ByteFallback"}});
    }
    steps.push_back({{"type", "Fuse"}});
    if (model.addDummyPrefix || model.removeExtraWhitespaces) {
        steps.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    }
    return {{"type", "Sequence"}, {"decoders", std::move(steps)}};
}

bool isOrdinary(const SentencePieceModel::Piece& piece)
{
    return piece.type == Type::Normal;
}

/// Every way to put a piece together of two others.
json mergesOf(const SentencePieceModel& model)
{
    std::unordered_map<std::string_view, std::size_t> ids;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        if (isOrdinary(model.pieces[id])) {
            ids.try_emplace(model.pieces[id].text, id);
        }
    }
    struct Merge
    {
        float score;
        std::size_t order; ///< of the piece that it makes
        std::size_t left;
        std::size_t right;
    };
    std::vector<Merge> merges;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const auto& piece = model.pieces[id];
        const auto own = ids.find(piece.text);
        if (!isOrdinary(piece) || own->second != id) {
            continue;
        }
        const std::string_view text = piece.text;
        for (std::size_t cut = decodeUtf8(text).length; cut < text.size(); cut += decodeUtf8(text.substr(cut)).length) {
            const auto left = ids.find(text.substr(0, cut));
            const auto right = ids.find(text.substr(cut));
            if (left != ids.end() && right != ids.end()) {
                merges.push_back({piece.score, id, left->second, right->second});
            }
        }
    }
    std::ranges::sort(merges, [](const Merge& a, const Merge& b) {
        return std::tuple(-a.score, a.order, a.left, a.right) < std::tuple(-b.score, b.order, b.left, b.right);
    });
    const bool spaces = !model.escapeWhitespaces; // then "left right" could be cut in several ways
    json list = json::array();
    for (const Merge& merge : merges) {
        const std::string& left = model.pieces[merge.left].text;
        const std::string& right = model.pieces[merge.right].text;
        list.push_back(spaces ? json::array({left, right}) : json(left + " " + right));
    }
    return list;
}

json bpeOf(const SentencePieceModel& model)
{
    json vocabulary = json::object();
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        vocabulary.emplace(model.pieces[id].text, id); // the first of two alike, as they are found
    }
    return {{"type", "BPE"},
            {"dropout", nullptr},
            {"unk_token", model.pieces.at(static_cast<std::size_t>(model.unknownId)).text},
            {"continuing_subword_prefix", nullptr},
            {"end_of_word_suffix", nullptr},
            {"fuse_unk", true},
            {"byte_fallback", model.byteFallback},
            {"ignore_merges", !symbolsToSplit(model).empty()}, // a symbol is no product of merges
            {"vocab", std::move(vocabulary)},
            {"merges", mergesOf(model)}};
}

json unigramOf(const SentencePieceModel& model)
{
    constexpr double kNeverWins = -1e5; // far below any sum of log probabilities of a word
    json vocabulary = json::array();
    for (const auto& piece : model.pieces) {
        const double symbol = piece.type == Type::UserDefined ? 0.0 : kNeverWins; // cut out: it stands alone
        vocabulary.push_back({piece.text, isOrdinary(piece) ? double(piece.score) : symbol});
    }
    return {{"type", "Unigram"},
            {"unk_id", model.unknownId},
            {"vocab", std::move(vocabulary)},
            {"byte_fallback", model.byteFallback}};
}

json addedToken(const AddedToken& token)
{
    return {{"id", token.id},
            {"content", token.content},
            {"single_word", token.singleWord},
            {"lstrip", token.leftStrip},
            {"rstrip", token.rightStrip},
            {"normalized", false}, // SentencePiece looks for them in the text as it is
            {"special", token.special}};
}

json addedTokensOf(const SentencePieceModel& model, const TokenizerConfig& config)
{
    std::vector<AddedToken> added = config.addedTokens;
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const auto& piece = model.pieces[i];
        const auto id = static_cast<TokenId>(i);
        const bool symbol = piece.type == Type::UserDefined && !model.charsMap.empty();
        const bool found = piece.type == Type::Control || piece.type == Type::Unknown || symbol;
        if (found && std::ranges::none_of(added, [&](const AddedToken& token) { return token.id == id; })) {
            AddedToken token;
            token.id = id;
            token.content = piece.text;
            token.special = piece.type != Type::UserDefined;
            added.push_back(std::move(token));
        }
    }
    std::ranges::sort(added, {}, &AddedToken::id);
    json list = json::array();
    for (const AddedToken& token : added) {
        list.push_back(addedToken(token));
    }
    return list;
}

/// What stands before and after every text.
json postProcessorOf(const Tokenizer& tokenizer)
{
    const std::vector<TokenId> ids = tokenizer.encode("");
    const std::size_t before = tokenizer.addsBeginOfSequence() ? 1 : 0;
    json single = json::array();
    json pair = json::array();
    json specials = json::object();
    const auto add = [&](json& list, std::size_t begin, std::size_t end, int type) {
        for (std::size_t i = begin; i < end && i < ids.size(); ++i) {
            const std::string piece = tokenizer.piece(ids[i]);
            list.push_back({{"SpecialToken", {{"id", piece}, {"type_id", type}}}});
            specials[piece] = {{"id", piece}, {"ids", {ids[i]}}, {"tokens", {piece}}};
        }
    };
    const auto sequence = [](const char* name, int type) {
        return json{{"Sequence", {{"id", name}, {"type_id", type}}}};
    };
    for (json* list : {&single, &pair}) {
        add(*list, 0, before, 0);
        list->push_back(sequence("A", 0));
        add(*list, before, ids.size(), 0);
    }
    add(pair, 0, before, 1);
    pair.push_back(sequence("B", 1));
    add(pair, before, ids.size(), 1);
    return {{"type", "TemplateProcessing"},
            {"single", std::move(single)},
            {"pair", std::move(pair)},
            {"special_tokens", std::move(specials)}};
}

/// What a folder has of its own, and by name what that does not say.
json configOf(json own, const TokenizerConfig& config, std::optional<TokenId> unknown, const Tokenizer& tokenizer)
{
    const auto fill = [&](const char* key, const std::string& said, std::optional<TokenId> id) {
        if ((said.empty() || !own.contains(key)) && id) {
            own[key] = tokenizer.piece(*id);
        }
    };
    fill("bos_token", config.beginOfSequence, tokenizer.beginOfSequence());
    fill("eos_token", config.endOfSequence, tokenizer.endOfSequence());
    fill("unk_token", config.unknown, unknown);
    own.emplace("tokenizer_class", "PreTrainedTokenizerFast");
    own.emplace("clean_up_tokenization_spaces", false);
    return own;
}

Result<std::optional<SentencePieceModel>> readModel(const fs::path& file)
{
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return mapped.error();
    }
    const auto bytes = mapped->bytes();
    auto model = parseSentencePieceModel({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!model) {
        return std::optional<SentencePieceModel>(); // a tiktoken file of the same name
    }
    using Algorithm = SentencePieceModel::Algorithm;
    if (model->treatWhitespaceAsSuffix ||
        (model->algorithm != Algorithm::Bpe && model->algorithm != Algorithm::Unigram) || model->unknownId < 0 ||
        static_cast<std::size_t>(model->unknownId) >= model->pieces.size()) {
        return Error{"tokenizer.unsupported",
                     "The SentencePiece model cannot be written as tokenizer.json: it has white space as a suffix, no "
                     "unknown piece, or is made of words or characters.",
                     file.string()};
    }
    return std::optional(model.take());
}

/// @param own tokenizer_config.json as far as it is there
Result<ConvertedTokenizer> convert(const SentencePieceModel& model, const TokenizerConfig& config, json own)
{
    const auto tokenizer = makeSentencePieceTokenizer(model, config);
    if (!tokenizer) {
        return tokenizer.error();
    }
    // With `legacy: false` the prefix belongs to the beginning of the text, which a normalizer does not know of.
    const bool firstOnly = model.addDummyPrefix && !config.legacy.value_or(true);
    ConvertedTokenizer converted;
    converted.tokenizer = {
        {"version", "1.0"},
        {"truncation", nullptr},
        {"padding", nullptr},
        {"added_tokens", addedTokensOf(model, config)},
        {"normalizer", normalizerOf(model, model.addDummyPrefix && !firstOnly)},
        {"pre_tokenizer", preTokenizerOf(model, firstOnly)},
        {"post_processor", postProcessorOf(**tokenizer)},
        {"decoder", decoderOf(model)},
        {"model", model.algorithm == SentencePieceModel::Algorithm::Bpe ? bpeOf(model) : unigramOf(model)}};
    converted.config = configOf(std::move(own), config, model.unknownId, **tokenizer);
    converted.leadingSpaces = !firstOnly;
    if (firstOnly) {
        converted.notes.emplace_back("tokenizer.json puts no prefix before text that begins with a space, as all that "
                                     "are made of a SentencePiece model with `legacy: false`.");
    }
    if (model.addDummyPrefix && !model.charsMap.empty() &&
        std::ranges::any_of(model.pieces, [](const auto& piece) { return piece.type == Type::UserDefined; })) {
        converted.notes.emplace_back("tokenizer.json puts a space before text that follows a user-defined symbol; "
                                     "SentencePiece does not.");
    }
    return converted;
}

/// A byte-level BPE: how its model cuts text stands in it as expressions, one after another.
ConvertedTokenizer convertByteLevel(const VocabularyParts& parts, const TokenizerConfig& config,
                                    const Tokenizer& tokenizer, json own)
{
    const ModelPatterns& patterns = *modelPatterns(parts.preTokenizer);
    json steps = json::array();
    for (const std::string_view pattern : patterns.patterns) {
        steps.push_back({{"type", "Split"},
                         {"pattern", {{"Regex", std::string(pattern)}}},
                         {"behavior", "Isolated"},
                         {"invert", false}});
    }
    const json bytes = {{"type", "ByteLevel"},
                        {"add_prefix_space", parts.addDummyPrefix},
                        {"trim_offsets", true},
                        {"use_regex", false}};
    steps.push_back(bytes);
    json vocabulary = json::object();
    for (std::size_t id = 0; id < parts.tokens.size(); ++id) {
        if (!parts.tokens[id].text.empty()) { // added ones too: other loaders look their ids up here
            vocabulary.emplace(parts.tokens[id].text, id);
        }
    }
    json added = json::array();
    for (const AddedToken& token : config.addedTokens) {
        added.push_back(addedToken(token));
    }
    ConvertedTokenizer converted;
    converted.tokenizer = {{"version", "1.0"},
                           {"truncation", nullptr},
                           {"padding", nullptr},
                           {"added_tokens", std::move(added)},
                           {"normalizer", patterns.composes ? json{{"type", "NFC"}} : json()},
                           {"pre_tokenizer", {{"type", "Sequence"}, {"pretokenizers", std::move(steps)}}},
                           {"post_processor", postProcessorOf(tokenizer)},
                           {"decoder", bytes},
                           {"model",
                            {{"type", "BPE"},
                             {"dropout", nullptr},
                             {"unk_token", nullptr},
                             {"continuing_subword_prefix", nullptr},
                             {"end_of_word_suffix", nullptr},
                             {"fuse_unk", false},
                             {"byte_fallback", false},
                             {"ignore_merges", patterns.ignoreMerges},
                             {"vocab", std::move(vocabulary)},
                             {"merges", parts.merges}}}};
    converted.config = configOf(std::move(own), config, std::nullopt, tokenizer);
    return converted;
}

Result<std::optional<ConvertedTokenizer>> convertVocabularyAndMerges(const fs::path& folder, TokenizerConfig config,
                                                                     json own)
{
    const auto tokenizer = Tokenizer::load(folder);
    const auto parts = readVocabularyParts(folder);
    if (!tokenizer || !parts) {
        return tokenizer ? parts.error() : tokenizer.error();
    }
    for (std::size_t i = 0; i < parts->tokens.size(); ++i) { // that the configuration only names
        const auto id = static_cast<TokenId>(i);
        const bool known = std::ranges::any_of(config.addedTokens, [&](const auto& token) { return token.id == id; });
        if (parts->tokens[i].type == Type::Control && !known) {
            AddedToken token;
            token.id = id;
            token.content = parts->tokens[i].text;
            token.special = true;
            config.addedTokens.push_back(std::move(token));
        }
    }
    return std::optional(convertByteLevel(*parts, config, **tokenizer, std::move(own)));
}

/// As tokenizer_config.json holds it: one text, or two by name.
Result<json> chatTemplateOf(const fs::path& file)
{
    const auto plain = readGgufChatTemplate(file, false);
    const auto withTools = readGgufChatTemplate(file, true);
    if (!plain || !withTools) {
        return plain ? withTools.error() : plain.error();
    }
    if (!*plain || *plain == *withTools) {
        return *plain ? json(**plain) : json();
    }
    return json::array(
        {{{"name", "default"}, {"template", **plain}}, {{"name", "tool_use"}, {"template", **withTools}}});
}

} // namespace

Result<std::optional<ConvertedTokenizer>> convertTokenizer(const fs::path& folder)
{
    const bool sentencePiece = fs::exists(folder / "tokenizer.model");
    if (fs::exists(folder / "tokenizer.json") || (!sentencePiece && !fs::exists(folder / "vocab.json"))) {
        return std::optional<ConvertedTokenizer>();
    }
    auto config = readTokenizerConfig(folder);
    if (!config) {
        return config.error();
    }
    json own = json::object();
    if (fs::exists(folder / "tokenizer_config.json")) {
        auto read = readTokenizerJsonFile(folder / "tokenizer_config.json");
        if (!read) {
            return read.error();
        }
        own = read.take();
    }
    if (!sentencePiece) {
        return convertVocabularyAndMerges(folder, config.take(), std::move(own));
    }
    const auto model = readModel(folder / "tokenizer.model");
    if (!model || !*model) {
        return model ? Result<std::optional<ConvertedTokenizer>>(std::nullopt) : model.error();
    }
    auto converted = convert(**model, *config, std::move(own));
    return converted ? Result<std::optional<ConvertedTokenizer>>(converted.take()) : converted.error();
}

Result<std::optional<ConvertedTokenizer>> convertGgufVocabulary(const fs::path& file)
try {
    const auto tokenizer = loadGgufVocabulary(file);
    if (!tokenizer) {
        const bool none = tokenizer.error().code == "tokenizer.missing";
        return none ? Result<std::optional<ConvertedTokenizer>>(std::nullopt) : tokenizer.error();
    }
    const auto config = readGgufTokenizerConfig(file);
    const auto chat = chatTemplateOf(file);
    const auto model = readGgufSentencePiece(file);
    if (!config || !chat || !model) {
        return !config ? config.error() : !chat ? chat.error() : model.error();
    }
    json own = json::object();
    if (!chat->is_null()) {
        own["chat_template"] = *chat;
    }
    if (*model) {
        auto converted = convert(**model, *config, std::move(own));
        return converted ? Result<std::optional<ConvertedTokenizer>>(converted.take()) : converted.error();
    }
    const auto parts = readGgufVocabularyParts(file);
    return parts ? Result<std::optional<ConvertedTokenizer>>(
                       convertByteLevel(*parts, *config, **tokenizer, std::move(own)))
                 : parts.error();
} catch (const json::exception&) { // JSON holds valid UTF-8 alone
    return Error{"tokenizer.format",
                 "The GGUF file's vocabulary holds bytes that are not UTF-8, so that it cannot be written as "
                 "tokenizer.json. Get the model from its publisher again, or take its Hugging Face folder.",
                 file.string()};
}

} // namespace espalier::text
