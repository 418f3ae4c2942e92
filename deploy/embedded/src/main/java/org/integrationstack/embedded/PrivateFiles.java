package org.integrationstack.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories that only this user can read, from the moment they exist. */
final class PrivateFiles {
    private PrivateFiles() {}

    /** Creates a directory and its missing parents with mode 700, and gives that mode to one that exists. */
    static Path createDirectories(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the directory " + directory, e);
        }
    }

    /** Writes a file with mode 600, replacing an older one in one step. */
    static Path write(Path file, String content) {
        try {
            // A temporary file is born with mode 600.
            Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", null);
            Files.writeString(fresh, content);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
