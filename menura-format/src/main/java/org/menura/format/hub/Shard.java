package org.menura.format.hub;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/**
 * The name of one part of a file that was split, {@code stem-00001-of-00003.ending}, as transformers names its shards
 * and llama.cpp its split GGUF files.
 *
 * @param stem the path up to the part's number
 * @param number the part's number, from 1
 * @param count how many parts there are, in digits
 * @param ending {@code .gguf}, say
 */
record Shard(String stem, int number, String count, String ending) {
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5,6})-of-(\\d{5,6})(\\.\\w+)");

    static Optional<Shard> parse(String path) {
        Matcher m = NAME.matcher(path);
        return m.matches()
                ? Optional.of(new Shard(m.group(1), Integer.parseInt(m.group(2)), m.group(3), m.group(4)))
                : Optional.empty();
    }

    /** The path of the file that was split. */
    String whole() {
        return stem + ending;
    }

    /** The path with the part's number left out, if it has one. */
    static String whole(String path) {
        return parse(path).map(Shard::whole).orElse(path);
    }

    /** Whether a path is a part of the same file. */
    boolean hasSibling(String path) {
        return parse(path)
                .filter(other -> other.whole().equals(whole()) && other.count.equals(count))
                .isPresent();
    }

    /**
     * All parts of the file that {@code path} is a part of, in order; {@code path} alone if it is none.
     *
     * @throws FormatException if parts are missing among {@code paths}
     */
    static List<String> allOf(String path, List<String> paths) {
        Optional<Shard> shard = parse(path);
        if (shard.isEmpty()) {
            return List.of(path);
        }
        List<String> parts = paths.stream()
                .filter(shard.get()::hasSibling)
                .sorted()
                .distinct()
                .toList();
        if (parts.size() != Integer.parseInt(shard.get().count)) {
            throw new FormatException("only %d of the %s parts of %s are there"
                    .formatted(parts.size(), shard.get().count, shard.get().whole()));
        }
        return parts;
    }
}
