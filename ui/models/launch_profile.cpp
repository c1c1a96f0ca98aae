#include "ui/models/launch_profile.h"

#include <algorithm>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QProcess>
#include <QSettings>

#include "ui/models/tr.h"

namespace espalier::ui {

namespace {

const QString kWorker = QStringLiteral("espalier-worker");
const QString kArray = QStringLiteral("launch/profiles");
const QString kCurrent = QStringLiteral("launch/current");

/// A word that a POSIX shell takes as it is.
QString quoted(QString word)
{
    word.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + word + QLatin1Char('\'');
}

QList<QStringList> ranksHere(int ranks, const QString& program, quint16 port)
{
    QList<QStringList> commands;
    for (int rank = 0; rank < ranks; ++rank) {
        commands << QStringList{QStringLiteral("env"),
                                QStringLiteral("RANK=%1").arg(rank),
                                QStringLiteral("WORLD_SIZE=%1").arg(ranks),
                                QStringLiteral("MASTER_ADDR=127.0.0.1"),
                                QStringLiteral("MASTER_PORT=%1").arg(port),
                                program};
    }
    return commands;
}

QStringList ssh(const LaunchProfile& profile, const QString& folder, const QString& program)
{
    // BatchMode: nobody could answer a question for a password
    return {QStringLiteral("ssh"), QStringLiteral("-o"), QStringLiteral("BatchMode=yes"), profile.target,
            QStringLiteral("cd %1 && exec %2").arg(quoted(folder), quoted(program))};
}

QStringList srun(const LaunchProfile& profile, const QString& folder, const QString& program)
{
    QStringList command = {QStringLiteral("srun"), QStringLiteral("--ntasks=%1").arg(profile.ranks),
                           QStringLiteral("--chdir=%1").arg(folder)};
    command << QProcess::splitCommand(profile.target);
    // srun gives its input to every task, which all have to read the job, and mixes their outputs: rank 0 alone speaks
    command << QStringLiteral("sh") << QStringLiteral("-c")
            << QStringLiteral("[ \"$SLURM_PROCID\" = 0 ] || exec >/dev/null; exec %1").arg(quoted(program));
    return command;
}

} // namespace

bool LaunchProfile::isComplete() const
{
    return (kind != Kind::Ssh && kind != Kind::Command) || !target.trimmed().isEmpty();
}

QList<QStringList> commandsOf(const LaunchProfile& profile, const QString& folder, const QString& ownWorker,
                              quint16 port)
{
    const QString named = profile.program.trimmed();
    switch (profile.kind) {
    case LaunchProfile::Kind::Local:
        break;
    case LaunchProfile::Kind::Ranks:
        return ranksHere(std::max(1, profile.ranks), ownWorker, port);
    case LaunchProfile::Kind::Ssh:
        return {ssh(profile, folder, named.isEmpty() ? kWorker : named)};
    case LaunchProfile::Kind::Slurm:
        return {srun(profile, folder, named.isEmpty() ? ownWorker : named)};
    case LaunchProfile::Kind::Command:
        return {QProcess::splitCommand(profile.target)};
    }
    return {QStringList()};
}

quint16 freePort()
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool found =
        descriptor >= 0 && ::bind(descriptor, plain, size) == 0 && ::getsockname(descriptor, plain, &size) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    constexpr quint16 kUsual = 29500; // of torchrun
    return found ? ntohs(address.sin_port) : kUsual;
}

LaunchProfiles LaunchProfiles::load(QSettings& settings)
{
    LaunchProfiles profiles;
    profiles.all << LaunchProfile{tr("This computer"), LaunchProfile::Kind::Local, {}, {}, 1};
    const int count = settings.beginReadArray(kArray);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const int kind = settings.value(QStringLiteral("kind")).toInt();
        profiles.all << LaunchProfile{
            settings.value(QStringLiteral("name")).toString(),
            LaunchProfile::Kind(std::clamp(kind, int(LaunchProfile::Kind::Local), int(LaunchProfile::Kind::Command))),
            settings.value(QStringLiteral("target")).toString(), settings.value(QStringLiteral("program")).toString(),
            std::clamp(settings.value(QStringLiteral("ranks")).toInt(), 1, 1024)};
    }
    settings.endArray();
    profiles.current = std::clamp(settings.value(kCurrent).toInt(), 0, int(profiles.all.size()) - 1);
    return profiles;
}

void LaunchProfiles::store(QSettings& settings) const
{
    settings.remove(kArray); // or those that went would stay
    settings.beginWriteArray(kArray, int(all.size()) - 1);
    for (int i = 1; i < all.size(); ++i) {
        settings.setArrayIndex(i - 1);
        settings.setValue(QStringLiteral("name"), all[i].name);
        settings.setValue(QStringLiteral("kind"), int(all[i].kind));
        settings.setValue(QStringLiteral("target"), all[i].target);
        settings.setValue(QStringLiteral("program"), all[i].program);
        settings.setValue(QStringLiteral("ranks"), all[i].ranks);
    }
    settings.endArray();
    settings.setValue(kCurrent, current);
}

} // namespace espalier::ui
