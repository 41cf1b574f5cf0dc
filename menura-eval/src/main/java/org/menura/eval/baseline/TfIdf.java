package org.menura.eval.baseline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/**
 * Turns texts into vectors of term frequency times inverse document frequency (K. Sparck Jones, 1972), with the rules of
 * scikit-learn's {@code TfidfVectorizer}: idf = ln((1 + documents) / (1 + documents with the term)) + 1, vectors of length 1.
 */
public final class TfIdf {
    /**
     * How terms are counted.
     *
     * @param terms what a term is
     * @param least parts of the shortest n-gram
     * @param most parts of the longest n-gram
     * @param minDocuments how many documents a term must be in
     * @param sublinear whether a count c becomes 1 + ln c
     */
    public record Settings(Terms terms, int least, int most, int minDocuments, boolean sublinear) {
        /** Checks the numbers. */
        public Settings {
            if (least < 1 || most < least || minDocuments < 1) {
                throw new FormatException(
                        "n-grams go from 1 on upwards and a term must be in 1 document or more, not n-grams of %d to %d in %d."
                                .formatted(least, most, minDocuments));
            }
        }

        /** Counts single words. */
        public static Settings words() {
            return new Settings(Terms.WORDS, 1, 1, 1, false);
        }

        /** Counts n-grams of {@code least} to {@code most} parts. */
        public Settings ngrams(int least, int most) {
            return new Settings(terms, least, most, minDocuments, sublinear);
        }

        /** Counts other terms. */
        public Settings terms(Terms other) {
            return new Settings(other, least, most, minDocuments, sublinear);
        }

        /** Leaves out terms that are in fewer documents. */
        public Settings minDocuments(int count) {
            return new Settings(terms, least, most, count, sublinear);
        }

        /** Dampens counts: c becomes 1 + ln c. */
        public Settings dampened() {
            return new Settings(terms, least, most, minDocuments, true);
        }
    }

    private final Settings settings;
    private final List<String> vocabulary;
    private final Map<String, Integer> index = new HashMap<>();
    private final double[] idf;

    /**
     * Makes a vectoriser from its parts.
     *
     * @param vocabulary the term of each index
     * @param idf the inverse document frequency of each term
     */
    public TfIdf(Settings settings, List<String> vocabulary, double[] idf) {
        if (vocabulary.size() != idf.length) {
            throw new FormatException(
                    "There are %d terms and %d document frequencies.".formatted(vocabulary.size(), idf.length));
        }
        this.settings = settings;
        this.vocabulary = List.copyOf(vocabulary);
        this.idf = idf.clone();
        for (int i = 0; i < idf.length; i++) {
            index.put(vocabulary.get(i), i);
        }
    }

    /**
     * Learns terms and their frequencies from texts.
     *
     * @throws FormatException if no term is left
     */
    public static TfIdf fit(List<String> texts, Settings settings) {
        Map<String, Integer> documents = new TreeMap<>(PythonText::compare);
        for (String text : texts) {
            new TreeSet<>(settings.terms.of(text, settings.least, settings.most))
                    .forEach(term -> documents.merge(term, 1, Integer::sum));
        }
        documents.values().removeIf(count -> count < settings.minDocuments);
        if (documents.isEmpty()) {
            throw new FormatException(
                    "%d texts have no term that is in at least %d of them; give more texts or a lower number."
                            .formatted(texts.size(), settings.minDocuments));
        }
        double[] idf = documents.values().stream()
                .mapToDouble(count -> Math.log((1.0 + texts.size()) / (1.0 + count)) + 1)
                .toArray();
        return new TfIdf(settings, List.copyOf(documents.keySet()), idf);
    }

    /** Turns a text into a vector of length 1; of zeros if none of its terms is known. */
    public SparseVector of(String text) {
        TreeMap<Integer, Double> counts = new TreeMap<>();
        for (String term : settings.terms.of(text, settings.least, settings.most)) {
            Integer at = index.get(term);
            if (at != null) {
                counts.merge(at, 1.0, Double::sum);
            }
        }
        counts.replaceAll((at, count) -> (settings.sublinear ? 1 + Math.log(count) : count) * idf[at]);
        return SparseVector.of(counts).normalised();
    }

    /** Turns texts into vectors. */
    public List<SparseVector> of(List<String> texts) {
        return texts.stream().map(this::of).toList();
    }

    /** Returns how terms are counted. */
    public Settings settings() {
        return settings;
    }

    /** Lists the term of each index, in the order of code points. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** Returns the inverse document frequency of each term. */
    public double[] idf() {
        return idf.clone();
    }
}
