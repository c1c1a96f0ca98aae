#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QLocale>
#include <QString>

/// Figures as the app writes them, by the user's locale (files are always in the C locale). Unknown and not finite is
/// "–".
namespace espalier::ui::format {

QString unknown();
QString perplexity(std::optional<double> value, std::optional<double> standardError = std::nullopt); ///< "8.12 ± 0.09"
QString significant(std::optional<double> value, int digits = 3);  ///< KL, errors: "0.0421"
QString bits(double value);                                        ///< of a weight: "16", "4.5", "6.56"
QString bytes(std::optional<std::uint64_t> value);                 ///< IEC, 3 significant: "2.05 GiB"
QString parameters(std::optional<std::int64_t> value);             ///< "1.10 B", "260 K", "512"
QString percent(std::optional<double> fraction, int decimals = 1); ///< 0.5 is "50.0 %"
QString count(std::int64_t value);                                 ///< grouped from 1,000
QString delta(std::optional<double> value, int decimals = 2);      ///< signed, with a true minus: "+0.69", "−0.10"
QString tokensPerSecond(std::optional<double> value);              ///< "31.2 tok/s"
QString duration(std::optional<double> seconds);                   ///< "8.4 s", "48 s", "6 min", "2 h 14 min"
QString latency(std::optional<double> seconds);                    ///< "43 ms", then as duration()
QString rate(std::optional<double> bytesPerSecond);                ///< SI, as memory is sold: "24.1 GB/s"
QString clock(double seconds);                                     ///< of a run: "4:07", "1:02:07"
QString remaining(std::optional<double> seconds);                  ///< "about 6 min left"; empty if unknown
QString shape(const std::vector<std::int64_t>& shape);             ///< "2048 × 5632"; "–" without one

} // namespace espalier::ui::format
