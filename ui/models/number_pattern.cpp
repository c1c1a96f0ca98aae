#include "ui/models/number_pattern.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace espalier::ui {

namespace {

std::string joined(const std::vector<std::string>& parts)
{
    std::string text = parts.front(); // which may be empty
    for (std::size_t i = 1; i < parts.size(); ++i) {
        text += "|" + parts[i];
    }
    return text;
}

std::string group(const std::vector<std::string>& parts)
{
    return parts.size() == 1 ? parts.front() : "(" + joined(parts) + ")";
}

/// "7", "[0-3]", "[24]", "\d".
std::string digitClass(const std::set<char>& digits)
{
    if (digits.size() == 1) {
        return {*digits.begin()};
    }
    if (digits.size() == 10) {
        return "\\d";
    }
    std::string text = "[";
    for (auto digit = digits.begin(); digit != digits.end();) {
        const char first = *digit;
        char last = first;
        while (++digit != digits.end() && *digit == last + 1) {
            last = *digit;
        }
        text += first;
        if (last > first) {
            text += (last > first + 1 ? "-" : "") + std::string{last};
        }
    }
    return text + "]";
}

/// Alternatives for texts of digits that are equally long: the last digits are joined where what is before them is.
std::vector<std::string> alternatives(const std::set<std::string>& numbers)
{
    std::map<std::string, std::set<char>> lastDigits;
    for (const std::string& number : numbers) {
        lastDigits[number.substr(0, number.size() - 1)].insert(number.back());
    }
    std::map<std::set<char>, std::set<std::string>> beginnings;
    for (const auto& [beginning, digits] : lastDigits) {
        beginnings[digits].insert(beginning);
    }
    std::vector<std::string> parts;
    for (const auto& [digits, before] : beginnings) {
        const std::string end = digitClass(digits);
        if (before.begin()->empty()) {
            parts.push_back(end);
        } else {
            parts.push_back(group(alternatives(before)) + end);
        }
    }
    return parts;
}

/// Whether a text may be cut in front of `place`: words, digits and escapes stay whole.
bool isBorder(const std::string& text, std::size_t place)
{
    if (place == 0 || place == text.size()) {
        return true;
    }
    const char before = text[place - 1];
    const char behind = text[place];
    return before != '\\' && (before == '_' || before == '.' || behind == '_' || behind == '\\');
}

std::size_t commonStart(const std::vector<std::string>& texts)
{
    std::size_t length = texts.front().size();
    for (const std::string& text : texts) {
        const auto differ = std::mismatch(text.begin(), text.end(), texts.front().begin(), texts.front().end());
        length = std::min(length, std::size_t(differ.first - text.begin()));
    }
    return length;
}

std::size_t commonEnd(std::vector<std::string> texts, std::size_t start)
{
    std::size_t shortest = texts.front().size();
    for (std::string& text : texts) {
        shortest = std::min(shortest, text.size());
        std::reverse(text.begin(), text.end());
    }
    return std::min(commonStart(texts), shortest - start);
}

/// Of the middles that are left; all are one character where `[...]` will do.
std::string middle(const std::vector<std::string>& texts, std::size_t start, std::size_t end)
{
    std::vector<std::string> parts;
    std::string characters;
    bool single = true;
    for (const std::string& text : texts) {
        parts.push_back(text.substr(start, text.size() - start - end));
        single = single && parts.back().size() == 1 && std::isalnum(static_cast<unsigned char>(parts.back()[0])) != 0;
        characters += parts.back();
    }
    return single ? "[" + characters + "]" : "(" + joined(parts) + ")";
}

} // namespace

std::string numberPattern(const std::vector<int>& numbers)
{
    std::map<std::size_t, std::set<std::string>> byLength;
    for (const int number : numbers) {
        const std::string digits = std::to_string(number);
        byLength[digits.size()].insert(digits);
    }
    std::vector<std::string> parts;
    for (const auto& entry : byLength) {
        const std::vector<std::string> more = alternatives(entry.second);
        parts.insert(parts.end(), more.begin(), more.end());
    }
    return group(parts);
}

std::string textPattern(std::vector<std::string> texts)
{
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    if (texts.size() == 1) {
        return texts.front();
    }
    std::size_t start = commonStart(texts);
    std::size_t end = commonEnd(texts, start);
    const bool oneCharacter = std::all_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return text.size() == start + end + 1 && text[start] != '\\' && (start == 0 || text[start - 1] != '\\');
    });
    if (!oneCharacter) {
        const auto cut = [&](std::size_t fromEnd) {
            return std::all_of(texts.begin(), texts.end(), [&](const std::string& text) {
                return isBorder(text, fromEnd > 0 ? text.size() - fromEnd : start);
            });
        };
        while (start > 0 && !cut(0)) {
            --start;
        }
        while (end > 0 && !cut(end)) {
            --end;
        }
    }
    const std::string& first = texts.front();
    return first.substr(0, start) + middle(texts, start, end) + first.substr(first.size() - end);
}

std::string escapedForPattern(const std::string& name)
{
    std::string text;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') {
            text += '\\';
        }
        text += c;
    }
    return text;
}

} // namespace espalier::ui
