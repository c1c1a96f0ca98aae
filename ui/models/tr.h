#pragma once

#include <QCoreApplication>

namespace espalier::ui {

/// A text of a function outside classes, in the user's language. Its context is the namespace, as lupdate finds it.
inline QString tr(const char* text, const char* comment = nullptr, int number = -1)
{
    return QCoreApplication::translate("espalier::ui", text, comment, number);
}

} // namespace espalier::ui
