#include "core/base/resources.h"

#include <cstdlib>
#include <string>
#include <vector>

namespace espalier {
namespace {

std::vector<std::filesystem::path> roots()
{
    std::vector<std::filesystem::path> places;
    if (const char* chosen = std::getenv("ESPALIER_RESOURCES"))
        places.emplace_back(chosen);
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed)
        places.push_back(program.parent_path().parent_path() / "share" / "espalier");
    places.emplace_back(ESPALIER_RESOURCE_SOURCE);
    return places;
}

} // namespace

Result<std::filesystem::path> resourcePath(std::string_view relative)
{
    std::string tried;
    for (const auto& root : roots()) {
        std::error_code failed;
        if (auto path = root / relative; std::filesystem::exists(path, failed))
            return path;
        tried += (tried.empty() ? "" : ", ") + root.string();
    }
    return Error{"resource.missing",
                 "\"" + std::string(relative) + "\" is in none of " + tried +
                     ". Install Espalier completely or set ESPALIER_RESOURCES to its resources.",
                 ""};
}

} // namespace espalier
