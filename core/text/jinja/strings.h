#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier::text::jinja {

// Python's str functions over UTF-8. Malformed bytes count as one character each and stay as they are.

std::size_t characterCount(std::string_view text);
std::vector<std::string_view> characters(std::string_view text);

enum class Side { Left, Right, Both };
/// Takes the characters of `set` away, or white space (str.isspace) if it is not given.
std::string_view strip(std::string_view text, Side side = Side::Both,
                       const std::optional<std::string>& set = std::nullopt);

std::string toUpper(const std::string& text);
std::string toLower(const std::string& text);
std::string capitalize(const std::string& text); ///< first character upper case, the others lower
std::string titleCase(const std::string& text);  ///< str.title: each run of letters
std::string titleWords(const std::string& text); ///< Jinja's title: words are parted by white space and -({[<

/// str.split without a separator: at runs of white space. @param limit cuts at most, < 0 for all
std::vector<std::string> splitAtSpace(std::string_view text, std::int64_t limit);
std::vector<std::string> splitAtSpaceFromRight(std::string_view text, std::int64_t limit);
std::vector<std::string> splitAt(std::string_view text, std::string_view separator, std::int64_t limit);
std::vector<std::string> splitAtFromRight(std::string_view text, std::string_view separator, std::int64_t limit);
std::vector<std::string> splitLines(std::string_view text, bool keepEnds = false);
std::string replaceAll(std::string_view text, std::string_view from, std::string_view to, std::int64_t limit);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

bool isUpper(const std::string& text); ///< has letters, none of them lower case
bool isLower(const std::string& text);

std::string pythonQuoted(std::string_view text); ///< repr(str)
std::string floatText(double value);       ///< repr(float): shortest that reads back, "1.0", "1e+16"
std::string htmlEscaped(std::string_view text);

std::optional<std::int64_t> parseInteger(std::string_view text, int base = 10);
std::optional<double> parseFloat(std::string_view text);

} // namespace espalier::text::jinja
