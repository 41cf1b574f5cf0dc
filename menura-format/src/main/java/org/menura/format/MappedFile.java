package org.menura.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.menura.tensor.annotation.Internal;

/** Memory mapping of files of any size; a mapping ends when nothing refers to it any more. */
@Internal
public final class MappedFile {
    private MappedFile() {}

    /** Returns what is thrown for a file or folder that is not there; a relative path is told with where it was looked for. */
    public static UncheckedIOException missing(Path path) {
        String where = path.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath();
        return new UncheckedIOException(
                "there is no file or folder " + path + where, new NoSuchFileException(path.toString()));
    }

    /**
     * Maps the bytes of a file, read-only.
     *
     * @throws UncheckedIOException if there is no such file, or it can't be read
     */
    public static MemorySegment map(Path file) {
        if (!Files.exists(file)) {
            throw missing(file);
        }
        try {
            if (!Files.isRegularFile(file)) {
                throw new FileSystemException(file.toString(), null, "not a regular file");
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = channel.size();
                return size == 0
                        ? MemorySegment.ofArray(new byte[0]).asReadOnly()
                        : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
