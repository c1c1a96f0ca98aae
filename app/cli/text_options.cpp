#include "app/cli/text_options.h"

#include <filesystem>
#include <sstream>

#include "core/model/checkpoint.h"

namespace espalier::cli {
namespace {

std::string unescape(const std::string& text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        static constexpr std::string_view kEscapes = "ntr\\";
        static constexpr std::string_view kMeanings = "\n\t\r\\";
        const std::size_t escape =
            text[i] == '\\' && i + 1 < text.size() ? kEscapes.find(text[i + 1]) : std::string::npos;
        if (escape == std::string::npos) {
            result += text[i];
        } else {
            result += kMeanings[escape];
            ++i;
        }
    }
    return result;
}

} // namespace

void TextOptions::addTo(CLI::App& app)
{
    app.add_option("--text-column", textColumns,
                   "Columns that hold the text, a,b (default: text, or the only text column)");
    app.add_option("--column-join", columnJoin, "What stands between joined columns (default: nothing)");
    app.add_option("--join", recordJoin, "What stands between records; \\n and \\t are line break and tab")
        ->capture_default_str();
}

Result<protocol::TextSource> TextOptions::source(const std::vector<std::string>& files) const
{
    for (const std::string& file : files) {
        const std::filesystem::path path = file;
        std::error_code failed;
        if (!std::filesystem::is_regular_file(path, failed)) {
            return Error{"data.open", "The text file is not there. Check the path.", file};
        }
    }
    return protocol::TextSource{files, splitAtCommas(textColumns), unescape(columnJoin), unescape(recordJoin)};
}

void addThreadsOption(CLI::App& app, int& threads)
{
    constexpr int kMost = 1024;
    app.add_option("--threads", threads, "Threads (default: all cores)")->check(CLI::Range(1, kMost));
}

std::vector<std::string> splitAtCommas(const std::string& text)
{
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) {
        if (!part.empty()) {
            parts.push_back(part);
        }
    }
    return parts;
}

Result<void> checkModel(const std::string& path)
{
    const auto checkpoint = model::Checkpoint::open(path);
    return checkpoint ? checkpoint->requireComplete() : checkpoint.error();
}

Result<void> checkOutputFile(const std::string& path)
{
    std::error_code failed;
    const std::filesystem::path target = path;
    if (std::filesystem::is_directory(target, failed)) {
        return Error{"output.folder", "The output is a folder. Give the name of a file.", path};
    }
    const auto parent = std::filesystem::absolute(target).parent_path();
    if (!std::filesystem::is_directory(parent, failed)) {
        return Error{"output.folder", "The folder for the output is not there. Make it first.", parent.string()};
    }
    return {};
}

Error laterVersion(const std::string& what)
{
    return {"usage.later", what + " comes in a later version.", ""};
}

} // namespace espalier::cli
