#include "ui/models/scheme_text.h"

namespace espalier::ui {

QString SchemeText::sharedBy(const formats::QuantizationArgs& args)
{
    switch (args.strategy) {
    case formats::Strategy::Tensor:
        return tr("one scale for all");
    case formats::Strategy::Channel:
        return tr("one scale for each output");
    case formats::Strategy::Group:
        return tr("one scale for every %1 inputs of an output").arg(args.groupSize);
    case formats::Strategy::Block:
        return tr("one scale for each block of %1 outputs and %2 inputs")
            .arg(QString::number(args.blockRows), QString::number(args.blockColumns));
    case formats::Strategy::Token:
        return tr("one scale for each token");
    }
    return {};
}

QString SchemeText::of(const formats::QuantizationArgs& args)
{
    const QString type =
        (args.type == formats::QuantizationType::Float ? tr("%1-bit floats") : tr("%1-bit integers")).arg(args.bits);
    return tr("%1, %2, %3", "kind of numbers, who shares a scale, symmetry")
        .arg(type, sharedBy(args), args.symmetric ? tr("symmetric") : tr("with zero points"));
}

} // namespace espalier::ui
