#include <QTest>
#include <fstream>
#include <iterator>
#include <sstream>

#include "core/text/tokenizer.h"
#include "tests/support/shared_data.h"

using namespace espalier::text;
using espalier::tests::sharedData;

/// Ids of the original tokenizers for texts in many scripts (optional reference data).
class VectorsTest : public QObject
{
    Q_OBJECT

    static std::string slurp(const QString& file)
    {
        std::ifstream stream(file.toStdString(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

private Q_SLOTS:
    void idsEqualTheOriginals_data()
    {
        QTest::addColumn<QString>("vocabulary");
        QTest::addColumn<QString>("vectors");
        for (const char* name : {"llama-spm", "phi-3", "gpt-2", "deepseek-llm", "starcoder"}) {
            const QString file = QStringLiteral("vocab-gguf/ggml-vocab-%1.gguf").arg(name);
            QTest::newRow(name) << file << file;
        }
        QTest::newRow("llama-bpe") << "tokenizers/llama3"
                                   << "vocab-gguf/ggml-vocab-llama-bpe.gguf";
        QTest::newRow("qwen2") << "tokenizers/qwen2.5"
                               << "vocab-gguf/ggml-vocab-qwen2.gguf";
        QTest::newRow("phi-3 tokenizer.json") << "tokenizers/phi-3-mini"
                                              << "vocab-gguf/ggml-vocab-phi-3.gguf";
        QTest::newRow("llama tokenizer.json") << "tokenizers/llama2-hf"
                                              << "vocab-gguf/ggml-vocab-llama-spm.gguf";
        QTest::newRow("llama tokenizer.model") << "tokenizers/llama2"
                                               << "vocab-gguf/ggml-vocab-llama-spm.gguf";
    }

    void idsEqualTheOriginals()
    {
        QFETCH(QString, vocabulary);
        QFETCH(QString, vectors);
        const QString path = sharedData(vocabulary);
        const QString inputs = sharedData(vectors + ".inp");
        if (path.isEmpty() || inputs.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const auto tokenizer = Tokenizer::load(path.toStdString());
        QVERIFY2(bool(tokenizer), tokenizer ? "" : toString(tokenizer.error()).c_str());
        const std::string separator = "\n__ggml_vocab_test__\n";
        const std::string text = slurp(inputs);
        std::istringstream lines(slurp(sharedData(vectors + ".out")));
        std::string line;
        std::size_t begin = 0;
        int count = 0;
        while (begin <= text.size() && std::getline(lines, line)) {
            const std::size_t end = std::min(text.find(separator, begin), text.size());
            std::istringstream numbers(line);
            const std::vector<TokenId> expected{std::istream_iterator<TokenId>(numbers), {}};
            const auto ids = (*tokenizer)->encode(text.substr(begin, end - begin), {false, false});
            QCOMPARE(ids, expected);
            begin = end + separator.size();
            ++count;
        }
        QVERIFY(count > 40);
    }
};

QTEST_GUILESS_MAIN(VectorsTest)
#include "vectors_test.moc"
