#include "core/base/sha256.h"

#include <array>
#include <openssl/evp.h>

#include "core/base/mapped_file.h"

namespace espalier {

Sha256::Sha256() : m_context(EVP_MD_CTX_new(), [](void* context) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); })
{
    EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(m_context.get()), EVP_sha256(), nullptr);
}

void Sha256::update(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(m_context.get()), bytes.data(), bytes.size());
}

std::string Sha256::finish()
{
    std::array<unsigned char, 32> digest = {};
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(m_context.get()), digest.data(), nullptr);
    std::string text;
    for (const unsigned char byte : digest) {
        constexpr char kDigits[] = "0123456789abcdef";
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

std::string sha256(std::string_view text)
{
    Sha256 hash;
    hash.update(text);
    return hash.finish();
}

Result<std::string> sha256OfFile(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file) {
        return file.error();
    }
    constexpr std::size_t kPart = std::size_t(64) << 20;
    Sha256 hash;
    for (auto rest = file->bytes(); !rest.empty();) {
        const auto part = rest.first(std::min(kPart, rest.size()));
        hash.update(part);
        file->release(part);
        rest = rest.subspan(part.size());
    }
    return hash.finish();
}

} // namespace espalier
