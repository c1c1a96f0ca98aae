#include "ui/theme/colors.h"

#include <algorithm>
#include <cmath>

namespace espalier::ui {

namespace {

struct Lab
{
    double lightness, a, b;
};

double toLinear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double fromLinear(double channel)
{
    const double clamped = std::clamp(channel, 0.0, 1.0);
    return clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * std::pow(clamped, 1.0 / 2.4) - 0.055;
}

/// OKLab (Ottosson 2020): linear sRGB -> cone response -> cube root -> Lab.
Lab toLab(const QColor& color)
{
    const double r = toLinear(color.redF());
    const double g = toLinear(color.greenF());
    const double b = toLinear(color.blueF());
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor fromLab(const Lab& lab)
{
    const double l = std::pow(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    return QColor::fromRgbF(float(fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
                            float(fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
                            float(fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)));
}

QColor along(std::span<const QColor> stops, double position)
{
    const double place = std::clamp(position, 0.0, 1.0) * double(stops.size() - 1);
    const auto index = std::min(std::size_t(place), stops.size() - 2);
    return mix(stops[index], stops[index + 1], place - double(index));
}

double luminance(const QColor& color)
{
    return 0.2126 * toLinear(color.redF()) + 0.7152 * toLinear(color.greenF()) + 0.0722 * toLinear(color.blueF());
}

} // namespace

const Colors& lightColors()
{
    static const Colors colors = {
        .window = 0xF3F4F6,
        .base = 0xFFFFFF,
        .alternateBase = 0xF7F8FA,
        .button = 0xE6E8EC,
        .text = 0x1B1F24,
        .placeholder = 0x5B6470,
        .disabled = 0x8A929C,
        .highlight = 0x1F5FBF,
        .highlightedText = 0xFFFFFF,
        .accent = 0x1A5AB4,
        .mid = 0x868E99,
        .toolTipBase = 0x24292F,
        .toolTipText = 0xF3F4F6,
        .ok = 0x1A7433,
        .warning = 0x855400,
        .error = 0xB3261E,
        .dense = 0x5D646F,
        .pruned = 0x006FE6,
        .quantized = 0x6C0090,
        .both = 0x144738,
        .series = {0x2065E0, 0xF55D1A, 0x016248, 0x6A3196, 0xB66C88, 0x009EDB, 0x482B0E},
        .divergence = {0xFFF6DC, 0xFFE0A0, 0xF7BE6A, 0xE59B3F},
        .diverging = {0x1B4F9C, 0x4A84C9, 0x94B9E3, 0xF2F2F2, 0xEDAE80, 0xC96A2A, 0x7F3300},
    };
    return colors;
}

const Colors& darkColors()
{
    static const Colors colors = {
        .window = 0x1E2126,
        .base = 0x16181C,
        .alternateBase = 0x1B1E23,
        .button = 0x2C3138,
        .text = 0xE6E8EB,
        .placeholder = 0x9AA3AE,
        .disabled = 0x6B737D,
        .highlight = 0x2F6FD0,
        .highlightedText = 0xFFFFFF,
        .accent = 0x7CB4FF,
        .mid = 0x69727D,
        .toolTipBase = 0x3A4048,
        .toolTipText = 0xE6E8EB,
        .ok = 0x5BD07F,
        .warning = 0xF2B33D,
        .error = 0xFF8A80,
        .dense = 0x7F8793,
        .pruned = 0x5298F9,
        .quantized = 0xECA4CE,
        .both = 0x9EFBDA,
        .series = {0x4F8EFF, 0xF37513, 0x61DA92, 0x8863B0, 0xC08BAF, 0xB6F2F1, 0xAF5840},
        .divergence = {0x2E2813, 0x4C3A0C, 0x6C4B05, 0x8F5D00},
        .diverging = {0x8FC0FF, 0x4F8BD6, 0x2C5487, 0x24272C, 0x7A4A22, 0xC77A32, 0xFFC58A},
    };
    return colors;
}

QPalette Colors::palette() const
{
    QPalette result;
    for (const auto& [role, color] : {std::pair(QPalette::Window, window),
                                      {QPalette::Base, base},
                                      {QPalette::AlternateBase, alternateBase},
                                      {QPalette::Button, button},
                                      {QPalette::WindowText, text},
                                      {QPalette::Text, text},
                                      {QPalette::ButtonText, text},
                                      {QPalette::PlaceholderText, placeholder},
                                      {QPalette::Highlight, highlight},
                                      {QPalette::HighlightedText, highlightedText},
                                      {QPalette::Link, accent},
                                      {QPalette::LinkVisited, accent},
                                      {QPalette::BrightText, highlightedText},
                                      {QPalette::Mid, mid},
                                      {QPalette::ToolTipBase, toolTipBase},
                                      {QPalette::ToolTipText, toolTipText},
                                      {QPalette::Light, mix(button, base, 0.5)},
                                      {QPalette::Midlight, mix(button, base, 0.25)},
                                      {QPalette::Dark, mix(button, mid, 0.5)},
                                      {QPalette::Shadow, mix(button, text, 0.6)}}) {
        result.setColor(role, color);
    }
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        result.setColor(QPalette::Disabled, role, disabled);
    }
    result.setColor(QPalette::Disabled, QPalette::Highlight, mid);
    return result;
}

QColor sequentialColor(double position)
{
    static const std::array<QColor, 10> stops = {0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E,
                                                 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725};
    return along(stops, position);
}

QColor divergingColor(const Colors& colors, double position)
{
    return along(colors.diverging, (position + 1.0) / 2.0);
}

QColor mix(const QColor& from, const QColor& to, double share)
{
    const Lab first = toLab(from);
    const Lab second = toLab(to);
    return fromLab({std::lerp(first.lightness, second.lightness, share), std::lerp(first.a, second.a, share),
                    std::lerp(first.b, second.b, share)});
}

double contrastRatio(const QColor& first, const QColor& second)
{
    const auto [low, high] = std::minmax({luminance(first), luminance(second)}); // the list makes it return values
    return (high + 0.05) / (low + 0.05);
}

} // namespace espalier::ui
