#include "core/serve/api_keys.h"

#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"

namespace espalier::serve {
namespace {

constexpr std::size_t kMaximumFileBytes = std::size_t(1) << 20;

std::string trimmed(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r");
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

bool sameText(const std::string& a, const std::string& b)
{
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(a[i] ^ b[i % b.size()]);
    }
    return difference == 0;
}

} // namespace

ApiKeys::ApiKeys(const std::vector<std::string>& keys)
{
    for (const std::string& key : keys) {
        m_hashes.push_back(sha256(key));
    }
}

Result<ApiKeys> ApiKeys::load(const std::filesystem::path& file)
{
    const auto text = readTextFile(file, kMaximumFileBytes);
    if (!text) {
        return text.error();
    }
    std::vector<std::string> keys;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        const std::string key = trimmed(line);
        if (!key.empty() && key.front() != '#') {
            keys.push_back(key);
        }
    }
    if (keys.empty()) {
        return Error{"serve.key", "The file has no key: write one a line.", file.string()};
    }
    return ApiKeys(keys);
}

bool ApiKeys::accepts(std::string_view authorization) const
{
    constexpr std::string_view kScheme = "Bearer ";
    const bool bearer = authorization.starts_with(kScheme);
    // Hashes are compared, each to its end and all of them: neither length nor content of a key shows in the time.
    const std::string hash = sha256(bearer ? authorization.substr(kScheme.size()) : authorization);
    bool found = false;
    for (const std::string& known : m_hashes) {
        found |= sameText(hash, known);
    }
    return found && bearer;
}

} // namespace espalier::serve
