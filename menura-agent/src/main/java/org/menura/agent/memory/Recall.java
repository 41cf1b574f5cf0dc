package org.menura.agent.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Recalls memories by recency, importance and relevance, each min-max normalised over the memories that hold, then summed with weights (Generative
 * Agents, arXiv 2304.03442, section 4.1). Each part can be switched off by a weight of 0. Ties go to the newer memory. Recalling changes
 * nothing; {@link MemoryStream#touch} makes what was used recent.
 *
 * @param weights of the three parts
 * @param relevance of which kind
 * @param decay of recency for each hour since the last access; 0.995 in the paper
 * @param sentences weight of a memory's best sentence beside the whole, in relevance by words; 0 for the whole alone
 * @param neighbours share of a neighbour's relevance that a memory gains: what was said just before or after in the same thread; 0 for none
 */
public record Recall(Weights weights, Relevance relevance, double decay, double sentences, double neighbours) {
    private static final double HOURLY = 0.995;
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double SENTENCES = 0.5;
    private static final double NEIGHBOURS = 0.2;

    /** Weights of recency, importance and relevance. */
    public record Weights(double recency, double importance, double relevance) {
        public Weights {
            if (!(recency >= 0 && importance >= 0 && relevance >= 0)) {
                throw new IllegalArgumentException("weights of recall must not be negative");
            }
        }

        /** The weights of the reference program of Generative Agents: 0.5, 2, 3. */
        public static final Weights GENERATIVE_AGENTS = new Weights(0.5, 2, 3);

        /** Relevance alone. */
        public static final Weights RELEVANCE = new Weights(0, 0, 1);
    }

    /**
     * How near a memory is to a question: (1 − vectors) · BM25 + vectors · cosine, each normalised (a convex combination, arXiv 2210.11934).
     *
     * @param vectors share of the vectors: 0 for words alone, 1 for vectors alone
     */
    public record Relevance(double vectors) {
        /** BM25 alone. */
        public static final Relevance WORDS = new Relevance(0);

        /** Cosine of embeddings alone. */
        public static final Relevance VECTORS = new Relevance(1);

        /** Both, one half each. */
        public static final Relevance HYBRID = new Relevance(0.5);

        public Relevance {
            if (!(vectors >= 0 && vectors <= 1)) {
                throw new IllegalArgumentException("the share of vectors must be from 0 to 1, not " + vectors);
            }
        }
    }

    /**
     * A memory that was recalled.
     *
     * @param score weighted sum of the parts
     * @param recency from 0 to 1
     * @param importance from 0 to 1
     * @param relevance from 0 to 1
     * @param words BM25 score of its own words; 0 where it was not computed
     * @param cosine of its vector; 0 where it was not computed
     */
    public record Hit(
            Memory memory,
            double score,
            double recency,
            double importance,
            double relevance,
            double words,
            double cosine) {
        private static final double NEAR = 0.25; // cosine below which sentence embeddings share no topic

        /** Returns whether it has to do with the question by itself, not only more than others. */
        public boolean related() {
            return words > 0 || cosine >= NEAR;
        }
    }

    public Recall {
        if (!(sentences >= 0)) {
            throw new IllegalArgumentException("the weight of sentences must not be negative");
        }
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay must be above 0 and at most 1, not " + decay);
        }
        if (!(neighbours >= 0 && neighbours <= 1)) {
            throw new IllegalArgumentException("the share of neighbours must be from 0 to 1, not " + neighbours);
        }
    }

    /** Creates recall by BM25 alone. */
    public static Recall byWords() {
        return new Recall(Weights.RELEVANCE, Relevance.WORDS, HOURLY, 0, 0);
    }

    /** Creates recall by embeddings alone. */
    public static Recall byVectors() {
        return new Recall(Weights.RELEVANCE, Relevance.VECTORS, HOURLY, 0, 0);
    }

    /** Creates recall by words, vectors where the stream has them, and neighbours. */
    public static Recall byRelevance(MemoryStream stream) {
        return new Recall(Weights.RELEVANCE, best(stream), HOURLY, SENTENCES, NEIGHBOURS);
    }

    /** Creates recall by recency, importance and relevance, with the weights of Generative Agents. */
    public static Recall generativeAgents(MemoryStream stream) {
        return new Recall(Weights.GENERATIVE_AGENTS, best(stream), HOURLY, SENTENCES, 0);
    }

    private static Relevance best(MemoryStream stream) {
        return stream.hasVectors() ? Relevance.HYBRID : Relevance.WORDS;
    }

    /** Returns a copy with other weights. */
    public Recall withWeights(Weights others) {
        return new Recall(others, relevance, decay, sentences, neighbours);
    }

    /**
     * Recalls the best memories, best first.
     *
     * @param query what is asked about
     * @param count the largest number of memories
     * @param now time of the question, for recency
     */
    public List<Hit> recall(MemoryStream stream, String query, int count, Instant now) {
        List<Memory> candidates = stream.holding();
        double[] recency = normalised(candidates.stream()
                .mapToDouble(m -> recency(stream.accessed(m.id()), now))
                .toArray());
        double[] importance =
                normalised(candidates.stream().mapToDouble(Memory::importance).toArray());
        double[] words = relevance.vectors() < 1 ? words(stream, candidates, query) : zeros(candidates);
        double[] cosines =
                relevance.vectors() > 0 ? picked(stream, candidates, stream.cosines(query)) : zeros(candidates);
        double[] near = relevance(candidates, words, cosines);
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> new Hit(
                        candidates.get(i),
                        weights.recency() * recency[i]
                                + weights.importance() * importance[i]
                                + weights.relevance() * near[i],
                        recency[i],
                        importance[i],
                        near[i],
                        words[i],
                        cosines[i]))
                .sorted(Comparator.comparingDouble(Hit::score)
                        .thenComparingInt(hit -> stream.number(hit.memory()))
                        .reversed())
                .limit(count)
                .toList();
    }

    /** Returns decay ^ hours: 1 for what was accessed just now, the less the longer ago. */
    private double recency(Instant accessed, Instant now) {
        double hours = Math.max(0, Duration.between(accessed, now).toSeconds() / SECONDS_PER_HOUR);
        return Math.pow(decay, hours);
    }

    private double[] relevance(List<Memory> candidates, double[] words, double[] cosines) {
        double[] left = normalised(words);
        double[] right = normalised(cosines);
        double[] out = new double[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (1 - relevance.vectors()) * left[i] + relevance.vectors() * right[i];
        }
        return neighbours == 0 ? out : normalised(withNeighbours(candidates, out));
    }

    private double[] words(MemoryStream stream, List<Memory> candidates, String query) {
        double[] out = picked(stream, candidates, stream.wordScores(query));
        if (sentences > 0) {
            double[] best = picked(stream, candidates, stream.sentenceScores(query));
            for (int i = 0; i < out.length; i++) {
                out[i] += sentences * best[i];
            }
        }
        return out;
    }

    private static double[] picked(MemoryStream stream, List<Memory> candidates, double[] scores) {
        return candidates.stream().mapToDouble(m -> scores[stream.number(m)]).toArray();
    }

    private static double[] zeros(List<Memory> candidates) {
        return new double[candidates.size()];
    }

    private double[] withNeighbours(List<Memory> candidates, double[] scores) {
        double[] out = scores.clone();
        for (int i = 1; i < out.length; i++) {
            if (candidates
                    .get(i)
                    .source()
                    .thread()
                    .equals(candidates.get(i - 1).source().thread())) {
                out[i] += neighbours * scores[i - 1];
                out[i - 1] += neighbours * scores[i];
            }
        }
        return out;
    }

    /** Scales values to 0 … 1. Where all are equal they tell nothing apart and become 0; of none come none. */
    static double[] normalised(double[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = max > min ? (values[i] - min) / (max - min) : 0;
        }
        return out;
    }
}
