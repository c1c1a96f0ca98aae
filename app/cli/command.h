#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::cli {

inline constexpr int kDone = 0;
inline constexpr int kWorkFailed = 1;
inline constexpr int kBadInput = 2;

/// Where a command's answer goes: text for people, or one JSON object on stdout and nothing else there.
class Output
{
public:
    bool json = false; ///< --json

    /// Prints the answer and returns kDone.
    int done(const nlohmann::json& answer, const std::string& text) const;
    /// Prints the reason (one line on stderr; under --json an error object on stdout as well) and returns `exitCode`.
    int fail(const Error& error, int exitCode = kBadInput) const;
};

/// One subcommand: declares its options, then runs. One file a command.
class Command
{
public:
    virtual ~Command() = default;
    virtual const char* name() const = 0;
    virtual const char* description() const = 0;
    virtual void setup(CLI::App& app) = 0;
    virtual int run(const Output& output) = 0;
};

} // namespace espalier::cli
