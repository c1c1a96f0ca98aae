#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <QMetaObject>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

namespace espalier::ui {

/// Runs `work` on the thread pool and then `done` with its value on `context`'s thread, unless context is gone by then.
template <typename Work, typename Done> void runInBackground(QObject* context, Work work, Done done)
{
    // the guard is only looked at in the context's own thread; the application outlives the pool
    QThreadPool::globalInstance()->start([guard = QPointer<QObject>(context), home = context->thread(),
                                          work = std::move(work), done = std::move(done)]() mutable {
        auto value = std::make_shared<decltype(work())>(work());
        auto* relay = new QObject;
        relay->moveToThread(home);
        QMetaObject::invokeMethod(
            relay,
            [relay, guard, value, done = std::move(done)]() mutable {
                if (guard) {
                    done(std::move(*value));
                }
                relay->deleteLater();
            },
            Qt::QueuedConnection);
    });
}

} // namespace espalier::ui
