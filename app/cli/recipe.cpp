#include <algorithm>
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/recipe_plan.h"
#include "core/base/atomic_file.h"
#include "core/compress/plan/stage_checks.h"
#include "core/compress/schemas.h"
#include "core/model/checkpoint.h"
#include "core/model/module_tree.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"
#include "core/recipe/write.h"

namespace espalier::cli {

namespace {

using namespace recipe;

nlohmann::json toJson(const Diagnostic& diagnostic)
{
    return {{"severity", name(diagnostic.severity)}, {"line", diagnostic.location.line},
            {"column", diagnostic.location.column},  {"code", diagnostic.code},
            {"message", diagnostic.message},         {"suggestion", diagnostic.suggestion}};
}

/// "file:line:column: severity: message [code]", the line itself and a caret, as compilers do.
std::string toText(const Diagnostic& diagnostic, const std::string& file, const std::vector<std::string>& lines)
{
    std::string text = file;
    const Location place = diagnostic.location;
    if (place.line > 0) {
        text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    }
    text += ": " + std::string(name(diagnostic.severity)) + ": " + diagnostic.message + " [" + diagnostic.code + "]\n";
    if (place.line > 0 && static_cast<std::size_t>(place.line) <= lines.size()) {
        const std::string& line = lines[static_cast<std::size_t>(place.line) - 1];
        text += "    " + line + "\n    " + std::string(static_cast<std::size_t>(std::max(place.column - 1, 0)), ' ') +
                "^\n";
    }
    return text;
}

std::vector<std::string> splitLines(const std::string& document)
{
    std::vector<std::string> lines;
    std::size_t start = 0;
    while (start <= document.size()) {
        const std::size_t end = std::min(document.find('\n', start), document.size());
        lines.push_back(document.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

/// From config.json alone: matching needs no weights. Or from a GGUF file.
Result<model::ModelSpec> specOf(const std::filesystem::path& folder)
{
    if (std::filesystem::is_regular_file(folder)) {
        const auto file = model::Checkpoint::open(folder);
        return file ? Result<model::ModelSpec>(file->spec()) : file.error();
    }
    const Result<std::string> text = readTextFile(folder / "config.json");
    if (!text) {
        return Error{"model.open", "There is no config.json in this folder. Give a Hugging Face model folder.",
                     folder.string()};
    }
    const nlohmann::json config = nlohmann::json::parse(*text, nullptr, false);
    if (!config.is_object()) {
        return Error{"model.config", "config.json is no JSON object.", folder.string()};
    }
    return model::modelSpecFromConfig(config);
}

std::string percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", share * 100.0);
    return text;
}

nlohmann::json names(const std::vector<const model::ModuleNode*>& modules)
{
    nlohmann::json list = nlohmann::json::array();
    for (const model::ModuleNode* module : modules) {
        list.push_back(module->name);
    }
    return list;
}

/// What check found, for both kinds of output.
struct Findings
{
    std::vector<Diagnostic> diagnostics;
    nlohmann::json matches = nlohmann::json::array();
    nlohmann::json sparsity = nlohmann::json::array();
    std::string table;

    void addModel(const ResolvedRecipe& resolved, const model::ModuleNode& tree);
    int count(Severity severity) const
    {
        return static_cast<int>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                              [&](const Diagnostic& d) { return d.severity == severity; }));
    }
};

void Findings::addModel(const ResolvedRecipe& resolved, const model::ModuleNode& tree)
{
    for (const ResolvedStage& stage : resolved.stages) {
        for (const ResolvedModifier& modifier : stage.modifiers) {
            table += "\n" + stage.stage->name + ": " + modifier.modifier->type + ", " +
                     std::to_string(modifier.modules.size()) + " matrices\n";
            for (const EntryHits& entry : modifier.entries) {
                const bool ignored = entry.kind == EntryKind::Ignore;
                matches.push_back({{"modifier", modifier.modifier->type},
                                   {"target", entry.entry},
                                   {"modules", names(entry.hits)},
                                   {"kind", ignored ? "ignore" : "target"},
                                   {"stage", stage.stage->name}});
                table += std::string(ignored ? "  ignore " : "  target ") + entry.entry + "  " +
                         std::to_string(entry.hits.size()) + (entry.hits.size() == 1 ? " module" : " modules");
                if (!entry.hits.empty()) {
                    table += " (" + entry.hits.front()->name + (entry.hits.size() > 1 ? " ..." : "") + ")";
                }
                table += "\n";
            }
        }
    }
    double zeros = 0.0;
    double weights = 0.0;
    for (const model::ModuleNode* module : model::allModules(tree)) {
        if (!module->isLinear() || module->shape.size() != 2) {
            continue;
        }
        const double share = resolved.expectedSparsity(*module);
        const double size = static_cast<double>(module->shape[0]) * static_cast<double>(module->shape[1]);
        zeros += share * size;
        weights += size;
        sparsity.push_back({{"module", module->name}, {"sparsity", share}});
    }
    table += "\nResulting sparsity of the Linear weights: " + percent(weights > 0.0 ? zeros / weights : 0.0) + "\n";
    for (const auto& module : sparsity) {
        if (module["sparsity"].get<double>() > 0.0) {
            table +=
                "  " + percent(module["sparsity"].get<double>()) + "  " + module["module"].get<std::string>() + "\n";
        }
    }
}

class RecipeCommand : public Command
{
public:
    const char* name() const override { return "recipe"; }
    const char* description() const override { return "Check a recipe, convert it to another dialect, plan its run"; }

    void setup(CLI::App& app) override
    {
        app.require_subcommand(1);
        m_check = app.add_subcommand("check", "Report everything that is wrong with a recipe; exit 2 on an error");
        m_check->add_option("F", m_file, "Recipe: YAML, JSON, or Markdown with front matter")->required();
        m_check->add_option("--model", m_model, "Model folder: list what every entry hits, and the resulting sparsity");
        m_convert = app.add_subcommand("convert", "Write a recipe in another dialect");
        m_convert->add_option("F", m_file, "Recipe")->required();
        m_convert->add_option("--to", m_to, "espalier, sparseml, llm-compressor or quark")->required();
        m_convert->add_option("--out", m_out, "File to write; without it the recipe goes to stdout");
        m_plan = m_planner.addTo(app);
        for (CLI::App* command : {m_check, m_convert, m_plan}) {
            command->fallthrough(); // for --json
        }
    }

    int run(const Output& output) override
    {
        if (m_plan->parsed()) {
            return m_planner.run(output);
        }
        return m_convert->parsed() ? convert(output) : check(output);
    }

private:
    int check(const Output& output) const
    {
        const Result<std::string> document = readTextFile(m_file);
        if (!document) {
            return output.fail(document.error());
        }
        const SchemaRegistry& schemas = compress::modifierSchemas();
        ParsedRecipe parsed = parseRecipe(*document, schemas, documentKind(m_file));
        Findings findings;
        findings.diagnostics = std::move(parsed.diagnostics);
        std::optional<model::ModelSpec> spec;
        std::optional<model::ModuleNode> tree;
        std::optional<ResolvedRecipe> resolved;
        if (!m_model.empty()) {
            Result<model::ModelSpec> result = specOf(m_model);
            if (!result) {
                return output.fail(result.error());
            }
            spec = result.take();
            tree = model::buildModuleTree(*spec);
        }
        if (parsed.draft) {
            const std::vector<Diagnostic> later = checkRunnable(*parsed.draft, schemas);
            findings.diagnostics.insert(findings.diagnostics.end(), later.begin(), later.end());
            if (tree) {
                resolved = resolve(*parsed.draft, *tree, schemas);
                for (const auto& more : {resolved->diagnostics, compress::plan::checkStructure(*resolved, *spec)}) {
                    findings.diagnostics.insert(findings.diagnostics.end(), more.begin(), more.end());
                }
                findings.addModel(*resolved, *tree);
            }
        }
        std::stable_sort(findings.diagnostics.begin(), findings.diagnostics.end(), [](const auto& a, const auto& b) {
            return std::pair(a.location.line, a.location.column) < std::pair(b.location.line, b.location.column);
        });
        return report(output, findings, parsed.dialect, splitLines(*document));
    }

    int report(const Output& output, const Findings& findings, std::optional<Dialect> dialect,
               const std::vector<std::string>& lines) const
    {
        nlohmann::json answer = {
            {"dialect", nullptr}, {"diagnostics", nlohmann::json::array()}, {"matches", findings.matches}};
        std::string text;
        if (dialect) {
            answer["dialect"] = recipe::name(*dialect);
        }
        if (!m_model.empty()) {
            answer["sparsity"] = findings.sparsity;
        }
        const Diagnostic* firstError = nullptr;
        for (const Diagnostic& diagnostic : findings.diagnostics) {
            answer["diagnostics"].push_back(toJson(diagnostic));
            text += toText(diagnostic, m_file, lines);
            if (diagnostic.severity == Severity::Error && firstError == nullptr) {
                firstError = &diagnostic;
            }
        }
        const int errors = findings.count(Severity::Error);
        text += m_file + ": " + (dialect ? std::string(recipe::name(*dialect)) + " dialect, " : std::string()) +
                std::to_string(errors) + (errors == 1 ? " error, " : " errors, ") +
                std::to_string(findings.count(Severity::Warning)) + " warnings\n" + findings.table;
        const int done = output.done(answer, text);
        if (firstError == nullptr) {
            return done;
        }
        std::fprintf(stderr, "espalier-cli: %d %s in %s, the first in line %d: %s\n", errors,
                     errors == 1 ? "error" : "errors", m_file.c_str(), firstError->location.line,
                     firstError->message.c_str());
        return kBadInput;
    }

    int convert(const Output& output) const
    {
        const std::optional<Dialect> target = dialectOf(m_to);
        if (!target) {
            return output.fail({"recipe.dialect.unknown",
                                "\"" + m_to + "\" is no dialect. Use espalier, sparseml, llm-compressor or quark.",
                                ""});
        }
        const SchemaRegistry& schemas = compress::modifierSchemas();
        const ParsedRecipe parsed = parseRecipeFile(m_file, schemas);
        if (!parsed.recipe) {
            return refuse(output, parsed);
        }
        WrittenRecipe written = writeRecipe(*parsed.recipe, *target, schemas);
        if (written.document.empty()) {
            return output.fail(firstError(written.diagnostics, m_file));
        }
        written.diagnostics.insert(written.diagnostics.begin(), parsed.diagnostics.begin(), parsed.diagnostics.end());
        if (!m_out.empty()) {
            if (const Result<void> saved = writeFileAtomically(m_out, written.document); !saved) {
                return output.fail(saved.error(), kWorkFailed);
            }
        }
        nlohmann::json answer = {
            {"dialect", m_to}, {"document", written.document}, {"diagnostics", nlohmann::json::array()}};
        for (const Diagnostic& diagnostic : written.diagnostics) {
            answer["diagnostics"].push_back(toJson(diagnostic));
            std::fputs(toText(diagnostic, m_file, {}).c_str(), stderr);
        }
        return output.done(answer, m_out.empty() ? written.document : "Written to " + m_out);
    }

    int refuse(const Output& output, const ParsedRecipe& parsed) const
    {
        if (parsed.hasErrors()) {
            return output.fail(firstError(parsed.diagnostics, m_file));
        }
        return output.fail({"recipe.empty", "This file holds no recipe.", m_file});
    }

    CLI::App* m_check = nullptr;
    CLI::App* m_convert = nullptr;
    CLI::App* m_plan = nullptr;
    RecipePlan m_planner;
    std::string m_file;
    std::string m_model;
    std::string m_to;
    std::string m_out;
};

} // namespace

std::unique_ptr<Command> makeRecipeCommand()
{
    return std::make_unique<RecipeCommand>();
}

} // namespace espalier::cli
