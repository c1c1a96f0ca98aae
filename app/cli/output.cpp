#include "app/cli/command.h"

#include <cmath>
#include <cstdio>

namespace espalier::cli {

int Output::done(const nlohmann::json& answer, const std::string& text) const
{
    // dump() writes figures that are not finite as null, as the command line promises
    const std::string out = json ? answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) : text;
    std::fwrite(out.data(), 1, out.size(), stdout);
    if (out.empty() || out.back() != '\n') {
        std::fputc('\n', stdout);
    }
    return kDone;
}

int Output::fail(const Error& error, int exitCode) const
{
    if (json) {
        const nlohmann::json object = {{"error", {{"code", error.code}, {"message", toString(error)}}}};
        std::puts(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    }
    std::string line = "espalier-cli: " + toString(error);
    for (char& c : line) {
        c = c == '\n' ? ' ' : c;
    }
    std::fprintf(stderr, "%s\n", line.c_str());
    return exitCode;
}

} // namespace espalier::cli
