#include <QTemporaryDir>
#include <QTest>

#include "core/model/checkpoint.h"
#include "core/model/module_pattern.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using model::Checkpoint;
using nlohmann::json;

namespace {

json phi3Config()
{
    json config = tests::tinyConfig();
    config["model_type"] = "phi3";
    config["architectures"] = {"Phi3ForCausalLM"};
    return config;
}

/// tinyTensors() as Phi-3's files hold them: q, k and v as rows of one matrix, gate and up of another.
tests::TinyTensors fusedTensors()
{
    tests::TinyTensors tensors = tests::tinyTensors();
    for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
        const auto join = [&](const std::string& whole, const std::vector<std::string>& parts) {
            tests::TinyTensor joined;
            std::int64_t rows = 0;
            for (const std::string& part : parts) {
                const tests::TinyTensor& one = tensors.at(layer + part + ".weight");
                joined.floats.insert(joined.floats.end(), one.floats.begin(), one.floats.end());
                rows += one.shape[0];
                joined.shape = {rows, one.shape[1]};
                tensors.erase(layer + part + ".weight");
            }
            tensors[layer + whole + ".weight"] = joined;
        };
        join("self_attn.qkv_proj", {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"});
        join("mlp.gate_up_proj", {"mlp.gate_proj", "mlp.up_proj"});
    }
    return tensors;
}

std::vector<float> weightOf(const Checkpoint& checkpoint, const std::string& module)
{
    const auto shape = checkpoint.weightShape(module);
    std::vector<float> values(static_cast<std::size_t>(shape[0] * shape[1]));
    if (auto read = checkpoint.readWeight(module, values); !read) {
        throw std::runtime_error(toString(read.error()));
    }
    return values;
}

} // namespace

class TensorTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_root = std::filesystem::path(m_temporary.path().toStdString()) / std::to_string(++m_count); }

    void partsOfFusedMatricesAreModules()
    {
        tests::writeModel(m_root, phi3Config(), fusedTensors());
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        QVERIFY(bool(checkpoint->requireComplete()));
        QVERIFY(checkpoint->unexpectedTensors().empty());
        QVERIFY(!checkpoint->find("model.layers.0.self_attn.qkv_proj.weight"));
        const tests::TinyTensors expected = tests::tinyTensors();
        for (const char* module : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "mlp.gate_proj",
                                   "mlp.up_proj", "mlp.down_proj"}) {
            const std::string name = std::string("model.layers.1.") + module;
            QCOMPARE(weightOf(*checkpoint, name), expected.at(name + ".weight").floats);
            QVERIFY(checkpoint->find(name + ".weight")->isMapped()); // rows of the file: nothing is copied
        }
        std::vector<float> rows(2 * 8);
        QVERIFY(bool(checkpoint->readWeightRows("model.layers.0.mlp.up_proj", 3, rows)));
        const auto& up = expected.at("model.layers.0.mlp.up_proj.weight").floats;
        QVERIFY(std::equal(rows.begin(), rows.end(), up.begin() + 3 * 8));
    }

    void partsUnderTheirOwnNamesAreReadAsWell()
    {
        tests::writeModel(m_root, phi3Config(), tests::tinyTensors());
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY(checkpoint && checkpoint->requireComplete() && checkpoint->unexpectedTensors().empty());
    }

    void targetsMayNameTheWhole()
    {
        tests::writeModel(m_root, phi3Config(), fusedTensors());
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY(bool(checkpoint));
        const model::ModuleNode* key = checkpoint->module("model.layers.0.self_attn.k_proj");
        QVERIFY(key != nullptr);
        const auto hits = [&](const std::string& entry) {
            return model::ModulePattern::compile(entry)->match(*key) != model::MatchKind::None;
        };
        QVERIFY(hits("model.layers.0.self_attn.qkv_proj") && hits("re:.*qkv_proj$") && hits("re:.*(qkv|o)_proj"));
        QVERIFY(hits("model.layers.0.self_attn.k_proj") && hits("re:.*k_proj$"));
        QVERIFY(!hits("re:.*v_proj$")); // that is the value, though qkv_proj ends so as well
        QVERIFY(!hits("model.layers.1.self_attn.qkv_proj"));
    }

    void aFusedMatrixOfAnotherSizeIsRefused()
    {
        tests::TinyTensors tensors = fusedTensors();
        tests::TinyTensor& fused = tensors.at("model.layers.0.self_attn.qkv_proj.weight");
        fused.floats.resize(fused.floats.size() - 8);
        fused.shape[0] -= 1;
        tests::writeModel(m_root, phi3Config(), tensors);
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY(!checkpoint);
        QCOMPARE(checkpoint.error().code, std::string("model.tensor.shape"));
        QVERIFY(checkpoint.error().message.find("qkv_proj") != std::string::npos);
    }

    void aFileWithoutTheBasePrefixIsRead()
    {
        tests::TinyTensors bare;
        for (const auto& [name, tensor] : tests::tinyTensors()) {
            bare[name.starts_with("model.") ? name.substr(6) : name] = tensor;
        }
        tests::writeModel(m_root, tests::tinyConfig(), bare);
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY(checkpoint && checkpoint->requireComplete() && checkpoint->unexpectedTensors().empty());
    }

    /// GPT-2: [in, out] matrices, q, k and v as columns.
    void transposedMatricesAreTurned()
    {
        const json config = {{"model_type", "gpt2"}, {"n_embd", 4},     {"n_head", 2}, {"n_layer", 1},
                             {"n_positions", 3},     {"vocab_size", 5}, {"n_inner", 6}};
        tests::TinyTensors tensors;
        for (const auto& [name, shape] :
             std::map<std::string, std::vector<std::int64_t>>{{"wte.weight", {5, 4}},
                                                              {"wpe.weight", {3, 4}},
                                                              {"h.0.attn.c_attn.weight", {4, 12}},
                                                              {"h.0.attn.c_attn.bias", {12}},
                                                              {"h.0.attn.c_proj.weight", {4, 4}},
                                                              {"h.0.attn.c_proj.bias", {4}},
                                                              {"h.0.attn.bias", {1, 1, 3, 3}},
                                                              {"h.0.mlp.c_fc.weight", {4, 6}},
                                                              {"h.0.mlp.c_fc.bias", {6}},
                                                              {"h.0.mlp.c_proj.weight", {6, 4}},
                                                              {"h.0.mlp.c_proj.bias", {4}},
                                                              {"h.0.ln_1.weight", {4}},
                                                              {"h.0.ln_1.bias", {4}},
                                                              {"h.0.ln_2.weight", {4}},
                                                              {"h.0.ln_2.bias", {4}},
                                                              {"ln_f.weight", {4}},
                                                              {"ln_f.bias", {4}}}) {
            tensors[name] = tests::filled(shape, static_cast<float>(tensors.size()));
        }
        tests::writeModel(m_root, config, tensors);
        const auto checkpoint = Checkpoint::open(m_root);
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        QVERIFY(checkpoint->requireComplete() && checkpoint->unexpectedTensors().empty());
        const std::vector<float>& fused = tensors.at("h.0.attn.c_attn.weight").floats;
        const std::vector<float> value = weightOf(*checkpoint, "transformer.h.0.attn.v_proj");
        const std::vector<float>& square = tensors.at("h.0.attn.c_proj.weight").floats;
        const std::vector<float> output = weightOf(*checkpoint, "transformer.h.0.attn.c_proj");
        for (std::size_t out = 0; out < 4; ++out) {
            for (std::size_t in = 0; in < 4; ++in) {
                QCOMPARE(value[out * 4 + in], fused[in * 12 + 8 + out]);
                QCOMPARE(output[out * 4 + in], square[in * 4 + out]);
            }
        }
        const auto bias = checkpoint->readFloats("transformer.h.0.attn.k_proj.bias");
        const std::vector<float>& biases = tensors.at("h.0.attn.c_attn.bias").floats;
        QVERIFY(bias && std::equal(bias->begin(), bias->end(), biases.begin() + 4));
        QCOMPARE(bias->size(), std::size_t(4));
    }

    /// GPT-NeoX: rows of head 0's query, key and value, then head 1's.
    void alternatingRowsAreGathered()
    {
        const json config = {{"model_type", "gpt_neox"},    {"hidden_size", 8}, {"num_attention_heads", 2},
                             {"num_hidden_layers", 1},      {"vocab_size", 5},  {"intermediate_size", 6},
                             {"max_position_embeddings", 4}};
        tests::TinyTensors tensors;
        tensors["gpt_neox.layers.0.attention.query_key_value.weight"] = tests::filled({24, 8});
        tests::writeModel(m_root, config, tensors);
        const auto checkpoint = Checkpoint::open(m_root); // the others are missing, which open() does not mind
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        const std::vector<float>& fused = tensors.begin()->second.floats;
        const std::vector<float> key = weightOf(*checkpoint, "gpt_neox.layers.0.attention.k_proj");
        for (std::size_t head = 0; head < 2; ++head) {
            for (std::size_t i = 0; i < 4 * 8; ++i) {
                QCOMPARE(key[head * 32 + i], fused[(head * 12 + 4) * 8 + i]);
            }
        }
        std::vector<float> row(8); // one that begins within a run
        QVERIFY(bool(checkpoint->readWeightRows("gpt_neox.layers.0.attention.v_proj", 5, row)));
        QVERIFY(std::equal(row.begin(), row.end(), fused.begin() + (12 + 8 + 1) * 8));
    }

private:
    QTemporaryDir m_temporary;
    std::filesystem::path m_root;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TensorTableTest)
#include "tensor_table_test.moc"
