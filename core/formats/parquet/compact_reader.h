#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace espalier::formats::parquet {

/// What makes a file unreadable; thrown within this folder only, ParquetFile makes an Error of it.
struct Refused
{
    std::string code; ///< `parquet.damaged` or `parquet.unsupported`
    std::string message;
};

[[noreturn]] void damaged(const std::string& what);
[[noreturn]] void unsupported(const std::string& what);

/// Bytes that are read from the front; reading beyond the end throws Refused.
class ByteReader
{
public:
    explicit ByteReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_bytes.empty(); }
    std::size_t left() const { return m_bytes.size(); }
    std::uint8_t byte() { return static_cast<std::uint8_t>(take(1)[0]); }
    std::span<const std::byte> take(std::size_t count);
    std::uint64_t varint(); ///< unsigned LEB128
    std::int64_t zigzag();
    std::uint32_t word(); ///< 4 bytes little-endian

private:
    std::span<const std::byte> m_bytes;
};

/// Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md): a struct is a row of fields, each with a
/// number and a type.
class CompactReader
{
public:
    explicit CompactReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    enum Type : std::uint8_t { Stop, True, False, I8, I16, I32, I64, Double, Binary, List, Set, Map, Struct };

    /// Calls `field` for each field of a struct; what it does not read is skipped.
    void readStruct(const std::function<void(std::int64_t number)>& field);
    /// Calls `element` for each element of a list.
    void readList(const std::function<void()>& element);

    // The value of the field or element in hand.
    bool boolean();
    std::int64_t integer();
    std::int32_t integer32();
    std::string_view text();

    std::size_t left() const { return m_bytes.left(); }

private:
    void skip(Type type);
    void expect(bool matches);

    ByteReader m_bytes;
    Type m_type = Stop; ///< of the value in hand; Stop: it was read
    bool m_inList = false;
    int m_depth = 0;
};

} // namespace espalier::formats::parquet
