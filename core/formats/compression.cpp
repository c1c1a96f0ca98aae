#include "core/formats/compression.h"

#include <algorithm>
#include <array>
#include <memory>

#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

namespace espalier::formats {
namespace {

constexpr std::size_t kPieceBytes = std::size_t(1) << 18;

Error damaged(const char* format)
{
    return {"compression.damaged",
            std::string("The ") + format + " data is damaged or ends too early. Fetch the file again.", ""};
}

Error tooLarge(std::size_t limitBytes)
{
    return {"compression.size", "The compressed data holds more than " + std::to_string(limitBytes) + " bytes.", ""};
}

/// Appends pieces of what a decoder gives, up to a limit.
class Output
{
public:
    explicit Output(std::size_t limitBytes) : m_limit(limitBytes) {}

    std::span<char> piece() { return m_piece; }
    /// False beyond the limit.
    bool append(std::size_t bytes)
    {
        m_text.append(m_piece.data(), bytes);
        return m_text.size() <= m_limit;
    }
    std::string take() { return std::move(m_text); }

private:
    std::size_t m_limit;
    std::string m_piece = std::string(kPieceBytes, '\0');
    std::string m_text;
};

struct EndInflate
{
    void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// Members of gzip or one of zlib, after one another.
Result<std::string> inflateAll(std::span<const std::byte> compressed, std::size_t limitBytes)
{
    constexpr int kEitherHeader = 32;
    constexpr std::size_t kLargestInput = std::size_t(1) << 30; // zlib counts in 32 bits
    z_stream stream = {};
    if (inflateInit2(&stream, MAX_WBITS + kEitherHeader) != Z_OK) {
        return Error{"compression.memory", "There is no memory to decompress.", ""};
    }
    const std::unique_ptr<z_stream, EndInflate> end(&stream);
    Output output(limitBytes);
    bool ended = false;
    while (true) {
        if (stream.avail_in == 0) {
            const std::size_t count = std::min(compressed.size(), kLargestInput);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data()));
            stream.avail_in = static_cast<uInt>(count);
            compressed = compressed.subspan(count);
        }
        if (ended && stream.avail_in == 0) {
            return output.take();
        }
        if (ended && inflateReset(&stream) != Z_OK) {
            return damaged("gzip");
        }
        stream.next_out = reinterpret_cast<Bytef*>(output.piece().data());
        stream.avail_out = static_cast<uInt>(output.piece().size());
        const int state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END) {
            return damaged("gzip");
        }
        ended = state == Z_STREAM_END;
        if (!output.append(output.piece().size() - stream.avail_out)) {
            return tooLarge(limitBytes);
        }
    }
}

struct FreeZstd
{
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

Result<std::string> unzstdAll(std::span<const std::byte> compressed, std::size_t limitBytes)
{
    const std::unique_ptr<ZSTD_DStream, FreeZstd> stream(ZSTD_createDStream());
    ZSTD_inBuffer input = {compressed.data(), compressed.size(), 0};
    Output output(limitBytes);
    std::size_t left = 0; // of the frame in work
    while (input.pos < input.size || left != 0) {
        ZSTD_outBuffer piece = {output.piece().data(), output.piece().size(), 0};
        const std::size_t before = input.pos;
        left = ZSTD_decompressStream(stream.get(), &piece, &input);
        if (ZSTD_isError(left) != 0 || (piece.pos == 0 && input.pos == before)) {
            return damaged("zstd");
        }
        if (!output.append(piece.pos)) {
            return tooLarge(limitBytes);
        }
    }
    return output.take();
}

Result<std::string> unsnappy(std::span<const std::byte> compressed, std::size_t bytes)
{
    const char* data = reinterpret_cast<const char*>(compressed.data());
    std::size_t size = 0;
    if (snappy_uncompressed_length(data, compressed.size(), &size) != SNAPPY_OK || size != bytes ||
        snappy_validate_compressed_buffer(data, compressed.size()) != SNAPPY_OK) {
        return damaged("snappy");
    }
    std::string text(size, '\0');
    if (snappy_uncompress(data, compressed.size(), text.data(), &size) != SNAPPY_OK) {
        return damaged("snappy");
    }
    return text;
}

} // namespace

Result<std::string> decompressBlock(Compression compression, std::span<const std::byte> compressed, std::size_t bytes)
{
    if (compression == Compression::Snappy) {
        return unsnappy(compressed, bytes);
    }
    auto text = decompressFile(compression, compressed, bytes);
    if (text && text->size() != bytes) {
        return Error{"compression.size",
                     "A compressed block holds " + std::to_string(text->size()) + " bytes, not " +
                         std::to_string(bytes) + ".",
                     ""};
    }
    return text;
}

Result<std::string> decompressFile(Compression compression, std::span<const std::byte> compressed,
                                   std::size_t limitBytes)
{
    switch (compression) {
    case Compression::Gzip:
        return compressed.empty() ? Result<std::string>(damaged("gzip")) : inflateAll(compressed, limitBytes);
    case Compression::Zstd:
        return compressed.empty() ? Result<std::string>(damaged("zstd")) : unzstdAll(compressed, limitBytes);
    case Compression::Snappy: {
        std::size_t size = 0;
        if (snappy_uncompressed_length(reinterpret_cast<const char*>(compressed.data()), compressed.size(), &size) !=
            SNAPPY_OK) {
            return damaged("snappy");
        }
        return size > limitBytes ? Result<std::string>(tooLarge(limitBytes)) : unsnappy(compressed, size);
    }
    case Compression::None:
        break;
    }
    if (compressed.size() > limitBytes) {
        return tooLarge(limitBytes);
    }
    return std::string(reinterpret_cast<const char*>(compressed.data()), compressed.size());
}

} // namespace espalier::formats
