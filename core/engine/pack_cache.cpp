#include "core/engine/pack_cache.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>

#include "core/base/atomic_file.h"
#include "core/base/mapped_file.h"
#include "core/base/sha256.h"
#include "core/engine/huge_buffer.h"
#include "core/engine/kernels/cpu_target.h"
#include "core/engine/pack.h"
#include "core/engine/pack_check.h"

namespace espalier::engine {
namespace {

static_assert(std::endian::native == std::endian::little, "parts are used as they are stored");

constexpr std::string_view kMagic = "ESPLPACK";
constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kNameDigits = 16;
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kHeaderBytes = 192;
constexpr std::uint64_t kMaximumNameBytes = 4096;
constexpr int kParts = 8;

/// Of a GGUF file with its name, because others may lie beside it.
std::string namePrefix(const model::Checkpoint& checkpoint)
{
    const bool folder = checkpoint.configFile() != checkpoint.folder();
    return (folder ? "" : "." + checkpoint.folder().filename().string()) + ".espalier-pack-" +
           std::string(name(cpuTarget())) + "-";
}

class TableWriter
{
public:
    void number(std::uint64_t value) { m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value)); }
    void text(std::string_view text) { m_bytes.append(text); }
    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Reads the same; after reading beyond the end all is 0 and failed() is true.
class TableReader
{
public:
    explicit TableReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        const std::string_view bytes = text(sizeof(value));
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

    std::string_view text(std::uint64_t size)
    {
        m_failed = m_failed || size > m_bytes.size();
        if (m_failed) {
            return {};
        }
        const auto part = m_bytes.first(static_cast<std::size_t>(size));
        m_bytes = m_bytes.subspan(part.size());
        return {reinterpret_cast<const char*>(part.data()), part.size()};
    }

    bool failed() const { return m_failed; }
    bool atEnd() const { return !m_failed && m_bytes.empty(); }

private:
    std::span<const std::byte> m_bytes;
    bool m_failed = false;
};

std::array<std::span<const std::byte>, kParts> partsOf(const PackedMatrix& matrix)
{
    return {matrix.data,
            std::as_bytes(matrix.offsets),
            std::as_bytes(matrix.scales),
            std::as_bytes(matrix.zeroPoints),
            std::as_bytes(matrix.rowSums),
            std::as_bytes(matrix.extremes),
            std::as_bytes(matrix.firstExtreme),
            std::as_bytes(matrix.bias)};
}

struct Part
{
    std::span<const std::byte> bytes;
    std::uint64_t sum = 0;
};

/// The start of a file in memory with large pages.
std::shared_ptr<std::byte> copied(std::span<const std::byte> bytes, ThreadPool& pool)
{
    constexpr std::size_t kPieceBytes = std::size_t(4) << 20;
    std::shared_ptr<std::byte> memory = allocateHuge(bytes.size());
    pool.run((bytes.size() + kPieceBytes - 1) / kPieceBytes, [&](std::size_t piece) {
        const auto part =
            bytes.subspan(piece * kPieceBytes).first(std::min(kPieceBytes, bytes.size() - piece * kPieceBytes));
        std::memcpy(memory.get() + piece * kPieceBytes, part.data(), part.size());
    });
    return memory;
}

template <typename T> bool assign(std::span<const std::byte> bytes, std::span<const T>& values)
{
    values = {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    return bytes.size() % sizeof(T) == 0;
}

/// False for a part that lies outside of the file or does not fit its type.
bool readMatrix(TableReader& table, std::span<const std::byte> file, PackedMatrix& matrix, std::vector<Part>& parts)
{
    const std::uint64_t format = table.number();
    if (format > static_cast<std::uint64_t>(WeightFormat::Window)) {
        return false;
    }
    matrix.format = static_cast<WeightFormat>(format);
    matrix.rows = table.number();
    matrix.columns = table.number();
    matrix.groupColumns = table.number();
    matrix.kept = static_cast<std::uint32_t>(table.number());
    matrix.of = static_cast<std::uint32_t>(table.number());
    const std::uint64_t order = table.number();
    if (order > static_cast<std::uint64_t>(BitmaskOrder::Expand)) {
        return false;
    }
    matrix.bitmaskOrder = static_cast<BitmaskOrder>(order);
    std::array<std::span<const std::byte>, kParts> bytes;
    for (auto& part : bytes) {
        const std::uint64_t place = table.number();
        const std::uint64_t size = table.number();
        const std::uint64_t sum = table.number();
        if (table.failed() || place % kAlignment != 0 || place > file.size() || size > file.size() - place) {
            return false;
        }
        part = file.subspan(place, size);
        parts.push_back({part, sum});
    }
    matrix.data = bytes[0];
    return assign(bytes[1], matrix.offsets) && assign(bytes[2], matrix.scales) && assign(bytes[3], matrix.zeroPoints) &&
           assign(bytes[4], matrix.rowSums) && assign(bytes[5], matrix.extremes) &&
           assign(bytes[6], matrix.firstExtreme) && assign(bytes[7], matrix.bias);
}

/// Whether isSound(i) for all i below `count`.
template <typename IsSound> bool allSound(std::size_t count, ThreadPool& pool, const IsSound& isSound)
{
    std::atomic<bool> sound{true};
    pool.run(count, [&](std::size_t i) {
        if (sound.load(std::memory_order_relaxed) && !isSound(i)) {
            sound = false;
        }
    });
    return sound;
}

bool areSound(const std::vector<Part>& parts, const std::map<std::string, PackedMatrix>& matrices, ThreadPool& pool)
{
    std::vector<const PackedMatrix*> list;
    for (const auto& [name, matrix] : matrices) {
        list.push_back(&matrix);
    }
    return allSound(parts.size(), pool, [&](std::size_t i) { return checksum(parts[i].bytes) == parts[i].sum; }) &&
           allSound(list.size(), pool, [&](std::size_t i) { return isSound(*list[i]); });
}

std::uint64_t word(std::span<const std::byte> bytes, std::size_t place)
{
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + place, sizeof(value));
    return value;
}

std::string_view text(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The checked table of a file for this key; nothing if anything is wrong with it.
std::optional<std::span<const std::byte>> tableOf(std::span<const std::byte> file, const std::string& key)
{
    if (file.size() < kHeaderBytes || text(file.first(8)) != kMagic || word(file, 8) != kPackVersion ||
        text(file.subspan(16, kHashDigits)) != key || word(file, 80) != file.size()) {
        return std::nullopt;
    }
    const std::uint64_t place = word(file, 88);
    const std::uint64_t size = word(file, 96);
    if (place > file.size() || size != file.size() - place) {
        return std::nullopt;
    }
    const auto table = file.subspan(place);
    return sha256(text(table)) == text(file.subspan(104, kHashDigits)) ? std::optional(table) : std::nullopt;
}

void describeShard(const std::filesystem::path& path, std::string& description)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0) {
        for (const auto number : {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                                  status.st_ctim.tv_nsec}) {
            description += std::to_string(number) + " ";
        }
    }
    description += path.filename().string() + "\n";
}

/// Whether nobody will finish the file that AtomicFile began, `.partial-<process>-<number>`: its process is gone, or
/// what has that number now has not written for long.
bool isAbandoned(const std::filesystem::path& file, std::string_view suffix)
{
    constexpr std::string_view kPartial = ".partial-";
    constexpr std::chrono::hours kLongAgo(1);
    if (!suffix.starts_with(kPartial)) {
        return false;
    }
    suffix.remove_prefix(kPartial.size());
    pid_t process = 0;
    const auto [end, failed] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), process);
    if (failed != std::errc() || process <= 0) {
        return false;
    }
    std::error_code code;
    const auto written = std::filesystem::last_write_time(file, code);
    const bool isOld = !code && written + kLongAgo < std::filesystem::file_time_type::clock::now();
    return isOld || (::kill(process, 0) != 0 && errno == ESRCH);
}

/// Other packs of this model and target in the folder, and what interrupted processes left of some.
void removeOthers(const std::filesystem::path& kept)
{
    std::error_code code;
    const std::string own = kept.filename().string();
    const std::size_t length = own.size();
    const std::string_view prefix = std::string_view(own).substr(0, length - kNameDigits);
    for (const auto& entry : std::filesystem::directory_iterator(kept.parent_path(), code)) {
        const std::string fileName = entry.path().filename().string();
        if (!fileName.starts_with(prefix) || fileName.size() < length || entry.path() == kept) {
            continue;
        }
        if (fileName.size() == length || isAbandoned(entry.path(), std::string_view(fileName).substr(length))) {
            std::filesystem::remove(entry.path(), code);
        }
    }
}

} // namespace

std::uint64_t checksum(std::span<const std::byte> bytes)
{
    // Lanes of multiply and rotate, independent of each other so that they overlap in the processor.
    constexpr std::size_t kLanes = 8;
    constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
    std::array<std::uint64_t, kLanes> lanes = {1, 2, 3, 4, 5, 6, 7, 8};
    const auto mix = [](std::uint64_t state, std::uint64_t value) { return std::rotl((state ^ value) * kFactor, 29); };
    std::size_t place = 0;
    for (; place + kLanes * 8 <= bytes.size(); place += kLanes * 8) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lanes[lane] = mix(lanes[lane], word(bytes, place + lane * 8));
        }
    }
    std::uint64_t sum = bytes.size();
    for (const std::uint64_t lane : lanes) {
        sum = mix(sum, lane);
    }
    for (; place < bytes.size(); ++place) {
        sum = mix(sum, std::to_integer<std::uint64_t>(bytes[place]));
    }
    return sum ^ (sum >> 32);
}

bool PackCache::isEnabled()
{
    const char* value = std::getenv("ESPALIER_PACK_CACHE");
    return value == nullptr || std::string_view(value) != "0";
}

std::optional<PackCache> PackCache::of(const model::Checkpoint& checkpoint)
{
    std::string description = "pack " + std::to_string(kPackVersion) + " " + std::string(name(cpuTarget())) + "\n";
    for (const std::filesystem::path& shard : checkpoint.files()) {
        describeShard(shard, description);
    }
    PackCache cache;
    cache.m_key = sha256(description + checkpoint.config().dump());
    cache.m_file = std::filesystem::absolute(checkpoint.configFile()).parent_path() /
                   (namePrefix(checkpoint) + cache.m_key.substr(0, kNameDigits));
    return cache;
}

std::optional<std::map<std::string, PackedMatrix>> PackCache::read(ThreadPool& pool) const
{
    const auto file = MappedFile::open(m_file);
    const auto table = file ? tableOf(file->bytes(), m_key) : std::nullopt;
    if (!table) {
        return std::nullopt;
    }
    const std::span<const std::byte> contents =
        file->bytes().first(static_cast<std::size_t>(table->data() - file->bytes().data()));
    const std::shared_ptr<const std::byte> storage = copied(contents, pool);
    std::map<std::string, PackedMatrix> matrices;
    std::vector<Part> parts;
    TableReader reader(*table);
    const std::uint64_t count = reader.number();
    for (std::uint64_t i = 0; i < count && !reader.failed(); ++i) {
        const std::uint64_t nameBytes = reader.number();
        if (nameBytes > kMaximumNameBytes) {
            return std::nullopt;
        }
        PackedMatrix& matrix = matrices[std::string(reader.text(nameBytes))];
        matrix.storage = storage;
        if (!readMatrix(reader, {storage.get(), contents.size()}, matrix, parts)) {
            return std::nullopt;
        }
    }
    return reader.atEnd() && areSound(parts, matrices, pool) ? std::optional(std::move(matrices)) : std::nullopt;
}

Result<void> PackCache::write(const std::vector<std::pair<std::string, const PackedMatrix*>>& matrices,
                              const CancelToken& cancel) const
{
    auto file = AtomicFile::create(m_file);
    if (!file) {
        return file.error();
    }
    const std::array<std::byte, kHeaderBytes> zeros{};
    std::uint64_t place = kHeaderBytes;
    auto written = file->write(zeros);
    TableWriter table;
    table.number(matrices.size());
    for (const auto& [name, matrix] : matrices) {
        table.number(name.size());
        table.text(name);
        for (const std::uint64_t figure :
             {std::uint64_t(matrix->format), std::uint64_t(matrix->rows), std::uint64_t(matrix->columns),
              std::uint64_t(matrix->groupColumns), std::uint64_t(matrix->kept), std::uint64_t(matrix->of),
              std::uint64_t(matrix->bitmaskOrder)}) {
            table.number(figure);
        }
        for (const std::span<const std::byte> part : partsOf(*matrix)) {
            table.number(place);
            table.number(part.size());
            table.number(checksum(part));
            const std::size_t padding = (kAlignment - part.size() % kAlignment) % kAlignment;
            written = written ? file->write(part) : written;
            written = written ? file->write(std::span(zeros).first(padding)) : written;
            place += part.size() + padding;
        }
        if (!written || cancel.requested()) {
            return written ? Error{"cancelled", "Loading was cancelled.", ""} : written;
        }
    }
    TableWriter header;
    header.text(kMagic);
    header.number(kPackVersion);
    header.text(m_key);
    header.number(place + table.bytes().size());
    header.number(place);
    header.number(table.bytes().size());
    header.text(sha256(table.bytes()));
    written = file->write(table.bytes());
    written = written ? file->writeAt(0, std::as_bytes(std::span(header.bytes()))) : written;
    written = written ? file->commit() : written;
    if (written) {
        removeOthers(m_file);
    }
    return written;
}

} // namespace espalier::engine
