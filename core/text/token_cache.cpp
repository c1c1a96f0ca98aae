#include "core/text/token_cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/mapped_file.h"
#include "core/base/sha256.h"
#include "core/formats/gguf.h"
#include "core/text/loaders.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "tokens are stored as they are in memory");

constexpr std::uint64_t kVersion = 1;
constexpr std::string_view kMagic = "ESPLTOKS";
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kHeaderBytes = 8 + 8 + kHashDigits + 8 + 8 + kHashDigits;
constexpr std::uint64_t kChats = 1;
constexpr std::uint64_t kPrompts = 2;

std::optional<fs::path> folder()
{
    if (const char* chosen = std::getenv("ESPALIER_TOKEN_CACHE")) {
        return std::string_view(chosen) == "0" ? std::nullopt : std::optional<fs::path>(chosen);
    }
    if (const char* caches = std::getenv("XDG_CACHE_HOME"); caches && *caches) {
        return fs::path(caches) / "espalier" / "tokens";
    }
    const char* home = std::getenv("HOME");
    return home && *home ? std::optional(fs::path(home) / ".cache" / "espalier" / "tokens") : std::nullopt;
}

/// Each part with its length before it, so that no two rows of parts are one text.
void add(Sha256& hash, std::string_view part)
{
    hash.update(std::to_string(part.size()) + ":");
    hash.update(part);
}

bool asksForTheDay(const std::string& chatTemplate)
{
    return chatTemplate.find("strftime_now") != std::string::npos;
}

void addDay(Sha256& hash, bool asked)
{
    if (asked) {
        const std::time_t now = std::time(nullptr);
        std::tm local = {};
        localtime_r(&now, &local);
        add(hash, std::to_string(local.tm_year * 1000 + local.tm_yday));
    }
}

/// What makes the tokens of a text and the text of a chat. Of a single file (GGUF) its state: it may be large.
bool addModel(Sha256& hash, const fs::path& model)
{
    constexpr std::array kFiles = {"tokenizer.json",
                                   "tokenizer.model",
                                   "vocab.json",
                                   "merges.txt",
                                   "tokenizer_config.json",
                                   "added_tokens.json",
                                   "special_tokens_map.json",
                                   "chat_template.jinja",
                                   "chat_template.json"};
    std::error_code failed;
    if (fs::is_regular_file(model, failed)) {
        add(hash, fs::canonical(model, failed).string());
        add(hash, std::to_string(fs::file_size(model, failed)));
        add(hash, std::to_string(fs::last_write_time(model, failed).time_since_epoch().count()));
        const auto chat = formats::isGgufFile(model) ? readGgufChatTemplate(model, false)
                                                     : Result<std::optional<std::string>>(std::nullopt);
        addDay(hash, chat && *chat && asksForTheDay(**chat));
        return !failed;
    }
    bool asks = false;
    for (const char* name : kFiles) {
        if (!fs::exists(model / name, failed)) {
            add(hash, "none");
            continue;
        }
        const auto content = readTextFile(model / name);
        if (!content) {
            return false;
        }
        asks = asks || asksForTheDay(*content);
        add(hash, *content);
    }
    addDay(hash, asks);
    return true;
}

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t wordAt(std::span<const std::byte> bytes, std::size_t place)
{
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + place, sizeof(value));
    return value;
}

std::string word(std::uint64_t value)
{
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

} // namespace

std::optional<TokenCache> TokenCache::of(const std::vector<fs::path>& files, const DatasetOptions& options,
                                         const Tokenizer& tokenizer, const fs::path& model)
{
    const auto place = folder();
    std::error_code failed;
    std::uint64_t bytes = 0;
    for (const fs::path& file : files) {
        const std::uintmax_t size = fs::file_size(file, failed);
        bytes += failed ? 0 : size;
    }
    if (!place || model.empty() || bytes < kSmallestBytes) {
        return std::nullopt;
    }
    Sha256 hash;
    add(hash, std::to_string(kVersion));
    for (const fs::path& file : files) {
        const auto content = sha256OfFile(file);
        if (!content) {
            return std::nullopt;
        }
        add(hash, *content);
        add(hash, file.stem().extension().string() + file.extension().string()); // say how it is read
    }
    for (const std::string& column : options.textColumns) {
        add(hash, column);
    }
    add(hash, "joined by");
    add(hash, options.columnJoin);
    add(hash, options.recordJoin);
    for (const TokenId id :
         tokenizer.encode("The quick brown fox jumps over 13 lazy dogs \xC3\xA9\xE2\x82\xAC\n\n <s>")) {
        add(hash, std::to_string(id));
    }
    if (!addModel(hash, model)) {
        return std::nullopt;
    }
    TokenCache cache;
    cache.m_key = hash.finish();
    cache.m_file = *place / (cache.m_key + ".tokens");
    return cache;
}

std::optional<TokenStream> TokenCache::read() const
{
    const auto mapped = MappedFile::open(m_file);
    if (!mapped || mapped->bytes().size() < kHeaderBytes) {
        return std::nullopt;
    }
    const auto file = mapped->bytes();
    const auto content = file.subspan(kHeaderBytes);
    const std::uint64_t count = wordAt(file, 16 + kHashDigits);
    const std::uint64_t flags = wordAt(file, 24 + kHashDigits);
    const std::uint64_t each = sizeof(TokenId) + ((flags & kPrompts) != 0 ? 1 : 0);
    if (textOf(file.first(8)) != kMagic || wordAt(file, 8) != kVersion ||
        textOf(file.subspan(16, kHashDigits)) != m_key || count > content.size() || count * each != content.size() ||
        textOf(file.subspan(32 + kHashDigits, kHashDigits)) != sha256(textOf(content))) {
        return std::nullopt;
    }
    TokenStream stream;
    stream.chats = (flags & kChats) != 0;
    stream.tokens.resize(count);
    if (count > 0) {
        std::memcpy(stream.tokens.data(), content.data(), count * sizeof(TokenId));
    }
    for (std::size_t i = count * sizeof(TokenId); i < content.size(); ++i) {
        stream.prompts.push_back(content[i] != std::byte(0));
    }
    std::error_code failed; // the one used longest ago goes first
    fs::last_write_time(m_file, fs::file_time_type::clock::now(), failed);
    return stream;
}

void TokenCache::write(const TokenStream& stream) const
{
    std::string content(reinterpret_cast<const char*>(stream.tokens.data()), stream.tokens.size() * sizeof(TokenId));
    for (const bool prompt : stream.prompts) {
        content.push_back(prompt ? 1 : 0);
    }
    if (content.size() > kLargestFolderBytes) {
        return;
    }
    std::error_code failed;
    fs::create_directories(m_file.parent_path(), failed);
    auto file = AtomicFile::create(m_file);
    if (!file) {
        return;
    }
    const std::uint64_t flags = (stream.chats ? kChats : 0) | (stream.prompts.empty() ? 0 : kPrompts);
    const std::string head =
        std::string(kMagic) + word(kVersion) + m_key + word(stream.tokens.size()) + word(flags) + sha256(content);
    if (file->write(head) && file->write(content) && file->commit()) {
        makeRoom();
    }
}

void TokenCache::makeRoom() const
{
    struct Entry
    {
        fs::file_time_type used;
        std::uint64_t bytes;
        fs::path path;
    };
    std::vector<Entry> entries;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(m_file.parent_path(), failed)) {
        if (entry.path().extension() == ".tokens") {
            entries.push_back({entry.last_write_time(failed), entry.file_size(failed), entry.path()});
        }
    }
    std::ranges::sort(entries, std::greater(), &Entry::used);
    std::uint64_t bytes = 0;
    for (const Entry& entry : entries) {
        bytes += entry.bytes;
        if (bytes > kLargestFolderBytes && entry.path != m_file) {
            fs::remove(entry.path, failed);
        }
    }
}

} // namespace espalier::text
