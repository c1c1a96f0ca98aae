#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/cli/commands.h"

using namespace espalier;

int main(int argc, char** argv)
{
    CLI::App app("Espalier makes large language models smaller. The same work as the desktop app, in a terminal.", "espalier-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", ESPALIER_VERSION);

    cli::Output output;
    auto commands = cli::allCommands();
    std::vector<CLI::App*> parsers;
    for (const auto& command : commands) {
        CLI::App* parser = app.add_subcommand(command->name(), command->description());
        parser->add_flag("--json", output.json, "Print one JSON object on stdout and nothing else there");
        command->setup(*parser);
        parsers.push_back(parser);
    }
    const auto isNamed = [&](const auto& command) { return std::string(command->name()) == argv[1]; };
    if (argc > 1 && argv[1][0] != '-' && std::none_of(commands.begin(), commands.end(), isNamed)) {
        return output.fail({"usage", "There is no command \"" + std::string(argv[1]) + "\". Run with --help for the list.", ""});
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) { // --help, --version
            return app.exit(error);
        }
        return output.fail({"usage", std::string(error.what()) + ". Run with --help for the options.", ""});
    }
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (!parsers[i]->parsed()) {
            continue;
        }
        try {
            return commands[i]->run(output);
        } catch (const std::exception& error) { // the last resort: commands report what they expect themselves
            return output.fail({"internal", std::string("Something went wrong inside the program: ") + error.what(), ""},
                               cli::kWorkFailed);
        }
    }
    return cli::kBadInput;
}
