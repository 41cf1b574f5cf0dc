package org.menura.data.plan;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.yaml.NearestName;
import org.menura.format.yaml.Yaml;

/**
 * The keys and values of a stage, source or sink in a plan. Each key that is known is asked for exactly by its getter;
 * what nobody asked for is an error that names it ({@link #finish}). Errors are one sentence with file, line and key.
 */
public final class Options {
    private final String source;
    private final Path base;
    private final String path;
    private final Yaml.Mapping mapping;
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * Wraps a mapping.
     *
     * @param source the plan's name, for messages
     * @param base the folder to which paths are relative
     * @param path where the mapping is in the plan, such as {@code stages[2].minhash}; empty for the plan itself
     */
    public Options(String source, Path base, String path, Yaml.Mapping mapping) {
        this.source = source;
        this.base = base;
        this.path = path;
        this.mapping = mapping;
    }

    /** Reads options from YAML text, as tests and commands have them. */
    public static Options parse(String yaml, String source, Path base) {
        return new Options(source, base, "", Yaml.parse(yaml, source, "plan"));
    }

    /** Returns options without any keys. */
    public static Options none() {
        return new Options("options", Path.of(""), "", new Yaml.Mapping(java.util.Map.of(), 1));
    }

    /** Returns the folder to which paths are relative. */
    public Path base() {
        return base;
    }

    /** Returns the names of all keys that are given, in their order, without asking for any. */
    public List<String> names() {
        return List.copyOf(mapping.entries().keySet());
    }

    /** Returns whether a key is given. */
    public boolean has(String key) {
        return given(key) != null;
    }

    /** Returns a string. */
    public String text(String key) {
        return scalar(key, needed(key), "a string");
    }

    /** Returns a string, or a default. */
    public String text(String key, String otherwise) {
        Yaml.Node node = given(key);
        return node == null ? otherwise : scalar(key, node, "a string");
    }

    /** Returns one of some words, or a default. */
    public String choice(String key, String otherwise, List<String> words) {
        String word = text(key, otherwise);
        if (!words.contains(word)) {
            throw error(key, "must be one of %s, not '%s'".formatted(String.join(", ", words), word));
        }
        return word;
    }

    /** Returns a list of strings, or the only one; none if the key is not given. */
    public List<String> texts(String key) {
        Yaml.Node node = given(key);
        List<String> texts = new ArrayList<>();
        switch (node) {
            case null -> {}
            case Yaml.Sequence list -> list.items().forEach(item -> texts.add(scalar(key, item, "a list of strings")));
            default -> texts.add(scalar(key, node, "a string or a list of strings"));
        }
        return texts;
    }

    /** Returns a path, relative to the plan's folder. */
    public Path path(String key) {
        return toPath(key, text(key));
    }

    /** Returns paths, relative to the plan's folder; none if the key is not given. */
    public List<Path> paths(String key) {
        return texts(key).stream().map(text -> toPath(key, text)).toList();
    }

    /**
     * Returns a file or folder, relative to the plan's folder.
     *
     * @throws FormatException if it is not there
     */
    public Path existing(String key) {
        return existing(key, path(key));
    }

    /**
     * Returns files and folders, relative to the plan's folder; none if the key is not given.
     *
     * @throws FormatException if one is not there
     */
    public List<Path> allExisting(String key) {
        return paths(key).stream().map(path -> existing(key, path)).toList();
    }

    /**
     * Returns a file, relative to the plan's folder.
     *
     * @throws FormatException if it is not there, or a folder
     */
    public Path file(String key) {
        return file(key, path(key));
    }

    /**
     * Returns files, relative to the plan's folder; none if the key is not given.
     *
     * @throws FormatException if one is not there, or a folder
     */
    public List<Path> files(String key) {
        return paths(key).stream().map(path -> file(key, path)).toList();
    }

    private Path file(String key, Path path) {
        if (Files.isDirectory(path)) {
            throw error(key, "names %s, which is a folder; a file is needed".formatted(path));
        }
        return existing(key, path);
    }

    private Path existing(String key, Path path) {
        if (!Files.exists(path)) {
            throw error(key, "names %s, which is not there".formatted(path));
        }
        return path;
    }

    /** Returns a whole number, or a default. */
    public long whole(String key, long otherwise, long least, long most) {
        return whole(key, least, most).orElse(otherwise);
    }

    /** Returns a whole number, if given. */
    public OptionalLong whole(String key, long least, long most) {
        Yaml.Node node = given(key);
        if (node == null) {
            return OptionalLong.empty();
        }
        String text = scalar(key, node, "a whole number");
        try {
            long value = Long.parseLong(text.replace("_", ""));
            if (value >= least && value <= most) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw error(key, "must be a whole number from %d to %d, not '%s'".formatted(least, most, text));
    }

    /** Returns a number, or a default. */
    public double real(String key, double otherwise, double least, double most) {
        return real(key, least, most).orElse(otherwise);
    }

    /** Returns a number, if given. */
    public OptionalDouble real(String key, double least, double most) {
        Yaml.Node node = given(key);
        if (node == null) {
            return OptionalDouble.empty();
        }
        String text = scalar(key, node, "a number");
        try {
            double value = Double.parseDouble(text.replace("_", ""));
            if (value >= least && value <= most) {
                return OptionalDouble.of(value);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw error(key, "must be a number from %s to %s, not '%s'".formatted(least, most, text));
    }

    /** Returns true or false, or a default. */
    public boolean flag(String key, boolean otherwise) {
        Yaml.Node node = given(key);
        if (node == null) {
            return otherwise;
        }
        if (node instanceof Yaml.Scalar scalar && scalar.type() == Yaml.Type.FLAG) {
            return Boolean.parseBoolean(scalar.text());
        }
        throw error(key, "must be true or false");
    }

    /** Returns the keys and values below a key; none if it is not given. */
    public Options part(String key) {
        Yaml.Node node = given(key);
        return switch (node) {
            case null -> new Options(source, base, join(key), new Yaml.Mapping(java.util.Map.of(), mapping.line()));
            case Yaml.Mapping m -> new Options(source, base, join(key), m);
            default -> throw error(key, "must be keys and values");
        };
    }

    /** Returns a list of keys and values, or the only ones; none if the key is not given. */
    public List<Options> parts(String key) {
        Yaml.Node node = given(key);
        List<Options> parts = new ArrayList<>();
        List<Yaml.Node> items = switch (node) {
            case null -> List.of();
            case Yaml.Sequence list -> list.items();
            default -> List.of(node);
        };
        for (int i = 0; i < items.size(); i++) {
            String at = join(key) + "[" + i + "]";
            parts.add(
                    switch (items.get(i)) {
                        case Yaml.Mapping m -> new Options(source, base, at, m);
                        // A stage without options is its name alone.
                        case Yaml.Scalar s
                        when s.type() == Yaml.Type.TEXT ->
                            new Options(
                                    source,
                                    base,
                                    at,
                                    new Yaml.Mapping(
                                            java.util.Map.of(
                                                    s.text(),
                                                    new Yaml.Entry(
                                                            s.line(), new Yaml.Mapping(java.util.Map.of(), s.line()))),
                                            s.line()));
                        default -> throw error(key, "must be a list of keys and values");
                    });
        }
        return parts;
    }

    /**
     * Checks that every key was asked for.
     *
     * @throws FormatException if one was not: it names the key and what was meant
     */
    public void finish() {
        mapping.entries().forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String near = NearestName.of(key, asked)
                        .map(n -> "did you mean %s?".formatted(n))
                        .orElse(asked.isEmpty() ? "none are known here" : "known are " + String.join(", ", asked));
                throw error(key, "is no key here; " + near);
            }
        });
    }

    /** Makes an error about a key, with its line. */
    public FormatException error(String key, String problem) {
        Yaml.Entry entry = mapping.entries().get(key);
        int line = entry == null ? mapping.line() : entry.line();
        return new FormatException("%s, line %d: %s %s".formatted(source, line, join(key), problem));
    }

    /** Makes an error about these options as a whole, with their line. */
    public FormatException located(String problem) {
        return new FormatException("%s, line %d: %s: %s".formatted(source, mapping.line(), path, problem));
    }

    private Yaml.@Nullable Node given(String key) {
        asked.add(key);
        Yaml.Entry entry = mapping.entries().get(key);
        return entry == null || entry.value() instanceof Yaml.Scalar s && s.type() == Yaml.Type.NOTHING
                ? null
                : entry.value();
    }

    private Yaml.Node needed(String key) {
        Yaml.Node node = given(key);
        if (node == null) {
            throw error(key, "is missing");
        }
        return node;
    }

    private String scalar(String key, Yaml.Node node, String kind) {
        if (node instanceof Yaml.Scalar scalar && scalar.type() != Yaml.Type.NOTHING) {
            return scalar.text();
        }
        throw error(key, "must be " + kind);
    }

    private Path toPath(String key, String text) {
        try {
            return base.resolve(text);
        } catch (InvalidPathException e) {
            throw error(key, "is no path: " + e.getReason());
        }
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
