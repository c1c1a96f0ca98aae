#include <cmath>

#include <QTest>

#include "core/base/atomic_file.h"
#include "core/eval/perplexity.h"
#include "core/eval/reference/probe.h"
#include "core/eval/reference/reference_logits.h"
#include "core/text/tokenizer.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using Ids = std::vector<text::TokenId>;

namespace {

struct Model
{
    model::Checkpoint checkpoint;
    Ids ids;
};

/// A model of the reference data and the tokens of a text, BOS first; nothing if they are not there.
std::optional<Model> load(const QString& model, const QString& text)
{
    const QString folder = tests::sharedData(model);
    const QString file = tests::sharedData(text);
    if (folder.isEmpty() || file.isEmpty())
        return std::nullopt;
    auto checkpoint = model::Checkpoint::open(folder.toStdString());
    auto tokenizer = text::Tokenizer::load(folder.toStdString());
    auto content = readTextFile(file.toStdString());
    if (!checkpoint || !tokenizer || !content)
        throw std::runtime_error("the reference model does not load");
    return Model{checkpoint.take(), (*tokenizer)->encode(*content)};
}

eval::PerplexityProtocol protocol(const std::string& name, std::int64_t window)
{
    eval::PerplexityProtocol result;
    result.name = name;
    result.windowTokens = window;
    result.stride = window / 2;
    return result;
}

auto measure(const model::Checkpoint& checkpoint, const eval::Records& records,
             const eval::PerplexityProtocol& protocol, const eval::EvaluationOptions& options = {})
{
    eval::ReferenceLogits source(checkpoint);
    return eval::evaluatePerplexity(source, records, protocol, options);
}

auto compare(const model::Checkpoint& checkpoint, const model::Checkpoint& baseline, const eval::Records& records,
             const eval::PerplexityProtocol& protocol)
{
    eval::ReferenceLogits source(checkpoint);
    eval::ReferenceLogits other(baseline);
    return eval::compareModels(source, other, records, protocol);
}

std::optional<Model> stories()
{
    return load("models/stories260K", "text/tinystories/second_half.txt");
}

} // namespace

class PerplexityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stories260kHasItsPublishedPerplexity()
    {
        const auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        double last = 0.0;
        eval::EvaluationOptions options;
        options.progress = [&last](double fraction) {
            QVERIFY(fraction > last);
            last = fraction;
        };
        const auto figure = measure(model->checkpoint, {model->ids}, protocol("papers", 256), options);
        QVERIFY(bool(figure));
        QCOMPARE(figure->windows, 199);
        QCOMPARE(figure->tokens, 50745);
        QVERIFY2(std::abs(figure->perplexity - 6.4683) < 1e-3, qPrintable(QString::number(figure->perplexity, 'f', 6)));
        QVERIFY(figure->standardError > 0.0 && figure->standardError < 0.5);
        QCOMPARE(last, 1.0);
        QCOMPARE(figure->protocol.dataHash.size(), std::size_t(64));
    }

    void mixed6mHasItsPublishedPerplexity()
    {
        const auto model = load("models/mixed-6m", "text/mixed/evaluation.txt");
        if (!model)
            QSKIP("The reference data is not there.");
        auto limited = protocol("papers", 256);
        limited.limitTokens = 160 * 256;
        const auto figure = measure(model->checkpoint, {model->ids}, limited);
        QVERIFY(bool(figure));
        QCOMPARE(figure->windows, 160);
        QVERIFY2(std::abs(figure->perplexity - 87.6829) < 1e-2,
                 qPrintable(QString::number(figure->perplexity, 'f', 6)));
    }

    void groupsOfWindowsDoNotChangeTheFigure()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        model->ids.resize(256 * 7 + 5);
        const auto whole = measure(model->checkpoint, {model->ids}, protocol("papers", 256));
        eval::EvaluationOptions options;
        options.stateBytes = 3 * 256 * 64 * 4; // three windows of 64 channels
        const auto grouped = measure(model->checkpoint, {model->ids}, protocol("papers", 256), options);
        QVERIFY(std::abs(whole->perplexity - grouped->perplexity) < 1e-4);
    }

    void moreContextLowersPerplexity()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        model->ids.resize(256 * 20);
        const auto of = [&](const eval::PerplexityProtocol& how) {
            return measure(model->checkpoint, {model->ids}, how)->perplexity;
        };
        const double papers = of(protocol("papers", 256));
        QVERIFY(of(protocol("sliding", 256)) < papers);
        QVERIFY(of(protocol("llama.cpp", 256)) < papers);
        QVERIFY(of(protocol("papers", 32)) > papers);
    }

    void samplesAreAveraged()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        const Ids first(model->ids.begin(), model->ids.begin() + 40);
        const Ids second(model->ids.begin() + 40, model->ids.begin() + 140);
        const auto of = [&](const eval::Records& records) {
            return measure(model->checkpoint, records, protocol("samples", 256))->perplexity;
        };
        QVERIFY(std::abs(of({first, second}) - (of({first}) + of({second})) / 2.0) < 1e-4);
    }

    void aModelAgreesWithItself()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        model->ids.resize(256 * 3);
        const auto comparison = compare(model->checkpoint, model->checkpoint, {model->ids}, protocol("papers", 256));
        QVERIFY(bool(comparison));
        QCOMPARE(comparison->topTokenAgreement, 1.0);
        QVERIFY(std::abs(comparison->meanKl) < 1e-7);
        QCOMPARE(comparison->baselinePerplexity, comparison->figure.perplexity);
    }

    void probeContinuesFromTheLayersThatAreDone()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        const std::vector<Ids> windows{Ids(model->ids.begin(), model->ids.begin() + 128),
                                       Ids(model->ids.begin() + 128, model->ids.begin() + 256)};
        eval::Probe probe(model->checkpoint, windows);
        Ids joined(model->ids.begin(), model->ids.begin() + 256);
        const double whole = measure(model->checkpoint, {joined}, protocol("papers", 128))->perplexity;
        QVERIFY(std::abs(probe.measure().perplexity.perplexity - whole) < 1e-4);
        nn::Block block = nn::loadBlock(model->checkpoint, 0);
        probe.advance(block);
        QCOMPARE(probe.layersDone(), std::size_t(1));
        QVERIFY(std::abs(probe.measure().perplexity.perplexity - whole) < 1e-4);
        block = nn::loadBlock(model->checkpoint, 1);
        block.linear(model::Role::Down).weight.zero_();
        probe.advance(block);
        QVERIFY(probe.measure().perplexity.perplexity > whole + 0.1);
    }

    void badInputIsNamedAndCancelStops()
    {
        auto model = stories();
        if (!model)
            QSKIP("The reference data is not there.");
        const auto evaluate = [&](const Ids& ids) { return measure(model->checkpoint, {ids}, protocol("papers", 8)); };
        QCOMPARE(evaluate(Ids(4, 1)).error().code, std::string("data.short"));
        QCOMPARE(evaluate(Ids(8, 512)).error().code, std::string("data.tokens"));
        eval::EvaluationOptions options;
        options.cancel.request();
        QVERIFY_EXCEPTION_THROWN((void)measure(model->checkpoint, {Ids(8, 1)}, protocol("papers", 8), options),
                                 Cancelled);
        const auto other = load("models/mixed-6m", "text/mixed/evaluation.txt");
        if (other)
            QCOMPARE(compare(model->checkpoint, other->checkpoint, {Ids(8, 1)}, protocol("papers", 8)).error().code,
                     std::string("evaluate.baseline"));
    }
};

QTEST_GUILESS_MAIN(PerplexityTest)
#include "perplexity_test.moc"
