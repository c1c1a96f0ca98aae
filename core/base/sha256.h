#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace espalier {

/// Incremental SHA-256, lower-case hexadecimal. Used for the hashes of inputs in manifests.
class Sha256
{
public:
    Sha256();
    void update(std::span<const std::byte> bytes);
    void update(std::string_view text) { update(std::as_bytes(std::span(text.data(), text.size()))); }
    std::string finish();

private:
    std::shared_ptr<void> m_context;
};

std::string sha256(std::string_view text);
Result<std::string> sha256OfFile(const std::filesystem::path& path);

} // namespace espalier
