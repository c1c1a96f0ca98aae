#include "core/text/bpe_trainer.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/text/byte_level.h"
#include "core/text/pattern.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

using json = nlohmann::ordered_json;

/// Merges words' symbols and keeps the pair counts up to date, touching only the words that change.
class MergeLearner
{
public:
    MergeLearner(std::string_view text, const Pattern& pattern, std::vector<std::string> firstTokens,
                 std::size_t firstByteToken)
        : m_tokens(std::move(firstTokens))
    {
        for (std::size_t id = firstByteToken; id < m_tokens.size(); ++id) {
            m_ids.emplace(m_tokens[id], static_cast<int>(id));
        }
        countWords(text, pattern, static_cast<int>(firstByteToken));
        for (std::size_t word = 0; word < m_words.size(); ++word) {
            addPairs(word, 1);
        }
        refillAgenda();
    }

    void learn(std::size_t vocabularySize)
    {
        while (m_tokens.size() < vocabularySize) {
            const auto best = mostFrequentPair();
            if (!best) {
                return;
            }
            merge(*best);
        }
    }

    const std::vector<std::string>& tokens() const { return m_tokens; } ///< special tokens, then bytes and merges
    const std::vector<std::pair<int, int>>& merges() const { return m_merges; }

private:
    using Pair = std::pair<int, int>;
    struct PairHash
    {
        std::size_t operator()(const Pair& pair) const
        {
            return (static_cast<std::size_t>(pair.first) << 32 ^ static_cast<std::size_t>(pair.second)) *
                   0x9E3779B97F4A7C15ULL;
        }
    };
    struct Word
    {
        std::vector<int> symbols;
        std::int64_t count;
    };
    struct Occurrences
    {
        std::int64_t count = 0;
        std::vector<std::size_t> words; ///< may hold a word twice, or one that has lost the pair since
    };
    struct Candidate
    {
        std::int64_t count;
        Pair pair;
        bool operator<(const Candidate& other) const
        {
            return count != other.count ? count < other.count : pair > other.pair;
        }
    };

    void countWords(std::string_view text, const Pattern& pattern, int firstByteToken)
    {
        std::unordered_map<std::string_view, std::size_t> index;
        for (const auto& [begin, end] : pattern.matches(text)) {
            const std::string_view word = text.substr(begin, end - begin);
            const auto [entry, added] = index.try_emplace(word, m_words.size());
            if (added) {
                m_words.push_back({{}, 0});
                for (const char byte : word) {
                    m_words.back().symbols.push_back(firstByteToken + static_cast<unsigned char>(byte));
                }
            }
            ++m_words[entry->second].count;
        }
    }

    void addPairs(std::size_t index, int sign)
    {
        const Word& word = m_words[index];
        for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i) {
            const Pair pair{word.symbols[i], word.symbols[i + 1]};
            Occurrences& occurrences = m_pairs[pair];
            occurrences.count += sign * word.count;
            if (sign > 0) {
                if (occurrences.words.empty() || occurrences.words.back() != index) {
                    occurrences.words.push_back(index);
                }
                m_changed.push_back(pair);
            }
        }
    }

    void refillAgenda()
    {
        for (const Pair& pair : m_changed) {
            m_agenda.push({m_pairs[pair].count, pair});
        }
        m_changed.clear();
    }

    std::optional<Pair> mostFrequentPair()
    {
        while (!m_agenda.empty()) {
            const Candidate top = m_agenda.top();
            m_agenda.pop();
            const std::int64_t count = m_pairs[top.pair].count;
            if (count == top.count) {
                return count >= 2 ? std::optional(top.pair) : std::nullopt;
            }
            if (count >= 2 && count < top.count) {
                m_agenda.push({count, top.pair}); // it has become rarer since it was put there
            }
        }
        return {};
    }

    void merge(const Pair& pair)
    {
        const std::string text =
            m_tokens[static_cast<std::size_t>(pair.first)] + m_tokens[static_cast<std::size_t>(pair.second)];
        const auto [entry, added] = m_ids.try_emplace(text, static_cast<int>(m_tokens.size()));
        if (added) {
            m_tokens.push_back(text);
        }
        m_merges.push_back(pair);
        std::vector<std::size_t> words = std::move(m_pairs[pair].words);
        std::sort(words.begin(), words.end());
        words.erase(std::unique(words.begin(), words.end()), words.end());
        for (const std::size_t word : words) {
            addPairs(word, -1);
            replacePair(m_words[word].symbols, pair, entry->second);
            addPairs(word, 1);
        }
        m_pairs.erase(pair);
        std::erase(m_changed, pair);
        refillAgenda();
    }

    static void replacePair(std::vector<int>& symbols, const Pair& pair, int merged)
    {
        std::size_t out = 0;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            const bool match = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
            symbols[out++] = match ? merged : symbols[i];
            i += match ? 1 : 0;
        }
        symbols.resize(out);
    }

    std::vector<std::string> m_tokens;
    std::unordered_map<std::string, int> m_ids;
    std::vector<Word> m_words;
    std::unordered_map<Pair, Occurrences, PairHash> m_pairs;
    std::vector<Pair> m_changed;
    std::priority_queue<Candidate> m_agenda;
    std::vector<Pair> m_merges;
};

std::vector<std::string> specialTokensOf(const BpeTrainerOptions& options)
{
    std::vector<std::string> tokens;
    for (const std::string& token : options.specialTokens) {
        if (!token.empty() && std::find(tokens.begin(), tokens.end(), token) == tokens.end()) {
            tokens.push_back(token);
        }
    }
    for (const std::string& token : {options.beginOfSequence, options.endOfSequence}) {
        if (!token.empty() && std::find(tokens.begin(), tokens.end(), token) == tokens.end()) {
            tokens.push_back(token);
        }
    }
    return tokens;
}

json postProcessor(const BpeTrainerOptions& options, const std::vector<std::string>& specialTokens)
{
    if (!options.addBeginOfSequence || options.beginOfSequence.empty()) {
        return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", false}, {"use_regex", true}};
    }
    const auto token = std::find(specialTokens.begin(), specialTokens.end(), options.beginOfSequence);
    const auto special = [&](int type) {
        return json{{"SpecialToken", {{"id", options.beginOfSequence}, {"type_id", type}}}};
    };
    const auto sequence = [](const char* name, int type) {
        return json{{"Sequence", {{"id", name}, {"type_id", type}}}};
    };
    json object = {{"type", "TemplateProcessing"}};
    object["single"] = json::array({special(0), sequence("A", 0)});
    object["pair"] = json::array({special(0), sequence("A", 0), special(1), sequence("B", 1)});
    object["special_tokens"][options.beginOfSequence] = {{"id", options.beginOfSequence},
                                                         {"ids", json::array({token - specialTokens.begin()})},
                                                         {"tokens", json::array({options.beginOfSequence})}};
    return object;
}

json tokenizerJson(const BpeTrainerOptions& options, const std::vector<std::string>& specialTokens,
                   const MergeLearner& learner)
{
    json added = json::array();
    json vocabulary = json::object();
    for (std::size_t id = 0; id < learner.tokens().size(); ++id) {
        const bool special = id < specialTokens.size();
        const std::string piece = special ? specialTokens[id] : byteLevelPiece(learner.tokens()[id]);
        vocabulary.emplace(piece, id);
        if (special) {
            added.push_back({{"id", id},
                             {"content", piece},
                             {"single_word", false},
                             {"lstrip", false},
                             {"rstrip", false},
                             {"normalized", false},
                             {"special", true}});
        }
    }
    json merges = json::array();
    for (const auto& [left, right] : learner.merges()) {
        merges.push_back(byteLevelPiece(learner.tokens()[static_cast<std::size_t>(left)]) + " " +
                         byteLevelPiece(learner.tokens()[static_cast<std::size_t>(right)]));
    }
    const json byteLevel = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    json model = {{"type", "BPE"},
                  {"dropout", nullptr},
                  {"unk_token", nullptr},
                  {"continuing_subword_prefix", nullptr},
                  {"end_of_word_suffix", nullptr},
                  {"fuse_unk", false},
                  {"byte_fallback", false},
                  {"ignore_merges", false},
                  {"vocab", std::move(vocabulary)},
                  {"merges", std::move(merges)}};
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added},
            {"normalizer", nullptr},
            {"pre_tokenizer", byteLevel},
            {"post_processor", postProcessor(options, specialTokens)},
            {"decoder", byteLevel},
            {"model", std::move(model)}};
}

json configJson(const BpeTrainerOptions& options)
{
    json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                   {"clean_up_tokenization_spaces", false},
                   {"add_bos_token", options.addBeginOfSequence && !options.beginOfSequence.empty()},
                   {"add_eos_token", false}};
    const auto put = [&config](const char* key, const std::string& value) {
        if (!value.empty()) {
            config[key] = value;
        }
    };
    put("bos_token", options.beginOfSequence);
    put("eos_token", options.endOfSequence);
    put("chat_template", options.chatTemplate);
    return config;
}

} // namespace

Result<void> trainBpeTokenizer(std::string_view text, const BpeTrainerOptions& options,
                               const std::filesystem::path& folder)
{
    const std::vector<std::string> specialTokens = specialTokensOf(options);
    std::vector<std::string> tokens = specialTokens;
    for (int byte = 0; byte < 256; ++byte) {
        tokens.emplace_back(1, static_cast<char>(byte));
    }
    if (options.vocabularySize < tokens.size()) {
        return Error{"tokenizer.train",
                     "A byte-level vocabulary with these special tokens needs at least " +
                         std::to_string(tokens.size()) + " entries; " + std::to_string(options.vocabularySize) +
                         " were asked for.",
                     ""};
    }
    auto pattern = Pattern::compile(kGpt2Pattern);
    if (!pattern) {
        return pattern.error();
    }
    const std::string valid = toValidUtf8(text);
    MergeLearner learner(valid, *pattern, std::move(tokens), specialTokens.size());
    learner.learn(options.vocabularySize);
    const std::string content = tokenizerJson(options, specialTokens, learner).dump(1);
    if (auto written = writeFileAtomically(folder / "tokenizer.json", content); !written) {
        return written.error();
    }
    return writeFileAtomically(folder / "tokenizer_config.json", configJson(options).dump(2));
}

} // namespace espalier::text
