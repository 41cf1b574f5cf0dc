package org.menura.format;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.menura.tensor.annotation.Internal;

/**
 * Atomic writing of folders: a reader finds all of a folder or none of it. Content is written beside the target first,
 * then moved into its place. Symbolic links are followed. Errors name the target.
 */
@Internal
public final class OutputFolder {
    private OutputFolder() {}

    /** Writes a folder's content. */
    @FunctionalInterface
    public interface Writer {
        /** Writes content into {@code folder}, which does not exist or is empty. */
        void write(Path folder) throws IOException;
    }

    /**
     * Writes a folder atomically.
     *
     * @throws FileAlreadyExistsException if it exists already and is not empty
     * @throws IOException if it can't be written; then nothing is left of it
     */
    public static void write(Path folder, Writer writer) throws IOException {
        Path target = OutputFile.resolve(folder);
        if (Files.exists(target) && !isEmpty(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        delete(part);
        try {
            writer.write(part);
            Files.deleteIfExists(target);
            OutputFile.move(part, target);
        } catch (IOException e) {
            throw OutputFile.naming(folder, part, e);
        } finally {
            delete(part);
        }
    }

    /** Returns whether a folder is empty. */
    public static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            return !content.iterator().hasNext();
        }
    }

    /** Copies a file, or a folder with all that is in it, to a place where nothing is. */
    public static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        if (Files.isDirectory(from)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(from)) {
                for (Path file : content) {
                    copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    /** Deletes a folder with all that is in it; links in it go, what they lead to stays. */
    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            for (Path file : content) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    delete(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
