#include "ui/widgets/size_axis.h"

#include <array>

#include <QCoreApplication>

namespace espalier::ui {

std::pair<double, QString> sizeAxis(double bytes)
{
    static const std::array<const char*, 3> kUnits = {"KiB", "MiB", "GiB"};
    double unit = 1024.0;
    std::size_t place = 0;
    while (place + 1 < kUnits.size() && bytes / unit >= 102.4) {
        unit *= 1024.0;
        ++place;
    }
    return {unit, QCoreApplication::translate("espalier::ui::Chart", "Size (%1)").arg(QLatin1String(kUnits[place]))};
}

} // namespace espalier::ui
