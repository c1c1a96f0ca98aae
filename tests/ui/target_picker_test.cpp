#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include "ui/recipe/target_choice_model.h"
#include "ui/recipe/target_picker.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

QModelIndex findModule(const QAbstractItemModel& model, const QString& name, const QModelIndex& parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data(Qt::ToolTipRole).toString() == name) {
            return index;
        }
        if (const QModelIndex below = findModule(model, name, index); below.isValid()) {
            return below;
        }
    }
    return {};
}

/// SparseGPT behind a quantization of the queries, and with layer 0 ignored.
RecipeAnalysisPtr analysis()
{
    const ModelDocumentPtr model =
        ModelDocument::open(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model")).take();
    return std::make_shared<const RecipeAnalysis>(
        QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                       "      - QuantizationModifier: {scheme: W8A16, targets: ['re:.*q_proj']}\n"
                       "      - SparseGPTModifier: {sparsity: 0.5, targets: ['re:.*mlp'], ignore: [model.layers.0]}\n"),
        model);
}

constexpr ModifierPlace kPruner{0, 1};

QLabel* countLabel(const TargetPicker& picker)
{
    for (QLabel* label : picker.findChildren<QLabel*>()) {
        if (!label->text().isEmpty()) {
            return label;
        }
    }
    return nullptr;
}

} // namespace

/// Ticking modules writes the targets.
class TargetPickerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
        m_analysis = analysis();
        QCOMPARE(m_analysis->count(recipe::Severity::Error), 0);
    }

    void boxesShowWhatEntriesHit()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("targets"), {QStringLiteral("re:.*mlp")});
        const auto state = [&](const char* name) {
            return findModule(picker.model(), QString::fromLatin1(name)).data(Qt::CheckStateRole).toInt();
        };
        QCOMPARE(state("model.layers.1.mlp"), int(Qt::Checked));
        QCOMPARE(state("model.layers.1.mlp.up_proj"), int(Qt::Checked));
        QCOMPARE(state("model.layers.1.self_attn"), int(Qt::Unchecked));
        QCOMPARE(state("model.layers.1"), int(Qt::PartiallyChecked));
        QVERIFY(!findModule(picker.model(), QStringLiteral("model.norm")).data(Qt::CheckStateRole).isValid());
        QCOMPARE(picker.entries(), QStringList{QStringLiteral("re:.*mlp")}); // as it was until something is ticked
    }

    void conflictsAreSaid()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("targets"), {QStringLiteral("re:.*mlp")});
        const auto effect = [&](const char* name) {
            return findModule(picker.model(), QString::fromLatin1(name))
                .siblingAtColumn(TargetModel::Effect)
                .data()
                .toString();
        };
        QCOMPARE(effect("model.layers.1.self_attn.q_proj"), QStringLiteral("also in Quantization"));
        QCOMPARE(effect("model.layers.0.mlp.up_proj"), QStringLiteral("ignored by model.layers.0"));
        QCOMPARE(effect("model.layers.1.mlp.up_proj"), QString());
        QVERIFY(findModule(picker.model(), QStringLiteral("model.layers.0.mlp.up_proj"))
                    .data(Qt::FontRole)
                    .value<QFont>()
                    .strikeOut());
        QVERIFY(countLabel(picker)->text().contains(QStringLiteral("3 of them")));
    }

    void tickingWritesTheShortestEntries()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("targets"), {});
        picker.show();
        auto* tree = picker.findChild<QTreeView*>();
        auto* use = picker.findChildren<QPushButton*>().last();
        QVERIFY(!use->isEnabled()); // nothing is ticked
        QVERIFY(countLabel(picker)->text().contains(QStringLiteral("Nothing is ticked")));
        const QModelIndex layers = findModule(picker.model(), QStringLiteral("model.layers"));
        for (int row = 0; row < picker.model().rowCount(layers); ++row) { // by hand: every query
            const QModelIndex layer = picker.model().index(row, 0, layers);
            const QString name = layer.data(Qt::ToolTipRole).toString() + QStringLiteral(".self_attn.q_proj");
            const QModelIndex query = findModule(picker.model(), name, layer);
            QVERIFY(query.isValid());
            QVERIFY(picker.model().setData(query, Qt::Checked, Qt::CheckStateRole));
        }
        QTRY_COMPARE_WITH_TIMEOUT(picker.entries(), QStringList{QStringLiteral("re:.*q_proj")}, 10000);
        QTRY_VERIFY(use->isEnabled());
        tree->setCurrentIndex(picker.model().index(0, 0, layers)); // by keyboard: the first layer
        QTest::keyClick(tree, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(picker.entries().contains(QStringLiteral("model.layers.0")), 10000);
        QTest::keyClick(tree, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!picker.entries().contains(QStringLiteral("model.layers.0")), 10000);
        for (QPushButton* button : picker.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Tick all")) {
                button->click();
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(picker.entries(), QStringList{QStringLiteral("Linear")}, 10000);
    }

    void anEntryPreviewsItsHits()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("targets"),
                            {QStringLiteral("re:.*up_proj"), QStringLiteral("re:.*down_proj")});
        const auto isBold = [&](const char* name) {
            return findModule(picker.model(), QString::fromLatin1(name)).data(Qt::FontRole).value<QFont>().bold();
        };
        QVERIFY(isBold("model.layers.1.mlp.up_proj") && isBold("model.layers.1.mlp.down_proj"));
        auto* list = picker.findChild<QListWidget*>();
        QCOMPARE(list->count(), 2);
        list->setCurrentRow(0);
        QVERIFY(isBold("model.layers.1.mlp.up_proj") && !isBold("model.layers.1.mlp.down_proj"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(list->viewport(), &leave);
        QVERIFY(isBold("model.layers.1.mlp.up_proj") && isBold("model.layers.1.mlp.down_proj"));
    }

    void filterHidesTheRest()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("targets"), {});
        picker.show();
        auto* tree = picker.findChild<QTreeView*>();
        picker.findChild<QLineEdit*>()->setText(QStringLiteral("up_proj"));
        const QModelIndex up = findModule(picker.model(), QStringLiteral("model.layers.1.mlp.up_proj"));
        const QModelIndex down = findModule(picker.model(), QStringLiteral("model.layers.1.mlp.down_proj"));
        QVERIFY(!tree->isRowHidden(up.row(), up.parent()));
        QVERIFY(tree->isRowHidden(down.row(), down.parent()));
        picker.findChild<QLineEdit*>()->clear();
        QVERIFY(!tree->isRowHidden(down.row(), down.parent()));
    }

    void ignoringNothingIsAllowed()
    {
        TargetPicker picker(*m_theme, m_analysis, kPruner, QStringLiteral("ignore"), {});
        QVERIFY(picker.findChildren<QPushButton*>().last()->isEnabled());
        QVERIFY(picker.windowTitle().contains(QStringLiteral("leaves alone")));
    }

private:
    std::unique_ptr<Theme> m_theme;
    RecipeAnalysisPtr m_analysis;
};

QTEST_MAIN(TargetPickerTest)
#include "target_picker_test.moc"
