#include <cstdio>
#include <set>
#include <stdexcept>

#include <QTest>

#include "core/text/demo/demo_text.h"
#include "core/text/demo/facts.h"
#include "core/text/demo/template.h"

using namespace espalier;
using namespace espalier::text;
using demo::Split;

class DemoTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void templatesDrawAlternativesAndFillSlots()
    {
        Random random(1);
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i)
            seen.insert(demo::expand("[a|b[c|d]]{x}", {{"x", "!"}}, random));
        QCOMPARE(seen, (std::set<std::string>{"a!", "bc!", "bd!"}));
        QVERIFY_EXCEPTION_THROWN(demo::expand("{y}", {{"x", "!"}}, random), std::out_of_range);
        QVERIFY_EXCEPTION_THROWN(demo::expand("[a|b", {}, random), std::out_of_range);
        QCOMPARE(demo::withArticle("owl"), std::string("an owl"));
    }

    void everyTemplateExpands()
    {
        Random random(2);
        for (int i = 0; i < 5000; ++i) {
            const std::string story = demo::drawStory(random, i % 3 == 0 ? "fox" : i % 3 == 1 ? "key" : "");
            const demo::Exchange exchange = demo::drawExchange(random);
            for (const std::string& text : {story, exchange.question, exchange.answer, demo::drawDescription(random)}) {
                QVERIFY(!text.empty());
                QVERIFY2(text.find_first_of("[]{}|") == std::string::npos, text.c_str());
            }
            if (i % 3 != 2)
                QVERIFY2(story.find(i % 3 == 0 ? "fox" : "key") != std::string::npos, story.c_str());
        }
    }

    void sameSplitIsTheSameText()
    {
        QCOMPARE(demo::text(Split::Evaluation, 50000), demo::text(Split::Evaluation, 50000));
        // A longer text only goes on.
        QVERIFY(demo::text(Split::Evaluation, 60000).starts_with(demo::text(Split::Evaluation, 50000)));
    }

    void splitsShareNoDocument()
    {
        std::set<std::string> training;
        for (const std::string& document : demo::documents(Split::Training, 2000000))
            training.insert(document);
        for (const Split split : {Split::Calibration, Split::Evaluation})
            for (const std::string& document : demo::documents(split, 200000))
                QVERIFY2(!training.contains(document), document.c_str());
        QCOMPARE_GT(training.size(), std::size_t(4000)); // documents repeat little
    }

    void arithmeticIsRight()
    {
        int sums = 0;
        for (const demo::Question& question : demo::questions(Split::Training, 2000)) {
            int a = 0;
            int b = 0;
            int c = 0;
            char sign = 0;
            if (std::sscanf(question.answer.c_str(), "%d %c %d = %d.", &a, &sign, &b, &c) != 4)
                continue;
            ++sums;
            QCOMPARE(c, sign == '+' ? a + b : sign == '-' ? a - b : a * b);
            QVERIFY(question.question.find(std::to_string(a)) != std::string::npos);
        }
        QCOMPARE_GT(sums, 50);
    }

    void promptEndsWhereTheAnswerBegins()
    {
        const std::string chat = demo::text(Split::Training, 300000);
        const std::string prompt = demo::prompt(demo::questions(Split::Training, 1).front().question);
        QVERIFY(prompt.ends_with("<|im_end|>\n<|im_start|>assistant\n"));
        QVERIFY(chat.find("<|im_end|>\n<|im_start|>assistant\n") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(DemoTextTest)
#include "demo_text_test.moc"
