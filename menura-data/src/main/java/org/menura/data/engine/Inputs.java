package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.menura.data.Globs;
import org.menura.data.plan.Options;
import org.menura.data.plan.Registry;
import org.menura.format.FileTree;

/** Finds the files of a plan's sources. */
final class Inputs {
    private static final String WILD = "*?[{";

    /** Folder by folder, as shells and Dolma list them: a folder's files stand where its name does. */
    private static final Comparator<Input> ORDER = Comparator.comparing(
                    (Input input) -> input.relative().replace('/', '\0'))
            .thenComparing(Input::path);

    private Inputs() {}

    /**
     * Finds all files and checks that their formats are known.
     *
     * @throws org.menura.format.FormatException if a source has none, or names a format or key that is not known
     */
    static List<Input> find(List<Options> sources) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Options source = sources.get(i);
            List<Path> paths = source.paths("path");
            if (paths.isEmpty()) {
                throw source.error("path", "is missing; it names a folder, files or a pattern");
            }
            List<Input> found = new ArrayList<>();
            for (Path path : paths) {
                List<Input> here = new ArrayList<>(below(path, i, source));
                here.sort(ORDER);
                found.addAll(here);
            }
            if (found.isEmpty()) {
                String named = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
                throw source.error(
                        "path",
                        "names " + named + ", with no file whose name says a known format; name one with format");
            }
            Reading.of(source).check(found.stream().map(Input::file).toList());
            inputs.addAll(found);
        }
        return inputs;
    }

    /** Returns whether a path that nothing has names files by a pattern. */
    static boolean isPattern(Path path) {
        return !Files.exists(path) && path.toString().chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    private static List<Input> below(Path path, int source, Options options) {
        String text = path.toString();
        if (isPattern(path)) {
            int wild = 0;
            while (WILD.indexOf(text.charAt(wild)) < 0) {
                wild++;
            }
            Path fixed = Path.of(text.substring(0, Math.max(1, text.lastIndexOf('/', wild))));
            return Globs.find(text).stream()
                    .map(file -> input(file, source, relative(file, fixed)))
                    .toList();
        }
        if (Files.isDirectory(path)) {
            Path documents = path.resolve("documents");
            return walk(Files.isDirectory(documents) ? documents : path, source, options.has("format"));
        }
        if (!Files.isRegularFile(path)) {
            throw options.error("path", "names %s, which is not there".formatted(path));
        }
        Path parent = path.toAbsolutePath().normalize().getParent();
        return List.of(input(path, source, relative(path, parent == null ? path : parent)));
    }

    private static List<Input> walk(Path folder, int source, boolean any) {
        try {
            return FileTree.files(folder, Integer.MAX_VALUE, _ -> true).stream()
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> any || Registry.sourceOf(file).isPresent())
                    .map(file -> input(file, source, slashed(folder.relativize(file))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name below {@code documents}, if the file lies in such a folder, else below another. */
    private static String relative(Path file, Path folder) {
        String whole = slashed(file.toAbsolutePath().normalize());
        int at = whole.lastIndexOf("/documents/");
        return at >= 0
                ? whole.substring(at + "/documents/".length())
                : slashed(folder.toAbsolutePath()
                        .normalize()
                        .relativize(file.toAbsolutePath().normalize()));
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static Input input(Path file, int source, String relative) {
        try {
            return new Input(
                    file.toAbsolutePath().normalize().toString(),
                    source,
                    relative,
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
