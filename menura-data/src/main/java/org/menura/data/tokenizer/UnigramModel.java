package org.menura.data.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A unigram language model of pieces while it is trained (Kudo 2018, arXiv 1804.10959, section 3.2). The first pieces are
 * the characters, in the order of the alphabet; they always stay, so that every word can be spelled.
 */
final class UnigramModel {
    /** Characters are taken to occur so often at least, so that words with rare ones stay possible. */
    private static final double LEAST = 0.5;

    private final int characters;
    private final ForwardBackward expectation = new ForwardBackward();
    private Lattice lattice;
    private int[] places;
    private double[] logProbabilities;

    UnigramModel(SymbolWords words, int alphabet, List<SeedPieces.Seed> seeds) {
        this.characters = alphabet;
        int pieces = alphabet + seeds.size();
        int[] lengths = new int[pieces];
        double[] scores = new double[pieces];
        places = new int[pieces];
        Arrays.fill(lengths, 0, alphabet, 1);
        Arrays.fill(scores, 0, alphabet, LEAST);
        boolean[] seen = new boolean[alphabet];
        for (int w = 0; w < words.size(); w++) {
            for (int i = words.starts()[w]; i < words.starts()[w + 1]; i++) {
                int symbol = words.symbols()[i];
                scores[symbol] += words.counts()[w];
                places[symbol] = seen[symbol] ? places[symbol] : i;
                seen[symbol] = true;
            }
        }
        for (int s = 0; s < seeds.size(); s++) {
            lengths[alphabet + s] = seeds.get(s).length();
            places[alphabet + s] = seeds.get(s).place();
            scores[alphabet + s] = seeds.get(s).score();
        }
        // A character that is needed but never occurs has no place: it is no edge of the lattice.
        for (int c = 0; c < alphabet; c++) {
            lengths[c] = seen[c] ? 1 : 0;
        }
        this.lattice = Lattice.of(words, places, lengths, alphabet);
        this.logProbabilities = normalise(scores);
    }

    int size() {
        return logProbabilities.length;
    }

    double logProbability(int piece) {
        return logProbabilities[piece];
    }

    /** Where a piece occurs, as a place among the symbols of the words; of no meaning for characters. */
    int place(int piece) {
        return places[piece];
    }

    int length(int piece) {
        return piece < characters ? 1 : lattice.lengths()[piece];
    }

    /**
     * One step of expectation and maximisation, after which the words are at least as probable as before.
     *
     * @return the log-likelihood of the words before the step
     */
    double step() {
        double[] expected = new double[size()];
        double likelihood = expectation.expect(lattice, logProbabilities, expected);
        for (int piece = 0; piece < expected.length; piece++) {
            double least = piece < characters ? LEAST : Double.MIN_NORMAL;
            expected[piece] = Math.max(expected[piece], least);
        }
        logProbabilities = normalise(expected);
        return likelihood;
    }

    /** Drops the pieces whose loss costs the words least probability, so that so many are left. */
    void prune(int left) {
        Viterbi viterbi = new Viterbi(lattice, logProbabilities);
        long[] uses = viterbi.uses();
        double[] loss = new double[size()];
        for (int piece = characters; piece < loss.length; piece++) {
            // A piece is as dear as its uses are probable, compared with spelling it by others.
            loss[piece] = uses[piece] * (logProbabilities[piece] - viterbi.without(piece, places[piece]));
        }
        int[] kept = IntStream.concat(
                        IntStream.range(0, characters),
                        IntStream.range(characters, loss.length)
                                .boxed()
                                .sorted(Comparator.comparingDouble((Integer p) -> -loss[p])
                                        .thenComparingDouble(p -> -logProbabilities[p])
                                        .thenComparingInt(p -> p))
                                .limit(Math.max(0, left - characters))
                                .mapToInt(p -> p))
                .sorted()
                .toArray();
        lattice = lattice.keep(kept);
        places = select(places, kept);
        double[] weights = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            weights[i] = StrictMath.exp(logProbabilities[kept[i]]);
        }
        logProbabilities = normalise(weights);
    }

    private static int[] select(int[] values, int[] kept) {
        return Arrays.stream(kept).map(i -> values[i]).toArray();
    }

    /** The logarithms of weights that are divided by their sum. */
    private static double[] normalise(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] result = new double[weights.length];
        double logSum = StrictMath.log(sum);
        for (int i = 0; i < weights.length; i++) {
            result[i] = StrictMath.log(weights[i]) - logSum;
        }
        return result;
    }
}
