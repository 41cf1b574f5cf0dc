package org.menura.eval.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;

/** The small tasks that come with Menura: their files are resources, laid out in a folder when they are needed. */
public final class OwnTasks {
    /** The group of all of them. */
    public static final String GROUP = "menura";

    private static final String ROOT = "/org/menura/eval/tasks/";
    private static final String LIST = "files.txt";
    /** Stands in task files for the folder that they lie in. */
    private static final String FOLDER = "FOLDER";

    private OwnTasks() {}

    /**
     * Returns the folder of the task files, which is made if it is not there.
     *
     * @param cache a folder for what can be made again
     * @throws UncheckedIOException if it can't be written
     */
    public static Path folder(Path cache) {
        try {
            String all = resource(LIST);
            StringBuilder content = new StringBuilder();
            for (String name : all.lines().toList()) {
                content.append(name).append('\n').append(resource(name));
            }
            String hash = Sha256.of(content.toString().getBytes(StandardCharsets.UTF_8))
                    .substring(0, 12);
            Path folder = cache.resolve("tasks").resolve(hash).toAbsolutePath();
            write(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the tasks that come with Menura can't be laid out in " + cache, e);
        }
    }

    /**
     * Writes the files into a folder.
     *
     * @throws IOException if they can't be written
     */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        String written = folder.toAbsolutePath().normalize().toString().replace('\\', '/');
        for (String name : resource(LIST).lines().toList()) {
            byte[] bytes = resource(name).replace(FOLDER, written).getBytes(StandardCharsets.UTF_8);
            Path file = folder.resolve(name);
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
                OutputFile.write(file, bytes);
            }
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(OwnTasks.class.getResourceAsStream(ROOT + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
