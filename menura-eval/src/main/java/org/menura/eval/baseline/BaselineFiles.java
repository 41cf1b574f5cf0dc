package org.menura.eval.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.data.LabelledText;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;
import org.menura.generate.embed.Pooling;
import org.menura.tensor.Backend;

/** Reads and writes baselines as files of JSON: a text classifier, a dictionary or a CRF. Numbers keep all their bits. */
public final class BaselineFiles {
    private static final String KIND = "menura_baseline";

    private BaselineFiles() {}

    /** Writes a text classifier. */
    public static void write(Path file, TextClassifier classifier) throws IOException {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put(KIND, "text-classifier");
        put(out.putArray("labels"), classifier.labels());
        TfIdf terms = classifier.terms();
        if (terms != null) {
            TfIdf.Settings settings = terms.settings();
            ObjectNode node = out.putObject("terms")
                    .put("terms", settings.terms().name())
                    .put("least", settings.least())
                    .put("most", settings.most())
                    .put("min_documents", settings.minDocuments())
                    .put("sublinear", settings.sublinear());
            put(node.putArray("vocabulary"), terms.vocabulary());
            put(node.putArray("idf"), terms.idf());
        }
        TextVectors vectors = classifier.vectors();
        if (vectors != null) {
            ObjectNode node =
                    out.putObject("vectors").put("model", vectors.model().toString());
            Pooling pooling = vectors.pooling();
            if (pooling != null) {
                node.put("pooling", pooling.name());
            }
        }
        out.put("weight", classifier.weight())
                .put("width", classifier.regression().width());
        put(out.putArray("weights"), classifier.regression().weights());
        put(out.putArray("intercepts"), classifier.regression().intercepts());
        write(file, out);
    }

    /**
     * Writes a tagger. Of a CRF, attributes without any weight are left out.
     *
     * @throws IllegalArgumentException if its vectors come from no model's files
     */
    public static void write(Path file, Tagger tagger) throws IOException {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (tagger) {
            case DictionaryTagger dictionary -> {
                ObjectNode names = out.put(KIND, "dictionary").putObject("names");
                dictionary.names().forEach(names::put);
            }
            case CrfTagger crf -> CrfFiles.write(out.put(KIND, "crf"), crf);
            default ->
                throw new IllegalArgumentException(
                        "there is no file for a " + tagger.getClass().getSimpleName());
        }
        write(file, out);
    }

    private static void write(Path file, ObjectNode node) throws IOException {
        OutputFile.write(file, (node + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the folds that texts were dealt out to: {@code train-K.jsonl} and {@code held-out-K.jsonl}, with the members {@code text},
     * of pairs {@code second}, and {@code label}.
     */
    public static void writeFolds(Path folder, Folds folds, List<LabelledText> rows) throws IOException {
        Files.createDirectories(folder);
        for (int fold = 0; fold < folds.count(); fold++) {
            writeRows(folder.resolve("train-%d.jsonl".formatted(fold + 1)), folds.pick(rows, fold, false));
            writeRows(folder.resolve("held-out-%d.jsonl".formatted(fold + 1)), folds.pick(rows, fold, true));
        }
    }

    private static void writeRows(Path file, List<LabelledText> rows) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (LabelledText row : rows) {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("text", row.text());
            if (row.second() != null) {
                line.put("second", row.second());
            }
            lines.append(line.put("label", row.label())).append('\n');
        }
        OutputFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void put(ArrayNode to, List<String> values) {
        values.forEach(to::add);
    }

    static void put(ArrayNode to, double[] values) {
        for (double value : values) {
            to.add(value);
        }
    }

    /**
     * Reads a text classifier.
     *
     * @param ops what a model computes with, if the classifier has one
     * @throws FormatException if the file is damaged or holds something else
     */
    public static TextClassifier readClassifier(Path file, Supplier<Backend> ops) {
        BaselineNode node = open(file, "text-classifier");
        int width = node.integer("width");
        JsonNode weight = node.field("weight");
        List<String> labels = node.texts("labels");
        TextVectors vectors = vectors(node, ops);
        LogisticRegression regression =
                new LogisticRegression(labels.size(), width, node.doubles("weights"), node.doubles("intercepts"));
        return new TextClassifier(labels, terms(node), vectors, weight.asDouble(), regression);
    }

    private static @Nullable TfIdf terms(BaselineNode node) {
        BaselineNode terms = node.optional("terms");
        if (terms == null) {
            return null;
        }
        TfIdf.Settings settings = new TfIdf.Settings(
                terms.constant("terms", Terms.class),
                terms.integer("least"),
                terms.integer("most"),
                terms.integer("min_documents"),
                terms.field("sublinear").asBoolean());
        return new TfIdf(settings, terms.texts("vocabulary"), terms.doubles("idf"));
    }

    private static @Nullable TextVectors vectors(BaselineNode node, Supplier<Backend> ops) {
        BaselineNode vectors = node.optional("vectors");
        if (vectors == null) {
            return null;
        }
        Pooling pooling = vectors.optionalField("pooling") == null ? null : vectors.constant("pooling", Pooling.class);
        return TextVectors.open(vectors.path("model"), pooling, ops.get());
    }

    /**
     * Reads a tagger.
     *
     * @param ops what a model computes with, if the tagger has one
     * @throws FormatException if the file is damaged or holds something else
     */
    public static Tagger readTagger(Path file, Supplier<Backend> ops) {
        BaselineNode node = open(file, "dictionary", "crf");
        if (node.text(KIND).equals("crf")) {
            return CrfFiles.read(node, ops);
        }
        Map<String, String> names = new TreeMap<>();
        node.field("names")
                .properties()
                .forEach(e -> names.put(e.getKey(), e.getValue().asText()));
        return new DictionaryTagger(names);
    }

    /** Says whether a file holds a text classifier; otherwise it should hold a tagger. */
    public static boolean isClassifier(Path file) {
        return open(file, "text-classifier", "dictionary", "crf").text(KIND).equals("text-classifier");
    }

    private static BaselineNode open(Path file, String... kinds) {
        BaselineNode node = new BaselineNode(file, Json.parse(file));
        JsonNode kind = node.optionalField(KIND);
        if (kind == null || !List.of(kinds).contains(kind.asText())) {
            throw new FormatException("%s holds no baseline of the kind %s; 'menura eval baseline --save' writes them."
                    .formatted(file, String.join(" or ", kinds)));
        }
        return node;
    }
}
