#pragma once

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QProcess>
#include <QStandardPaths>

namespace espalier::tests {

/// What a program writes to stdout; empty if it fails.
inline QByteArray outputOf(const QString& program, const QStringList& arguments, const QByteArray& input = {},
                           const QString& folder = {})
{
    QProcess process;
    process.setWorkingDirectory(folder.isEmpty() ? QDir::currentPath() : folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool done = process.waitForFinished(300'000) && process.exitCode() == 0;
    return done ? process.readAllStandardOutput() : QByteArray();
}

/// A folder of the build tree with the scripts of tests/clients and the pinned npm packages, installed once; empty if
/// that is not possible.
inline QString nodeFolder()
{
    const QString folder = QStringLiteral(ESPALIER_BINARY_DIR "/clients");
    const QDir sources(QStringLiteral(ESPALIER_SOURCE_DIR "/tests/clients"));
    if (QStandardPaths::findExecutable("node").isEmpty() || QStandardPaths::findExecutable("npm").isEmpty()) {
        return {};
    }
    QDir().mkpath(folder);
    QLockFile lock(folder + "/install.lock"); // tests run side by side
    lock.setStaleLockTime(300'000);
    if (!lock.tryLock(300'000)) {
        return {};
    }
    for (const QString& name : sources.entryList({"package.json", "*.mjs"}, QDir::Files)) {
        QFile::remove(folder + '/' + name);
        QFile::copy(sources.filePath(name), folder + '/' + name);
    }
    const auto installed = [&] {
        const QDir packages(folder + "/node_modules/@huggingface");
        return packages.exists("transformers") && packages.exists("jinja") && packages.exists("../openai") &&
               packages.exists("../onnxruntime-node") && packages.exists("../parquet-wasm") &&
               packages.exists("../node-llama-cpp");
    };
    if (!installed()) {
        outputOf("npm", {"install", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"}, {}, folder);
    }
    return installed() ? folder : QString();
}

} // namespace espalier::tests
