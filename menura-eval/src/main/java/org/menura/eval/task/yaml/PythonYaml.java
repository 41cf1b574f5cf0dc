package org.menura.eval.task.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML files as PyYAML's safe loader does: values are null, booleans, {@code Long}, {@code BigInteger},
 * {@code Double}, strings, lists and maps in the order of the file; the last of equal keys counts, {@code <<} merges.
 * {@code !function} makes a {@link FunctionReference}; any other tag of a file's own is refused. Dates stay texts.
 */
public final class PythonYaml {
    private static final int MAX_CHARACTERS = 16 << 20;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ALIASES = 1000;
    private static final int MAX_NODES = 4_000_000;
    private static final int MAX_SLASHES = 1000;
    private static final Tag FUNCTION = new Tag("!function");

    private final Path folder;
    private int nodes;

    private PythonYaml(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a file that holds a mapping.
     *
     * @throws FormatException if it is not YAML, holds something else, or goes beyond the limits
     */
    public static Map<Object, @Nullable Object> read(Path file) {
        String text;
        try {
            if (Files.size(file) > 4L * MAX_CHARACTERS) {
                throw new FormatException(file + " is too long for a task file");
            }
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
        return parse(text, file);
    }

    /**
     * Reads a text that holds a mapping.
     *
     * @param file names the text in errors; functions are looked for in its folder
     * @throws FormatException if it is not YAML, holds something else, or goes beyond the limits
     */
    public static Map<Object, @Nullable Object> parse(String text, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Node root = compose(text.startsWith("\ufeff") ? text.substring(1) : text);
            Object value =
                    root == null ? null : new PythonYaml(folder == null ? Path.of("/") : folder).construct(root, 0);
            if (value instanceof Map<?, ?> map) {
                Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach(copy::put);
                return copy;
            }
            throw new FormatException(file + " is no task file: it holds no mapping");
        } catch (MarkedYAMLException e) {
            throw new FormatException(
                    "%s is not YAML: %s%s"
                            .formatted(
                                    file,
                                    e.getProblem(),
                                    e.getProblemMark() == null
                                            ? ""
                                            : ", line " + (e.getProblemMark().getLine() + 1)),
                    e);
        } catch (YAMLException | NumberFormatException | StackOverflowError e) {
            throw new FormatException(file + " is not YAML that can be read: " + e.getMessage(), e);
        }
    }

    /** Composes a text; an escaped slash, which SnakeYAML does not know, is a slash as in libyaml. */
    private static @Nullable Node compose(String text) {
        String plain = text;
        for (int slashes = 0; ; slashes++) {
            try {
                return yaml().compose(new StringReader(plain));
            } catch (MarkedYAMLException e) {
                Mark mark = e.getProblemMark();
                int slash = mark == null || mark.getIndex() > plain.codePointCount(0, plain.length())
                        ? -1
                        : plain.offsetByCodePoints(0, mark.getIndex());
                if (slashes == MAX_SLASHES || slash < 1 || !plain.startsWith("\\/", slash - 1)) {
                    throw e;
                }
                plain = plain.substring(0, slash - 1) + plain.substring(slash);
            } catch (IllegalArgumentException e) { // a tag with an escaped blank at its end
                throw new YAMLException(e.getMessage(), e);
            }
        }
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        DumperOptions dumping = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumping), dumping, options, new Resolver() {
            @Override
            public Tag resolve(NodeId kind, String value, boolean implicit) {
                return kind == NodeId.scalar && implicit
                        ? Scalars.resolve(value)
                        : super.resolve(kind, value, implicit);
            }
        });
    }

    private @Nullable Object construct(Node node, int depth) {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            throw new YAMLException("it nests too deeply, or its aliases grow too far");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    list.add(construct(item, depth + 1));
                }
                yield list;
            }
            case MappingNode mapping -> mapping(mapping, depth);
            default -> throw new YAMLException("it has an alias that leads nowhere");
        };
    }

    private @Nullable Object scalar(ScalarNode node) {
        Tag tag = node.getTag();
        if (tag.equals(FUNCTION)) {
            return new FunctionReference(node.getValue(), folder);
        }
        if (!tag.startsWith(Tag.PREFIX)) {
            throw new YAMLException("the tag " + tag.getValue() + " in line "
                    + (node.getStartMark().getLine() + 1) + " is none that task files have");
        }
        return Scalars.value(tag, node.getValue());
    }

    private Map<Object, @Nullable Object> mapping(MappingNode node, int depth) {
        Map<Object, @Nullable Object> merged = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(entry.getValueNode(), merged, depth);
            }
        }
        for (NodeTuple entry : node.getValue()) {
            if (!entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                Object key = construct(entry.getKeyNode(), depth + 1);
                if (key instanceof List<?> || key instanceof Map<?, ?> || key == null) {
                    throw new YAMLException("a mapping in line "
                            + (node.getStartMark().getLine() + 1) + " has a key that is neither a text nor a number");
                }
                merged.put(key, construct(entry.getValueNode(), depth + 1));
            }
        }
        return merged;
    }

    private void merge(Node from, Map<Object, @Nullable Object> into, int depth) {
        switch (from) {
            case MappingNode mapping -> into.putAll(mapping(mapping, depth + 1));
            case SequenceNode sequence -> {
                // The first of the mappings that are merged wins.
                for (Node one : sequence.getValue().reversed()) {
                    if (!(one instanceof MappingNode)) {
                        throw new YAMLException("<< merges something that is no mapping");
                    }
                    merge(one, into, depth + 1);
                }
            }
            default -> throw new YAMLException("<< merges something that is no mapping");
        }
    }
}
