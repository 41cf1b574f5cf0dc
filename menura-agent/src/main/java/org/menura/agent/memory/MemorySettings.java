package org.menura.agent.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;
import org.menura.generate.embed.Embedder;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Settings of a memory, as a profile has them:
 *
 * <pre>
 * memory:
 *   file: memory.jsonl          # beside the profile
 *   recall: 5                   # memories that are shown
 *   characters: 1200            # that they have together at most
 *   words: english              # whose stems are compared; standard for any language
 *   embedder: all-MiniLM-L6-v2  # a model for recall by meaning, beside the profile; by words without one
 *   select: true                # the mind quotes what is worth remembering, and reflects; else all is remembered
 *   blocks:                     # always in sight, edited by the agent
 *     - {name: person, about: what you know of the person, limit: 500}
 * </pre>
 *
 * @param recall number of memories that are shown
 * @param characters that those have together at most, so that they leave room in the model's context
 * @param select whether the agent's mind selects what is worth remembering, marks its importance, compares it with what is known, and reflects; if
 *     not, all that persons and tools say is remembered
 */
public record MemorySettings(
        TextAnalysis analysis, int recall, int characters, boolean select, List<CoreBlocks.Block> blocks) {
    // Kept, since a logger that nobody holds forgets its level.
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");
    private static final int RECALL = 5;
    private static final int MOST_RECALL = 100;
    private static final int CHARACTERS = 1200;
    private static final int LIMIT = 1000;
    private static final int MOST_LIMIT = 100_000;
    private static final String MEMORY = "memory";

    public MemorySettings {
        blocks = List.copyOf(blocks);
    }

    /** Returns settings of English words, five memories at once and no blocks. */
    public static MemorySettings standard() {
        return new MemorySettings(TextAnalysis.ENGLISH, RECALL, CHARACTERS, false, List.of());
    }

    /** Returns a copy with core blocks. */
    public MemorySettings withBlocks(List<CoreBlocks.Block> others) {
        return new MemorySettings(analysis, recall, characters, select, others);
    }

    /** Returns a copy whose memories the agent's mind selects. */
    public MemorySettings selecting() {
        return new MemorySettings(analysis, recall, characters, true, blocks);
    }

    /**
     * Opens the memory of a profile.
     *
     * @return null if it has none
     * @throws FormatException if the settings are wrong; names the line
     */
    public static @Nullable AgentMemory open(Path profile) throws IOException {
        String source = profile.toString();
        Yaml.Mapping root = Yaml.parse(Files.readString(profile), source, "profile");
        Yaml.Entry entry = root.entries().get(MEMORY);
        if (entry == null) {
            return null;
        }
        LUCENE.setLevel(Level.WARNING);
        Reader reader = new Reader(source);
        Yaml.Mapping map = reader.mapping(
                entry.value(),
                MEMORY,
                List.of("file", "recall", "characters", "words", "embedder", "select", "blocks"));
        String file = reader.text(map, "file", null);
        String words = reader.text(map, "words", "english");
        TextAnalysis analysis = Arrays.stream(TextAnalysis.values())
                .filter(a -> a.name().equalsIgnoreCase(words))
                .findFirst()
                .orElseThrow(() -> new FormatException("%s, line %d: 'words' is one of %s, not '%s'"
                        .formatted(
                                source,
                                map.line(),
                                Arrays.toString(TextAnalysis.values()).toLowerCase(Locale.ROOT),
                                words)));
        MemorySettings settings = new MemorySettings(
                analysis,
                reader.number(map, "recall", RECALL, MOST_RECALL),
                reader.number(map, "characters", CHARACTERS, MOST_LIMIT),
                reader.flag(map, "select"),
                reader.blocks(map));
        String model = reader.text(map, "embedder", "");
        Embedder embedder =
                model.isEmpty() ? null : Embedder.open(profile.resolveSibling(model), null, true, new CpuBackend());
        return AgentMemory.open(profile.resolveSibling(file), settings, embedder);
    }

    private record Reader(String source) {
        Yaml.Mapping mapping(Yaml.Node node, String what, List<String> keys) {
            if (!(node instanceof Yaml.Mapping map)) {
                throw new FormatException("%s, line %d: '%s' must be a mapping".formatted(source, node.line(), what));
            }
            for (Map.Entry<String, Yaml.Entry> e : map.entries().entrySet()) {
                if (!keys.contains(e.getKey())) {
                    throw new FormatException("%s, line %d: '%s' has no key '%s'; it has %s"
                            .formatted(source, e.getValue().line(), what, e.getKey(), String.join(", ", keys)));
                }
            }
            return map;
        }

        String text(Yaml.Mapping map, String key, @Nullable String usual) {
            Yaml.Entry e = map.entries().get(key);
            if (e == null && usual != null) {
                return usual;
            }
            if (e != null
                    && e.value() instanceof Yaml.Scalar(Yaml.Type type, String text, int _)
                    && type != Yaml.Type.NOTHING) {
                return text;
            }
            throw new FormatException("%s, line %d: a memory needs the text '%s'"
                    .formatted(source, e == null ? map.line() : e.line(), key));
        }

        boolean flag(Yaml.Mapping map, String key) {
            String text = text(map, key, "false");
            if (!text.equals("true") && !text.equals("false")) {
                throw new FormatException(
                        "%s, line %d: '%s' is true or false, not '%s'".formatted(source, map.line(), key, text));
            }
            return text.equals("true");
        }

        int number(Yaml.Mapping map, String key, int usual, int most) {
            String text = text(map, key, Integer.toString(usual));
            if (!text.matches("[1-9][0-9]{0,5}") || Integer.parseInt(text) > most) {
                throw new FormatException("%s, line %d: '%s' is a number from 1 to %d, not '%s'"
                        .formatted(source, map.line(), key, most, text));
            }
            return Integer.parseInt(text);
        }

        List<CoreBlocks.Block> blocks(Yaml.Mapping map) {
            Yaml.Entry e = map.entries().get("blocks");
            if (e == null) {
                return List.of();
            }
            if (!(e.value() instanceof Yaml.Sequence(List<Yaml.Node> items, int _))) {
                throw new FormatException("%s, line %d: 'blocks' must be a list".formatted(source, e.line()));
            }
            List<CoreBlocks.Block> out = new ArrayList<>();
            for (Yaml.Node item : items) {
                Yaml.Mapping block = mapping(item, "a block", List.of("name", "about", "limit", "text"));
                String text = text(block, "text", "");
                try {
                    out.add(new CoreBlocks.Block(
                            text(block, "name", null),
                            text(block, "about", ""),
                            number(block, "limit", LIMIT, MOST_LIMIT),
                            text));
                } catch (IllegalArgumentException x) {
                    throw new FormatException("%s, line %d: %s".formatted(source, block.line(), x.getMessage()), x);
                }
            }
            return out;
        }
    }
}
