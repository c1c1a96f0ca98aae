#pragma once

#include <QCoreApplication>
#include <QString>

#include "core/formats/quantization.h"

namespace espalier::ui {

/// How values are quantized, in words.
class SchemeText
{
    Q_DECLARE_TR_FUNCTIONS(espalier::ui::SchemeText)

public:
    /// "8-bit integers, one scale for each output, symmetric"
    static QString of(const formats::QuantizationArgs& args);

private:
    static QString sharedBy(const formats::QuantizationArgs& args);
};

} // namespace espalier::ui
