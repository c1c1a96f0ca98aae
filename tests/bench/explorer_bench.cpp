// How fast the Explorer opens large models: headers alone, then the tree, a filter, an expanded branch, the first view
// of a matrix. Files are sparse: headers with no data behind them.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include "ui/models/matrix_tiles.h"
#include "ui/models/module_tree_model.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

namespace fs = std::filesystem;
constexpr int kRuns = 3;

/// Of the process: what is measured with it has one thread, and other work on the machine does not count.
double milliseconds(std::clock_t begin)
{
    return 1000.0 * double(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// A safetensors header for BF16 tensors, and as many bytes behind it as it speaks of.
struct Shard
{
    nlohmann::json header = nlohmann::json::object();
    std::uint64_t bytes = 0;

    void add(const std::string& name, const std::vector<std::int64_t>& shape)
    {
        std::uint64_t size = 2;
        for (const std::int64_t each : shape) {
            size *= std::uint64_t(each);
        }
        header[name] = {{"dtype", "BF16"}, {"shape", shape}, {"data_offsets", {bytes, bytes + size}}};
        bytes += size;
    }

    void write(const fs::path& path) const
    {
        const std::string text = header.dump();
        const std::uint64_t length = text.size();
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(&length), sizeof(length)); // little-endian, as this machine
        file << text;
        file.close();
        fs::resize_file(path, 8 + length + bytes);
    }
};

/// The shape of Llama-3-70B in `shards` files.
void writeSeventyBillion(const fs::path& folder, int shards)
{
    fs::create_directories(folder);
    const nlohmann::json config = {{"model_type", "llama"},
                                   {"architectures", {"LlamaForCausalLM"}},
                                   {"hidden_size", 8192},
                                   {"intermediate_size", 28672},
                                   {"num_hidden_layers", 80},
                                   {"num_attention_heads", 64},
                                   {"num_key_value_heads", 8},
                                   {"vocab_size", 128256},
                                   {"max_position_embeddings", 8192},
                                   {"rms_norm_eps", 1e-5},
                                   {"hidden_act", "silu"},
                                   {"tie_word_embeddings", false}};
    std::ofstream(folder / "config.json") << config.dump(2);
    std::vector<Shard> files(static_cast<std::size_t>(shards));
    files.front().add("model.embed_tokens.weight", {128256, 8192});
    files.back().add("lm_head.weight", {128256, 8192});
    files.back().add("model.norm.weight", {8192});
    for (int layer = 0; layer < 80; ++layer) {
        Shard& file = files[static_cast<std::size_t>(layer * shards / 80)];
        const std::string name = "model.layers." + std::to_string(layer) + ".";
        file.add(name + "input_layernorm.weight", {8192});
        file.add(name + "post_attention_layernorm.weight", {8192});
        file.add(name + "self_attn.q_proj.weight", {8192, 8192});
        file.add(name + "self_attn.k_proj.weight", {1024, 8192});
        file.add(name + "self_attn.v_proj.weight", {1024, 8192});
        file.add(name + "self_attn.o_proj.weight", {8192, 8192});
        file.add(name + "mlp.gate_proj.weight", {28672, 8192});
        file.add(name + "mlp.up_proj.weight", {28672, 8192});
        file.add(name + "mlp.down_proj.weight", {8192, 28672});
    }
    nlohmann::json index = {{"metadata", nlohmann::json::object()}, {"weight_map", nlohmann::json::object()}};
    for (int i = 0; i < shards; ++i) {
        char name[64];
        std::snprintf(name, sizeof(name), "model-%05d-of-%05d.safetensors", i + 1, shards);
        files[static_cast<std::size_t>(i)].write(folder / name);
        for (const auto& [tensor, info] : files[static_cast<std::size_t>(i)].header.items()) {
            index["weight_map"][tensor] = name;
        }
    }
    std::ofstream(folder / "model.safetensors.index.json") << index.dump();
}

/// 2,000 lists of 100 experts, of a family that nobody knows.
void writeManyTensors(const fs::path& folder)
{
    fs::create_directories(folder);
    std::ofstream(folder / "config.json") << R"({"model_type": "synthetic"})";
    Shard shard;
    for (int i = 0; i < 200000; ++i) {
        shard.add("model.layers." + std::to_string(i / 100) + ".experts." + std::to_string(i % 100) + ".weight",
                  {4, 4});
    }
    shard.write(folder / "model.safetensors");
}

void measure(const char* name, const fs::path& folder, const char* filter, const char* branch)
{
    double open = 1e9;
    double build = 1e9;
    double filtering = 1e9;
    double expand = 1e9;
    for (int run = 0; run < kRuns; ++run) {
        auto begin = std::clock();
        auto document = ModelDocument::open(QString::fromStdString(folder.string()));
        open = std::min(open, milliseconds(begin));
        if (!document) {
            std::printf("%s: %s\n", name, document.error().message.c_str());
            return;
        }
        begin = std::clock();
        const auto tree = ModuleTree::build(document.take());
        auto all = tree->filtered({}, {});
        ModuleTreeModel model;
        model.setTree(tree, all.take());
        build = std::min(build, milliseconds(begin));
        begin = std::clock();
        const auto view = tree->filtered(QString::fromLatin1(filter), {});
        filtering = std::min(filtering, milliseconds(begin));
        begin = std::clock();
        const QModelIndex owner = model.indexOf(tree->find(QString::fromLatin1(branch)));
        qsizetype texts = 0;
        for (int row = 0; row < model.rowCount(owner); ++row) {
            for (int column = 0; column < ModuleTreeModel::kColumns; ++column) {
                texts += model.index(row, column, owner).data().toString().size();
            }
        }
        expand = std::min(expand, milliseconds(begin));
    }
    std::printf("%s: open %.0f ms, tree %.0f ms, filter %.0f ms, expand %.2f ms\n", name, open, build, filtering,
                expand);
}

/// Until the first sample, and until all of it is exact.
void measureMatrix(const fs::path& folder, const std::string& module)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint) {
        std::printf("matrix: %s\n", checkpoint.error().message.c_str());
        return;
    }
    QElapsedTimer timer;
    timer.start();
    const std::clock_t begin = std::clock();
    double firstWork = 0.0;
    auto weight = model::WeightRows::open(*checkpoint, module);
    MatrixTiles tiles(weight.take(), {8, 16});
    qint64 first = -1;
    QEventLoop loop;
    QObject::connect(&tiles, &MatrixTiles::changed, &loop, [&] {
        firstWork = first < 0 ? milliseconds(begin) : firstWork;
        first = first < 0 ? timer.elapsed() : first;
        if (tiles.isComplete()) {
            loop.quit();
        }
    });
    tiles.want(6, QRect(0, 0, 1, 2), QPointF(0.5, 1.0));
    loop.exec();
    const qint64 whole = timer.elapsed();
    const double wholeWork = milliseconds(begin);
    timer.restart();
    const std::clock_t tileBegin = std::clock();
    tiles.want(0, QRect(10, 20, 1, 1), QPointF(10.5, 20.5));
    loop.exec();
    std::printf(
        "matrix 28672 x 8192: first view %lld ms (CPU %.0f), exact %lld ms (CPU %.0f); a tile of single weights "
        "%lld ms (CPU %.0f)\n",
        static_cast<long long>(first), firstWork, static_cast<long long>(whole), wholeWork,
        static_cast<long long>(timer.elapsed()), milliseconds(tileBegin));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "Usage: bench_explorer FOLDER\nFOLDER is made, and holds two models of sparse files.\n");
        return 2;
    }
    const QCoreApplication application(argc, argv);
    const fs::path folder = argv[1];
    writeSeventyBillion(folder / "70b", 30);
    writeManyTensors(folder / "many");
    measure("70B, 723 tensors in 30 files", folder / "70b", "layers.77.mlp", "model.layers.42.mlp");
    measure("200,000 tensors", folder / "many", "layers.77.experts", "model.layers.1500.experts");
    measureMatrix(folder / "70b", "model.layers.3.mlp.up_proj");
    return 0;
}
