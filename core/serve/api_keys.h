#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::serve {

/// The keys that a client may present as "Authorization: Bearer KEY". Only their hashes are kept.
class ApiKeys
{
public:
    ApiKeys() = default; ///< no keys: everyone may
    explicit ApiKeys(const std::vector<std::string>& keys);
    /// One key a line; empty lines and those that begin with # do not count. Errors: `file.open`, `serve.key` (no key
    /// in it).
    static Result<ApiKeys> load(const std::filesystem::path& file);

    bool required() const { return !m_hashes.empty(); }
    /// In a time that does not depend on how much of a key is right, or on which.
    bool accepts(std::string_view authorization) const;

private:
    std::vector<std::string> m_hashes; ///< SHA-256
};

} // namespace espalier::serve
