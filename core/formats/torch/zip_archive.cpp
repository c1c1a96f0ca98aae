#include "core/formats/torch/zip_archive.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace espalier::formats {
namespace {

using Bytes = std::span<const std::byte>;

// Places of fields: APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central), 4.3.14-16 (ends), 4.5.3 (zip64).
constexpr std::uint32_t kLocalMark = 0x04034b50;
constexpr std::uint32_t kCentralMark = 0x02014b50;
constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::uint32_t kEnd64Mark = 0x06064b50;
constexpr std::uint32_t kLocator64Mark = 0x07064b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF; ///< the value is in the zip64 field
constexpr std::uint64_t kIn64Short = 0xFFFF;

/// The caller knows that the bytes are there.
std::uint64_t number(Bytes bytes, std::size_t place, std::size_t width)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        value |= std::uint64_t(bytes[place + i]) << (8 * i);
    }
    return value;
}

std::string text(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Bytes> part(Bytes bytes, std::uint64_t place, std::uint64_t size)
{
    if (place > bytes.size() || size > bytes.size() - place) {
        return std::nullopt;
    }
    return bytes.subspan(static_cast<std::size_t>(place), static_cast<std::size_t>(size));
}

bool marked(const std::optional<Bytes>& bytes, std::uint32_t mark)
{
    return bytes && number(*bytes, 0, 4) == mark;
}

Error damaged(const std::string& what)
{
    return {"zip.damaged", "The zip archive is damaged: " + what + ". Fetch it again.", ""};
}

struct Directory
{
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t place = 0;
};

/// The end of central directory record: 22 bytes and a comment of at most 64 KiB at the end of the file.
std::optional<std::size_t> findEnd(Bytes bytes)
{
    const std::size_t earliest = bytes.size() - std::min(bytes.size(), kEndBytes + 0xFFFF);
    for (std::size_t place = bytes.size() < kEndBytes ? 0 : bytes.size() - kEndBytes + 1; place-- > earliest;) {
        if (marked(part(bytes, place, kEndBytes), kEndMark)) {
            return place;
        }
    }
    return std::nullopt;
}

Result<Directory> findDirectory(Bytes bytes)
{
    const auto end = findEnd(bytes);
    if (!end) {
        return damaged("its end is missing");
    }
    const Directory small{number(bytes, *end + 10, 2), number(bytes, *end + 12, 4), number(bytes, *end + 16, 4)};
    const bool large = small.entries == kIn64Short || small.bytes == kIn64 || small.place == kIn64;
    if (number(bytes, *end + 4, 2) != 0 && number(bytes, *end + 4, 2) != kIn64Short) {
        return Error{"zip.unsupported", "The zip archive has several volumes, which is not read.", ""};
    }
    if (!large) {
        return small;
    }
    const auto locator = *end < kLocator64Bytes ? std::nullopt : part(bytes, *end - kLocator64Bytes, kLocator64Bytes);
    if (!marked(locator, kLocator64Mark)) {
        return damaged("the place of its directory is missing");
    }
    const auto record = part(bytes, number(*locator, 8, 8), kEnd64Bytes);
    if (!marked(record, kEnd64Mark)) {
        return damaged("the record of its directory is missing");
    }
    return Directory{number(*record, 32, 8), number(*record, 40, 8), number(*record, 48, 8)};
}

struct Entry
{
    std::string name;
    std::uint64_t method = 0;
    std::uint64_t flags = 0;
    std::uint64_t bytes = 0;
    std::uint64_t stored = 0;
    std::uint64_t place = 0;
};

/// Sizes and the place that are too large for 4 bytes, in this order, in the extra field 1.
bool readZip64(Bytes extra, Entry& entry)
{
    while (extra.size() >= 4) {
        const std::uint64_t kind = number(extra, 0, 2);
        const auto content = part(extra, 4, number(extra, 2, 2));
        if (!content) {
            return false;
        }
        std::size_t at = 0;
        for (std::uint64_t* value : {&entry.bytes, &entry.stored, &entry.place}) {
            if (kind == 1 && *value == kIn64) {
                if (at + 8 > content->size()) {
                    return false;
                }
                *value = number(*content, at, 8);
                at += 8;
            }
        }
        extra = extra.subspan(4 + content->size());
    }
    return true;
}

/// Takes one entry from the front of the directory; false if it is damaged.
bool readEntry(Bytes& directory, Entry& entry)
{
    if (!marked(part(directory, 0, kCentralBytes), kCentralMark)) {
        return false;
    }
    const std::uint64_t name = number(directory, 28, 2);
    const std::uint64_t extra = number(directory, 30, 2);
    const std::uint64_t comment = number(directory, 32, 2);
    const auto rest = part(directory, kCentralBytes, name + extra + comment);
    if (!rest) {
        return false;
    }
    entry.flags = number(directory, 8, 2);
    entry.method = number(directory, 10, 2);
    entry.stored = number(directory, 20, 4);
    entry.bytes = number(directory, 24, 4);
    entry.place = number(directory, 42, 4);
    entry.name = text(rest->first(static_cast<std::size_t>(name)));
    directory = directory.subspan(kCentralBytes + rest->size());
    return readZip64(rest->subspan(static_cast<std::size_t>(name), static_cast<std::size_t>(extra)), entry);
}

/// What an entry holds: behind its local header.
std::optional<Bytes> contentOf(Bytes bytes, const Entry& entry)
{
    const auto header = part(bytes, entry.place, kLocalBytes);
    if (!marked(header, kLocalMark)) {
        return std::nullopt;
    }
    const std::uint64_t skipped = kLocalBytes + number(*header, 26, 2) + number(*header, 28, 2);
    const auto rest = part(bytes, entry.place, skipped);
    return rest ? part(bytes, entry.place + skipped, entry.bytes) : std::nullopt;
}

} // namespace

Result<ZipArchive> ZipArchive::open(std::span<const std::byte> bytes)
{
    const auto found = findDirectory(bytes);
    if (!found) {
        return found.error();
    }
    auto directory = part(bytes, found->place, found->bytes);
    if (!directory) {
        return damaged("its directory lies outside of the file");
    }
    ZipArchive archive;
    for (std::uint64_t i = 0; i < found->entries; ++i) {
        Entry entry;
        if (!readEntry(*directory, entry)) {
            return damaged("an entry of its directory is cut off");
        }
        constexpr std::uint64_t kEncrypted = 1;
        if (entry.method != 0 || (entry.flags & kEncrypted) != 0 || entry.stored != entry.bytes) {
            return Error{"zip.unsupported",
                         "The zip archive's file '" + entry.name + "' is compressed or encrypted, which is not read.",
                         ""};
        }
        const auto content = contentOf(bytes, entry);
        if (!content) {
            return damaged("the file '" + entry.name + "' lies outside of it");
        }
        archive.m_files.insert_or_assign(entry.name, *content);
    }
    return archive;
}

} // namespace espalier::formats
