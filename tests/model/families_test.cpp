#include <cmath>
#include <map>
#include <set>

#include <QDirIterator>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/model/model_spec.h"
#include "core/model/module_pattern.h"
#include "core/model/module_tree.h"
#include "core/model/structure.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using espalier::tests::tinyConfig;
using nlohmann::json;

namespace {

ModelSpec parsed(const json& config)
{
    auto spec = modelSpecFromConfig(config);
    if (!spec) {
        throw std::runtime_error(spec.error().message);
    }
    return spec.take();
}

json mixtralConfig()
{
    json config = tinyConfig();
    config["model_type"] = "mixtral";
    config["sliding_window"] = nullptr;
    config["num_local_experts"] = 3;
    config["num_experts_per_tok"] = 2;
    return config;
}

json deepseekConfig()
{
    json config = tinyConfig();
    config["model_type"] = "deepseek";
    config["moe_intermediate_size"] = 6;
    config["n_routed_experts"] = 5;
    config["n_shared_experts"] = 2;
    config["num_experts_per_tok"] = 3;
    config["first_k_dense_replace"] = 1;
    return config;
}

} // namespace

class FamiliesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void llamaDefaults()
    {
        const ModelSpec spec = parsed(tinyConfig());
        QCOMPARE(spec.family, std::string("llama"));
        QCOMPARE(spec.architecture, std::string("LlamaForCausalLM"));
        QCOMPARE(spec.headDimension, 4);
        QCOMPARE(spec.keyValueHeads, 1);
        QCOMPARE(spec.rope.theta, 10000.0);
        QCOMPARE(spec.rope.rotaryDimensions, 4);
        QCOMPARE(spec.attentionScale, 0.5);
        QVERIFY(!spec.tiedEmbeddings);
        QCOMPARE(spec.endOfSequenceIds, (std::vector<std::int64_t>{2}));
        QCOMPARE(spec.layers.size(), std::size_t(2));
        QCOMPARE(spec.layers[1].slidingWindow, 0);
        QVERIFY(spec.layers[1].find(Role::Key)->name == "model.layers.1.self_attn.k_proj");
        QCOMPARE(spec.layers[1].find(Role::Key)->outFeatures, 4);
        QCOMPARE(spec.layers[1].find(Role::Down)->inFeatures, 12);
        QVERIFY(!spec.layers[0].find(Role::Query)->bias);
        QVERIFY(name(Role::Gate) == "gate");
    }

    void llamaOptions()
    {
        json config = tinyConfig();
        config["attention_bias"] = true;
        config["mlp_bias"] = true;
        config["head_dim"] = 6;
        config["num_key_value_heads"] = nullptr;
        config["eos_token_id"] = {2, 3};
        config["rope_parameters"] = {{"rope_theta", 5e5},     {"rope_type", "llama3"},
                                     {"factor", 16},          {"low_freq_factor", 1},
                                     {"high_freq_factor", 4}, {"original_max_position_embeddings", 64}};
        const ModelSpec spec = parsed(config);
        QCOMPARE(spec.headDimension, 6);
        QCOMPARE(spec.keyValueHeads, 2);
        QCOMPARE(spec.attentionScale, 1.0 / std::sqrt(6.0));
        QVERIFY(spec.layers[0].find(Role::AttentionOutput)->bias && spec.layers[0].find(Role::Up)->bias);
        QCOMPARE(spec.layers[0].find(Role::AttentionOutput)->inFeatures, 12);
        QCOMPARE(spec.endOfSequenceIds, (std::vector<std::int64_t>{2, 3}));
        QVERIFY(spec.rope.scaling == RopeScaling::Llama3);
        QCOMPARE(spec.rope.theta, 5e5);
        QCOMPARE(spec.rope.originalContextLength, 64);
        config.erase("rope_parameters");
        config["rope_scaling"] = {{"type", "linear"}, {"factor", 2}};
        QVERIFY(parsed(config).rope.scaling == RopeScaling::Linear);
        config["rope_scaling"] = {{"rope_type", "default"}};
        QVERIFY(parsed(config).rope.scaling == RopeScaling::None);
    }

    void mistralWindows()
    {
        json config = tinyConfig();
        config["model_type"] = "mistral";
        QCOMPARE(parsed(config).layers[0].slidingWindow, 4096);
        config["sliding_window"] = nullptr;
        QCOMPARE(parsed(config).layers[0].slidingWindow, 0);
        config["sliding_window"] = 12;
        QCOMPARE(parsed(config).layers[1].slidingWindow, 12);
        QCOMPARE(parsed(config).classes.attention, std::string("MistralAttention"));
    }

    void qwen2BiasesAndWindows()
    {
        json config = tinyConfig();
        config["model_type"] = "qwen2";
        config["sliding_window"] = 16;
        config["max_window_layers"] = 1;
        ModelSpec spec = parsed(config);
        QVERIFY(spec.layers[0].find(Role::Query)->bias && spec.layers[0].find(Role::Value)->bias);
        QVERIFY(!spec.layers[0].find(Role::AttentionOutput)->bias && !spec.layers[0].find(Role::Down)->bias);
        QCOMPARE(spec.layers[1].slidingWindow, 0);
        config["use_sliding_window"] = true;
        spec = parsed(config);
        QCOMPARE(spec.layers[0].slidingWindow, 0);
        QCOMPARE(spec.layers[1].slidingWindow, 16);
        config["layer_types"] = {"sliding_attention", "full_attention"};
        spec = parsed(config);
        QCOMPARE(spec.layers[0].slidingWindow, 16);
        QCOMPARE(spec.layers[1].slidingWindow, 0);
        config.erase("layer_types");
        config["max_window_layers"] = 0;
        QCOMPARE(parsed(config).layers[0].slidingWindow, 16);
    }

    void layersOfTheirOwnWidth()
    {
        json config = tinyConfig();
        config["layer_intermediate_sizes"] = {12, 5};
        const ModelSpec spec = parsed(config);
        QCOMPARE(spec.layers[0].find(Role::Gate)->outFeatures, 12);
        QCOMPARE(spec.layers[1].find(Role::Up)->outFeatures, 5);
        QCOMPARE(spec.layers[1].find(Role::Down)->inFeatures, 5);
        for (const json& wrong : {json{12}, json{12, 13}, json{12, 0}, json(12), json{"12", "5"}}) {
            config["layer_intermediate_sizes"] = wrong;
            QCOMPARE(modelSpecFromConfig(config).error().code, std::string("model.config"));
        }
    }

    void configsOfSmallerModels()
    {
        json config = tinyConfig();
        config["num_hidden_layers"] = 4;
        config["layer_types"] = {"a", "b", "c", "d"};
        config["eos_token_id"] = {1, 2, 3, 4}; // as many as layers, and no matter of theirs
        config["max_window_layers"] = 3;
        config["layer_intermediate_sizes"] = {12, 8, 4, 12};
        const json fewer = configWithLayers(config, {0, 2, 3});
        QCOMPARE(fewer["num_hidden_layers"].get<int>(), 3);
        QVERIFY((fewer["layer_types"] == json{"a", "c", "d"}));
        QVERIFY((fewer["eos_token_id"] == json{1, 2, 3, 4}));
        QCOMPARE(fewer["max_window_layers"].get<int>(), 2);
        QVERIFY((fewer["layer_intermediate_sizes"] == json{12, 4, 12}));

        const json equal = configWithWidths(config, {8, 8, 8, 8});
        QCOMPARE(equal["intermediate_size"].get<int>(), 8);
        QVERIFY(!equal.contains("layer_intermediate_sizes"));
        const json mixed = configWithWidths(config, {8, 6, 4, 2});
        QCOMPARE(mixed["intermediate_size"].get<int>(), 8);
        QVERIFY((mixed["layer_intermediate_sizes"] == json{8, 6, 4, 2}));

        const ModelSpec heads = parsed(configWithHeads(tinyConfig(), 1, 1, 4));
        QCOMPARE(heads.headDimension, 4);
        QCOMPARE(heads.layers[0].find(Role::Query)->outFeatures, 4);
        QCOMPARE(heads.layers[0].find(Role::AttentionOutput)->inFeatures, 4);
    }

    void mixtralExperts()
    {
        const ModelSpec spec = parsed(mixtralConfig());
        QCOMPARE(spec.family, std::string("mixtral"));
        QCOMPARE(spec.layers[1].slidingWindow, 0);
        QCOMPARE(spec.layers[1].linears.size(), 4U);
        QVERIFY(spec.layers[1].find(Role::Gate) == nullptr);
        const MoeSpec& moe = *spec.layers[1].moe;
        QCOMPARE(moe.router, std::string("model.layers.1.block_sparse_moe.gate"));
        QCOMPARE(moe.expertsPerToken, 2);
        QVERIFY(moe.renormalize && !moe.shared);
        QCOMPARE(moe.experts.size(), 3U);
        QCOMPARE(moe.experts[2].gate.name, std::string("model.layers.1.block_sparse_moe.experts.2.w1"));
        QCOMPARE(moe.experts[2].up.name, std::string("model.layers.1.block_sparse_moe.experts.2.w3"));
        QCOMPARE(moe.experts[2].down.name, std::string("model.layers.1.block_sparse_moe.experts.2.w2"));
        QCOMPARE(moe.experts[2].down.inFeatures, 12);
        json config = mixtralConfig();
        config["sliding_window"] = 16;
        QCOMPARE(parsed(config).layers[0].slidingWindow, 16);
    }

    void deepseekExperts()
    {
        const ModelSpec spec = parsed(deepseekConfig());
        QCOMPARE(spec.family, std::string("deepseek_moe"));
        QVERIFY(!spec.layers[0].moe && spec.layers[0].find(Role::Down)->inFeatures == 12);
        const MoeSpec& moe = *spec.layers[1].moe;
        QCOMPARE(moe.router, std::string("model.layers.1.mlp.gate"));
        QVERIFY(!moe.renormalize);
        QCOMPARE(moe.experts[4].up.name, std::string("model.layers.1.mlp.experts.4.up_proj"));
        QCOMPARE(moe.experts[4].up.outFeatures, 6);
        QCOMPARE(moe.shared->down.name, std::string("model.layers.1.mlp.shared_experts.down_proj"));
        QCOMPARE(moe.shared->down.inFeatures, 12); // two experts' width in one module
        json config = deepseekConfig();
        config["first_k_dense_replace"] = 0;
        config["moe_layer_freq"] = 2;
        config["n_shared_experts"] = nullptr;
        config["norm_topk_prob"] = true;
        const ModelSpec other = parsed(config);
        QVERIFY(other.layers[0].moe && !other.layers[1].moe);
        QVERIFY(other.layers[0].moe->renormalize && !other.layers[0].moe->shared);
        config.erase("n_routed_experts");
        QVERIFY(!parsed(config).layers[0].moe);
    }

    void expertsStandInTheTree()
    {
        const ModuleNode tree = buildModuleTree(parsed(deepseekConfig()));
        std::map<std::string, const ModuleNode*> modules;
        for (const ModuleNode* module : allModules(tree)) {
            QVERIFY2(modules.emplace(module->name, module).second, module->name.c_str());
        }
        const ModuleNode* router = modules.at("model.layers.1.mlp.gate");
        QVERIFY(!router->isLinear()); // what targets Linears leaves it alone
        QCOMPARE(router->shape, (std::vector<std::int64_t>{5, 8}));
        QCOMPARE(modules.at("model.layers.1.mlp")->className(), std::string("DeepseekMoE"));
        QCOMPARE(modules.at("model.layers.1.mlp.experts")->children.size(), 5U);
        QVERIFY(modules.at("model.layers.1.mlp.experts.4.gate_proj")->isLinear());
        QCOMPARE(modules.at("model.layers.1.mlp.shared_experts.down_proj")->shape, (std::vector<std::int64_t>{8, 12}));
        QVERIFY(modules.contains("model.layers.0.mlp.gate_proj"));
        QVERIFY(!modules.contains("model.layers.1.mlp.gate_proj"));
    }

    void senselessExpertsAreNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("none") << "n_routed_experts"
                              << "0";
        QTest::newRow("too many") << "n_routed_experts"
                                  << "100000";
        QTest::newRow("more than there are") << "num_experts_per_tok"
                                             << "6";
        QTest::newRow("no choice") << "num_experts_per_tok"
                                   << "null";
        QTest::newRow("width") << "moe_intermediate_size"
                               << "0";
        QTest::newRow("shared") << "n_shared_experts"
                                << "-1";
        QTest::newRow("dense layers") << "first_k_dense_replace"
                                      << "1.5";
        QTest::newRow("frequency") << "moe_layer_freq"
                                   << "0";
        QTest::newRow("scores") << "scoring_func"
                                << "\"sigmoid\"";
    }

    void senselessExpertsAreNamed()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        json config = deepseekConfig();
        config[key.toStdString()] = json::parse(value.toStdString());
        const auto spec = modelSpecFromConfig(config);
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, std::string("model.config"));
        QVERIFY2(spec.error().message.find(key.toStdString()) != std::string::npos, spec.error().message.c_str());
    }

    void architectureAloneWillDo()
    {
        json config = tinyConfig();
        config.erase("model_type");
        QCOMPARE(parsed(config).family, std::string("llama"));
        config.erase("architectures");
        QCOMPARE(modelSpecFromConfig(config).error().code, std::string("model.family.unknown"));
    }

    void senselessKeysAreNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value"); // JSON; empty: the key is removed
        for (const char* key : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                                "vocab_size", "max_position_embeddings"}) {
            for (const char* value : {"", "0", "-1", "1.5", "\"8\"", "4294967296", "18446744073709551615"}) {
                QTest::addRow("%s %s", key, value) << key << value;
            }
        }
        QTest::newRow("layers") << "num_hidden_layers"
                                << "100000";
        QTest::newRow("kv") << "num_key_value_heads"
                            << "3";
        QTest::newRow("heads") << "num_attention_heads"
                               << "3";
        QTest::newRow("odd head") << "head_dim"
                                  << "3";
        QTest::newRow("eps") << "rms_norm_eps"
                             << "-1e-5";
        QTest::newRow("theta") << "rope_theta"
                               << "\"big\"";
        QTest::newRow("tied") << "tie_word_embeddings"
                              << "1";
        QTest::newRow("activation") << "hidden_act"
                                    << "\"mystery\"";
        QTest::newRow("eos") << "eos_token_id"
                             << "\"</s>\"";
        QTest::newRow("scaling") << "rope_scaling"
                                 << "7";
        QTest::newRow("scaling type") << "rope_scaling"
                                      << R"({"type":"yarn","factor":2})";
        QTest::newRow("scaling factor") << "rope_scaling"
                                        << R"({"type":"linear"})";
        QTest::newRow("llama3 order")
            << "rope_scaling"
            << R"({"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":64})";
        QTest::newRow("rope parameters") << "rope_parameters"
                                         << R"({"rope_theta":-1})";
    }

    void senselessKeysAreNamed()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        json config = tinyConfig();
        if (value.isEmpty()) {
            config.erase(key.toStdString());
        } else {
            config[key.toStdString()] = json::parse(value.toStdString());
        }
        const auto spec = modelSpecFromConfig(config);
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, std::string("model.config"));
        const bool nested = config[key.toStdString()].is_object(); // then the inner key is named
        QVERIFY2(nested || spec.error().message.find(key.toStdString()) != std::string::npos ||
                     key == "num_key_value_heads" || key == "num_attention_heads",
                 spec.error().message.c_str());
    }

    void everySharedConfigIsReadOrRefusedByName()
    {
        QDirIterator files(tests::sharedData("configs"), {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
        if (tests::sharedData("configs").isEmpty()) {
            QSKIP("reference data is not there");
        }
        int known = 0;
        int unknown = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            if (!path.contains("config") || path.contains("index.json") || path.contains("compressed-tensors")) {
                continue;
            }
            const auto text = readTextFile(path.toStdString());
            QVERIFY(bool(text));
            const json config = json::parse(*text);
            const auto spec = modelSpecFromConfig(config);
            const std::string type = config.value("model_type", "llama");
            // DeepSeek V3's attention is another; without model_type and sizes it is another program's config
            const bool supported =
                findFamily(config) != nullptr && type != "deepseek_v3" && config.contains("hidden_size");
            QVERIFY2(bool(spec) == supported,
                     qPrintable(path + (spec ? QString() : QString::fromStdString(": " + spec.error().message))));
            if (!spec) {
                QCOMPARE(spec.error().code, std::string("model.family.unknown"));
            } else {
                QCOMPARE(spec->layers.size(), config[findFamily(config)->keys.layers].get<std::size_t>());
            }
            ++(spec ? known : unknown);
        }
        QVERIFY(known >= 12 && unknown >= 1);
    }

    void moduleTreeIsAsHuggingFacePrintsIt()
    {
        const ModuleNode tree = buildModuleTree(parsed(tinyConfig()));
        std::map<std::string, std::string> classes;
        for (const ModuleNode* module : allModules(tree)) {
            QVERIFY(classes.emplace(module->name, module->className()).second);
        }
        const std::map<std::string, std::string> expected = {
            {"", "LlamaForCausalLM"},
            {"model", "LlamaModel"},
            {"model.embed_tokens", "Embedding"},
            {"model.layers", "ModuleList"},
            {"model.layers.1", "LlamaDecoderLayer"},
            {"model.layers.1.self_attn", "LlamaAttention"},
            {"model.layers.1.self_attn.q_proj", "Linear"},
            {"model.layers.1.self_attn.attn_weights_matmul", "QuantizableMatMul"},
            {"model.layers.1.mlp", "LlamaMLP"},
            {"model.layers.1.mlp.act_fn", "SiLU"},
            {"model.layers.1.input_layernorm", "LlamaRMSNorm"},
            {"model.layers.1.post_attention_layernorm", "LlamaRMSNorm"},
            {"model.norm", "LlamaRMSNorm"},
            {"model.rotary_emb", "LlamaRotaryEmbedding"},
            {"lm_head", "Linear"}};
        for (const auto& [name, className] : expected) {
            QCOMPARE(classes[name], className);
        }
        QCOMPARE(classes.size(), std::size_t(7 + 2 * 15));
        const auto modules = allModules(tree);
        QCOMPARE(modules.front()->name, std::string());
        QCOMPARE(modules.back()->name, std::string("lm_head"));
        QCOMPARE(modules.back()->shape, (std::vector<std::int64_t>{16, 8}));
        QCOMPARE(modules.back()->layer, -1);
    }

    void patternsMatchAsCompressedTensorsDoes()
    {
        const ModuleNode tree = buildModuleTree(parsed(tinyConfig()));
        const auto hits = [&](const char* entry) {
            const auto pattern = ModulePattern::compile(entry);
            int count = 0;
            for (const ModuleNode* module : allModules(tree)) {
                count += pattern->match(*module) != MatchKind::None ? 1 : 0;
            }
            return count;
        };
        QCOMPARE(hits("re:.*q_proj"), 2);
        QCOMPARE(hits("re:q_proj"), 0); // anchored at the start
        QCOMPARE(hits("re:model.layers.\\d+$"), 2);
        QCOMPARE(hits("re:model.layers.1"), 15); // not anchored at the end
        QCOMPARE(hits("q_proj"), 0);
        QCOMPARE(hits("model.layers.0.mlp.up_proj"), 1);
        QCOMPARE(hits("Linear"), 15);
        QCOMPARE(hits("SiLUActivation"), 2);
        QCOMPARE(hits("QuantizableMatMul"), 4);
        QVERIFY(ModulePattern::compile("re:.*q_proj.weight")->matchName("model.layers.0.self_attn.q_proj.weight") ==
                MatchKind::Pattern);
        QVERIFY(ModulePattern::compile("re:(a+)+$")->matchName(std::string(60, 'a') + "b") == MatchKind::None);
        const auto wrong = ModulePattern::compile("re:.*(q_proj");
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, std::string("target.pattern"));
        QVERIFY(wrong.error().message.find("parenthes") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(FamiliesTest)
#include "families_test.moc"
