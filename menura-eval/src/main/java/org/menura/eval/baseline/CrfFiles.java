package org.menura.eval.baseline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;

/** The fields of a CRF's file. */
final class CrfFiles {
    private CrfFiles() {}

    static void write(ObjectNode out, CrfTagger crf) {
        int labels = crf.labels().size();
        double[] weights = crf.weights();
        out.put("attributes", crf.attributes().name());
        BaselineFiles.put(out.putArray("labels"), crf.labels());
        truths(out.putArray("first"), crf.grammar().first());
        truths(out.putArray("allowed"), crf.grammar().allowed());
        ObjectNode rows = out.putObject("words");
        new TreeMap<>(crf.index()).forEach((name, row) -> {
            double[] own = Arrays.copyOfRange(weights, row * labels, (row + 1) * labels);
            if (Arrays.stream(own).anyMatch(w -> w != 0)) {
                BaselineFiles.put(rows.putArray(name), own);
            }
        });
        WordVectors vectors = crf.vectors();
        if (vectors != null) {
            if (!(vectors instanceof ModelVectors model)) {
                throw new IllegalArgumentException("vectors that come from no model's files can't be written");
            }
            ObjectNode node = out.putObject("vectors").put("model", model.path().toString());
            ArrayNode layers = node.putArray("layers");
            model.layers().forEach(layers::add);
            BaselineFiles.put(node.putArray("mean"), crf.scale().mean());
            BaselineFiles.put(node.putArray("deviation"), crf.scale().deviation());
        }
        BaselineFiles.put(
                out.putArray("dense_and_transitions"),
                Arrays.copyOfRange(weights, crf.index().size() * labels, weights.length));
    }

    private static void truths(ArrayNode to, boolean[] values) {
        for (boolean value : values) {
            to.add(value);
        }
    }

    static CrfTagger read(BaselineNode node, Supplier<Backend> ops) {
        List<String> labels = node.texts("labels");
        boolean[] first = node.truths("first");
        boolean[] allowed = node.truths("allowed");
        if (labels.isEmpty() || first.length != labels.size() || allowed.length != labels.size() * labels.size()) {
            throw node.wrong("labels", "has another size than 'first' and 'allowed'");
        }
        BaselineNode words = new BaselineNode(node.file(), node.field("words"));
        double[] rest = node.doubles("dense_and_transitions");
        int rows = words.node().size();
        double[] weights = new double[rows * labels.size() + rest.length];
        Map<String, Integer> index = new HashMap<>();
        words.node().fieldNames().forEachRemaining(name -> {
            double[] own = words.doubles(name);
            if (own.length != labels.size()) {
                throw node.wrong("words", "has other weights than labels");
            }
            System.arraycopy(own, 0, weights, index.size() * labels.size(), own.length);
            index.put(name, index.size());
        });
        System.arraycopy(rest, 0, weights, rows * labels.size(), rest.length);
        BaselineNode given = node.optional("vectors");
        VectorScale scale =
                given == null ? VectorScale.NONE : new VectorScale(given.doubles("mean"), given.doubles("deviation"));
        WordVectors vectors = vectors(given, ops);
        if (vectors != null && vectors.width() != scale.mean().length) {
            throw node.wrong("vectors", "has another width than the model");
        }
        return new CrfTagger(
                node.constant("attributes", WordAttributes.class),
                new TagGrammar(labels, first, allowed),
                index,
                weights,
                vectors,
                scale);
    }

    private static @Nullable WordVectors vectors(@Nullable BaselineNode node, Supplier<Backend> ops) {
        if (node == null) {
            return null;
        }
        int[] layers = Arrays.stream(node.doubles("layers")).mapToInt(d -> (int) d).toArray();
        return ModelVectors.open(
                node.path("model"), Arrays.stream(layers).boxed().toList(), ops.get());
    }
}
