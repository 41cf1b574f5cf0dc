package org.menura.eval.task.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.Glob;

/** The files of each split: as {@code data_files} lists them, or by the names of the files in a folder. */
final class SplitFiles {
    private static final List<String> KNOWN = List.of("jsonl", "json", "ndjson", "csv", "tsv", "parquet", "txt");

    private SplitFiles() {}

    /** Finds what {@code data_files} lists: a file or pattern, a list of them, or a map of those by split. */
    static SequencedMap<String, List<Path>> listed(Object files, Path base) {
        SequencedMap<String, List<Path>> splits = new LinkedHashMap<>();
        if (files instanceof Map<?, ?> map) {
            map.forEach((split, some) -> splits.put(String.valueOf(split), expand(some, base)));
        } else {
            splits.put("train", expand(files, base));
        }
        return splits;
    }

    private static List<Path> expand(@Nullable Object files, Path base) {
        List<Path> found = new ArrayList<>();
        for (Object file : files instanceof List<?> list ? list : List.of(String.valueOf(files))) {
            String name = String.valueOf(file);
            if (name.contains("://")) {
                throw new FormatException(
                        "%s lies elsewhere: fetch the file and name it in dataset_kwargs.data_files".formatted(name));
            }
            Path path = base.resolve(name);
            if (Files.isRegularFile(path)) {
                found.add(path);
            } else if (Glob.isWild(name)) {
                found.addAll(matching(name, base));
            } else {
                throw new FormatException("there is no file %s, which dataset_kwargs.data_files names".formatted(path));
            }
        }
        return found;
    }

    private static List<Path> matching(String glob, Path base) {
        int wild = Glob.firstWild(glob);
        int slash = glob.lastIndexOf('/', wild);
        Path root = slash < 0 ? base : base.resolve(glob.substring(0, Math.max(slash, 1)));
        Glob wanted = Glob.of(slash < 0 ? glob : glob.substring(slash + 1));
        try {
            List<Path> found = FileTree.files(root, Integer.MAX_VALUE, file -> wanted.matches(root.relativize(file)));
            found.sort(null);
            if (found.isEmpty()) {
                throw new FormatException("no file in %s matches %s".formatted(base, glob));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("can't look for " + glob + " in " + base, e);
        }
    }

    /** Finds the files of a folder whose names, or whose folders' names, tell their split; none tells: all are training. */
    static SequencedMap<String, List<Path>> inFolder(Path folder) {
        SequencedMap<String, List<Path>> splits = new LinkedHashMap<>();
        List<Path> files;
        try {
            files = FileTree.files(folder, 3, file -> KNOWN.contains(ending(file)));
            files.sort(null);
        } catch (IOException e) {
            throw new UncheckedIOException("can't look for rows in " + folder, e);
        }
        for (String split : List.of("train", "validation", "test")) {
            List<Path> of = files.stream()
                    .filter(file -> split.equals(split(folder.relativize(file).toString())))
                    .toList();
            if (!of.isEmpty()) {
                splits.put(split, of);
            }
        }
        for (Path file : files) {
            String other = named(folder.relativize(file));
            if (other != null) {
                splits.computeIfAbsent(other, _ -> new ArrayList<>()).add(file);
            }
        }
        if (splits.isEmpty() && !files.isEmpty()) {
            splits.put("train", files);
        }
        return splits;
    }

    /** The split of a file in the hub's layout, NAME-00000-of-00001.parquet, whose name is none of the usual three. */
    private static @Nullable String named(Path file) {
        var sharded = Pattern.compile("(.+)-[0-9]{5}-of-[0-9]{5}\\.[a-z]+").matcher(String.valueOf(file.getFileName()));
        return sharded.matches() && split(file.toString()) == null ? sharded.group(1) : null;
    }

    private static @Nullable String split(String name) {
        for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
            switch (word) {
                case "train", "training" -> {
                    return "train";
                }
                case "validation", "valid", "dev", "val" -> {
                    return "validation";
                }
                case "test", "testing", "eval", "evaluation" -> {
                    return "test";
                }
                default -> {}
            }
        }
        return null;
    }

    /** Returns the ending of a file's name, in small letters and without {@code .gz}. */
    static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(Texts.PACKED) ? name.substring(0, name.length() - Texts.PACKED.length()) : name;
        return plain.substring(plain.lastIndexOf('.') + 1);
    }
}
