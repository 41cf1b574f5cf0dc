package org.menura.eval.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * The files of a folder of gated learning: {@code current} with the adapter that is used, {@code retained/NAME.jsonl} with old
 * documents, {@code updates/0001} with the documents, the recipe and the run of an update.
 */
final class LearnFiles {
    private static final String CURRENT = "current";
    private static final String BASE = "base";
    private static final String BITS = ".bits.json";
    private static final String LEARNED = "train.jsonl";

    private final Path folder;

    LearnFiles(Path folder) {
        this.folder = folder;
    }

    Path update(int number) {
        return folder.resolve("updates/%04d".formatted(number));
    }

    Path run(int number) {
        return update(number).resolve("run");
    }

    Path adapter(int number) {
        return run(number).resolve("adapter");
    }

    /** The weights of an update's adapter. */
    Path weights(int number) {
        return adapter(number).resolve("adapter_model.safetensors");
    }

    /** What an update learned from. */
    Path learned(int number) {
        return update(number).resolve(LEARNED);
    }

    /**
     * Checks that the adapters and the documents of updates are those that the ledger took note of.
     *
     * @throws FormatException if one is missing or was changed
     */
    void requireSame(LearnState state, List<Integer> updates) throws IOException {
        for (int number : updates) {
            if (state.isTrained(number)) {
                requireSame(weights(number), state.adapterHash(number));
            }
            requireSame(
                    learned(number), state.update(number).path("learned_sha256").asText());
        }
    }

    /** The documents of a name without the end of it: retained ones, or those that an update held out. */
    Path documents(String name) {
        return name.startsWith("update-")
                ? update(Integer.parseInt(name.substring("update-".length()))).resolve("held-out")
                : folder.resolve("retained").resolve(name);
    }

    static String name(int update) {
        return "update-%d".formatted(update);
    }

    LearnDocuments readDocuments(String name, String sha256) throws IOException {
        Path file = withEnd(documents(name), ".jsonl");
        requireSame(file, sha256);
        return LearnDocuments.read(List.of(file), null);
    }

    String writeBits(String name, DocumentBits measured) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode bits = json.putArray("bits");
        ArrayNode bytes = json.putArray("bytes");
        for (int i = 0; i < measured.bits().length; i++) {
            bits.add(measured.bits()[i]);
            bytes.add(measured.bytes()[i]);
        }
        byte[] text = (json + "\n").getBytes(StandardCharsets.UTF_8);
        OutputFile.write(withEnd(documents(name), BITS), text);
        return Sha256.of(text);
    }

    DocumentBits readBits(String name, String sha256) throws IOException {
        Path file = withEnd(documents(name), BITS);
        requireSame(file, sha256);
        JsonNode json = Json.parse(file);
        return new DocumentBits(numbers(json.path("bits")), numbers(json.path("bytes")));
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Path withEnd(Path file, String end) {
        return file.resolveSibling(file.getFileName() + end);
    }

    private static void requireSame(Path file, String sha256) throws IOException {
        if (!Files.isRegularFile(file) || !Sha256.of(file).equals(sha256)) {
            throw new FormatException(
                    "%s is missing or was changed since the ledger took note of it; put it back".formatted(file));
        }
    }

    /** Makes an update the one that is used, in one step; 0 for the model itself. */
    void point(int number) throws IOException {
        String text = number == 0
                ? BASE
                : folder.relativize(adapter(number)).toString().replace('\\', '/');
        OutputFile.write(folder.resolve(CURRENT), (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a folder is one of gated learning. */
    static boolean isThere(Path folder) {
        return Files.isRegularFile(folder.resolve(CURRENT)) && Files.isRegularFile(folder.resolve("ledger.jsonl"));
    }

    /** The folder of the adapter that is used; empty for the model itself. */
    static Optional<Path> current(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(CURRENT)).strip();
        return text.equals(BASE) ? Optional.empty() : Optional.of(folder.resolve(text));
    }
}
