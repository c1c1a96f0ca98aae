#include <cstdio>
#include <map>

#include "app/cli/commands.h"
#include "app/cli/inspect_module.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"

namespace espalier::cli {
namespace {

using nlohmann::json;

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const std::int64_t dimension : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(dimension);
    }
    return text;
}

std::string sizeText(double bytes)
{
    const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024.0 && unit + 1 < std::size(units); ++unit) {
        bytes /= 1024.0;
    }
    char text[32];
    std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.2f %s", bytes, units[unit]);
    return text;
}

template <typename... Values> std::string line(const char* format, Values... values)
{
    char text[512];
    std::snprintf(text, sizeof(text), format, values...);
    return text;
}

/// Counts over all modules.
struct Totals
{
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::int64_t weights = 0;
    std::int64_t zeros = 0;
};

/// The answer's `modules`, one row for each weight that the files hold.
Result<json> describeModules(const model::Checkpoint& checkpoint, bool statistics, Totals& totals)
{
    json modules = json::array();
    for (const model::ModuleNode* module : model::allModules(checkpoint.tree())) {
        const auto format = model::storedFormat(checkpoint, *module);
        if (!format) {
            continue;
        }
        json sparsity;
        if (statistics) {
            const auto found = model::weightStatistics(checkpoint, module->name);
            if (!found) {
                return found.error();
            }
            totals.weights += found->count;
            totals.zeros += found->zeros;
            sparsity = found->sparsity();
        }
        totals.parameters += format->parameters;
        totals.bytes += format->bytes;
        modules.push_back({{"name", module->name},
                           {"class", module->className()},
                           {"shape", module->shape},
                           {"dtype", format->dtype},
                           {"bits", format->bits},
                           {"sparsity", sparsity},
                           {"parameters", format->parameters},
                           {"bytes", format->bytes}});
    }
    return modules;
}

std::string summary(const model::Checkpoint& checkpoint, const json& answer)
{
    const model::ModelSpec& spec = checkpoint.spec();
    std::string text = line("%-15s%s (%s)\n", "architecture", spec.architecture.c_str(), spec.family.c_str());
    text += line("%-15s%.3f million\n", "parameters", answer["parameters"].get<double>() / 1e6);
    text += line("%-15s%s in %zu file(s)\n", "size", sizeText(answer["bytes"].get<double>()).c_str(),
                 checkpoint.files().size());
    text += line("%-15s%zu, hidden size %lld, %lld heads (%lld key/value) of %lld\n", "layers", spec.layers.size(),
                 static_cast<long long>(spec.hiddenSize), static_cast<long long>(spec.heads),
                 static_cast<long long>(spec.keyValueHeads), static_cast<long long>(spec.headDimension));
    text += line("%-15s%lld tokens%s\n", "vocabulary", static_cast<long long>(spec.vocabularySize),
                 spec.tiedEmbeddings ? ", embeddings tied" : "");
    text += line("%-15s%lld tokens\n", "context", static_cast<long long>(spec.contextLength));
    const std::string& other = checkpoint.dequantizedFrom();
    text += line("%-15s%s%s\n", "quantization",
                 checkpoint.quantization() ? checkpoint.quantization()->format.c_str()
                 : other.empty()           ? "none"
                                           : other.c_str(),
                 other.empty()               ? ""
                 : checkpoint.quantization() ? (" (" + other + ")").c_str()
                                             : " (read dequantized)");
    if (!answer["sparsity"].is_null()) {
        text += line("%-15s%.2f %% of the weights are 0\n", "sparsity", 100.0 * answer["sparsity"].get<double>());
    }
    return text;
}

std::string table(const json& modules)
{
    std::size_t width = 6;
    for (const json& module : modules) {
        width = std::max(width, module["name"].get_ref<const std::string&>().size());
    }
    const int nameWidth = static_cast<int>(std::min<std::size_t>(width, 80));
    std::string text = line("\n%-*s  %-14s  %16s  %-7s  %12s  %10s  %8s\n", nameWidth, "module", "class", "shape",
                            "type", "parameters", "size", "zeros");
    for (const json& module : modules) {
        const std::string zeros =
            module["sparsity"].is_null() ? "" : line("%.2f %%", 100.0 * module["sparsity"].get<double>());
        text += line("%-*s  %-14s  %16s  %-7s  %12lld  %10s  %8s\n", nameWidth,
                     module["name"].get_ref<const std::string&>().c_str(),
                     module["class"].get_ref<const std::string&>().c_str(),
                     shapeText(module["shape"].get<std::vector<std::int64_t>>()).c_str(),
                     module["dtype"].get_ref<const std::string&>().c_str(), module["parameters"].get<long long>(),
                     sizeText(module["bytes"].get<double>()).c_str(), zeros.c_str());
    }
    return text;
}

std::string warnings(const model::Checkpoint& checkpoint)
{
    std::string text;
    for (const auto& [title, names] : {std::pair{"missing", &checkpoint.missingTensors()},
                                       std::pair{"unexpected", &checkpoint.unexpectedTensors()}}) {
        for (const std::string& name : *names) {
            text += std::string(title) + " tensor: " + name + "\n";
        }
    }
    return text.empty() ? text : "\n" + text;
}

class Inspect : public Command
{
public:
    const char* name() const override { return "inspect"; }
    const char* description() const override
    {
        return "Show what a model is: family, sizes, formats, and every module's weight";
    }

    void setup(CLI::App& app) override
    {
        app.add_option("MODEL", m_model, "Hugging Face folder or GGUF file")->required();
        app.add_flag("--statistics", m_statistics, "Read every weight and count zeros");
        auto* module =
            app.add_option("--module", m_module, "Tell of this module's weights: range, zeros, N:M groups, norms");
        app.add_flag("--spectrum", m_spectrum, "Its singular values, too")->needs(module);
    }

    int run(const Output& output) override
    {
        const auto checkpoint = model::Checkpoint::open(m_model);
        if (!checkpoint) {
            return output.fail(checkpoint.error());
        }
        if (!m_module.empty()) {
            return inspectModule(*checkpoint, m_module, m_spectrum, output);
        }
        if (m_statistics) {
            if (const auto complete = checkpoint->requireComplete(); !complete) {
                return output.fail(complete.error());
            }
        }
        Totals totals;
        auto modules = describeModules(*checkpoint, m_statistics, totals);
        if (!modules) {
            return output.fail(modules.error());
        }
        const model::ModelSpec& spec = checkpoint->spec();
        json answer = {
            {"family", spec.family},
            {"architecture", spec.architecture},
            {"parameters", totals.parameters},
            {"bytes", totals.bytes},
            {"layers", spec.layers.size()},
            {"vocabulary", spec.vocabularySize},
            {"contextLength", spec.contextLength},
            {"quantization", checkpoint->quantization() ? formats::toJson(*checkpoint->quantization()) : json()},
            {"dequantizedFrom", checkpoint->dequantizedFrom().empty() ? json() : json(checkpoint->dequantizedFrom())},
            {"sparsity",
             m_statistics && totals.weights > 0 ? json(double(totals.zeros) / double(totals.weights)) : json()},
            {"missing", checkpoint->missingTensors()},
            {"unexpected", checkpoint->unexpectedTensors()}};
        const std::string text =
            output.json ? "" : summary(*checkpoint, answer) + table(*modules) + warnings(*checkpoint);
        answer["modules"] = modules.take();
        return output.done(answer, text);
    }

private:
    std::string m_model;
    std::string m_module;
    bool m_statistics = false;
    bool m_spectrum = false;
};

} // namespace

std::unique_ptr<Command> makeInspectCommand()
{
    return std::make_unique<Inspect>();
}

} // namespace espalier::cli
