#pragma once

// The only file that includes QScintilla: its headers use Qt's lower-case keywords, which this project turns off.
#include <QObject>
#ifdef QT_NO_KEYWORDS
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#endif
#include <Qsci/qscilexeryaml.h>
#include <Qsci/qsciscintilla.h>
#ifdef QT_NO_KEYWORDS
#undef signals
#undef slots
#undef emit
#endif
