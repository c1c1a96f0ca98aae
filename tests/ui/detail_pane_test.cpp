#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tiny_model.h"
#include "ui/explorer/detail_pane.h"

using namespace espalier;
using namespace espalier::ui;

class DetailPaneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partSaysWhereItIsStored()
    {
        const QStringList texts =
            textsOf(tests::fusedConfig(), tests::fusedTensors(), "model.layers.0.self_attn.v_proj");
        const auto place = texts.indexOf(QStringLiteral("Part of"));
        QVERIFY(place >= 0);
        QCOMPARE(texts.value(place + 1), QStringLiteral("model.layers.0.self_attn.qkv_proj"));
        QVERIFY(texts.contains(QStringLiteral("4 × 8"))); // its own shape, not the whole's
        QVERIFY(!textsOf(tests::tinyConfig(), tests::tinyTensors(), "model.layers.0.self_attn.v_proj")
                     .contains(QStringLiteral("Part of")));
    }

    void moduleWithoutWeightsHasNoFigures()
    {
        const QStringList texts = textsOf(tests::tinyConfig(), tests::tinyTensors(), "model.rotary_emb");
        QVERIFY(texts.contains(QStringLiteral("model.rotary_emb")));
        QVERIFY(!texts.contains(QStringLiteral("Parameters")));
        QVERIFY(!texts.contains(QStringLiteral("0 B")));
    }

    void tiedHeadSaysWhoseWeightItHas()
    {
        nlohmann::json config = tests::tinyConfig();
        config["tie_word_embeddings"] = true;
        tests::TinyTensors tensors = tests::tinyTensors();
        tensors.erase("lm_head.weight");
        QVERIFY(textsOf(config, tensors, "lm_head").contains(QStringLiteral("the embedding's weight")));
    }

private:
    /// What the pane shows of a module, in its order.
    QStringList textsOf(const nlohmann::json& config, const tests::TinyTensors& tensors, const char* module)
    {
        const QTemporaryDir folder;
        tests::writeModel(folder.path().toStdString(), config, tensors);
        auto document = ModelDocument::open(folder.path());
        if (!document) {
            return {};
        }
        const auto tree = ModuleTree::build(document.take());
        DetailPane pane(m_theme);
        pane.showRow(tree, tree->find(QString::fromLatin1(module)));
        pane.show();
        QStringList texts;
        for (const QLabel* label : pane.findChildren<QLabel*>()) {
            if (label->isVisible()) {
                texts << label->text();
            }
        }
        return texts;
    }

    Theme m_theme{*qApp};
};

QTEST_MAIN(DetailPaneTest)
#include "detail_pane_test.moc"
