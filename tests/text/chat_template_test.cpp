#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/chat_template.h"
#include "tests/text/jinja_cases.h"

using namespace espalier;
using namespace espalier::text;
using namespace espalier::tests;

namespace {

ChatInput caseInput()
{
    ChatInput input;
    input.messages = nlohmann::ordered_json::parse(kCaseMessages);
    input.beginOfSequence = "<s>";
    input.endOfSequence = "</s>";
    input.date = "2024-07-26";
    return input;
}

Result<std::string> rendered(const std::string& source, const ChatInput& input = caseInput())
{
    const auto parsed = ChatTemplate::parse(source);
    if (!parsed) {
        return parsed.error();
    }
    return parsed->render(input);
}

/// The text, or the error as "code place".
QByteArray outcome(const Result<std::string>& result)
{
    return QByteArray::fromStdString(result ? *result : result.error().code + " " + result.error().place);
}

} // namespace

class ChatTemplateTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path folder(const char* name) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(path);
        return path.toStdString();
    }

private Q_SLOTS:
    void rendersAsPython_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("expected");
        for (const JinjaCase& row : kJinjaCases) {
            QTest::newRow(row.name) << QByteArray(row.source) << QByteArray(row.rendered);
        }
    }
    void rendersAsPython()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, expected);
        const auto result = rendered(source.toStdString());
        QVERIFY2(bool(result), result ? "" : toString(result.error()).c_str());
        QCOMPARE(QByteArray::fromStdString(*result), expected);
    }

    void seesWhatItIsGiven()
    {
        const std::string source = "{{ bos_token }}{{ eos_token }}{{ tools is none }}{{ add_generation_prompt }}"
                                   "{{ documents is none }}";
        QCOMPARE(outcome(rendered(source)), QByteArray("<s></s>TrueTrueTrue"));
        ChatInput input;
        input.tools = nlohmann::ordered_json::parse(R"([{"b":1,"a":2}])");
        input.addGenerationPrompt = false;
        QCOMPARE(outcome(rendered(source + "{{ tools|tojson }}{{ messages is none }}", input)),
                 QByteArray("FalseFalseTrue[{\"b\": 1, \"a\": 2}]True"));
    }

    /// HF's ImmutableSandboxedEnvironment refuses to change lists; other programs allow it and templates exist that do.
    void listsCanBeChanged()
    {
        QCOMPARE(outcome(rendered("{% set l = [1] %}{% set _ = l.append(2) %}{{ l.extend([3]) }}{{ l.pop() }}{{ l }}"
                                  "{{ l.pop(0) }}{{ l.insert(0, 9) }}{{ l }}{{ l.index(2) }}{{ l.count(9) }}")),
                 QByteArray("None3[1, 2]1None[9, 2]11"));
        QCOMPARE(outcome(rendered("{% set d = {'a': 1} %}{% set _ = d.update({'b': 2}) %}{{ d }}")),
                 QByteArray("{'a': 1, 'b': 2}"));
        // One that holds itself ends in an error, not in a crash, and is freed (the sanitizer looks).
        QCOMPARE(outcome(rendered("{% set l = [] %}{% set _ = l.append(l) %}{{ l }}")),
                 QByteArray("template.render line 1"));
        QCOMPARE(outcome(rendered("{% set ns = namespace() %}{% set ns.a = ns %}{{ ns.a.a is defined }}")),
                 QByteArray("True"));
    }

    void bytesThatAreNoTextPassThrough()
    {
        ChatInput input = caseInput();
        const std::string odd = "a\xFF\xC3 b\xE6\x97";
        input.messages = nlohmann::ordered_json::array({{{"role", "user"}, {"content", odd}}});
        QCOMPARE(outcome(rendered("{{ messages[0].content }}", input)), QByteArray::fromStdString(odd));
        QCOMPARE(outcome(rendered("{{ messages[0].content|tojson }}", input)),
                 QByteArray::fromStdString("\"" + odd + "\""));
        QCOMPARE(outcome(rendered("{{ messages[0].content|upper|trim }}{{ messages[0].content|length }}", input)),
                 QByteArray("A\xFF\xC3 B\xE6\x97"
                            "7"));
        QCOMPARE(outcome(rendered("x\xFF{{ '\xFE' }}")), QByteArray("x\xFF\xFE"));
    }

    void syntaxErrorsHaveTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("place");
        const auto row = [](const char* source, const char* place) {
            QTest::newRow(source) << QByteArray(source) << QByteArray(place);
        };
        row("ab\nö {{ 1 + }}", "2:10");
        row("{% if x %}", "1:11");
        row("{% if x %}{% endfor %}", "1:11");
        row("{% for x in y %}{% else %}", "1:27");
        row("a{% endif %}", "1:2");
        row("{% else %}", "1:1");
        row("{{ x", "1:1");
        row("{% set x = 1", "1:1");
        row("{# x", "1:1");
        row("{% raw %}x", "1:1");
        row("{{ 'x }}", "1:4");
        row("{{ (1 }}", "1:7");
        row("{{ 1) }}", "1:5");
        row("{{ [1 2] }}", "1:7");
        row("{{ {1} }}", "1:6");
        row("{{ a.'x' }}", "1:6");
        row("{{ a[] }}", "1:6");
        row("{{ a[1:2:3:4] }}", "1:11");
        row("{{ f(a=1, 2) }}", "1:11");
        row("{{ 1 $ 2 }}", "1:6");
        row("{{ and }}", "1:4");
        row("{{ a| }}", "1:7");
        row("{{ a is }}", "1:9");
        row("{{ a is defined is true }}", "1:17");
        row("{{ '\\u12' }}", "1:6");
        row("{{ 99999999999999999999999 }}", "1:4");
        row("{{ a b }}", "1:6");
        row("{{ }}", "1:4");
        row("{% %}", "1:4");
        row("{% include 'x' %}", "1:4");
        row("{% for 1 in x %}{% endfor %}", "1:8");
        row("{% for x of y %}{% endfor %}", "1:10");
        row("{% for a.b in x %}{% endfor %}", "1:12");
        row("{% set %}", "1:8");
        row("{% macro f(a=1, b) %}{% endmacro %}", "1:18");
        row("{% macro f %}{% endmacro %}", "1:12");
        row("{% call x %}{% endcall %}", "1:11");
        row("{% break %}", "1:4");
        row("{% for x in y %}{% macro f() %}{% continue %}{% endmacro %}{% endfor %}", "1:35");
        row("{% if x y %}{% endif %}", "1:9");
    }
    void syntaxErrorsHaveTheirPlace()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, place);
        const auto parsed = ChatTemplate::parse(source.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(QByteArray::fromStdString(parsed.error().code), QByteArray("template.syntax"));
        QCOMPARE(QByteArray::fromStdString(parsed.error().place), place);
        QVERIFY(parsed.error().message.size() > 10);
    }

    void renderErrorsNameTheLine_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("says"); // part of the message
        const auto row = [](const char* source, const char* says) {
            QTest::newRow(source) << QByteArray(source) << QByteArray(says);
        };
        row("{{ missing.x }}", "\"missing\" is not defined");
        row("{{ messages[0].foo.bar }}", "has no \"foo\"");
        row("{{ missing() }}", "cannot be called");
        row("{{ 1() }}", "int cannot be called");
        row("{{ missing + 1 }}", "\"missing\" is not defined");
        row("{{ 'a' + 1 }}", "str and int");
        row("{{ -'a' }}", "operator -");
        row("{{ 'a' < 1 }}", "operator <");
        row("{{ 1 in 2 }}", "operator in");
        row("{{ 1 in 'a' }}", "operator in");
        row("{{ 1 / 0 }}", "zero");
        row("{{ 1 // 0 }}", "zero");
        row("{{ 1.5 % 0 }}", "zero");
        row("{{ 9223372036854775807 + 1 }}", "64 bits");
        row("{{ 10 ** 30 }}", "64 bits");
        row("{{ 4611686018427387904 * -4 }}", "64 bits");
        row("{{ (-9223372036854775807 - 1) // -1 }}", "64 bits");
        row("{{ -(-9223372036854775807 - 1) }}", "64 bits");
        row("{{ 1e300|int }}", "64 bits");
        row("{{ x|nofilter }}", "no filter named \"nofilter\"");
        row("{{ x is notest }}", "no test named \"notest\"");
        row("{{ [1]|map('nofilter') }}", "no filter");
        row("{{ [1]|select('notest') }}", "no test");
        row("{{ [1]|map }}", "missing");
        row("{{ missing|tojson }}", "tojson cannot write it");
        row("{{ range|tojson }}", "function");
        row("{{ 'a'|tojson(separators=[1, 2]) }}", "separators");
        row("{{ 'a'|tojson(indent=99999) }}", "indent");
        row("{{ 'a'|indent(none) }}", "width");
        row("{% for x in 5 %}{% endfor %}", "int cannot be iterated");
        row("{% for x in none %}{% endfor %}", "NoneType cannot be iterated");
        row("{% for a, b in [1] %}{% endfor %}", "cannot be iterated");
        row("{% set a, b = [1, 2, 3] %}", "3 values are assigned to 2 names");
        row("{% set x.y = 1 %}", "no namespace");
        row("{% set x = {} %}{% set x.y = 1 %}", "no namespace");
        row("{{ {[]: 1} }}", "key of a dict");
        row("{{ 5|length }}", "no length");
        row("{{ 'a'.split('') }}", "empty separator");
        row("{{ 'a'.split(1) }}", "not a text");
        row("{{ 'a'.replace('a') }}", "missing");
        row("{{ 'a'.upper(1) }}", "at most 0 arguments");
        row("{{ 'a'|trim('a', chars='b') }}", "twice");
        row("{{ 'a'|trim(b=1) }}", "no argument named");
        row("{{ 'a'.index('b') }}", "finds no");
        row("{{ [].pop() }}", "no such item");
        row("{{ [1, 'a']|sort }}", "operator <");
        row("{{ [1, 'a']|sum }}", "int and str");
        row("{{ 1|dictsort }}", "takes a dict");
        row("{{ [1][::0] }}", "zero");
        row("{{ [1]['a':] }}", "not integers");
        row("{{ range(0, 5, 0) }}", "zero");
        row("{{ range('a') }}", "integers");
        row("{{ ', '.join([1]) }}", "join takes texts");
        row("{{ '%d' % 'a' }}", "cannot be formatted");
        row("{{ '%s %s' % 'a' }}", "more places");
        row("{{ '%s' % (1, 2) }}", "fewer places");
        row("{{ '%999999d' % 1 }}", "width");
        row("{{ '%q' % 1 }}", "unknown letter");
        row("{{ '{'.format(1) }}", "without");
        row("{{ '{}'.format() }}", "no value");
        row("{{ '{:q}'.format(1) }}", "not supported");
        row("{{ [1]|batch(0) }}", "less than one");
        row("{{ 'a' is divisibleby 2 }}", "integers");
        row("{{ dict([1]) }}", "list of pairs");
        row("{{ f(**[1]) }}", "Only a dict");
        row("{{ 1|round(1, 'up') }}", "method of round");
        row("{{ '1'|int(base=99) }}", "base");
        row("{{ 'aa'|truncate(1) }}", "shorter");
    }
    void renderErrorsNameTheLine()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, says);
        const auto result = rendered("a\n\n" + source.toStdString());
        QVERIFY2(!result, result ? result->c_str() : "");
        QCOMPARE(outcome(result), QByteArray("template.render line 3"));
        QVERIFY2(result.error().message.find(says.toStdString()) != std::string::npos, result.error().message.c_str());
    }

    void aTemplateCanRefuse()
    {
        const auto result = rendered("{{ 1 }}\n{{ raise_exception('Roles must ' ~ 'alternate!') }}");
        QCOMPARE(outcome(result), QByteArray("template.refused line 2"));
        QCOMPARE(result.error().message, std::string("Roles must alternate!"));
    }

    void runawayTemplatesEnd_data()
    {
        QTest::addColumn<QByteArray>("source");
        const auto row = [](const char* name, const QByteArray& source) { QTest::newRow(name) << source; };
        row("endless recursion", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}");
        row("recursion through two",
            "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}");
        row("recursive loop", "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}");
        row("caller of itself", "{% macro f() %}{% call f() %}{% endcall %}{% endmacro %}{{ f() }}");
        row("long range", "{{ range(10 ** 18) }}");
        row("many turns", "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}");
        row("much output", "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}");
        row("long text", "{{ 'abc' * 10 ** 18 }}");
        row("long list", "{{ [1, 2] * 10 ** 18 }}");
        row("doubling text",
            "{% set ns = namespace(x='x') %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}");
        row("doubling list",
            "{% set ns = namespace(x=[1]) %}{% for a in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}");
        row("deep list",
            "{% set ns = namespace(x=[1]) %}{% for a in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}");
        row("deep dict",
            "{% set ns = namespace(x=[1]) %}{% for a in range(9999) %}{% set ns.x = {'a': ns.x} %}{% endfor %}");
        row("replacing", "{{ ('a' * 999999).replace('a', 'b' * 999999) }}");
        row("joining", "{{ ('a' * 9999)|list|join('b' * 999999) }}");
        row("centering", "{{ 'a'|center(10 ** 18) }}");
        row("filling", "{{ 'a'.zfill(10 ** 18) }}");
        row("batching", "{{ [1]|batch(10 ** 18, 0) }}");
        row("indenting", "{{ ('a\\n' * 9999999)|indent(1000) }}");
        row("brackets", "{{ " + QByteArray(100000, '(') + "1" + QByteArray(100000, ')') + " }}");
        row("lists", "{{ " + QByteArray(100000, '[') + "1" + QByteArray(100000, ']') + " }}");
        row("signs", "{{ " + QByteArray(100000, '-') + "1 }}");
        row("negations", "{{ " + QByteArray("not ").repeated(100000) + "1 }}");
        row("sums", "{{ 1" + QByteArray(" + 1").repeated(100000) + " }}");
        row("attributes", "{{ a" + QByteArray(".b").repeated(100000) + " }}");
        row("filters", "{{ a" + QByteArray("|trim").repeated(100000) + " }}");
        row("conditions", "{{ 1" + QByteArray(" if 1 else 1").repeated(100000) + " }}");
        row("blocks", QByteArray("{% if 1 %}").repeated(100000));
        // Small values that are seen as 2^40 leaves: each list, tuple or dict holds the one before it twice.
        const QByteArray shared =
            "{% set n = namespace(l=[1], m=[1], t=(1,), u=(1,), d={'a': 1}, e={'a': 1}) %}{% for a in range(40) %}"
            "{% set n.l = [n.l, n.l] %}{% set n.m = [n.m, n.m] %}{% set n.t = (n.t, n.t) %}{% set n.u = (n.u, n.u) %}"
            "{% set n.d = {'a': n.d, 'b': n.d} %}{% set n.e = {'a': n.e, 'b': n.e} %}{% endfor %}";
        for (const char* use : {"n.l",
                                "n.d",
                                "n.l ~ 'a'",
                                "n.l == n.m",
                                "n.d != n.e",
                                "n.l < n.m",
                                "n.m in [n.l]",
                                "n.m is eq(n.l)",
                                "[n.l]|join",
                                "n.l|string",
                                "n.l|trim",
                                "n.l|tojson",
                                "n.d|tojson(sort_keys=true)",
                                "[n.l, n.m]|sort|first",
                                "[n.l, n.m]|max",
                                "[n.l, n.m]|unique|length",
                                "{n.t: 1}[n.u]",
                                "{n.t: 1, n.u: 2}|length",
                                "{n.t: 1}.get(n.u)",
                                "[n.l].index(n.m)",
                                "[n.l].count(n.m)",
                                "'%s' % n.d",
                                "'%r'|format(n.l)",
                                "'{}'.format(n.l)",
                                "'{!r}'.format(n.d)",
                                "n.l is upper",
                                "'a'|attr(n.l)",
                                "raise_exception(n.l)"}) {
            row(use, shared + "{{ " + use + " }}");
        }
        row("shared items that change", shared + "{% for x in [n.l, n.m] %}{{ loop.changed(x) }}{% endfor %}");
        row("shared items in groups", shared + "{{ [{'k': n.l}, {'k': n.m}]|groupby('k')|length }}");
    }
    void runawayTemplatesEnd()
    {
        QFETCH(QByteArray, source);
        const auto result = rendered(source.toStdString());
        QVERIFY2(!result, "it has an end");
        QVERIFY(result.error().code == "template.render" || result.error().code == "template.syntax");
    }

    /// A container is equal to itself, however much it holds.
    void whatIsTheSameIsEqual()
    {
        QCOMPARE(outcome(rendered("{% set n = namespace(l=[1]) %}{% for a in range(40) %}{% set n.l = [n.l, n.l] %}"
                                  "{% endfor %}{{ n.l == n.l }}{{ n.l in [n.l] }}{{ [n.l].index(n.l) }}")),
                 QByteArray("TrueTrue0"));
        QCOMPARE(outcome(rendered("{{ [1, [2.0, 'a', none]] == [true, [2, 'a', none]] }}{{ [1] == (1,) }}"
                                  "{{ {(1, 'a'): 1} == {(1.0, 'a'): 1} }}{{ {(1, 'a'): 1}[(1, 'a')] }}")),
                 QByteArray("TrueFalseTrue1"));
    }

    /// Chains that no depth counts are freed one by one: lists within lists by append, namespaces within namespaces.
    void longChainsAreFreed()
    {
        QCOMPARE(outcome(rendered("{% set ns = namespace(at=[]) %}{% for a in range(99999) %}{% set new = [] %}"
                                  "{% set _ = ns.at.append(new) %}{% set ns.at = new %}{% endfor %}{{ ns.at }}")),
                 QByteArray("[]"));
        QCOMPARE(outcome(rendered("{% set ns = namespace(at=1) %}{% for a in range(99999) %}"
                                  "{% set ns.at = namespace(at=ns.at) %}{% endfor %}{{ ns.at is defined }}")),
                 QByteArray("True"));
    }

    void aLongConversationIsNoRunaway()
    {
        ChatInput input;
        for (int i = 0; i < 2000; ++i) {
            input.messages.push_back(
                {{"role", i % 2 == 0 ? "user" : "assistant"}, {"content", std::string(2000, 'x')}});
        }
        const auto result = rendered("{% for m in messages %}{{ '<' + m['role'] + '>' + m.content | trim + '\\n' }}"
                                     "{% if loop.index0 > 0 and messages[loop.index0 - 1].role == m.role %}!{% endif %}"
                                     "{% endfor %}",
                                     input);
        QVERIFY2(bool(result), result ? "" : toString(result.error()).c_str());
        QCOMPARE(result->size(), std::size_t(2000 * 2000 + 1000 * (4 + 9) + 2000 * 3));
    }

    void deepMessagesAreRefused()
    {
        ChatInput input;
        for (int i = 0; i < 1000; ++i) {
            input.messages = nlohmann::ordered_json::array({input.messages});
        }
        QCOMPARE(outcome(rendered("{{ messages }}", input)), QByteArray("template.render line 1"));
    }

    void daysThatAreNoneAreRefused_data()
    {
        QTest::addColumn<QByteArray>("date");
        for (const char* date : {"2024", "2023-02-29", "2024-13-01", "2024-01-01x", "26 Jul 2024"}) {
            QTest::newRow(date) << QByteArray(date);
        }
    }
    void daysThatAreNoneAreRefused()
    {
        QFETCH(QByteArray, date);
        ChatInput input = caseInput();
        input.date = date.toStdString();
        QCOMPARE(outcome(rendered("{{ 1 }}", input)), QByteArray("template.date "));
    }

    void withoutADateItIsToday()
    {
        ChatInput input = caseInput();
        input.date.clear();
        const QDate before = QDate::currentDate();
        const auto result = rendered("{{ strftime_now('%Y-%m-%d') }}", input);
        QVERIFY(bool(result));
        const QDate day = QDate::fromString(QString::fromStdString(*result), Qt::ISODate);
        QVERIFY(day >= before && day <= QDate::currentDate());
    }

    void aFolderGivesItsTemplate_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("withTools");
        QTest::addColumn<QByteArray>("expected"); // rendered text, error code and end of the place, or "none"
        const auto row = [](const char* name, const char* file, const QByteArray& content, bool withTools,
                            const char* expected) {
            QTest::newRow(name) << QByteArray(file) << content << withTools << QByteArray(expected);
        };
        const char* const config = "tokenizer_config.json";
        const QByteArray named = "{\"chat_template\": [{\"name\": \"default\", \"template\": \"d\"},"
                                 "{\"name\": \"tool_use\", \"template\": \"t\"}]}";
        row("text", config, "{\"chat_template\": \"a{{ 1 }}\"}", false, "a1");
        row("named", config, named, false, "d");
        row("named for tools", config, named, true, "t");
        row("no template for tools", config, "{\"chat_template\": [{\"name\": \"default\", \"template\": \"d\"}]}",
            true, "d");
        row("no default", config, "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"d\"}, 3, {}]}", false,
            "tokenizer.format tokenizer_config.json");
        row("jinja file", "chat_template.jinja", "j{{ 2 }}\n", false, "j2");
        row("chat_template.json", "chat_template.json", "{\"chat_template\": \"c\"}", false, "c");
        row("nothing", "README.md", "", false, "none");
        row("no key", config, "{\"model_max_length\": 1}", false, "none");
        row("null", config, "{\"chat_template\": null}", false, "none");
        row("number", config, "{\"chat_template\": 7}", false, "tokenizer.format tokenizer_config.json");
        row("damaged", config, "{\"chat_template\": \"a", false, "tokenizer.format tokenizer_config.json");
        row("no object", config, "[]", false, "tokenizer.format tokenizer_config.json");
        row("syntax", config, "{\"chat_template\": \"a\\n{{\"}", false, "template.syntax tokenizer_config.json:2:1");
        row("syntax in jinja file", "chat_template.jinja", "{% if %}", false,
            "template.syntax chat_template.jinja:1:7");
    }
    void aFolderGivesItsTemplate()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, content);
        QFETCH(bool, withTools);
        QFETCH(QByteArray, expected);
        const std::filesystem::path path = folder(QTest::currentDataTag());
        QVERIFY(bool(writeFileAtomically(path / file.toStdString(), content.toStdString())));
        const auto loaded = ChatTemplate::load(path, withTools);
        QByteArray found = "none";
        if (!loaded) {
            const std::filesystem::path place = loaded.error().place;
            found = QByteArray::fromStdString(loaded.error().code + " " + place.filename().string());
        } else if (loaded->has_value()) {
            found = outcome((*loaded)->render({}));
        }
        QCOMPARE(found, expected);
    }

    void theJinjaFileComesFirst()
    {
        const std::filesystem::path path = folder("both");
        QVERIFY(bool(writeFileAtomically(path / "tokenizer_config.json", "{\"chat_template\": \"config\"}")));
        QVERIFY(bool(writeFileAtomically(path / "chat_template.json", "{\"chat_template\": \"json\"}")));
        QCOMPARE(outcome((*ChatTemplate::load(path).value()).render({})), QByteArray("json"));
        QVERIFY(bool(writeFileAtomically(path / "chat_template.jinja", "jinja")));
        const auto loaded = ChatTemplate::load(path);
        QCOMPARE(outcome((**loaded).render({})), QByteArray("jinja"));
        QCOMPARE((**loaded).source(), std::string("jinja"));
        QVERIFY(!ChatTemplate::load(path / "none")->has_value());
    }

    void templatesTooLargeAreRefused()
    {
        const auto parsed = ChatTemplate::parse(std::string((std::size_t(4) << 20) + 1, ' '));
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, std::string("template.syntax"));
    }

    /// The demo's own template gives the form that its training text has (core/text/demo/demo_text.cpp).
    void theDemoModelHasItsFormat()
    {
        const auto loaded = ChatTemplate::load(ESPALIER_SOURCE_DIR "/resources/demo/model");
        QVERIFY(bool(loaded) && loaded->has_value());
        ChatInput input;
        input.messages = nlohmann::ordered_json::parse(
            R"([{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"user","content":"Who?"}])");
        QCOMPARE(outcome((*loaded)->render(input)),
                 QByteArray("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHo<|im_end|>\n"
                            "<|im_start|>user\nWho?<|im_end|>\n<|im_start|>assistant\n"));
    }
};

QTEST_GUILESS_MAIN(ChatTemplateTest)
#include "chat_template_test.moc"
