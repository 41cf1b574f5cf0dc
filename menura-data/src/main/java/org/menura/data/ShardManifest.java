package org.menura.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * The manifest of a folder of token shards, {@code manifest.json}: the tokenizer, inputs and settings that they were
 * made from.
 *
 * @param tokenizer SHA-256 of the tokenizer (see {@link TokenizerHash})
 * @param vocabulary vocabulary size: one more than the largest id
 * @param group number of documents that belong together: 1, or 2 for pairs (chosen, rejected)
 * @param recipe description of how examples became documents, which differs where the result would
 * @param tokensPerShard number of tokens at which a shard is closed
 * @param inputs the files read, in order
 * @param shards the files written, in order
 * @param examples number of examples of the inputs in the shards
 * @param complete whether the shards hold all examples
 */
public record ShardManifest(
        String tokenizer,
        int vocabulary,
        int group,
        String recipe,
        long tokensPerShard,
        List<Input> inputs,
        List<Shard> shards,
        long examples,
        boolean complete) {
    static final String FILE = "manifest.json";
    private static final String FORMAT = "menura-token-shards";
    private static final Pattern NAME = Pattern.compile("shard-\\d{5,9}\\.tokens");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * An input file of the corpus, with its hash.
     *
     * @param file relative to the shards where both have one root, so that they can be moved together
     */
    public record Input(String file, String sha256) {
        static Input of(Path file, Path shards) {
            return new Input(file.toAbsolutePath().toString(), Sha256.unchecked(file)).relativeTo(shards);
        }

        Input relativeTo(Path shards) {
            return new Input(written(path(shards), shards), sha256);
        }

        Path path(Path shards) {
            return found(file, shards);
        }
    }

    /** Returns a file's name as the manifest has it: relative to the shards where both have one root. */
    static String written(Path file, Path shards) {
        Path to = file.toAbsolutePath().normalize();
        Path from = shards.toAbsolutePath().normalize();
        Path shown = Objects.equals(to.getRoot(), from.getRoot()) ? from.relativize(to) : to;
        return shown.toString().replace('\\', '/');
    }

    /** Returns the file of such a name. */
    static Path found(String name, Path shards) {
        return shards.toAbsolutePath().resolve(name).normalize();
    }

    /** A shard's file, with its size and hash. */
    public record Shard(String file, long documents, long tokens, String sha256) {}

    public ShardManifest {
        inputs = List.copyOf(inputs);
        shards = List.copyOf(shards);
    }

    /** Returns the number of tokens of all shards. */
    public long tokens() {
        return shards.stream().mapToLong(Shard::tokens).sum();
    }

    /** Returns the number of documents of all shards. */
    public long documents() {
        return shards.stream().mapToLong(Shard::documents).sum();
    }

    ShardManifest with(List<Shard> newShards, long newExamples, boolean nowComplete) {
        return new ShardManifest(
                tokenizer, vocabulary, group, recipe, tokensPerShard, inputs, newShards, newExamples, nowComplete);
    }

    void write(Path folder) throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", FORMAT).put("version", ShardLayout.VERSION).put("complete", complete);
        root.put("tokenizer", tokenizer)
                .put("vocabulary", vocabulary)
                .put("group", group)
                .put("recipe", recipe);
        root.put("tokens_per_shard", tokensPerShard);
        root.put("examples", examples).put("documents", documents()).put("tokens", tokens());
        ArrayNode in = root.putArray("inputs");
        inputs.forEach(i -> in.addObject().put("file", i.file()).put("sha256", i.sha256()));
        ArrayNode out = root.putArray("shards");
        shards.forEach(s -> out.addObject()
                .put("file", s.file())
                .put("documents", s.documents())
                .put("tokens", s.tokens())
                .put("sha256", s.sha256()));
        OutputFile.write(folder.resolve(FILE), JSON.writeValueAsBytes(root));
    }

    /**
     * Reads the manifest of a folder.
     *
     * @throws FormatException if it is damaged
     */
    static ShardManifest read(Path folder) {
        Path file = folder.resolve(FILE);
        JsonNode root = Json.parse(file);
        if (!root.path("format").asText().equals(FORMAT) || root.path("version").asInt() != ShardLayout.VERSION) {
            throw new FormatException(
                    "%s is no manifest of token shards of version %d.".formatted(file, ShardLayout.VERSION));
        }
        List<Input> inputs = new ArrayList<>();
        root.path("inputs")
                .forEach(i -> inputs.add(new Input(text(i, "file", file), text(i, "sha256", file)).relativeTo(folder)));
        List<Shard> shards = new ArrayList<>();
        for (JsonNode s : root.path("shards")) {
            String name = text(s, "file", file);
            if (!NAME.matcher(name).matches()) {
                throw new FormatException("%s: '%s' is no name of a shard.".formatted(file, name));
            }
            shards.add(
                    new Shard(name, number(s, "documents", file), number(s, "tokens", file), text(s, "sha256", file)));
        }
        return new ShardManifest(
                text(root, "tokenizer", file),
                (int) Math.min(Integer.MAX_VALUE, number(root, "vocabulary", file)),
                Math.clamp(number(root, "group", file), 1, Integer.MAX_VALUE),
                text(root, "recipe", file),
                number(root, "tokens_per_shard", file),
                inputs,
                shards,
                number(root, "examples", file),
                root.path("complete").asBoolean());
    }

    private static String text(JsonNode node, String name, Path file) {
        if (!node.path(name).isTextual()) {
            throw new FormatException("%s: the string '%s' is missing.".formatted(file, name));
        }
        return node.get(name).textValue();
    }

    private static long number(JsonNode node, String name, Path file) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new FormatException("%s: the whole number '%s' is missing.".formatted(file, name));
        }
        return value.longValue();
    }
}
