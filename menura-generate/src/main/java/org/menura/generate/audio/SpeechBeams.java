package org.menura.generate.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.menura.generate.sample.Argmax;
import org.menura.generate.sample.BeamModel;
import org.menura.generate.sample.BeamStates;
import org.menura.generate.sample.LogProbs;
import org.menura.model.SequenceState;

/**
 * Searches for the likeliest text of one window of sound, as the original implementation of Whisper does (arXiv
 * 2212.04356, section 4.5): the likeliest texts are extended side by side, probabilities are those of the tokens that
 * the rules leave, the search ends with as many whole texts as there are beams, and the one whose tokens are likeliest
 * on average counts.
 *
 * @param beams number of texts that are extended side by side
 * @param limit most tokens of a text
 * @param goesOn whether the sound goes on behind the tokens that were written, so that the end is not taken for an answer
 */
record SpeechBeams(int beams, int limit, SpeechTokens tokens, TimestampRules rules, Predicate<int[]> goesOn) {
    /** A text under way, and the logits of its next token. */
    private record Beam(SequenceState state, float[] logits, Written written) {}

    /**
     * A text with one token more.
     *
     * @param beam the index of the text that it continues
     */
    private record Next(int beam, Written written) {
        int token() {
            return written.last();
        }
    }

    /**
     * Returns the best text.
     *
     * @param initial the state behind what the model was told; the search releases it
     * @param logits of the first token
     */
    Written search(BeamModel<SequenceState> model, SequenceState initial, float[] logits) {
        List<Written> ended = new ArrayList<>();
        List<Beam> going = List.of(new Beam(initial, logits, Written.NOTHING));
        List<Next> next = List.of();
        try {
            for (int count = 1; count <= limit; count++) {
                next = new ArrayList<>();
                for (Next one : ranking(going)) {
                    if (next.size() == beams) {
                        break;
                    }
                    if (one.token() != tokens.end()) {
                        next.add(one);
                    } else if (ended.size() < beams) {
                        ended.add(one.written.ended());
                    }
                }
                if (ended.size() == beams || next.isEmpty() || count == limit) {
                    break;
                }
                going = extend(model, going, next);
            }
        } finally {
            going.forEach(beam -> model.release(beam.state));
        }
        next.stream().limit(beams - ended.size()).map(Next::written).forEach(ended::add);
        return ended.stream().max(Comparator.comparingDouble(Written::perToken)).orElse(Written.NOTHING);
    }

    /** All that may come next, the likeliest first. */
    private List<Next> ranking(List<Beam> going) {
        List<Next> all = new ArrayList<>();
        for (int b = 0; b < going.size(); b++) {
            Beam beam = going.get(b);
            int[] before = beam.written.tokens();
            float[] logits = beam.logits;
            rules.apply(logits, before, before.length);
            boolean more = goesOn.test(before);
            if (more && Argmax.of(logits) == tokens.end()) {
                // Not the model's choice, so it does not count for how sure it is.
                all.add(new Next(b, beam.written.with(Argmax.of(logits, tokens.firstTimestamp()), 0)));
                continue;
            }
            for (LogProbs.Entry one :
                    LogProbs.of(logits, tokens.end(), beams + 1).top()) {
                if (one.logProb() > Double.NEGATIVE_INFINITY && !(more && one.token() == tokens.end())) {
                    all.add(new Next(b, beam.written.with(one.token(), one.logProb())));
                }
            }
        }
        all.sort(Comparator.comparingDouble((Next n) -> n.written.sum()).reversed());
        return all;
    }

    /** Reads the texts' last tokens. */
    private static List<Beam> extend(BeamModel<SequenceState> model, List<Beam> going, List<Next> next) {
        List<SequenceState> states = BeamStates.branch(
                model,
                going.stream().map(Beam::state).toList(),
                next.stream().mapToInt(Next::beam).toArray());
        float[][] logits =
                model.step(states, next.stream().mapToInt(Next::token).toArray());
        List<Beam> out = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            out.add(new Beam(states.get(i), logits[i], next.get(i).written));
        }
        return out;
    }

    /**
     * What was written.
     *
     * @param tokens without the one that ends a text
     * @param logProbabilities of the tokens, and of the one that ended them
     * @param sum of all of these
     * @param complete whether the model ended it
     */
    record Written(int[] tokens, double[] logProbabilities, double sum, boolean complete) {
        static final Written NOTHING = new Written(new int[0], new double[0], 0, false);

        private int last() {
            return tokens[tokens.length - 1];
        }

        private double perToken() {
            return sum / Math.max(1, tokens.length);
        }

        private Written with(int token, double logProbability) {
            int count = tokens.length;
            int[] longer = Arrays.copyOf(tokens, count + 1);
            double[] each = Arrays.copyOf(logProbabilities, count + 1);
            longer[count] = token;
            each[count] = logProbability;
            return new Written(longer, each, sum + logProbability, false);
        }

        /** The text, the token that ended it taken for what it is. */
        private Written ended() {
            return new Written(Arrays.copyOf(tokens, tokens.length - 1), logProbabilities, sum, true);
        }
    }
}
