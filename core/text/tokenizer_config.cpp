#include "core/text/tokenizer_config.h"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/formats/gguf.h"
#include "core/text/loaders.h"

namespace espalier::text {
namespace {

using nlohmann::json;

std::optional<bool> boolean(const json& object, const char* key)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_boolean() ? std::optional(it->get<bool>()) : std::nullopt;
}

/// A token is written as its content or as an object with the content.
std::string tokenContent(const json& object, const char* key)
{
    const auto it = object.find(key);
    if (it == object.end()) {
        return {};
    }
    if (it->is_string()) {
        return it->get<std::string>();
    }
    return it->is_object() && it->contains("content") && (*it)["content"].is_string()
               ? (*it)["content"].get<std::string>()
               : std::string();
}

void readSpecialNames(const json& object, TokenizerConfig& config)
{
    const auto take = [&](const char* key, std::string& target) {
        if (std::string content = tokenContent(object, key); !content.empty() && target.empty()) {
            target = std::move(content);
        }
    };
    take("bos_token", config.beginOfSequence);
    take("eos_token", config.endOfSequence);
    take("unk_token", config.unknown);
}

Result<void> readAddedTokensDecoder(const json& object, const std::filesystem::path& file, TokenizerConfig& config)
{
    const auto decoder = object.find("added_tokens_decoder");
    if (decoder == object.end() || !decoder->is_object()) {
        return {};
    }
    for (const auto& [key, value] : decoder->items()) {
        TokenId id = -1;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (error != std::errc() || end != key.data() + key.size() || id < 0 || !value.is_object()) {
            return Error{"tokenizer.format",
                         "\"added_tokens_decoder\" has the key \"" + key + "\", which is no token id.", file.string()};
        }
        AddedToken token = addedTokenFrom(value);
        token.id = id;
        config.addedTokens.push_back(std::move(token));
    }
    return {};
}

Result<void> readAddedTokens(const std::filesystem::path& file, TokenizerConfig& config)
{
    auto object = readTokenizerJsonFile(file);
    if (!object) {
        return object.error();
    }
    for (const auto& [content, id] : object->items()) {
        const bool known = std::any_of(config.addedTokens.begin(), config.addedTokens.end(),
                                       [&](const AddedToken& token) { return token.content == content; });
        if (!id.is_number_integer()) {
            return Error{"tokenizer.format", "The token \"" + content + "\" has no integer id.", file.string()};
        }
        if (!known) {
            AddedToken token;
            token.content = content;
            token.id = id.get<TokenId>();
            config.addedTokens.push_back(std::move(token));
        }
    }
    return {};
}

} // namespace

Result<json> readTokenizerJsonFile(const std::filesystem::path& file)
{
    auto text = readTextFile(file);
    if (!text) {
        return text.error();
    }
    json object = json::parse(*text, nullptr, false);
    if (!object.is_object()) {
        return Error{"tokenizer.format", "This is not a JSON object, or it is damaged; fetch it again.", file.string()};
    }
    return object;
}

AddedToken addedTokenFrom(const json& object)
{
    AddedToken token;
    token.content = tokenContent(object, "content");
    token.special = boolean(object, "special").value_or(false);
    token.leftStrip = boolean(object, "lstrip").value_or(false);
    token.rightStrip = boolean(object, "rstrip").value_or(false);
    token.singleWord = boolean(object, "single_word").value_or(false);
    token.normalized = boolean(object, "normalized").value_or(!token.special);
    return token;
}

Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder)
{
    if (formats::isGgufFile(folder)) {
        return readGgufTokenizerConfig(folder);
    }
    TokenizerConfig config;
    if (const auto file = folder / "tokenizer_config.json"; std::filesystem::exists(file)) {
        auto object = readTokenizerJsonFile(file);
        if (!object) {
            return object.error();
        }
        if (const auto name = object->find("tokenizer_class"); name != object->end() && name->is_string()) {
            config.tokenizerClass = name->get<std::string>();
        }
        config.addBeginOfSequence = boolean(*object, "add_bos_token");
        config.addEndOfSequence = boolean(*object, "add_eos_token");
        config.addPrefixSpace = boolean(*object, "add_prefix_space");
        config.legacy = boolean(*object, "legacy");
        readSpecialNames(*object, config);
        if (auto read = readAddedTokensDecoder(*object, file, config); !read) {
            return read.error();
        }
    }
    if (const auto file = folder / "special_tokens_map.json"; std::filesystem::exists(file)) {
        auto object = readTokenizerJsonFile(file);
        if (!object) {
            return object.error();
        }
        readSpecialNames(*object, config);
    }
    if (const auto file = folder / "added_tokens.json"; std::filesystem::exists(file)) {
        if (auto read = readAddedTokens(file, config); !read) {
            return read.error();
        }
    }
    std::sort(config.addedTokens.begin(), config.addedTokens.end(),
              [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    return config;
}

} // namespace espalier::text
