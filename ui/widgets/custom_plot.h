#pragma once

// The only file that includes qcustomplot.h: it uses Qt's lower-case keywords, which this project turns off.
#include <QObject>
#ifdef QT_NO_KEYWORDS
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit
#define foreach Q_FOREACH
#define forever Q_FOREVER
#endif
#include <qcustomplot.h>
#ifdef QT_NO_KEYWORDS
#undef signals
#undef slots
#undef emit
#undef foreach
#undef forever
#endif
