// Compresses a random model of a given shape and prints seconds by phase and the peak of the process's own memory:
// bench_compress CONFIG.json FOLDER [windows] [tokens] [recipe.yaml]
// FOLDER receives model/ (kept and used again) and run/ (made anew). Its tokenizer has one character a token, so that
// random text is random ids.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/export/random_model.h"
#include "core/worker/memory_sampler.h"
#include "tests/support/compress_run.h"

namespace fs = std::filesystem;
using namespace espalier;

namespace {

const char* const kRecipe = R"(
bench_stage:
  run_type: oneshot
  bench_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:model.layers.\d+$']
)";

void require(const Result<void>& result)
{
    if (!result)
        throw std::runtime_error(toString(result.error()));
}

/// A code point outside the surrogates as UTF-8, three bytes each.
std::string letter(std::uint32_t id)
{
    const std::uint32_t code = id < 0x5200 ? 0x4E00 + id : 0xAC00 + (id - 0x5200); // Han, then Hangul
    return {char(0xE0 | (code >> 12)), char(0x80 | ((code >> 6) & 0x3F)), char(0x80 | (code & 0x3F))};
}

std::string letterTokenizer(std::int64_t vocabulary)
{
    nlohmann::json letters;
    for (std::int64_t id = 0; id < vocabulary; ++id)
        letters[letter(std::uint32_t(id))] = id;
    const nlohmann::json none;
    const nlohmann::json model = {{"type", "BPE"}, {"vocab", letters}, {"merges", nlohmann::json::array()}};
    return nlohmann::json{{"version", "1.0"},       {"added_tokens", nlohmann::json::array()},
                          {"normalizer", none},     {"pre_tokenizer", none},
                          {"post_processor", none}, {"decoder", none},
                          {"model", model}}
        .dump();
}

void makeModel(const fs::path& configFile, const fs::path& folder)
{
    const nlohmann::json config = nlohmann::json::parse(readTextFile(configFile).value());
    const auto written = exporting::writeRandomModel(config, folder, {});
    if (!written)
        throw std::runtime_error(toString(written.error()));
    require(writeFileAtomically(folder / "tokenizer.json", letterTokenizer(config["vocab_size"])));
}

std::string randomText(std::int64_t vocabulary, std::size_t tokens)
{
    std::mt19937 random(1);
    std::string text;
    for (std::size_t i = 0; i < tokens; ++i)
        text += letter(std::uint32_t(random() % std::uint32_t(vocabulary)));
    return text;
}

void report(const protocol::EventBody& event)
{
    if (const auto* log = std::get_if<protocol::Log>(&event))
        std::printf("%s\n", log->text.c_str());
    if (const auto* layer = std::get_if<protocol::LayerFinished>(&event))
        std::printf("layer %d: %.2f s\n", layer->layer, layer->seconds);
    std::fflush(stdout);
}

int run(int count, char** arguments)
{
    const fs::path folder = arguments[2];
    const std::size_t windows = count > 3 ? std::strtoul(arguments[3], nullptr, 10) : 32;
    const std::int64_t tokens = count > 4 ? std::strtol(arguments[4], nullptr, 10) : 512;
    const std::string document = count > 5 ? readTextFile(arguments[5]).value() : kRecipe;
    if (!fs::exists(folder / "model"))
        makeModel(arguments[1], folder / "model");
    fs::remove_all(folder / "run");
    const nlohmann::json config = nlohmann::json::parse(readTextFile(folder / "model/config.json").value());
    require(writeFileAtomically(folder / "text.txt", randomText(config["vocab_size"], windows * std::size_t(tokens))));

    compress::CompressOptions options;
    options.threads = int(std::max(1U, std::thread::hardware_concurrency()));
    options.model = folder / "model";
    options.output = folder / "run";
    options.recipe = tests::parsedRecipe(document);
    options.calibrationFiles = {folder / "text.txt"};
    options.samples = windows;
    options.windowTokens = tokens;
    auto pipeline = compress::Pipeline::prepare(std::move(options));
    if (!pipeline)
        throw std::runtime_error(toString(pipeline.error()));
    const worker::MemorySampler memory([](const protocol::Memory&) {});
    const auto result = pipeline->run(report, {});
    if (!result)
        throw std::runtime_error(toString(result.error()));

    const auto manifest = nlohmann::json::parse(readTextFile(folder / "run/manifest.json").value());
    std::map<std::string, double> phases;
    const auto& layers = manifest["stages"][0]["layers"];
    for (const auto& layer : layers)
        for (const auto& [phase, seconds] : layer["phases"].items())
            phases[phase] += seconds.get<double>() / double(layers.size());
    std::printf("\nseconds a layer, by phase:\n");
    for (const auto& [phase, seconds] : phases)
        std::printf("  %-10s %6.2f\n", phase.c_str(), seconds);
    std::printf("total %.1f s, peak RssAnon %.2f GiB, sparsity %.4f\n", result->at("seconds").get<double>(),
                double(memory.peakBytes()) / double(1 << 30), result->at("sparsity").get<double>());
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 3) {
        std::fprintf(stderr, "usage: bench_compress CONFIG.json FOLDER [windows] [tokens] [recipe.yaml]\n");
        return 2;
    }
    try {
        return run(count, arguments);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "%s\n", exception.what());
        return 1;
    }
}
