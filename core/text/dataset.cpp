#include "core/text/dataset.h"

#include <algorithm>
#include <optional>

#include "core/text/token_cache.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

/// Makes tokens of chats, and of texts that stand for them. Loads the model's template when the first chat comes.
class ChatEncoder
{
public:
    explicit ChatEncoder(const fs::path& model) : m_model(model) {}

    /// Nothing: there is no template, and the record's text is to be taken.
    Result<std::optional<Conversation>> encode(const Record& record)
    {
        if (!m_model.empty() && !m_encoder) {
            auto loaded = PromptEncoder::load(m_model);
            if (!loaded) {
                return loaded.error();
            }
            m_encoder = loaded.take();
        }
        if (!m_encoder || !m_encoder->hasTemplate()) {
            if (record.text.empty()) {
                return noTemplate(record);
            }
            return std::optional<Conversation>();
        }
        auto chat = m_encoder->encodeConversation(record.messages, record.tools);
        if (!chat) {
            return Error{chat.error().code, chat.error().message, record.place};
        }
        return std::optional(chat.take());
    }

private:
    static Error noTemplate(const Record& record)
    {
        return {"data.chat.template",
                "The records are chats, but the model's folder has no chat template to make text of them. Add "
                "chat_template.jinja to it, or name a text column with --text-column.",
                record.place};
    }

    const fs::path& m_model;
    std::optional<PromptEncoder> m_encoder;
};

/// Appends records to a stream; plain ones that follow each other are one text.
class StreamBuilder
{
public:
    StreamBuilder(const DatasetOptions& options, const Tokenizer& tokenizer, const fs::path& model)
        : m_options(options), m_tokenizer(tokenizer), m_chats(model)
    {
    }

    Result<void> add(const Record& record)
    {
        if (record.isChat()) {
            const auto chat = m_chats.encode(record);
            if (!chat) {
                return chat.error();
            }
            if (*chat) {
                addChat(**chat);
                return {};
            }
        }
        m_text += m_plain ? m_options.recordJoin : "";
        m_text += record.text;
        m_plain = true;
        return {};
    }

    TokenStream take()
    {
        flush();
        if (!m_stream.chats || !m_apart) {
            m_stream.prompts.clear();
        }
        return std::move(m_stream);
    }

private:
    void flush()
    {
        if (m_plain || !m_stream.chats) {
            append(m_tokenizer.encode(m_text), {});
        }
        m_text.clear();
        m_plain = false;
    }

    /// @param answers empty: all count
    void append(const std::vector<TokenId>& tokens, const std::vector<bool>& answers)
    {
        m_stream.tokens.insert(m_stream.tokens.end(), tokens.begin(), tokens.end());
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            m_stream.prompts.push_back(!answers.empty() && !answers[i]);
        }
    }

    void addChat(const Conversation& chat)
    {
        if (m_plain) {
            flush();
        }
        m_stream.chats = true;
        m_apart = m_apart && !chat.answers.empty();
        append(chat.tokens, chat.answers);
    }

    const DatasetOptions& m_options;
    const Tokenizer& m_tokenizer;
    ChatEncoder m_chats;
    TokenStream m_stream;
    std::string m_text;
    bool m_plain = false; ///< some text waits
    bool m_apart = true;  ///< of all chats so far
};

Result<void> visitAll(const std::vector<fs::path>& files, const DatasetOptions& options, const RecordSink& sink)
{
    for (const fs::path& file : files) {
        if (auto visited = visitRecords(file, options, sink); !visited) {
            return visited;
        }
    }
    return {};
}

} // namespace

Result<TokenStream> loadStream(const std::vector<fs::path>& files, const DatasetOptions& options,
                               const Tokenizer& tokenizer, const fs::path& model)
{
    const auto cache = TokenCache::of(files, options, tokenizer, model);
    if (cache) {
        if (auto known = cache->read()) {
            return std::move(*known);
        }
    }
    StreamBuilder builder(options, tokenizer, model);
    const auto visited = visitAll(files, options, [&](const Record& record) { return builder.add(record); });
    if (!visited) {
        return visited.error();
    }
    TokenStream stream = builder.take();
    if (cache) {
        cache->write(stream);
    }
    return stream;
}

Result<std::vector<std::vector<TokenId>>> loadSamples(const std::vector<fs::path>& files, const DatasetOptions& options,
                                                      const Tokenizer& tokenizer, const fs::path& model)
{
    std::vector<std::vector<TokenId>> samples;
    ChatEncoder chats(model);
    const auto visited = visitAll(files, options, [&](const Record& record) -> Result<void> {
        std::optional<Conversation> chat;
        if (record.isChat()) {
            auto encoded = chats.encode(record);
            if (!encoded) {
                return encoded.error();
            }
            chat = encoded.take();
        }
        samples.push_back(chat ? std::move(chat->tokens) : tokenizer.encode(record.text));
        return {};
    });
    return visited ? Result<std::vector<std::vector<TokenId>>>(std::move(samples)) : visited.error();
}

Result<std::vector<std::vector<TokenId>>> windows(const std::vector<TokenId>& tokens, std::size_t length,
                                                  std::size_t count)
{
    const std::size_t available = length > 0 ? tokens.size() / length : 0;
    if (available == 0) {
        return Error{"data.short",
                     "The data has " + std::to_string(tokens.size()) + " tokens, less than one window of " +
                         std::to_string(length) + ". Give more data or a smaller sequence length.",
                     ""};
    }
    const std::size_t wanted = count == 0 ? available : std::min(count, available);
    std::vector<std::vector<TokenId>> result;
    result.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(i * available / wanted * length);
        result.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
    }
    return result;
}

} // namespace espalier::text
