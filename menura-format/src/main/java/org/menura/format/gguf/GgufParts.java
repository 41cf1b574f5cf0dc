package org.menura.format.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** The files of a model that was split, as llama.cpp's {@code gguf-split} does: NAME-00001-of-00003.gguf and so on. */
final class GgufParts {
    private static final int MAX_PARTS = 10_000;
    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.DOTALL);

    private GgufParts() {}

    /**
     * The files of a model in their order, of which {@code first} is the first; of a model in one file, that file.
     *
     * @throws FormatException if it is not the first, or others are missing
     */
    static List<Path> of(Path file, GgufFile first) {
        long count = first.hasKey("split.count") ? first.integer("split.count") : 0;
        if (count <= 1) {
            return List.of(file);
        }
        Matcher name = PART.matcher(file.toString());
        if (count > MAX_PARTS || !name.matches() || Long.parseLong(name.group(3)) != count) {
            throw new FormatException("%s is one of %d parts, whose names must end in -00001-of-%05d.gguf and so on"
                    .formatted(file, count, count));
        }
        if (Integer.parseInt(name.group(2)) != 1) {
            throw new FormatException("%s is one of %d parts; name the first one, %s"
                    .formatted(file, count, part(name.group(1), 1, count)));
        }
        List<Path> out = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Path part = part(name.group(1), i, count);
            if (!Files.exists(part)) {
                throw new FormatException("%s is missing, which is a part of %s".formatted(part, file));
            }
            out.add(part);
        }
        return out;
    }

    /** Checks that a file is the part that its name says. */
    static void check(GgufFile part, int index, int count) {
        if (part.integer("split.count") != count || part.integer("split.no") != index) {
            throw new FormatException("%s says that it is part %d of %d, not %d of %d"
                    .formatted(
                            part.source(),
                            part.integer("split.no") + 1,
                            part.integer("split.count"),
                            index + 1,
                            count));
        }
    }

    private static Path part(String stem, int number, long count) {
        return Path.of("%s-%05d-of-%05d.gguf".formatted(stem, number, count));
    }
}
