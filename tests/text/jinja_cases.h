#pragma once

namespace espalier::tests {

/// A template and what it renders to.
struct JinjaCase
{
    const char* name;
    const char* source;
    const char* rendered;
};

/// Rendered with kCaseMessages, no tools, a generation prompt, <s> and </s>, on 26 July 2024. The expected texts are
/// what Python's jinja2 3.1.6 gives when it is set up as Hugging Face's apply_chat_template sets it up
/// (trim_blocks, lstrip_blocks, loop controls, json.dumps without ensure_ascii as tojson).
inline constexpr JinjaCase kJinjaCases[] = {
    {"if elif else",
     "{% if false %}a{% elif 0 %}b{% elif 'x' %}c{% else %}d{% endif %}{% if none %}a{% else %}e{% endif %}", "ce"},
    {"for and loop",
     "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first "
     "}}{{ loop.last }}{{ loop.length }}{{ loop.depth }} {% endfor %}",
     "1021TrueFalse21 2110FalseTrue21 "},
    {"for previous and next", "{% for x in [1,2] %}{{ loop.previtem is defined }}{{ loop.nextitem }}|{% endfor %}",
     "False2|True|"},
    {"for else", "{% for x in [] %}a{% else %}b{% endfor %}{% for x in missing %}a{% else %}c{% endfor %}", "bc"},
    {"for if", "{% for x in range(6) if x % 2 %}{{ loop.index }}:{{ x }} {% endfor %}", "1:1 2:3 3:5 "},
    {"for unpacks",
     "{% for k, v in {'a': 1, 'b': [2]}.items() %}{{ k }}={{ v }};{% endfor %}{% for (a, b) in [(1, 2)] %}{{ a }}{{ b "
     "}}{% endfor %}",
     "a=1;b=[2];12"},
    {"for over text and dict", "{% for c in 'añ' %}{{ c }}.{% endfor %}{% for k in {'x': 1} %}{{ k }}{% endfor %}",
     "a.ñ.x"},
    {"for scope", "{% set x = 0 %}{% for i in range(3) %}{{ x }}{% set x = i + 1 %}{{ x }}{% endfor %}{{ x }}",
     "0102030"},
    {"for recursive",
     "{% for a in [[1, 2], [3, [4]]] recursive %}{{ a if a is number else '(' ~ loop(a) ~ ')' }}{{ loop.depth }}{% "
     "endfor %}",
     "(1222)1(32(43)2)1"},
    {"loop cycle and changed", "{% for x in [1, 1, 2] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }} {% endfor %}",
     "aTrue bFalse aTrue "},
    {"break and continue",
     "{% for x in range(9) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% "
     "endfor %}",
     "023"},
    {"set", "{% set a = 1 %}{% set b, c = 2, 3 %}{{ a }}{{ b }}{{ c }}{% if true %}{% set a = 5 %}{% endif %}{{ a }}",
     "1235"},
    {"set block", "{% set x %} a{{ 1 }} {% endset %}[{{ x }}]{% set y | trim | upper %} b {% endset %}[{{ y }}]",
     "[ a1 ][B]"},
    {"namespace",
     "{% set ns = namespace(a=1, b='x') %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}{{ ns.b "
     "}}{{ ns.c is defined }}",
     "4xFalse"},
    {"macro",
     "{% macro f(a, b='x', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=2) }} {{ f('a', 'b', "
     "'c')|upper }}",
     "1x1 1x2 ABC"},
    {"macro undefined parameter", "{% macro f(a) %}{{ a is defined }}{% endmacro %}{{ f() }}", "False"},
    {"macro varargs", "{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, k=3) }}", "(1, 2){'k': 3}"},
    {"macro sees later names", "{% macro f() %}{{ y }}{% endmacro %}{% set y = 3 %}{{ f() }}", "3"},
    {"macro recursion", "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
     "3210"},
    {"call block", "{% macro f(a) %}<{{ caller(a) }}>{% endmacro %}{% call(x) f(7) %}got {{ x }}{% endcall %}",
     "<got 7>"},
    {"filter block", "{% filter upper %}a{{ 'b' }}{% endfilter %}", "AB"},
    {"with", "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}", "3False"},
    {"generation", "{% generation %}a{% set q = 1 %}{% endgeneration %}{{ q is defined }}", "aFalse"},
    {"raw", "{% raw %}{{ a }}{% if %}{% endraw %}b", "{{ a }}{% if %}b"},
    {"raw white space", "a\n  {%- raw -%}  {{ x }} {%- endraw %}  b", "a{{ x }}  b"},
    {"comments", "a{# {{ b }} {% if %} #}c{#- x -#}  d", "acd"},
    {"trim blocks", "a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc"},
    {"lstrip blocks", "a\n   {% if true %}\n  b\n   {% endif %}\n  {{ 1 }}\n \t{# c #}\nd", "a\n  b\n  1\nd"},
    {"lstrip not after text", "a  {% if true %}b{% endif %}\n{{ 1 }}  {% if true %}c{% endif %}", "a  b1  c"},
    {"keep indentation", "  {%+ if true %}a{% endif +%}\nb", "  a\nb"},
    {"minus", "a  \n {%- if true -%} \n b \n{%- endif -%}\n c {{- 1 -}} \n d", "abc1d"},
    {"line ends", "a\r\nb\rc\n\n", "a\nb\nc\n"},
    {"bracket in tag", "{{ {'a': {'b': 1}} }}{{ '}}' }}{{ {} }}", "{'a': {'b': 1}}}}{}"},
    {"sum and product",
     "{{ 1 + 2 * 3 - 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % -3 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 7.5 "
     "// 2 }} {{ -7.5 % 2 }}",
     "5.0 3 -4 -2 2 1024 0.5 3.0 0.5"},
    {"precedence",
     "{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ 'a' ~ 2 * 3 ~ 'b' }} {{ not 1 == 2 }} {{ 1 if false else 2 if true else 3 }} "
     "{{ -3|abs }} {{ 2 * 3|string }}",
     "4 64 a6b True 2 3 33"},
    {"containers added", "{{ [1] + [2] }} {{ (1,) + (2,) }} {{ 'ab' * 3 }} {{ [0] * 2 }} {{ 2 * 'x' }}",
     "[1, 2] (1, 2) ababab [0, 0] xx"},
    {"comparisons",
     "{{ 1 < 2 <= 2 < 3 }} {{ 1 < 2 > 3 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 1 == 1.0 == true }} {{ 'a' == 1 }} "
     "{{ none == false }} {{ (1,) == [1] }} {{ {'a': 1, 'b': 2} == {'b': 2, 'a': 1} }}",
     "True False True True True False False False True"},
    {"in",
     "{{ 'b' in 'abc' }} {{ 1 in [1.0] }} {{ 'k' in {'k': 1} }} {{ 'x' not in 'abc' }} {{ 1 in missing }} {{ 'role' in "
     "messages[0] }}",
     "True True True True False True"},
    {"logic gives operands", "{{ 0 or 'a' }} {{ '' and 1 }} {{ 1 and 2 }} {{ none or false }} {{ not [] }}",
     "a  2 False True"},
    {"ternary without else", "[{{ 'a' if false }}]{{ ('a' if false) is defined }}", "[]False"},
    {"literals",
     "{{ true }}{{ True }}{{ false }}{{ none }}{{ None }} {{ 1_000 }} {{ 1.5e3 }} {{ 1e-7 }} {{ [1, 'a', (2,), ()] }} "
     "{{ {'a': none, 1: 2.0} }} {{ 'x' 'y' }}",
     "TrueTrueFalseNoneNone 1000 1500.0 1e-07 [1, 'a', (2,), ()] {'a': None, 1: 2.0} xy"},
    {"escapes", "{{ 'a\\n\\t\\'\\\"\\\\\\x41\\u00e9\\101\\q' }}{{ \"it's\" }}", "a\n\t'\"\\AéA\\qit's"},
    {"text repr", "{{ ['a', \"it's\", 'q\"', \"b'\\\"\", 'n\\n\\x01', 'é'] }}",
     "['a', \"it's\", 'q\"', 'b\\'\"', 'n\\n\\x01', 'é']"},
    {"floats",
     "{{ 1.0 }} {{ 0.1 + 0.2 }} {{ 1e16 }} {{ 1e15 }} {{ 1e-5 }} {{ 0.0001 }} {{ 1 / 3 }} {{ 1e400 }} {{ -1e400 }} {{ "
     "123456789.125 }} {{ 1e22 }} {{ 5e-324 }}",
     "1.0 0.30000000000000004 1e+16 1000000000000000.0 1e-05 0.0001 0.3333333333333333 inf -inf 123456789.125 1e+22 "
     "5e-324"},
    {"undefined",
     "[{{ missing }}]{{ missing is defined }}{{ missing is undefined }}{{ messages[0].x is defined }}{{ messages[9] is "
     "defined }}{{ none.x is defined }}{{ 'a'.x is defined }}[{{ missing ~ 'a' }}]{{ missing == nothing }}{{ "
     "missing|length }}",
     "[]FalseTrueFalseFalseFalseFalse[a]True0"},
    {"indexing",
     "{{ [1, 2, 3][-1] }} {{ 'añb'[1] }} {{ messages[0]['role'] }} {{ messages[-1].role }} {{ (1, 2)[0] }} {{ {1: "
     "'a'}[1] }} {{ [[1, 2]][0].1 }}",
     "3 ñ user assistant 1 a 2"},
    {"slices",
     "{{ [0, 1, 2, 3][1:] }} {{ [0, 1, 2, 3][:-1] }} {{ [0, 1, 2, 3][::2] }} {{ [0, 1, 2, 3][::-1] }} {{ [0, 1, 2, "
     "3][-2:9] }} {{ 'añbc'[1:3] }} {{ 'abc'[::-1] }} {{ (1, 2, 3)[1:] }} {{ 'abc'[5:] }} {{ [0, 1, 2, 3][3:0:-2] }}",
     "[1, 2, 3] [0, 1, 2] [0, 2] [3, 2, 1, 0] [2, 3] ñb cba (2, 3)  [3, 1]"},
    {"key before method in brackets",
     "{{ {'items': 1}['items'] }} {{ {'get': 2}.get('get') }} {{ {'items': 1}.items()|list }}", "1 2 [('items', 1)]"},
    {"text strips",
     "[{{ '  a '.strip() }}][{{ '  a '.lstrip() }}][{{ '  a '.rstrip() }}][{{ 'xxaxy'.strip('xy') }}][{{ "
     "'\\u00a0\\u3000a\\u2003'.strip() }}]",
     "[a][a ][  a][a][a]"},
    {"text splits",
     "{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }} {{ 'a b c'.rsplit(' ', 1) }} {{ 'a  "
     "b c'.split(none, 1) }} {{ 'x</think>y'.split('</think>')[-1] }} {{ 'a\\nb\\r\\nc'.splitlines() }} {{ "
     "''.split(',') }} {{ ''.split() }}",
     "['a', 'b', '', 'c'] ['a', 'b'] ['a', 'b c'] ['a b', 'c'] ['a', 'b c'] y ['a', 'b', 'c'] [''] []"},
    {"text questions",
     "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'bc')) }} {{ 'abc'.find('c') }} {{ 'abc'.find('x') }} {{ "
     "'abca'.rfind('a') }} {{ 'abab'.count('ab') }} {{ '12'.isdigit() }} {{ 'ab1'.isalpha() }} {{ 'ab1'.isalnum() }} "
     "{{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ ''.isdigit() }}",
     "True True 2 -1 3 2 True False True True True False"},
    {"text cases",
     "{{ 'straße ä'.upper() }} {{ 'ÄB'.lower() }} {{ \"they're a-b bill's\".title() }} {{ 'éA b'.capitalize() }} {{ "
     "\"they're a-b (cD)\"|title }} {{ 'hELLO wORLD'|capitalize }}",
     "STRASSE Ä äb They'Re A-B Bill'S Éa b They're A-B (Cd) Hello world"},
    {"text changes",
     "{{ 'aXbXc'.replace('X', '--') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'ab'.replace('', '.') }} {{ ', '.join(['a', "
     "'b']) }} {{ 'a.b'.removeprefix('a.') }} {{ 'a.b'.removesuffix('.b') }} {{ '7'.zfill(3) }}",
     "a--b--c bba .a.b. a, b b a 007"},
    {"format method",
     "{{ '{} {1}'.format(1, 2) if false else '{} {}'.format('a', 2) }} {{ '{1}{0}{k}'.format('a', 'b', k=3) }} {{ "
     "'{:>5}|{:<3}|{:^5}|{:05.1f}|{:,}|{!r}|{{}}'.format('a', 1, 'm', 3.14159, 1234567, 's') }}",
     "a 2 ba3     a|1  |  m  |003.1|1,234,567|'s'|{}"},
    {"percent format",
     "{{ '%s is %d or %05.2f (%r) %%' % ('a', 3, 2.5, 'q') }} {{ '%s' % 7 }} {{ '%s-%s'|format('a', 1) }} {{ '%x' % "
     "255 }} {{ '%-4s|%4s' % ('a', 'b') }}",
     "a is 3 or 02.50 ('q') % 7 a-1 ff a   |   b"},
    {"dict methods",
     "{{ {'a': 1}.get('a') }} {{ {'a': 1}.get('b') }} {{ {'a': 1}.get('b', 'd') }} {{ {'a': 1, 'b': 2}.keys()|list }} "
     "{{ {'a': 1}.values()|list }} {{ {'b': 1}.items()|list }}",
     "1 None d ['a', 'b'] [1] [('b', 1)]"},
    {"trim and length",
     "[{{ messages[0].content|trim }}] {{ messages[0].content|length }} {{ 'xax'|trim('x') }} {{ {'a': 1}|count }}",
     "[Hi 日本] 7 a 1"},
    {"tojson", "{{ {'a': [1, 2.0, none, true, 'é\"\\n</b>\\u0001'], 'b': {}, 'c': [], 'd': 1e20} | tojson }}",
     "{\"a\": [1, 2.0, null, true, \"é\\\"\\n</b>\\u0001\"], \"b\": {}, \"c\": [], \"d\": 1e+20}"},
    {"tojson indent", "{{ {'a': [1, {'b': 2}], 'c': {}, 'd': []} | tojson(indent=2) }}",
     "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}"},
    {"tojson options",
     "{{ {'b': 'é😀', 'a': 1} | tojson(ensure_ascii=true, sort_keys=true, separators=(',', ':')) }} {{ 'x'|tojson }} {{ "
     "{1: 2, none: 3, true: 4}|tojson }}",
     "{\"a\":1,\"b\":\"\\u00e9\\ud83d\\ude00\"} \"x\" {\"1\": 4, \"null\": 3}"},
    {"join",
     "{{ [1, none, 'a']|join }} {{ [1, 2]|join(', ') }} {{ messages|join('/', attribute='role') }} {{ "
     "messages|join('/', 'role') }}",
     "1Nonea 1, 2 user/assistant user/assistant"},
    {"default",
     "{{ missing|default('d') }} {{ ''|default('d') }} {{ ''|default('d', true) }} {{ none|default('d') }} {{ "
     "false|d('x', boolean=true) }} [{{ missing|default }}]",
     "d  d None x []"},
    {"ends of lists",
     "{{ [1, 2]|first }} {{ [1, 2]|last }} [{{ []|first }}] {{ 'ab'|last }} {{ 'ab'|list }} {{ {'a': 1}|list }}",
     "1 2 [] b ['a', 'b'] ['a']"},
    {"map",
     "{{ messages|map(attribute='role')|list }} {{ ['a', 'b']|map('upper')|join }} {{ [{'a': {'b': 1}}, "
     "{}]|map(attribute='a', default='z')|list }} {{ [[1, 2]]|map(attribute=0)|list }} {{ ['xa']|map('replace', 'x', "
     "'y')|list }} {{ [{'a': {'b': 1}}]|map(attribute='a.b')|list }}",
     "['user', 'assistant'] AB [{'b': 1}, 'z'] [1] ['ya'] [1]"},
    {"select",
     "{{ [0, 1, 2]|select|list }} {{ [1, 2, 3]|select('odd')|list }} {{ [1, 2, 3]|reject('equalto', 2)|list }} {{ "
     "messages|selectattr('role', 'equalto', 'user')|list|length }} {{ messages|rejectattr('none', "
     "'none')|map(attribute='role')|list }} {{ messages|selectattr('n')|list|length }} {{ [1, 5]|select('in', "
     "[5])|list }}",
     "[1, 2] [1, 3] [1, 3] 1 ['assistant'] 1 [5]"},
    {"dictsort and items",
     "{{ {'b': 1, 'A': 2, 'c': 0}|dictsort }} {{ {'b': 1, 'A': 2}|dictsort(true) }} {{ {'b': 1, 'a': "
     "2}|dictsort(by='value') }} {{ {'b': 1}|dictsort(reverse=true) }} {{ {'a': 1}|items|list }} {{ missing|items|list "
     "}}",
     "[('A', 2), ('b', 1), ('c', 0)] [('A', 2), ('b', 1)] [('b', 1), ('a', 2)] [('b', 1)] [('a', 1)] []"},
    {"numbers from text",
     "{{ '12'|int }} {{ 'x'|int }} {{ 'x'|int(5) }} {{ '1.9'|int }} {{ 2.9|int }} {{ 'ff'|int(base=16) }} {{ ' 3 '|int "
     "}} {{ '1.5'|float }} {{ 'x'|float }} {{ 3|float }} {{ true|int }} {{ none|int }}",
     "12 0 5 1 2 255 3 1.5 0.0 3.0 1 0"},
    {"rounding",
     "{{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ 1234.5|round(-2) }} {{ 1250|round(-2) }} {{ "
     "2.1|round(method='ceil') }} {{ 2.19|round(1, 'floor') }} {{ -3|abs }} {{ -2.5|abs }} {{ 7|round }}",
     "2.0 4.0 2.67 1200.0 1200 3.0 2.1 3 2.5 7"},
    {"sums and extremes",
     "{{ [1, 2, 3.5]|sum }} {{ []|sum }} {{ [{'a': 1}, {'a': 2}]|sum('a') }} {{ [3, 1, 2]|min }} {{ [3, 1, 2]|max }} "
     "{{ ['b', 'A']|min }} [{{ []|max }}] {{ [1]|sum(start=5) }}",
     "6.5 0 3 1 3 A [] 6"},
    {"sorting",
     "{{ [3, 1, 2]|sort }} {{ ['b', 'A', 'c']|sort }} {{ ['b', 'A']|sort(case_sensitive=true) }} {{ [1, "
     "2]|sort(reverse=true) }} {{ [{'a': 2}, {'a': 1}]|sort(attribute='a') }} {{ [2, 1, 2, 1]|unique|list }} {{ ['a', "
     "'A']|unique|list }} {{ [1, 2]|reverse|list }} {{ 'abc'|reverse }}",
     "[1, 2, 3] ['A', 'b', 'c'] ['A', 'b'] [2, 1] [{'a': 1}, {'a': 2}] [2, 1] ['a'] [2, 1] cba"},
    {"indent",
     "{{ 'a\\nb\\n\\nc'|indent }}|{{ 'a\\nb'|indent(2, true) }}|{{ 'a\\n\\nb'|indent(1, blank=true) }}|{{ "
     "'a\\nb'|indent('> ') }}|{{ 'a\\n'|indent }}|",
     "a\n    b\n\n    c|  a\n  b|a\n \n b|a\n> b|a\n|"},
    {"other text filters",
     "{{ 'a<b>&\"c\\''|e }} {{ '<'|safe }} {{ 1|string + 'x' }} {{ 'a b c'|wordcount }} [{{ 'ab'|center(7) }}] {{ 'foo "
     "bar baz'|truncate(9, leeway=0) }} {{ 'foo bar baz'|truncate(9, true, leeway=0) }} {{ 'aXb'|replace('X', '') }} "
     "{{ 'A'|lower }} {{ [1, 2, 3]|batch(2, 0)|list }}",
     "a&lt;b&gt;&amp;&#34;c&#39; < 1x 3 [   ab  ] foo... foo ba... ab a [[1, 2], [3, 0]]"},
    {"attr and groupby",
     "{{ 'a'|attr('upper') is defined }} {% for g, l in [{'k': 2}, {'k': 1}, {'k': 2}]|groupby('k') %}{{ g }}:{{ "
     "l|length }} {% endfor %}",
     "True 1:1 2:2 "},
    {"type tests",
     "{{ none is none }} {{ 'a' is string }} {{ 1 is number }} {{ true is number }} {{ 1 is integer }} {{ true is "
     "integer }} {{ 1.0 is float }} {{ true is boolean }} {{ {} is mapping }} {{ [] is mapping }} {{ 'a' is iterable "
     "}} {{ 1 is iterable }} {{ [] is sequence }} {{ {} is sequence }} {{ 5 is sequence }} {{ range is callable }} {{ "
     "missing is iterable }}",
     "True True True True True False True True True False True False True True False True True"},
    {"value tests",
     "{{ true is true }} {{ 1 is true }} {{ false is false }} {{ 2 is even }} {{ 2 is odd }} {{ 6 is divisibleby 3 }} "
     "{{ 1 is eq 1 }} {{ 1 is equalto(2) }} {{ 1 is ne 2 }} {{ 1 is in [1] }} {{ 1 is lt 2 }} {{ 2 is ge 3 }} {{ 'a' "
     "is lower }} {{ 'a' is upper }} {{ 'x' is not none }} {{ none is sameas none }} {{ not missing is defined }}",
     "True False True True False True True False True True True False True False True True True"},
    {"range and dict",
     "{{ range(3)|list }} {{ range(1, 6, 2)|list }} {{ range(3, 0, -1)|list }} {{ dict(a=1, b=2) }} {{ dict({'x': 1}, "
     "y=2) }}",
     "[0, 1, 2] [1, 3, 5] [3, 2, 1] {'a': 1, 'b': 2} {'x': 1, 'y': 2}"},
    {"date", "{{ strftime_now('%d %b %Y %A %B %H:%M') }}", "26 Jul 2024 Friday July 00:00"},
    {"integers of messages",
     "{{ messages[0].big }} {{ messages[0].f }} {{ messages[0].n }} {{ messages[0].none }} {{ messages[0].list }}",
     "9007199254740993 1.0 3 None [3, 1, 2]"},
    {"star arguments", "{% macro f(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ f(*[1, 2]) }}{{ f(**{'a': 3, 'b': 4}) }}",
     "1234"},
    {"tuple output", "{{ 1, 2 }} {{ () }} {{ (1, ) }}", "(1, 2) () (1,)"},
    {"unicode kept", "日本語 {{ '日本語' }} {{ '日本語'|length }} {{ '😀é'[0] }}", "日本語 日本語 3 😀"},
};

inline constexpr const char* kCaseMessages =
    "[{\"role\": \"user\", \"content\": \" Hi 日本 \", \"n\": 3, \"f\": 1.0, \"big\": 9007199254740993, \"none\": "
    "null, \"list\": [3, 1, 2]}, {\"role\": \"assistant\", \"content\": \"Ho\"}]";

} // namespace espalier::tests
