package org.menura.verify.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.dolma.Document;
import org.menura.data.text.MinHash;
import org.menura.data.text.MinHashSettings;
import org.menura.data.text.ShingleHash;
import org.menura.data.text.Simplifier;
import org.menura.data.text.SimplifySettings;
import org.menura.data.text.WordBytes;
import org.menura.format.json.Json;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** The texts that datatrove simplified and the MinHash signatures of their words. */
final class SignatureRecords {
    private static final Map<String, ShingleHash> FIRST =
            Map.of("first_shingle_hashes", ShingleHash.XXHASH_64, "first_shingle_hashes_sha1", ShingleHash.SHA1_64);

    private final Map<String, Document> documents;
    private final Path file;
    private final MinHashSettings settings;
    private final List<Check> checks = new ArrayList<>();

    SignatureRecords(Map<String, Document> documents, Path file, Path parameters) {
        this.documents = documents;
        this.file = file;
        if (!Files.isRegularFile(parameters)) {
            settings = MinHashSettings.DEFAULT;
            return;
        }
        JsonNode given = Json.parse(parameters);
        settings = new MinHashSettings(
                given.path("n_grams").asInt(5),
                given.path("num_buckets").asInt(14),
                given.path("hashes_per_bucket").asInt(8),
                given.path("seed").asLong(1),
                ShingleHash.XXHASH_64);
        MinHash hash = new MinHash(settings);
        parameters("MinHash multipliers", hash.multipliers(), given.path("a"));
        parameters("MinHash increments", hash.increments(), given.path("b"));
    }

    private void parameters(String name, long[] actual, JsonNode expected) {
        boolean equal = Arrays.equals(actual, numbers(expected));
        checks.add(
                equal
                        ? new Check(name, 0, 0, 0, true, actual.length + " numbers")
                        : Check.failed(name, "they differ from those of numpy's RandomState"));
    }

    List<Check> compare() {
        Map<String, Agreement> agreements = new LinkedHashMap<>();
        Map<String, MinHash> hashes = new LinkedHashMap<>();
        Simplifier simplifier = new Simplifier(SimplifySettings.DEFAULT);
        WordBytes words = new WordBytes();
        for (JsonNode record : RecordFile.read(file)) {
            Document document = DataToolkitCase.document(documents, record, file);
            if (record.has("simplified")) {
                String actual = simplifier.simplify(document.text());
                agreement(agreements, "simplified texts")
                        .add(actual.equals(record.path("simplified").asText()), document::id);
            }
            if (!record.has("simplified_words")) {
                continue;
            }
            words.clear();
            words(record, "simplified_words").forEach(words::add);
            FIRST.forEach((name, hash) -> first(record, name, hash, words, agreements));
            signatures(record, words, hashes, agreements);
        }
        agreements.values().forEach(agreement -> checks.add(agreement.check()));
        return checks;
    }

    private void first(
            JsonNode record, String name, ShingleHash hash, WordBytes words, Map<String, Agreement> agreements) {
        if (record.has(name)) {
            long[] expected = numbers(record.path(name));
            long[] actual = words.hashes(settings.nGram(), hash);
            long[] beginning = Arrays.copyOf(actual, Math.min(actual.length, expected.length));
            agreement(agreements, "shingles " + hash.label())
                    .add(
                            Arrays.equals(beginning, expected),
                            () -> record.path("id").asText());
        }
    }

    private void signatures(
            JsonNode record, WordBytes words, Map<String, MinHash> hashes, Map<String, Agreement> agreements) {
        boolean none = words.words() < settings.nGram();
        if (record.path("signatures").isNull()) {
            agreement(agreements, "texts without a signature")
                    .add(none, () -> record.path("id").asText());
        }
        for (Map.Entry<String, JsonNode> signature : record.path("signatures").properties()) {
            String name = signature.getKey();
            MinHash hash = hashes.computeIfAbsent(name, n -> new MinHash(settings.with(ShingleHash.of(n))));
            long[] actual = hash.signature(words);
            agreement(agreements, "signatures " + name)
                    .add(
                            equal(actual, signature.getValue()),
                            () -> record.path("id").asText());
        }
    }

    private static boolean equal(long @Nullable [] actual, JsonNode expected) {
        if (actual == null || expected.isNull()) {
            return actual == null && expected.isNull();
        }
        List<long[]> bands = new ArrayList<>();
        expected.forEach(band -> bands.add(numbers(band)));
        return Arrays.equals(
                actual, bands.stream().flatMapToLong(Arrays::stream).toArray());
    }

    private static Agreement agreement(Map<String, Agreement> agreements, String name) {
        return agreements.computeIfAbsent(name, Agreement::new);
    }

    private static long[] numbers(JsonNode list) {
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            // Hashes of 64 bits have no sign there.
            numbers[i] = list.path(i).bigIntegerValue().longValue();
        }
        return numbers;
    }

    static List<String> words(JsonNode record, String field) {
        List<String> words = new ArrayList<>();
        record.path(field).forEach(word -> words.add(word.asText()));
        return words;
    }
}
