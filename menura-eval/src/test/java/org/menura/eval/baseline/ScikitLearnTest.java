package org.menura.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Holds vectors and probabilities with what scikit-learn 1.9.1 gave on 150 tweets of Twitter Financial News (MIT) and odd texts. */
class ScikitLearnTest {
    private static JsonNode golden = Json.parse("{}", "nothing");

    @BeforeAll
    static void read() throws IOException {
        try (var in =
                Objects.requireNonNull(ScikitLearnTest.class.getResourceAsStream("/baseline/scikit-learn.json"))) {
            golden = Json.parse(in.readAllBytes(), "scikit-learn.json");
        }
    }

    private static List<String> texts(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static double[] doubles(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static int[] ints(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static TfIdf.Settings settings(JsonNode test) {
        TfIdf.Settings settings = TfIdf.Settings.words()
                .terms(Terms.valueOf(test.get("terms").asText()))
                .ngrams(test.at("/ngrams/0").asInt(), test.at("/ngrams/1").asInt())
                .minDocuments(test.get("min_df").asInt());
        return test.get("sublinear").asBoolean() ? settings.dampened() : settings;
    }

    @Test
    void vectors() {
        List<String> texts = texts(golden.get("texts"));
        List<String> unseen = texts(golden.get("unseen"));
        for (JsonNode test : golden.get("cases")) {
            TfIdf tfidf = TfIdf.fit(texts, settings(test));
            List<String> vocabulary = tfidf.vocabulary();
            assertEquals(test.get("size").asInt(), vocabulary.size());
            List<String> ends = new ArrayList<>(vocabulary.subList(0, 60));
            ends.addAll(vocabulary.subList(vocabulary.size() - 60, vocabulary.size()));
            assertEquals(texts(test.get("vocabulary")), ends);
            assertEquals(
                    test.get("idf_sum").asDouble(), Arrays.stream(tfidf.idf()).sum(), 1e-8);
            double[] sums = tfidf.of(texts).stream()
                    .mapToDouble(row -> Arrays.stream(row.values()).sum())
                    .toArray();
            assertArrayEquals(doubles(test.get("row_sums")), sums, 1e-10);
            for (int i = 0; i < unseen.size(); i++) {
                SparseVector row = tfidf.of(unseen.get(i));
                JsonNode expected = test.get("unseen").get(i);
                assertEquals(expected.size(), row.indices().length);
                for (int j = 0; j < expected.size(); j++) {
                    assertEquals(expected.get(j).get(0).asInt(), row.indices()[j]);
                    assertEquals(expected.get(j).get(1).asDouble(), row.values()[j], 1e-12);
                }
            }
        }
    }

    @Test
    void probabilities() {
        List<String> texts = texts(golden.get("texts"));
        int[] labels = ints(golden.get("labels"));
        for (JsonNode test : golden.get("cases")) {
            TfIdf tfidf = TfIdf.fit(texts, settings(test));
            List<SparseVector> rows = tfidf.of(texts.subList(0, labels.length));
            List<SparseVector> unseen = tfidf.of(texts(golden.get("unseen")));
            for (JsonNode fit : test.get("fits")) {
                int classes = fit.get("classes").asInt();
                int[] y = classes == 3
                        ? labels
                        : Arrays.stream(labels).map(l -> l == 2 ? 1 : 0).toArray();
                LogisticRegression.Settings settings =
                        LogisticRegression.Settings.defaults().c(fit.get("c").asDouble());
                LogisticRegression model = LogisticRegression.fit(
                        rows, y, classes, fit.get("balanced").asBoolean() ? settings.weighed() : settings);
                equal(fit.get("unseen"), model.probabilities(unseen));
                equal(fit.get("train_first"), model.probabilities(rows.subList(0, 5)));
            }
        }
    }

    private static void equal(JsonNode expected, double[][] values) {
        assertEquals(expected.size(), values.length);
        for (int i = 0; i < values.length; i++) {
            assertArrayEquals(doubles(expected.get(i)), values[i], 1e-5);
        }
    }

    @Test
    void denseRows() {
        JsonNode dense = golden.get("dense");
        List<SparseVector> rows = new ArrayList<>();
        dense.get("rows").forEach(row -> rows.add(SparseVector.dense(doubles(row))));
        LogisticRegression model = LogisticRegression.fit(
                rows,
                ints(dense.get("labels")),
                3,
                LogisticRegression.Settings.defaults().c(2));
        assertArrayEquals(doubles(dense.get("intercept")), model.intercepts(), 1e-5);
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 6; j++) {
                assertEquals(dense.get("coef").get(k).get(j).asDouble(), model.weights()[j * 3 + k], 1e-5);
            }
        }
    }

    @Test
    void badInputIsRefused() {
        TfIdf.Settings rare = TfIdf.Settings.words().minDocuments(3);
        assertThrows(FormatException.class, () -> TfIdf.fit(List.of("one two", "three four"), rare));
        List<SparseVector> rows = List.of(SparseVector.dense(1), SparseVector.dense(Double.NaN));
        LogisticRegression.Settings settings = LogisticRegression.Settings.defaults();
        assertThrows(FormatException.class, () -> LogisticRegression.fit(rows, new int[] {0, 1}, 2, settings));
        assertThrows(FormatException.class, () -> LogisticRegression.fit(rows, new int[] {0, 2}, 2, settings));
        assertThrows(IllegalArgumentException.class, () -> new SparseVector(new int[] {1, 1}, new double[2]));
    }
}
