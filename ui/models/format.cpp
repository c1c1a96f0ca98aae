#include "ui/models/format.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QStringList>

namespace espalier::ui::format {

namespace {

bool known(std::optional<double> value)
{
    return value.has_value() && std::isfinite(*value);
}

/// `digits` significant digits without an exponent for what people read as plain figures (1 <= value < 1024).
QString threeDigits(double value)
{
    const int decimals = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals);
}

} // namespace

QString unknown()
{
    return QStringLiteral("–");
}

QString perplexity(std::optional<double> value, std::optional<double> standardError)
{
    if (!known(value)) {
        return unknown();
    }
    const QString text = QLocale().toString(*value, 'f', 2);
    return known(standardError) ? text + QStringLiteral(" ± ") + QLocale().toString(*standardError, 'f', 2) : text;
}

QString significant(std::optional<double> value, int digits)
{
    if (!known(value)) {
        return unknown();
    }
    if (*value == 0.0) {
        return QLocale().toString(0);
    }
    const int magnitude = int(std::floor(std::log10(std::abs(*value))));
    if (magnitude < -4 || magnitude > 6) {
        return QLocale().toString(*value, 'e', digits - 1);
    }
    return QLocale().toString(*value, 'f', std::max(0, digits - 1 - magnitude));
}

QString bits(double value)
{
    return QLocale().toString(value, 'g', 3);
}

QString bytes(std::optional<std::uint64_t> value)
{
    if (!value) {
        return unknown();
    }
    if (*value < 1024) {
        return QCoreApplication::translate("Format", "%1 B", "bytes").arg(QLocale().toString(qulonglong(*value)));
    }
    static constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    double scaled = double(*value) / 1024.0;
    std::size_t unit = 0;
    while (scaled >= 999.5 && unit + 1 < kUnits.size()) {
        scaled /= 1024.0;
        ++unit;
    }
    return threeDigits(scaled) + QLatin1Char(' ') + QLatin1String(kUnits[unit]);
}

QString parameters(std::optional<std::int64_t> value)
{
    if (!value) {
        return unknown();
    }
    if (*value < 1000) {
        return QLocale().toString(qlonglong(*value));
    }
    static constexpr std::array kUnits = {"K", "M", "B", "T"};
    double scaled = double(*value) / 1000.0;
    std::size_t unit = 0;
    while (scaled >= 999.5 && unit + 1 < kUnits.size()) {
        scaled /= 1000.0;
        ++unit;
    }
    return threeDigits(scaled) + QLatin1Char(' ') + QLatin1String(kUnits[unit]);
}

QString percent(std::optional<double> fraction, int decimals)
{
    if (!known(fraction)) {
        return unknown();
    }
    const QString figure = QLocale().toString(*fraction * 100.0, 'f', decimals);
    // languages differ in the blank before the sign
    return QCoreApplication::translate("Format", "%1 %", "percentage").arg(figure);
}

QString count(std::int64_t value)
{
    return QLocale().toString(qlonglong(value));
}

QString delta(std::optional<double> value, int decimals)
{
    if (!known(value)) {
        return unknown();
    }
    const QString figure = QLocale().toString(std::abs(*value), 'f', decimals);
    return (*value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + figure;
}

QString tokensPerSecond(std::optional<double> value)
{
    return known(value) ? QCoreApplication::translate("Format", "%1 tok/s").arg(QLocale().toString(*value, 'f', 1))
                        : unknown();
}

QString clock(double seconds)
{
    const qint64 whole = known(seconds) ? qint64(std::max(seconds, 0.0)) : 0;
    const QString minutes = QStringLiteral("%1:%2").arg(whole / 60 % 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return whole < 3600 ? minutes : QStringLiteral("%1:%2").arg(whole / 3600).arg(minutes.rightJustified(5, u'0'));
}

QString duration(std::optional<double> seconds)
{
    if (!known(seconds) || *seconds < 0) {
        return unknown();
    }
    const QLocale locale;
    if (*seconds < 9.95) {
        return QCoreApplication::translate("Format", "%1 s").arg(locale.toString(*seconds, 'f', 1));
    }
    if (*seconds < 99.5) {
        return QCoreApplication::translate("Format", "%1 s").arg(locale.toString(qRound64(*seconds)));
    }
    const qint64 minutes = qRound64(*seconds / 60.0);
    if (minutes < 60) {
        return QCoreApplication::translate("Format", "%1 min").arg(minutes);
    }
    if (minutes % 60 == 0) {
        return QCoreApplication::translate("Format", "%1 h").arg(locale.toString(minutes / 60));
    }
    return QCoreApplication::translate("Format", "%1 h %2 min")
        .arg(locale.toString(minutes / 60), locale.toString(minutes % 60));
}

QString latency(std::optional<double> seconds)
{
    if (!known(seconds) || *seconds < 0 || *seconds >= 0.0995) {
        return duration(seconds);
    }
    return QCoreApplication::translate("Format", "%1 ms").arg(QLocale().toString(qRound(*seconds * 1000.0)));
}

QString rate(std::optional<double> bytesPerSecond)
{
    return known(bytesPerSecond)
               ? QCoreApplication::translate("Format", "%1 GB/s").arg(QLocale().toString(*bytesPerSecond / 1e9, 'f', 1))
               : unknown();
}

QString remaining(std::optional<double> seconds)
{
    if (!known(seconds) || *seconds < 0) {
        return {};
    }
    // an estimate: whole seconds at most
    const QString text = *seconds < 99.5 ? QCoreApplication::translate("Format", "%1 s")
                                               .arg(QLocale().toString(std::max(1, int(std::ceil(*seconds)))))
                                         : duration(seconds);
    return QCoreApplication::translate("Format", "about %1 left").arg(text);
}

QString shape(const std::vector<std::int64_t>& shape)
{
    QStringList parts;
    for (const std::int64_t size : shape) {
        parts << QString::number(size);
    }
    return parts.isEmpty() ? unknown() : parts.join(QStringLiteral(" × "));
}

} // namespace espalier::ui::format
