#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

class QSettings;

namespace espalier::ui {

/// Where the workers of runs work. A worker is a program that reads its job and answers on its standard streams, so
/// that any command which starts one will do; wherever it is, it has to see the same files under the same names.
struct LaunchProfile
{
    enum class Kind {
        Local,   ///< this computer, one process
        Ranks,   ///< this computer, several processes
        Ssh,     ///< another computer
        Slurm,   ///< srun, one or more tasks
        Command, ///< whatever else starts a worker
    };

    QString name;
    Kind kind = Kind::Local;
    QString target;  ///< Ssh: user@host. Slurm: options of srun. Command: the command. Words with blanks stand in double quotes
    QString program; ///< the worker's path there; empty: found there by its name, or beside the app
    int ranks = 2;   ///< Ranks, Slurm

    bool operator==(const LaunchProfile&) const = default;
    bool isComplete() const; ///< enough is said to start something
};

/// Programs and arguments of the processes that the app starts for one run, the one that speaks first; an empty command
/// is the worker beside the app.
/// @param folder    of the run, which has to be there: a remote shell goes there first, and says so if it cannot
/// @param ownWorker path of the worker beside the app
/// @param port      free on this computer, for ranks to meet
QList<QStringList> commandsOf(const LaunchProfile& profile, const QString& folder, const QString& ownWorker,
                              quint16 port);

/// A port that nothing listens on just now.
quint16 freePort();

/// The profiles of the settings, this computer always first, and which one is used.
struct LaunchProfiles
{
    QList<LaunchProfile> all;
    int current = 0;

    static LaunchProfiles load(QSettings& settings);
    void store(QSettings& settings) const;
    const LaunchProfile& chosen() const { return all[current]; }
};

} // namespace espalier::ui
