#include <algorithm>
#include <filesystem>

#include <ATen/ops/argmax.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/eval/perplexity.h"
#include "core/eval/reference/reference_logits.h"
#include "core/nn/language_model.h"
#include "core/text/demo/demo_folder.h"
#include "core/text/demo/demo_text.h"
#include "core/text/tokenizer.h"

using namespace espalier;
namespace demo = text::demo;

namespace {

/// Greedy answer up to an end token, or to 40 tokens.
std::string answer(const model::Checkpoint& checkpoint, const text::Tokenizer& tokenizer, const std::string& question,
                   bool& stopped)
{
    std::vector<text::TokenId> ids = tokenizer.encode(demo::prompt(question));
    const std::size_t begin = ids.size();
    const auto& ends = checkpoint.spec().endOfSequenceIds;
    stopped = false;
    while (!stopped && ids.size() < begin + 40) {
        const auto next = at::argmax(nn::sequenceLogits(checkpoint, ids)[-1]).item<std::int64_t>();
        stopped = std::find(ends.begin(), ends.end(), next) != ends.end();
        if (!stopped)
            ids.push_back(text::TokenId(next));
    }
    return tokenizer.decode(std::span(ids).subspan(begin));
}

} // namespace

class ShippedModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto shipped = demo::shippedModel();
        QVERIFY(bool(shipped));
        m_folder = std::filesystem::path(m_temporary.path().toStdString()) / "demo";
        QVERIFY(bool(demo::writeDemo(m_folder, *shipped)));
    }

    void demoFolderIsComplete()
    {
        for (const char* name : {"model/config.json", "model/model.safetensors", "model/tokenizer.json",
                                 "model/tokenizer_config.json", "calibration.txt", "evaluation.txt", "recipe.yaml"})
            QVERIFY2(std::filesystem::is_regular_file(m_folder / name), name);
        QVERIFY(!std::filesystem::exists(m_folder.string() + ".incomplete"));
        std::uintmax_t bytes = 0;
        for (const auto& file : std::filesystem::directory_iterator(m_folder / "model"))
            bytes += file.file_size();
        QCOMPARE_LT(bytes, std::uintmax_t(6) << 20);
        const auto checkpoint = model::Checkpoint::open(m_folder / "model");
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
    }

    void anExistingFolderIsRefused()
    {
        QCOMPARE(demo::writeDemo(m_folder, *demo::shippedModel()).error().code, std::string("demo.exists"));
        const auto blocked = demo::writeDemo("/proc/espalier-demo", *demo::shippedModel());
        QCOMPARE(blocked.error().code, std::string("file.write"));
    }

    void perplexityIsWhatWasMeasured()
    {
        const auto checkpoint = model::Checkpoint::open(m_folder / "model");
        const auto tokenizer = text::Tokenizer::load(m_folder / "model");
        QVERIFY(bool(tokenizer));
        eval::PerplexityProtocol protocol;
        protocol.windowTokens = 256;
        protocol.limitTokens = 256 * 60;
        const auto ids = (*tokenizer)->encode(demo::text(demo::Split::Evaluation, 100000));
        eval::ReferenceLogits reference(*checkpoint);
        const auto figure = eval::evaluatePerplexity(reference, {ids}, protocol);
        QVERIFY(bool(figure));
        QVERIFY2(figure->perplexity < kMeasuredPerplexity * 1.02, qPrintable(QString::number(figure->perplexity)));
        QVERIFY2(figure->perplexity > kMeasuredPerplexity * 0.98, qPrintable(QString::number(figure->perplexity)));
    }

    void answersAreMostlyRightAndEnd()
    {
        const auto checkpoint = model::Checkpoint::open(m_folder / "model");
        const auto tokenizer = text::Tokenizer::load(m_folder / "model");
        int right = 0;
        int ended = 0;
        const auto questions = demo::questions(demo::Split::Evaluation, 60);
        for (const demo::Question& question : questions) {
            bool stopped = false;
            const std::string given = answer(*checkpoint, **tokenizer, question.question, stopped);
            ended += stopped;
            right += given == question.answer;
            if (given != question.answer)
                qInfo("%s -> %s (%s)", question.question.c_str(), given.c_str(), question.answer.c_str());
        }
        qInfo("%d of %zu right", right, questions.size());
        QCOMPARE_GE(right, kRightAnswers);
        QCOMPARE(ended, int(questions.size()));
    }

private:
    static constexpr double kMeasuredPerplexity = 1.551; ///< of the shipped weights on this text
    static constexpr int kRightAnswers = 47;            ///< of 60

    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
};

QTEST_GUILESS_MAIN(ShippedModelTest)
#include "shipped_model_test.moc"
