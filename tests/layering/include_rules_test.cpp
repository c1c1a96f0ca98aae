#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <QTest>

namespace fs = std::filesystem;

namespace {

/// Which rooms may include headers of which. A room may always include itself.
const std::map<std::string, std::set<std::string>> kAllowed = {
    {"core/base", {}},
    {"core/formats", {"core/base"}},
    {"core/protocol", {"core/base"}},
    {"core/text", {"core/base", "core/formats"}},
    {"core/model", {"core/base", "core/formats"}},
    {"core/recipe", {"core/base", "core/formats", "core/model"}},
    {"core/export", {"core/base", "core/formats", "core/model", "core/text"}},
    {"core/engine", {"core/base", "core/formats", "core/model", "core/text"}},
    {"core/serve", {"core/base", "core/formats", "core/model", "core/text", "core/engine"}},
    {"core/nn", {"core/base", "core/formats", "core/model"}},
    {"core/eval", {"core/base", "core/formats", "core/model", "core/text", "core/engine", "core/protocol"}},
    // The reference forward pass as a source of logits: LibTorch.
    {"core/eval/reference", {"core/base", "core/formats", "core/model", "core/text", "core/nn", "core/eval"}},
    // The recipe keys of the algorithms and what they cost: no LibTorch, for app, CLI and recipe checks.
    {"core/compress schemas", {"core/base", "core/formats", "core/model", "core/recipe"}},
    {"core/compress",
     {"core/base", "core/formats", "core/model", "core/text", "core/recipe", "core/nn", "core/eval",
      "core/eval/reference", "core/export", "core/protocol", "core/compress schemas"}},
    {"core/worker",
     {"core/base", "core/formats", "core/model", "core/text", "core/recipe", "core/nn", "core/engine", "core/eval",
      "core/eval/reference", "core/export", "core/protocol", "core/compress schemas", "core/compress"}},
    {"ui/models",
     {"core/base", "core/formats", "core/model", "core/text", "core/recipe", "core/export", "core/protocol",
      "core/engine", "core/eval", "core/compress schemas"}},
    {"ui",
     {"core/base", "core/formats", "core/model", "core/text", "core/recipe", "core/protocol", "core/engine",
      "core/compress schemas", "ui/models"}},
    {"app/cli",
     {"core/base", "core/formats", "core/model", "core/text", "core/recipe", "core/export", "core/protocol",
      "core/engine", "core/serve", "core/eval", "core/compress schemas"}},
};

/// Pages of the desktop app: the main window connects them, they never include each other.
const std::set<std::string> kPages = {"ui/explorer", "ui/recipe",   "ui/runs", "ui/compare",    "ui/chat",
                                      "ui/export",   "ui/settings", "ui/help", "ui/sensitivity"};

std::string firstFolders(const std::string& path, int count)
{
    std::size_t end = 0;
    for (int i = 0; i < count; ++i) {
        const std::size_t next = path.find('/', end == 0 ? 0 : end + 1);
        if (next == std::string::npos) {
            break;
        }
        end = next;
    }
    return path.substr(0, end);
}

std::string roomOf(const std::string& path)
{
    static const std::regex schema("core/compress/(([a-z0-9_]+/)?(schemas?|cost)|plan/[a-z_]+|model_view|fused_modules|"
                                   "storage_format|distributed/launch|scaling/scaling_plan|run_error|"
                                   "sensitivity/(levels|record|forecast|choice_front|planner))\\.(h|cpp)");
    if (std::regex_match(path, schema)) {
        return "core/compress schemas";
    }
    if (path.rfind("core/eval/reference/", 0) == 0) {
        return "core/eval/reference";
    }
    if (path.rfind("ui/", 0) == 0) {
        return path.rfind("ui/models/", 0) == 0 ? "ui/models" : "ui";
    }
    return firstFolders(path, 2);
}

std::vector<std::string> includesOf(const fs::path& file)
{
    static const std::regex include("^\\s*#\\s*include\\s+\"([^\"]+)\"");
    std::vector<std::string> found;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        std::smatch match;
        if (std::regex_search(line, match, include)) {
            found.push_back(match[1]);
        }
    }
    return found;
}

std::string complaint(const std::string& from, const std::string& to)
{
    const std::string room = roomOf(from);
    const std::string other = roomOf(to);
    const auto rule = kAllowed.find(room);
    if (rule == kAllowed.end() || kAllowed.find(other) == kAllowed.end()) {
        return {};
    }
    if (room != other && rule->second.count(other) == 0) {
        return from + " includes " + to + ": " + room + " must not look into " + other;
    }
    const std::string page = firstFolders(from, 2);
    const std::string otherPage = firstFolders(to, 2);
    if (page != otherPage && kPages.count(page) > 0 && kPages.count(otherPage) > 0) {
        return from + " includes " + to + ": pages never include each other";
    }
    return {};
}

} // namespace

/// Layering that is only written down leaks: every #include of the tree is held against the table above.
class IncludeRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeKeepsToItsLayer()
    {
        const fs::path root = ESPALIER_SOURCE_DIR;
        std::string complaints;
        int files = 0;
        for (const char* top : {"core", "ui", "app"}) {
            for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
                const std::string extension = entry.path().extension().string();
                if (extension != ".h" && extension != ".cpp") {
                    continue;
                }
                ++files;
                const std::string from = fs::relative(entry.path(), root).generic_string();
                for (const std::string& to : includesOf(entry.path())) {
                    const std::string text = complaint(from, to);
                    complaints += text.empty() ? "" : text + "\n";
                }
            }
        }
        QVERIFY(files > 30);
        QVERIFY2(complaints.empty(), complaints.c_str());
    }

    void rulesCatchForbiddenEdges()
    {
        QVERIFY(!complaint("ui/runs/page.cpp", "core/nn/block.h").empty());
        QVERIFY(!complaint("core/base/x.cpp", "core/formats/dtype.h").empty());
        QVERIFY(!complaint("ui/runs/page.cpp", "ui/recipe/page.h").empty());
        QVERIFY(!complaint("app/cli/x.cpp", "core/compress/hessian.h").empty());
        QVERIFY(!complaint("core/compress/sparsegpt/schema.cpp", "core/compress/hessian.h").empty());
        QVERIFY(complaint("app/cli/x.cpp", "core/compress/sparsegpt/schema.h").empty());
        QVERIFY(complaint("ui/main_window.cpp", "ui/recipe/page.h").empty());
    }

    /// LibTorch stays out of everything but its rooms, Qt out of core.
    void foreignHeadersKeepToTheirRooms()
    {
        static const std::regex torch("^\\s*#\\s*include\\s+[<\"](torch|ATen|c10)/");
        static const std::regex qt("^\\s*#\\s*include\\s+<Q[A-Z]");
        const fs::path root = ESPALIER_SOURCE_DIR;
        const std::set<std::string> torchRooms = {"core/nn", "core/eval/reference", "core/compress", "core/worker"};
        std::string complaints;
        for (const char* top : {"core", "ui", "app"}) {
            for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
                if (!entry.is_regular_file()) {
                    continue;
                }
                const std::string from = fs::relative(entry.path(), root).generic_string();
                std::ifstream stream(entry.path());
                for (std::string line; std::getline(stream, line);) {
                    if (std::regex_search(line, torch) && torchRooms.count(roomOf(from)) == 0) {
                        complaints += from + ": " + line + "\n";
                    }
                    if (std::regex_search(line, qt) && from.rfind("core/", 0) == 0) {
                        complaints += from + ": " + line + "\n";
                    }
                }
            }
        }
        QVERIFY2(complaints.empty(), complaints.c_str());
    }
};

QTEST_GUILESS_MAIN(IncludeRulesTest)
#include "include_rules_test.moc"
