package org.menura.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.IntFunction;

/**
 * Atomic writing of files: a reader finds the old content or the new, never a part. Content is written beside the
 * target first, then moved into its place. Symbolic links are followed; devices, pipes and sockets are written in
 * place. Errors name the target.
 */
public final class OutputFile {
    private static final int MOST_LINKS = 40;

    private OutputFile() {}

    /** Writes a file's content to a channel. */
    @FunctionalInterface
    public interface Content {
        /** Writes the content to an empty file from its start, without seeking back. */
        void writeTo(WritableByteChannel file) throws IOException;
    }

    /** Writes a file at a given path. */
    @FunctionalInterface
    public interface Writer {
        /** Writes {@code file}, which is empty or not there. */
        void write(Path file) throws IOException;
    }

    /**
     * Writes a file atomically. If it can't be written, a regular file is as before.
     *
     * @throws FileSystemException if it can't be written; names {@code file}
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = resolve(file);
        if (Files.isDirectory(target)) {
            throw new FileSystemException(file.toString(), null, "is a folder, no file");
        }
        if (isInPlace(target)) {
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            } catch (IOException e) {
                throw naming(file, target, e);
            }
            return;
        }
        Path part = partOf(target);
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            move(part, target);
        } catch (IOException e) {
            throw naming(file, part, e);
        } finally {
            discard(part);
        }
    }

    /**
     * Writes a file atomically by way of a path beside it, for what can't be written to a channel. If it can't be written, a
     * regular file is as before.
     *
     * @throws FileSystemException if it can't be written; names {@code file}
     */
    public static void through(Path file, Writer writer) throws IOException {
        Path part = part(file);
        try {
            writer.write(part);
            put(part, file);
        } catch (IOException e) {
            throw naming(file, part, e);
        } finally {
            discard(part);
        }
    }

    /** Deletes a partial file; that it cannot be is not worth the error that tells why nothing was written. */
    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException _) {
            return;
        }
    }

    /** Writes bytes to a file atomically; see {@link #write(Path, Content)}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes all remaining bytes of a buffer to a channel. */
    public static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
    }

    /**
     * Writes a file under the first unused name, so that no existing file is overwritten.
     *
     * @param names the names by their numbers, which begin with 1
     * @return the file
     */
    public static Path writeNew(IntFunction<Path> names, Writer writer) throws IOException {
        Path file = reserve(names);
        boolean written = false;
        try {
            writer.write(file);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
        return file;
    }

    /** Makes an empty file under the first free name: in one step, so that no two programs take the same. */
    private static Path reserve(IntFunction<Path> names) throws IOException {
        for (int i = 1; ; i++) {
            Path file = names.apply(i);
            try {
                return Files.createFile(file);
            } catch (FileAlreadyExistsException _) {
                continue;
            } catch (IOException e) {
                throw naming(file, file, e);
            }
        }
    }

    /**
     * Returns the file that a path leads to, links followed; where a link leads nowhere, the file that would be made.
     *
     * @throws FileSystemLoopException if links lead to each other
     */
    public static Path resolve(Path file) throws IOException {
        if (isInPlace(file)) {
            return file; // /dev/stdout is a link that only the system itself can follow
        }
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path at = file;
        for (int i = 0; Files.isSymbolicLink(at); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    /** Returns whether a path is a device, a pipe or a socket, which is written in place. */
    public static boolean isInPlace(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /** Returns whether a write would replace an existing file or folder. */
    public static boolean replaces(Path file) {
        return Files.exists(file) && !isInPlace(file);
    }

    /**
     * Returns the path of the partial file that is written before {@link #put} moves it into place: beside the target,
     * or among temporary files where the target is written in place.
     */
    public static Path part(Path file) throws IOException {
        Path target = resolve(file);
        return isInPlace(target) ? Files.createTempFile("menura", ".part") : partOf(target);
    }

    private static Path partOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    /**
     * Moves a complete partial file to its target, or copies it there where the target is written in place, and removes
     * it.
     */
    public static void put(Path part, Path file) throws IOException {
        Path target = resolve(file);
        try {
            if (isInPlace(target)) {
                try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                    Files.copy(part, Channels.newOutputStream(channel));
                }
                Files.delete(part);
            } else {
                move(part, target);
            }
        } catch (IOException e) {
            throw naming(file, part, e);
        }
    }

    /** Moves a complete file or folder atomically where the file system can, replacing an existing file. */
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Returns an error about the partial file {@code part}, restated in terms of its target {@code file}. */
    public static IOException naming(Path file, Path part, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return e;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (e instanceof NoSuchFileException && folder != null && !Files.isDirectory(folder)) {
            return caused(new NoSuchFileException(String.valueOf(file.getParent())), e);
        }
        if (Files.isDirectory(file)) {
            return caused(new FileSystemException(file.toString(), null, "is a folder, no file"), e);
        }
        if (!(e instanceof FileSystemException at)) {
            return caused(
                    new FileSystemException(
                            file.toString(), null, e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        }
        String path = String.valueOf(at.getFile());
        String start = path.startsWith(part.toString())
                ? part.toString()
                : part.toAbsolutePath().toString();
        if (!path.startsWith(start)) {
            return e;
        }
        String named = file + path.substring(start.length());
        return caused(
                e instanceof AccessDeniedException
                        ? new AccessDeniedException(named)
                        : new FileSystemException(named, null, reason(at)),
                e);
    }

    private static String reason(FileSystemException e) {
        return e.getReason() != null
                ? e.getReason()
                : "can't be written (" + e.getClass().getSimpleName() + ")";
    }

    private static IOException caused(IOException e, IOException cause) {
        e.initCause(cause);
        return e;
    }
}
