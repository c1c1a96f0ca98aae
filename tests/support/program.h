#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace espalier::tests {

/// How one of our programs ended.
struct ProgramRun
{
    int exitCode = -1; ///< -1 if it crashed or took too long
    QByteArray standardOutput;
    QByteArray standardError;

    /// The one JSON object on stdout; a discarded value if there is anything else.
    nlohmann::json json() const { return nlohmann::json::parse(standardOutput.toStdString(), nullptr, false); }
};

inline QString programPath(const char* name)
{
    return QStringLiteral(ESPALIER_BINARY_DIR "/bin/") + QLatin1String(name);
}

inline QProcessEnvironment environmentWith(const QString& name, const QString& value)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(name, value);
    return environment;
}

/// Runs espalier-cli to its end.
inline ProgramRun runCli(const QStringList& arguments,
                         const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(programPath("espalier-cli"), arguments);
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace espalier::tests
