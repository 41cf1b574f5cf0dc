package org.menura.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Is the folder of one run on the machine: {@code work} is where the program starts, {@code home}, {@code tmp} and {@code shm} are
 * its HOME, /tmp and /dev/shm, so that all it writes lies here, is counted here, and goes away with it.
 */
final class Workspace implements AutoCloseable {
    static final List<String> WRITABLE = List.of("work", "home", "tmp", "shm");

    /** A file, in the paths of the sandbox, that says that processes were left behind. */
    static final String LEFT = "/tmp/.menura-left";

    private static final String PREFIX = "menura-sandbox-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)-.*");

    final Path root;
    private int user = -1;

    private Workspace(Path root) {
        this.root = root;
    }

    static Workspace create(Map<String, byte[]> files) throws IOException {
        Path root = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-")
                .toRealPath();
        Workspace space = new Workspace(root);
        try {
            Files.createDirectory(root.resolve("root"));
            for (String name : WRITABLE) {
                Files.createDirectory(root.resolve(name));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = space.work().resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue(), StandardOpenOption.CREATE_NEW);
            }
            return space;
        } catch (IOException e) {
            space.close();
            throw e;
        }
    }

    Path work() {
        return root.resolve("work");
    }

    boolean saysProcessesWereLeft() {
        return Files.exists(root.resolve("tmp").resolve(".menura-left"), LinkOption.NOFOLLOW_LINKS);
    }

    /** Says which user the program runs as; -1 for the JVM's. */
    int user() {
        return user;
    }

    /** Hands all that the program may write to another user. */
    void giveTo(int user) throws IOException {
        this.user = user;
        chown(root, user);
        for (String name : WRITABLE) {
            Files.walkFileTree(root.resolve(name), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    chown(folder, user);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    chown(file, user);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    private static void chown(Path path, int user) throws IOException {
        Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Tells whether the files have outgrown the limits. The walk ends as soon as they have, and follows no links.
     *
     * @return false where they are within
     */
    boolean exceeds(Limits limits, int givenFiles, long givenBytes) {
        long[] counted = new long[2];
        long maxFiles = (long) limits.files() + givenFiles + WRITABLE.size();
        long maxBytes = limits.folderBytes() + givenBytes;
        for (String name : WRITABLE) {
            try {
                Files.walkFileTree(root.resolve(name), new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return count(0);
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        return count(attributes.isRegularFile() ? attributes.size() : 0);
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    private FileVisitResult count(long bytes) {
                        counted[0]++;
                        counted[1] += bytes;
                        return counted[0] > maxFiles || counted[1] > maxBytes
                                ? FileVisitResult.TERMINATE
                                : FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException e) {
                // The program moves its files while they are counted; the next look counts them.
                continue;
            }
        }
        return counted[0] > maxFiles || counted[1] > maxBytes;
    }

    /** Reads the files that were asked for: regular files inside the folder, reached through no link, within the limit. */
    Map<String, byte[]> read(List<String> names, long limit) throws IOException {
        Map<String, byte[]> out = new LinkedHashMap<>();
        for (String name : names) {
            Path path = work();
            boolean plain = true;
            for (Path part : Path.of(name)) {
                path = path.resolve(part);
                plain &= !Files.isSymbolicLink(path);
            }
            if (!plain || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) > limit) {
                continue;
            }
            try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                out.put(name, in.readNBytes((int) Math.min(limit, Integer.MAX_VALUE - 16)));
            } catch (AccessDeniedException e) {
                // The program made it unreadable: it is not there.
                continue;
            }
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        remove(root);
    }

    /** Removes what was left by JVMs that were killed while a program ran. */
    static void removeStale() {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(temp, PREFIX + "*")) {
            for (Path folder : all) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches()
                        && name.group(1).length() < 12
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    remove(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's, or another JVM removes them as well: not ours to remove.
            return;
        }
    }

    private static void remove(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException | UnsupportedOperationException | StackOverflowError e) {
            removeByShell(root);
        }
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            removeByShell(root);
        }
    }

    /** Removes what Java's paths cannot reach: folders whose path is longer than the system allows, or locked ones. */
    private static void removeByShell(Path root) throws IOException {
        Process rm = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "chmod -R u+rwx -- \"$1\" 2>/dev/null; rm -rf -- \"$1\"",
                        "sh",
                        root.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!rm.waitFor(30, TimeUnit.SECONDS)) {
                rm.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the sandbox's folder " + root + " could not be removed; remove it by hand");
        }
    }
}
