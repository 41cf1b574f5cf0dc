package org.menura.agent.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.menura.format.Sha256;

/**
 * Files in the folder that a run's tools write into, and nowhere else: read, list, write, append. A file is there or not, never half: it
 * is written beside its place and moved.
 */
public final class FileTools {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FILES = 1000;
    /** What file systems take. */
    private static final int MOST_NAME_BYTES = 255;

    private static final int MOST_PATH_BYTES = 2048;
    /** Where the tools keep what they have done, out of the sight of agents. */
    private static final String MARKS = ".effects";

    private record Name(
            @Param(description = "path of the file, relative")
            String path) {}

    private record Nothing() {}

    private record Text(
            @Param(description = "path of the file, relative")
            String path,

            String text) {}

    private FileTools() {}

    /** Returns the tools files_read, files_list, files_write and files_append. */
    public static List<Tool> all() {
        return List.of(
                new FunctionTool<>("files_read", "Reads a file.", Effect.PURE, Name.class, FileTools::read),
                new FunctionTool<>("files_list", "Lists the files.", Effect.PURE, Nothing.class, FileTools::list),
                new FunctionTool<>(
                        "files_write",
                        "Writes a file, in the place of one that is there.",
                        Effect.IDEMPOTENT,
                        Text.class,
                        FileTools::write),
                new AppendTool());
    }

    /**
     * Returns the file of a name.
     *
     * @throws IllegalArgumentException if it lies outside of the folder
     */
    static Path file(String name, ToolContext context) throws IOException {
        Path out = context.out();
        Path path;
        try {
            path = out.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'%s' is no name of a file".formatted(name));
        }
        boolean inside = !name.isBlank()
                && !Path.of(name).isAbsolute()
                && path.startsWith(out)
                && !path.equals(out)
                && !out.relativize(path).startsWith(MARKS);
        if (!inside) {
            throw new IllegalArgumentException("'%s' is outside of the folder of the run".formatted(name));
        }
        if (out.relativize(path).toString().getBytes(StandardCharsets.UTF_8).length > MOST_PATH_BYTES) {
            throw new IllegalArgumentException("the path of a file has at most %d bytes".formatted(MOST_PATH_BYTES));
        }
        for (Path at = path; at != null && !at.equals(out); at = at.getParent()) {
            if (at.getFileName().toString().getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
                throw new IllegalArgumentException(
                        "the name of a file or folder has at most %d bytes".formatted(MOST_NAME_BYTES));
            }
            if (Files.isSymbolicLink(at)) {
                throw new IllegalArgumentException("'%s' is a link, which leads outside".formatted(name));
            }
        }
        return path;
    }

    /**
     * Returns the file of a name that is to be written.
     *
     * @throws IllegalArgumentException if no file can be there
     */
    private static Path writable(String name, ToolContext context) throws IOException {
        Path file = file(name, context);
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("'%s' is a folder".formatted(name));
        }
        for (Path at = file.getParent(); at != null && !at.equals(context.out()); at = at.getParent()) {
            if (Files.exists(at) && !Files.isDirectory(at)) {
                throw new IllegalArgumentException("'%s' is a file, in which '%s' can't be"
                        .formatted(context.out().relativize(at).toString().replace('\\', '/'), name));
            }
        }
        return file;
    }

    private static Object read(Name name, ToolContext context) throws IOException {
        Path file = file(name.path(), context);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return ToolResult.error("there is no file '%s'".formatted(name.path()));
        }
        if (Files.size(file) > MOST_BYTES) {
            return ToolResult.error("'%s' has more than %d bytes".formatted(name.path(), MOST_BYTES));
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static Object list(Nothing nothing, ToolContext context) throws IOException {
        Path out = context.out();
        try (Stream<Path> all = Files.walk(out)) {
            List<String> names = all.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .map(p -> out.relativize(p).toString().replace('\\', '/'))
                    .filter(n -> !n.startsWith(MARKS))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
            return names.isEmpty() ? "there are no files" : String.join("\n", names);
        }
    }

    private static Object write(Text given, ToolContext context) throws IOException {
        Path file = writable(given.path(), context);
        byte[] bytes = bytes(given.text());
        move(bytes, file, context);
        return "wrote %d bytes to %s".formatted(bytes.length, given.path());
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("the text has more than %d bytes".formatted(MOST_BYTES));
        }
        return bytes;
    }

    private static void move(byte[] bytes, Path file, ToolContext context) throws IOException {
        Files.createDirectories(file.getParent());
        Path marks = Files.createDirectories(context.out().resolve(MARKS));
        Path beside = marks.resolve(context.key() + ".part");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Appends once: what the file is to become is written down before, so that it can be told whether it has become so, also
     * where agents at once have appended more behind it.
     */
    private static final class AppendTool implements Tool {
        private final FunctionTool<Text> inner = new FunctionTool<>(
                "files_append", "Adds a text to the end of a file.", Effect.ONCE, Text.class, AppendTool::append);

        @Override
        public org.menura.chat.tool.ToolDefinition definition() {
            return inner.definition();
        }

        @Override
        public Effect effect() {
            return inner.effect();
        }

        private static synchronized Object append(Text given, ToolContext context) throws IOException {
            Path file = writable(given.path(), context);
            byte[] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            byte[] more = bytes(given.text());
            byte[] after = java.util.Arrays.copyOf(before, before.length + more.length);
            System.arraycopy(more, 0, after, before.length, more.length);
            Path mark = mark(context);
            Files.createDirectories(mark.getParent());
            Path beside = mark.resolveSibling(mark.getFileName() + ".new");
            Files.writeString(beside, Sha256.of(after) + " " + after.length);
            Files.move(beside, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            move(after, file, context);
            return done(given);
        }

        private static String done(Text given) {
            return "added %d bytes to %s".formatted(bytes(given.text()).length, given.path());
        }

        private static Path mark(ToolContext context) {
            return context.out().resolve(MARKS).resolve(context.key());
        }

        @Override
        public ToolResult call(
                java.util.Map<String, @org.jspecify.annotations.Nullable Object> arguments, ToolContext context)
                throws IOException, InterruptedException {
            return inner.call(arguments, context);
        }

        @Override
        public java.util.Optional<ToolResult> reconcile(
                java.util.Map<String, @org.jspecify.annotations.Nullable Object> arguments, ToolContext context)
                throws IOException {
            Path mark = mark(context);
            Text given = new Text(String.valueOf(arguments.get("path")), String.valueOf(arguments.get("text")));
            Path file;
            try {
                file = writable(given.path(), context);
            } catch (IllegalArgumentException _) {
                return java.util.Optional.of(ToolResult.notDone()); // Making the call says what is wrong.
            }
            boolean happened = Files.exists(mark)
                    && Files.exists(file)
                    && (given.text().isEmpty() || begins(Files.readAllBytes(file), Files.readString(mark)));
            return java.util.Optional.of(happened ? ToolResult.of(done(given)) : ToolResult.notDone());
        }

        /** Whether a file begins with what a mark says that it was to become; without a length, all of it. */
        private static boolean begins(byte[] file, String mark) {
            String[] parts = mark.split(" ", 2);
            int length = parts.length > 1 ? Integer.parseInt(parts[1]) : file.length;
            return length <= file.length
                    && Sha256.of(java.util.Arrays.copyOf(file, length)).equals(parts[0]);
        }

        @Override
        public void rebuild(
                java.util.Map<String, @org.jspecify.annotations.Nullable Object> arguments,
                ToolResult result,
                ToolContext context)
                throws IOException, InterruptedException {
            if (!Files.exists(mark(context)) && !result.error()) {
                var _ = call(arguments, context);
            }
        }
    }
}
