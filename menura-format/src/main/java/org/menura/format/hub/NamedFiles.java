package org.menura.format.hub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** Finds the files that {@code org/name:file} means. */
final class NamedFiles {
    private static final int SHOWN = 8;

    private NamedFiles() {}

    /**
     * The files of a repository that a name means: the file of this path; or those that match it as a pattern, by path
     * or by file name; or the GGUF files of this quantization. One part of a split file stands for all of them, with
     * their index.
     *
     * @param paths all files of the repository
     * @throws FormatException if there is none
     */
    static List<String> choose(List<String> paths, String name) {
        List<String> found = paths.contains(name) ? List.of(name) : matching(paths, name);
        if (found.isEmpty()) {
            throw new FormatException("no file matches '%s'; there are %s".formatted(name, sample(paths)));
        }
        SequencedSet<String> all = new LinkedHashSet<>();
        for (String path : found) {
            all.addAll(Shard.allOf(path, paths));
            String index = Shard.whole(path) + ".index.json";
            if (!Shard.whole(path).equals(path) && paths.contains(index)) {
                all.add(index);
            }
        }
        return List.copyOf(all);
    }

    private static List<String> matching(List<String> paths, String name) {
        List<String> found = filter(paths, glob(name, 0));
        return found.isEmpty() && name.indexOf('.') < 0
                ? filter(paths, glob("*" + name + ".gguf", Pattern.CASE_INSENSITIVE))
                : found;
    }

    private static List<String> filter(List<String> paths, Predicate<String> pattern) {
        return paths.stream()
                .filter(p -> pattern.test(Shard.whole(p)) || pattern.test(p))
                .toList();
    }

    /** A pattern with {@code *} and {@code ?} over a path, or over the file name alone. */
    private static Predicate<String> glob(String glob, int flags) {
        StringBuilder regex = new StringBuilder();
        for (int c : glob.codePoints().toArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        }
        Predicate<String> whole = Pattern.compile(regex.toString(), flags).asMatchPredicate();
        return path -> whole.test(path) || whole.test(path.substring(path.lastIndexOf('/') + 1));
    }

    /** Some of the files, weights first, for a message. */
    static String sample(List<String> paths) {
        List<String> files = paths.stream()
                .map(Shard::whole)
                .distinct()
                .sorted((a, b) -> Boolean.compare(ModelFiles.isWeights(b), ModelFiles.isWeights(a)))
                .toList();
        return files.isEmpty()
                ? "no files"
                : String.join(", ", files.subList(0, Math.min(SHOWN, files.size())))
                        + (files.size() > SHOWN ? ", …" : "");
    }
}
