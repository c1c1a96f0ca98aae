#include "app/cli/figures.h"

#include <cmath>
#include <cstdio>

namespace espalier::cli {
namespace {

std::string format(const char* pattern, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

} // namespace

std::string figure(const nlohmann::json& value)
{
    if (!value.is_number()) {
        return "-";
    }
    const double number = value.get<double>();
    return format(std::abs(number) >= 1000.0 && std::abs(number) < 1e15 ? "%.0f" : "%.4g", number);
}

std::string percent(const nlohmann::json& share)
{
    return share.is_number() ? format("%.1f %%", 100.0 * share.get<double>()) : "-";
}

std::string mebibytes(const nlohmann::json& bytes)
{
    return bytes.is_number() ? format("%.2f MiB", bytes.get<double>() / (1024.0 * 1024.0)) : "-";
}

} // namespace espalier::cli
