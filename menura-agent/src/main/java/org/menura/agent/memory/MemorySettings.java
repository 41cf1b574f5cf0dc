package org.menura.agent.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.TextFile;
import org.menura.format.yaml.Yaml;
import org.menura.format.yaml.YamlFields;
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
    private static final int RECALL = 5;
    private static final int MOST_RECALL = 100;
    private static final int CHARACTERS = 1200;
    private static final int LIMIT = 1000;
    private static final int MOST_LIMIT = 100_000;
    private static final String MEMORY = "memory";
    private static final List<String> KEYS =
            List.of("file", "recall", "characters", "words", "embedder", "select", "blocks");

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
        Yaml.Mapping root = Yaml.parse(TextFile.read(profile), source, "profile");
        Yaml.Entry entry = root.entries().get(MEMORY);
        if (entry == null) {
            return null;
        }
        YamlFields fields = new YamlFields(source);
        Yaml.Mapping map = fields.mapping(entry.value(), MEMORY);
        fields.checkKeys(map, KEYS, "the memory");
        String file = fields.required(map, "file", "a memory");
        String words = fields.text(map, "words", "english");
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
                (int) fields.whole(map, "recall", RECALL, 1, MOST_RECALL),
                (int) fields.whole(map, "characters", CHARACTERS, 1, MOST_LIMIT),
                fields.flag(map, "select"),
                blocks(fields, map));
        String model = fields.text(map, "embedder", "");
        Embedder embedder =
                model.isEmpty() ? null : Embedder.open(profile.resolveSibling(model), null, true, new CpuBackend());
        return AgentMemory.open(profile.resolveSibling(file), settings, embedder);
    }

    private static List<CoreBlocks.Block> blocks(YamlFields fields, Yaml.Mapping map) {
        List<CoreBlocks.Block> out = new ArrayList<>();
        for (Yaml.Node item : fields.nodes(map, "blocks")) {
            Yaml.Mapping block = fields.mapping(item, "a block");
            fields.checkKeys(block, List.of("name", "about", "limit", "text"), "a block");
            String name = fields.required(block, "name", "a block");
            if (out.stream().anyMatch(b -> b.name().equals(name))) {
                throw fields.wrong(block.line(), "the block '%s' is there twice".formatted(name));
            }
            try {
                out.add(new CoreBlocks.Block(
                        name,
                        fields.text(block, "about", ""),
                        (int) fields.whole(block, "limit", LIMIT, 1, MOST_LIMIT),
                        fields.text(block, "text", "")));
            } catch (IllegalArgumentException e) {
                throw new FormatException(
                        "%s, line %d: %s".formatted(fields.source(), block.line(), e.getMessage()), e);
            }
        }
        return out;
    }
}
