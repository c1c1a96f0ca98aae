#include "core/recipe/diagnostics.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <tuple>

namespace espalier::recipe {

void Diagnostics::add(Severity severity, Location location, std::string code, std::string message,
                      std::string suggestion)
{
    m_diagnostics.push_back({severity, location, std::move(code), std::move(message), std::move(suggestion)});
}

void Diagnostics::error(Location location, std::string code, std::string message, std::string suggestion)
{
    add(Severity::Error, location, std::move(code), std::move(message), std::move(suggestion));
}

void Diagnostics::warning(Location location, std::string code, std::string message, std::string suggestion)
{
    add(Severity::Warning, location, std::move(code), std::move(message), std::move(suggestion));
}

void Diagnostics::note(Location location, std::string code, std::string message, std::string suggestion)
{
    add(Severity::Note, location, std::move(code), std::move(message), std::move(suggestion));
}

bool Diagnostics::hasErrors() const
{
    return std::any_of(m_diagnostics.begin(), m_diagnostics.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

std::vector<Diagnostic> Diagnostics::take()
{
    const auto place = [](const Diagnostic& d) { return std::tuple(d.location.line, d.location.column); };
    std::stable_sort(m_diagnostics.begin(), m_diagnostics.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
        return place(a) == place(b) && a.code == b.code && a.message == b.message;
    };
    m_diagnostics.erase(std::unique(m_diagnostics.begin(), m_diagnostics.end(), same), m_diagnostics.end());
    return std::exchange(m_diagnostics, {});
}

namespace {

std::size_t editDistance(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates)
{
    constexpr std::size_t kLongestWord = 200; // the distance costs the product of both lengths
    std::string best;
    double bestShare = 1.0;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        if (longer == 0 || longer > kLongestWord) {
            continue;
        }
        double share = static_cast<double>(editDistance(word, candidate)) / static_cast<double>(longer);
        // "dampening" means "dampening_frac" although a third of it is missing
        if (word.size() >= 4 && (candidate.find(word) != std::string::npos || word.starts_with(candidate))) {
            share = std::min(share, 0.2);
        }
        if (share < bestShare) {
            bestShare = share;
            best = candidate;
        }
    }
    constexpr double kNear = 0.4;
    return bestShare <= kNear ? best : std::string();
}

std::string quotedList(const std::vector<std::string>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            text += i + 1 == words.size() ? " and " : ", ";
        }
        text += '"' + words[i] + '"';
    }
    return text;
}

} // namespace espalier::recipe
