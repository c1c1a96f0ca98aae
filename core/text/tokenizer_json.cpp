#include "core/text/bpe.h"
#include "core/text/byte_tokens.h"
#include "core/text/json_fields.h"
#include "core/text/loaders.h"
#include "core/text/pipeline_tokenizer.h"
#include "core/text/unigram.h"

namespace espalier::text {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestVocabulary = std::size_t(1) << 24;

Error formatError(const std::string& message)
{
    return {"tokenizer.format", message, ""};
}

Result<std::vector<std::string>> vocabularyOf(const json& vocabulary)
{
    std::vector<std::string> pieces;
    for (const auto& [piece, id] : vocabulary.items()) {
        if (!id.is_number_unsigned() || id.get<std::size_t>() >= kLargestVocabulary) {
            return formatError("The piece \"" + piece + "\" has no id that can be used.");
        }
        const auto index = id.get<std::size_t>();
        pieces.resize(std::max(pieces.size(), index + 1));
        pieces[index] = piece;
    }
    return pieces;
}

Result<BpeMerges> mergesOf(const json& model, const std::vector<std::string>& pieces)
{
    MergeList list(pieces);
    for (const json& merge : model.value("merges", json::array())) {
        const bool pair = merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string();
        if (!pair && !merge.is_string()) {
            return formatError("A merge is neither a string nor a pair of strings.");
        }
        auto added = pair ? list.add(merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>())
                          : list.add(merge.get_ref<const std::string&>());
        if (!added) {
            return added.error();
        }
    }
    return list.take();
}

Result<void> readBpe(const json& model, Pipeline& pipeline)
{
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (!stringField(model, key).empty()) {
            return Error{"tokenizer.unsupported",
                         "A BPE model with \"" + std::string(key) + "\" is not supported by this version.", ""};
        }
    }
    auto pieces = vocabularyOf(model.value("vocab", json::object()));
    if (!pieces) {
        return pieces.error();
    }
    auto merges = mergesOf(model, *pieces);
    if (!merges) {
        return merges.error();
    }
    Bpe::Options options;
    options.byteLevel = pipeline.preTokenizer.byteLevel();
    options.byteFallback = boolField(model, "byte_fallback", false);
    options.ignoreMerges = boolField(model, "ignore_merges", false);
    options.fuseUnknown = boolField(model, "fuse_unk", false);
    const std::string unknown = stringField(model, "unk_token");
    const auto at = std::find(pieces->begin(), pieces->end(), unknown);
    if (!unknown.empty() && at != pieces->end()) {
        options.unknown = static_cast<TokenId>(at - pieces->begin());
    }
    pipeline.model = options.byteLevel ? std::make_unique<Bpe>(byteLevelVocabulary(*pieces), merges.take(), options)
                                       : std::make_unique<Bpe>(*pieces, merges.take(), options);
    pipeline.pieces = pieces.take();
    return {};
}

Result<void> readUnigram(const json& model, Pipeline& pipeline)
{
    if (pipeline.preTokenizer.byteLevel()) {
        return Error{"tokenizer.unsupported", "A unigram model over bytes (ByteLevel) is not supported.", ""};
    }
    std::vector<double> scores;
    double smallest = 0;
    for (const json& entry : model.value("vocab", json::array())) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number()) {
            return formatError("The unigram vocabulary is not a list of pieces with scores.");
        }
        pipeline.pieces.push_back(entry[0].get<std::string>());
        scores.push_back(entry[1].get<double>());
        smallest = std::min(smallest, scores.back());
    }
    const auto unknown = model.find("unk_id");
    if (unknown == model.end() || !unknown->is_number_unsigned() ||
        unknown->get<std::size_t>() >= pipeline.pieces.size()) {
        return Error{"tokenizer.unsupported", "A unigram model without \"unk_id\" is not supported.", ""};
    }
    constexpr double kUnknownPenalty = 10.0;
    Unigram::Options options;
    options.unknownId = unknown->get<TokenId>();
    options.unknownScore = smallest - kUnknownPenalty;
    std::vector<Unigram::Piece> pieces;
    for (std::size_t id = 0; id < pipeline.pieces.size(); ++id) {
        pieces.push_back({pipeline.pieces[id], scores[id]});
    }
    for (int byte = 0; boolField(model, "byte_fallback", false) && byte < 256; ++byte) {
        const auto at =
            std::find(pipeline.pieces.begin(), pipeline.pieces.end(), byteToken(static_cast<unsigned char>(byte)));
        if (at != pipeline.pieces.end()) {
            options.byteTokens.push_back(static_cast<TokenId>(at - pipeline.pieces.begin()));
        }
    }
    pipeline.model = std::make_unique<Unigram>(pieces, std::move(options));
    return {};
}

Result<void> readModel(const json& model, Pipeline& pipeline)
{
    std::string type = typeOf(model);
    if (type.empty() && model.is_object() && model.contains("merges")) { // files of early versions name no type
        type = "BPE";
    }
    if (type == "BPE") {
        return readBpe(model, pipeline);
    }
    if (type == "Unigram") {
        return readUnigram(model, pipeline);
    }
    return unsupportedComponent("model", model);
}

/// The ids that a template puts before and after the text ("Sequence" A).
Result<void> readTemplate(const json& object, Pipeline& pipeline)
{
    bool after = false;
    const json specials = object.value("special_tokens", json::object());
    for (const json& item : object.value("single", json::array())) {
        if (item.is_object() && item.contains("Sequence")) {
            after = true;
            continue;
        }
        const std::string name =
            item.is_object() && item.contains("SpecialToken") ? stringField(item["SpecialToken"], "id") : "";
        const auto special = specials.find(name);
        if (special == specials.end() || !special->contains("ids") || !(*special)["ids"].is_array()) {
            return formatError("The post-processor's template names the token \"" + name + "\", which has no ids.");
        }
        for (const json& id : (*special)["ids"]) {
            if (id.is_number_integer()) {
                (after ? pipeline.suffix : pipeline.prefix).push_back(id.get<TokenId>());
            }
        }
    }
    return {};
}

Result<void> readPostProcessor(const json& object, Pipeline& pipeline)
{
    const std::string type = typeOf(object);
    if (object.is_null() || type == "ByteLevel") { // the latter changes offsets only
        return {};
    }
    if (type == "Sequence") {
        for (const json& step : object.value("processors", json::array())) {
            if (auto read = readPostProcessor(step, pipeline); !read) {
                return read;
            }
        }
        return {};
    }
    if (type == "TemplateProcessing") {
        return readTemplate(object, pipeline);
    }
    if (type == "RobertaProcessing" || type == "BertProcessing") {
        const json begin = object.value("cls", json());
        const json end = object.value("sep", json());
        if (begin.size() != 2 || end.size() != 2 || !begin[1].is_number_integer() || !end[1].is_number_integer()) {
            return formatError("The post-processor names no \"cls\" and \"sep\" tokens.");
        }
        pipeline.prefix.push_back(begin[1].get<TokenId>());
        pipeline.suffix.push_back(end[1].get<TokenId>());
        return {};
    }
    return unsupportedComponent("post-processor", object);
}

Result<void> readAddedTokens(const json& object, Pipeline& pipeline)
{
    for (const json& entry : object.value("added_tokens", json::array())) {
        const auto id = entry.is_object() ? entry.find("id") : entry.end();
        if (!entry.is_object() || id == entry.end() || !id->is_number_unsigned() ||
            id->get<std::size_t>() >= kLargestVocabulary) {
            return formatError("An added token has no id that can be used.");
        }
        AddedToken token = addedTokenFrom(entry);
        token.id = id->get<TokenId>();
        pipeline.addedTokens.push_back(std::move(token));
    }
    return {};
}

Result<Pipeline> readPipeline(const json& object, const TokenizerConfig& config)
{
    Pipeline pipeline;
    auto normalizer = normalizerFrom(object.value("normalizer", json()));
    if (!normalizer) {
        return normalizer.error();
    }
    pipeline.normalizer = normalizer.take();
    auto preTokenizer = preTokenizerFrom(object.value("pre_tokenizer", json()));
    if (!preTokenizer) {
        return preTokenizer.error();
    }
    pipeline.preTokenizer = preTokenizer.take();
    auto decoder = decoderFrom(object.value("decoder", json()));
    if (!decoder) {
        return decoder.error();
    }
    pipeline.decoder = decoder.take();
    if (auto read = readModel(object.value("model", json()), pipeline); !read) {
        return read.error();
    }
    if (auto read = readAddedTokens(object, pipeline); !read) {
        return read.error();
    }
    if (auto read = readPostProcessor(object.value("post_processor", json()), pipeline); !read) {
        return read.error();
    }
    pipeline.beginOfSequence = config.beginOfSequence;
    pipeline.endOfSequence = config.endOfSequence;
    return pipeline;
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadTokenizerJson(const std::filesystem::path& file, const TokenizerConfig& config)
{
    auto object = readTokenizerJsonFile(file);
    if (!object) {
        return object.error();
    }
    try {
        auto pipeline = readPipeline(*object, config);
        if (!pipeline) {
            return Error{pipeline.error().code, pipeline.error().message, file.string()};
        }
        return makePipelineTokenizer(pipeline.take());
    } catch (const json::exception& error) { // a value of another type than the format says
        return Error{"tokenizer.format", std::string("The tokenizer file is damaged: ") + error.what() + ".",
                     file.string()};
    }
}

} // namespace espalier::text
